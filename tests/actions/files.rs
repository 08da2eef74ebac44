//! Mutations with files where a provider has no such thing, and files whose answer is lost.

use invoice_gateway::domain::GlobalId;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    RUNTIME,
    desk::{Desk, SCAN, native_id},
    matrix, promise,
    refused::takes_file,
};

pub(crate) fn trials() -> Vec<Trial> {
    let cells = matrix::cells(false).filter(|(_, mutation)| takes_file(mutation));
    let refused = cells.map(|(account, mutation)| {
        Trial::test(format!("{account}::{mutation}::refused"), move || {
            RUNTIME.block_on(async { is_refused(Desk::open(account).await, mutation).await });
            Ok(())
        })
    });
    let mut trials: Vec<Trial> = refused.collect();
    for account in ["moneybird", "moneybird-external"] {
        for (applied, name) in [
            ("yes", "addAttachment::is_found_when_its_answer_is_lost"),
            (
                "no",
                "addAttachment::is_sent_again_only_when_it_was_not_done",
            ),
        ] {
            trials.push(promise(account, name, move |desk| lost(desk, applied)));
        }
    }
    for (applied, name) in [
        (
            "yes",
            "createInvoiceFromAttachment::is_found_when_its_answer_is_lost",
        ),
        (
            "no",
            "createInvoiceFromAttachment::is_sent_again_only_when_it_was_not_done",
        ),
    ] {
        trials.push(promise("moneybird-external", name, move |desk| {
            lost_invoice(desk, applied)
        }));
    }
    trials
}

async fn is_refused(desk: Desk, mutation: &'static str) {
    let invoice = desk.add(json!({})).await;
    desk.read(&invoice, "status").await;
    let input = match mutation {
        "createInvoiceFromAttachment" => json!({"accountId": desk.account}),
        _ => json!({"invoiceId": invoice}),
    };
    let told = desk.upload(mutation, input, &SCAN, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    assert_eq!(
        told["userErrors"][0]["code"],
        json!("UNSUPPORTED"),
        "{told:#}"
    );
    assert_eq!(desk.heard().await, [], "the vendor hears nothing");
}

async fn lose(desk: &Desk, path: &str, applied: &str) {
    let fault = json!({
        "resource": desk.account, "method": "POST", "path": path, "times": 1,
        "answer": {"lose_answer": {"applied": applied}},
    });
    desk.house.control(json!({"fault": {"add": fault}})).await;
}

/// Uploads once and again under the same key, and gives what is told in the end.
async fn twice(desk: &Desk, mutation: &str, mut input: Value, applied: &str) -> Value {
    input["idempotencyKey"] = json!("once");
    let selection = match mutation {
        "addAttachment" => "attachment { id filename }",
        _ => "invoice { id }",
    };
    let first = desk.upload(mutation, input.clone(), &SCAN, selection).await;
    assert_eq!(desk.writes().await.len(), 1);
    let outcome = if applied == "yes" {
        "APPLIED"
    } else {
        "UNKNOWN"
    };
    assert_eq!(first["outcome"], json!(outcome), "{first:#}");
    let again = desk.uploaded(mutation, input, &SCAN, selection).await;
    let sent = usize::from(applied != "yes");
    assert_eq!(desk.writes().await.len(), sent);
    if applied == "yes" {
        assert_eq!(again, first);
    }
    again
}

async fn lost(desk: Desk, applied: &str) {
    // A file of the same name that was there before proves nothing.
    let old = json!({"filename": SCAN.name, "content_type": SCAN.content_type, "size": SCAN.content.len()});
    let invoice = desk
        .add(json!({"state": "open", "attachments": [old]}))
        .await;
    lose(&desk, "/attachment", applied).await;
    let told = twice(
        &desk,
        "addAttachment",
        json!({"invoiceId": invoice}),
        applied,
    )
    .await;
    let book = desk.book(&invoice).await;
    let files = book["attachments"].as_array().expect("a list");
    assert_eq!(files.len(), 2, "{book:#}");
    let id = told["attachment"]["id"].as_str().expect("an id");
    let child = GlobalId::decode(id)
        .and_then(|id| id.child)
        .expect("a file");
    assert_eq!(files[1]["id"], json!(child.1.to_string()));
}

async fn lost_invoice(desk: Desk, applied: &str) {
    lose(&desk, "/attachment", applied).await;
    let mutation = "createInvoiceFromAttachment";
    let told = twice(&desk, mutation, json!({"accountId": desk.account}), applied).await;
    let books = desk.house.books(desk.account).await;
    let has_it = |row: &&Value| row["attachments"][0]["filename"] == json!(SCAN.name);
    let made: Vec<&Value> = books.iter().filter(has_it).collect();
    assert_eq!(made.len(), 1);
    let id = told["invoice"]["id"].as_str().expect("an id");
    assert_eq!(made[0]["id"], json!(native_id(id)));
}
