//! Payments: registered, deleted, given back.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::tests::{
        actions::{
            body, day, document, done, invoice, is_applied, judged, native_id, number, obstacle,
            on, planned, provider, refused, texts, why, with_native,
        },
        script::{answer, ok},
    },
    domain::Invoice,
    error::ErrorKind,
    provider::action::{Action, ActionKind, Evidence, NewPayment, Outcome, Refund, What},
};

const ID: &str = "Rf5Gh6Jk7L";
const OTHER: &str = "Ot8erInv0x";
const PAYMENT: &str = "Py1abcdefg";

pub(super) fn payment(key: Option<&str>) -> What {
    What::CreatePayment(NewPayment {
        amount: number("60.10"),
        date: day("2026-05-01"),
        reference: Some("TRF 9".to_owned()),
        key: key.map(str::to_owned),
    })
}

fn create() -> Action {
    on(&invoice(json!({})), payment(None))
}

fn refund(amount: Option<&str>) -> Action {
    let wanted = Refund {
        payment: native_id(PAYMENT),
        amount: amount.map(number),
        date: day("2026-05-02"),
    };
    on(&invoice(json!({})), What::RefundPayment(wanted))
}

/// The invoice after another payment was registered.
pub(super) fn paid(fields: Value) -> std::sync::Arc<Invoice> {
    let mut document = document(json!({}));
    let mut payment = json!({
        "id": "Py2abcdefg", "date": "2026-05-01", "transaction_reference": "TRF 9",
        "paymentables": [{"invoice_id": ID, "amount": 60.1, "refunded": 0}]
    });
    let fields = fields.as_object().unwrap().clone();
    payment.as_object_mut().unwrap().extend(fields);
    document["payments"].as_array_mut().unwrap().push(payment);
    super::actions::read(&document)
}

#[test]
fn a_payment_names_client_share_and_no_receipt() {
    let (line, body) = planned(&create());
    assert_eq!(line, "POST /payments");
    assert_eq!(
        body,
        json!({
            "client_id": "Cl4pT7xY9w", "amount": "60.1", "date": "2026-05-01",
            "transaction_reference": "TRF 9", "email_receipt": "false",
            "invoices": [{"invoice_id": ID, "amount": "60.1"}]
        })
    );
}

#[test]
fn a_key_goes_along() {
    let body = body(&on(&invoice(json!({})), payment(Some("order-1"))));
    assert_eq!(body["idempotency_key"], "order-1");
}

#[test]
fn native_fields_of_a_payment_go_along() {
    let fields = json!({
        "type_id": "2", "private_notes": "kas", "number": null, "email_receipt": "true",
        "credits": [{"credit_id": "Cr1abcdefg", "amount": "10"}],
        "invoices": [{"invoice_id": OTHER, "amount": "5"}]
    });
    let action = with_native(create(), fields);
    assert_eq!(
        body(&action),
        json!({
            "client_id": "Cl4pT7xY9w", "date": "2026-05-01", "transaction_reference": "TRF 9",
            "type_id": "2", "private_notes": "kas", "email_receipt": "true",
            "credits": [{"credit_id": "Cr1abcdefg", "amount": "10"}],
            "invoices": [{"invoice_id": ID, "amount": "60.1"}, {"invoice_id": OTHER, "amount": "5"}]
        }),
        "the server sums up what comes from where"
    );
    let more = with_native(create(), json!({"amount": "100"}));
    assert_eq!(body(&more)["amount"], "100");
    assert_eq!(body(&more)["invoices"][0]["amount"], "60.1");
}

#[test]
fn a_payment_that_makes_no_sense_is_not_sent() {
    let mut nothing = create();
    let What::CreatePayment(wanted) = &mut nothing.what else {
        unreachable!()
    };
    wanted.amount = number("0.00");
    let nothing = with_native(nothing, json!({"status_id": "4"}));
    assert_eq!(
        refused(&nothing),
        [
            (ErrorKind::InvalidInput, "amount".to_owned()),
            (
                ErrorKind::Unsupported,
                "native.invoiceNinja.statusId".to_owned()
            ),
        ]
    );
    let nobody = invoice(json!({"client": null, "client_id": ""}));
    assert_eq!(
        refused(&on(&nobody, payment(None))),
        [(ErrorKind::Conflict, "invoiceId".to_owned())]
    );
}

#[tokio::test]
async fn a_payment_is_told_with_its_id_and_all_invoices_are_read_again() {
    let action = with_native(
        create(),
        json!({"invoices": [{"invoice_id": OTHER, "amount": "5"}]}),
    );
    let receipt = done(&action, ok(&json!({"data": {"id": "Py2abcdefg"}}))).await;
    assert!(is_applied(&receipt));
    assert_eq!(receipt.created, Some(native_id("Py2abcdefg")));
    assert_eq!(texts(&receipt.touched.unseen), [ID, OTHER]);
    let torn = done(&create(), answer(200, r#"{"data":{"id":"#)).await;
    assert!(
        is_applied(&torn),
        "it was done, whatever the answer looks like"
    );
    assert_eq!(torn.created, None);
    assert_eq!(texts(&torn.touched.unseen), [ID]);
}

#[tokio::test]
async fn what_the_vendor_finds_wrong_is_blamed_on_the_input() {
    let action = with_native(
        create(),
        json!({"type_id": "x", "invoices": [{"invoice_id": OTHER, "amount": "5"}]}),
    );
    for (key, text, kind, field) in [
        (
            "amount",
            "Amounts do not balance.",
            ErrorKind::InvalidInput,
            "amount",
        ),
        (
            "invoices.0.invoice_id",
            "Overpaid",
            ErrorKind::InvalidInput,
            "amount",
        ),
        (
            "invoices.1.amount",
            "Overpaid",
            ErrorKind::InvalidInput,
            "native.invoiceNinja.invoices.0",
        ),
        ("invoices", "One is paid", ErrorKind::Conflict, "invoiceId"),
        ("date", "No date", ErrorKind::InvalidInput, "date"),
        (
            "type_id",
            "No type",
            ErrorKind::InvalidInput,
            "native.invoiceNinja.typeId",
        ),
        (
            "company_id",
            "See https://x.example now",
            ErrorKind::Conflict,
            "",
        ),
    ] {
        let refusal = json!({"message": "The given data was invalid.", "errors": {key: [text]}});
        let receipt = done(&action, answer(422, &refusal.to_string())).await;
        let (found, path, message) = why(&receipt);
        assert_eq!((found, path.as_str()), (kind, field), "{key}");
        assert!(
            message.starts_with(&format!("invoice ninja refused {key}: ")),
            "{message}"
        );
        assert!(
            !message.contains("://") && !message.ends_with('.'),
            "{message}"
        );
        assert!(receipt.touched.unseen.is_empty());
    }
    let both = json!({"errors": {"amount": ["too much"], "date": ["too late"]}});
    let receipt = done(&action, answer(422, &both.to_string())).await;
    assert!(matches!(&receipt.outcomes[..], [Outcome::Refused(both)] if both.len() == 2));
}

#[tokio::test]
async fn every_other_refusal_has_its_kind() {
    for (status, body, kind, field) in [
        (
            400,
            r#"{"message":"No query results for model [App\\Models\\Payment]."}"#,
            ErrorKind::NotFound,
            "invoiceId",
        ),
        (
            400,
            r#"{"message":"Betaling geweigerd"}"#,
            ErrorKind::Conflict,
            "",
        ),
        (
            401,
            r#"{"message":"This action is unauthorized."}"#,
            ErrorKind::ProviderAuth,
            "",
        ),
        (
            403,
            r#"{"message":"Invalid token"}"#,
            ErrorKind::ProviderAuth,
            "",
        ),
        (
            404,
            r#"{"message":"Route does not exist"}"#,
            ErrorKind::NotFound,
            "invoiceId",
        ),
        (
            422,
            r#"{"message":"Nee","errors":{}}"#,
            ErrorKind::InvalidInput,
            "",
        ),
        (
            429,
            r#"{"message":"Too many requests"}"#,
            ErrorKind::RateLimited,
            "",
        ),
        (404, "<html></html>", ErrorKind::BadAnswer, ""),
    ] {
        let receipt = done(&create(), answer(status, body)).await;
        let (found, path, message) = why(&receipt);
        assert_eq!((found, path.as_str()), (kind, field), "{status} {body}");
        assert!(message.contains("invoice ninja"), "{message}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_lost_and_a_busy_vendor_is_busy() {
    for (status, body) in [
        (500, "{}"),
        (502, "<html>"),
        (302, ""),
        (200, "<html>Log in</html>"),
    ] {
        let receipt = done(&create(), answer(status, body)).await;
        assert!(
            matches!(receipt.outcomes[..], [Outcome::Lost(_)]),
            "{status}"
        );
        assert_eq!(texts(&receipt.touched.unseen), [ID]);
    }
    let receipt = done(&create(), answer(400, r#"{"message":"Duplicate request"}"#)).await;
    let second = Duration::from_millis(1100);
    assert!(matches!(receipt.outcomes[..], [Outcome::Busy(pause)] if pause == second));
}

#[test]
fn a_payment_is_found_again_by_what_it_is_of() {
    let action = create();
    let found = Evidence::Done(Some(native_id("Py2abcdefg")));
    assert_eq!(judged(&action, &paid(json!({}))), found);
    assert_eq!(judged(&action, &invoice(json!({}))), Evidence::NotDone);
    for other in [
        json!({"date": "2026-05-02"}),
        json!({"transaction_reference": ""}),
        json!({"paymentables": [{"invoice_id": ID, "amount": 60.11, "refunded": 0}]}),
    ] {
        assert_eq!(judged(&action, &paid(other)), Evidence::NotDone);
    }
    // A part of it was given back since.
    let refunded = json!({"paymentables": [{"invoice_id": ID, "amount": 60.1, "refunded": 60.1}]});
    assert_eq!(judged(&action, &paid(refunded)), found);
    // What was there before is not it.
    let before = on(&paid(json!({})), payment(None));
    assert_eq!(judged(&before, &paid(json!({}))), Evidence::NotDone);
    assert_eq!(
        judged(&action, &invoice(json!({"payments": null}))),
        Evidence::Unclear
    );
}

#[tokio::test]
async fn a_deleted_payment_changes_every_invoice_that_it_paid() {
    let target = invoice(json!({}));
    let action = on(&target, What::DeletePayment(native_id(PAYMENT)));
    assert_eq!(
        planned(&action),
        (format!("DELETE /payments/{PAYMENT}"), Value::Null)
    );
    let stale = json!({"data": {"id": PAYMENT, "is_deleted": false, "paymentables": [
        {"invoice_id": "Th1rdInv0x", "amount": 1, "refunded": 0}
    ]}});
    let receipt = done(&action, ok(&stale)).await;
    assert!(is_applied(&receipt));
    assert_eq!(texts(&receipt.touched.unseen), [ID, OTHER, "Th1rdInv0x"]);
    assert_eq!(judged(&action, &target), Evidence::NotDone);
    assert_eq!(
        judged(&action, &invoice(json!({"payments": []}))),
        Evidence::Done(None)
    );
}

#[tokio::test]
async fn a_payment_that_was_deleted_before_is_refused_and_looked_at() {
    let action = on(&invoice(json!({})), What::DeletePayment(native_id(PAYMENT)));
    let unauthorized = r#"{"message":"This action is unauthorized."}"#;
    let receipt = done(&action, answer(401, unauthorized)).await;
    assert_eq!(why(&receipt).0, ErrorKind::ProviderAuth);
    assert_eq!(texts(&receipt.touched.unseen), [ID, OTHER]);
    let missing = r#"{"message":"No query results for model [App\\Models\\Payment]."}"#;
    let receipt = done(&action, answer(400, missing)).await;
    assert_eq!(why(&receipt).1, "paymentId");
}

#[test]
fn an_id_that_the_vendor_never_gave_is_not_sent() {
    let target = invoice(json!({}));
    for id in ["../invoices/Rf5Gh6Jk7L", "1234567890", "create", ""] {
        let action = on(&target, What::DeletePayment(native_id(id)));
        assert_eq!(
            refused(&action),
            [(ErrorKind::NotFound, "paymentId".to_owned())]
        );
    }
}

#[test]
fn a_refund_is_of_the_invoices_share() {
    let (line, body) = planned(&refund(None));
    assert_eq!(line, "POST /payments/refund");
    assert_eq!(
        body,
        json!({
            "id": PAYMENT, "date": "2026-05-02", "amount": "40", "gateway_refund": false,
            "email_receipt": "false", "invoices": [{"invoice_id": ID, "amount": "40"}]
        }),
        "50 were paid and 10 given back"
    );
    let asked = with_native(refund(Some("12.50")), json!({"gateway_refund": true}));
    let (_, body) = planned(&asked);
    assert_eq!(body["invoices"][0]["amount"], "12.5");
    assert_eq!(body["gateway_refund"], true);
    let mut other = refund(None);
    other.what = What::RefundPayment(Refund {
        payment: native_id("Py7abcdefg"),
        amount: None,
        date: day("2026-05-02"),
    });
    assert_eq!(
        refused(&other),
        [(ErrorKind::NotFound, "paymentId".to_owned())]
    );
    assert_eq!(
        refused(&refund(Some("-1"))),
        [(ErrorKind::InvalidInput, "amount".to_owned())]
    );
}

#[tokio::test]
async fn a_refund_wants_an_administrator() {
    let unauthorized = r#"{"message":"This action is unauthorized."}"#;
    let receipt = done(&refund(None), answer(401, unauthorized)).await;
    let (kind, _, message) = why(&receipt);
    assert_eq!(kind, ErrorKind::ProviderAuth);
    assert!(message.contains("administrator"), "{message}");
    // The gateway refuses after the refund was booked.
    let gateway = with_native(refund(None), json!({"gateway_refund": true}));
    let receipt = done(&gateway, answer(401, r#"{"message":"Card declined"}"#)).await;
    assert!(matches!(receipt.outcomes[..], [Outcome::Lost(_)]));
    let too_much = json!({"errors": {"invoices": ["Attempting to refund too much"]}});
    let receipt = done(&refund(None), answer(422, &too_much.to_string())).await;
    assert_eq!(why(&receipt).1, "amount");
}

#[tokio::test]
async fn a_refund_is_found_again_by_what_was_given_back() {
    let action = refund(Some("12.50"));
    let receipt = done(
        &action,
        ok(&json!({"data": {"id": PAYMENT, "status_id": "5"}})),
    )
    .await;
    assert!(is_applied(&receipt));
    assert_eq!(texts(&receipt.touched.unseen), [ID, OTHER]);
    let given_back = |amount: Value| {
        let mut document = document(json!({}));
        document["payments"][0]["paymentables"][0]["refunded"] = amount;
        super::actions::read(&document)
    };
    assert_eq!(
        judged(&action, &given_back(json!(22.5))),
        Evidence::Done(None)
    );
    assert_eq!(judged(&action, &given_back(json!(10))), Evidence::NotDone);
    assert_eq!(judged(&action, &given_back(json!(50))), Evidence::Unclear);
    // All that was left: known from before, when it is looked at later.
    let all = refund(None);
    let traces = provider().traces(&all);
    let later = on(&given_back(json!(50)), all.what.clone());
    let judged = provider().evidence(&later, &traces, &given_back(json!(50)), None);
    assert_eq!(judged, Evidence::Done(None));
}

#[test]
fn settled_invoices_take_no_payment() {
    let kind = ActionKind::CreatePayment;
    for fields in [
        json!({"status_id": "4", "balance": 0}),
        json!({"status_id": "5", "balance": 0}),
        json!({"status_id": "6", "balance": 0}),
        json!({"is_deleted": true, "archived_at": 5}),
        json!({"amount": -10, "balance": -10}),
    ] {
        assert!(obstacle(kind, fields.clone()).is_some(), "{fields}");
    }
    for fields in [
        json!({}),
        json!({"status_id": "1", "balance": 0}),
        json!({"archived_at": 5}),
        json!({"client": null}),
    ] {
        assert_eq!(obstacle(kind, fields.clone()), None, "{fields}");
    }
}
