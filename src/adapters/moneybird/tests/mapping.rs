//! What becomes of a document.

use jiff::{Timestamp, civil::date, tz::TimeZone};
use serde_json::{Value, json};

use crate::{
    adapters::moneybird::{decode_external, decode_sales},
    domain::{Decimal, Discount, Invoice, InvoiceKind, InvoiceStatus, Money},
    error::{ErrorKind, Result},
    native::{NativeInvoice, NativeNote},
};

const SALES: &str = include_str!("../../../../tests/fixtures/moneybird/sales_invoice.json");
const EXTERNAL: &str =
    include_str!("../../../../tests/fixtures/moneybird/external_sales_invoice.json");

fn amsterdam() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

fn read(json: &str) -> Result<Invoice> {
    decode_sales(json, &amsterdam(), Timestamp::UNIX_EPOCH)
}

/// Reads the sales invoice with some of its top-level fields replaced.
fn sales_with(fields: Value) -> Result<Invoice> {
    let mut document: Value = serde_json::from_str(SALES).unwrap();
    let changes = fields.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(changes);
    read(&document.to_string())
}

fn external() -> Invoice {
    decode_external(EXTERNAL, &amsterdam(), Timestamp::UNIX_EPOCH).unwrap()
}

fn written(money: Option<Money>) -> String {
    let money = money.unwrap();
    format!("{} {}", money.amount, money.currency.code())
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

#[test]
fn a_sales_invoice_is_read_to_the_cent() {
    let invoice = read(SALES).unwrap();
    assert_eq!(invoice.id.as_str(), "512340000000000017");
    assert_eq!(invoice.number.as_deref(), Some("2026-0117"));
    assert_eq!(
        invoice.reference.as_deref(),
        Some("Order 77 / juillet \"été\" 🥐")
    );
    assert_eq!(
        invoice.description.as_deref(),
        Some("Broodbezorging **maart**")
    );
    assert_eq!(invoice.version.as_deref(), Some("1773999000"));
    assert_eq!(written(invoice.subtotal), "74.98 EUR");
    assert_eq!(written(invoice.tax), "6.75 EUR");
    assert_eq!(written(invoice.total), "81.73 EUR");
    assert_eq!(written(invoice.paid), "20.00 EUR");
    assert_eq!(written(invoice.balance), "61.73 EUR");
    assert_eq!(
        invoice.discount,
        Some(Discount::Percentage(Decimal::new(100, 1)))
    );
    let base = invoice.base_totals.unwrap();
    assert_eq!(base.tax.unwrap().to_string(), "6.75");
    assert_eq!(base.currency, None);
    assert_eq!(invoice.kind, InvoiceKind::Invoice);
    assert_eq!((invoice.deleted, invoice.archived), (Some(false), None));
    assert_eq!(invoice.workflow_id.unwrap().as_str(), "512310000000000001");
    assert_eq!(invoice.recurring_id.unwrap().as_str(), "512340000000000002");
}

#[test]
fn days_become_midnight_where_the_account_is() {
    let invoice = sales_with(json!({"paid_at": "2026-07-01"})).unwrap();
    assert_eq!(invoice.sent_at, at("2026-03-01T23:00:00Z"));
    assert_eq!(invoice.paid_at, at("2026-06-30T22:00:00Z"));
    assert_eq!(invoice.created_at, at("2026-03-01T22:15:00.250Z"));
    assert_eq!(invoice.issue_date, Some(date(2026, 3, 2)));
    assert_eq!(invoice.dubious_on, Some(date(2026, 3, 18)));
}

#[test]
fn the_customer_is_the_company_with_absent_texts_left_out() {
    let invoice = read(SALES).unwrap();
    let customer = invoice.customer.unwrap();
    assert_eq!(customer.name.as_deref(), Some("Bakkerij Zoë & Søn"));
    assert_eq!(customer.email.as_deref(), Some("invoices@bakery.example"));
    assert_eq!(customer.bank_account.as_deref(), Some("NL00TEST0123456789"));
    assert_eq!(customer.phone, None);
    assert_eq!(customer.address.line2, None);
    assert_eq!(customer.address.postal_code.as_deref(), Some("3511 AB"));
    assert_eq!(customer.deleted, Some(false));

    let person = sales_with(json!({"contact": {
        "id": 5, "company_name": "", "firstname": "Ann", "lastname": "Lee", "archived": "true"
    }}));
    let person = person.unwrap().customer.unwrap();
    assert_eq!(person.name.as_deref(), Some("Ann Lee"));
    assert_eq!(person.id.as_ref().unwrap().as_str(), "5");
    assert_eq!(person.deleted, Some(true));
}

#[test]
fn children_keep_their_order_and_their_words() {
    let invoice = read(SALES).unwrap();
    let lines = invoice.line_items.unwrap();
    assert_eq!(lines[0].quantity.unwrap().to_string(), "2.5");
    assert_eq!(lines[0].quantity_text.as_deref(), Some("2,5 uur"));
    assert_eq!(written(lines[0].unit_price), "33.33 EUR");
    assert_eq!(written(lines[0].subtotal), "74.99 EUR");
    assert_eq!(lines[0].period_end, Some(date(2026, 3, 31)));
    assert_eq!(lines[1].quantity.unwrap().to_string(), "1.5");
    assert_eq!(written(lines[1].subtotal), "-0.01 EUR");
    assert_eq!(lines[1].period_start, None);

    let payment = &invoice.payments.unwrap()[0];
    assert_eq!(payment.reference.as_deref(), Some("tr_77"));
    assert_eq!(payment.method.as_deref(), Some("cash_payment"));
    assert_eq!(
        (written(payment.amount), payment.synthetic),
        ("20.00 EUR".into(), false)
    );
    let note = &invoice.notes.unwrap()[0];
    assert_eq!((note.text.as_deref(), note.todo), (None, Some(true)));
    assert_eq!(
        note.author_id.as_ref().unwrap().as_str(),
        "512300000000000001"
    );
    let file = &invoice.attachments.unwrap()[0];
    assert_eq!(
        (file.filename.as_deref(), file.size_bytes),
        (Some("bon.pdf"), Some(20480))
    );
    let event = &invoice.timeline.unwrap()[0];
    assert_eq!(&*event.action, "sales_invoice_updated");
    let tax = &invoice.tax_lines.unwrap()[0];
    assert_eq!(
        (written(tax.taxable), written(tax.tax)),
        ("74.98 EUR".into(), "6.75 EUR".into())
    );
    assert_eq!(
        invoice.custom_fields.unwrap()[0].value.as_deref(),
        Some("12")
    );
}

#[test]
fn the_vendors_own_words_stay_at_hand() {
    let invoice = read(SALES).unwrap();
    let native = NativeInvoice::decode(invoice.provider, &invoice.raw).unwrap();
    let NativeNote::MoneybirdNote(note) = &native.notes()[0] else {
        panic!("a note of moneybird is one of moneybird's");
    };
    assert_eq!(note.todo_type.as_deref(), Some("sales_invoice_due"));
    assert_eq!(note.data.as_ref().unwrap().0, json!({"days": 2}));
    assert_eq!(native.line_items().len(), 2);
    assert!(native.customer().is_some());
}

#[test]
fn every_state_has_its_status() {
    use InvoiceStatus as S;
    for (state, paid, unpaid, status) in [
        ("draft", "0.0", "81.73", S::Draft),
        ("scheduled", "0.0", "81.73", S::Scheduled),
        ("open", "0.0", "81.73", S::Open),
        ("reminded", "0.0", "81.73", S::Open),
        ("late", "0.01", "81.72", S::PartiallyPaid),
        ("open", "81.73", "0.0", S::Open),
        ("pending_payment", "1.0", "80.73", S::PendingPayment),
        ("paid", "81.73", "0.0", S::Paid),
        ("uncollectible", "1.0", "80.73", S::Uncollectible),
        ("new", "0.0", "0.0", S::Unknown),
        ("geparkeerd", "0.0", "0.0", S::Unknown),
    ] {
        let fields = json!({"state": state, "total_paid": paid, "total_unpaid": unpaid});
        let invoice = sales_with(fields).unwrap();
        assert_eq!(invoice.status, status, "{state}");
        assert_eq!(&*invoice.native_status, state);
    }
}

#[test]
fn a_negative_total_is_a_credit_note_as_it_stands() {
    let fields = json!({
        "total_price_excl_tax": "-300.0", "total_price_incl_tax": "-363.0", "total_unpaid": "-363.0",
        "original_sales_invoice_id": "512340000000000001"
    });
    let invoice = sales_with(fields).unwrap();
    assert_eq!(invoice.kind, InvoiceKind::CreditNote);
    assert_eq!(written(invoice.total), "-363.00 EUR");
    assert_eq!(written(invoice.tax), "-63.00 EUR");
    assert_eq!(
        invoice.line_items.unwrap()[0].quantity.unwrap().to_string(),
        "2.5"
    );
    assert_eq!(invoice.credit_of.unwrap().as_str(), "512340000000000001");
}

#[test]
fn a_linked_credit_note_with_positive_amounts_turns_all_of_them() {
    let invoice = sales_with(json!({"original_sales_invoice_id": 12})).unwrap();
    assert_eq!(invoice.kind, InvoiceKind::CreditNote);
    assert_eq!(written(invoice.total), "-81.73 EUR");
    assert_eq!(written(invoice.balance), "-61.73 EUR");
    assert_eq!(
        invoice.base_totals.unwrap().total.unwrap().to_string(),
        "-81.73"
    );
    let line = &invoice.line_items.unwrap()[0];
    assert_eq!(line.quantity.unwrap().to_string(), "-2.5");
    assert_eq!(written(line.unit_price), "33.33 EUR");
    assert_eq!(written(line.subtotal), "-74.99 EUR");
    assert_eq!(written(invoice.payments.unwrap()[0].amount), "-20.00 EUR");
    assert_eq!(written(invoice.tax_lines.unwrap()[0].tax), "-6.75 EUR");
}

#[test]
fn an_external_invoice_has_its_reference_as_number_and_no_more_than_it_tells() {
    let invoice = external();
    assert_eq!(invoice.number.as_deref(), Some("WEB-9001"));
    assert_eq!(invoice.reference, invoice.number);
    assert_eq!(invoice.status, InvoiceStatus::Draft);
    assert_eq!(invoice.issue_date, Some(date(2026, 2, 14)));
    assert_eq!(written(invoice.total), "11000 JPY");
    assert_eq!(written(invoice.tax), "1000 JPY");
    assert_eq!(
        (invoice.paused, invoice.customer, invoice.url),
        (None, None, None)
    );
    assert_eq!((invoice.custom_fields, invoice.discount), (None, None));
    assert_eq!(invoice.payments, Some(Vec::new()));
}

#[test]
fn a_document_of_bare_minimum_tells_nothing_but_its_id() {
    let invoice = read(r#"{"id":7}"#).unwrap();
    assert_eq!(invoice.id.as_str(), "7");
    assert_eq!(invoice.status, InvoiceStatus::Unknown);
    assert_eq!(
        (invoice.total, invoice.currency, invoice.payments),
        (None, None, None)
    );
    assert_eq!((invoice.base_totals, invoice.customer), (None, None));
}

#[test]
fn amounts_without_a_currency_are_no_money() {
    let invoice = sales_with(json!({"currency": ""})).unwrap();
    assert_eq!((invoice.total, invoice.tax), (None, None));
}

#[test]
fn what_is_not_as_described_is_a_bad_answer_that_names_its_place() {
    for (fields, place) in [
        (json!({"total_paid": true}), "total_paid"),
        (json!({"due_date": "16-03-2026"}), "due_date"),
        (
            json!({"details": [{"price": "1.0"}, {"price": []}]}),
            "details[1].price",
        ),
        (json!({"payments": {}}), "payments"),
        (json!({"payments": [{"price": "1.0"}]}), "payments[0].id"),
        (
            json!({"contact": {"archived": "perhaps"}}),
            "contact.archived",
        ),
        (json!({"id": null}), "id"),
    ] {
        let error = sales_with(fields).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadAnswer);
        assert!(error.message().ends_with(&format!(" {place}")), "{error}");
    }
}
