//! Documents that clients name, and a gateway that answers nothing else.

use std::fs;

use invoice_gateway::{config::Config, gateway};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::vendors::{client, listen};

const LISTED: &str = "query Accounts { accounts { id } }";
const NAME: &str = "3f1c2a";

fn config(directory: &TempDir, documents: &str, server: &str) -> Config {
    let path = directory.path().join("documents.json");
    fs::write(&path, documents).unwrap();
    let text = format!(
        "[server]\npersisted_documents = {path:?}\n{server}\n\
         [[accounts]]\nid = \"trucks\"\nprovider = \"dashdoc\"\ntoken = \"t\"\nbase_url = \"http://127.0.0.1:9\"\n"
    );
    Config::parse(&text, "persisted.toml", |_: &str| None).unwrap()
}

#[test]
fn a_list_that_cannot_be_answered_is_refused_before_the_start() {
    let directory = TempDir::new().unwrap();
    let check =
        |documents: &str, server: &str| gateway::check(&config(&directory, documents, server));
    let good = json!({NAME: LISTED, "two": "query A { __typename } query B { accounts { name } }"});
    assert_eq!(check(&good.to_string(), ""), Ok(()));
    let deep = format!("{} id {}", "{ a ".repeat(20), "}".repeat(20));
    let schema = "{ __schema { types { name } } }";
    for (document, server, told) in [
        (
            "{ accounts { id colour } }",
            "",
            "document \"3f1c2a\": Unknown field \"colour\"",
        ),
        ("{ accounts { id }", "", "document \"3f1c2a\": syntax error"),
        (
            "query A { __typename } query B { colour }",
            "",
            "document \"3f1c2a\": Unknown field",
        ),
        (&deep, "", "or raise limits.depth"),
        (
            schema,
            "introspection = false",
            "does not answer questions about its schema",
        ),
        (
            schema,
            "persisted_only = true",
            "does not answer questions about its schema",
        ),
    ] {
        let problems = check(&json!({ NAME: document }).to_string(), server).unwrap_err();
        let problems = problems.join("\n");
        assert!(problems.contains(told), "{problems}");
    }
    for (documents, told) in [
        ("{}", "has no document"),
        ("[1]", "is not a JSON object of hashes"),
    ] {
        let problems = check(documents, "").unwrap_err().join("\n");
        assert!(problems.contains(told), "{problems}");
    }
    let mut missing = config(&directory, "{}", "");
    missing.server.persisted_documents = Some(directory.path().join("missing.json"));
    assert!(gateway::check(&missing).unwrap_err()[0].contains("missing.json"));
}

#[tokio::test]
async fn a_gateway_of_listed_documents_shows_nothing_else() {
    let directory = TempDir::new().unwrap();
    let documents = json!({ NAME: LISTED }).to_string();
    let config = config(&directory, &documents, "persisted_only = true");
    let (listener, address) = listen().await;
    let stop = std::future::pending();
    let serving = tokio::spawn(async move { gateway::serve(config, listener, stop).await });
    let ask = async |body: Value| -> Value {
        let request = client().post(format!("http://{address}/graphql"));
        let request = request.header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    };
    let expected = json!({"data": {"accounts": [{"id": "trucks"}]}});
    assert_eq!(ask(json!({ "documentId": NAME })).await, expected);
    assert_eq!(ask(json!({ "query": LISTED })).await, expected);
    for body in [
        json!({"query": "{ accounts { name } }"}),
        json!({"query": "{ __schema { types { name } } }"}),
        json!({"documentId": "other"}),
    ] {
        let refused = ask(body).await;
        assert_eq!(
            refused["errors"][0]["extensions"]["code"], "FORBIDDEN",
            "{refused}"
        );
    }
    for path in ["", "schema.graphql"] {
        let page = client().get(format!("http://{address}/{path}"));
        assert_eq!(page.send().await.unwrap().status(), 404, "/{path}");
    }
    serving.abort();
}
