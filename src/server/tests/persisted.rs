//! Documents that clients name instead of sending them.

use std::{fmt::Write, sync::Arc};

use axum::{body::Body, http::header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Answer, Server, post, uploads};
use crate::{
    auth::{Client, Clients, KeyHash, Scopes, Viewer},
    server::{PersistedDocuments, ServerSettings},
};

const HELLO: &str = "{ hello }";

fn sha256(text: &str) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(text) {
        write!(hex, "{byte:02x}").unwrap();
    }
    hex
}

fn by_hash(hash: &str, query: Option<&str>) -> Value {
    let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
    match query {
        Some(query) => json!({"query": query, "extensions": extensions}),
        None => json!({"extensions": extensions}),
    }
}

fn listing(only: bool) -> Server {
    let named = json!({sha256(HELLO): HELLO, "b5e4c0": "query Two { hello me { hello } }"});
    let documents = PersistedDocuments::parse(&named.to_string()).unwrap();
    Server::with(ServerSettings {
        documents: Arc::new(documents),
        persisted_only: only,
        max_batch: 3,
        ..ServerSettings::default()
    })
}

#[tokio::test]
async fn a_hash_alone_is_unknown_until_its_text_was_sent_once() {
    let server = Server::new();
    let hash = sha256(HELLO);
    let first = server.post(by_hash(&hash, None).to_string()).await;
    first.refuses(400, "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(first.message(), "PersistedQueryNotFound");
    for query in [Some(HELLO), None, None] {
        let answer = server.post(by_hash(&hash, query).to_string()).await;
        assert_eq!(answer.json(), json!({"data": {"hello": 1}}));
    }
    let extensions = format!(r#"{{"persistedQuery":{{"version":1,"sha256Hash":"{hash}"}}}}"#);
    let extensions = extensions
        .replace('{', "%7B")
        .replace('}', "%7D")
        .replace('"', "%22");
    let uri = format!("/graphql?extensions={extensions}");
    assert_eq!(server.get(&uri).await.json(), json!({"data": {"hello": 1}}));
    let named = json!({"documentId": format!("sha256:{hash}")});
    let answer = server.post(named.to_string()).await;
    assert_eq!(answer.json(), json!({"data": {"hello": 1}}));
}

#[tokio::test]
async fn nobody_puts_another_text_under_a_hash_and_no_bad_text_is_kept() {
    let server = Server::new();
    let hash = sha256(HELLO);
    let foreign = by_hash(&hash, Some("{ me { hello } }"));
    let answer = server.post(foreign.to_string()).await;
    answer.refuses(400, "INVALID_INPUT");
    let bad = sha256("{ hello");
    let answer = server
        .post(by_hash(&bad, Some("{ hello")).to_string())
        .await;
    answer.refuses(400, "INVALID_INPUT");
    for hash in [hash, bad] {
        let answer = server.post(by_hash(&hash, None).to_string()).await;
        answer.refuses(400, "PERSISTED_QUERY_NOT_FOUND");
    }
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn what_is_no_hash_is_refused() {
    let server = Server::new();
    for extension in [
        json!(1),
        json!({}),
        json!({"version": 2, "sha256Hash": sha256(HELLO)}),
        json!({"version": 1}),
        json!({"version": 1, "sha256Hash": "abc"}),
        json!({"version": 1, "sha256Hash": "ü".repeat(32)}),
        json!({"version": 1, "sha256Hash": "+1".repeat(32)}),
    ] {
        let body = json!({"query": HELLO, "extensions": {"persistedQuery": extension}});
        server
            .post(body.to_string())
            .await
            .refuses(400, "INVALID_INPUT");
    }
    let both = json!({"query": HELLO, "documentId": "a"}).to_string();
    server.post(both).await.refuses(400, "INVALID_INPUT");
}

#[tokio::test]
async fn what_one_client_stored_is_its_own() {
    let client = |name: &str| Client {
        viewer: Arc::new(Viewer {
            name: name.into(),
            scopes: Scopes::ALL,
            ..Viewer::anonymous()
        }),
        keys: vec![KeyHash::of(name)],
    };
    let clients = Clients::known(vec![client("one"), client("two")]);
    let server = Server::of(clients, ServerSettings::default(), axum::Router::new());
    let ask = async |name: &str, body: Value| -> Answer {
        let request = post()
            .header(header::ACCEPT, "application/graphql-response+json")
            .header(header::AUTHORIZATION, format!("Bearer {name}"));
        server
            .send(request.body(Body::from(body.to_string())).unwrap())
            .await
    };
    let hash = sha256(HELLO);
    assert_eq!(ask("one", by_hash(&hash, Some(HELLO))).await.status, 200);
    assert_eq!(ask("one", by_hash(&hash, None)).await.status, 200);
    let other = ask("two", by_hash(&hash, None)).await;
    other.refuses(400, "PERSISTED_QUERY_NOT_FOUND");
}

#[tokio::test]
async fn a_listed_document_goes_by_its_name() {
    for server in [listing(false), listing(true)] {
        for body in [
            json!({"documentId": sha256(HELLO)}),
            json!({"documentId": format!("sha256:{}", sha256(HELLO))}),
            by_hash(&sha256(HELLO), None),
            by_hash(&sha256(HELLO), Some(HELLO)),
            json!({"query": HELLO}),
            json!({"documentId": "b5e4c0", "operationName": "Two"}),
        ] {
            let answer = server.post(body.to_string()).await;
            assert_eq!(answer.json()["data"]["hello"], 1, "{body}");
        }
        let answer = server.get("/graphql?documentId=b5e4c0").await;
        assert_eq!(answer.json()["data"]["me"]["hello"], 1);
    }
}

#[tokio::test]
async fn in_a_gateway_of_listed_documents_there_is_nothing_else() {
    let server = listing(true);
    let other = "{ me { hello } }";
    for body in [
        json!({"query": other}),
        json!({"query": "{ hello  }"}),
        json!({"query": "{ __typename }"}),
        json!({"documentId": "unknown"}),
        by_hash(&sha256(other), None),
        by_hash(&sha256(other), Some(other)),
        by_hash(&sha256(other), None),
    ] {
        let answer = server.post(body.to_string()).await;
        answer.refuses(400, "FORBIDDEN");
        assert!(
            answer
                .message()
                .ends_with("add this one to server.persisted_documents")
        );
    }
    assert_eq!(server.executions(), 0);
    let batches = json!([{"query": other}, {"query": HELLO}, by_hash(&sha256(other), Some(other))]);
    let answers = server.post(batches.to_string()).await.json();
    let codes = answers.as_array().unwrap().iter();
    let codes: Vec<_> = codes
        .map(|one| one["errors"][0]["extensions"]["code"].clone())
        .collect();
    assert_eq!(codes, [json!("FORBIDDEN"), json!(null), json!("FORBIDDEN")]);
    assert_eq!(server.executions(), 1);
    for query in ["%7B+me+%7B+hello+%7D+%7D", "%7B+hello++%7D"] {
        let answer = server.get(&format!("/graphql?query={query}")).await;
        assert_eq!(
            answer.json()["errors"][0]["extensions"]["code"],
            "FORBIDDEN"
        );
    }
    for name in ["unknown", &sha256(other)] {
        let answer = server.get(&format!("/graphql?documentId={name}")).await;
        assert_eq!(
            answer.json()["errors"][0]["extensions"]["code"],
            "FORBIDDEN"
        );
    }
    for query in [other, uploads::ONE] {
        let form = uploads::form(&[
            uploads::operations(query, &json!({"file": null})),
            uploads::text("map", &json!({"0": ["variables.file"]})),
            uploads::pdf("0"),
        ]);
        let answer = uploads::send(&server, form).await;
        assert_eq!(
            answer.json()["errors"][0]["extensions"]["code"],
            "FORBIDDEN"
        );
    }
    assert_eq!(server.executions(), 1);
    let open = listing(false);
    let unknown = open
        .post(json!({"documentId": "unknown"}).to_string())
        .await;
    unknown.refuses(400, "PERSISTED_QUERY_NOT_FOUND");
}
