//! i3D.net's documents, as the suite reads and writes them: in the books each has two faces, `list` and `details`.

use invoice_gateway::{
    domain::{Decimal, InvoiceStatus},
    error::ErrorKind,
};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Map, Value, json};

use crate::{
    providers::{Calls, Wish},
    truth::{Truth, plain, text, texts},
};

/// Each refusal has a code of the vendor's; that of a 403 which is about no token says that the token has no access.
pub(crate) const REFUSALS: &[(u16, ErrorKind)] = &[
    (401, ErrorKind::ProviderAuth),
    (403, ErrorKind::ProviderAuth),
    (404, ErrorKind::NotFound),
    (409, ErrorKind::Conflict),
    (422, ErrorKind::InvalidInput),
];

/// Lists have all that a partial invoice needs. A refresh reads the first pages and all unpaid ones, and one that is not
/// unpaid any more by id. What is asked by id is put together with its row, which is looked for where it was not listed.
pub(crate) const CALLS: Calls = Calls {
    first: 0,
    list: pages,
    documents: |_| 0,
    refresh: |changed, all| pages(changed) + 1 + pages(all),
    exact: |_, all| pages(all),
    activity: 0,
    gone: |count| count,
    search: pages,
};

/// A hundred rows to a page, of which one is the last of the page before; only a page that is not full is the end.
fn pages(count: u64) -> u64 {
    1 + count.saturating_sub(1) / 99
}

/// What a row of the list is of a document of the books.
pub(crate) fn listed(document: &Value) -> Value {
    json!({"list": document["list"]})
}

/// Tells whether the short list of unpaid ones has it; credit invoices are never in it.
pub(crate) fn is_in_the_unpaid_list(document: &Value) -> bool {
    let list = &document["list"];
    list["paymentStatus"] == 0 && list["isCredit"] == 0
}

/// Reads an invoice of the books, or its row alone.
pub(crate) fn truth(document: &Value) -> Truth {
    let row = |key: &str| text(document, &format!("/list/{key}"));
    let client = |key: &str| text(document, &format!("/details/clientDetails/{key}"));
    let is_credit = document["list"]["isCredit"] == 1;
    let amount = |key: &str| row(key).map(|cents| units(&cents, is_credit));
    let moment = |key: &str| -> Timestamp {
        let seconds = document["list"][key].as_i64().expect("Unix seconds");
        Timestamp::from_second(seconds).expect("a time that there was")
    };
    let day = |key: &str| Some(moment(key).to_zoned(TimeZone::UTC).date().to_string());
    let state = row("paymentStatus").expect("a number");
    let (paid, balance) = (amount("totalPaidAmount"), amount("remainingAmount"));
    let (is_paid, is_left) = (is_some(paid.as_ref()), is_some(balance.as_ref()));
    let status = match state.as_str() {
        "1" => InvoiceStatus::Paid,
        "0" if is_paid && is_left => InvoiceStatus::PartiallyPaid,
        "0" => InvoiceStatus::Open,
        other => panic!("the page knows no status {other:?}"),
    };
    let has_payment = is_paid || status == InvoiceStatus::Paid;
    let has_items = document.pointer("/details/items").is_some();
    Truth {
        id: row("id").expect("every row has an id"),
        number: row("invoiceNumber"),
        reference: None,
        description: row("description"),
        state,
        status,
        currency: row("currency"),
        subtotal: amount("amountExclVAT"),
        total: amount("amountIncVAT"),
        payments: has_payment.then(|| paid.clone()).into_iter().collect(),
        paid,
        balance,
        issue_date: day("creationDate"),
        due_date: day("dueDate"),
        created_at: Some(moment("creationDate").to_string()),
        updated_at: None,
        customer: client("companyName").or_else(|| client("fullName")),
        lines: match has_items {
            true => texts(document, "/details/items", "/description"),
            false => Vec::new(),
        },
        line_amounts: None,
        payment_currencies: None,
        notes: Vec::new(),
        attachments: Vec::new(),
        timeline: Vec::new(),
    }
}

/// What an invoice is whose status is no known number: its amounts tell.
pub(crate) fn status_by_amounts(truth: &Truth) -> InvoiceStatus {
    let some = [&truth.paid, &truth.balance].map(|amount| is_some(amount.as_ref()));
    match some {
        [true, true] => InvoiceStatus::PartiallyPaid,
        [true, false] => InvoiceStatus::Paid,
        [false, true] => InvoiceStatus::Open,
        [false, false] => InvoiceStatus::Unknown,
    }
}

fn is_some(amount: Option<&String>) -> bool {
    amount.is_some_and(|amount| plain(amount) != "0")
}

/// Cents as whole units, by moving the point in the text. The sign of a credit invoice is not documented, that it is a
/// credit is: it is below zero.
fn units(cents: &str, is_credit: bool) -> String {
    let digits = cents.strip_prefix('-').unwrap_or(cents);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = format!("{whole:0>3}");
    let (units, hundredths) = whole.split_at(whole.len() - 2);
    let is_zero = digits.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    let is_negative = is_credit || cents.starts_with('-');
    let sign = if is_negative && !is_zero { "-" } else { "" };
    format!("{sign}{units}.{hundredths}{part}")
}

/// Writes an invoice: the text is on it and on its only item, the parts that are paid are told as one sum.
pub(crate) fn wish(wish: &Wish) -> Value {
    let mut invoice = Map::new();
    for (key, given) in [
        ("invoiceNumber", wish.number.as_deref()),
        ("description", wish.text.as_deref()),
        ("currency", wish.currency),
    ] {
        if let Some(given) = given {
            invoice.insert(key.to_owned(), json!(given));
        }
    }
    if wish.text.is_some() || wish.price.is_some() {
        let price = cents(wish.price.unwrap_or("100")).to_string();
        let text = wish.text.as_deref().unwrap_or("Server");
        let item = json!({"description": text, "unitPrice": price});
        invoice.insert("items".to_owned(), json!([item]));
    }
    if !wish.payments.is_empty() {
        let paid: Decimal = wish.payments.iter().map(|part| cents(part)).sum();
        invoice.insert("totalPaidAmount".to_owned(), json!(paid.to_string()));
    }
    Value::Object(invoice)
}

fn cents(units: &str) -> Decimal {
    let units: Decimal = units.parse().expect("a decimal number");
    units * Decimal::ONE_HUNDRED
}
