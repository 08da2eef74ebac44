//! What is too large is refused before it costs anything, with the key of the config that raises the limit.

use std::{collections::BTreeSet, fs, net::SocketAddr, sync::Arc};

use invoice_gateway::{
    auth::KeyHash,
    config::{Config, Limits},
    gateway,
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    house::{House, Plan},
    vendors::{client, listen},
};

const KEY: &str = "key-of-a-test";

/// A gateway for one client, over an account that nobody can reach.
async fn serve(limits: &str) -> (SocketAddr, JoinHandle<Result<(), String>>) {
    let hash = KeyHash::of(KEY);
    let text = format!(
        "[limits]\n{limits}\n[[accounts]]\nid = \"trucks\"\nprovider = \"dashdoc\"\ntoken = \"t\"\n\
         base_url = \"http://127.0.0.1:9\"\n\
         [[clients]]\nname = \"test\"\nkey_sha256 = [\"{hash}\"]\n"
    );
    let config = Config::parse(&text, "limits.toml", |_: &str| None).unwrap();
    let (listener, address) = listen().await;
    let stop = std::future::pending();
    let serving = tokio::spawn(async move { gateway::serve(config, listener, stop).await });
    (address, serving)
}

/// What the gateway says to a body the last of so many times.
async fn ask(limits: &str, key: &str, body: &str, times: usize) -> Value {
    let (address, serving) = serve(limits).await;
    let mut answer = Value::Null;
    for _ in 0..times {
        let request = client().post(format!("http://{address}/graphql"));
        let request = request.header("content-type", "application/json");
        let request = request.bearer_auth(key).body(body.to_owned());
        let text = request.send().await.unwrap().text().await.unwrap();
        answer = serde_json::from_str(&text).unwrap();
    }
    serving.abort();
    answer
}

/// A body that just passes a limit.
struct Row {
    key: &'static str,
    /// The least value with which it passes.
    least: usize,
    body: String,
}

fn row(key: &'static str, least: usize, body: &Value) -> Row {
    let body = body.to_string();
    Row { key, least, body }
}

fn table() -> Vec<Row> {
    let query = |query: &str| json!({ "query": query });
    let page = "{ invoices(freshness: CACHE_ONLY) { nodes { id } } }";
    let pages = query("{ a: accounts { id } b: accounts { id } c: accounts { id } }");
    let nested = json!({"query": "{ __typename }", "variables": {"a": [[[[1]]]]}});
    let once = query("{ __typename }");
    let sized = json!({
        "query": "query ($n: Int) { invoices(first: $n, freshness: CACHE_ONLY) { nodes { id } } }",
        "variables": {"n": 20},
    });
    let directives = query("{ a: __typename @skip(if: false) @include(if: true) }");
    vec![
        row("body", query(page).to_string().len(), &query(page)),
        row("query_bytes", page.len(), &query(page)),
        row("nesting", 3, &query(page)),
        row("nesting", 4, &nested),
        row("tokens", 14, &query(page)),
        row("depth", 3, &query(page)),
        row("aliases", 3, &pages),
        row("root_fields", 3, &pages),
        row("selections", 6, &pages),
        row("directives", 2, &directives),
        row("batch", 3, &json!([once, once, once])),
        row("rows", 50, &query(page)),
        row("rows", 20, &sized),
        row(
            "rows",
            5 * (1 + 5),
            &query("{ providers { name accounts { id } } }"),
        ),
    ]
}

/// Limits that no single body can reach: each with the test that shows it.
const ELSEWHERE: [(&str, &str); 9] = [
    ("upload", "src/server/tests/uploads.rs"),
    ("cost", "tests/it/calls.rs"),
    ("concurrent", "src/server/tests/traffic.rs"),
    ("transfers", "src/server/tests/traffic.rs"),
    ("connections", "src/server/tests/connections.rs"),
    ("deadline", "src/server/tests/answers.rs"),
    ("attempt_timeout", "tests/it/partial_failure.rs"),
    ("settle", "src/act/tests/resume.rs"),
    ("upstream_body", "tests/it/fault_matrix/faults.rs"),
];

#[tokio::test]
async fn what_just_passes_is_answered_and_what_is_just_too_much_is_told_the_key() {
    for Row { key, least, body } in table() {
        let set = |value: usize| match key {
            "body" | "query_bytes" => format!("{key} = \"{value}B\""),
            _ => format!("{key} = {value}"),
        };
        let passed = ask(&set(least), KEY, &body, 1).await;
        let code = passed["errors"][0]["extensions"]["code"].clone();
        assert_ne!(code, "LIMIT_EXCEEDED", "{key}: {passed}");
        let refused = ask(&set(least - 1), KEY, &body, 1).await;
        tells(&refused, "LIMIT_EXCEEDED", key);
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_the_key() {
    let body = json!({"query": "{ __typename }"}).to_string();
    for (key, credentials, code) in [
        ("rate", KEY, "RATE_LIMITED"),
        ("attempts", "wrong", "RATE_LIMITED"),
    ] {
        let limits = format!("{key} = 3");
        let passed = ask(&limits, credentials, &body, 3).await;
        let told = passed["errors"][0]["extensions"]["code"].as_str();
        assert_ne!(told, Some(code), "{key}: {passed}");
        let refused = ask(&limits, credentials, &body, 4).await;
        tells(&refused, code, key);
        let wait = refused["errors"][0]["extensions"]["retryAfter"].as_u64();
        assert!(
            wait.is_some_and(|wait| (1..=20).contains(&wait)),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn the_operations_of_a_list_share_their_rows() {
    let page = json!({"query": "{ invoices(first: 10, freshness: CACHE_ONLY) { nodes { id } } }"});
    let body = json!([page, page, page]).to_string();
    let answers = ask("batch = 3\nrows = 29", KEY, &body, 1).await;
    for (at, refused) in [(0, false), (1, false), (2, true)] {
        let code = &answers[at]["errors"][0]["extensions"]["code"];
        assert_eq!(code == "LIMIT_EXCEEDED", refused, "{answers}");
    }
}

#[track_caller]
fn tells(refused: &Value, code: &str, key: &str) {
    // A list has an answer for each.
    let error = &refused["errors"][0];
    assert_eq!(error["extensions"]["code"], code, "{key}: {refused}");
    let message = error["message"].as_str().unwrap();
    let end = format!(", or raise limits.{key}");
    assert!(message.ends_with(&end), "{message}");
}

#[tokio::test]
async fn the_defaults_let_through_what_the_table_asks() {
    for Row { key, body, .. } in table() {
        if key == "batch" {
            continue;
        }
        let answered = ask("", KEY, &body, 1).await;
        let code = answered["errors"][0]["extensions"]["code"].clone();
        assert_ne!(code, "LIMIT_EXCEEDED", "{key}: {answered}");
    }
}

#[test]
fn every_limit_is_shown_to_hold() {
    let shown = table().into_iter().map(|row| row.key.to_owned());
    let shown = shown.chain(["rate", "attempts"].map(str::to_owned));
    let elsewhere = ELSEWHERE.iter().map(|(key, test)| {
        assert!(crate::docs::house().join(test).exists(), "{test}");
        (*key).to_owned()
    });
    let shown: BTreeSet<String> = shown.chain(elsewhere).collect();
    let documented: BTreeSet<String> = documented().into_iter().map(|limit| limit.key).collect();
    assert_eq!(shown, documented);
}

#[test]
fn every_default_is_what_its_documentation_says() {
    let mut text = "[limits]\n".to_owned();
    for Limit { key, default, .. } in documented() {
        let value = default.replace(' ', "");
        let is_count = value.bytes().all(|byte| byte.is_ascii_digit());
        text += &match is_count {
            true => format!("{key} = {value}\n"),
            false => format!("{key} = \"{value}\"\n"),
        };
    }
    text += "[[accounts]]\nid = \"a\"\nprovider = \"dashdoc\"\ntoken = \"t\"\n";
    let config = Config::parse(&text, "limits.toml", |_: &str| None).unwrap();
    assert_eq!(config.limits, Limits::default(), "{text}");
}

/// A key of `[limits]` as its source documents it.
pub(crate) struct Limit {
    pub(crate) key: String,
    pub(crate) default: String,
    /// What it bounds, before the default.
    pub(crate) what: String,
}

/// Reads the documentation of each field of `Limits`.
pub(crate) fn documented() -> Vec<Limit> {
    let source = fs::read_to_string(crate::docs::house().join("src/config/limits.rs")).unwrap();
    let (_, fields) = source.split_once("pub struct Limits {").unwrap();
    let (fields, _) = fields.split_once("\n}").unwrap();
    let (mut limits, mut words) = (vec![], String::new());
    for line in fields.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("/// ") {
            words = format!("{words} {text}");
        } else if let Some(field) = line.strip_prefix("pub ") {
            let (key, _) = field.split_once(':').unwrap();
            let (what, rest) = words.split_once("Default ").unwrap();
            let end = rest.find([':', ';', ',', '.']).unwrap();
            let default = &rest[..end];
            limits.push(Limit {
                key: key.to_owned(),
                default: default.to_owned(),
                what: what.trim().trim_end_matches('.').to_owned(),
            });
            words.clear();
        }
    }
    limits
}

#[tokio::test]
async fn a_write_that_takes_longer_than_the_deadline_is_told_as_unknown_and_timed_out() {
    let house = House::of(Plan {
        invoices: Some(64),
        extra: "[limits]\ndeadline = \"1s\"\n",
        ..Plan::default()
    })
    .await;
    house.load().await;
    let page = "{ invoices(first: 1, filter: {accounts: [\"sales\"]}) { nodes { id } } }";
    let page = house.data(page, json!({})).await;
    let invoice = &page["invoices"]["nodes"][0]["id"];
    house.control(json!({"latency_ms": 2500})).await;
    let note = "mutation ($invoice: ID!) {
        addNote(input: {invoiceId: $invoice, text: \"not cut\"}) { outcome userErrors { code } } }";
    let body = json!({"query": note, "variables": {"invoice": invoice}});
    let (status, told) = house.post(&body.to_string()).await;
    // It may have been written: nobody is told that it was not.
    let expected =
        json!({"data": {"addNote": {"outcome": "UNKNOWN", "userErrors": [{"code": "TIMEOUT"}]}}});
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((status, told), (200, expected));
}

#[tokio::test]
async fn the_operations_of_a_list_share_their_upstream_calls() {
    let plan = Plan {
        invoices: Some(64),
        extra: "[limits]\nbatch = 2\ncost = 1\n",
        ..Plan::default()
    };
    let house = House::of(plan.clone()).await;
    house.load().await;
    let page = "{ invoices(first: 2, filter: {accounts: [\"sales\"]}) { nodes { id } } }";
    let page = house.data(page, json!({})).await;
    let ask = |at: usize| {
        let query = "query ($id: ID!) { node(id: $id) { id } }";
        json!({"query": query, "variables": page["invoices"]["nodes"][at]})
    };
    let both = json!([ask(0), ask(1)]).to_string();
    let cold = House::over(Arc::clone(&house.vendors), &plan).await;
    let (_, told) = cold.post(&both).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told[0]["data"]["node"], page["invoices"]["nodes"][0]);
    tells(&told[1], "LIMIT_EXCEEDED", "cost");
    // Each alone has all of it.
    let cold = House::over(Arc::clone(&house.vendors), &plan).await;
    for at in [0, 1] {
        let (_, told) = cold.post(&ask(at).to_string()).await;
        assert!(!told.contains("errors"), "{told}");
    }
}
