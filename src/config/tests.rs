//! What a person sees of their config file.

mod accounts;
mod clients;
mod files;
mod jwt;
mod secrets;

use std::{path::Path, time::Duration};

use secrecy::ExposeSecret;

use super::{Cache, Config, Files, Limits, Server};
use crate::domain::ProviderId;

/// A value that must never be seen in any message.
const SECRET: &str = "s3cr3t\"'\n${X}-value";
const TOKEN: &str = "tok3n\"'=#[]-value";

fn env(name: &str) -> Option<String> {
    match name {
        "TOKEN" => Some(TOKEN.to_owned()),
        "SECRET" => Some(SECRET.to_owned()),
        "LISTEN" => Some("127.0.0.1:5000".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    }
}

fn parse(text: &str) -> Config {
    Config::parse(text, "gateway.toml", env).expect("the file is valid")
}

/// The problems, each on a line; none may show a secret.
fn problems(text: &str) -> String {
    let errors = Config::parse(text, "gateway.toml", env).expect_err("the file has problems");
    let told = format!("{errors}\n{errors:?}");
    for part in ["s3cr3t", "tok3n", "-value"] {
        assert!(!told.contains(part), "a secret is shown: {told}");
    }
    errors.to_string()
}

const ACCOUNT: &str = "
[[accounts]]
id = \"acme\"
provider = \"moneybird\"
token = \"t\"
";

fn problems_of(rest: &str) -> String {
    problems(&format!("{rest}{ACCOUNT}"))
}

#[test]
fn every_key_is_read() {
    let config = parse(
        r#"
[server]
listen = "${LISTEN}"
public_url = "https://invoices.example.com/"
graphiql = false
introspection = false
persisted_only = false
reload = "500ms"

[[accounts]]
id = "acme"
name = "Acme BV"
provider = "moneybird"
administration_id = "123"
token = "${TOKEN}"
base_url = "https://moneybird.com/api/v2/"
time_zone = "Europe/Amsterdam"
webhook_secrets = ["${SECRET}", "old"]
file_hosts = ["Storage.example.net"]
password = "${SECRET}"
quota_calls = 60

[[accounts]]
id = "hosting"
provider = "i3d"
token = "t"

[cache]
refresh = "10s"
max_age = "1m"
max_wait = "500ms"
stale_for = "1h"

[files]
signing_key = "0123456789abcdef"
link_life = "1m"

[limits]
body = "2MiB"
depth = 20
deadline = "5s"
settle = "2m"

[cors]
origins = []

[telemetry]
log = "warn,invoice_gateway=debug"
"#,
    );
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:5000");
    assert_eq!(
        config.server.public_url.as_ref().unwrap().host_str(),
        Some("invoices.example.com")
    );
    assert!(!config.server.graphiql && !config.server.introspection);
    assert_eq!(config.server.reload, Duration::from_millis(500));

    let acme = &config.accounts[0];
    assert_eq!(acme.source.to_string(), "gateway.toml:10");
    let acme = &acme.settings;
    assert_eq!((acme.id.as_str(), acme.name.as_str()), ("acme", "Acme BV"));
    assert_eq!(acme.provider, ProviderId::Moneybird);
    assert_eq!(acme.administration_id.as_deref(), Some("123"));
    assert_eq!(acme.token.expose_secret(), TOKEN);
    assert_eq!(acme.password.as_ref().unwrap().expose_secret(), SECRET);
    assert_eq!(
        acme.base_url.as_ref().unwrap().as_str(),
        "https://moneybird.com/api/v2"
    );
    assert_eq!(acme.time_zone.iana_name(), Some("Europe/Amsterdam"));
    assert_eq!(acme.webhook_secrets.len(), 2);
    assert_eq!(acme.file_hosts, ["storage.example.net"]);
    assert_eq!(acme.quota_calls, Some(60));
    let hosting = &config.accounts[1].settings;
    assert_eq!(
        (hosting.name.as_str(), hosting.provider),
        ("hosting", ProviderId::I3d)
    );
    assert_eq!(hosting.time_zone.iana_name(), Some("UTC"));

    assert_eq!(config.cache.max_wait, Duration::from_millis(500));
    assert_eq!(config.files.link_life, Duration::from_secs(60));
    assert_eq!((config.limits.body, config.limits.depth), (2 << 20, 20));
    assert_eq!(config.limits.deadline, Duration::from_secs(5));
    assert_eq!(config.limits.settle, Duration::from_secs(120));
    assert_eq!(
        config.log_filter.as_deref(),
        Some("warn,invoice_gateway=debug")
    );
    assert_eq!(config.warnings, [""; 0]);

    let shown = format!("{config:?}");
    assert!(
        !shown.contains("s3cr3t")
            && !shown.contains("tok3n")
            && !shown.contains("0123456789abcdef")
    );
}

#[test]
fn what_is_left_out_has_its_default() {
    let config = parse(ACCOUNT);
    assert_eq!(config.server, Server::default());
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:4000");
    assert_eq!(config.cache, Cache::default());
    assert_eq!(config.limits, Limits::default());
    assert!(!config.simulated);
    assert_eq!(config.files.link_life, Files::default().link_life);
    assert!(config.limits.aliases >= 50 && config.limits.root_fields >= 50);
    let settings = config.accounts[0].settings.clone();
    let built_in = Config::default_for(vec![settings]);
    assert_eq!(built_in.accounts[0].source.to_string(), "built in");
    assert_eq!(built_in.server, Server::default());
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_the_known_ones() {
    let told = problems(
        "[[accounts]]\nid = \"acme\"\nprovider = \"i3d\"\ntoken = \"x\"\ntokn = \"tok3n\"\n",
    );
    assert_eq!(
        told,
        "gateway.toml:5: [[accounts]] \"acme\": unknown key \"tokn\"; known keys are id, name, provider, \
         administration_id, token, password, base_url, time_zone, quota_calls, webhook_secrets, file_hosts"
    );
    let told = problems_of("[sever]\nlisten = 1\n");
    assert!(
        told.starts_with("gateway.toml:1: unknown section \"sever\"; known sections are server, "),
        "{told}"
    );
}

#[test]
fn several_problems_are_told_together_in_order() {
    let told = problems(
        "[server]\nlisten = \"here\"\ngraphql = true\ngraphiql = \"yes\"\n[cache]\nrefresh = 30\nmax_age = \"5\"\n\
         [[accounts]]\nprovider = \"moneybrid\"\ntoken = 5\ntime_zone = \"Europe/Amsterdm\"\n",
    );
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(
        lines,
        [
            "gateway.toml:2: [server]: listen \"here\" is not an address and a port, such as \"127.0.0.1:4000\"",
            "gateway.toml:3: [server]: unknown key \"graphql\"; known keys are listen, public_url, graphiql, introspection, persisted_documents, persisted_only, reload",
            "gateway.toml:4: [server]: graphiql must be true or false, not a string",
            "gateway.toml:6: [cache]: refresh must be a duration with its unit, such as \"30s\" or \"5m\", not a bare number",
            "gateway.toml:7: [cache]: max_age \"5\" is not a duration: write a whole number and its unit (ms, s, m, h or d), such as \"30s\" or \"5m\"; a bare number does not say which unit is meant",
            "gateway.toml:8: [[accounts]] #1: id is missing: give the account a short name of its own",
            "gateway.toml:9: [[accounts]] #1: provider \"moneybrid\" is not one of moneybird, moneybird-external, invoice-ninja, dashdoc, i3d",
            "gateway.toml:10: [[accounts]] #1: token must be a string, not a bare number",
            "gateway.toml:11: [[accounts]] #1: time_zone \"Europe/Amsterdm\" is not a name of the IANA database, such as \"Europe/Amsterdam\"",
        ]
    );
}

#[test]
fn ages_must_be_in_order() {
    let told = problems_of("[cache]\nrefresh = \"10m\"\n");
    assert_eq!(
        told,
        "gateway.toml:2: [cache]: refresh (10m) must not be longer than max_age (5m, the default)"
    );
    let told = problems_of("[cache]\nstale_for = \"1m\"\nmax_age=\"2m\"");
    assert!(
        told.contains(":3: [cache]: max_age (2m) must not be longer than stale_for (1m)"),
        "{told}"
    );
}

#[test]
fn what_would_be_believed_and_is_not_built_is_refused() {
    for (text, told) in [
        (
            "[server]\nlisten = \"0.0.0.0:4000\"\n",
            ":2: [server]: listen 0.0.0.0:4000 can be reached by other machines",
        ),
        (
            "[server]\nlisten = \"[::]:4000\"\n",
            ":2: [server]: listen [::]:4000 can be reached by other machines",
        ),
        (
            "[server]\npersisted_only = true\n",
            ":2: [server]: persisted_only = true answers nothing without persisted_documents",
        ),
        (
            "[server]\nreload = \"99ms\"\n",
            ":2: [server]: reload must be at least 100ms, or 0s to look at no file by itself",
        ),
    ] {
        let text = problems_of(text);
        assert!(text.contains(told), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    for listen in ["127.0.0.1:0", "127.9.9.9:80", "[::1]:4000"] {
        parse(&format!("[server]\nlisten = \"{listen}\"\n{ACCOUNT}"));
    }
}

#[test]
fn the_files_that_are_read_with_a_config_are_named() {
    let named = |text: &str| -> Vec<(&'static str, String)> {
        let config = parse(&format!("{text}{ACCOUNT}"));
        let files = config.named_files();
        files
            .map(|(key, file)| (key, file.display().to_string()))
            .collect()
    };
    assert_eq!(named(""), []);
    let text = "[server]\npersisted_documents = \"documents.json\"\n[tls]\ncert = \"c.pem\"\nkey = \"k.pem\"\n\
                [jwt]\njwks_file = \"keys.json\"\nissuer = \"i\"\naudience = \"a\"\n";
    let expected = [
        ("tls.cert", "c.pem"),
        ("tls.key", "k.pem"),
        ("jwt.jwks_file", "keys.json"),
        ("server.persisted_documents", "documents.json"),
    ];
    assert_eq!(
        named(text),
        expected.map(|(key, file)| (key, file.to_owned()))
    );
}

#[test]
fn only_listed_documents_means_neither_graphiql_nor_introspection_unless_they_are_asked_for() {
    let listed = "[server]\npersisted_documents = \"documents.json\"\n";
    let server = parse(&format!("{listed}{ACCOUNT}")).server;
    assert_eq!(
        server.persisted_documents.as_deref(),
        Some(Path::new("documents.json"))
    );
    assert!(!server.persisted_only && server.graphiql && server.introspection);
    let only = format!("{listed}persisted_only = true\n");
    let config = parse(&format!("{only}{ACCOUNT}"));
    assert!(config.server.persisted_only);
    assert!(!config.server.graphiql && !config.server.introspection);
    assert_eq!(config.warnings, [""; 0]);
    let config = parse(&format!(
        "{only}graphiql = true\nintrospection = true\n{ACCOUNT}"
    ));
    assert!(config.server.graphiql && config.server.introspection);
    let warnings = config.warnings.join("\n");
    assert!(warnings.contains("graphiql can send only the documents of the list"));
}

#[test]
fn what_is_not_used_yet_is_warned_of() {
    let config = parse(&format!(
        "[cache]\nstate_dir = \"state\"\nredis = \"redis://:tok3n@example.com\"\n\
         {ACCOUNT}base_url = \"http://10.0.0.1\"\n"
    ));
    let warnings = config.warnings.join("\n");
    for told in [
        "gateway.toml:3: [cache]: redis is not used yet",
        ": [[accounts]] \"acme\": base_url is http: everybody on the way can read the token",
    ] {
        assert!(warnings.contains(told), "{warnings}");
    }
    assert!(!warnings.contains("tok3n"));
}

#[test]
fn traces_go_to_an_address_in_builds_that_can_send_them() {
    let section = |address: &str| format!("[telemetry]\notlp_endpoint = \"{address}\"\n");
    let good = "https://collector.example.com:4318/here";
    if cfg!(feature = "otel") {
        let config = parse(&format!("{}{ACCOUNT}", section(good)));
        assert_eq!(config.otlp_endpoint.unwrap().as_str(), good);
    } else {
        let told = problems_of(&section(good));
        let what = ":2: [telemetry]: otlp_endpoint needs a gateway that was built with the feature \"otel\"";
        assert!(told.contains(what), "{told}");
    }
    for bad in [
        "",
        "localhost:4318",
        "grpc://localhost:4317",
        "http://tok3n@localhost",
        "http://localhost/?key=tok3n",
        "http://localhost/#tok3n",
    ] {
        let told = problems_of(&section(bad));
        assert!(told.contains(":2: [telemetry]: otlp_endpoint "), "{told}");
        assert!(!told.contains("tok3n"), "{told}");
    }
}

#[test]
fn origins_are_named_one_by_one() {
    let config = parse(&format!(
        "[cors]\norigins = [\"https://App.example.com:443\"]\n{ACCOUNT}"
    ));
    assert_eq!(config.cors.origins, ["https://app.example.com"]);
    for typed in ["*", "null", "https://app.example.com/", "app.example.com"] {
        let told = problems_of(&format!("[cors]\norigins = [\"{typed}\"]\n"));
        assert!(
            told.contains(&format!(":2: [cors]: origins: {typed:?} ")),
            "{told}"
        );
    }
}

#[test]
fn a_certificate_has_two_files() {
    let config = parse(&format!(
        "[tls]\ncert = \"c.pem\"\nkey = \"k.pem\"\n{ACCOUNT}"
    ));
    let tls = config.tls.unwrap();
    assert_eq!((tls.cert, tls.key), ("c.pem".into(), "k.pem".into()));
    assert_eq!(parse(ACCOUNT).tls, None);
    for (text, key) in [
        ("[tls]\ncert = \"c.pem\"\n", "key"),
        ("[tls]\nkey = \"k.pem\"\n", "cert"),
        ("[tls]\nkey = \"k.pem\"\ncert = \"\"\n", "cert"),
    ] {
        let told = problems_of(text);
        assert!(
            told.contains(&format!("[tls]: {key} must name a file")),
            "{told}"
        );
    }
}

#[test]
fn a_limit_must_allow_something() {
    for line in [
        "depth = 0",
        "tokens = -1",
        "connections = 0",
        "aliases = 9999999",
        "body = \"0B\"",
        "deadline = \"0s\"",
        "settle = \"0s\"",
    ] {
        let told = problems_of(&format!("[limits]\n{line}\n"));
        assert!(
            told.contains(":2: [limits]: ") && told.contains(" must be "),
            "{told}"
        );
    }
}

#[test]
fn a_log_filter_must_be_one() {
    let told = problems_of("[telemetry]\nlog = \"a=b=c\"\n");
    assert!(
        told.contains(":2: [telemetry]: log \"a=b=c\" is not a log filter"),
        "{told}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let errors = Config::load(Path::new("no/such/gateway.toml"), env).unwrap_err();
    assert!(
        errors
            .to_string()
            .starts_with("no/such/gateway.toml: cannot be read: "),
        "{errors}"
    );
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]a-z=\"'{}$.#\n0-9,]{0,80}") {
        let _ = Config::parse(&text, "gateway.toml", env);
    }
}
