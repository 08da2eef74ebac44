//! What becomes of a document.

use jiff::{Timestamp, civil::date, tz::TimeZone};
use serde_json::{Value, json};

use crate::{
    adapters::dashdoc::decode_invoice,
    domain::{Direction, Invoice, InvoiceStatus, Money},
    error::ErrorKind,
    native::{NativeInvoice, NativeLineItem},
};

const INVOICE: &str = include_str!("../../../../tests/fixtures/dashdoc/invoice.json");

/// Reads the invoice with some of its top-level fields replaced.
fn with(fields: Value) -> Invoice {
    let mut document: Value = serde_json::from_str(INVOICE).unwrap();
    let changes = fields.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(changes);
    let zone = TimeZone::get("Europe/Paris").unwrap();
    decode_invoice(&document.to_string(), &zone, Timestamp::UNIX_EPOCH).unwrap()
}

fn written(money: Option<Money>) -> String {
    let money = money.unwrap();
    format!("{} {}", money.amount, money.currency.code())
}

#[test]
fn an_invoice_is_read_to_the_cent() {
    let invoice = with(json!({}));
    assert_eq!(written(invoice.subtotal), "1234.50 CHF");
    assert_eq!(written(invoice.tax), "246.90 CHF");
    assert_eq!(written(invoice.total), "1481.40 CHF");
    assert_eq!(written(invoice.paid), "1481.40 CHF");
    assert_eq!(written(invoice.balance), "0.00 CHF");
    assert_eq!(invoice.reference.as_deref(), Some("ERP-0042"));
    assert_eq!(invoice.description.as_deref(), Some("PO 7 / été"));
    assert_eq!(invoice.issue_date, Some(date(2026, 5, 1)));
    assert_eq!(invoice.direction, Direction::Receivable);
    assert_eq!(invoice.sent_at, invoice.finalized_at);
    let customer = invoice.customer.unwrap();
    assert_eq!(customer.address.city.as_deref(), Some("Bern"));
    assert_eq!(customer.address.country.as_deref(), Some("CH"));
    assert_eq!(customer.customer_number.as_deref(), Some("C-0099"));
    assert_eq!(
        invoice.supplier.unwrap().id.as_ref().unwrap().as_str(),
        "71"
    );
    assert_eq!(invoice.attachments.unwrap()[0].size_bytes, Some(20480));
}

#[test]
fn lines_are_read_from_numbers_and_texts_and_keep_their_native_place() {
    let invoice = with(json!({}));
    let lines = invoice.line_items.unwrap();
    let subtotals: Vec<String> = lines.iter().map(|line| written(line.subtotal)).collect();
    assert_eq!(subtotals, ["1200.00 CHF", "34.50 CHF"]);
    assert_eq!(lines[1].tax_percentage.unwrap().to_string(), "20.00");
    let native = NativeInvoice::decode(invoice.provider, &invoice.raw).unwrap();
    let natives = native.line_items();
    let NativeLineItem::DashdocLine(second) = &natives[1] else {
        panic!("{natives:?}");
    };
    assert_eq!(
        second.description,
        lines[1].description.as_deref().map(str::to_owned)
    );
    assert!(native.customer().is_some() && native.supplier().is_some());
}

#[test]
fn numbers_lose_the_noise_of_floats_and_texts_keep_every_digit() {
    let line = |price: &str, amount: &str| {
        serde_json::from_str::<Value>(&format!(
            r#"{{"unit_price": {price}, "total_price_without_tax": {amount}}}"#
        ))
        .unwrap()
    };
    let lines = [
        line("4.03", "20.150000000000002"),
        line("0.30000000000000004", "1.0e-5"),
        line("0.0125", "-0"),
        line("\"12345678901234.5678\"", "\"12345678901234567.89\""),
    ];
    let invoice = with(json!({"lines": lines, "line_groups": []}));
    let lines = invoice.line_items.unwrap();
    let told: Vec<(String, String)> = lines
        .iter()
        .map(|line| (written(line.unit_price), written(line.subtotal)))
        .collect();
    let wanted = [
        ("4.03 CHF", "20.15 CHF"),
        ("0.30 CHF", "0.00001 CHF"),
        ("0.0125 CHF", "0.00 CHF"),
        ("12345678901234.5678 CHF", "12345678901234567.89 CHF"),
    ];
    for (told, wanted) in told.iter().zip(wanted) {
        assert_eq!((told.0.as_str(), told.1.as_str()), wanted);
    }
}

#[test]
fn without_its_tax_the_total_is_not_known() {
    let invoice = with(json!({"total_tax_amount": null, "status": "final"}));
    assert_eq!(written(invoice.subtotal), "1234.50 CHF");
    assert_eq!(
        (invoice.tax, invoice.total, invoice.balance),
        (None, None, None)
    );
    assert_eq!(written(invoice.paid), "0.00 CHF");
}

#[test]
fn every_status_is_known_and_another_word_is_kept() {
    for (word, status, payments) in [
        ("draft", InvoiceStatus::Draft, Some(0)),
        ("final", InvoiceStatus::Open, Some(0)),
        ("paid", InvoiceStatus::Paid, Some(1)),
        ("shredded", InvoiceStatus::Unknown, None),
    ] {
        let invoice = with(json!({"status": word}));
        assert_eq!((invoice.status, &*invoice.native_status), (status, word));
        assert_eq!(invoice.payments.map(|payments| payments.len()), payments);
    }
}

#[test]
fn a_paid_invoice_has_one_payment_derived_from_it() {
    for (paid_at, day, moment) in [
        (
            json!("2026-05-19"),
            Some(date(2026, 5, 19)),
            Some("2026-05-18T22:00:00Z"),
        ),
        (
            json!("2026-05-19T23:30:00Z"),
            Some(date(2026, 5, 20)),
            Some("2026-05-19T23:30:00Z"),
        ),
        (json!(null), None, None),
    ] {
        let invoice = with(json!({"paid_at": paid_at}));
        let payment = &invoice.payments.as_ref().unwrap()[0];
        assert!(payment.synthetic && payment.id.as_str().starts_with(invoice.id.as_str()));
        assert_eq!(written(payment.amount), "1481.40 CHF");
        assert_eq!(
            (payment.date, payment.method.as_deref()),
            (day, Some("Virement"))
        );
        let moment = moment.map(|moment| moment.parse().unwrap());
        assert_eq!(invoice.paid_at, moment);
    }
}

#[test]
fn the_currency_is_the_invoices_else_its_lines_else_the_vendors_default() {
    let of = |fields| with(fields).currency.unwrap().code().to_owned();
    let line = json!([{"currency": "GBP", "amount": "1"}]);
    assert_eq!(of(json!({"currency": null, "lines": line})), "GBP");
    assert_eq!(of(json!({"currency": null, "lines": null})), "CHF");
    assert_eq!(
        of(json!({"currency": null, "lines": [], "line_groups": []})),
        "EUR"
    );
    let yen = with(json!({"currency": "JPY", "total_price": "500.0"}));
    assert_eq!(written(yen.subtotal), "500 JPY");
}

#[test]
fn the_version_changes_with_the_content_alone() {
    let version = |fields| with(fields).version;
    assert_eq!(version(json!({})), version(json!({"a_new_field": null})));
    assert_ne!(version(json!({})), version(json!({"status": "final"})));
}

#[test]
fn a_document_without_an_id_is_no_invoice() {
    let read = decode_invoice("{}", &TimeZone::UTC, Timestamp::UNIX_EPOCH);
    assert_eq!(read.unwrap_err().kind(), ErrorKind::BadAnswer);
}
