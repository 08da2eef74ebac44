//! The lines of an invoice as requests bring them.

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::sandbox::invoice_ninja::rows::{Line, Tax, Text};
use crate::sandbox::invoice_ninja::write::check::decimal;
use crate::sandbox::invoice_ninja::write::input::php_text;

/// Keys that the server computes or drops, and those that a line keeps in places of their own.
const OWN: [&str; 22] = [
    "id",
    "line_total",
    "gross_line_total",
    "tax_amount",
    "quantity",
    "cost",
    "product_key",
    "notes",
    "discount",
    "is_amount_discount",
    "tax_name1",
    "tax_name2",
    "tax_name3",
    "tax_rate1",
    "tax_rate2",
    "tax_rate3",
    "custom_value1",
    "custom_value2",
    "custom_value3",
    "custom_value4",
    "type_id",
    "era",
];

/// What no text of a line may hold.
const SCRIPTS: [&str; 4] = ["</sc", "onerror", "prompt(", "alert("];

/// Reads a line: whatever is missing or makes no sense is nothing, and unknown keys are kept.
pub(super) fn line(sent: &Value) -> Line {
    let none = Map::new();
    let sent = sent.as_object().unwrap_or(&none);
    let number = |key: &str| sent.get(key).and_then(decimal).unwrap_or_default();
    let text = |key: &str| {
        let text = sent.get(key).and_then(php_text).unwrap_or_default();
        without_scripts(text)
    };
    let tax = |place: usize| Tax {
        name: text(&format!("tax_name{place}")),
        rate: number(&format!("tax_rate{place}")),
    };
    let custom_values = [1, 2, 3, 4].map(|place| text(&format!("custom_value{place}")));
    let has_values = custom_values.iter().any(|value| !value.is_empty());
    Line {
        quantity: number("quantity"),
        cost: number("cost"),
        product_key: text("product_key"),
        notes: text("notes"),
        discount: number("discount"),
        is_amount_discount: is_on(sent.get("is_amount_discount")),
        taxes: [tax(1), tax(2), tax(3)],
        custom_values: has_values.then(|| Box::new(custom_values)),
        type_id: type_id(number("type_id")),
        extra: extra(sent),
        ..Line::default()
    }
}

fn without_scripts(text: String) -> Text {
    let clean = |text: String, script: &&str| text.replace(*script, "<-");
    Cow::Owned(SCRIPTS.iter().fold(text, clean))
}

fn is_on(value: Option<&Value>) -> bool {
    let text = value.and_then(php_text);
    text.is_some_and(|text| !matches!(text.as_str(), "" | "0" | "false"))
}

/// A line without a kind is a product.
fn type_id(number: Decimal) -> u8 {
    match u8::try_from(number).unwrap_or(0) {
        0 => 1,
        known => known,
    }
}

/// What is left, with the types that the server gives to the keys it knows.
fn extra(sent: &Map<String, Value>) -> Option<Arc<Map<String, Value>>> {
    let mut extra = Map::new();
    for (key, value) in sent {
        if OWN.contains(&key.as_str()) || value.is_null() {
            continue;
        }
        let value = match key.as_str() {
            "product_cost" | "net_cost" => as_number(value),
            "sort_id" | "date" | "tax_id" | "task_id" | "expense_id" | "unit_code" => {
                Value::String(php_text(value).unwrap_or_default())
            }
            _ => value.clone(),
        };
        extra.insert(key.clone(), value);
    }
    (!extra.is_empty()).then(|| Arc::new(extra))
}

fn as_number(value: &Value) -> Value {
    let number = decimal(value).unwrap_or_default().to_string();
    serde_json::from_str(&number).unwrap_or_default()
}
