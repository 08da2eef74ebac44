//! Files: added and deleted.

use std::{fs::File, sync::Arc};

use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::tests::{
        actions::{
            document, done, invoice, is_applied, judged, native_id, on, planned, read, refused,
            texts, why, with_native,
        },
        script::{answer, ok},
    },
    error::ErrorKind,
    provider::action::{Action, Evidence, Upload, What},
};

const ID: &str = "Rf5Gh6Jk7L";
const FILE: &str = "Kd83nVq0aZ";

pub(super) fn upload(size_bytes: u64) -> Upload {
    Upload {
        filename: "bon a.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size_bytes,
        sha256: "00".repeat(32),
        content: Arc::new(File::open(env!("CARGO_MANIFEST_DIR")).unwrap()),
    }
}

fn add() -> Action {
    on(&invoice(json!({})), What::AddAttachment(upload(321)))
}

/// The invoice with more files.
fn with(files: &[Value]) -> Value {
    let mut document = document(json!({}));
    let documents = document["documents"].as_array_mut().unwrap();
    documents.extend(files.iter().cloned());
    document
}

fn file(id: &str, name: &str, size: u64, at: i64) -> Value {
    json!({"id": id, "name": name, "size": size, "type": "pdf", "created_at": at})
}

#[tokio::test]
async fn a_file_goes_out_as_a_form_that_names_its_verb() {
    let action = add();
    let (line, body) = planned(&action);
    assert_eq!(
        line,
        format!("POST /invoices/{ID}/upload?include=client.group_settings,payments")
    );
    let part = json!({"filename": "bon a.pdf", "contentType": "application/pdf", "bytes": 321});
    assert_eq!(body, json!({"_method": "PUT", "documents[]": part}));
    let after = with(&[file("Fi1aaaaaaa", "bon a.pdf", 321, 1_772_000_900)]);
    let receipt = done(&action, ok(&json!({"data": after}))).await;
    assert!(is_applied(&receipt));
    assert_eq!(receipt.created, Some(native_id("Fi1aaaaaaa")));
    assert_eq!(
        receipt.touched.shown[0].attachments.as_ref().unwrap().len(),
        2
    );
    assert!(receipt.touched.unseen.is_empty());
    let hidden = with_native(add(), json!({"is_public": false}));
    assert_eq!(planned(&hidden).1["is_public"], "0");
}

#[tokio::test]
async fn an_answer_without_the_file_is_no_success() {
    let receipt = done(&add(), ok(&json!({"data": with(&[])}))).await;
    let (kind, field, _) = why(&receipt);
    assert_eq!((kind, field.as_str()), (ErrorKind::InvalidInput, "file"));
    let torn = done(&add(), answer(200, "{")).await;
    assert!(is_applied(&torn));
    assert_eq!(texts(&torn.touched.unseen), [ID]);
}

#[tokio::test]
async fn a_file_that_is_refused_is_to_blame() {
    let wrong =
        json!({"errors": {"documents.0": ["The documents.0 must be a file of type: png."]}});
    for response in [
        answer(422, &wrong.to_string()),
        answer(413, "<html>Too large</html>"),
    ] {
        let (kind, field, _) = why(&done(&add(), response).await);
        assert_eq!((kind, field.as_str()), (ErrorKind::InvalidInput, "file"));
    }
    let plan = answer(
        403,
        r#"{"message":"Upgrade to a paid plan for this feature."}"#,
    );
    assert_eq!(why(&done(&add(), plan).await).0, ErrorKind::ProviderAuth);
    let large = on(
        &invoice(json!({})),
        What::AddAttachment(upload(102_400_001)),
    );
    assert_eq!(
        refused(&large),
        [(ErrorKind::LimitExceeded, "file".to_owned())]
    );
}

#[test]
fn a_file_is_found_again_by_name_and_size() {
    let judged = |files: &[Value]| judged(&add(), &read(&with(files)));
    let fitting = |id: &str, at: i64| file(id, "bon a.pdf", 321, at);
    let newest = [fitting("Fi2aaaaaaa", 9), fitting("Fi1aaaaaaa", 5)];
    assert_eq!(
        judged(&newest),
        Evidence::Done(Some(native_id("Fi2aaaaaaa")))
    );
    assert_eq!(judged(&[]), Evidence::NotDone);
    let other = [file("Fi3aaaaaaa", "bon b.pdf", 321, 9)];
    assert_eq!(judged(&other), Evidence::Unclear);
}

#[tokio::test]
async fn a_file_is_deleted_without_the_users_password() {
    let action = on(&invoice(json!({})), What::DeleteAttachment(native_id(FILE)));
    assert_eq!(
        planned(&action),
        (
            "POST /documents/bulk?per_page=1".to_owned(),
            json!({"action": "delete", "ids": [FILE]})
        )
    );
    let receipt = done(&action, ok(&json!({"data": []}))).await;
    assert!(is_applied(&receipt));
    assert_eq!(texts(&receipt.touched.unseen), [ID]);
    let kept = done(&action, ok(&json!({"data": [{"id": FILE}]}))).await;
    assert_eq!(why(&kept).1, "attachmentId");
    assert_eq!(judged(&action, &invoice(json!({}))), Evidence::NotDone);
    assert_eq!(
        judged(&action, &invoice(json!({"documents": []}))),
        Evidence::Done(None)
    );
    let odd = on(&invoice(json!({})), What::DeleteAttachment(native_id("..")));
    assert_eq!(
        refused(&odd),
        [(ErrorKind::NotFound, "attachmentId".to_owned())]
    );
}
