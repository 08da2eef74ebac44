//! E-mails and reminders.

use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::tests::{
        actions::{
            body, document, done, invoice, is_applied, judged, obstacle, of, on, planned, provider,
            refused, texts, why, with_native,
        },
        script::{answer, ok},
    },
    clock,
    error::ErrorKind,
    provider::action::{
        Action, ActionKind, Delivery, Evidence, ObstacleKind, Outcome, Reminder, Sending, What,
    },
};

const ID: &str = "Rf5Gh6Jk7L";

fn send(sending: Sending) -> Action {
    on(&invoice(json!({})), What::SendInvoice(sending))
}

fn remind(reminder: Reminder) -> Action {
    on(&invoice(json!({})), What::SendReminders(reminder))
}

fn step(step: u8) -> Reminder {
    Reminder {
        step: Some(step),
        ..Reminder::default()
    }
}

#[tokio::test]
async fn an_invoice_is_sent_with_its_own_template() {
    let action = send(Sending::default());
    assert_eq!(
        planned(&action),
        (
            "POST /emails".to_owned(),
            json!({"entity": "invoice", "entity_id": ID, "template": "email_template_invoice"})
        )
    );
    let receipt = done(&action, ok(&json!({"data": document(json!({}))}))).await;
    assert!(is_applied(&receipt));
    assert_eq!(
        texts(&receipt.touched.unseen),
        [ID],
        "the answer may be older than the letter"
    );
}

#[test]
fn words_and_copies_go_along() {
    let action = send(Sending {
        delivery: Some(Delivery::Email),
        subject: Some("Uw factuur".to_owned()),
        message: Some("Beste, ...".to_owned()),
        ..Sending::default()
    });
    let fields =
        json!({"template": "email_template_custom1", "cc_email": "a@b.example,c@d.example"});
    assert_eq!(
        body(&with_native(action, fields)),
        json!({
            "entity": "invoice", "entity_id": ID, "template": "email_template_custom1",
            "subject": "Uw factuur", "body": "Beste, ...", "cc_email": "a@b.example,c@d.example"
        })
    );
}

#[test]
fn what_the_vendor_would_pass_over_is_refused() {
    let action = send(Sending {
        delivery: Some(Delivery::Peppol),
        email_address: Some("x@y.example".to_owned()),
        subject: Some("abc".to_owned()),
        message: Some(" ".to_owned()),
    });
    let fields = json!({"cc_email": "a@b.example,b@b.example,c@b.example,d@b.example,e@b.example"});
    assert_eq!(
        refused(&with_native(action, fields)),
        [
            (ErrorKind::Unsupported, "delivery".to_owned()),
            (ErrorKind::Unsupported, "emailAddress".to_owned()),
            (ErrorKind::InvalidInput, "subject".to_owned()),
            (ErrorKind::InvalidInput, "message".to_owned()),
            (
                ErrorKind::InvalidInput,
                "native.invoiceNinja.ccEmail".to_owned()
            ),
        ]
    );
}

#[tokio::test]
async fn a_letter_that_cannot_go_out_says_why() {
    let action = send(Sending::default());
    let receipt = done(&action, answer(401, r#"{"message":"Quota Exceeded."}"#)).await;
    let message = "invoice ninja does not let the token's user do this: quota Exceeded";
    assert_eq!(
        why(&receipt),
        (ErrorKind::ProviderAuth, String::new(), message.to_owned())
    );
    let wrong = json!({"errors": {"body": ["Too long."], "cc_email": ["No address."]}});
    let receipt = done(&action, answer(422, &wrong.to_string())).await;
    let Outcome::Refused(refusals) = &receipt.outcomes[0] else {
        panic!("{receipt:?}")
    };
    let fields: Vec<_> = refusals
        .iter()
        .map(|refusal| refusal.field.join("."))
        .collect();
    assert_eq!(fields, ["message", "native.invoiceNinja.ccEmail"]);
}

#[tokio::test]
async fn reminders_go_out_together() {
    let targets = ["In1aaaaaaa", "In2aaaaaaa"].map(|id| invoice(json!({"id": id})));
    let action = of(&targets, What::SendReminders(step(2)));
    let (line, body) = planned(&action);
    assert_eq!(
        line,
        "POST /invoices/bulk?per_page=2&include=client.group_settings,payments"
    );
    let ids = json!(["In1aaaaaaa", "In2aaaaaaa"]);
    assert_eq!(
        body,
        json!({"action": "email", "ids": ids, "email_type": "reminder2"})
    );
    let rows = [
        document(json!({"id": "In1aaaaaaa"})),
        document(json!({"id": "In2aaaaaaa", "status_id": "1"})),
    ];
    let receipt = done(&action, ok(&json!({"data": rows}))).await;
    assert!(
        matches!(
            receipt.outcomes[..],
            [Outcome::Applied, Outcome::Refused(_)]
        ),
        "what is still a draft was not sent"
    );
    assert_eq!(receipt.touched.shown.len(), 2);
}

#[test]
fn a_reminder_without_a_step_is_the_one_that_is_due() {
    let ids = json!([ID]);
    assert_eq!(
        body(&remind(Reminder::default())),
        json!({"action": "email", "ids": ids})
    );
    let endless = with_native(
        remind(Reminder::default()),
        json!({"email_type": "reminder_endless"}),
    );
    assert_eq!(body(&endless)["email_type"], "reminder_endless");
    let both = with_native(remind(step(1)), json!({"email_type": "custom1"}));
    assert_eq!(
        refused(&both),
        [(
            ErrorKind::InvalidInput,
            "native.invoiceNinja.template".to_owned()
        )]
    );
    let reminder = Reminder {
        step: Some(4),
        email_address: Some("x@y.example".to_owned()),
        message: Some("Betaal".to_owned()),
    };
    assert_eq!(
        refused(&remind(reminder)),
        [
            (ErrorKind::Unsupported, "emailAddress".to_owned()),
            (ErrorKind::Unsupported, "message".to_owned()),
            (ErrorKind::InvalidInput, "step".to_owned()),
        ]
    );
}

#[tokio::test]
async fn the_schedule_of_reminders_is_planned_anew_by_the_server() {
    let action = of(&[], What::RefreshReminderSchedule);
    let line = "POST /invoices/update_reminders".to_owned();
    assert_eq!(planned(&action), (line, json!({})));
    let receipt = done(&action, ok(&json!({"message": "Updating reminders"}))).await;
    assert!(is_applied(&receipt));
    let receipt = done(&action, answer(401, r#"{"message":"Nee"}"#)).await;
    assert!(why(&receipt).2.contains("administrator"));
}

fn mailed(at: &str) -> Value {
    let mut document = document(json!({}));
    document["invitations"][0]["sent_date"] = json!(at);
    json!({"invitations": document["invitations"]})
}

#[test]
fn a_letter_is_found_again_by_the_marks_that_it_leaves() {
    let today = clock::now().strftime("%Y-%m-%d").to_string();
    for action in [send(Sending::default()), remind(step(1))] {
        let is_letter = action.kind() == ActionKind::SendInvoice;
        let judged = |fields: Value| judged(&action, &invoice(fields));
        assert_eq!(judged(mailed("2026-02-26 08:00:02")), Evidence::Done(None));
        assert_eq!(
            judged(json!({"last_sent_date": today})),
            Evidence::Done(None)
        );
        let reminded = judged(json!({"reminder1_sent": today}));
        assert_eq!(reminded == Evidence::Done(None), !is_letter);
        // The day is written down before the answer comes, and the rest when the queue gets to it.
        let quiet = if is_letter {
            Evidence::NotDone
        } else {
            Evidence::Unclear
        };
        assert_eq!(judged(json!({})), quiet);
    }
}

#[test]
fn a_second_letter_of_a_day_cannot_be_told_from_the_first() {
    let today = clock::now().strftime("%Y-%m-%d").to_string();
    let sent = json!({"last_sent_date": today});
    let action = on(
        &invoice(sent.clone()),
        What::SendInvoice(Sending::default()),
    );
    assert_eq!(judged(&action, &invoice(sent)), Evidence::Unclear);
    let draft = json!({"status_id": "1"});
    let action = on(&invoice(draft.clone()), What::SendReminders(step(1)));
    assert_eq!(judged(&action, &invoice(draft)), Evidence::NotDone);
}

#[test]
fn each_of_several_letters_is_remembered() {
    let targets = ["In1aaaaaaa", "In2aaaaaaa"].map(|id| invoice(json!({"id": id})));
    let action = of(&targets, What::SendReminders(step(1)));
    let traces = provider().traces(&action);
    let mut now = mailed("2026-03-12 06:00:00");
    now["id"] = json!("In2aaaaaaa");
    let judged = provider().evidence(&action, &traces, &invoice(now), None);
    assert_eq!(judged, Evidence::Done(None));
}

#[test]
fn a_letter_needs_somebody_with_an_address() {
    let mut nobody = document(json!({}))["client"].clone();
    for contact in nobody["contacts"].as_array_mut().unwrap() {
        contact["email"] = json!("");
    }
    let mut second = nobody.clone();
    second["contacts"][0]["email"] = json!("jef@leopold.example");
    for kind in [ActionKind::SendInvoice, ActionKind::SendReminders] {
        let found = obstacle(kind, json!({"client": nobody})).unwrap();
        assert_eq!(found.kind, ObstacleKind::MissingData);
        assert_eq!(obstacle(kind, json!({"client": second})), None);
        assert_eq!(obstacle(kind, json!({"client": null})), None);
    }
}
