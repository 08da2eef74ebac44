//! Whom tokens let in, and for how long.

mod bad_tokens;
mod issuer;
mod remote;

use std::{collections::BTreeSet, fs, sync::Arc, time::Duration};

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use self::{
    bad_tokens::bad_tokens,
    issuer::{AUDIENCE, ISSUED_BY, ISSUER, Signer, claims, claims_but},
};
use super::{Algorithm, ClaimNames, KeysFrom, Refused, TokenSettings, Tokens};
use crate::{
    auth::{Scope, Scopes, Sight, Viewer},
    domain::AccountId,
};

const NOW: i64 = 1_785_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn settings() -> TokenSettings {
    TokenSettings {
        keys: KeysFrom::File("keys.json".into()),
        issuer: ISSUER.to_owned(),
        audience: vec![AUDIENCE.to_owned(), "invoices-beta".to_owned()],
        claims: ClaimNames::default(),
        skew: Duration::from_secs(60),
        algorithms: Algorithm::ALL.to_vec(),
    }
}

fn accounts() -> BTreeSet<AccountId> {
    ["moneybird", "i3d"].map(AccountId::new).into()
}

fn of(settings: &TokenSettings, keys: &Value) -> Tokens {
    Tokens::of_set(&keys.to_string(), settings, accounts())
}

fn tokens() -> Tokens {
    of(&settings(), &ISSUED_BY.jwks())
}

async fn told(tokens: &Tokens, token: &str) -> Result<Arc<Viewer>, Refused> {
    tokens.recognise(token, at(NOW)).await
}

async fn of_claims(claims: &Value) -> Result<Arc<Viewer>, Refused> {
    told(&tokens(), &ISSUED_BY.ed.token(claims)).await
}

#[tokio::test]
async fn keys_of_one_name_are_each_tried() {
    let issuer = &*ISSUED_BY;
    let (old, new) = (&issuer.ed, &issuer.stranger);
    let other = issuer.p256.with("ed", "ES256");
    for keys in [
        json!([old.jwk(), new.jwk()]),
        json!([new.jwk(), other.jwk(), old.jwk()]),
    ] {
        let tokens = of(&settings(), &json!({ "keys": keys }));
        for signer in [old, new] {
            assert!(told(&tokens, &signer.token(&claims(NOW))).await.is_ok());
        }
        let forged = issuer.rsa.sign_with(&old.header(), &claims(NOW));
        assert!(told(&tokens, &forged).await.is_err());
    }
    let one = of(&settings(), &json!({"keys": [old.jwk()]}));
    assert!(told(&one, &new.token(&claims(NOW))).await.is_err());
}

#[tokio::test]
async fn every_algorithm_lets_in_whom_the_token_names() {
    let issuer = &*ISSUED_BY;
    let rsa = |algorithm| issuer.rsa.with("rsa", algorithm);
    let mut signers: Vec<Signer> = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
        .map(rsa)
        .into();
    signers.extend(
        [
            &issuer.rsa_only_rs256,
            &issuer.p256,
            &issuer.p384,
            &issuer.ed,
        ]
        .map(Signer::clone),
    );
    for algorithm in Algorithm::ALL {
        let known = signers
            .iter()
            .any(|signer| signer.algorithm == algorithm.word());
        assert!(known, "{algorithm:?} has no signer");
    }
    for signer in &signers {
        let token = signer.token(&claims(NOW));
        let viewer = told(&tokens(), &token).await.unwrap();
        assert!(
            viewer.name.starts_with("jwt/") && viewer.name.ends_with("/alice"),
            "{viewer:?}"
        );
        assert_eq!(
            viewer.scopes,
            Scopes::from_iter([Scope::Read, Scope::Write])
        );
        let only = BTreeSet::from([AccountId::new("moneybird")]);
        assert_eq!(viewer.accounts, Sight::Only(only));
        assert_eq!((viewer.rate, viewer.upstream), (None, false));
        assert_eq!(viewer.until, Some(at(NOW + 360)));
        // Not where the config leaves it out.
        let mut fewer = settings();
        fewer
            .algorithms
            .retain(|known| known.word() != signer.algorithm);
        let refused = told(&of(&fewer, &issuer.jwks()), &token).await;
        assert_eq!(refused, Err(Refused("its algorithm is not allowed")));
    }
}

#[tokio::test]
async fn a_bad_token_is_refused_for_what_is_bad_in_it() {
    let (tokens, bad) = (tokens(), bad_tokens(NOW));
    assert!(bad.len() > 100, "{}", bad.len());
    for bad in bad {
        let Err(Refused(why)) = told(&tokens, &bad.token).await else {
            panic!("{} is let in", bad.what);
        };
        assert!(bad.why.is_empty() || why == bad.why, "{}: {why}", bad.what);
    }
}

#[tokio::test]
async fn each_changed_letter_makes_it_bad() {
    let tokens = tokens();
    let good = ISSUED_BY.p256.token(&claims(NOW));
    assert!(told(&tokens, &good).await.is_ok());
    for place in 0..good.len() {
        let mut letters = good.clone().into_bytes();
        letters[place] = if letters[place] == b'A' { b'B' } else { b'A' };
        let other = String::from_utf8(letters).unwrap();
        assert!(told(&tokens, &other).await.is_err(), "{place}: {other}");
        assert!(told(&tokens, &good[..place]).await.is_err(), "{place}");
    }
}

#[tokio::test]
async fn the_times_hold_to_the_second_with_the_skew_added() {
    for (name, offset, is_in) in [
        ("exp", -59, true),
        ("exp", -60, false),
        ("nbf", 60, true),
        ("nbf", 61, false),
        ("iat", 60, true),
        ("iat", 61, false),
    ] {
        let told = of_claims(&claims_but(NOW, name, json!(NOW + offset))).await;
        assert_eq!(told.is_ok(), is_in, "{name} {offset}: {told:?}");
    }
    let mut exact = settings();
    exact.skew = Duration::ZERO;
    let exact = of(&exact, &ISSUED_BY.jwks());
    for (end, is_in) in [
        (json!(NOW + 1), true),
        (json!(NOW), false),
        (json!(NOW as f64 + 0.5), true),
    ] {
        let token = ISSUED_BY.ed.token(&claims_but(NOW, "exp", end.clone()));
        assert_eq!(told(&exact, &token).await.is_ok(), is_in, "{end}");
    }
    for optional in ["nbf", "iat"] {
        assert!(
            of_claims(&claims_but(NOW, optional, Value::Null))
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn what_a_token_does_not_allow_is_not_allowed() {
    for (name, value, scopes) in [
        ("scope", Value::Null, &[][..]),
        ("scope", json!(""), &[]),
        ("scope", json!("READ reader read:all openid"), &[]),
        ("scope", json!("read"), &[Scope::Read]),
        (
            "scope",
            json!(["write", "metrics", 5]),
            &[Scope::Write, Scope::Metrics],
        ),
    ] {
        let viewer = of_claims(&claims_but(NOW, name, value)).await.unwrap();
        assert_eq!(viewer.scopes, scopes.iter().copied().collect());
    }
    for (value, seen) in [
        (Value::Null, &[][..]),
        (json!([]), &[]),
        (json!(["*"]), &[]),
        (json!(["MONEYBIRD", "money", 5, null]), &[]),
        (
            json!(["i3d", "moneybird", "i3d", "gone"]),
            &["i3d", "moneybird"],
        ),
    ] {
        let viewer = of_claims(&claims_but(NOW, "accounts", value))
            .await
            .unwrap();
        let seen = seen.iter().map(|id| AccountId::new(id)).collect();
        assert_eq!(viewer.accounts, Sight::Only(seen));
    }
    let all = of_claims(&claims_but(NOW, "accounts", json!("*"))).await;
    assert_eq!(all.unwrap().accounts, Sight::All);
}

#[tokio::test]
async fn what_is_common_in_tokens_does_no_harm() {
    for audience in [
        json!(["other", AUDIENCE]),
        json!("invoices-beta"),
        json!([5, "invoices-beta"]),
    ] {
        assert!(of_claims(&claims_but(NOW, "aud", audience)).await.is_ok());
    }
    let signer = &ISSUED_BY.ed;
    for (name, value) in [
        ("typ", Value::Null),
        ("typ", json!("jwt")),
        ("typ", json!("at+jwt")),
        ("typ", json!("application/AT+JWT")),
        ("x5t", json!("abc")),
        ("jku", json!("https://login.example.com/keys")),
    ] {
        let mut header = signer.header();
        match value {
            Value::Null => drop(header.as_object_mut().unwrap().remove(name)),
            value => header[name] = value,
        }
        let token = signer.sign_with(&header, &claims(NOW));
        assert!(told(&tokens(), &token).await.is_ok(), "{header}");
    }
    // The only key needs no name.
    let only = of(
        &settings(),
        &json!({"keys": [signer.jwk(), {"kty": "oct", "k": "AA"}]}),
    );
    let unnamed = signer.sign_with(&json!({"alg": "EdDSA"}), &claims(NOW));
    assert!(told(&only, &unnamed).await.is_ok());
    assert!(told(&tokens(), &unnamed).await.is_err());
}

#[tokio::test]
async fn the_config_says_which_claims_count() {
    let mut other = settings();
    other.claims = ClaimNames {
        scopes: "scp".to_owned(),
        accounts: "https://example.com/accounts".to_owned(),
        name: "email".to_owned(),
    };
    let mut said = claims(NOW);
    said["scp"] = json!(["read"]);
    said["https://example.com/accounts"] = json!(["i3d"]);
    said["email"] = json!("bob@example.com");
    let token = ISSUED_BY.ed.token(&said);
    let viewer = told(&of(&other, &ISSUED_BY.jwks()), &token).await.unwrap();
    assert!(viewer.name.ends_with("/bob@example.com"));
    assert_eq!(viewer.scopes, Scopes::from_iter([Scope::Read]));
    assert_eq!(viewer.accounts, Sight::Only([AccountId::new("i3d")].into()));
}

#[tokio::test]
async fn the_same_name_of_another_issuer_is_somebody_else() {
    let mut other = settings();
    other.issuer = "https://other.example.com/".to_owned();
    let other = of(&other, &ISSUED_BY.jwks());
    let elsewhere = claims_but(NOW, "iss", json!("https://other.example.com/"));
    let there = told(&other, &ISSUED_BY.ed.token(&elsewhere)).await.unwrap();
    let here = of_claims(&claims(NOW)).await.unwrap();
    assert_ne!(here.name, there.name);
    assert!(tokens().named(&here.name) && !tokens().named(&there.name));
    for client in ["alice", "jwt", "anonymous", ""] {
        assert!(!tokens().named(client), "{client}");
    }
}

#[test]
fn a_file_that_holds_no_keys_is_refused_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let read = |text: Option<&str>| {
        if let Some(text) = text {
            fs::write(&path, text).unwrap();
        }
        let settings = TokenSettings {
            keys: KeysFrom::File(path.clone()),
            ..settings()
        };
        Tokens::new(&settings, accounts(), Duration::ZERO)
    };
    assert!(read(None).unwrap_err().contains("keys.json: "));
    let mut private = ISSUED_BY.ed.jwk();
    private["d"] = json!("AAAA");
    let private = json!({"keys": [private]}).to_string();
    let secret = json!({"keys": [{"kty": "oct", "k": "AAAA"}]}).to_string();
    let wrong_use =
        json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA", "use": "sig"}]}).to_string();
    for bad in [
        "",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        &private,
        &secret,
        &wrong_use,
    ] {
        let told = read(Some(bad)).unwrap_err();
        assert!(
            told.contains("keys.json ") && !told.contains("AAAA"),
            "{told}"
        );
    }
    assert!(read(Some(&ISSUED_BY.jwks().to_string())).is_ok());
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}", parts in proptest::collection::vec("[ -~]{0,60}", 3)) {
        let tokens = tokens();
        prop_assert!(block_on(told(&tokens, &text)).is_err());
        let token = ISSUED_BY.stranger.sign_texts(&parts[0], &parts[1]);
        prop_assert!(block_on(told(&tokens, &token)).is_err());
        let signed = ISSUED_BY.ed.sign_texts(&ISSUED_BY.ed.header().to_string(), &parts[2]);
        prop_assert!(block_on(told(&tokens, &signed)).is_err());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0..200_usize) {
        let tokens = tokens();
        let mut token = ISSUED_BY.ed.token(&claims(NOW)).into_bytes();
        token.splice(at..at, bytes.clone());
        let spoiled = String::from_utf8_lossy(&token).into_owned();
        prop_assert!(bytes.is_empty() || block_on(told(&tokens, &spoiled)).is_err());
        let header = ISSUED_BY.ed.header().to_string();
        let token = issuer::written(&header, &bytes, |said| ISSUED_BY.ed.sign(said));
        prop_assert!(block_on(told(&tokens, &token)).is_err());
        let _ = super::key::KeySet::read(&bytes);
    }
}
