//! Dashdoc's documents. Nobody knows the total of one without a tax, and paid is all or nothing.

use invoice_gateway::domain::Decimal;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

use super::{Customer, Paper, Receipt, date, day, decimal, moment, rows, text, texts};

/// Reads an invoice.
pub(super) fn read(document: &Value, zone: &TimeZone) -> Paper {
    let subtotal = decimal(document, "/total_price");
    let tax = decimal(document, "/total_tax_amount");
    let total = subtotal.zip(tax).map(|(subtotal, tax)| subtotal + tax);
    let native_status = text(document, "/status").unwrap();
    let zero = Some(Decimal::ZERO);
    let (status, paid, balance) = match native_status.as_str() {
        "draft" => ("DRAFT", zero, total),
        "final" => ("OPEN", zero, total),
        "paid" => ("PAID", total, zero),
        other => panic!("the page knows no status {other:?}"),
    };
    let receipt = Receipt {
        amount: total,
        date: text(document, "/paid_at").map(|at| paid_on(&at, zone)),
        ..Receipt::default()
    };
    let groups = rows(document, "/line_groups").iter();
    let grouped = groups.flat_map(|group| texts(group, "/lines", "/description"));
    let alone = texts(document, "/lines", "/description");
    Paper {
        id: text(document, "/uid").unwrap(),
        number: text(document, "/document_number"),
        reference: text(document, "/remote_id"),
        description: text(document, "/debtor_reference"),
        native_status,
        status,
        issue_date: date(document, "/invoicing_date"),
        due_date: date(document, "/due_date"),
        created_at: moment(document, "/created"),
        updated_at: moment(document, "/updated"),
        finalized_at: moment(document, "/finalized_at"),
        currency: text(document, "/currency").or_else(|| currency_of_lines(document)),
        subtotal,
        total,
        paid,
        balance,
        customer: Some(Customer {
            id: text(document, "/debtor/pk"),
            name: text(document, "/debtor/name"),
            number: text(document, "/debtor/invoicing_remote_id"),
            ..Customer::default()
        }),
        lines: grouped.chain(alone).collect(),
        payments: (status == "PAID").then_some(receipt).into_iter().collect(),
        files: rows(document, "/attachments").len(),
        ..Paper::default()
    }
}

fn currency_of_lines(document: &Value) -> Option<String> {
    let found = text(document, "/lines/0/currency");
    let found = found.or_else(|| text(document, "/line_groups/0/lines/0/currency"));
    found.or_else(|| Some("EUR".to_owned()))
}

/// A day or a moment.
fn paid_on(at: &str, zone: &TimeZone) -> Date {
    match at.parse::<Timestamp>() {
        Ok(moment) => day(moment, zone),
        Err(_) => at.parse().unwrap(),
    }
}
