//! Who comes with a token that another system signed, over real sockets.

#[path = "../../../src/auth/jwt/tests/bad_tokens.rs"]
mod bad_tokens;
#[path = "../../../src/auth/jwt/tests/issuer.rs"]
pub(super) mod issuer;

use std::{
    collections::BTreeSet,
    fs,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, response::Redirect, routing::get};
use invoice_gateway::{
    clock,
    files::{LinkSettings, Links},
};
use secrecy::SecretString;
use serde_json::{Value, json};

use self::{
    bad_tokens::bad_tokens,
    issuer::{AUDIENCE, ISSUED_BY, ISSUER, Signer, claims, claims_but},
};
use super::{
    ALL, Guest, Question, Told, ask_with,
    links::{SIGNED, is_foreign, open},
    load, plan,
};
use crate::{
    house::{House, Plan},
    vendors::listen,
};

pub(super) fn now() -> i64 {
    clock::now().as_second()
}

/// What a config says of an issuer whose keys are there.
pub(super) fn section(keys: &str, issuer: &str) -> String {
    format!("{SIGNED}[jwt]\n{keys}\nissuer = \"{issuer}\"\naudience = \"{AUDIENCE}\"\n")
}

/// A file with the issuer's keys, as a line of a config.
pub(super) fn jwks_file() -> String {
    let folder = tempfile::tempdir().unwrap().keep();
    let path = folder.join("keys.json");
    fs::write(&path, ISSUED_BY.jwks().to_string()).unwrap();
    format!("jwks_file = \"{}\"", path.display())
}

fn with_tokens(guests: &[Guest]) -> Plan {
    plan(guests, &section(&jwks_file(), ISSUER))
}

async fn ask(house: &House, token: &str, query: &str) -> Told {
    let question = Question::new(query, json!({}));
    ask_with(house, Some(&format!("Bearer {token}")), &question).await
}

async fn data(house: &House, token: &str, query: &str) -> Value {
    let told = ask(house, token, query).await.json();
    assert!(told.get("errors").is_none(), "{told:#}");
    told["data"].clone()
}

const LIVE: &str = "{ invoices(freshness: LIVE) { totalCount } accounts { id } }";

#[tokio::test]
async fn a_bad_token_is_told_nothing_but_that_it_is_and_costs_nothing_upstream() {
    let house = House::of(with_tokens(&[ALL])).await;
    let mut answers = BTreeSet::new();
    for bad in bad_tokens(now()) {
        let told = ask(&house, &bad.token, LIVE).await;
        let (what, why) = (&bad.what, bad.why);
        assert_eq!(told.status, 401, "{what}: {told:?}");
        assert_eq!(told.headers["www-authenticate"], "Bearer", "{what}");
        let error = &told.json()["errors"][0];
        assert_eq!(error["extensions"]["code"], json!("UNAUTHENTICATED"));
        let is_told = !why.is_empty() && told.body.contains(why);
        assert!(!is_told, "{what}: {}", told.body);
        // What no header of this kind can be is told before anybody looks for a token in it.
        if bad.token.len() <= 8192 {
            answers.insert(told.body);
        }
    }
    assert_eq!(answers.len(), 1, "{answers:#?}");
    let answer = answers.first().unwrap();
    assert!(
        answer.contains("the key or token is not accepted"),
        "{answer}"
    );
    assert_eq!(ask(&house, "k3y-of-nobody", LIVE).await.body, *answer);
    for header in ["Bearer", "Bearer a b", "Bearer t\u{f6}ken", "JWT a.b.c"] {
        let question = Question::new(LIVE, json!({}));
        let told = ask_with(&house, Some(header), &question).await;
        assert_eq!(told.status, 401, "{header}");
    }
    assert!(house.calls().await.is_empty());
    let good = ISSUED_BY.ed.token(&claims(now()));
    data(&house, &good, LIVE).await;
    assert!(!house.calls().await.is_empty());
}

#[tokio::test]
async fn a_token_shows_its_accounts_and_allows_its_scopes_and_nothing_else() {
    let house = House::of(with_tokens(&[ALL])).await;
    load(&house, ALL).await;
    let signed = |name: &str, value: Value| ISSUED_BY.rsa.token(&claims_but(now(), name, value));
    let accounts = "{ accounts { id } }";
    for (value, ids) in [
        (json!(["moneybird", "no-such-account"]), &["moneybird"][..]),
        (json!(["i3d", "dashdoc"]), &["dashdoc", "i3d"]),
        (json!([]), &[]),
        (Value::Null, &[]),
    ] {
        let told = data(&house, &signed("accounts", value), accounts).await;
        let expected: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
        assert_eq!(told["accounts"], json!(expected));
    }
    let all = data(&house, &signed("accounts", json!("*")), accounts).await;
    assert_eq!(all["accounts"].as_array().unwrap().len(), 5);

    for nothing in [Value::Null, json!("openid"), json!("write"), json!([])] {
        let told = ask(&house, &signed("scope", nothing), accounts).await;
        assert_eq!(told.status, 403, "{told:?}");
    }
    let note =
        "mutation { addNote(input: {invoiceId: \"x\", text: \"t\"}) { userErrors { code } } }";
    let reader = ask(&house, &signed("scope", json!("read")), note).await;
    assert!(reader.body.contains("FORBIDDEN"), "{}", reader.body);
    let writer = ask(&house, &signed("scope", json!("read write")), note).await;
    assert!(!writer.body.contains("FORBIDDEN"), "{}", writer.body);
    // Keys are good as ever.
    let told = ask(&house, &ALL.key(), accounts).await;
    assert_eq!(told.status, 200);
}

async fn link(house: &House, token: &str) -> String {
    let query = "{ invoices(first: 1, filter: {accounts: [\"moneybird\"], status: [OPEN]}) {
        nodes { documents { url } } } }";
    let told = data(house, token, query).await;
    let document = &told["invoices"]["nodes"][0]["documents"][0];
    document["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_that_was_given_for_a_token_opens_while_tokens_of_that_issuer_count() {
    let house = House::of(with_tokens(&[ALL])).await;
    load(&house, ALL).await;
    let link = link(&house, &ISSUED_BY.p384.token(&claims(now()))).await;
    assert_eq!(open(&house, &link).await.status, 200);
    let replica = |plan: Plan| {
        let vendors = Arc::clone(&house.vendors);
        async move { House::over(vendors, &plan).await }
    };
    let same = replica(with_tokens(&[])).await;
    assert_eq!(open(&same, &link).await.status, 200);
    let elsewhere = section(&jwks_file(), "https://other.example.com/");
    for other in [
        plan(&[ALL], &elsewhere),
        plan(&[ALL], SIGNED),
        plan(&[], SIGNED),
    ] {
        is_foreign(&replica(other).await, &link).await;
    }
    let wing = Plan {
        residents: &crate::house::FIVE[1..],
        ..with_tokens(&[])
    };
    is_foreign(&replica(wing).await, &link).await;
}

#[tokio::test]
async fn a_link_ends_with_the_token_that_it_was_given_for() {
    let house = House::of(with_tokens(&[ALL])).await;
    load(&house, ALL).await;
    // Ended for its issuer, and good for half a minute more because clocks differ.
    let ends = now() - 30;
    let ending = claims_but(now(), "exp", json!(ends));
    let link = link(&house, &ISSUED_BY.ed.token(&ending)).await;
    let key = SecretString::from("0123456789abcdef");
    let settings = LinkSettings {
        key: Some(&key),
        life: Duration::from_secs(300),
        public_url: None,
    };
    let token = link.rsplit('/').next().unwrap();
    let read = Links::new(&settings).unwrap().read(token, clock::now());
    assert_eq!(read.unwrap().ends_at.as_second(), ends + 60);
}

/// An issuer on loopback; gives its address, and how often it was asked.
async fn issuer_at(answer: Router) -> (SocketAddr, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let answer = answer.layer(axum::middleware::from_fn(
        move |request: axum::extract::Request, next: axum::middleware::Next| {
            counter.fetch_add(1, Ordering::SeqCst);
            next.run(request)
        },
    ));
    let (listener, address) = listen().await;
    tokio::spawn(async move { axum::serve(listener, answer).await.unwrap() });
    (address, asked)
}

async fn house_of_issuer(address: SocketAddr) -> House {
    let keys = format!("jwks_url = \"http://{address}/keys\"");
    House::of(plan(&[ALL], &section(&keys, ISSUER))).await
}

#[tokio::test]
async fn the_issuer_is_asked_for_its_keys_at_its_address_once_for_many_tokens() {
    let jwks = ISSUED_BY.jwks().to_string();
    let shown = Router::new().route("/keys", get(async || jwks));
    let (address, asked) = issuer_at(shown).await;
    let house = house_of_issuer(address).await;
    let signers: [&Signer; 3] = [&ISSUED_BY.ed, &ISSUED_BY.p256, &ISSUED_BY.rsa];
    for signer in signers {
        data(&house, &signer.token(&claims(now())), "{ accounts { id } }").await;
    }
    for bad in bad_tokens(now()) {
        assert_eq!(ask(&house, &bad.token, LIVE).await.status, 401);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert!(house.calls().await.is_empty());
}

#[tokio::test]
async fn what_is_not_the_issuers_own_short_answer_lets_nobody_in() {
    let jwks = ISSUED_BY.jwks().to_string();
    let huge = format!("{}{jwks}", " ".repeat(300 << 10));
    let good = ISSUED_BY.ed.token(&claims(now()));
    for shown in [
        Router::new()
            .route("/keys", get(async || Redirect::temporary("/moved")))
            .route("/moved", get(async || jwks)),
        Router::new().route("/keys", get(async || huge)),
        Router::new(),
    ] {
        let (address, asked) = issuer_at(shown).await;
        let house = house_of_issuer(address).await;
        assert_eq!(ask(&house, &good, LIVE).await.status, 401);
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert_eq!(
            ask(&house, &ALL.key(), "{ accounts { id } }").await.status,
            200
        );
    }
}
