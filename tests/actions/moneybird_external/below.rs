//! Notes and files of external invoices.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, SCAN},
    moneybird::{added, open},
    moneybird_external::{ACCOUNT, path},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("addNote", add_note),
        case("deleteNote", delete_note),
        case("addAttachment", add_attachment),
        case("createInvoiceFromAttachment", create_from_attachment),
        case("deleteAttachment", delete_attachment),
    ]
}

async fn add_note(desk: Desk) {
    let invoice = open(&desk).await;
    let input = json!({"invoiceId": invoice, "text": "Ask the shop", "todo": true});
    let told = desk.done("addNote", input, "note { id text todo }").await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "/notes"),
        json!({"note": {"note": "Ask the shop", "todo": true}}),
    );
    assert_eq!(told["note"]["text"], json!("Ask the shop"));
    let later = desk.later(&invoice, "notes { id text todo }").await;
    assert_eq!(later["notes"], json!([told["note"]]));
}

async fn delete_note(desk: Desk) {
    let invoice = added(&desk, json!({"state": "open", "notes": [{"note": "Old"}]})).await;
    let note = desk.read(&invoice, "notes { id nativeId }").await["notes"][0].clone();
    let told = desk
        .done("deleteNote", json!({"noteId": note["id"]}), "deletedId")
        .await;
    let native = note["nativeId"].as_str().expect("an id");
    let write = desk.write().await;
    write.must_be(
        "DELETE",
        &path(&invoice, &format!("/notes/{native}")),
        Value::Null,
    );
    assert_eq!(told["deletedId"], note["id"]);
    assert_eq!(
        desk.later(&invoice, "notes { text }").await,
        json!({"notes": []})
    );
}

async fn delete_attachment(desk: Desk) {
    let files = json!([{"filename": "a.pdf", "content_type": "application/pdf", "size": 2000}]);
    let invoice = added(&desk, json!({"state": "open", "attachments": files})).await;
    let file = desk.read(&invoice, "attachments { id nativeId }").await["attachments"][0].clone();
    let input = json!({"attachmentId": file["id"]});
    let told = desk.done("deleteAttachment", input, "deletedId").await;
    let native = file["nativeId"].as_str().expect("an id");
    let write = desk.write().await;
    write.must_be(
        "DELETE",
        &path(&invoice, &format!("/attachments/{native}")),
        Value::Null,
    );
    assert_eq!(told["deletedId"], file["id"]);
    assert_eq!(
        desk.later(&invoice, "attachments { id }").await,
        json!({"attachments": []})
    );
}

async fn add_attachment(desk: Desk) {
    let invoice = open(&desk).await;
    let input = json!({"invoiceId": invoice});
    let selection = "attachment { id filename sizeBytes }";
    let told = desk
        .uploaded("addAttachment", input, &SCAN, selection)
        .await;
    // One of them here, where sales invoices have several.
    let write = desk.write().await;
    write.must_carry("POST", &path(&invoice, "/attachment"), "file", &SCAN);
    assert_eq!(told["attachment"]["filename"], json!(SCAN.name));
    assert_eq!(told["attachment"]["sizeBytes"], json!(SCAN.content.len()));
    let later = desk
        .later(&invoice, "attachments { id filename sizeBytes }")
        .await;
    assert_eq!(later["attachments"], json!([told["attachment"]]));
}

async fn create_from_attachment(desk: Desk) {
    let input = json!({"accountId": ACCOUNT});
    let selection = "invoice { id status customer { name } attachments { filename } }";
    let told = desk
        .uploaded("createInvoiceFromAttachment", input, &SCAN, selection)
        .await;
    let write = desk.write().await;
    let path = "/123/external_sales_invoices/attachment.json";
    write.must_carry("POST", path, "file", &SCAN);
    // The vendor does not tell which one it made.
    let made = &told["invoice"];
    assert_eq!(made["status"], json!("DRAFT"), "{told:#}");
    assert_eq!(made["customer"], Value::Null);
    assert_eq!(made["attachments"], json!([{"filename": SCAN.name}]));
    let id = made["id"].as_str().expect("an id");
    let later = desk
        .later(id, "nativeStatus attachments { filename sizeBytes }")
        .await;
    assert_eq!(later["nativeStatus"], json!("new"));
    let file = json!({"filename": SCAN.name, "sizeBytes": SCAN.content.len()});
    assert_eq!(later["attachments"], json!([file]));
}
