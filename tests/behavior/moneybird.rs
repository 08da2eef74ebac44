//! Moneybird's documents, as the suite reads and writes them.

use invoice_gateway::{domain::InvoiceStatus, error::ErrorKind};
use serde_json::{Map, Value, json};

use crate::{
    providers::{Calls, Wish},
    truth::{Truth, text, texts},
};

/// 403 is no question of rights here: the vendor blocks an address. 409 is not in its page.
pub(crate) const REFUSALS: &[(u16, ErrorKind)] = &[
    (401, ErrorKind::ProviderAuth),
    (403, ErrorKind::Unavailable),
    (404, ErrorKind::NotFound),
    (409, ErrorKind::BadAnswer),
    (422, ErrorKind::InvalidInput),
];

/// Ids and versions, then the documents by their ids; what is gone is what the ids leave out.
pub(crate) const SALES_CALLS: Calls = Calls {
    first: 0,
    list: |_| 2,
    documents: by_hundreds,
    refresh: |changed, _| 2 + by_hundreds(changed),
    exact: |changed, _| 2 + by_hundreds(changed),
    activity: 0,
    gone: |_| 0,
    search: |_| 0,
};

/// The same, where the ids come with what changed.
pub(crate) const EXTERNAL_CALLS: Calls = Calls {
    list: |_| 1,
    refresh: |changed, _| 1 + by_hundreds(changed),
    exact: |changed, _| 1 + by_hundreds(changed),
    ..SALES_CALLS
};

fn by_hundreds(count: u64) -> u64 {
    count.div_ceil(100)
}

/// Reads a sales invoice.
pub(crate) fn sales(document: &Value) -> Truth {
    Truth {
        number: text(document, "/invoice_id"),
        issue_date: text(document, "/invoice_date"),
        ..shared(document)
    }
}

/// Reads an external sales invoice.
pub(crate) fn external(document: &Value) -> Truth {
    Truth {
        number: text(document, "/reference"),
        issue_date: text(document, "/date"),
        ..shared(document)
    }
}

fn shared(document: &Value) -> Truth {
    let at = |pointer: &str| text(document, pointer);
    let person = ["/contact/firstname", "/contact/lastname"].map(at);
    let person = person.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Truth {
        id: at("/id").expect("every document has an id"),
        number: None,
        reference: at("/reference"),
        description: at("/details/0/description"),
        state: at("/state").expect("every document has a state"),
        status: status(document),
        currency: at("/currency"),
        subtotal: at("/total_price_excl_tax"),
        total: at("/total_price_incl_tax"),
        paid: at("/total_paid"),
        balance: at("/total_unpaid"),
        issue_date: None,
        due_date: at("/due_date"),
        created_at: at("/created_at"),
        updated_at: at("/updated_at"),
        customer: at("/contact/company_name")
            .or(Some(person))
            .filter(|name| !name.is_empty()),
        lines: texts(document, "/details", "/description"),
        line_amounts: Some(texts(
            document,
            "/details",
            "/total_price_excl_tax_with_discount",
        )),
        payments: texts(document, "/payments", "/price"),
        payment_currencies: None,
        notes: texts(document, "/notes", "/note"),
        attachments: texts(document, "/attachments", "/filename"),
        timeline: texts(document, "/events", "/action"),
    }
}

fn status(document: &Value) -> InvoiceStatus {
    let none = |pointer: &str| text(document, pointer).as_deref() == Some("0.0");
    let untouched = none("/total_paid") || none("/total_unpaid");
    match document["state"].as_str().expect("a word") {
        "new" | "draft" => InvoiceStatus::Draft,
        "scheduled" => InvoiceStatus::Scheduled,
        "open" | "late" | "reminded" if untouched => InvoiceStatus::Open,
        "open" | "late" | "reminded" => InvoiceStatus::PartiallyPaid,
        "pending_payment" => InvoiceStatus::PendingPayment,
        "paid" => InvoiceStatus::Paid,
        "uncollectible" => InvoiceStatus::Uncollectible,
        other => panic!("the page knows no state {other:?}"),
    }
}

/// Writes a sales invoice.
pub(crate) fn sales_wish(wish: &Wish) -> Value {
    let mut invoice = shared_wish(wish);
    set(&mut invoice, "invoice_id", wish.number.as_ref());
    set(&mut invoice, "reference", wish.reference.as_ref());
    Value::Object(invoice)
}

/// Writes an external sales invoice, whose number is its reference.
pub(crate) fn external_wish(wish: &Wish) -> Value {
    let mut invoice = shared_wish(wish);
    let reference = wish.reference.as_ref().or(wish.number.as_ref());
    set(&mut invoice, "reference", reference);
    Value::Object(invoice)
}

fn shared_wish(wish: &Wish) -> Map<String, Value> {
    let mut invoice = Map::new();
    set(&mut invoice, "currency", wish.currency);
    if wish.text.is_some() || wish.price.is_some() {
        let mut line = Map::new();
        set(&mut line, "description", wish.text.as_ref());
        set(&mut line, "price", wish.price);
        invoice.insert("details".to_owned(), json!([line]));
    }
    let mut list = |key: &str, items: Vec<Value>| {
        if !items.is_empty() {
            invoice.insert(key.to_owned(), Value::Array(items));
        }
    };
    let each = |texts: &[String], key: &str| texts.iter().map(|text| json!({key: text})).collect();
    list("notes", each(&wish.notes, "note"));
    list("attachments", each(&wish.attachments, "filename"));
    let payment = |price: &&str| json!({"price": price});
    list("payments", wish.payments.iter().map(payment).collect());
    invoice
}

fn set(object: &mut Map<String, Value>, key: &str, value: Option<impl Into<String>>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), Value::String(value.into()));
    }
}
