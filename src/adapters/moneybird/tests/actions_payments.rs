//! Payments and notes: what goes out, and what an answer says.

use jiff::tz::TimeZone;
use serde_json::json;

use crate::{
    adapters::moneybird::tests::{
        actions::{
            day, done, external_invoice, invoice, is_applied, native_id, number, on, planned,
            refused, texts, with_native,
        },
        script::{answer, ok},
    },
    clock,
    error::ErrorKind,
    provider::action::{Action, NewNote, NewPayment, Outcome, Settlement, What},
};

const ID: &str = "512340000000000017";

fn payment(amount: &str, reference: Option<&str>) -> What {
    What::CreatePayment(NewPayment {
        amount: number(amount),
        date: day("2026-08-01"),
        reference: reference.map(str::to_owned),
        key: None,
    })
}

fn note(text: &str) -> NewNote {
    NewNote {
        text: text.to_owned(),
        ..NewNote::default()
    }
}

#[test]
fn a_payment_goes_to_the_payments_of_its_invoice() {
    let action = on(&invoice(json!({})), payment("20.50", Some("tr_1")));
    assert_eq!(
        planned(&action),
        (
            format!("POST /123/sales_invoices/{ID}/payments.json"),
            json!({"payment": {"payment_date": "2026-08-01", "price": "20.50", "transaction_identifier": "tr_1"}})
        )
    );
    let action = on(&external_invoice(json!({"id": "7"})), payment("1", None));
    assert_eq!(
        planned(&action),
        (
            "POST /123/external_sales_invoices/7/payments.json".to_owned(),
            json!({"payment": {"payment_date": "2026-08-01", "price": "1", "price_base": "0.01"}})
        )
    );
}

#[test]
fn a_payment_takes_what_only_moneybird_knows() {
    let fields = json!({
        "price_base": "18.00", "financial_account_id": "1", "financial_mutation_id": "2",
        "manual_payment_action": "invoices_settlement", "ledger_account_id": "3", "invoice_id": "4"
    });
    let action = with_native(on(&invoice(json!({})), payment("20", None)), fields.clone());
    let mut body = json!({"payment_date": "2026-08-01", "price": "20"});
    body.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    assert_eq!(planned(&action).1, json!({ "payment": body }));
}

#[test]
fn a_payment_in_another_currency_says_what_it_is_worth() {
    let dollars = |unpaid: &str, base: &str| {
        invoice(json!({
            "currency": "USD", "total_unpaid": unpaid, "total_unpaid_base": base,
            "total_price_incl_tax": "159.99", "total_price_incl_tax_base": "127.99"
        }))
    };
    let worth = |amount: &str, unpaid: &str, base: &str| {
        let action = on(&dollars(unpaid, base), payment(amount, None));
        planned(&action).1["payment"]["price_base"].clone()
    };
    // All of it is worth what the vendor says, a part what the same rate makes of it.
    assert_eq!(worth("159.99", "159.99", "127.99"), "127.99");
    assert_eq!(worth("80", "159.99", "127.99"), "64.00");
    assert_eq!(worth("80", "0.0", "0.0"), "64.00");
    let action = on(&dollars("159.99", "127.99"), payment("80", None));
    let action = with_native(action, json!({"price_base": "70.01"}));
    assert_eq!(planned(&action).1["payment"]["price_base"], "70.01");
}

#[test]
fn a_payment_that_makes_no_sense_is_not_asked_for() {
    let invoice = invoice(json!({}));
    let keyed = |what: What| Action {
        keyed: true,
        ..on(&invoice, what)
    };
    let invalid = ErrorKind::InvalidInput;
    assert_eq!(
        refused(&on(&invoice, payment("0", None))),
        [(invalid, "amount".to_owned())]
    );
    assert_eq!(
        refused(&on(&invoice, payment("1000000000.01", None))),
        [(invalid, "amount".to_owned())]
    );
    // The vendor has nothing else to find it by.
    assert_eq!(
        refused(&keyed(payment("1", None))),
        [(invalid, "reference".to_owned())]
    );
    assert!(!planned(&keyed(payment("1", Some("tr_1")))).0.is_empty());
    let action = with_native(
        on(&invoice, payment("1", None)),
        json!({"workflow_id": "1"}),
    );
    let unsupported = ErrorKind::Unsupported;
    assert_eq!(
        refused(&action),
        [(unsupported, "native.moneybird.workflowId".to_owned())]
    );
}

#[test]
fn paid_means_a_payment_of_all_that_is_left() {
    let wanted = Settlement {
        date: Some(day("2026-08-02")),
        reference: Some("tr_2".to_owned()),
    };
    let action = on(&invoice(json!({})), What::MarkPaid(wanted));
    assert_eq!(
        planned(&action),
        (
            format!("POST /123/sales_invoices/{ID}/payments.json"),
            json!({"payment": {"payment_date": "2026-08-02", "price": "61.73", "transaction_identifier": "tr_2"}})
        )
    );
    let today = clock::today(&TimeZone::UTC).to_string();
    let action = on(
        &external_invoice(json!({})),
        What::MarkPaid(Settlement::default()),
    );
    assert_eq!(planned(&action).1["payment"]["payment_date"], today);
    let paid = invoice(json!({"total_unpaid": "0.0"}));
    let action = on(&paid, What::MarkPaid(Settlement::default()));
    assert_eq!(refused(&action), [(ErrorKind::Conflict, String::new())]);
}

#[test]
fn a_credit_invoice_is_paid_in_the_vendors_own_sign() {
    let credit = json!({
        "original_sales_invoice_id": "5", "total_price_incl_tax": "-363.0", "total_unpaid": "-363.0",
        "total_price_incl_tax_base": "-363.0", "total_unpaid_base": "-363.0"
    });
    let action = on(&invoice(credit), payment("-363", None));
    assert_eq!(planned(&action).1["payment"]["price"], "-363");
    let unsigned = json!({
        "original_sales_invoice_id": "5", "total_price_incl_tax": "363.0", "total_unpaid": "363.0",
        "total_price_incl_tax_base": "363.0", "total_unpaid_base": "363.0"
    });
    let action = on(&invoice(unsigned), payment("-363", None));
    assert_eq!(planned(&action).1["payment"]["price"], "363");
}

#[tokio::test]
async fn a_registered_payment_is_told_and_its_invoice_read_again() {
    let action = on(&invoice(json!({})), payment("20", None));
    let receipt = done(&action, answer(201, r#"{"id":"88","price":"20.0"}"#)).await;
    assert!(is_applied(&receipt));
    assert_eq!(receipt.created.unwrap().as_str(), "88");
    assert_eq!(texts(&receipt.touched.unseen), [ID]);
    // It was done, even if nobody understands the answer.
    let receipt = done(&action, answer(201, "{\"id\":")).await;
    assert!(is_applied(&receipt) && receipt.created.is_none());
    assert_eq!(texts(&receipt.touched.unseen), [ID]);
    // A page for people comes from somebody else, who may have kept the payment.
    let receipt = done(&action, answer(201, "<html>")).await;
    assert!(matches!(receipt.outcomes[..], [Outcome::Lost(_)]));
    assert_eq!(texts(&receipt.touched.unseen), [ID]);
}

#[tokio::test]
async fn a_settled_document_is_read_again_too() {
    let action = with_native(
        on(&invoice(json!({})), payment("20", None)),
        json!({"invoice_id": "99"}),
    );
    let receipt = done(&action, ok(&json!({"id": "88"}))).await;
    assert_eq!(texts(&receipt.touched.unseen), [ID, "99"]);
}

#[tokio::test]
async fn a_payment_is_deleted_by_its_own_address() {
    let payment = native_id("512340000000000030");
    let action = on(&invoice(json!({})), What::DeletePayment(payment));
    let path = format!("DELETE /123/sales_invoices/{ID}/payments/512340000000000030.json");
    assert_eq!(planned(&action), (path, json!(null)));
    let receipt = done(&action, answer(204, "")).await;
    assert!(is_applied(&receipt));
    assert_eq!(texts(&receipt.touched.unseen), [ID]);

    let unknown = on(&invoice(json!({})), What::DeletePayment(native_id("1")));
    assert_eq!(refused(&unknown), [(ErrorKind::NotFound, String::new())]);
}

#[tokio::test]
async fn the_other_side_of_a_deleted_settlement_is_read_again() {
    let settled = invoice(json!({"payments": [{"id": "1", "credit_invoice_id": "55"}]}));
    let action = on(&settled, What::DeletePayment(native_id("1")));
    let receipt = done(&action, answer(204, "")).await;
    assert_eq!(texts(&receipt.touched.unseen), [ID, "55"]);
}

#[tokio::test]
async fn what_somebody_else_deleted_is_gone_all_the_same() {
    let payment = native_id("512340000000000030");
    let action = on(&invoice(json!({})), What::DeletePayment(payment));
    let gone = r#"{"error":"record not found","symbolic":{"id":"not_found"}}"#;
    assert!(is_applied(&done(&action, answer(404, gone)).await));
    // A page comes from something in front of the API, and says nothing of payments.
    assert!(!is_applied(&done(&action, answer(404, "<html>")).await));
}

#[tokio::test]
async fn a_note_may_ask_somebody_to_do_something() {
    let wanted = NewNote {
        text: "call them".to_owned(),
        todo: Some(true),
        assignee_id: Some(native_id("5")),
    };
    let action = on(&invoice(json!({})), What::AddNote(wanted));
    assert_eq!(
        planned(&action),
        (
            format!("POST /123/sales_invoices/{ID}/notes.json"),
            json!({"note": {"note": "call them", "todo": true, "assignee_id": "5"}})
        )
    );
    let receipt = done(&action, answer(201, r#"{"id":"77","note":"call them"}"#)).await;
    assert_eq!(receipt.created.unwrap().as_str(), "77");
    assert_eq!(texts(&receipt.touched.unseen), [ID]);

    let external = on(
        &external_invoice(json!({"id": "7"})),
        What::AddNote(note("x")),
    );
    assert_eq!(
        planned(&external),
        (
            "POST /123/external_sales_invoices/7/notes.json".to_owned(),
            json!({"note": {"note": "x"}})
        )
    );
    let blank = on(&invoice(json!({})), What::AddNote(note(" ")));
    assert_eq!(
        refused(&blank),
        [(ErrorKind::InvalidInput, "text".to_owned())]
    );
}

#[tokio::test]
async fn a_note_is_deleted_by_its_own_address() {
    let noted = native_id("512340000000000040");
    let action = on(&invoice(json!({})), What::DeleteNote(noted));
    let path = format!("DELETE /123/sales_invoices/{ID}/notes/512340000000000040.json");
    assert_eq!(planned(&action), (path, json!(null)));
    assert!(is_applied(&done(&action, answer(204, "")).await));
}
