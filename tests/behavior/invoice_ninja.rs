//! Invoice Ninja's documents, as the suite reads and writes them.

use invoice_gateway::{
    domain::{Decimal, InvoiceStatus},
    error::ErrorKind,
};
use jiff::Timestamp;
use rust_decimal::RoundingStrategy;
use serde_json::{Map, Value, json};

use crate::{
    providers::{Calls, Wish},
    truth::{Truth, text, texts},
};

/// 401 and 403 are swapped against custom, and both are about the token's user. A 409 is promised by the vendor's page
/// alone.
pub(crate) const REFUSALS: &[(u16, ErrorKind)] = &[
    (401, ErrorKind::ProviderAuth),
    (403, ErrorKind::ProviderAuth),
    (404, ErrorKind::NotFound),
    (409, ErrorKind::Conflict),
    (422, ErrorKind::InvalidInput),
];

/// The server's tables and the company come before everything. Lists have whole documents. A refresh asks for the
/// invoices and the clients that changed, an exact one for the payments too. A deletion is a change, and takes its part
/// out of a payment, which up to two others may share.
pub(crate) const CALLS: Calls = Calls {
    first: 2,
    list: |count| count.div_ceil(250).max(1),
    documents: |_| 0,
    refresh: |changed, _| feed(changed) + 1,
    exact: |changed, _| feed(changed) + 2,
    activity: 1,
    gone: |count| 2 * count,
    search: |_| 2,
};

/// A page has a hundred rows. When one second fills it, that second is asked for again, and then for a longer page.
fn feed(changed: u64) -> u64 {
    assert!(changed <= 500, "more take pages that are longer still");
    if changed <= 100 { 1 } else { 3 }
}

/// The server's currencies, as its table numbers them.
const CURRENCIES: [(&str, &str); 12] = [
    ("1", "USD"),
    ("2", "GBP"),
    ("3", "EUR"),
    ("5", "DKK"),
    ("7", "SEK"),
    ("12", "AUD"),
    ("17", "CHF"),
    ("45", "JPY"),
    ("49", "PLN"),
    ("69", "HUF"),
    ("77", "BHD"),
    ("104", "KWD"),
];

/// What the company of the books has, for whoever has none.
const COMPANY_CURRENCY: &str = "3";

/// The kind of activity that is a note.
const NOTE: &str = "141";

/// A client has its name and its currency for all its invoices, old ones too; a payment is on each that it paid.
pub(crate) const ELSEWHERE: &[fn(&Value) -> Option<Value>] = &[
    |document| edit_client(document, &json!({"name": "Renamed & Sons"})),
    |document| edit_client(document, &json!({"settings": {"currency_id": "17"}})),
    |document| edit_client(document, &json!({"contacts": [{"first_name": "Ada"}]})),
    |document| {
        let id = &document.pointer("/payments/0/id")?;
        let set = json!({"transaction_reference": "found later"});
        Some(json!({"edit": {"resource": "invoice-ninja-payments", "id": id, "set": set}}))
    },
    |document| {
        let id = &document.pointer("/payments/0/id")?;
        let set = json!({"status_id": "3"});
        Some(json!({"edit": {"resource": "invoice-ninja-payments", "id": id, "set": set}}))
    },
];

fn edit_client(document: &Value, set: &Value) -> Option<Value> {
    let id = &document["client_id"];
    Some(json!({"edit": {"resource": "invoice-ninja-clients", "id": id, "set": set}}))
}

/// Reads an invoice.
pub(crate) fn truth(document: &Value) -> Truth {
    let at = |pointer: &str| text(document, pointer);
    let state = at("/status_id").expect("a number");
    let status = match state.as_str() {
        "1" => InvoiceStatus::Draft,
        "2" => InvoiceStatus::Open,
        "3" => InvoiceStatus::PartiallyPaid,
        "4" => InvoiceStatus::Paid,
        "5" => InvoiceStatus::Cancelled,
        "6" => InvoiceStatus::Reversed,
        other => panic!("the page knows no status {other:?}"),
    };
    let currency = currency(document);
    let amount = |key: &str| amount(document, key, currency);
    let (total, tax) = (amount("amount"), amount("total_taxes"));
    // Nothing is due of a draft yet, by the vendor's books.
    let balance = match status {
        InvoiceStatus::Draft => total,
        _ => amount("balance"),
    };
    let (notes, timeline) = activities(document);
    Truth {
        id: at("/id").expect("every document has an id"),
        number: at("/number"),
        reference: at("/po_number"),
        description: at("/public_notes"),
        state,
        status,
        currency: Some(currency.to_owned()),
        subtotal: written(total.zip(tax).map(|(total, tax)| total - tax)),
        total: written(total),
        paid: written(amount("paid_to_date")),
        balance: written(balance),
        issue_date: at("/date"),
        due_date: at("/due_date"),
        created_at: moment(&document["created_at"]),
        updated_at: moment(&document["updated_at"]),
        customer: customer(&document["client"]),
        lines: texts(document, "/line_items", "/notes"),
        line_amounts: Some(line_amounts(document, currency)),
        payments: shares(document),
        payment_currencies: Some(
            paid(document)
                .map(|payment| own_currency(payment).to_owned())
                .collect(),
        ),
        notes,
        attachments: texts(document, "/documents", "/name"),
        timeline,
    }
}

/// What of a document of the books comes with an invoice: activities are another call.
pub(crate) fn whole(document: &Value) -> Value {
    let mut document = document.clone();
    without(&mut document, "activities");
    document
}

/// The sums of the client move with each of its invoices, and no other invoice is told as changed for that.
pub(crate) fn steady(mut document: Value) -> Value {
    without(&mut document["client"], "balance");
    without(&mut document["client"], "paid_to_date");
    document
}

fn without(object: &mut Value, key: &str) {
    let object = object.as_object_mut().expect("an object");
    object.remove(key).expect("every document has it");
}

/// The client's currency, else its group's, else the company's; an empty one is none.
fn currency(document: &Value) -> &'static str {
    let own = text(document, "/client/settings/currency_id");
    let group = text(document, "/client/group_settings/settings/currency_id");
    let id = own.or(group).unwrap_or_else(|| COMPANY_CURRENCY.to_owned());
    code(&id)
}

/// A payment's own currency, whatever became of its client's.
fn own_currency(payment: &Value) -> &'static str {
    code(&text(payment, "/currency_id").expect("every payment has one"))
}

fn code(id: &str) -> &'static str {
    let known = CURRENCIES.iter().find(|(known, _)| *known == id);
    known.expect("a currency of the table").1
}

/// A number of the vendor's floats as it was meant: one of more digits than a float holds is off by a hair, and was
/// some cents.
fn amount(object: &Value, key: &str, currency: &str) -> Option<Decimal> {
    let number = text(object, &format!("/{key}"))?;
    let mantissa = number.split('e').next().expect("a number");
    let digits = mantissa.chars().filter(char::is_ascii_digit);
    let digits = digits.skip_while(|digit| *digit == '0').count();
    let read = number
        .parse()
        .or_else(|_| Decimal::from_scientific(&number));
    let read: Decimal = read.unwrap_or_else(|error| panic!("{number}: {error}"));
    if digits <= 15 {
        return Some(read);
    }
    let decimals = if currency == "KWD" { 3 } else { 2 };
    Some(read.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
}

fn written(amount: Option<Decimal>) -> Option<String> {
    amount.map(|amount| amount.normalize().to_string())
}

fn items<'a>(object: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    object[key].as_array().expect("a list").iter()
}

/// What each line costs without tax.
fn line_amounts(document: &Value, currency: &str) -> Vec<Option<String>> {
    let is_inclusive = document["uses_inclusive_taxes"] == true;
    let net = |line: &Value| {
        let total = amount(line, "line_total", currency)?;
        match is_inclusive {
            true => Some(total - amount(line, "tax_amount", currency)?),
            false => Some(total),
        }
    };
    let lines = items(document, "line_items");
    lines.map(|line| written(net(line))).collect()
}

/// The payments, but for those that were cancelled or failed.
fn paid(document: &Value) -> impl Iterator<Item = &Value> {
    let came_to_nothing =
        |payment: &Value| payment["status_id"] == "2" || payment["status_id"] == "3";
    items(document, "payments").filter(move |payment| !came_to_nothing(payment))
}

/// What of each payment went to this invoice and was not given back.
fn shares(document: &Value) -> Vec<Option<String>> {
    let share = |payment: &Value| {
        let currency = own_currency(payment);
        let parts = items(payment, "paymentables");
        let own = parts.filter(|part| part["invoice_id"] == document["id"]);
        let rest = own.map(|part| {
            let refunded = amount(part, "refunded", currency)?;
            Some(amount(part, "amount", currency)? - refunded)
        });
        rest.reduce(|sum, rest| Some(sum? + rest?)).flatten()
    };
    paid(document)
        .map(|payment| written(share(payment)))
        .collect()
}

fn moment(seconds: &Value) -> Option<String> {
    let seconds = seconds.as_i64().expect("Unix seconds");
    let moment = Timestamp::from_second(seconds).expect("a time that there was");
    (seconds != 0).then(|| moment.to_string())
}

/// The client's name, or that of its first contact.
fn customer(client: &Value) -> Option<String> {
    let contact = |key: &str| text(client, &format!("/contacts/0/{key}"));
    let person = ["first_name", "last_name"].map(contact);
    let person = person.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let names = [text(client, "/display_name"), text(client, "/name")];
    let name = names.into_iter().flatten().next();
    name.or(Some(person).filter(|name| !name.is_empty()))
        .or_else(|| contact("email"))
}

/// Notes and events, newest first.
fn activities(document: &Value) -> (Vec<Option<String>>, Vec<Option<String>>) {
    let Some(activities) = document["activities"].as_array() else {
        return (Vec::new(), Vec::new());
    };
    let kind = |activity: &Value| text(activity, "/activity_type_id").expect("a number");
    let (notes, events): (Vec<_>, Vec<_>) = activities
        .iter()
        .partition(|activity| kind(activity) == NOTE);
    let notes = notes.into_iter().map(|note| text(note, "/notes"));
    let events = events.into_iter().map(|event| Some(action(&kind(event))));
    (notes.collect(), events.collect())
}

/// The page's word for an activity of invoices.
fn action(kind: &str) -> String {
    let word = match kind {
        "4" => "created",
        "5" => "updated",
        "6" => "emailed",
        "7" => "viewed",
        "8" => "archived",
        "9" => "deleted",
        "10" => "payment_created",
        "13" => "payment_deleted",
        "25" => "restored",
        "40" => "payment_refunded",
        "53" => "marked_sent",
        "54" => "paid",
        "58" => "reversed",
        "59" => "cancelled",
        "63" => "reminder1_emailed",
        "64" => "reminder2_emailed",
        "65" => "reminder3_emailed",
        other => panic!("the books hold no activity {other}"),
    };
    word.to_owned()
}

/// Writes an invoice, for a client with the wanted currency.
pub(crate) fn wish(wish: &Wish) -> Value {
    let mut invoice = Map::new();
    let client = wish.currency.map(|currency| match currency {
        "EUR" => "Wpmbk5ezJn",
        "JPY" => "WJxbojagwO",
        other => panic!("no client is chosen for {other}"),
    });
    for (key, given) in [
        ("client_id", client),
        ("number", wish.number.as_deref()),
        ("po_number", wish.reference.as_deref()),
    ] {
        if let Some(given) = given {
            invoice.insert(key.to_owned(), json!(given));
        }
    }
    if wish.text.is_some() || wish.price.is_some() {
        let text = wish.text.as_deref().unwrap_or("Workshop");
        let price = wish.price.unwrap_or("100");
        let line = json!({"notes": text, "cost": price, "tax_name1": "btw", "tax_rate1": "21"});
        invoice.insert("line_items".to_owned(), json!([line]));
    }
    let mut list = |key: &str, items: Vec<Value>| {
        if !items.is_empty() {
            invoice.insert(key.to_owned(), Value::Array(items));
        }
    };
    list(
        "activity_notes",
        wish.notes.iter().map(|note| json!(note)).collect(),
    );
    let file = |name: &String| json!({"name": name});
    list("documents", wish.attachments.iter().map(file).collect());
    let payment = |amount: &&str| json!({"amount": amount});
    list("payments", wish.payments.iter().map(payment).collect());
    Value::Object(invoice)
}
