//! Files: where they go, and how the new one is found.

use std::{fs::File, sync::Arc};

use serde_json::{Value, json};

use crate::{
    adapters::moneybird::tests::{
        actions::{
            always, done, external_invoice, invoice, is_applied, line, native_id, on, planned,
            reason, refused, texts,
        },
        script::{answer, call, external, sales},
    },
    error::ErrorKind,
    provider::action::{Action, Upload, What},
};

const ID: &str = "512340000000000017";

/// A file of some size; its content is not looked at here.
pub(super) fn file(filename: &str, size_bytes: u64) -> Upload {
    let content = File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    Upload {
        filename: filename.to_owned(),
        content_type: "application/pdf".to_owned(),
        size_bytes,
        sha256: String::new(),
        content: Arc::new(content),
    }
}

fn part(filename: &str, bytes: u64) -> Value {
    json!({"file": {"filename": filename, "contentType": "application/pdf", "bytes": bytes}})
}

#[tokio::test]
async fn a_file_goes_to_the_attachments_of_a_sales_invoice_and_the_attachment_of_an_external_one() {
    let sales = on(&invoice(json!({})), What::AddAttachment(file("bon.pdf", 9)));
    assert_eq!(
        planned(&sales),
        (
            format!("POST /123/sales_invoices/{ID}/attachments.json"),
            part("bon.pdf", 9)
        )
    );
    let external = on(
        &external_invoice(json!({"id": "7"})),
        What::AddAttachment(file("bon.pdf", 9)),
    );
    assert_eq!(
        planned(&external),
        (
            "POST /123/external_sales_invoices/7/attachment.json".to_owned(),
            part("bon.pdf", 9)
        )
    );
    // The answer is a bare status: the new file is found by reading the invoice again.
    let receipt = done(&sales, answer(200, "200")).await;
    assert!(is_applied(&receipt) && receipt.created.is_none());
    assert_eq!(texts(&receipt.touched.unseen), [ID]);
}

#[tokio::test]
async fn an_external_invoice_is_made_of_a_file_alone() {
    let action = Action {
        targets: Vec::new(),
        what: What::CreateInvoiceFromAttachment(file("invoice.pdf", 12)),
        native: None,
        keyed: true,
    };
    let vendor = always(200, "200");
    let provider = external(&vendor);
    let planned = provider.plan(&action).unwrap();
    assert_eq!(
        line(&planned[0]),
        (
            "POST /123/external_sales_invoices/attachment.json".to_owned(),
            part("invoice.pdf", 12)
        )
    );
    let receipt = provider.perform(&call(), &action).await;
    assert!(is_applied(&receipt) && receipt.created.is_none());
    let request = &vendor.take()[0];
    let form = request.form.as_ref().unwrap();
    assert_eq!((form.file.part, form.file.size_bytes), ("file", 12));
    assert!(request.body.is_empty() && !request.headers.contains_key("content-type"));

    let refusals = sales(&always(200, "200")).plan(&action).unwrap_err();
    assert_eq!(reason(&refusals[0]).0, ErrorKind::Unsupported);
}

#[tokio::test]
async fn a_file_is_deleted_by_its_own_address() {
    let id = native_id("512340000000000050");
    let action = on(&invoice(json!({})), What::DeleteAttachment(id));
    let path = format!("DELETE /123/sales_invoices/{ID}/attachments/512340000000000050.json");
    assert_eq!(planned(&action), (path, json!(null)));
    assert!(is_applied(&done(&action, answer(204, "")).await));
    let external = external_invoice(json!({"id": "7", "attachments": [{"id": "8"}]}));
    let action = on(&external, What::DeleteAttachment(native_id("8")));
    let path = "DELETE /123/external_sales_invoices/7/attachments/8.json".to_owned();
    assert_eq!(planned(&action), (path, json!(null)));
}

#[test]
fn an_empty_file_is_not_sent() {
    let action = on(&invoice(json!({})), What::AddAttachment(file("bon.pdf", 0)));
    let invalid = ErrorKind::InvalidInput;
    assert_eq!(refused(&action), [(invalid, "file".to_owned())]);
}
