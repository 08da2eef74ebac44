//! Notes and to-dos.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::moneybird_writes::{NOBODY, id_of, invalid, not_found, open, read, refused};
use crate::world::{EXTERNAL, SALES, World};

/// The one user of the administration.
const USER: &str = "281474976710700501";

#[tokio::test]
async fn a_note_is_answered_with_201_and_shown_by_its_invoice() {
    let world = World::start().await;
    for (resource, class) in [(SALES, "SalesInvoice"), (EXTERNAL, "ExternalSalesInvoice")] {
        let id = id_of(&open(&world, resource).await);
        let path = format!("{resource}/{id}/notes");
        let text = "Bel \"Jan\" & Zoé\n100 % ? ü";
        let answer = world
            .call(Method::POST, &path, json!({"note": {"note": text}}))
            .await;
        assert_eq!(answer.status, StatusCode::CREATED);
        let note = answer.json();
        assert_eq!(
            (&note["note"], &note["todo"], &note["entity_type"]),
            (&json!(text), &json!(false), &json!(class))
        );
        let body = json!({"note": {"note": "Nabellen", "todo": "true"}});
        let todo = world.call(Method::POST, &path, body).await.json();
        assert_eq!(
            (&todo["todo"], &todo["assignee_id"]),
            (&json!(true), &Value::Null)
        );
        let body = json!({"note": {"note": "Voor jou", "assignee_id": USER}});
        let assigned = world.call(Method::POST, &path, body).await.json();
        assert_eq!(
            (&assigned["todo"], &assigned["assignee_id"]),
            (&json!(true), &json!(USER))
        );
        assert_eq!(
            read(&world, resource, &id).await["notes"],
            json!([note, todo, assigned])
        );

        let path = format!("{path}/{}", id_of(&todo));
        let answer = world.call(Method::DELETE, &path, json!({})).await;
        assert_eq!(
            (answer.status, answer.body.len()),
            (StatusCode::NO_CONTENT, 0)
        );
        assert_eq!(
            read(&world, resource, &id).await["notes"],
            json!([note, assigned])
        );
        refused(
            &world.call(Method::DELETE, &path, json!({})).await,
            404,
            &not_found("id"),
        );
    }
}

#[tokio::test]
async fn an_empty_note_is_refused_by_two_names() {
    let world = World::start().await;
    let id = id_of(&open(&world, SALES).await);
    let path = format!("{SALES}/{id}/notes");
    let expected = json!({
        "error": {"note": ["can't be blank"], "todo_type": ["can't be blank"]},
        "details": {"note": [{"error": "blank"}], "todo_type": [{"error": "blank"}]},
    });
    let answer = world
        .call(Method::POST, &path, json!({"note": {"note": " "}}))
        .await;
    refused(&answer, 422, &expected);
    let body = json!({"note": {"note": "x", "assignee_id": "7"}});
    let answer = world.call(Method::POST, &path, body).await;
    refused(
        &answer,
        422,
        &invalid("assignee_id", "is invalid", "invalid"),
    );
}

#[tokio::test]
async fn a_note_on_nothing_is_a_bad_request() {
    let world = World::start().await;
    for (resource, class) in [(SALES, "SalesInvoice"), (EXTERNAL, "ExternalSalesInvoice")] {
        let path = format!("{resource}/{NOBODY}/notes");
        let answer = world
            .call(Method::POST, &path, json!({"note": {"note": "x"}}))
            .await;
        let error = format!("Entity is invalid; User has no permissions to notes for {class}");
        let symbolic = json!({"entity": "not_found", "user": "insufficient_permissions"});
        refused(&answer, 400, &json!({"error": error, "symbolic": symbolic}));
    }
}
