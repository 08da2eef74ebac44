//! What a person never sees: a secret in a message. `problems` looks for it in every one.

use super::{problems, problems_of};

#[test]
fn a_missing_variable_is_named_with_file_line_and_key_and_told_once() {
    let told = problems(
        "[[accounts]]\nid = \"acme\"\nprovider = \"i3d\"\ntoken = \"${NOT_SET}\"\nwebhook_secrets = [\"a\", \"${A-B}\"]\n",
    );
    assert_eq!(
        told,
        "gateway.toml:4: [[accounts]] \"acme\": token needs the environment variable NOT_SET, which is not set\n\
         gateway.toml:5: [[accounts]] \"acme\": webhook_secrets has \"${\" without a variable's name and \"}\"; write \
         \"$${\" where the text itself is meant"
    );
}

#[test]
fn a_syntax_error_names_its_place_and_never_shows_the_line() {
    for text in [
        "[[accounts]]\nid = \"a\"\ntoken = \"tok3n-value\n",
        "[[accounts]]\nid = \"a\"\ntoken = tok3n-value\n",
        "[[accounts]]\nid = \"a\"\ntoken \"tok3n-value\"\n",
        "[[accounts]]\nid = \"a\"\ntoken = \"tok3n-value\" x\n",
        "[[accounts]]\nid = \"a\"\ntoken = \"tok3n\\q-value\"\n",
        "[[accounts]]\nid = \"a\"\ntoken = \"\"\"tok3n\n-value\n",
    ] {
        let told = problems(text);
        // A string of several lines is found open at the end of the file.
        let line = if text.contains("\"\"\"") { 5 } else { 3 };
        assert!(told.starts_with(&format!("gateway.toml:{line}:")), "{told}");
        assert!(told.contains(": not valid TOML: "), "{told}");
    }
    let told = problems("[server]\ngraphiql = true\ngraphiql = false\n");
    assert!(
        told.starts_with("gateway.toml:3:1: not valid TOML: duplicate key"),
        "{told}"
    );
}

#[test]
fn a_secret_of_the_wrong_kind_is_not_shown() {
    for (value, kind) in [
        ("[\"tok3n-value\"]", "a list"),
        ("{ a = \"tok3n-value\" }", "a table"),
        ("true", "a boolean"),
        ("12345678", "a bare number"),
        ("99999999999999999999999999999999999999999999", ""),
        ("1.5", "a number with a fraction"),
        ("1979-05-27", "a date"),
    ] {
        let told = problems(&format!(
            "[[accounts]]\nid = \"a\"\nprovider = \"i3d\"\ntoken = {value}\n"
        ));
        assert!(told.contains(":4: [[accounts]] \"a\": token "), "{told}");
        assert!(told.ends_with(kind) && !told.contains(value), "{told}");
    }
    let told = problems_of("webhook_secrets = [\"tok3n-value\"]\n");
    assert!(
        told.contains(":1: unknown section \"webhook_secrets\""),
        "{told}"
    );
    let told = problems("accounts = \"tok3n-value\"");
    assert!(
        told.contains(":1: accounts must be a list of sections: write [[accounts]]"),
        "{told}"
    );
    let told = problems("[accounts]\ntoken = \"tok3n-value\"");
    assert!(
        told.contains(":1: accounts must be a list of sections"),
        "{told}"
    );
    let told = problems_of("server = \"tok3n-value\"\n");
    assert!(
        told.contains(":1: server must be a section: write [server]"),
        "{told}"
    );
}

#[test]
fn a_secret_under_the_wrong_key_is_shown_as_it_was_typed() {
    for key in [
        "id",
        "provider",
        "time_zone",
        "base_url",
        "file_hosts",
        "quota_calls",
    ] {
        let value = if key == "file_hosts" {
            "[\"${SECRET}\"]"
        } else {
            "\"${SECRET}\""
        };
        let told = problems(&format!("[[accounts]]\n{key} = {value}\n"));
        assert!(told.contains(":2: [[accounts]] "), "{told}");
    }
    for text in [
        "[server]\nlisten = \"${SECRET}\"\n",
        "[server]\npublic_url = \"${SECRET}\"\n",
        "[cache]\nrefresh = \"${SECRET}\"\n",
        "[limits]\nbody = \"${SECRET}\"\n",
        "[limits]\ndepth = \"${SECRET}\"\n",
        "[telemetry]\nlog = \"a=${SECRET}=b\"\n",
    ] {
        assert!(problems_of(text).contains(":2: "), "{text}");
    }
}
