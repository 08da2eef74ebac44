//! The good requests that the bad ones are bent forms of. Were they refused, every attack would be too, and prove nothing.

use serde_json::json;

use crate::{
    attack::{get, post_with},
    families::{Known, uploads},
    planted::{OTHER, READER, WRITER},
    wire::Wire,
    world::World,
};

/// Sends each and sees that it is taken.
pub(crate) async fn pass(world: &World) {
    let known = Known::of(world).await;
    let taken = async |bytes: Vec<u8>| {
        let answer = world.send(&Wire::of(bytes)).await;
        assert_eq!(answer.status, Some(200), "{}", answer.text());
        answer
    };
    taken(get(READER, "/graphql?query=%7B__typename%7D")).await;
    taken(get(READER, "/schema.graphql")).await;
    for link in [&known.link, &known.foreign_link] {
        let answer = taken(get(READER, link)).await;
        assert!(answer.text().contains("%PDF"), "{}", answer.text());
    }
    let head = [
        "POST /graphql HTTP/1.1",
        "Host: localhost:80",
        "Connection: close",
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
        "Authorization: Bearer ",
    ];
    let body = "1a\r\n{\"query\":\"{ __typename }\"}\r\n0\r\n\r\n";
    let chunked = format!("{}{WRITER}\r\n\r\n{body}", head.join("\r\n"));
    let answer = taken(chunked.into_bytes()).await;
    assert!(answer.text().contains("Query"), "{}", answer.text());
    let upload = world.send(&uploads::good(&known).wire).await;
    let told = upload.json().unwrap();
    let payload = &told["data"]["addAttachment"];
    assert_eq!(payload["outcome"], json!("PLANNED"), "{told:#}");
    let query = "query ($id: ID!) { invoice(id: $id) { id } }";
    for (key, id) in [
        (WRITER, &known.invoice),
        (READER, &known.invoice),
        (OTHER, &known.foreign),
    ] {
        let found = world.data(key, query, json!({"id": id})).await;
        assert_eq!(found["invoice"]["id"], json!(id));
    }
    let query = "query ($c: String) { invoices(first: 1, after: $c,
        filter: {accounts: [\"moneybird\"], status: [OPEN]}) { edges { cursor } } }";
    let cursor = json!({"c": known.cursors[0]});
    world.data(WRITER, query, cursor).await;
    let body = r#"{"query":"{ __typename }"}"#;
    let answer = taken(post_with(WRITER, &["X-Request-Id: good"], body)).await;
    let text = answer.text();
    assert!(text.contains("x-request-id: good"), "{text}");
}
