//! Notes, which are written and never changed.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, native_id},
    invoice_ninja::{added, merged, open},
};

pub(super) fn cases() -> Vec<Case> {
    vec![case("addNote", add), case("addNote", untaken)]
}

async fn add(desk: Desk) {
    let fields = json!({"status_id": "2", "activity_notes": ["They moved"]});
    let invoice = added(&desk, fields).await;
    let input = json!({"invoiceId": invoice, "text": "Call them"});
    let told = desk
        .done("addNote", input, "note { id nativeId text createdAt }")
        .await;
    // Plural here, though singular where they are read.
    desk.write().await.must_be(
        "POST",
        "/api/v1/activities/notes",
        json!({"entity": "invoices", "entity_id": native_id(&invoice), "notes": "Call them"}),
    );
    assert_eq!(told["note"]["text"], json!("Call them"));
    let later = desk.later(&invoice, "notes { id text }").await;
    let notes = later["notes"].as_array().expect("a list");
    let note = json!({"id": told["note"]["id"], "text": "Call them"});
    assert!(notes.contains(&note), "{later:#}");
    assert_eq!(notes.len(), 2, "{later:#}");
}

async fn untaken(desk: Desk) {
    let invoice = open(&desk).await;
    for (more, field) in [
        (json!({"todo": true}), "todo"),
        (json!({"assigneeId": "1"}), "assigneeId"),
        (json!({"text": "  "}), "text"),
    ] {
        let input = merged(json!({"invoiceId": invoice, "text": "Call them"}), more);
        let told = desk.act("addNote", input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
        let path = &told["userErrors"][0]["field"];
        assert_eq!(*path, json!(["input", field]), "{told:#}");
        assert_eq!(desk.writes().await, Vec::new());
    }
    assert_eq!(
        desk.read(&invoice, "notes { id }").await["notes"],
        Value::Array(Vec::new())
    );
}
