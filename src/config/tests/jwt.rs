//! Whose tokens are accepted, as a person writes it down.

use std::time::Duration;

use super::{ACCOUNT, parse, problems};
use crate::auth::jwt::{Algorithm, ClaimNames, KeysFrom, TokenSettings};

const LEAST: [&str; 3] = [
    "jwks_file = \"keys.json\"\n",
    "issuer = \"https://login.example.com/\"\n",
    "audience = \"invoices\"\n",
];

/// What is said of tokens in a file with this inside its `[jwt]`, which begins in line 1.
fn tokens(inside: &str) -> TokenSettings {
    let config = parse(&format!("[jwt]\n{inside}{ACCOUNT}"));
    config.tokens.expect("the section is there")
}

fn told(inside: &str) -> String {
    problems(&format!("[jwt]\n{inside}{ACCOUNT}"))
}

#[test]
fn what_is_left_out_is_usual() {
    let settings = tokens(&LEAST.concat());
    assert_eq!(settings.keys, KeysFrom::File("keys.json".into()));
    assert_eq!(settings.issuer, "https://login.example.com/");
    assert_eq!(settings.audience, ["invoices"]);
    assert_eq!(settings.claims, ClaimNames::default());
    assert_eq!(settings.skew, Duration::from_secs(60));
    assert_eq!(settings.algorithms, Algorithm::ALL);
    assert_eq!(parse(ACCOUNT).tokens, None);
}

#[test]
fn every_key_is_read() {
    let settings = tokens(
        "jwks_url = \"https://login.example.com/keys?v=2\"\nissuer = \"i\"\naudience = [\"a\", \"b\"]\nskew = \"5s\"\n\
         algorithms = [\"EdDSA\", \"ES256\"]\n[jwt.claims]\nscopes = \"scp\"\naccounts = \"https://x/a\"\nname = \"oid\"\n",
    );
    let KeysFrom::Url(url) = settings.keys else {
        panic!("{settings:?}");
    };
    assert_eq!(url.as_str(), "https://login.example.com/keys?v=2");
    assert_eq!(settings.audience, ["a", "b"]);
    let ClaimNames {
        scopes,
        accounts,
        name,
    } = settings.claims;
    assert_eq!([scopes, accounts, name], ["scp", "https://x/a", "oid"]);
    assert_eq!(settings.skew, Duration::from_secs(5));
    assert_eq!(settings.algorithms, [Algorithm::EdDsa, Algorithm::Es256]);
}

#[test]
fn each_thing_that_is_missing_is_told() {
    let all = told("");
    for key in ["jwks_url", "issuer", "audience"] {
        assert!(
            all.contains(&format!("gateway.toml:1: [jwt]: {key} is missing: ")),
            "{all}"
        );
    }
    for (left_out, key) in ["jwks_url", "issuer", "audience"].into_iter().enumerate() {
        let mut lines = LEAST;
        lines[left_out] = "";
        let text = told(&lines.concat());
        assert!(text.contains(&format!("{key} is missing")), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    for empty in ["issuer = \"\"\n", "audience = []\n", "audience = [\"\"]\n"] {
        let key = empty.split(' ').next().unwrap();
        let lines: Vec<_> = LEAST
            .iter()
            .map(|line| if line.starts_with(key) { empty } else { line })
            .collect();
        let text = told(&lines.concat());
        assert!(text.contains(&format!("{key} is missing")), "{text}");
    }
}

#[test]
fn what_would_let_strangers_in_is_refused() {
    let least = LEAST[1..].concat();
    for (line, why) in [
        (
            "jwks_url = \"http://login.example.com/keys\"",
            "must start with https://",
        ),
        (
            "jwks_url = \"http://localhost.example.com/keys\"",
            "must start with https://",
        ),
        (
            "jwks_url = \"http://10.0.0.1/keys\"",
            "must start with https://",
        ),
        (
            "jwks_url = \"file:///etc/keys\"",
            "must start with https://",
        ),
        (
            "jwks_url = \"https://u:tok3n@example.com/\"",
            "must hold neither credentials",
        ),
        ("jwks_url = \"keys\"", "is not an address"),
        ("jwks_file = \"\"", "must name a file"),
        (
            "jwks_file = \"k\"\nalgorithms = [\"HS256\"]",
            "must hold some of RS256, ",
        ),
        (
            "jwks_file = \"k\"\nalgorithms = [\"none\"]",
            "must hold some of RS256, ",
        ),
        (
            "jwks_file = \"k\"\nalgorithms = [\"rs256\"]",
            "must hold some of RS256, ",
        ),
        (
            "jwks_file = \"k\"\nalgorithms = []",
            "must hold some of RS256, ",
        ),
        (
            "jwks_file = \"k\"\nskew = \"11m\"",
            "skew must be at most 10m",
        ),
        ("jwks_file = \"k\"\njwks_url = \"https://x/\"", "keep one"),
        (
            "jwks_file = \"k\"\nclaims = { name = \"\" }",
            "claims must hold names",
        ),
        (
            "jwks_file = \"k\"\nclaims = { roles = \"r\" }",
            "unknown key \"claims.roles\"; known keys are scopes, accounts, name",
        ),
        (
            "jwks_file = \"k\"\nclaims = { name = 1 }",
            "claims.name must be a string",
        ),
        (
            "jwks_file = \"k\"\njwks = \"k\"",
            "unknown key \"jwks\"; known keys are jwks_url, ",
        ),
    ] {
        let text = told(&format!("{line}\n{least}"));
        assert!(text.contains(why), "{line}: {text}");
        assert!(text.starts_with("gateway.toml:"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    let number = told("jwks_file = \"k\"\nissuer = \"i\"\naudience = 5\n");
    assert!(
        number.contains("audience must be a string or a list of strings, not a bare number"),
        "{number}"
    );
    for here in ["127.0.0.1:9", "[::1]:9", "localhost:9"] {
        tokens(&format!("jwks_url = \"http://{here}/keys\"\n{least}"));
    }
}

#[test]
fn an_address_may_be_reached_by_others_where_tokens_are_asked_for() {
    let config = parse(&format!(
        "[server]\nlisten = \"0.0.0.0:4000\"\n[jwt]\n{}{ACCOUNT}",
        LEAST.concat()
    ));
    assert!(config.tells_who());
    assert_eq!(config.check_listen(config.server.listen), Ok(()));
}
