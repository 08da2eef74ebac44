//! Tokens that another system signs: forged, over, of somebody else, pointing elsewhere, and good ones used for what their
//! owner may not do.

#[path = "../../../src/auth/jwt/tests/bad_tokens.rs"]
mod bad_tokens;
#[path = "../../../src/auth/jwt/tests/issuer.rs"]
pub(crate) mod issuer;

use std::net::SocketAddr;

use jiff::Timestamp;
use serde_json::{Value, json};

use self::{
    bad_tokens::bad_tokens,
    issuer::{ISSUED_BY, Signer, claims, claims_but},
};
use crate::{
    attack::{
        Attack,
        Expect::{Free, Refused},
        Says, get, post,
    },
    families::Known,
};

/// What costs calls for whoever is let in.
const LIVE: &str = r#"{"query":"{ invoices(freshness: LIVE) { totalCount } }"}"#;

pub(crate) fn attacks(known: &Known, elsewhere: SocketAddr) -> Vec<Attack> {
    let now = Timestamp::now().as_second();
    let mut attacks = vec![];
    for bad in bad_tokens(now) {
        let name = format!("{} ({})", bad.what, bad.why);
        let attack = |sent| Attack::new("tokens", &name, Refused, sent);
        attacks.push(attack(post(&bad.token, LIVE)));
        let schema = get(&bad.token, "/schema.graphql");
        // A head of more than 64 KiB is refused before anybody looks at it.
        attacks.push(attack(schema).says(Says::Page));
    }
    attacks.extend(pointing(now, elsewhere));
    attacks.extend(rights(now, known));
    attacks
}

/// Tokens that say where the key is that they were signed with. Whoever asks there is seen.
fn pointing(now: i64, elsewhere: SocketAddr) -> Vec<Attack> {
    let keys = format!("http://{elsewhere}/keys.json");
    let (stranger, own) = (&ISSUED_BY.stranger, &ISSUED_BY.ed);
    let mut attacks = vec![];
    for (name, value) in [
        ("jku", json!(keys)),
        ("x5u", json!(keys)),
        ("kid", json!(keys)),
        ("kid", json!("file:///etc/passwd")),
        ("kid", json!("/proc/self/environ")),
        ("iss", json!(keys)),
        (
            "jwk",
            json!({"kty": "OKP", "kid": "ed", "jku": keys, "x5u": keys}),
        ),
        ("x5c", json!([keys])),
        ("crit", json!(["jku"])),
    ] {
        let mut header = stranger.header();
        header["jku"] = json!(keys);
        header[name] = value.clone();
        let token = stranger.sign_with(&header, &claims(now));
        let attack = Attack::new(
            "tokens",
            format!("{name} {value}"),
            Refused,
            post(&token, LIVE),
        );
        attacks.push(attack);
        // The issuer may write into its header what it likes; nobody follows it.
        if matches!(name, "jku" | "x5u" | "jwk" | "x5c") {
            let mut header = own.header();
            header[name] = value;
            let token = own.sign_with(&header, &claims(now));
            let name = format!("{name} of the issuer's own");
            let sent = post(&token, r#"{"query":"{ __typename }"}"#);
            attacks.push(Attack::new("tokens", name, Free, sent));
        }
    }
    let claimed = claims_but(now, "iss", json!(keys));
    let token = own.token(&claimed);
    attacks.push(Attack::new(
        "tokens",
        "an issuer elsewhere",
        Refused,
        post(&token, LIVE),
    ));
    attacks
}

/// Good tokens, and what they do not let their owner do.
fn rights(now: i64, known: &Known) -> Vec<Attack> {
    let signer: &Signer = &ISSUED_BY.p256;
    let mut attacks = vec![];
    let mut ask = |claim: &str, value: Value, code: &'static str, query: &str| {
        let token = signer.token(&claims_but(now, claim, value.clone()));
        let name = format!("{claim} {value} asks {query:.40}");
        let sent = post(&token, json!({ "query": query }).to_string());
        attacks.push(Attack::new("tokens", name, Refused, sent).says(Says::Code(code)));
    };
    let invoice = |id: &str| format!("{{ invoice(id: \"{id}\") {{ id number }} }}");
    let (own, foreign) = (invoice(&known.invoice), invoice(&known.foreign));
    for accounts in [
        Value::Null,
        json!([]),
        json!(["hidden"]),
        json!(["moneybird "]),
        json!(["MONEYBIRD"]),
        json!(["*"]),
        json!([["moneybird"]]),
        json!([{"id": "moneybird"}]),
        json!(["no-such-account", "i3d"]),
    ] {
        ask("accounts", accounts, "INVALID_ID", &own);
    }
    for accounts in [
        json!(["moneybird", "external"]),
        json!(["moneybird\u{0}hidden"]),
    ] {
        ask("accounts", accounts, "INVALID_ID", &foreign);
    }
    let filter = "{ invoices(filter: {accounts: [\"hidden\"]}) { totalCount } }";
    ask("accounts", json!(["moneybird"]), "INVALID_INPUT", filter);
    for scope in [
        Value::Null,
        json!(""),
        json!("openid"),
        json!("write"),
        json!("READ WRITE"),
        json!("read,write"),
        json!("read\twrite"),
        json!("invoices:read"),
        json!([]),
        json!(["read write"]),
        json!([["read"]]),
    ] {
        ask("scope", scope, "FORBIDDEN", &own);
    }
    for field in [
        "pauseInvoice",
        "cancelInvoice",
        "sendInvoice",
        "deleteInvoices",
    ] {
        let (key, value) = match field {
            "deleteInvoices" => ("invoiceIds", json!([known.invoice])),
            _ => ("invoiceId", json!(known.invoice)),
        };
        let write = format!(
            "mutation {{ {field}(input: {{{key}: {value}}}) {{ outcome userErrors {{ code }} }} }}"
        );
        ask("scope", json!("read"), "FORBIDDEN", &write);
        ask("accounts", json!(["hidden"]), "INVALID_ID", &write);
    }
    // The name of a client of the config is the name of somebody else all the same.
    for name in [
        "writer",
        "reader",
        "anonymous",
        "jwt/00000000/alice",
        "../writer",
    ] {
        let token = signer.token(&claims_but(now, "sub", json!(name)));
        let mut open = |link: &str| {
            let what = format!("{name:?} opens a link");
            attacks.push(Attack::new("tokens", what, Free, get(&token, link)));
        };
        open("/files/x");
        let token = signer.token(&{
            let mut claims = claims_but(now, "sub", json!(name));
            claims["accounts"] = json!([]);
            claims
        });
        let what = format!("{name:?} without accounts");
        let sent = post(&token, json!({ "query": own }).to_string());
        attacks.push(Attack::new("tokens", what, Refused, sent).says(Says::Code("INVALID_ID")));
    }
    attacks
}
