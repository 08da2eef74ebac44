//! What only Moneybird knows of an invoice, done and seen later in its own words.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::Desk,
    moneybird::{added, open, path},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("createInvoice", create),
        case("updateInvoice", update),
        case("sendReminders", remind_by_hand),
        case("markPaid", pay_in_cash),
        case("createPayment", pay_at_another_rate),
    ]
}

/// An id of the simulated books' settings.
fn setting(last: u64) -> String {
    (281_474_976_710_000_000 + last).to_string()
}

/// A customer with people, and one of them.
async fn people(desk: &Desk) -> (Value, Value) {
    let books = desk.house.books("moneybird").await;
    let people = |contact: &Value| contact["contact_people"][0]["id"].clone();
    let contacts = books.iter().map(|invoice| &invoice["contact"]);
    let contact = contacts
        .into_iter()
        .find(|contact| !people(contact).is_null());
    let contact = contact.expect("a customer with people");
    (contact["id"].clone(), people(contact))
}

async fn create(desk: Desk) {
    let (customer, person) = people(&desk).await;
    let line = json!({
        "description": "Support", "unitPrice": "40", "taxRateId": setting(700_100),
        "native": {"moneybird": {
            "amount": "2,5 uur", "period": "20260101..20260331", "ledgerAccountId": setting(700_603),
            "projectId": setting(704_000), "rowOrder": 0,
        }},
    });
    let own = json!({
        "contactPersonId": person, "originalEstimateId": setting(703_000),
        "documentStyleId": setting(700_302), "workflowId": setting(700_202),
        "invoiceSequenceId": setting(700_551), "firstDueInterval": 45,
        "paymentConditions": "Within {document.due_date}", "timeEntryIds": [setting(700_901), setting(700_902)],
        "customFields": [{"id": setting(700_802), "value": "Cost centre 4"}], "fromPaymentRequest": true,
    });
    let input = json!({
        "accountId": "moneybird", "customerId": customer, "lineItems": [line], "native": {"moneybird": own},
    });
    let told = desk.done("createInvoice", input, "invoice { id }").await;
    desk.write().await.must_be(
        "POST",
        "/123/sales_invoices.json",
        json!({
            "from_payment_request": true,
            "sales_invoice": {
                "contact_id": customer, "contact_person_id": person, "original_estimate_id": setting(703_000),
                "document_style_id": setting(700_302), "workflow_id": setting(700_202),
                "invoice_sequence_id": setting(700_551), "first_due_interval": 45,
                "payment_conditions": "Within {document.due_date}",
                "time_entry_ids": [setting(700_901), setting(700_902)],
                "custom_fields_attributes": [{"id": setting(700_802), "value": "Cost centre 4"}],
                "details_attributes": [{
                    "description": "Support", "price": "40", "amount": "2,5 uur", "tax_rate_id": setting(700_100),
                    "period": "20260101..20260331", "ledger_account_id": setting(700_603),
                    "project_id": setting(704_000), "row_order": 0,
                }],
            },
        }),
    );
    let id = told["invoice"]["id"].as_str().expect("an id");
    let later = desk
        .later(
            id,
            "total { amount } customFields { value } native { ... on MoneybirdSalesInvoice {
                contactPersonId originalEstimateId documentStyleId workflowId paymentConditions
                timeEntries { id } details { amount period ledgerAccountId projectId }
            } } timeline { action }",
        )
        .await;
    assert_eq!(later["total"]["amount"], json!("100.00"));
    assert_eq!(later["customFields"], json!([{"value": "Cost centre 4"}]));
    let wanted = json!({
        "contactPersonId": person, "originalEstimateId": setting(703_000),
        "documentStyleId": setting(700_302), "workflowId": setting(700_202),
        "paymentConditions": "Within {document.due_date}",
        "timeEntries": [{"id": setting(700_901)}, {"id": setting(700_902)}],
        "details": [{
            "amount": "2,5 uur", "period": "20260101..20260331", "ledgerAccountId": setting(700_603),
            "projectId": setting(704_000),
        }],
    });
    assert_eq!(later["native"], wanted);
    let action = &later["timeline"][0]["action"];
    assert_eq!(*action, json!("sales_invoice_created_from_payment_request"));
}

async fn update(desk: Desk) {
    let (customer, person) = people(&desk).await;
    let fields = json!({"state": "draft", "contact_id": customer});
    let invoice = added(&desk, fields).await;
    let line = desk.book(&invoice).await["details"][0]["id"].clone();
    let change =
        |fields: Value| json!({"nativeId": line, "line": {"native": {"moneybird": fields}}});
    let own = json!({
        "contactPersonId": person, "firstDueInterval": 60, "paymentConditions": "At once",
        "updateContact": true, "removeInvoiceSequenceId": true,
    });
    let period = change(json!({"period": "20260101..20260131"}));
    let changes = json!({"lineItems": {"update": [period]}});
    let input = json!({"invoiceId": invoice, "changes": changes, "native": {"moneybird": own}});
    desk.done("updateInvoice", input, "").await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, ""),
        json!({"sales_invoice": {
            // The page wants the customer beside a person.
            "contact_id": customer, "contact_person_id": person, "first_due_interval": 60,
            "payment_conditions": "At once", "update_contact": true, "remove_invoice_sequence_id": true,
            "details_attributes": [{"id": line, "period": "20260101..20260131"}],
        }}),
    );
    let selection = "native { ... on MoneybirdSalesInvoice { contactPersonId paymentConditions details { period } } }";
    let later = desk.later(&invoice, selection).await;
    let wanted = json!({
        "contactPersonId": person, "paymentConditions": "At once",
        "details": [{"period": "20260101..20260131"}],
    });
    assert_eq!(later["native"], wanted);

    // Null empties, and what is left out stays.
    let own = json!({"paymentConditions": null});
    let changes = json!({"lineItems": {"update": [change(json!({"period": null}))]}});
    let input = json!({"invoiceId": invoice, "changes": changes, "native": {"moneybird": own}});
    desk.done("updateInvoice", input, "").await;
    desk.write().await.must_be(
        "PATCH",
        &path(&invoice, ""),
        json!({"sales_invoice": {
            "payment_conditions": null, "details_attributes": [{"id": line, "period": null}],
        }}),
    );
    let later = desk.later(&invoice, selection).await;
    assert_eq!(later["native"]["contactPersonId"], person);
    assert_eq!(later["native"]["details"], json!([{"period": null}]));
    assert_ne!(later["native"]["paymentConditions"], json!("At once"));
}

async fn remind_by_hand(desk: Desk) {
    let invoice = open(&desk).await;
    let book = desk.book(&invoice).await;
    let input =
        json!({"invoiceIds": [invoice], "native": {"moneybird": {"deliveryMethod": "MANUAL"}}});
    desk.done("sendReminders", input, "results { outcome }")
        .await;
    let mut letter = json!({"delivery_method": "Manual", "sales_invoice_ids": [book["id"]]});
    for key in [
        "contact_id",
        "workflow_id",
        "document_style_id",
        "identity_id",
    ] {
        letter[key] = book[key].clone();
    }
    let body = json!({"sales_invoice_reminders": [letter]});
    let write = desk.write().await;
    write.must_be("POST", "/123/sales_invoices/send_reminders.json", body);
    let later = desk
        .later(&invoice, "nativeStatus timeline { action }")
        .await;
    assert_eq!(later["nativeStatus"], json!("reminded"));
    let timeline = later["timeline"].to_string();
    assert!(
        timeline.contains("sales_invoice_send_reminder_manually"),
        "{timeline}"
    );
}

async fn pay_in_cash(desk: Desk) {
    let invoice = open(&desk).await;
    let own =
        json!({"manualPaymentAction": "cash_payment", "financialAccountId": setting(700_701)});
    let input = json!({"invoiceId": invoice, "date": "2026-05-01", "native": {"moneybird": own}});
    desk.done("markPaid", input, "").await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "/payments"),
        json!({"payment": {
            "payment_date": "2026-05-01", "price": "100.0", "manual_payment_action": "cash_payment",
            "financial_account_id": setting(700_701),
        }}),
    );
    let selection = "status payments { native { ... on MoneybirdPayment { manualPaymentAction financialAccountId } } }";
    let later = desk.later(&invoice, selection).await;
    assert_eq!(later["status"], json!("PAID"));
    let native =
        json!({"manualPaymentAction": "cash_payment", "financialAccountId": setting(700_701)});
    assert_eq!(later["payments"], json!([{"native": native}]));
}

async fn pay_at_another_rate(desk: Desk) {
    let invoice = added(&desk, json!({"state": "open", "currency": "USD"})).await;
    let own = json!({"priceBase": "91.27"});
    let input = json!({
        "invoiceId": invoice, "amount": "100", "date": "2026-05-01", "native": {"moneybird": own},
    });
    desk.done("createPayment", input, "").await;
    desk.write().await.must_be(
        "POST",
        &path(&invoice, "/payments"),
        json!({"payment": {"payment_date": "2026-05-01", "price": "100", "price_base": "91.27"}}),
    );
    let later = desk.later(&invoice, "status payments { baseAmount }").await;
    assert_eq!(
        later,
        json!({"status": "PAID", "payments": [{"baseAmount": "91.27"}]})
    );
}
