//! E-mails with invoices, reminders, and their schedule.

use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    Case, case,
    desk::{Desk, native_id},
    invoice_ninja::{ACCOUNT, added, bulk, client_with, merged, open, to_do},
    promise,
    vendors::today,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("sendInvoice", send),
        case("sendInvoice", send_template),
        case("sendReminders", remind),
        case("sendReminders", remind_by_template),
        case("refreshReminderSchedule", refresh_schedule),
    ]
}

pub(super) fn promises() -> Vec<Trial> {
    vec![
        promise(
            ACCOUNT,
            "nobody_is_written_to_without_an_address",
            no_address,
        ),
        promise(
            ACCOUNT,
            "what_letters_cannot_say_is_refused_unasked",
            untaken,
        ),
    ]
}

async fn send(desk: Desk) {
    let invoice = added(&desk, json!({"status_id": "1"})).await;
    let input = json!({"invoiceId": invoice, "delivery": "EMAIL", "subject": "Your desk", "message": "Here is the invoice."});
    let told = desk
        .done("sendInvoice", input, "invoice { status sentAt }")
        .await;
    desk.write().await.must_be(
        "POST",
        "/api/v1/emails",
        json!({
            "entity": "invoice", "entity_id": native_id(&invoice), "template": "email_template_invoice",
            "subject": "Your desk", "body": "Here is the invoice.",
        }),
    );
    assert_eq!(told["invoice"]["status"], json!("OPEN"));
    let sent = told["invoice"]["sentAt"].as_str().expect("a moment");
    assert!(sent.starts_with(&today().to_string()), "{sent}");
    assert_eq!(desk.later(&invoice, "status sentAt").await, told["invoice"]);
}

async fn send_template(desk: Desk) {
    let invoice = open(&desk).await;
    let native = json!({"invoiceNinja": {"template": "REMINDER1", "ccEmail": ["a@elm.example", "b@elm.example"]}});
    let input = json!({"invoiceId": invoice, "native": native});
    desk.done("sendInvoice", input, "invoice { id }").await;
    desk.write().await.must_be(
        "POST",
        "/api/v1/emails",
        json!({
            "entity": "invoice", "entity_id": native_id(&invoice), "template": "email_template_reminder1",
            "cc_email": "a@elm.example,b@elm.example",
        }),
    );
    let selection = "native { ... on InvoiceNinjaInvoice { reminder1Sent } }";
    let later = desk.later(&invoice, selection).await;
    assert_eq!(later["native"]["reminder1Sent"], json!(today().to_string()));
}

async fn remind(desk: Desk) {
    let (first, second) = (open(&desk).await, open(&desk).await);
    let ids = [&first, &second];
    let input = json!({"invoiceIds": ids, "step": 2});
    let selection = "results { id outcome }";
    let told = desk.done("sendReminders", input, selection).await;
    let wanted = merged(to_do("email", &ids), json!({"email_type": "reminder2"}));
    desk.write().await.must_be("POST", &bulk(2), wanted);
    let wanted = json!([{"id": first, "outcome": "APPLIED"}, {"id": second, "outcome": "APPLIED"}]);
    assert_eq!(told["results"], wanted);
    let selection = "native { ... on InvoiceNinjaInvoice { reminder1Sent reminder2Sent } }";
    for id in ids {
        let later = desk.later(id, selection).await;
        let wanted = json!({"reminder1Sent": null, "reminder2Sent": today().to_string()});
        assert_eq!(later["native"], wanted);
    }
}

async fn remind_by_template(desk: Desk) {
    let invoice = open(&desk).await;
    let native = json!({"invoiceNinja": {"template": "REMINDER3"}});
    let input = json!({"invoiceIds": [invoice], "native": native});
    desk.done("sendReminders", input, "results { outcome }")
        .await;
    let wanted =
        json!({"action": "email", "ids": [native_id(&invoice)], "email_type": "reminder3"});
    desk.write().await.must_be("POST", &bulk(1), wanted);
    let selection = "native { ... on InvoiceNinjaInvoice { reminder3Sent } }";
    let later = desk.later(&invoice, selection).await;
    assert_eq!(later["native"]["reminder3Sent"], json!(today().to_string()));
}

/// The server plans all reminders anew in its own time, and says nothing of any invoice.
async fn refresh_schedule(desk: Desk) {
    let invoice = open(&desk).await;
    // Behind the API's back the schedule does not follow the day.
    let set = json!({"due_date": "2026-09-01"});
    let command = json!({"edit": {"resource": ACCOUNT, "id": native_id(&invoice), "set": set}});
    desk.house.control(command).await;
    let told = desk
        .done(
            "refreshReminderSchedule",
            json!({"accountId": ACCOUNT}),
            "account { id }",
        )
        .await;
    desk.write()
        .await
        .must_be("POST", "/api/v1/invoices/update_reminders", json!({}));
    assert!(told["account"]["id"].is_string(), "{told:#}");
    let selection = "native { ... on InvoiceNinjaInvoice { nextSendDate } }";
    desk.read(&invoice, selection).await;
    let later = desk.later(&invoice, selection).await;
    let next = later["native"]["nextSendDate"].as_str().expect("a moment");
    assert!(next.starts_with("2026-09-01"), "{next}");
}

async fn no_address(desk: Desk) {
    let contacts = json!([{"first_name": "Eva", "last_name": "Elm"}]);
    let client = client_with(&desk, json!({"contacts": contacts})).await;
    let invoice = added(&desk, json!({"status_id": "2", "client_id": client})).await;
    let told = desk
        .act("sendInvoice", json!({"invoiceId": invoice}), "")
        .await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("CONFLICT"));
    assert_eq!(error["field"], json!(["input", "invoiceId"]));
    let input = json!({"invoiceIds": [invoice]});
    let told = desk
        .act("sendReminders", input, "results { outcome }")
        .await;
    assert_eq!(told["results"], json!([{"outcome": "REFUSED"}]), "{told:#}");
    assert_eq!(desk.writes().await, []);
}

async fn untaken(desk: Desk) {
    let invoice = open(&desk).await;
    let send = |more| merged(json!({"invoiceId": invoice}), more);
    let remind = |more| merged(json!({"invoiceIds": [invoice]}), more);
    for (mutation, input, field, code) in [
        (
            "sendInvoice",
            send(json!({"delivery": "PEPPOL"})),
            "delivery",
            "UNSUPPORTED",
        ),
        (
            "sendInvoice",
            send(json!({"emailAddress": "a@elm.example"})),
            "emailAddress",
            "UNSUPPORTED",
        ),
        (
            "sendInvoice",
            send(json!({"subject": "Hi"})),
            "subject",
            "INVALID_INPUT",
        ),
        (
            "sendReminders",
            remind(json!({"step": 4})),
            "step",
            "INVALID_INPUT",
        ),
        (
            "sendReminders",
            remind(json!({"message": "It is late."})),
            "message",
            "UNSUPPORTED",
        ),
    ] {
        let told = desk.act(mutation, input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
        let error = &told["userErrors"][0];
        assert_eq!(error["code"], json!(code), "{mutation}: {told:#}");
        assert_eq!(error["field"], json!(["input", field]), "{mutation}");
        assert_eq!(desk.writes().await, [], "{mutation}");
    }
}
