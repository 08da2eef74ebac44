//! Documents that are named and not sent: under wrong names, by the hash of something else, and in floods.

use std::fmt::Write;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    attack::{
        Attack,
        Expect::{Free, Refused},
        Says, get, post,
    },
    planted::{READER, WRITER},
};

const GOOD: &str = "{ __typename }";
const UNKNOWN: Says = Says::Code("PERSISTED_QUERY_NOT_FOUND");

pub(crate) fn attacks() -> Vec<Attack> {
    let mut attacks = hashes();
    attacks.extend(names());
    attacks.extend(stored());
    attacks
}

/// A SHA-256 in hex.
pub(crate) fn sha256(text: &str) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(text) {
        write!(hex, "{byte:02x}").unwrap();
    }
    hex
}

/// A request with an automatic persisted query.
pub(crate) fn by_hash(hash: &str, query: Option<&str>) -> Value {
    let mut body = json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash}}});
    if let Some(query) = query {
        body["query"] = json!(query);
    }
    body
}

fn attack(name: impl Into<String>, key: &str, body: &Value) -> Attack {
    Attack::new("persisted", name, Refused, post(key, body.to_string()))
}

fn hashes() -> Vec<Attack> {
    let right = sha256(GOOD);
    let mut attacks = vec![];
    let mut wrong = vec![
        sha256("{ accounts { id } }"),
        sha256(" { __typename }"),
        sha256(""),
        right[1..].to_owned(),
        format!("{right}0"),
        format!("0x{right}"),
        format!("sha256:{right}"),
        format!("{right}\n"),
        right.replace(char::is_alphabetic, "g"),
        right.chars().rev().collect(),
        String::new(),
        "0".repeat(64),
        "\u{ff10}".repeat(64),
        "f".repeat(100_000),
        "../../etc/passwd".to_owned(),
    ];
    wrong.extend((0..64).step_by(9).map(|at| {
        let mut turned = right.clone().into_bytes();
        turned[at] = if turned[at] == b'0' { b'1' } else { b'0' };
        String::from_utf8(turned).unwrap()
    }));
    for hash in &wrong {
        let name: String = hash.chars().take(70).collect();
        let with_text = by_hash(hash, Some(GOOD));
        attacks.push(attack(
            format!("{name} with another text"),
            WRITER,
            &with_text,
        ));
        let alone = attack(format!("{name} alone"), WRITER, &by_hash(hash, None));
        let is_hash = hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
        attacks.push(if is_hash { alone.says(UNKNOWN) } else { alone });
    }
    let odd = [
        Value::Null,
        json!(1),
        json!("x"),
        json!([]),
        json!({}),
        json!({"version": 1}),
        json!({"sha256Hash": right}),
        json!({"version": 2, "sha256Hash": right}),
        json!({"version": "1", "sha256Hash": right}),
        json!({"version": 1.0, "sha256Hash": right}),
        json!({"version": true, "sha256Hash": right}),
        json!({"version": null, "sha256Hash": right}),
        json!({"version": 1, "sha256Hash": null}),
        json!({"version": 1, "sha256Hash": 1}),
        json!({"version": 1, "sha256Hash": [right]}),
        json!({"version": 1, "sha256Hash": {"a": right}}),
        json!({"Version": 1, "SHA256Hash": right}),
    ];
    for extension in odd {
        for query in [Value::Null, json!(GOOD)] {
            let name = format!("{extension} with {query}");
            let body = json!({"query": query, "extensions": {"persistedQuery": extension}});
            attacks.push(attack(name, WRITER, &body));
        }
    }
    attacks
}

fn names() -> Vec<Attack> {
    let right = sha256(GOOD);
    let mut attacks = vec![];
    for name in [
        "",
        " ",
        "\0",
        "sha256:",
        "sha256:sha256:",
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "../../etc/passwd",
        "__proto__",
        "' OR 1=1 --",
        "<script>",
        "http://169.254.169.254/",
        &format!("sha256:{}", "0".repeat(64)),
        &"0".repeat(64),
        &"x".repeat(100_000),
    ] {
        let what: String = name.chars().take(60).collect();
        let body = json!({"documentId": name});
        attacks.push(attack(format!("id {what:?}"), WRITER, &body).says(UNKNOWN));
        let both = json!({"documentId": name, "query": GOOD});
        attacks.push(attack(format!("id {what:?} and a text"), WRITER, &both));
        let mut hashed = by_hash(&right, Some(GOOD));
        hashed["documentId"] = json!(name);
        attacks.push(attack(format!("id {what:?} and all"), WRITER, &hashed));
    }
    for odd in [Value::Null, json!(1), json!([]), json!({}), json!(true)] {
        let name = format!("id {odd}");
        attacks.push(attack(name, WRITER, &json!({ "documentId": odd })));
    }
    attacks
}

/// What one client stores is nobody else's, and what is refused is not stored.
fn stored() -> Vec<Attack> {
    let store = |name: &str, query: &str| {
        let body = by_hash(&sha256(query), Some(query)).to_string();
        Attack::new("persisted", name, Free, post(WRITER, body))
    };
    let by_name = |name: &str, key: &str, query: &str| {
        attack(name, key, &by_hash(&sha256(query), None)).says(UNKNOWN)
    };
    let secret = "{ __typename } # of the writer";
    let mut attacks = vec![
        store("a text of the writer's", secret),
        by_name("what another stored", READER, secret),
    ];
    for bad in [
        "{",
        "{ ...A } fragment A on Query { ...A }",
        "{ invoices(freshness: \"LIVE\") { totalCount } }",
    ] {
        attacks.push(attack(
            "a text that is none",
            WRITER,
            &by_hash(&sha256(bad), Some(bad)),
        ));
    }
    attacks.push(by_name("what was refused", WRITER, "{"));
    let mutation = "mutation { pauseInvoice(input: {invoiceId: \"a\"}) { outcome } }";
    attacks.push(store("a mutation to be run by GET", mutation));
    let extensions = by_hash(&sha256(mutation), None)["extensions"].to_string();
    let extensions = extensions
        .replace('{', "%7B")
        .replace('}', "%7D")
        .replace('"', "%22");
    let sent = get(WRITER, &format!("/graphql?extensions={extensions}"));
    attacks.push(Attack::new(
        "persisted",
        "a stored mutation by GET",
        Refused,
        sent,
    ));
    // Far more than one client can store.
    for number in 0..100 {
        let long = format!("{{ __typename }} # {number} {}", "x".repeat(60_000));
        attacks.push(store(&format!("flood {number}"), &long));
    }
    for number in 0..200 {
        let unknown = format!("{{ __typename }} # nobody sent {number}");
        attacks.push(by_name(&format!("unknown {number}"), WRITER, &unknown));
    }
    attacks
}
