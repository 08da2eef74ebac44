//! What a provider does not offer: it is refused, its vendor hears nothing, and `actions` said so before.

use invoice_gateway::domain::ChildKind;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{RUNTIME, desk::Desk, matrix};

pub(crate) fn trials() -> Vec<Trial> {
    let cells = matrix::cells(false);
    // Files come in another kind of request; `files` tries those.
    let cells = cells.filter(|(_, mutation)| !takes_file(mutation));
    cells
        .map(|(account, mutation)| {
            Trial::test(format!("{account}::{mutation}::refused"), move || {
                RUNTIME.block_on(async { is_refused(Desk::open(account).await, mutation).await });
                Ok(())
            })
        })
        .collect()
}

pub(crate) fn takes_file(mutation: &str) -> bool {
    matches!(mutation, "addAttachment" | "createInvoiceFromAttachment")
}

async fn is_refused(desk: Desk, mutation: &'static str) {
    let invoice = desk.add(json!({})).await;
    // It is held, so that whatever is heard afterwards is heard because of the action.
    let query =
        "query ($id: ID!) { invoice(id: $id) { actions { action allowed reason message } } }";
    let held = desk.house.data(query, json!({"id": invoice})).await;
    let told = desk
        .act(mutation, input(&desk, mutation, &invoice), "")
        .await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    assert_eq!(
        told["userErrors"][0]["code"],
        json!("UNSUPPORTED"),
        "{told:#}"
    );
    assert_eq!(desk.heard().await, [], "the vendor hears nothing");
    let actions = held["invoice"]["actions"].as_array().expect("a list");
    let name = screaming(mutation);
    if let Some(action) = actions
        .iter()
        .find(|action| action["action"] == json!(name))
    {
        assert_eq!(action["allowed"], json!(false), "{action:#}");
        assert_eq!(action["reason"], json!("NOT_SUPPORTED"), "{action:#}");
        assert_eq!(action["message"], told["userErrors"][0]["message"]);
    } else {
        assert!(
            matches!(mutation, "createInvoice" | "refreshReminderSchedule"),
            "{mutation}"
        );
    }
}

/// A sensible input of a mutation.
fn input(desk: &Desk, mutation: &str, invoice: &str) -> Value {
    let child = |kind| desk.child(invoice, kind, "4711");
    match mutation {
        "createInvoice" => json!({"accountId": desk.account, "customerId": "1"}),
        "refreshReminderSchedule" => json!({"accountId": desk.account}),
        "updateInvoice" => json!({"invoiceId": invoice, "changes": {"reference": "R"}}),
        "scheduleInvoice" => json!({"invoiceId": invoice, "date": "2030-01-01"}),
        "createPayment" => json!({"invoiceId": invoice, "amount": "1.00", "date": "2026-01-01"}),
        "addNote" => json!({"invoiceId": invoice, "text": "T"}),
        "deletePayment" => json!({"paymentId": child(ChildKind::Payment)}),
        "refundPayment" => json!({"paymentId": child(ChildKind::Payment), "date": "2026-01-01"}),
        "deleteNote" => json!({"noteId": child(ChildKind::Note)}),
        "deleteAttachment" => json!({"attachmentId": child(ChildKind::Attachment)}),
        "deleteInvoices" | "restoreInvoices" | "archiveInvoices" | "sendReminders" => {
            json!({"invoiceIds": [invoice]})
        }
        _ => json!({"invoiceId": invoice}),
    }
}

/// `createInvoice` as the schema's enum has it.
fn screaming(mutation: &str) -> String {
    let mut name = String::new();
    for letter in mutation.chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}
