//! Files of invoices.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, SCAN},
    moneybird::{added, open, path},
};

pub(super) fn cases() -> Vec<Case> {
    vec![case("addAttachment", add), case("deleteAttachment", delete)]
}

async fn add(desk: Desk) {
    let invoice = open(&desk).await;
    let input = json!({"invoiceId": invoice});
    let fields = "id filename contentType sizeBytes";
    let selection = format!("attachment {{ {fields} }} invoice {{ attachments {{ id }} }}");
    let told = desk
        .uploaded("addAttachment", input, &SCAN, &selection)
        .await;
    let write = desk.write().await;
    write.must_carry("POST", &path(&invoice, "/attachments"), "file", &SCAN);
    // The answer is a bare status: the file is found by reading the invoice again.
    let attachment = &told["attachment"];
    assert_eq!(attachment["filename"], json!(SCAN.name));
    assert_eq!(attachment["contentType"], json!(SCAN.content_type));
    assert_eq!(attachment["sizeBytes"], json!(SCAN.content.len()));
    let listed = json!([{"id": attachment["id"]}]);
    assert_eq!(told["invoice"]["attachments"], listed);
    let later = desk
        .later(&invoice, &format!("attachments {{ {fields} }}"))
        .await;
    assert_eq!(later["attachments"], json!([attachment]));
}

async fn delete(desk: Desk) {
    let files = json!([
        {"filename": "hours.pdf", "content_type": "application/pdf", "size": 2000},
        {"filename": "photo.png", "content_type": "image/png", "size": 300},
    ]);
    let invoice = added(&desk, json!({"state": "open", "attachments": files})).await;
    let held = desk
        .read(&invoice, "attachments { id nativeId filename }")
        .await;
    let listed = held["attachments"].as_array().expect("a list");
    let hours = listed
        .iter()
        .find(|file| file["filename"] == "hours.pdf")
        .expect("told");
    let input = json!({"attachmentId": hours["id"]});
    let selection = "deletedId invoice { attachments { filename } }";
    let told = desk.done("deleteAttachment", input, selection).await;
    let native = hours["nativeId"].as_str().expect("an id");
    let write = desk.write().await;
    write.must_be(
        "DELETE",
        &path(&invoice, &format!("/attachments/{native}")),
        Value::Null,
    );
    assert_eq!(told["deletedId"], hours["id"]);
    let rest = json!({"attachments": [{"filename": "photo.png"}]});
    assert_eq!(told["invoice"], rest);
    assert_eq!(desk.later(&invoice, "attachments { filename }").await, rest);
}
