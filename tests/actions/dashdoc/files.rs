//! The document of an invoice, of which there is one at most.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    Case, case,
    dashdoc::{ACCOUNT, added, edit, path},
    desk::{Desk, Paper, SCAN},
    promise,
};

pub(super) fn cases() -> Vec<Case> {
    vec![case("addAttachment", add), case("addAttachment", replace)]
}

pub(super) fn promises() -> Vec<Trial> {
    vec![
        promise(ACCOUNT, "a_document_is_not_replaced_unasked", occupied),
        promise(
            ACCOUNT,
            "a_document_that_came_meanwhile_is_not_replaced",
            occupied_meanwhile,
        ),
        promise(
            ACCOUNT,
            "a_kind_of_file_that_is_not_taken_is_told",
            wrong_kind,
        ),
    ]
}

/// Where the vendor has the document.
async fn file(desk: &Desk, invoice: &str) -> Value {
    desk.book(invoice).await["file"].clone()
}

/// Sees that a later read tells of the document that the books have, whatever the vendor's address.
async fn is_shown(desk: &Desk, invoice: &str, file: &Value) {
    let selection = "native { ... on DashdocInvoice { file } }";
    let later = desk.later(invoice, selection).await;
    let shown = later["native"]["file"].as_str().expect("a place");
    let file = file.as_str().expect("a place");
    assert!(shown.ends_with(file), "{file} in {shown}");
}

async fn add(desk: Desk) {
    let invoice = added(&desk, json!({"file": null, "is_dashdoc": false})).await;
    assert_eq!(file(&desk, &invoice).await, Value::Null);
    let input = json!({"invoiceId": invoice});
    let told = desk
        .uploaded("addAttachment", input, &SCAN, "invoice { id status }")
        .await;
    let write = desk.write().await;
    write.must_carry("PATCH", &path(&invoice, ""), "file", &SCAN);
    assert_eq!(told["invoice"]["status"], json!("OPEN"));
    let file = file(&desk, &invoice).await;
    assert!(file.is_string(), "{file}");
    is_shown(&desk, &invoice, &file).await;
}

async fn replace(desk: Desk) {
    let invoice = added(&desk, json!({})).await;
    let before = file(&desk, &invoice).await;
    assert!(before.is_string(), "{before}");
    let native = json!({"dashdoc": {"replaceFile": true}});
    let input = json!({"invoiceId": invoice, "native": native});
    desk.uploaded("addAttachment", input, &SCAN, "invoice { id }")
        .await;
    // The word is the gateway's own: the vendor replaces unasked.
    let write = desk.write().await;
    write.must_carry("PATCH", &path(&invoice, ""), "file", &SCAN);
    let after = file(&desk, &invoice).await;
    assert_ne!(after, before);
    is_shown(&desk, &invoice, &after).await;
}

fn is_refused(told: &Value) {
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("CONFLICT"), "{told:#}");
    let path = json!(["input", "native", "dashdoc", "replaceFile"]);
    assert_eq!(error["field"], path, "{told:#}");
}

async fn occupied(desk: Desk) {
    let invoice = added(&desk, json!({})).await;
    let before = file(&desk, &invoice).await;
    for native in [Value::Null, json!({"dashdoc": {"replaceFile": false}})] {
        let input = json!({"invoiceId": invoice, "native": native});
        is_refused(&desk.upload("addAttachment", input, &SCAN, "").await);
        assert_eq!(desk.writes().await, []);
    }
    assert_eq!(file(&desk, &invoice).await, before);
}

/// The vendor makes documents in its own time, so that what is held says little.
async fn occupied_meanwhile(desk: Desk) {
    let invoice = added(&desk, json!({"file": null})).await;
    desk.read(&invoice, "status").await;
    let made = "https://storage.googleapis.com/dashdoc-media/media/invoices/made.pdf";
    edit(&desk, &invoice, json!({"file": made})).await;
    let input = json!({"invoiceId": invoice});
    is_refused(&desk.upload("addAttachment", input, &SCAN, "").await);
    assert_eq!(desk.writes().await, []);
    assert_eq!(file(&desk, &invoice).await, json!(made));
}

async fn wrong_kind(desk: Desk) {
    let invoice = added(&desk, json!({"file": null})).await;
    let table = Paper {
        name: "hours.csv",
        content_type: "text/csv",
        content: b"day,hours\n1,8\n",
    };
    let input = json!({"invoiceId": invoice});
    let told = desk.upload("addAttachment", input, &table, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("INVALID_INPUT"), "{told:#}");
    assert_eq!(error["field"], json!(["input", "file"]), "{told:#}");
    assert_eq!(file(&desk, &invoice).await, Value::Null);
}
