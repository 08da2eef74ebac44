//! What becomes of an answer that is no success.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::{
    adapters::moneybird::{
        build_sales,
        tests::{
            actions::{
                day, done, external_invoice, invoice, native_id, number, on, reason, reasons,
                texts, with_native,
            },
            script::{answer, call, settings, with_header},
        },
    },
    domain::ProviderId,
    error::{Error, ErrorKind, Result, Retry},
    provider::action::{Action, NewNote, NewPayment, Outcome, What},
    transport::{Request, Response, Transport},
};

fn payment() -> Action {
    let what = What::CreatePayment(NewPayment {
        amount: number("20"),
        date: day("2026-08-01"),
        reference: None,
        key: None,
    });
    on(&invoice(json!({})), what)
}

fn note() -> Action {
    let note = NewNote {
        text: "x".to_owned(),
        ..NewNote::default()
    };
    on(&external_invoice(json!({})), What::AddNote(note))
}

/// Kind and path of the input of each reason for which an answer is refused.
async fn blamed(action: &Action, status: u16, body: Value) -> Vec<(ErrorKind, String)> {
    let receipt = done(action, answer(status, &body.to_string())).await;
    assert!(receipt.touched.unseen.is_empty(), "nothing was done");
    reasons(&receipt).iter().map(reason).collect()
}

#[tokio::test]
async fn every_status_has_its_outcome() {
    let json = r#"{"error":"no"}"#;
    for (status, kind) in [
        (400, ErrorKind::InvalidInput),
        (401, ErrorKind::ProviderAuth),
        (402, ErrorKind::Conflict),
        (403, ErrorKind::Unavailable),
        (404, ErrorKind::NotFound),
        (406, ErrorKind::BadAnswer),
        (409, ErrorKind::Conflict),
        (422, ErrorKind::InvalidInput),
        (429, ErrorKind::RateLimited),
    ] {
        let receipt = done(&payment(), answer(status, json)).await;
        let refusal = &reasons(&receipt)[0];
        assert_eq!(refusal.error.kind(), kind, "{status}");
        assert_eq!(refusal.error.account().unwrap().as_str(), "acme");
        let operation = refusal.error.operation();
        assert_eq!(operation, Some("createSalesInvoicePayment"));
        assert!(receipt.touched.unseen.is_empty() && receipt.created.is_none());
    }
    for status in [302, 500, 503] {
        let receipt = done(&payment(), answer(status, "<html>")).await;
        assert!(
            matches!(receipt.outcomes[..], [Outcome::Lost(_)]),
            "{status}"
        );
        // It may have been done.
        assert_eq!(texts(&receipt.touched.unseen), ["512340000000000017"]);
    }
}

#[tokio::test]
async fn a_full_quota_says_when_to_come_back() {
    let limited = with_header(answer(429, "\"Retry later\""), "retry-after", "17");
    let receipt = done(&payment(), limited).await;
    let retry = reasons(&receipt)[0].retry();
    assert_eq!(retry, Retry::After(Duration::from_secs(17)));
}

#[tokio::test]
async fn each_thing_that_is_wrong_is_told_where_it_was_given() {
    let body = json!({"error": {
        "payment_date": ["can't be blank", "is not a valid date"],
        "price": ["is not a number"],
        "price_base": ["can't be blank"],
        "transaction_identifier": ["is too long"],
        "base": ["is closed"]
    }, "details": {}});
    let receipt = done(&payment(), answer(422, &body.to_string())).await;
    let told: Vec<_> = reasons(&receipt)
        .iter()
        .map(|refusal| (refusal.error.message(), refusal.field.join(".")))
        .collect();
    for wanted in [
        (
            "moneybird refused payment_date: can't be blank, is not a valid date",
            "date",
        ),
        ("moneybird refused price: is not a number", "amount"),
        (
            "moneybird refused price_base: can't be blank",
            "native.moneybird.priceBase",
        ),
        (
            "moneybird refused transaction_identifier: is too long",
            "reference",
        ),
        ("moneybird refused the request: is closed", ""),
    ] {
        assert!(told.contains(&(wanted.0, wanted.1.to_owned())), "{told:#?}");
    }
    assert_eq!(told.len(), 5);
}

#[tokio::test]
async fn an_invoice_that_is_not_there_is_told_in_four_ways() {
    let missing = [(ErrorKind::NotFound, "invoiceId".to_owned())];
    for body in [
        json!({"error": "record not found", "symbolic": {"id": "not_found"}}),
        json!({"error": "record not found", "symbolic": {"invoice_id": "not_found"}}),
        json!({"error": "Record not found for model name: External invoice"}),
    ] {
        assert_eq!(blamed(&payment(), 404, body).await, missing);
    }
    let hidden = json!({
        "error": "Entity is invalid; User has no permissions to notes for ExternalSalesInvoice",
        "symbolic": {"entity": "not_found", "user": "insufficient_permissions"}
    });
    assert_eq!(blamed(&note(), 400, hidden).await, missing);
    // Unless it is another document that was named, to settle with.
    let settling = with_native(payment(), json!({"invoice_id": "9"}));
    let body = json!({"error": "record not found", "symbolic": {"invoice_id": "not_found"}});
    let blamed = blamed(&settling, 404, body).await;
    assert_eq!(
        blamed,
        [(
            ErrorKind::InvalidInput,
            "native.moneybird.invoiceId".to_owned()
        )]
    );
}

#[tokio::test]
async fn a_nested_code_leads_to_its_field() {
    let body = json!({"error": "Manual Payment Action isn't an option", "symbolic": {"payment": {"manual_payment_action": "in"}}});
    assert_eq!(
        blamed(&payment(), 400, body).await,
        [(
            ErrorKind::InvalidInput,
            "native.moneybird.manualPaymentAction".to_owned()
        )]
    );
    let body =
        json!({"error": "Sales invoice should be open", "symbolic": {"invoice": "not_open"}});
    assert_eq!(
        blamed(&payment(), 400, body).await,
        [(ErrorKind::Conflict, String::new())]
    );
}

#[tokio::test]
async fn where_no_input_can_be_wrong_it_is_the_state() {
    let deletion = on(
        &invoice(json!({})),
        What::DeletePayment(native_id("512340000000000030")),
    );
    let body = json!({"error": "The payment is locked"});
    assert_eq!(
        blamed(&deletion, 400, body).await,
        [(ErrorKind::Conflict, String::new())]
    );
}

#[tokio::test]
async fn a_reason_is_one_short_line_without_addresses() {
    let long = "x".repeat(500);
    let body = json!({"error": format!("See https://a.example/s3cret?t=1\n and {long}.")});
    let receipt = done(&payment(), answer(400, &body.to_string())).await;
    let message = reasons(&receipt)[0].error.message();
    assert!(
        message.starts_with("moneybird refused the request: see and xxx"),
        "{message}"
    );
    assert_eq!(message.chars().count(), 200);
}

/// A vendor that is not reached.
#[derive(Debug)]
struct Nobody(fn() -> Error);

#[async_trait]
impl Transport for Nobody {
    async fn send(&self, _request: Request) -> Result<Response> {
        Err((self.0)())
    }
}

#[tokio::test]
async fn what_was_never_sent_is_refused_and_what_got_no_answer_is_lost() {
    let unreachable = Nobody(|| Error::new(ErrorKind::Unavailable, "unreachable").unsent());
    let silent = Nobody(|| Error::new(ErrorKind::Timeout, "too slow"));
    let receipt = perform(unreachable).await;
    assert!(matches!(receipt[..], [Outcome::Refused(_)]));
    let receipt = perform(silent).await;
    assert!(matches!(receipt[..], [Outcome::Lost(_)]));
}

async fn perform(nobody: Nobody) -> Vec<Outcome> {
    let settings = settings(ProviderId::Moneybird);
    let provider = build_sales(&settings, Arc::new(nobody)).unwrap();
    provider.perform(&call(), &payment()).await.outcomes
}
