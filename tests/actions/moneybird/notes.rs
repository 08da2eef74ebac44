//! Notes and to-dos.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::Desk,
    moneybird::{added, open, path},
};

/// A user of the simulated books.
const USER: &str = "281474976710700501";

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("addNote", add_note),
        case("addNote", assign),
        case("deleteNote", delete_note),
    ]
}

async fn add_note(desk: Desk) {
    let invoice = open(&desk).await;
    let words = "Called them:\n\"next week\" \u{2013} \u{20ac} 5";
    let input = json!({"invoiceId": invoice, "text": words});
    let selection = "note { id text todo assigneeId } invoice { notes { id } }";
    let told = desk.done("addNote", input, selection).await;
    let write = desk.write().await;
    write.must_be(
        "POST",
        &path(&invoice, "/notes"),
        json!({"note": {"note": words}}),
    );
    assert_eq!(told["note"]["text"], json!(words));
    assert_eq!(told["note"]["todo"], json!(false));
    assert_eq!(
        told["invoice"]["notes"],
        json!([{"id": told["note"]["id"]}])
    );
    let later = desk
        .later(&invoice, "notes { id text todo assigneeId }")
        .await;
    assert_eq!(later["notes"], json!([told["note"]]));
}

async fn assign(desk: Desk) {
    let invoice = open(&desk).await;
    let input =
        json!({"invoiceId": invoice, "text": "Call them", "todo": true, "assigneeId": USER});
    let told = desk.done("addNote", input, "note { id text todo }").await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "/notes"),
        json!({"note": {"note": "Call them", "todo": true, "assignee_id": USER}}),
    );
    let later = desk.later(&invoice, "notes { id todo assigneeId }").await;
    let wanted = json!({"id": told["note"]["id"], "todo": true, "assigneeId": USER});
    assert_eq!(later["notes"], json!([wanted]));
}

async fn delete_note(desk: Desk) {
    let notes = json!([{"note": "Old"}, {"note": "Stays"}]);
    let invoice = added(&desk, json!({"state": "open", "notes": notes})).await;
    let held = desk.read(&invoice, "notes { id nativeId text }").await;
    let listed = held["notes"].as_array().expect("a list");
    let old = listed
        .iter()
        .find(|note| note["text"] == "Old")
        .expect("told");
    let input = json!({"noteId": old["id"]});
    let told = desk
        .done("deleteNote", input, "deletedId invoice { notes { text } }")
        .await;
    let native = old["nativeId"].as_str().expect("an id");
    let write = desk.write().await;
    write.must_be(
        "DELETE",
        &path(&invoice, &format!("/notes/{native}")),
        Value::Null,
    );
    assert_eq!(told["deletedId"], old["id"]);
    assert_eq!(told["invoice"]["notes"], json!([{"text": "Stays"}]));
    let later = desk.later(&invoice, "notes { text }").await;
    assert_eq!(later["notes"], json!([{"text": "Stays"}]));
}
