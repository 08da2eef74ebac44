//! States, which the bulk endpoint changes and says yes to whatever it does.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::tests::{
        actions::{
            document, done, invoice, is_applied, judged, native_id, obstacle, of, on, planned,
            read, refused, texts, why,
        },
        script::{answer, ok},
    },
    domain::Invoice,
    error::ErrorKind,
    provider::action::{Action, ActionKind, Evidence, ObstacleKind, Outcome, Settlement, What},
    transport::Response,
};

const ID: &str = "Rf5Gh6Jk7L";
const OTHER: &str = "Ot8erInv0x";

fn three() -> [Arc<Invoice>; 3] {
    ["In1aaaaaaa", "In2aaaaaaa", "In3aaaaaaa"].map(|id| invoice(json!({"id": id, "payments": []})))
}

/// The vendor's answer with these invoices.
fn told(rows: &[Value]) -> Response {
    ok(&json!({"data": rows, "meta": {"pagination": {"total": rows.len(), "total_pages": 1}}}))
}

fn row(id: &str, fields: Value) -> Value {
    let mut row = document(json!({"id": id, "payments": []}));
    let fields = fields.as_object().unwrap().clone();
    row.as_object_mut().unwrap().extend(fields);
    row
}

fn mark_paid() -> What {
    What::MarkPaid(Settlement::default())
}

#[test]
fn a_state_is_asked_for_with_room_for_all_rows() {
    let target = invoice(json!({}));
    for (what, word) in [
        (What::DeleteInvoices, "delete"),
        (What::RestoreInvoices, "restore"),
        (What::ArchiveInvoices, "archive"),
        (What::CancelInvoice, "cancel"),
        (What::MarkSent, "mark_sent"),
        (mark_paid(), "mark_paid"),
    ] {
        let line = "POST /invoices/bulk?per_page=1&include=client.group_settings,payments";
        assert_eq!(
            planned(&on(&target, what)),
            (line.to_owned(), json!({"action": word, "ids": [ID]}))
        );
    }
    let (line, body) = planned(&of(&three(), What::DeleteInvoices));
    assert!(line.contains("?per_page=3&"), "{line}");
    assert_eq!(
        body["ids"],
        json!(["In1aaaaaaa", "In2aaaaaaa", "In3aaaaaaa"])
    );
}

#[test]
fn paid_in_full_is_as_of_today() {
    let wanted = Settlement {
        date: Some("2026-05-01".parse().unwrap()),
        reference: Some("TRF".to_owned()),
    };
    assert_eq!(
        refused(&on(&invoice(json!({})), What::MarkPaid(wanted))),
        [
            (ErrorKind::Unsupported, "date".to_owned()),
            (ErrorKind::Unsupported, "reference".to_owned()),
        ]
    );
}

#[tokio::test]
async fn each_row_is_judged_by_what_came_back() {
    let deleted = json!({"is_deleted": true, "archived_at": 1_772_000_900});
    // In another order, one of them passed over and one not told.
    let rows = [row("In3aaaaaaa", deleted), row("In1aaaaaaa", json!({}))];
    let receipt = done(&of(&three(), What::DeleteInvoices), told(&rows)).await;
    let [
        Outcome::Refused(passed),
        Outcome::Refused(missing),
        Outcome::Applied,
    ] = receipt.outcomes.as_slice()
    else {
        panic!("{receipt:?}")
    };
    assert_eq!(passed[0].error.kind(), ErrorKind::Conflict);
    assert_eq!(passed[0].field, ["invoiceIds", "0"]);
    assert_eq!(missing[0].error.kind(), ErrorKind::NotFound);
    assert_eq!(missing[0].field, ["invoiceIds", "1"]);
    let shown: Vec<_> = receipt
        .touched
        .shown
        .iter()
        .map(|now| (now.id.as_str(), now.deleted))
        .collect();
    assert_eq!(
        shown,
        [("In3aaaaaaa", Some(true)), ("In1aaaaaaa", Some(false))]
    );
    assert_eq!(receipt.touched.shown[0].currency.unwrap().code(), "EUR");
    assert_eq!(texts(&receipt.touched.unseen), ["In2aaaaaaa"]);
    assert!(
        receipt.touched.gone.is_empty(),
        "a deleted one can still be read"
    );
}

#[tokio::test]
async fn every_state_has_its_proof() {
    let away = json!({"archived_at": 5});
    let gone = json!({"archived_at": 5, "is_deleted": true});
    for (what, before, after) in [
        (What::DeleteInvoices, away.clone(), gone.clone()),
        (What::RestoreInvoices, gone.clone(), json!({})),
        (What::ArchiveInvoices, json!({}), away.clone()),
        (
            What::CancelInvoice,
            json!({}),
            json!({"status_id": "5", "archived_at": 5}),
        ),
        (
            What::MarkSent,
            json!({"status_id": "1"}),
            json!({"status_id": "2"}),
        ),
        (
            mark_paid(),
            json!({}),
            json!({"status_id": "4", "archived_at": 5}),
        ),
    ] {
        let action = on(&invoice(before.clone()), what);
        let receipt = done(&action, told(&[document(after.clone())])).await;
        assert!(is_applied(&receipt), "{:?}", action.kind());
        assert!(matches!(
            judged(&action, &invoice(after)),
            Evidence::Done(None)
        ));
        let receipt = done(&action, told(&[document(before.clone())])).await;
        assert_eq!(why(&receipt).0, ErrorKind::Conflict);
        assert_eq!(judged(&action, &invoice(before)), Evidence::NotDone);
    }
}

#[tokio::test]
async fn an_answer_without_invoices_found_none_and_a_torn_one_proves_nothing() {
    let action = of(&three(), What::ArchiveInvoices);
    let none = done(&action, ok(&json!({"message": "No Invoices Found"}))).await;
    assert_eq!(why(&none).0, ErrorKind::NotFound);
    assert_eq!(none.touched.unseen.len(), 3);
    let torn = done(&action, answer(200, r#"{"data":[{"#)).await;
    assert!(
        torn.outcomes
            .iter()
            .all(|outcome| matches!(outcome, Outcome::Lost(_)))
    );
    assert_eq!(torn.touched.unseen.len(), 3);
    let odd = json!({"id": "In1aaaaaaa", "is_deleted": {}});
    let receipt = done(&action, told(&[odd])).await;
    assert!(matches!(receipt.outcomes[0], Outcome::Lost(_)));
}

#[tokio::test]
async fn a_row_that_is_done_and_cannot_be_shown_is_read_again() {
    // Its payments make no sense, so that it is no invoice of ours.
    let row = document(json!({"archived_at": 5, "payments": [{}]}));
    let receipt = done(
        &on(&invoice(json!({})), What::ArchiveInvoices),
        told(&[row]),
    )
    .await;
    assert!(is_applied(&receipt));
    assert_eq!(texts(&receipt.touched.unseen), [ID]);
}

#[tokio::test]
async fn the_vendors_lock_is_told_with_its_length() {
    let locked = answer(400, r#"{"message":"Duplicate request"}"#);
    let seconds = |targets: &[Arc<Invoice>], what: What| {
        let (action, locked) = (of(targets, what), locked.clone());
        async move {
            let receipt = done(&action, locked).await;
            let Outcome::Busy(pause) = receipt.outcomes[0] else {
                panic!("{receipt:?}")
            };
            assert!(receipt.touched.unseen.is_empty());
            pause
        }
    };
    let invoices = three();
    assert_eq!(
        seconds(&invoices, What::ArchiveInvoices).await,
        Duration::from_millis(1100)
    );
    assert_eq!(
        seconds(&invoices[..1], What::DeleteInvoices).await,
        Duration::from_millis(1100)
    );
    assert_eq!(
        seconds(&invoices[..2], What::DeleteInvoices).await,
        Duration::from_millis(2100)
    );
    assert_eq!(
        seconds(&invoices, What::DeleteInvoices).await,
        Duration::from_millis(3100)
    );
}

#[tokio::test]
async fn invoices_that_share_a_payment_change_with_it() {
    let gone = json!({"is_deleted": true, "archived_at": 5, "payments": []});
    let held = invoice(json!({}));
    let receipt = done(
        &on(&held, What::DeleteInvoices),
        told(&[document(gone.clone())]),
    )
    .await;
    assert_eq!(texts(&receipt.touched.unseen), [OTHER]);
    // What is deleted does not tell of its payments.
    let held = invoice(gone);
    let receipt = done(
        &on(&held, What::RestoreInvoices),
        told(&[document(json!({}))]),
    )
    .await;
    assert_eq!(texts(&receipt.touched.unseen), [OTHER]);
    let receipt = done(
        &on(&held, What::ArchiveInvoices),
        told(&[document(json!({"archived_at": 5}))]),
    )
    .await;
    assert!(receipt.touched.unseen.is_empty());
}

#[tokio::test]
async fn the_payment_of_what_is_paid_in_full_is_told() {
    let mut paid = document(json!({"status_id": "4", "balance": 0}));
    let payments = paid["payments"].as_array_mut().unwrap();
    payments.push(json!({
        "id": "Py2abcdefg", "transaction_reference": "Manual entry",
        "paymentables": [{"invoice_id": ID, "amount": 160.15, "refunded": 0}]
    }));
    let action = on(&invoice(json!({})), mark_paid());
    let receipt = done(&action, told(std::slice::from_ref(&paid))).await;
    assert_eq!(receipt.created, Some(native_id("Py2abcdefg")));
    let found = Evidence::Done(Some(native_id("Py2abcdefg")));
    assert_eq!(judged(&action, &read(&paid)), found);
    let not_allowed = json!({"message": "No", "errors": {"ids": ["You are not authorized"]}});
    let receipt = done(&action, answer(422, &not_allowed.to_string())).await;
    let (kind, _, message) = why(&receipt);
    assert_eq!(kind, ErrorKind::ProviderAuth);
    assert!(message.ends_with("you are not authorized"), "{message}");
}

#[test]
fn states_forbid_what_the_vendor_forbids() {
    let deleted = json!({"is_deleted": true, "archived_at": 5});
    for kind in [
        ActionKind::UpdateInvoice,
        ActionKind::ArchiveInvoices,
        ActionKind::CancelInvoice,
        ActionKind::MarkSent,
        ActionKind::MarkPaid,
        ActionKind::SendInvoice,
        ActionKind::SendReminders,
    ] {
        let found = obstacle(kind, deleted.clone()).unwrap();
        assert_eq!(found.kind, ObstacleKind::WrongState, "{kind:?}");
        assert_eq!(obstacle(kind, json!({})), None, "{kind:?}");
    }
    for kind in [
        ActionKind::DeleteInvoices,
        ActionKind::RestoreInvoices,
        ActionKind::CloneInvoice,
    ] {
        assert_eq!(obstacle(kind, deleted.clone()), None, "{kind:?}");
    }
    for fields in [
        json!({"status_id": "1"}),
        json!({"status_id": "4"}),
        json!({"status_id": "5"}),
        json!({"archived_at": 5}),
    ] {
        assert!(obstacle(ActionKind::CancelInvoice, fields).is_some());
    }
    assert!(obstacle(ActionKind::MarkPaid, json!({"status_id": "4"})).is_some());
}

#[test]
fn a_later_state_says_nothing_of_another_action() {
    let action: Action = on(&invoice(json!({})), What::MarkSent);
    assert_eq!(
        judged(&action, &invoice(json!({"status_id": "1"}))),
        Evidence::NotDone
    );
    assert_eq!(
        judged(&action, &invoice(json!({"status_id": "3"}))),
        Evidence::Done(None)
    );
}
