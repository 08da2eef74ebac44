//! What is not done: in the wrong state, and with an old version.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, native_id},
    invoice_ninja::{ACCOUNT, added, client_with, merged, open},
    moneybird::action,
    promise,
};

pub(super) fn promises() -> Vec<Trial> {
    vec![
        promise(
            ACCOUNT,
            "a_wrong_state_is_refused_as_actions_said",
            wrong_state,
        ),
        promise(
            ACCOUNT,
            "the_vendor_has_the_last_word_on_a_state",
            last_word,
        ),
        promise(ACCOUNT, "a_locked_invoice_is_not_changed", locked),
        promise(ACCOUNT, "an_old_version_is_refused", old_version),
        promise(
            ACCOUNT,
            "a_day_of_payment_is_not_marked",
            mark_paid_on_a_day,
        ),
    ]
}

/// What cannot be done with an invoice as it stands.
fn wrong_states() -> Vec<(Value, &'static str, Value)> {
    let payment = json!({"amount": "1", "date": "2026-05-01"});
    let changes = json!({"changes": {"reference": "R"}});
    let deleted = json!({"status_id": "2", "is_deleted": true});
    let archived = json!({"status_id": "2", "archived_at": 1_600_000_000});
    vec![
        (json!({"status_id": "4"}), "markPaid", json!({})),
        (json!({"status_id": "4"}), "createPayment", payment.clone()),
        (json!({"status_id": "5"}), "createPayment", payment.clone()),
        (json!({"status_id": "6"}), "createPayment", payment.clone()),
        (json!({"status_id": "1"}), "cancelInvoice", json!({})),
        (json!({"status_id": "4"}), "cancelInvoice", json!({})),
        (archived, "cancelInvoice", json!({})),
        (deleted.clone(), "updateInvoice", changes),
        (deleted.clone(), "sendInvoice", json!({})),
        (deleted.clone(), "markSent", json!({})),
        (deleted, "createPayment", payment),
    ]
}

async fn wrong_state(desk: Desk) {
    for (state, mutation, input) in wrong_states() {
        let invoice = added(&desk, state).await;
        let held = desk
            .read(&invoice, "actions { action allowed reason message }")
            .await;
        let input = merged(json!({"invoiceId": invoice}), input);
        let told = desk.act(mutation, input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{mutation}: {told:#}");
        let error = &told["userErrors"][0];
        assert_eq!(error["code"], json!("CONFLICT"), "{mutation}: {told:#}");
        assert_eq!(error["field"], json!(["input", "invoiceId"]));
        assert_eq!(desk.writes().await, [], "{mutation}");
        let state = action(&held, mutation);
        assert_eq!(state["allowed"], json!(false), "{mutation}: {state:#}");
        assert_eq!(state["message"], error["message"], "{mutation}");
    }
}

/// The gateway believes what it holds. The vendor passes over what it does not do, and the answer shows it.
async fn last_word(desk: Desk) {
    let invoice = open(&desk).await;
    desk.read(&invoice, "status").await;
    let set = json!({"status_id": "4", "updated_at": 1_578_214_900});
    let command = json!({"edit": {"resource": ACCOUNT, "id": native_id(&invoice), "set": set}});
    desk.house.control(command).await;
    let told = desk
        .act(
            "cancelInvoice",
            json!({"invoiceId": invoice}),
            "invoice { status }",
        )
        .await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("CONFLICT"));
    assert_eq!(error["field"], json!(["input", "invoiceId"]));
    assert_eq!(told["invoice"]["status"], json!("PAID"), "as it is now");
    assert_eq!(
        desk.later(&invoice, "status").await,
        json!({"status": "PAID"})
    );
}

/// Its refusal has no message, and a text in place of a list.
async fn locked(desk: Desk) {
    let settings = json!({"settings": {"currency_id": "3", "lock_invoices": "when_sent"}});
    let client = client_with(&desk, settings).await;
    let invoice = added(&desk, json!({"status_id": "2", "client_id": client})).await;
    let input = json!({"invoiceId": invoice, "changes": {"reference": "R"}});
    let told = desk.act("updateInvoice", input, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("CONFLICT"));
    let message = error["message"].as_str().expect("a text");
    assert!(message.contains("locked"), "{message}");
    assert_eq!(desk.writes().await.len(), 1);
    // What is locked can be paid.
    let input = json!({"invoiceId": invoice, "amount": "100", "date": "2026-05-03"});
    desk.done("createPayment", input, "").await;
}

async fn old_version(desk: Desk) {
    let invoice = open(&desk).await;
    let held = desk.read(&invoice, "version").await;
    let set = json!({"po_number": "Changed by somebody else"});
    let command = json!({"edit": {"resource": ACCOUNT, "id": native_id(&invoice), "set": set}});
    desk.house.control(command).await;
    let mut input = json!({"invoiceId": invoice, "changes": {"reference": "Mine"}, "expectedVersion": held["version"]});
    let selection = "invoice { reference version }";
    let told = desk.act("updateInvoice", input.clone(), selection).await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("CONFLICT"));
    assert_eq!(error["field"], json!(["input", "expectedVersion"]));
    assert_eq!(desk.writes().await, []);
    let theirs = &told["invoice"];
    assert_eq!(theirs["reference"], json!("Changed by somebody else"));
    input["expectedVersion"] = theirs["version"].clone();
    desk.done("updateInvoice", input, "").await;
    let later = desk.later(&invoice, "reference").await;
    assert_eq!(later["reference"], json!("Mine"));
}

/// The vendor marks as paid as of today and in words of its own: what it would not write is refused.
async fn mark_paid_on_a_day(desk: Desk) {
    let invoice = open(&desk).await;
    for (name, value) in [("date", "2026-05-03"), ("reference", "T-1")] {
        let input = json!({"invoiceId": invoice, name: value});
        let told = desk.act("markPaid", input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
        let error = &told["userErrors"][0];
        assert_eq!(error["code"], json!("UNSUPPORTED"));
        assert_eq!(error["field"], json!(["input", name]));
        assert_eq!(desk.writes().await, []);
    }
}
