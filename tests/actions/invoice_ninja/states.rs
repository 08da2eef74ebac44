//! Where invoices stand: sent, paid, cancelled, put away, deleted and brought back.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::Desk,
    invoice_ninja::{added, bulk, open, to_do},
    vendors::today,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("deleteInvoices", delete),
        case("restoreInvoices", restore),
        case("archiveInvoices", archive),
        case("cancelInvoice", cancel),
        case("markSent", mark_sent),
        case("markPaid", mark_paid),
    ]
}

const RESULTS: &str = "results { id outcome userErrors { code } invoice { deleted archived } }";

/// Sees that everything was done with these invoices, and that they are so.
fn are_all(told: &Value, ids: &[&String], invoice: &Value) {
    let result = |id| json!({"id": id, "outcome": "APPLIED", "userErrors": [], "invoice": invoice});
    let wanted: Vec<Value> = ids.iter().map(result).collect();
    assert_eq!(told["results"], json!(wanted), "{told:#}");
}

async fn delete(desk: Desk) {
    let (first, second) = (open(&desk).await, open(&desk).await);
    let ids = [&second, &first];
    let told = desk
        .done("deleteInvoices", json!({"invoiceIds": ids}), RESULTS)
        .await;
    desk.write()
        .await
        .must_be("POST", &bulk(2), to_do("delete", &ids));
    are_all(&told, &ids, &json!({"deleted": true, "archived": false}));
    // The vendor keeps them, under another number.
    let later = desk.later(&first, "deleted number").await;
    assert_eq!(later["deleted"], json!(true));
    let number = later["number"].as_str().expect("a number");
    assert!(number.ends_with("_Deleted"), "{number}");
}

async fn restore(desk: Desk) {
    let deleted = added(&desk, json!({"status_id": "2", "is_deleted": true})).await;
    let archived = added(
        &desk,
        json!({"status_id": "2", "archived_at": 1_600_000_000}),
    )
    .await;
    let held = desk.read(&deleted, "deleted").await;
    assert_eq!(held["deleted"], json!(true));
    let ids = [&deleted, &archived];
    let told = desk
        .done("restoreInvoices", json!({"invoiceIds": ids}), RESULTS)
        .await;
    desk.write()
        .await
        .must_be("POST", &bulk(2), to_do("restore", &ids));
    let active = json!({"deleted": false, "archived": false});
    are_all(&told, &ids, &active);
    for id in ids {
        assert_eq!(desk.later(id, "deleted archived").await, active);
    }
}

async fn archive(desk: Desk) {
    let (first, second) = (open(&desk).await, open(&desk).await);
    let ids = [&first, &second];
    let told = desk
        .done("archiveInvoices", json!({"invoiceIds": ids}), RESULTS)
        .await;
    desk.write()
        .await
        .must_be("POST", &bulk(2), to_do("archive", &ids));
    let away = json!({"deleted": false, "archived": true});
    are_all(&told, &ids, &away);
    assert_eq!(desk.later(&second, "deleted archived").await, away);
}

async fn cancel(desk: Desk) {
    let payments = json!([{"amount": "30"}]);
    let invoice = added(&desk, json!({"status_id": "3", "payments": payments})).await;
    let selection = "invoice { status balance { amount } paid { amount } }";
    let told = desk
        .done("cancelInvoice", json!({"invoiceId": invoice}), selection)
        .await;
    desk.write()
        .await
        .must_be("POST", &bulk(1), to_do("cancel", &[&invoice]));
    let wanted =
        json!({"status": "CANCELLED", "balance": {"amount": "0.00"}, "paid": {"amount": "30.00"}});
    assert_eq!(told["invoice"], wanted);
    let later = desk
        .later(&invoice, "status balance { amount } paid { amount }")
        .await;
    assert_eq!(later, wanted);
}

async fn mark_sent(desk: Desk) {
    let invoice = added(&desk, json!({"status_id": "1"})).await;
    assert_eq!(
        desk.read(&invoice, "status").await["status"],
        json!("DRAFT")
    );
    let told = desk
        .done(
            "markSent",
            json!({"invoiceId": invoice}),
            "invoice { status balance { amount } }",
        )
        .await;
    desk.write()
        .await
        .must_be("POST", &bulk(1), to_do("mark_sent", &[&invoice]));
    let wanted = json!({"status": "OPEN", "balance": {"amount": "100.00"}});
    assert_eq!(told["invoice"], wanted);
    assert_eq!(
        desk.later(&invoice, "status balance { amount }").await,
        wanted
    );
}

async fn mark_paid(desk: Desk) {
    let payments = json!([{"amount": "30", "date": "2026-05-02"}]);
    let invoice = added(&desk, json!({"status_id": "3", "payments": payments})).await;
    let selection =
        "invoice { status balance { amount } payments { id date reference amount { amount } } }";
    let told = desk
        .done("markPaid", json!({"invoiceId": invoice}), selection)
        .await;
    desk.write()
        .await
        .must_be("POST", &bulk(1), to_do("mark_paid", &[&invoice]));
    assert_eq!(told["invoice"]["status"], json!("PAID"));
    let payments = told["invoice"]["payments"].as_array().expect("a list");
    assert_eq!(payments.len(), 2, "{payments:#?}");
    // The vendor books it as of today, in words of its own.
    let of_today = |payment: &&Value| payment["date"] == json!(today().to_string());
    let payment = payments.iter().find(of_today).expect("it is told");
    assert_eq!(payment["amount"]["amount"], json!("70.00"));
    assert_eq!(payment["reference"], json!("Manual entry"));
    let later = desk
        .later(
            &invoice,
            "status balance { amount } payments { id date reference amount { amount } }",
        )
        .await;
    assert_eq!(later, told["invoice"]);
}
