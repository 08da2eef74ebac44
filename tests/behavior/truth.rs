//! What a document of the books says, in plain texts: the suite's own reading.

use std::collections::BTreeMap;

use invoice_gateway::domain::InvoiceStatus;
use serde_json::{Value, value::RawValue};

/// What an adapter must have understood of a document. Amounts are decimal texts, dates as the vendor writes them.
#[derive(Debug)]
pub(crate) struct Truth {
    pub(crate) id: String,
    pub(crate) number: Option<String>,
    pub(crate) reference: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) state: String,
    pub(crate) status: InvoiceStatus,
    pub(crate) currency: Option<String>,
    pub(crate) subtotal: Option<String>,
    pub(crate) total: Option<String>,
    pub(crate) paid: Option<String>,
    pub(crate) balance: Option<String>,
    pub(crate) issue_date: Option<String>,
    pub(crate) due_date: Option<String>,
    pub(crate) created_at: Option<String>,
    pub(crate) updated_at: Option<String>,
    pub(crate) customer: Option<String>,
    /// The texts of the lines.
    pub(crate) lines: Vec<Option<String>>,
    /// What the lines cost without tax; `None` where the row reads it not.
    pub(crate) line_amounts: Option<Vec<Option<String>>>,
    /// The amounts of the payments.
    pub(crate) payments: Vec<Option<String>>,
    /// The currencies of the payments; `None` where they are the invoice's.
    pub(crate) payment_currencies: Option<Vec<String>>,
    /// The texts of the notes.
    pub(crate) notes: Vec<Option<String>>,
    /// The names of the attachments.
    pub(crate) attachments: Vec<Option<String>>,
    /// What happened.
    pub(crate) timeline: Vec<Option<String>>,
}

/// Reads a document without changing a number: one that a float would not bring back as it is written stands there as its
/// text.
pub(crate) fn read(json: &str) -> Value {
    fn parse<'a, T: serde::Deserialize<'a>>(json: &'a str) -> T {
        serde_json::from_str(json).expect("JSON")
    }
    match json.as_bytes().first().expect("a value") {
        b'{' => {
            let fields: BTreeMap<String, &RawValue> = parse(json);
            let fields = fields.into_iter();
            fields
                .map(|(key, value)| (key, read(value.get())))
                .collect()
        }
        b'[' => {
            let items: Vec<&RawValue> = parse(json);
            items.into_iter().map(|item| read(item.get())).collect()
        }
        b'-' | b'0'..=b'9' => {
            let number: Value = parse(json);
            let again = number.to_string();
            if again == json {
                number
            } else {
                Value::from(json)
            }
        }
        _ => parse(json),
    }
}

/// A text or number at a JSON pointer; null, a missing key and an empty text are `None`.
pub(crate) fn text(document: &Value, pointer: &str) -> Option<String> {
    match document.pointer(pointer)? {
        Value::String(text) => (!text.is_empty()).then(|| text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The same of each item of a list.
pub(crate) fn texts(document: &Value, list: &str, pointer: &str) -> Vec<Option<String>> {
    let items = document.pointer(list).and_then(Value::as_array);
    let items = items.unwrap_or_else(|| panic!("no list at {list}"));
    items.iter().map(|item| text(item, pointer)).collect()
}

/// An amount without needless zeros, so that texts compare: `-12.50` is `-12.5`, `300.0` is `300`.
pub(crate) fn plain(amount: &str) -> String {
    let digits = amount.strip_prefix('-').unwrap_or(amount);
    let digits = if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        digits
    };
    if digits == "0" || digits.len() == amount.len() || !amount.starts_with('-') {
        digits.to_owned()
    } else {
        format!("-{digits}")
    }
}
