//! Lines. They have no ids at the vendor, which keeps them as one field of the invoice.

use serde_json::Value;

use crate::{
    adapters::invoice_ninja::actions::{
        draft::{Draft, number},
        native,
    },
    domain::Decimal,
    provider::action::{LineChanges, NewLine, Refusal},
};

const NO_IDS: &str = "lines of invoice ninja have no ids, so that they cannot be changed singly: give all in replaceAll";

/// The native fields of a line.
const LINE: &[&str] = &[
    "product_cost",
    "discount",
    "is_amount_discount",
    "tax_name2",
    "tax_rate2",
    "tax_name3",
    "tax_rate3",
    "sort_id",
    "date",
    "custom_value1",
    "custom_value2",
    "custom_value3",
    "custom_value4",
    "type_id",
    "tax_id",
    "task_id",
    "expense_id",
    "unit_code",
];

/// Writes the lines that take the place of all others.
pub(super) fn change(draft: &mut Draft, changes: &LineChanges) {
    match changes {
        LineChanges::ReplaceAll(lines) => {
            let written = written(draft, lines, "changes.lineItems.replaceAll");
            draft.set("line_items", written);
        }
        LineChanges::Edit {
            add,
            update,
            remove,
        } => {
            for (is_asked, name) in [
                (!add.is_empty(), "add"),
                (!update.is_empty(), "update"),
                (!remove.is_empty(), "remove"),
            ] {
                draft.unsupported(is_asked, &format!("changes.lineItems.{name}"), NO_IDS);
            }
        }
    }
}

/// The lines that lie at `path` in the input, in the vendor's words.
pub(super) fn written(draft: &mut Draft, lines: &[NewLine], path: &str) -> Vec<Value> {
    let mut written = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        match self::line(line, &format!("{path}.{place}.")) {
            Ok(line) => written.push(line),
            Err(refusals) => draft.refuse_all(refusals),
        }
    }
    written
}

fn line(line: &NewLine, path: &str) -> Result<Value, Vec<Refusal>> {
    let mut draft = Draft::default();
    // Left out, the server would take zero.
    draft.set("quantity", number(line.quantity.unwrap_or(Decimal::ONE)));
    draft.set("cost", number(line.unit_price.unwrap_or(Decimal::ZERO)));
    draft.set_some("notes", line.description.as_deref());
    draft.set_some(
        "product_key",
        line.product_id.as_ref().map(|key| key.as_str()),
    );
    draft.set_some("tax_name1", line.tax_name.as_deref());
    draft.set_some("tax_rate1", line.tax_percentage.map(number));
    draft.unsupported(
        line.tax_rate_id.is_some(),
        &format!("{path}taxRateId"),
        "invoice ninja has no ids of taxes here: give taxName and taxPercentage",
    );
    native::merge(&mut draft, line.native.as_ref(), LINE, path, false);
    draft.finish()
}

/// What a field of a line is called in the input.
pub(super) fn name(wire: &str) -> Option<String> {
    let unified = match wire {
        "quantity" => "quantity",
        "cost" => "unitPrice",
        "notes" => "description",
        "product_key" => "productId",
        "tax_name1" => "taxName",
        "tax_rate1" => "taxPercentage",
        _ => return LINE.contains(&wire).then(|| native::path(wire)),
    };
    Some(unified.to_owned())
}
