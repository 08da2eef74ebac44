//! Every native field of the schema reaches the request.

use async_graphql::MaybeUndefined::{self, Value as Given};
use serde_json::{Map, Value, json};

use crate::{
    adapters::invoice_ninja::tests::actions::{
        body, day, invoice, native, native_id, number, of, on, with_native,
    },
    native::{
        InvoiceNinjaAllocationInput, InvoiceNinjaAttachmentInput, InvoiceNinjaCreditInput,
        InvoiceNinjaEmailInput, InvoiceNinjaInvitationInput, InvoiceNinjaInvoiceInput,
        InvoiceNinjaLineInput, InvoiceNinjaPaymentInput, InvoiceNinjaRefundInput,
        InvoiceNinjaReminderInput, InvoiceNinjaTemplate, fields,
    },
    provider::action::{Action, NewInvoice, NewLine, NewPayment, Refund, Reminder, Sending, What},
    scalar::{Date, DecimalText, Json},
};

fn text() -> MaybeUndefined<String> {
    Given("x".to_owned())
}

fn id() -> MaybeUndefined<async_graphql::ID> {
    Given("Id1aaaaaaa".into())
}

fn five() -> MaybeUndefined<DecimalText> {
    Given(DecimalText(number("5.00")))
}

fn date() -> MaybeUndefined<Date> {
    Given(Date(day("2026-05-01")))
}

fn invoice_input() -> InvoiceNinjaInvoiceInput {
    InvoiceNinjaInvoiceInput {
        user_id: id(),
        assigned_user_id: id(),
        vendor_id: id(),
        project_id: id(),
        location_id: id(),
        design_id: id(),
        terms: text(),
        footer: text(),
        tax_name1: text(),
        tax_rate1: five(),
        tax_name2: text(),
        tax_rate2: five(),
        tax_name3: text(),
        tax_rate3: five(),
        partial: five(),
        partial_due_date: date(),
        exchange_rate: five(),
        custom_value1: text(),
        custom_value2: text(),
        custom_value3: text(),
        custom_value4: text(),
        custom_surcharge1: five(),
        custom_surcharge2: five(),
        custom_surcharge3: five(),
        custom_surcharge4: five(),
        invitations: Given(vec![InvoiceNinjaInvitationInput {
            client_contact_id: "Ct1aaaaaaa".into(),
            key: text(),
        }]),
        auto_bill_enabled: Given(false),
        e_invoice: Given(Json(json!({"Invoice": {}}))),
        mark_sent: Given(true),
        send_email: Given(true),
        paid: Given(true),
        amount_paid: five(),
        payment_reference: text(),
        auto_bill: Given(true),
        cancel: Given(true),
        save_default_footer: Given(true),
        save_default_terms: Given(true),
        retry_e_send: Given(true),
    }
}

fn payment_input() -> InvoiceNinjaPaymentInput {
    InvoiceNinjaPaymentInput {
        amount: five(),
        invoices: Given(vec![InvoiceNinjaAllocationInput {
            invoice_id: "Ot8erInv0x".into(),
            amount: DecimalText(number("5")),
        }]),
        credits: Given(vec![InvoiceNinjaCreditInput {
            credit_id: "Cr1aaaaaaa".into(),
            amount: DecimalText(number("5")),
        }]),
        type_id: text(),
        number: text(),
        private_notes: text(),
        client_contact_id: id(),
        user_id: id(),
        assigned_user_id: id(),
        project_id: id(),
        vendor_id: id(),
        currency_id: text(),
        exchange_rate: five(),
        exchange_currency_id: text(),
        custom_value1: text(),
        custom_value2: text(),
        custom_value3: text(),
        custom_value4: text(),
        email_receipt: Given(true),
    }
}

fn is_sent(action: Action, given: &Map<String, Value>) {
    assert!(!given.is_empty());
    let body = body(&with_native(action, Value::Object(given.clone())));
    for (wire, value) in given {
        match wire.as_str() {
            // The invoice's own share stands before the others.
            "invoices" => assert_eq!(body[wire][1], value[0]),
            "is_public" => assert_eq!(body[wire], "0"),
            _ => assert_eq!(body[wire], *value, "{wire}"),
        }
    }
}

#[test]
fn an_invoice_takes_every_field() {
    let all = fields(&invoice_input());
    assert_eq!(all.len(), 38);
    assert_eq!(all["tax_rate1"], "5");
    let wanted = NewInvoice {
        customer_id: Some(native_id("Cl4pT7xY9w")),
        ..NewInvoice::default()
    };
    is_sent(of(&[], What::CreateInvoice(Box::new(wanted))), &all);
    is_sent(
        on(&invoice(json!({})), What::UpdateInvoice(Box::default())),
        &all,
    );
}

#[test]
fn a_line_takes_every_field() {
    let all = fields(&InvoiceNinjaLineInput {
        product_cost: five(),
        discount: five(),
        is_amount_discount: Given(true),
        tax_name2: text(),
        tax_rate2: five(),
        tax_name3: text(),
        tax_rate3: five(),
        sort_id: text(),
        date: date(),
        custom_value1: text(),
        custom_value2: text(),
        custom_value3: text(),
        custom_value4: text(),
        type_id: text(),
        tax_id: text(),
        task_id: id(),
        expense_id: id(),
        unit_code: text(),
    });
    let wanted = NewInvoice {
        customer_id: Some(native_id("Cl4pT7xY9w")),
        line_items: vec![NewLine {
            native: Some(native(Value::Object(all.clone()))),
            ..NewLine::default()
        }],
        ..NewInvoice::default()
    };
    let body = body(&of(&[], What::CreateInvoice(Box::new(wanted))));
    for (wire, value) in all {
        assert_eq!(body["line_items"][0][&wire], value, "{wire}");
    }
}

#[test]
fn letters_payments_refunds_and_files_take_every_field() {
    let target = invoice(json!({}));
    let email = fields(&InvoiceNinjaEmailInput {
        template: Given(InvoiceNinjaTemplate::Reminder1),
        cc_email: Given(vec!["a@b.example".to_owned()]),
    });
    is_sent(on(&target, What::SendInvoice(Sending::default())), &email);
    let reminder = fields(&InvoiceNinjaReminderInput {
        template: Given(InvoiceNinjaTemplate::ReminderEndless),
    });
    is_sent(
        on(&target, What::SendReminders(Reminder::default())),
        &reminder,
    );
    let payment = NewPayment {
        amount: number("5"),
        date: day("2026-05-01"),
        reference: None,
        key: None,
    };
    is_sent(
        on(&target, What::CreatePayment(payment)),
        &fields(&payment_input()),
    );
    let refund = Refund {
        payment: native_id("Py1abcdefg"),
        amount: None,
        date: day("2026-05-01"),
    };
    let all = fields(&InvoiceNinjaRefundInput {
        gateway_refund: Given(true),
        email_receipt: Given(true),
    });
    is_sent(on(&target, What::RefundPayment(refund)), &all);
    let file = fields(&InvoiceNinjaAttachmentInput {
        is_public: Given(false),
    });
    is_sent(
        on(
            &target,
            What::AddAttachment(super::actions_files::upload(1)),
        ),
        &file,
    );
}
