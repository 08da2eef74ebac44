//! What becomes of each answer to an action.

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::header::{HeaderValue, RETRY_AFTER};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

use crate::{
    adapters::{
        dashdoc::{
            build,
            tests::{
                actions::{
                    UID, attach, company, create, document, done, invoice, is_applied, pay, reason,
                    reasons, sent, update, with_native,
                },
                vendor::{provider, uid},
            },
        },
        tests::script::{Script, answer, call, ok, settings},
    },
    domain::{InvoiceStatus, NativeId, ProviderId},
    error::{Error, ErrorKind, Result, Retry},
    provider::action::{Action, Change, InvoiceChanges, Outcome},
    transport::{Request, Response, Transport},
};

fn renumber() -> Action {
    let changes = InvoiceChanges {
        number: Change::Set("F-7".to_owned()),
        ..InvoiceChanges::default()
    };
    update(&invoice(json!({})), changes)
}

/// One action of each kind.
fn all() -> [Action; 4] {
    let attached = attach(&invoice(json!({})));
    [
        create(company("72")),
        renumber(),
        pay(&invoice(json!({"status": "final"})), Some("2026-05-19")),
        with_native(attached, json!({"replace_file": true})),
    ]
}

#[tokio::test]
async fn a_new_invoice_is_known_by_its_id_alone_and_read_again() {
    let full = document(json!({"uid": uid(7), "status": "draft"})).to_string();
    for body in [json!({"uid": uid(7)}).to_string(), full] {
        let receipt = done(&create(company("72")), answer(201, &body)).await;
        assert!(is_applied(&receipt));
        let id = NativeId::new(&uid(7));
        assert_eq!(receipt.created.as_ref(), Some(&id));
        assert_eq!(receipt.touched.unseen, [id]);
        assert!(receipt.touched.shown.is_empty());
    }
    for body in ["", "{}", "{", r#"{"uid":"items"}"#, r#"{"uid":null}"#] {
        let receipt = done(&create(company("72")), answer(201, body)).await;
        assert!(is_applied(&receipt), "{body}");
        assert!(receipt.created.is_none() && receipt.touched.unseen.is_empty());
    }
}

#[tokio::test]
async fn what_the_answer_shows_is_taken_and_all_else_is_read_again() {
    for action in &all()[1..] {
        let shown = document(json!({"document_number": "F-7"}));
        let receipt = done(action, ok(&shown)).await;
        assert!(is_applied(&receipt));
        let [now] = &receipt.touched.shown[..] else {
            panic!("not shown");
        };
        assert_eq!(now.number.as_deref(), Some("F-7"));
        assert!(receipt.touched.unseen.is_empty());
        let id_alone = json!({ "uid": UID }).to_string();
        let other = document(json!({"uid": uid(3)})).to_string();
        for body in ["", "{", "null", "{}", "[]", &id_alone, &other] {
            let receipt = done(action, answer(200, body)).await;
            assert!(is_applied(&receipt), "{body}");
            assert_eq!(receipt.touched.unseen, [NativeId::new(UID)], "{body}");
            assert!(receipt.touched.shown.is_empty() && receipt.created.is_none());
        }
    }
}

#[tokio::test]
async fn a_page_for_people_is_no_success_whatever_its_status() {
    for action in &all() {
        for status in [200, 201] {
            let receipt = done(action, answer(status, " <!doctype html>Log in")).await;
            let [Outcome::Lost(error)] = &receipt.outcomes[..] else {
                panic!("{:?}", receipt.outcomes);
            };
            assert_eq!(error.kind(), ErrorKind::BadAnswer);
            assert!(receipt.created.is_none());
        }
    }
}

#[tokio::test]
async fn paying_makes_the_one_payment_that_there_is() {
    let action = pay(&invoice(json!({"status": "final"})), None);
    let receipt = done(&action, ok(&document(json!({"status": "paid"})))).await;
    let payment = &receipt.touched.shown[0].payments.as_ref().unwrap()[0];
    assert_eq!(receipt.created.as_ref(), Some(&payment.id));
    assert_eq!(receipt.touched.shown[0].status, InvoiceStatus::Paid);
    let receipt = done(&renumber(), ok(&document(json!({"status": "paid"})))).await;
    assert!(receipt.created.is_none(), "a change makes nothing");
}

#[tokio::test]
async fn every_status_has_its_outcome_and_says_no_word_of_the_vendor() {
    let detail = r#"{"detail":"s3cret"}"#;
    for (status, body, kind) in [
        (400, "<html>s3cret", ErrorKind::BadAnswer),
        (401, detail, ErrorKind::ProviderAuth),
        (403, detail, ErrorKind::ProviderAuth),
        (404, detail, ErrorKind::NotFound),
        (405, detail, ErrorKind::BadAnswer),
        (415, detail, ErrorKind::BadAnswer),
        (429, detail, ErrorKind::RateLimited),
    ] {
        for action in all() {
            let receipt = done(&action, answer(status, body)).await;
            let [refusal] = reasons(&receipt) else {
                panic!("{receipt:?}");
            };
            let is_new = action.targets.is_empty();
            let (kind, field) = match (kind, is_new) {
                (ErrorKind::NotFound, true) => (ErrorKind::BadAnswer, ""),
                (ErrorKind::NotFound, false) => (kind, "invoiceId"),
                _ => (kind, ""),
            };
            assert_eq!(reason(refusal), (kind, field.to_owned()), "{status}");
            assert!(!refusal.error.message().contains("s3cret"));
            assert!(refusal.error.account().is_some() && refusal.error.operation().is_some());
        }
    }
    for (status, body) in [(500, "<html>"), (502, ""), (301, ""), (503, detail)] {
        for action in all() {
            let receipt = done(&action, answer(status, body)).await;
            assert!(matches!(&receipt.outcomes[..], [Outcome::Lost(error)]
                if !error.message().contains("s3cret") && error.operation().is_some()));
        }
    }
}

#[tokio::test]
async fn a_full_quota_says_when_to_come_back() {
    let mut response = answer(429, "{}");
    let wait = HeaderValue::from_static("12");
    response.headers.insert(RETRY_AFTER, wait);
    let receipt = done(&renumber(), response).await;
    let wait = Retry::After(Duration::from_secs(12));
    assert_eq!(reasons(&receipt)[0].retry(), wait);
}

/// What the vendor refuses, and what is said of it: kind, path, and the end of the message.
type Said = (&'static str, &'static str, ErrorKind, &'static str);

async fn says(action: &Action, status: u16, body: &Value, expected: &[Said]) {
    let receipt = done(action, answer(status, &body.to_string())).await;
    let told: Vec<_> = reasons(&receipt)
        .iter()
        .map(|refusal| (reason(refusal), refusal.error.message().to_owned()))
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(about, message, kind, field)| {
            let message = format!("dashdoc refused {about}: {message}");
            ((*kind, (*field).to_owned()), message)
        })
        .collect();
    assert_eq!(told, expected, "{body}");
}

#[tokio::test]
async fn a_complaint_about_a_field_blames_the_input_it_came_from() {
    use ErrorKind::{Conflict, InvalidInput, NotFound};
    let [new, change, paid, file] = all();
    let whole = "the request";
    for (action, body, expected) in [
        (
            &new,
            json!({"non_field_errors": {"code": ["invalid_input", "invalid_input"],
                "detail": ["customer_to_invoice_id: Field required", "currency: Input should be 'EUR'."]}}),
            &[
                (
                    "customer_to_invoice_id",
                    "field required",
                    InvalidInput,
                    "customerId",
                ),
                (
                    "currency",
                    "input should be 'EUR'",
                    InvalidInput,
                    "currency",
                ),
            ][..],
        ),
        (
            &new,
            json!({"non_field_errors": {"code": ["company_does_not_exist_or_not_visible"]}}),
            &[(
                whole,
                "company_does_not_exist_or_not_visible",
                InvalidInput,
                "customerId",
            )],
        ),
        (
            &change,
            json!({"document_number": {"detail": ["Trop long.", "Déjà pris."], "code": ["max_length", "unique"]},
                "invoicing_date": {"detail": "Avant la première", "code": "invoicing_date_before_first_invoice"}}),
            &[
                (
                    "document_number",
                    "trop long",
                    InvalidInput,
                    "changes.number",
                ),
                (
                    "document_number",
                    "déjà pris",
                    InvalidInput,
                    "changes.number",
                ),
                (
                    "invoicing_date",
                    "avant la première",
                    InvalidInput,
                    "changes.issueDate",
                ),
            ],
        ),
        (
            &change,
            json!({"debtor_reference": ["Only on drafts."]}),
            &[(
                "debtor_reference",
                "only on drafts",
                Conflict,
                "changes.description",
            )],
        ),
        (
            &change,
            json!({"non_field_errors": {"detail": ["No customer address"], "code": ["missing_invoicing_address"]}}),
            &[(whole, "no customer address", Conflict, "invoiceId")],
        ),
        (
            &change,
            json!({"detail": "See https://x.example/?t=1 for more", "code": "odd"}),
            &[(whole, "see for more", InvalidInput, "")],
        ),
        (
            &paid,
            json!({"payment_method_uid": {"detail": [{"uid": ["Unknown"]}], "code": [{"uid": ["does_not_exist"]}]},
                "paid_at": {"detail": "Wrong day", "code": "invalid"}, "payment_notes": ["Too long"]}),
            &[
                ("paid_at", "wrong day", InvalidInput, "date"),
                (
                    "payment_method_uid.uid",
                    "unknown",
                    InvalidInput,
                    "native.dashdoc.paymentMethodUid",
                ),
                (
                    "payment_notes",
                    "too long",
                    InvalidInput,
                    "native.dashdoc.paymentNotes",
                ),
            ],
        ),
        (
            &paid,
            json!({"non_field_errors": {"detail": ["Only final invoices can be marked as paid."], "code": ["invalid"]}}),
            &[(
                whole,
                "only final invoices can be marked as paid",
                Conflict,
                "invoiceId",
            )],
        ),
        (
            &paid,
            json!({"uid": {"detail": "Unknown", "code": "invalid_invoice_uid"}}),
            &[("uid", "unknown", NotFound, "invoiceId")],
        ),
        (
            &file,
            json!({"non_field_errors": {"detail": ["Too large"], "code": ["file_too_large"]}}),
            &[(whole, "too large", InvalidInput, "file")],
        ),
        (
            &file,
            json!({"file": {"detail": ["PDF only"], "code": ["invalid_extension"]}}),
            &[("file", "PDF only", InvalidInput, "file")],
        ),
    ] {
        says(action, 400, &body, expected).await;
    }
    let taken = json!({"detail": "Being changed"});
    says(
        &change,
        409,
        &taken,
        &[(whole, "being changed", Conflict, "invoiceId")],
    )
    .await;
}

#[tokio::test]
async fn a_refusal_without_words_is_told_in_ours_and_a_long_one_is_clipped() {
    for body in ["", "{}", "null"] {
        let receipt = done(&renumber(), answer(400, body)).await;
        assert_eq!(
            reasons(&receipt)[0].error.message(),
            "dashdoc refused the request"
        );
    }
    let long = json!({"document_number": ["é".repeat(500)]}).to_string();
    let receipt = done(&renumber(), answer(400, &long)).await;
    let message = reasons(&receipt)[0].error.message();
    assert_eq!(message.chars().count(), 200);
}

/// A vendor that cannot be reached, or that does not answer.
#[derive(Debug)]
struct Silent(Error);

#[async_trait]
impl Transport for Silent {
    async fn send(&self, _request: Request) -> Result<Response> {
        Err(self.0.clone())
    }
}

#[tokio::test]
async fn what_never_left_is_refused_and_what_got_no_answer_is_lost() {
    let silent = |error: Error| {
        let transport: Arc<dyn Transport> = Arc::new(Silent(error));
        build(&settings(ProviderId::Dashdoc), transport).unwrap()
    };
    let error = Error::new(ErrorKind::Timeout, "no answer in time");
    let receipt = silent(error.clone()).perform(&call(), &renumber()).await;
    assert!(matches!(&receipt.outcomes[..], [Outcome::Lost(_)]));
    let receipt = silent(error.clone().unsent())
        .perform(&call(), &renumber())
        .await;
    assert!(reasons(&receipt)[0].error.is_unsent());
    // The question whether there is a file is not the file.
    let free = attach(&invoice(json!({"file": null})));
    let receipt = silent(error).perform(&call(), &free).await;
    assert!(reasons(&receipt)[0].error.is_unsent());
}

#[tokio::test]
async fn a_file_that_came_meanwhile_is_not_replaced() {
    let action = attach(&invoice(json!({"file": null})));
    for (file, is_sent) in [
        (json!("https://x.example/a.pdf"), false),
        (json!(null), true),
    ] {
        let shown = document(json!({"file": file}));
        let script = Script::new(move |request| match request.method.as_str() {
            "GET" => ok(&shown),
            _ => Response {
                body: Bytes::from(document(json!({})).to_string()),
                ..answer(200, "")
            },
        });
        let receipt = provider(&script).perform(&call(), &action).await;
        let mut requests = script.take();
        assert_eq!(requests[0].method, "GET");
        assert_eq!(requests.len(), 1 + usize::from(is_sent));
        if is_sent {
            assert!(is_applied(&receipt));
            let (line, _) = sent(&requests.remove(1));
            assert_eq!(line, format!("PATCH /invoices/{UID}/"));
        } else {
            let expected = (ErrorKind::Conflict, "native.dashdoc.replaceFile".to_owned());
            assert_eq!(reason(&reasons(&receipt)[0]), expected);
        }
    }
}
