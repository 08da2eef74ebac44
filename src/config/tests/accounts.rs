//! The accounts of a config.

use super::{ACCOUNT, problems};

#[test]
fn an_account_is_checked_for_form() {
    let with = |line: &str| {
        problems(&format!(
            "[[accounts]]\nid = \"a\"\nprovider = \"i3d\"\ntoken = \"x\"\n{line}\n"
        ))
    };
    for (line, told) in [
        (
            "base_url = \"moneybird.com/api\"",
            "base_url is not an address",
        ),
        (
            "base_url = \"ftp://example.com\"",
            "base_url must start with https:// or http://",
        ),
        (
            "base_url = \"https://me:tok3n@example.com\"",
            "base_url must not hold credentials",
        ),
        (
            "base_url = \"https://example.com/?token=tok3n\"",
            "base_url must end with its path",
        ),
        (
            "base_url = \"https://example.com/#tok3n\"",
            "base_url must end with its path",
        ),
        (
            "quota_calls = 0",
            "quota_calls must be between 1 and 4294967295",
        ),
        (
            "quota_calls = \"5\"",
            "quota_calls must be a whole number, not a string",
        ),
        ("name = \" \"", "name is empty"),
        ("administration_id = \"\"", "administration_id is empty"),
        (
            "webhook_secrets = [\"${EMPTY}\"]",
            "webhook_secrets holds an empty secret",
        ),
        (
            "webhook_secrets = \"x\"",
            "webhook_secrets must be a list, not a string",
        ),
        (
            "webhook_secrets = [1]",
            "webhook_secrets must be a string, not a bare number",
        ),
        (
            "file_hosts = [\"https://example.com\"]",
            "file_hosts must hold names or addresses of hosts only",
        ),
        (
            "file_hosts = [\"10.0.0.9:9000\"]",
            "file_hosts must hold names or addresses of hosts only",
        ),
    ] {
        let text = with(line);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(
            text.starts_with(&format!("gateway.toml:5: [[accounts]] \"a\": {told}")),
            "{text}"
        );
    }
    for token in ["${EMPTY}", " ", "a\\n"] {
        let told = problems(&format!(
            "[[accounts]]\nid = \"a\"\nprovider = \"i3d\"\ntoken = \"{token}\"\n"
        ));
        assert!(told.contains(":4: [[accounts]] \"a\": token "), "{told}");
    }
    for id in ["", "Acme", "a_b", "a b", "é", &"a".repeat(65)] {
        let told = problems(&format!(
            "[[accounts]]\nid = \"{id}\"\nprovider = \"i3d\"\ntoken = \"x\"\n"
        ));
        assert!(
            told.contains(" must be 1 to 64 of the characters a-z, 0-9 and -"),
            "{told}"
        );
    }
}

#[test]
fn two_accounts_cannot_share_an_id() {
    let told = problems(&format!("{ACCOUNT}{ACCOUNT}"));
    assert_eq!(
        told,
        "gateway.toml:8: [[accounts]] \"acme\": id \"acme\" is taken by the account at gateway.toml:2"
    );
}

#[test]
fn a_file_without_accounts_says_what_to_do() {
    assert_eq!(
        problems(""),
        "gateway.toml: no [[accounts]]: add one, or start without a config file to see simulated data"
    );
}
