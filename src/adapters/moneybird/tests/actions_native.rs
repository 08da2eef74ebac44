//! Every native field of the schema reaches the request.

use std::collections::BTreeSet;

use async_graphql::MaybeUndefined::{Null, Value as Given};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::{
    adapters::moneybird::tests::{
        actions::{
            day, external_invoice, invoice, native, number, on, planned, refused, with_native,
        },
        actions_invoices::create,
    },
    domain::ProviderId,
    native::{
        MoneybirdExternalInvoiceInput, MoneybirdInvoiceInput, MoneybirdLineInput,
        MoneybirdPaymentInput, MoneybirdReminderDelivery, MoneybirdReminderInput,
        MoneybirdSendingInput, fields,
    },
    provider::action::{Action, NewInvoice, NewLine, NewPayment, Reminder, Sending, What},
};

/// All fields of a sales invoice, to be emptied.
fn all_of_an_invoice() -> Map<String, Value> {
    fields(&MoneybirdInvoiceInput {
        contact_person_id: Null,
        original_estimate_id: Null,
        document_style_id: Null,
        workflow_id: Null,
        invoice_sequence_id: Null,
        remove_invoice_sequence_id: Null,
        first_due_interval: Null,
        payment_conditions: Null,
        time_entry_ids: Null,
        custom_fields: Null,
        update_contact: Null,
        from_payment_request: Null,
    })
}

fn refused_fields(action: &Action) -> BTreeSet<String> {
    refused(action).into_iter().map(|(_, path)| path).collect()
}

#[test]
fn a_sales_invoice_takes_every_field_when_it_is_made_or_when_it_is_changed() {
    let all = all_of_an_invoice();
    let changed = with_native(
        on(&invoice(json!({})), What::UpdateInvoice(Box::default())),
        Value::Object(all.clone()),
    );
    let only_when_new = ["native.moneybird.fromPaymentRequest".to_owned()];
    assert_eq!(refused_fields(&changed), only_when_new.into());

    let given = all.keys().map(|key| (key.clone(), json!("1"))).collect();
    let new = with_native(create(NewInvoice::default()), Value::Object(given));
    let only_when_changed = ["removeInvoiceSequenceId", "updateContact"];
    let mut expected: BTreeSet<_> = only_when_changed
        .map(|name| format!("native.moneybird.{name}"))
        .into();
    // The contact person's company is missing.
    expected.insert("customerId".to_owned());
    assert_eq!(refused_fields(&new), expected);
}

#[test]
fn an_external_invoice_takes_every_field() {
    let all = fields(&MoneybirdExternalInvoiceInput {
        source: Null,
        source_url: Null,
    });
    let action = with_native(
        on(
            &external_invoice(json!({})),
            What::UpdateInvoice(Box::default()),
        ),
        Value::Object(all.clone()),
    );
    assert_eq!(
        planned(&action).1["external_sales_invoice"],
        Value::Object(all)
    );
}

#[test]
fn a_line_takes_every_field() {
    let all = fields(&MoneybirdLineInput {
        amount: Given("2 hours".to_owned()),
        period: Given("this_month".to_owned()),
        ledger_account_id: Given("1".into()),
        project_id: Given("2".into()),
        row_order: Given(0),
        automated_tax_enabled: Given(true),
        is_optional: Given(false),
        is_selected: Given(false),
    });
    let line = NewLine {
        native: Some(native(ProviderId::Moneybird, Value::Object(all.clone()))),
        ..NewLine::default()
    };
    let action = create(NewInvoice {
        line_items: vec![line],
        ..NewInvoice::default()
    });
    assert_eq!(
        planned(&action).1["sales_invoice"]["details_attributes"],
        json!([all])
    );
}

#[test]
fn sendings_reminders_and_payments_take_every_field() {
    let today: Date = day("2026-08-01");
    let sending = fields(&MoneybirdSendingInput {
        deliver_ubl: Given(true),
        mergeable: Given(true),
    });
    let reminder = fields(&MoneybirdReminderInput {
        delivery_method: Given(MoneybirdReminderDelivery::Manual),
        workflow_id: Given("1".into()),
        document_style_id: Given("2".into()),
        identity_id: Given("3".into()),
    });
    assert_eq!(reminder["delivery_method"], "Manual");
    let payment = fields(&MoneybirdPaymentInput {
        price_base: Given(number("1").into()),
        financial_account_id: Given("1".into()),
        financial_mutation_id: Given("2".into()),
        manual_payment_action: Given("cash_payment".to_owned()),
        ledger_account_id: Given("3".into()),
        invoice_id: Given("4".into()),
    });
    let paid = NewPayment {
        amount: number("1"),
        date: today,
        reference: None,
        key: None,
    };
    for (what, native, place) in [
        (
            What::ScheduleInvoice(today, Sending::default()),
            sending,
            "/sales_invoice_sending",
        ),
        (
            What::SendReminders(Reminder::default()),
            reminder,
            "/sales_invoice_reminders/0",
        ),
        (What::CreatePayment(paid), payment, "/payment"),
    ] {
        let action = with_native(on(&invoice(json!({})), what), json!(native));
        let body = planned(&action).1;
        let sent = body.pointer(place).unwrap();
        for (key, value) in native {
            assert_eq!(sent[&key], value, "{key}");
        }
    }
}
