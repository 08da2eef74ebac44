//! Dashdoc's documents, as the suite reads and writes them.

use invoice_gateway::{
    domain::{Decimal, InvoiceStatus},
    error::ErrorKind,
};
use rust_decimal::RoundingStrategy;
use serde_json::{Map, Value, json};

use crate::{
    providers::{Calls, Wish},
    truth::{Truth, text, texts},
};

/// A 404 that is about no invoice cannot be the API's: its list is always there.
pub(crate) const REFUSALS: &[(u16, ErrorKind)] = &[
    (401, ErrorKind::ProviderAuth),
    (403, ErrorKind::ProviderAuth),
    (404, ErrorKind::NotFound),
    (409, ErrorKind::Conflict),
    (422, ErrorKind::InvalidInput),
];

/// Lists have whole documents, twenty to a page. One page without news ends a refresh, which then asks what became final.
pub(crate) const CALLS: Calls = Calls {
    first: 0,
    list: pages,
    documents: |_| 0,
    refresh: |changed, _| pages(changed) + 2,
    exact: |_, all| pages(all),
    activity: 0,
    gone: |count| count,
    search: |_| 0,
};

fn pages(count: u64) -> u64 {
    count.div_ceil(20).max(1)
}

/// Reads an invoice.
pub(crate) fn truth(document: &Value) -> Truth {
    let at = |pointer: &str| text(document, pointer);
    let (state, total) = (at("/status").expect("a word"), total(document));
    let zero = || Some("0".to_owned());
    let (status, paid, balance) = match state.as_str() {
        "draft" => (InvoiceStatus::Draft, zero(), total.clone()),
        "final" => (InvoiceStatus::Open, zero(), total.clone()),
        "paid" => (InvoiceStatus::Paid, total.clone(), zero()),
        other => panic!("the page knows no status {other:?}"),
    };
    let lines = lines(document);
    let is_paid = status == InvoiceStatus::Paid;
    Truth {
        id: at("/uid").expect("every document has an id"),
        number: at("/document_number"),
        reference: at("/remote_id"),
        description: at("/debtor_reference"),
        state,
        status,
        currency: at("/currency"),
        subtotal: at("/total_price"),
        total: total.clone(),
        paid,
        balance,
        issue_date: at("/invoicing_date"),
        due_date: at("/due_date"),
        created_at: at("/created"),
        updated_at: at("/updated"),
        customer: at("/debtor/name"),
        line_amounts: Some(lines.iter().map(|line| line_amount(line)).collect()),
        lines: lines
            .iter()
            .map(|line| text(line, "/description"))
            .collect(),
        payments: is_paid.then_some(total).into_iter().collect(),
        payment_currencies: None,
        notes: Vec::new(),
        attachments: texts(document, "/attachments", "/name"),
        timeline: Vec::new(),
    }
}

/// The lines of all transports, then those that belong to none.
fn lines(document: &Value) -> Vec<&Value> {
    let groups = document["line_groups"].as_array().expect("groups").iter();
    let grouped = groups.flat_map(lines_of);
    grouped.chain(lines_of(document)).collect()
}

fn lines_of(object: &Value) -> impl Iterator<Item = &Value> {
    object["lines"].as_array().expect("lines").iter()
}

/// What a line costs without tax: a decimal text, or for transports a float, which says cents with the noise of floats.
fn line_amount(line: &Value) -> Option<String> {
    let number = match text(line, "/amount") {
        Some(amount) => return Some(amount),
        None => text(line, "/total_price_without_tax")?,
    };
    let digits = number.chars().filter(char::is_ascii_digit);
    let digits = digits.skip_while(|digit| *digit == '0').count();
    let amount: Decimal = number.parse().expect("a number");
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    Some(match digits {
        0..=15 => number,
        _ => amount.round_dp_with_strategy(2, half_up).to_string(),
    })
}

/// The price with tax, which nobody knows where the tax is null.
fn total(document: &Value) -> Option<String> {
    let net = hundredths(&text(document, "/total_price")?);
    let total = net + hundredths(&text(document, "/total_tax_amount")?);
    let (sign, digits) = (if total < 0 { "-" } else { "" }, total.unsigned_abs());
    Some(format!("{sign}{}.{:02}", digits / 100, digits % 100))
}

/// The page gives totals two decimals.
fn hundredths(amount: &str) -> i128 {
    let (_, cents) = amount.split_once('.').expect("two decimals");
    assert_eq!(cents.len(), 2, "{amount}");
    amount.replace('.', "").parse().expect("digits")
}

/// Takes the simulator's own address out of links: the books have paths.
pub(crate) fn as_in_books(mut document: Value) -> Value {
    match &mut document {
        Value::String(link) => {
            let path = link.strip_prefix("http://").and_then(|rest| rest.find('/'));
            if let Some(path) = path {
                link.drain(.."http://".len() + path);
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = as_in_books(item.take());
            }
        }
        Value::Object(fields) => {
            for (_, value) in fields {
                *value = as_in_books(value.take());
            }
        }
        _ => {}
    }
    document
}

/// Writes an invoice. One that is paid in parts is paid: the vendor knows no parts.
pub(crate) fn wish(wish: &Wish) -> Value {
    let mut invoice = Map::new();
    for (key, given) in [
        ("document_number", wish.number.as_deref()),
        ("remote_id", wish.reference.as_deref()),
        ("currency", wish.currency),
        ("status", (!wish.payments.is_empty()).then_some("paid")),
    ] {
        if let Some(given) = given {
            invoice.insert(key.to_owned(), json!(given));
        }
    }
    if wish.text.is_some() || wish.price.is_some() {
        let text = wish.text.as_deref().unwrap_or("Transport");
        let price = wish.price.unwrap_or("100");
        let line = json!({"description": text, "unit_price": price, "tax_rate": "20"});
        invoice.insert("lines".to_owned(), json!([line]));
    }
    if !wish.attachments.is_empty() {
        let files = wish.attachments.iter().map(|name| json!({"name": name}));
        invoice.insert("attachments".to_owned(), files.collect());
    }
    Value::Object(invoice)
}
