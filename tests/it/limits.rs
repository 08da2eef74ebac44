//! What is too large is refused before it costs anything, with the key of the config that raises the limit.

use invoice_gateway::{config::Config, gateway};
use serde_json::{Value, json};

use crate::vendors::listen;

/// What a gateway over an account that nobody can reach says to a body.
async fn ask(limits: &str, body: &str) -> Value {
    let text = format!(
        "[limits]\n{limits}\n[[accounts]]\nid = \"trucks\"\nprovider = \"dashdoc\"\ntoken = \"t\"\n\
         base_url = \"http://127.0.0.1:9\"\n"
    );
    let config = Config::parse(&text, "limits.toml", |_: &str| None).unwrap();
    let (listener, address) = listen().await;
    let stop = std::future::pending();
    let serving = tokio::spawn(async move { gateway::serve(config, listener, stop).await });
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.post(format!("http://{address}/graphql"));
    let request = request.header("content-type", "application/json");
    let answer = request.body(body.to_owned()).send().await.unwrap();
    serving.abort();
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_refusal_names_the_key_that_raises_the_limit() {
    let query = |query: &str| json!({ "query": query }).to_string();
    let page = "{ invoices(freshness: CACHE_ONLY) { nodes { id } } }";
    let pages = "{ a: accounts { id } b: accounts { id } c: accounts { id } }";
    let nested = json!({"query": "{ __typename }", "variables": {"a": [[[[1]]]]}}).to_string();
    for (key, low, body) in [
        ("body", "\"30B\"", query(page)),
        ("query_bytes", "\"30B\"", query(page)),
        ("nesting", "2", query(page)),
        ("nesting", "2", nested),
        ("tokens", "8", query(page)),
        ("depth", "2", query(page)),
        ("aliases", "2", query(pages)),
        ("root_fields", "2", query(pages)),
        ("selections", "5", query(pages)),
        (
            "directives",
            "1",
            query("{ a: __typename @skip(if: false) @include(if: true) }"),
        ),
    ] {
        let refused = ask(&format!("{key} = {low}"), &body).await;
        let error = &refused["errors"][0];
        assert_eq!(
            error["extensions"]["code"], "LIMIT_EXCEEDED",
            "{key}: {refused}"
        );
        let message = error["message"].as_str().unwrap();
        assert!(
            message.ends_with(&format!(", or raise limits.{key}")),
            "{message}"
        );
        let answered = ask("", &body).await;
        assert!(answered.get("errors").is_none(), "{key}: {answered}");
    }
}
