//! What becomes of a row and of the details.

use jiff::{Timestamp, civil::date, tz::TimeZone};
use serde_json::{Value, json};

use crate::{
    adapters::i3d::{decode_details, decode_listed},
    domain::{Direction, Invoice, InvoiceKind, InvoiceStatus, Money},
    native::{NativeInvoice, NativeLineItem},
};

const LIST: &str = include_str!("../../../../tests/fixtures/i3d/list.json");
const DETAILS: &str = include_str!("../../../../tests/fixtures/i3d/details.json");

fn document(text: &str, place: usize, fields: &Value) -> String {
    let mut documents: Value = serde_json::from_str(text).unwrap();
    let document = documents[place].as_object_mut().unwrap();
    document.extend(fields.as_object().unwrap().clone());
    documents[place].to_string()
}

fn amsterdam() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

fn listed(place: usize, fields: Value) -> Invoice {
    let row = document(LIST, place, &fields);
    decode_listed(&row, &amsterdam(), Timestamp::UNIX_EPOCH).unwrap()
}

/// The details with some fields replaced, joined with the first row of the list.
fn joined(fields: Value) -> Invoice {
    let details = document(DETAILS, 0, &fields);
    let row = document(LIST, 0, &json!({}));
    decode_details(&details, Some(&row), &amsterdam(), Timestamp::UNIX_EPOCH).unwrap()
}

fn written(money: Option<Money>) -> String {
    let money = money.unwrap();
    format!("{} {}", money.amount, money.currency.code())
}

#[test]
fn a_row_is_read_to_the_cent_and_is_a_part() {
    let invoice = listed(0, json!({}));
    assert!(invoice.partial && invoice.line_items.is_none() && invoice.supplier.is_none());
    assert_eq!(written(invoice.total), "302.55 EUR");
    assert_eq!(written(invoice.subtotal), "250.04 EUR");
    assert_eq!(written(invoice.tax), "52.51 EUR");
    assert_eq!(written(invoice.paid), "100.00 EUR");
    assert_eq!(written(invoice.balance), "202.55 EUR");
    assert_eq!(invoice.status, InvoiceStatus::PartiallyPaid);
    assert_eq!(invoice.direction, Direction::Payable);
    assert_eq!(invoice.issue_date, Some(date(2026, 6, 1)));
    let payment = &invoice.payments.unwrap()[0];
    assert_eq!(written(payment.amount), "100.00 EUR");
    assert!(payment.synthetic && payment.date.is_none());
}

#[test]
fn details_and_row_make_one_invoice_with_the_rows_version() {
    let (row, invoice) = (listed(0, json!({})), joined(json!({})));
    assert!(!invoice.partial);
    assert_eq!(invoice.version, row.version);
    assert_eq!(invoice.description, row.description);
    assert_eq!(invoice.balance, row.balance);
    assert_eq!(invoice.issue_date, row.issue_date);
    assert_eq!(invoice.payments, row.payments);
    let line = &invoice.line_items.as_ref().unwrap()[0];
    assert_eq!(written(line.subtotal), "250.04 EUR");
    assert_eq!(written(line.unit_price), "125.02 EUR");
    assert_eq!(line.period_end, Some(date(2026, 6, 30)));
    let tax = &invoice.tax_lines.as_ref().unwrap()[0];
    assert_eq!(written(tax.tax), "52.51 EUR");
    let customer = invoice.customer.as_ref().unwrap();
    assert_eq!(customer.customer_number.as_deref(), Some("K-77"));
    let supplier = invoice.supplier.as_ref().unwrap();
    assert_eq!(supplier.name.as_deref(), Some("Rekencentrum BV"));
    let native = NativeInvoice::decode(invoice.provider, &invoice.raw).unwrap();
    assert!(matches!(
        native.line_items()[..],
        [NativeLineItem::I3dInvoiceItem(_)]
    ));
    assert!(native.customer().is_some() && native.supplier().is_some());
}

#[test]
fn details_that_are_ahead_of_the_row_win_and_have_a_version_of_their_own() {
    let invoice = joined(json!({"paymentStatus": 1, "paymentDate": 1_781_000_000}));
    assert_eq!(invoice.status, InvoiceStatus::Paid);
    assert_eq!(written(invoice.paid), "302.55 EUR");
    assert_eq!(written(invoice.balance), "0.00 EUR");
    assert_eq!(invoice.paid_at.unwrap().as_second(), 1_781_000_000);
    assert_ne!(invoice.version, listed(0, json!({})).version);
}

#[test]
fn a_credit_is_negative_whatever_the_vendors_sign() {
    for (total, subtotal, paid) in [("1210", "1000", "1210"), ("-1210", "-1000", "-1210")] {
        let fields =
            json!({"amountIncVAT": total, "amountExclVAT": subtotal, "totalPaidAmount": paid});
        let invoice = listed(1, fields);
        assert_eq!(invoice.kind, InvoiceKind::CreditNote);
        assert_eq!(written(invoice.total), "-12.10 EUR");
        assert_eq!(written(invoice.tax), "-2.10 EUR");
        assert_eq!(written(invoice.paid), "-12.10 EUR");
    }
    for sign in ["", "-"] {
        let line = json!([{"quantity": format!("{sign}2"), "unitPrice": "500", "amountExclVat": format!("{sign}1000")}]);
        let invoice = joined(json!({
            "isCredit": 1, "amountIncVat": format!("{sign}1210"), "items": line
        }));
        let line = &invoice.line_items.unwrap()[0];
        assert_eq!(line.quantity.unwrap().to_string(), "-2");
        assert_eq!(written(line.subtotal), "-10.00 EUR");
        assert_eq!(written(line.unit_price), "5.00 EUR");
    }
}

#[test]
fn the_status_is_the_vendors_else_what_the_amounts_say() {
    for (word, paid, left, status) in [
        (json!(1), "0", "100", InvoiceStatus::Paid),
        (json!(0), "0", "100", InvoiceStatus::Open),
        (json!(0), "40", "60", InvoiceStatus::PartiallyPaid),
        (json!(7), "100", "0", InvoiceStatus::Paid),
        (json!(7), "40", "60", InvoiceStatus::PartiallyPaid),
        (json!(7), "0", "100", InvoiceStatus::Open),
        (json!(7), "", "", InvoiceStatus::Unknown),
        (json!(null), "0", "0", InvoiceStatus::Unknown),
    ] {
        let invoice = listed(
            0,
            json!({"paymentStatus": word, "totalPaidAmount": paid, "remainingAmount": left}),
        );
        assert_eq!(invoice.status, status, "{word} {paid} {left}");
    }
}

#[test]
fn an_unpaid_invoice_has_no_day_of_payment_whatever_the_field_says() {
    for nothing in [json!(0), json!(-1), json!(null), json!("")] {
        let invoice = listed(0, json!({"paymentDate": nothing, "totalPaidAmount": "0"}));
        assert_eq!(
            (invoice.paid_at, invoice.payments),
            (None, Some(Vec::new()))
        );
    }
    let paid = listed(1, json!({}));
    let day = paid.payments.unwrap()[0].date;
    assert_eq!(day, Some(date(2026, 6, 2)));
}
