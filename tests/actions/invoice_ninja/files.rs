//! Files of invoices.

use invoice_gateway::domain::ChildKind;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::{Desk, Paper, SCAN, native_id},
    invoice_ninja::{ACCOUNT, INCLUDE, added, open},
    promise,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("addAttachment", add),
        case("addAttachment", add_hidden),
        case("deleteAttachment", delete),
    ]
}

pub(super) fn promises() -> Vec<Trial> {
    let name = "a_kind_of_file_that_is_not_taken_is_told";
    vec![
        promise(ACCOUNT, name, wrong_kind),
        promise(
            ACCOUNT,
            "addAttachment::is_found_when_its_answer_is_lost",
            |desk| lost(desk, "yes"),
        ),
        promise(
            ACCOUNT,
            "addAttachment::is_sent_again_only_when_it_was_not_done",
            |desk| lost(desk, "no"),
        ),
    ]
}

fn place(invoice: &str) -> String {
    format!("/api/v1/invoices/{}/upload?{INCLUDE}", native_id(invoice))
}

async fn add(desk: Desk) {
    // A file of the same name and size was there before.
    let old = json!({"name": SCAN.name, "size": SCAN.content.len()});
    let invoice = added(&desk, json!({"status_id": "2", "documents": [old]})).await;
    let fields = "id filename sizeBytes";
    let selection = format!("attachment {{ {fields} }} invoice {{ attachments {{ id }} }}");
    let input = json!({"invoiceId": invoice});
    let told = desk
        .uploaded("addAttachment", input, &SCAN, &selection)
        .await;
    // The verb is PUT, of which the vendor's language reads no files.
    desk.write().await.must_carry_with(
        "POST",
        &place(&invoice),
        &[("_method", "PUT")],
        ("documents[]", &SCAN),
    );
    let file = &told["attachment"];
    assert_eq!(file["filename"], json!(SCAN.name));
    assert_eq!(file["sizeBytes"], json!(SCAN.content.len()));
    let all = told["invoice"]["attachments"].as_array().expect("a list");
    assert_eq!(all.len(), 2, "{told:#}");
    let selection = format!("attachments {{ {fields} }}");
    let later = desk.later(&invoice, &selection).await;
    let later = later["attachments"].as_array().expect("a list");
    assert_eq!(later.len(), 2);
    assert!(later.contains(file), "{later:#?}");
    let book = desk.book(&invoice).await;
    let ids: Vec<&Value> = book["documents"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| &file["id"])
        .collect();
    let made = file["id"].as_str().expect("an id");
    let newest = ids[1].as_str().expect("an id");
    assert_eq!(
        made,
        desk.child(&invoice, ChildKind::Attachment, newest),
        "it is the new one"
    );
}

async fn add_hidden(desk: Desk) {
    let invoice = open(&desk).await;
    let native = json!({"invoiceNinja": {"isPublic": false}});
    let input = json!({"invoiceId": invoice, "native": native});
    desk.uploaded("addAttachment", input, &SCAN, "attachment { id }")
        .await;
    desk.write().await.must_carry_with(
        "POST",
        &place(&invoice),
        &[("_method", "PUT"), ("is_public", "0")],
        ("documents[]", &SCAN),
    );
    let selection = "attachments { native { ... on InvoiceNinjaDocument { isPublic } } }";
    let later = desk.later(&invoice, selection).await;
    let wanted = json!([{"native": {"isPublic": false}}]);
    assert_eq!(later["attachments"], wanted);
}

async fn wrong_kind(desk: Desk) {
    let invoice = open(&desk).await;
    let photo = Paper {
        name: "desk.heic",
        content_type: "image/heic",
        content: b"\0\0\0\x18ftypheic\0\0\0\0\x89\xff",
    };
    let input = json!({"invoiceId": invoice});
    let told = desk.upload("addAttachment", input, &photo, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("INVALID_INPUT"), "{told:#}");
    assert_eq!(error["field"], json!(["input", "file"]), "{told:#}");
    assert_eq!(desk.book(&invoice).await["documents"], json!([]));
}

async fn lost(desk: Desk, applied: &str) {
    let old = json!({"name": SCAN.name, "size": SCAN.content.len()});
    let invoice = added(&desk, json!({"status_id": "2", "documents": [old]})).await;
    let fault = json!({
        "resource": ACCOUNT, "method": "POST", "path": "/upload", "times": 1,
        "answer": {"lose_answer": {"applied": applied}},
    });
    desk.house.control(json!({"fault": {"add": fault}})).await;
    let input = json!({"invoiceId": invoice, "idempotencyKey": "once"});
    let selection = "attachment { id filename }";
    let first = desk
        .upload("addAttachment", input.clone(), &SCAN, selection)
        .await;
    assert_eq!(desk.writes().await.len(), 1);
    let again = desk
        .uploaded("addAttachment", input, &SCAN, selection)
        .await;
    if applied == "yes" {
        assert_eq!(again, first);
        assert_eq!(desk.writes().await, [], "it is looked for, not sent again");
    } else {
        assert_eq!(first["outcome"], json!("UNKNOWN"), "{first:#}");
        assert_eq!(desk.writes().await.len(), 1);
    }
    let book = desk.book(&invoice).await;
    let files = book["documents"].as_array().expect("a list");
    assert_eq!(files.len(), 2, "{book:#}");
}

async fn delete(desk: Desk) {
    let files = json!([{"name": "hours.pdf", "size": 2000}, {"name": "photo.png", "size": 300}]);
    let invoice = added(&desk, json!({"status_id": "2", "documents": files})).await;
    let held = desk
        .read(&invoice, "attachments { id nativeId filename }")
        .await;
    let listed = held["attachments"].as_array().expect("a list");
    let is_hours = |file: &&Value| file["filename"] == json!("hours.pdf");
    let hours = listed.iter().find(is_hours).expect("told");
    let input = json!({"attachmentId": hours["id"]});
    let selection = "deletedId invoice { attachments { filename } }";
    let told = desk.done("deleteAttachment", input, selection).await;
    // The other way wants the user's password.
    desk.write().await.must_be(
        "POST",
        "/api/v1/documents/bulk?per_page=1",
        json!({"action": "delete", "ids": [hours["nativeId"]]}),
    );
    assert_eq!(told["deletedId"], hours["id"]);
    let rest = json!({"attachments": [{"filename": "photo.png"}]});
    assert_eq!(told["invoice"], rest);
    assert_eq!(desk.later(&invoice, "attachments { filename }").await, rest);
}
