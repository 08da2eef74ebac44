//! Sending, planning and every change of state: what goes out, and what an answer says.

use serde_json::{Value, json};

use crate::{
    adapters::moneybird::tests::{
        actions::{
            day, document, done, external_document, external_invoice, invoice, is_applied, on,
            planned, reason, reasons, refused, texts, with_native,
        },
        script::{answer, ok},
    },
    error::ErrorKind,
    provider::action::{Delivery, Sending, What},
};

const ID: &str = "512340000000000017";

fn send(wanted: Sending) -> What {
    What::SendInvoice(wanted)
}

fn by(delivery: Option<Delivery>, address: Option<&str>, message: Option<&str>) -> Sending {
    Sending {
        delivery,
        email_address: address.map(str::to_owned),
        subject: None,
        message: message.map(str::to_owned),
    }
}

/// The verb with the last piece of the path, and the body.
fn told(what: What) -> (String, Value) {
    let (line, body) = planned(&on(&invoice(json!({})), what));
    let wanted = format!("/123/sales_invoices/{ID}");
    (line.replace(&wanted, ""), body)
}

#[test]
fn an_invoice_is_sent_as_the_customer_prefers_unless_something_else_is_said() {
    assert_eq!(
        told(send(Sending::default())),
        ("PATCH /send_invoice.json".to_owned(), json!({}))
    );
    let sending = |wanted| told(send(wanted)).1["sales_invoice_sending"].clone();
    assert_eq!(
        sending(by(
            Some(Delivery::Email),
            Some("a@example.com"),
            Some("Hi, {invoice_id}")
        )),
        json!({"delivery_method": "Email", "email_address": "a@example.com", "email_message": "Hi, {invoice_id}"})
    );
    assert_eq!(
        sending(by(Some(Delivery::Peppol), None, None)),
        json!({"delivery_method": "Peppol"})
    );
    assert_eq!(
        sending(by(None, None, Some("Hi"))),
        json!({"email_message": "Hi"})
    );
    // An address would be passed over where the customer prefers another way.
    assert_eq!(
        sending(by(None, Some("a@example.com"), None)),
        json!({"delivery_method": "Email", "email_address": "a@example.com"})
    );
}

#[test]
fn an_invoice_is_planned_for_a_day() {
    let (line, body) = told(What::ScheduleInvoice(day("2026-09-01"), Sending::default()));
    assert_eq!(line, "PATCH /send_invoice.json");
    assert_eq!(
        body,
        json!({"sales_invoice_sending": {"sending_scheduled": true, "invoice_date": "2026-09-01"}})
    );
    let action = on(
        &invoice(json!({})),
        What::ScheduleInvoice(day("2026-09-01"), by(Some(Delivery::Email), None, None)),
    );
    let action = with_native(action, json!({"mergeable": true, "deliver_ubl": false}));
    assert_eq!(
        planned(&action).1["sales_invoice_sending"],
        json!({
            "sending_scheduled": true, "invoice_date": "2026-09-01", "delivery_method": "Email",
            "mergeable": true, "deliver_ubl": false
        })
    );
}

#[test]
fn sent_in_some_other_way_is_a_sending_by_hand() {
    assert_eq!(
        told(What::MarkSent),
        (
            "PATCH /send_invoice.json".to_owned(),
            json!({"sales_invoice_sending": {"delivery_method": "Manual"}})
        )
    );
}

#[test]
fn what_no_sending_takes_is_refused() {
    let refused = |wanted| refused(&on(&invoice(json!({})), send(wanted)));
    let subject = Sending {
        subject: Some("Hi".to_owned()),
        ..Sending::default()
    };
    assert_eq!(
        refused(subject),
        [(ErrorKind::Unsupported, "subject".to_owned())]
    );
    let invalid = ErrorKind::InvalidInput;
    assert_eq!(
        refused(by(
            Some(Delivery::Peppol),
            Some("a@example.com"),
            Some("Hi")
        )),
        [
            (invalid, "emailAddress".to_owned()),
            (invalid, "message".to_owned())
        ]
    );
}

#[test]
fn mergeable_is_for_planned_sendings_alone() {
    let action = on(&invoice(json!({})), send(Sending::default()));
    let action = with_native(action, json!({"deliver_ubl": true, "mergeable": true}));
    assert_eq!(
        refused(&action),
        [(
            ErrorKind::Unsupported,
            "native.moneybird.mergeable".to_owned()
        )]
    );
}

#[test]
fn every_state_has_its_verb_and_a_body_be_it_empty() {
    let patch = |path: &str| format!("PATCH /{path}.json");
    for (what, line, body) in [
        (What::MarkDubious(None), patch("mark_as_dubious"), json!({})),
        (
            What::MarkDubious(Some(day("2026-08-01"))),
            patch("mark_as_dubious"),
            json!({"dubious_date": "2026-08-01"}),
        ),
        (
            What::MarkUncollectible(None),
            patch("mark_as_uncollectible"),
            json!({}),
        ),
        (
            What::MarkUncollectible(Some(day("2026-08-01"))),
            patch("mark_as_uncollectible"),
            json!({"uncollectible_date": "2026-08-01"}),
        ),
        (What::PauseInvoice, "POST /pause.json".to_owned(), json!({})),
        (
            What::ResumeInvoice,
            "POST /resume.json".to_owned(),
            json!({}),
        ),
        (
            What::CreditInvoice,
            patch("duplicate_creditinvoice"),
            json!({}),
        ),
        (
            What::SettleCreditInvoice,
            patch("register_payment_creditinvoice"),
            json!({}),
        ),
    ] {
        assert_eq!(told(what), (line, body));
    }
    let external = on(
        &external_invoice(json!({"id": "7"})),
        What::MarkUncollectible(None),
    );
    assert_eq!(
        planned(&external),
        (
            "PATCH /123/external_sales_invoices/7/mark_as_uncollectible.json".to_owned(),
            json!({})
        )
    );
}

#[test]
fn external_invoices_are_neither_sent_nor_paused_nor_credited() {
    for what in [
        send(Sending::default()),
        What::MarkSent,
        What::PauseInvoice,
        What::ResumeInvoice,
        What::CreditInvoice,
        What::SettleCreditInvoice,
        What::CancelInvoice,
    ] {
        let action = on(&external_invoice(json!({})), what);
        assert_eq!(refused(&action), [(ErrorKind::Unsupported, String::new())]);
    }
}

#[tokio::test]
async fn the_invoice_after_the_change_is_shown() {
    let sent = document(json!({"state": "open"}));
    let action = on(
        &invoice(json!({"state": "draft"})),
        send(Sending::default()),
    );
    let receipt = done(&action, ok(&sent)).await;
    assert!(is_applied(&receipt) && receipt.created.is_none());
    assert_eq!(&*receipt.touched.shown[0].native_status, "open");
    assert!(receipt.touched.unseen.is_empty());

    // Pausing is answered as if something was made.
    let action = on(&invoice(json!({})), What::PauseInvoice);
    let receipt = done(
        &action,
        answer(201, &document(json!({"paused": true})).to_string()),
    )
    .await;
    assert_eq!(receipt.touched.shown[0].paused, Some(true));

    let action = on(&external_invoice(json!({})), What::MarkDubious(None));
    let doubted = external_document(json!({"marked_dubious_on": "2026-08-01"}));
    let receipt = done(&action, ok(&doubted)).await;
    assert!(receipt.touched.shown[0].dubious_on.is_some());
}

#[tokio::test]
async fn an_unreadable_success_is_a_success_that_has_to_be_read_again() {
    let action = on(&invoice(json!({})), send(Sending::default()));
    // In 2019 the vendor still answered a bare status here.
    for body in ["200", "", "{", r#"{"id":"1","state":"open"}"#] {
        let receipt = done(&action, answer(200, body)).await;
        assert!(is_applied(&receipt), "{body}");
        assert_eq!(texts(&receipt.touched.unseen), [ID], "{body}");
        assert!(receipt.touched.shown.is_empty(), "{body}");
    }
}

#[tokio::test]
async fn crediting_makes_a_new_invoice() {
    let action = on(&invoice(json!({})), What::CreditInvoice);
    let credit = document(json!({
        "id": "900", "state": "draft", "original_sales_invoice_id": ID, "invoice_id": null
    }));
    let receipt = done(&action, ok(&credit)).await;
    assert_eq!(receipt.created.unwrap().as_str(), "900");
    assert_eq!(receipt.touched.shown[0].id.as_str(), "900");
    assert_eq!(texts(&receipt.touched.unseen), [ID]);
    // The old one is not the new one.
    let receipt = done(&action, ok(&document(json!({})))).await;
    assert!(is_applied(&receipt) && receipt.created.is_none());
    // An id is enough to find the new one.
    let receipt = done(&action, ok(&json!({"id": "900", "state": {}}))).await;
    assert_eq!(receipt.created.unwrap().as_str(), "900");
    assert_eq!(texts(&receipt.touched.unseen), [ID, "900"]);
}

#[tokio::test]
async fn settling_changes_both_invoices() {
    let credit = json!({"state": "open", "original_sales_invoice_id": "5"});
    let action = on(&invoice(credit), What::SettleCreditInvoice);
    let settled = document(json!({"state": "paid", "original_sales_invoice_id": "5"}));
    let receipt = done(&action, ok(&settled)).await;
    assert_eq!(&*receipt.touched.shown[0].native_status, "paid");
    assert_eq!(texts(&receipt.touched.unseen), ["5"]);
}

#[tokio::test]
async fn a_refused_sending_names_the_input() {
    let action = on(&invoice(json!({})), send(Sending::default()));
    let blank = json!({"error": {"email_address": ["can't be blank"]}, "details": {"email_address": [{"error": "blank"}]}});
    let receipt = done(&action, answer(422, &blank.to_string())).await;
    let reasons = reasons(&receipt);
    assert_eq!(
        reason(&reasons[0]),
        (ErrorKind::InvalidInput, "emailAddress".to_owned())
    );
    assert_eq!(
        reasons[0].error.message(),
        "moneybird refused email_address: can't be blank"
    );
}

#[tokio::test]
async fn a_sending_refused_for_the_invoice_is_a_matter_of_its_state() {
    let action = on(&invoice(json!({})), send(Sending::default()));
    let empty = json!({"error": "details cannot be empty", "symbolic": {"sales_invoice": "details_cannot_be_empty"}});
    let receipt = done(&action, answer(400, &empty.to_string())).await;
    assert_eq!(
        reason(&reasons(&receipt)[0]),
        (ErrorKind::Conflict, String::new())
    );
    let wrong = json!({"error": "Delivery Method isn't an option", "symbolic": {"sales_invoice_sending": {"delivery_method": "in"}}});
    let receipt = done(&action, answer(400, &wrong.to_string())).await;
    assert_eq!(
        reason(&reasons(&receipt)[0]),
        (ErrorKind::InvalidInput, "delivery".to_owned())
    );
    let paused = on(&invoice(json!({})), What::PauseInvoice);
    let body = json!({"error": "The sales_invoice is already paused"});
    let receipt = done(&paused, answer(400, &body.to_string())).await;
    assert_eq!(
        reason(&reasons(&receipt)[0]),
        (ErrorKind::Conflict, String::new())
    );
}
