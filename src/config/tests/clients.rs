//! Who may call, as a person writes it down.

use std::collections::BTreeSet;

use super::{ACCOUNT, parse, problems};
use crate::{
    auth::{KeyHash, Scope, Scopes, Sight},
    config::Config,
    domain::AccountId,
};

/// A file with this inside its only `[[clients]]`, which begins in line 6.
fn file(inside: &str) -> String {
    format!("{ACCOUNT}[[clients]]\n{inside}")
}

fn hash(key: &str) -> String {
    KeyHash::of(key).to_string()
}

/// What is wrong, without the place, which must be this line.
fn told(line: usize, inside: &str) -> String {
    let told = problems(&file(inside));
    let place = format!("gateway.toml:{line}: [[clients]] ");
    let told = told
        .strip_prefix(&place)
        .unwrap_or_else(|| panic!("{told}"));
    told.split_once(": ").expect("a label").1.to_owned()
}

#[test]
fn a_client_is_what_it_says() {
    let (old, new) = (hash("key-old"), hash("key-new"));
    let config = parse(&file(&format!(
        "name = \"Dash.board_2-a\"\nkey_sha256 = [\"{old}\", \"{}\"]\naccounts = [\"acme\"]\n\
         scopes = [\"read\", \"write\", \"metrics\"]\nrate = 60\nupstream = true\n",
        new.to_uppercase()
    )));
    let client = &config.clients[0];
    assert_eq!(client.keys, ["key-old", "key-new"].map(KeyHash::of));
    let viewer = &client.viewer;
    assert_eq!(&*viewer.name, "Dash.board_2-a");
    assert_eq!(viewer.scopes, Scopes::ALL);
    let accounts = BTreeSet::from([AccountId::new("acme")]);
    assert_eq!(viewer.accounts, Sight::Only(accounts));
    assert_eq!((viewer.rate, viewer.upstream), (Some(60), true));
    assert_eq!(config.warnings, [""; 0]);
    assert!(!format!("{config:?}").contains(&old));
}

#[test]
fn a_client_that_says_little_reads_all_accounts() {
    let config = parse(&file(&format!(
        "name = \"x\"\nkey_sha256 = [\"{}\"]\n",
        hash("a")
    )));
    let viewer = &config.clients[0].viewer;
    assert_eq!(viewer.scopes, Scopes::from_iter([Scope::Read]));
    assert_eq!(viewer.accounts, Sight::All);
    assert_eq!((viewer.rate, viewer.upstream), (None, false));
}

#[test]
fn a_client_needs_a_name_of_its_own() {
    let key = format!("key_sha256 = [\"{}\"]\n", hash("a-key"));
    let missing = told(6, &key);
    assert_eq!(
        missing,
        "name is missing: give the client a short name of its own"
    );
    let long = "x".repeat(65);
    for name in ["", "a b", "a/b", "a:b", "ü", "a\\n", &long] {
        let text = told(7, &format!("name = \"{name}\"\n{key}"));
        assert!(text.contains("must be 1 to 64 of the characters"), "{text}");
    }
    let text = told(7, &format!("name = \"anonymous\"\n{key}"));
    assert!(text.contains("whoever calls without a key"), "{text}");
    let twice = format!(
        "name = \"x\"\n{key}[[clients]]\nname = \"x\"\nkey_sha256 = [\"{}\"]\n",
        hash("b")
    );
    assert_eq!(told(10, &twice), "name \"x\" is taken by an earlier client");
}

#[test]
fn a_key_is_told_by_its_hash_and_nobody_shares_one() {
    let one = hash("a-key");
    let half = &one[..32];
    for wrong in [
        "tok3n-value",
        "",
        half,
        &format!("{one} "),
        &one.replace('a', "z"),
    ] {
        let text = told(7, &format!("key_sha256 = [\"{wrong}\"]\nname = \"x\"\n"));
        assert!(text.starts_with(
            "key_sha256 must hold the SHA-256 of each key as 64 hexadecimal digits, not the key"
        ));
        assert!(wrong.is_empty() || !text.contains(wrong), "{text}");
    }
    for none in ["", "key_sha256 = []\n"] {
        let text = problems(&file(&format!("{none}name = \"x\"\n")));
        assert!(
            text.contains("key_sha256 is missing: `invoice-gateway key` makes"),
            "{text}"
        );
    }
    for weak in ["", "\n", "secret", "dashboard", "dashboard\n"] {
        let weak = hash(weak);
        let text = told(
            7,
            &format!("key_sha256 = [\"{one}\", \"{weak}\"]\nname = \"dashboard\"\n"),
        );
        assert!(text.contains("of a word that anybody would try"), "{text}");
    }
    let text = told(
        7,
        &format!("key_sha256 = [\"{one}\", \"{one}\"]\nname = \"x\"\n"),
    );
    assert_eq!(text, "key_sha256 holds the same hash twice");
    let client = format!("key_sha256 = [\"{one}\"]\nname = ");
    let text = told(10, &format!("{client}\"x\"\n[[clients]]\n{client}\"y\"\n"));
    assert!(
        text.starts_with("key_sha256 holds a hash of an earlier client"),
        "{text}"
    );
}

#[test]
fn what_a_client_may_see_and_do_must_be_something_that_there_is() {
    let client = format!("key_sha256 = [\"{}\"]\nname = \"x\"\n", hash("a-key"));
    for (line, message) in [
        (
            "accounts = []",
            "accounts is empty, so that the client sees nothing: name some, or remove the key to let it see all",
        ),
        (
            "accounts = [\"acme\", \"nobody\"]",
            "accounts must hold ids of [[accounts]] only: acme",
        ),
        (
            "accounts = \"acme\"",
            "accounts must be a list, not a string",
        ),
        (
            "scopes = []",
            "scopes is empty, so that the client may do nothing: give some of read, write, metrics",
        ),
        (
            "scopes = [\"read\", \"admin\"]",
            "scopes must hold nothing but read, write, metrics",
        ),
        (
            "rate = 0",
            "rate must be between 1 and 1000000 operations a minute",
        ),
        (
            "rate = -1",
            "rate must be between 1 and 1000000 operations a minute",
        ),
        (
            "key = \"tok3n-value\"",
            "unknown key \"key\"; known keys are name, key_sha256, accounts, scopes, rate, upstream",
        ),
    ] {
        assert_eq!(told(9, &format!("{client}{line}\n")), message);
    }
    let config = parse(&file(&format!("{client}scopes = [\"write\"]\n")));
    assert!(
        config.warnings[0].contains("scopes has write and not read"),
        "{:?}",
        config.warnings
    );
}

#[test]
fn other_machines_may_reach_the_gateway_only_where_clients_have_keys() {
    let server = "[server]\nlisten = \"0.0.0.0:4000\"\n";
    let client = file(&format!(
        "key_sha256 = [\"{}\"]\nname = \"x\"\n",
        hash("a-key")
    ));
    assert_eq!(
        parse(&format!("{server}{client}"))
            .server
            .listen
            .to_string(),
        "0.0.0.0:4000"
    );
    assert_eq!(
        problems(&format!("{server}{ACCOUNT}")),
        "gateway.toml:2: [server]: listen 0.0.0.0:4000 can be reached by other machines, and nothing says who may call: add \
         [[clients]] to the config file (`invoice-gateway key` makes a key), or [jwt], or listen on loopback, such as 127.0.0.1:4000"
    );
    let (open, keyed) = (parse(ACCOUNT), parse(&client));
    let built_in = Config::default_for(vec![]);
    for address in [
        "0.0.0.0:1",
        "[::]:1",
        "192.168.1.2:80",
        "[fe80::1]:80",
        "[::ffff:10.0.0.1]:80",
    ] {
        let address = address.parse().unwrap();
        assert!(open.check_listen(address).is_err() && built_in.check_listen(address).is_err());
        assert!(keyed.check_listen(address).is_ok());
    }
    for address in [
        "127.0.0.1:0",
        "127.9.9.9:80",
        "[::1]:4000",
        "[::ffff:127.0.0.1]:80",
    ] {
        assert!(
            open.check_listen(address.parse().unwrap()).is_ok(),
            "{address}"
        );
    }
}
