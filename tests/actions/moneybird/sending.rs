//! Invoices that go to the customer: now, on a later day, or without Moneybird.

use jiff::ToSpan;
use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::Desk,
    moneybird::{added, path},
    vendors::today,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("sendInvoice", send_as_the_customer_prefers),
        case("sendInvoice", send_by_email),
        case("sendInvoice", send_over_peppol),
        case("scheduleInvoice", schedule),
        case("markSent", mark_sent),
    ]
}

async fn draft(desk: &Desk) -> String {
    added(desk, json!({"state": "draft"})).await
}

async fn send_as_the_customer_prefers(desk: Desk) {
    let invoice = draft(&desk).await;
    let input = json!({"invoiceId": invoice});
    let told = desk
        .done(
            "sendInvoice",
            input,
            "invoice { status number sentAt issueDate }",
        )
        .await;
    // Anything more would overrule what the customer and the workflow say.
    let write = desk.write().await;
    write.must_be("PATCH", &path(&invoice, "/send_invoice"), json!({}));
    assert_eq!(told["invoice"]["status"], json!("OPEN"));
    assert!(
        told["invoice"]["number"].is_string(),
        "it has its number now"
    );
    assert_eq!(told["invoice"]["issueDate"], json!(today().to_string()));
    let later = desk
        .later(&invoice, "status number sentAt timeline { action }")
        .await;
    for field in ["status", "number", "sentAt"] {
        assert_eq!(later[field], told["invoice"][field]);
    }
    assert!(was(&later, "sales_invoice_send_email"), "{later:#}");
}

async fn send_by_email(desk: Desk) {
    let invoice = draft(&desk).await;
    let (address, message) = ("boss@customer.example", "Dear all,\n\nsee {invoice_id}");
    let input = json!({"invoiceId": invoice, "delivery": "EMAIL", "emailAddress": address, "message": message});
    desk.done("sendInvoice", input, "invoice { status }").await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, "/send_invoice"),
        json!({"sales_invoice_sending": {
            "delivery_method": "Email", "email_address": address, "email_message": message,
        }}),
    );
    let selection = "status number timeline { action native { ... on MoneybirdEvent { data } } }";
    let later = desk.later(&invoice, selection).await;
    assert_eq!(later["status"], json!("OPEN"));
    let timeline = later["timeline"].as_array().expect("a list");
    let mail = timeline
        .iter()
        .find(|event| event["action"] == "sales_invoice_send_email");
    let data = &mail.expect("it was sent")["native"]["data"];
    assert_eq!(data["email_address"], json!(address));
    let number = later["number"].as_str().expect("a number");
    assert_eq!(
        data["email_message"],
        json!(format!("Dear all,\n\nsee {number}"))
    );
}

async fn send_over_peppol(desk: Desk) {
    let books = desk.house.books("moneybird").await;
    let contacts = books.iter().map(|invoice| &invoice["contact"]);
    let is_member = |contact: &&Value| {
        contact["si_identifier"]
            .as_str()
            .is_some_and(|id| !id.is_empty())
    };
    let contact = contacts
        .clone()
        .find(is_member)
        .expect("somebody is in the network");
    let fields = json!({"state": "draft", "contact_id": contact["id"]});
    let invoice = added(&desk, fields).await;
    let input = json!({"invoiceId": invoice, "delivery": "PEPPOL"});
    desk.done("sendInvoice", input, "invoice { status }").await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, "/send_invoice"),
        json!({"sales_invoice_sending": {"delivery_method": "Peppol"}}),
    );
    let later = desk.later(&invoice, "status timeline { action }").await;
    assert!(was(&later, "sales_invoice_send_si"), "{later:#}");
}

async fn schedule(desk: Desk) {
    let invoice = draft(&desk).await;
    let day = today() + 9.days();
    let input = json!({"invoiceId": invoice, "date": day.to_string(), "delivery": "EMAIL", "message": "Hello"});
    let selection = "invoice { status number issueDate }";
    let told = desk.done("scheduleInvoice", input, selection).await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, "/send_invoice"),
        json!({"sales_invoice_sending": {
            "sending_scheduled": true, "invoice_date": day.to_string(),
            "delivery_method": "Email", "email_message": "Hello",
        }}),
    );
    let wanted = json!({"status": "SCHEDULED", "number": null, "issueDate": day.to_string()});
    assert_eq!(told["invoice"], wanted);
    assert_eq!(
        desk.later(&invoice, "status number issueDate").await,
        wanted
    );
    // On that day it is sent, which a reader sees after a refresh.
    desk.house.control(json!({"today": day.to_string()})).await;
    let refresh = "mutation { refreshAccount(input: {accountId: \"moneybird\"}) { outcome } }";
    desk.house.data(refresh, json!({})).await;
    let later = desk.later(&invoice, "status number").await;
    assert_eq!(later["status"], json!("OPEN"));
    assert!(later["number"].is_string());
}

async fn mark_sent(desk: Desk) {
    let invoice = draft(&desk).await;
    let input = json!({"invoiceId": invoice});
    let told = desk
        .done("markSent", input, "invoice { status number }")
        .await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, "/send_invoice"),
        json!({"sales_invoice_sending": {"delivery_method": "Manual"}}),
    );
    assert_eq!(told["invoice"]["status"], json!("OPEN"));
    let later = desk
        .later(&invoice, "status number timeline { action }")
        .await;
    assert_eq!(later["number"], told["invoice"]["number"]);
    assert!(was(&later, "sales_invoice_send_manually"), "{later:#}");
}

fn was(invoice: &Value, action: &str) -> bool {
    let timeline = invoice["timeline"].as_array().expect("a list");
    timeline
        .iter()
        .any(|event| event["action"] == json!(action))
}
