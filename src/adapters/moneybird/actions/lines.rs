//! The lines of a new, a changed and a copied invoice.
//!
//! Moneybird changes a line that comes with its id, adds one without, removes one that says so, and leaves all others as
//! they are.

use serde_json::{Map, Value, json};

use crate::{
    adapters::moneybird::{
        actions::{fields::Fields, native},
        resource::Resource,
    },
    domain::{Invoice, NativeId},
    list::List,
    native::MoneybirdDetail,
    provider::action::{LineChange, LineChanges, NewLine, Refusal, What},
};

/// New lines, given at `place` in the input.
pub(super) fn new(
    fields: &mut Fields,
    resource: Resource,
    lines: &[NewLine],
    place: &str,
) -> Vec<Value> {
    let lines = lines.iter().enumerate();
    lines
        .map(|(index, line)| {
            let detail = detail(resource, line, &format!("{place}.{index}."), false);
            Value::Object(fields.adopt(detail))
        })
        .collect()
}

/// Changes of the lines of an invoice.
pub(super) fn changed(
    fields: &mut Fields,
    resource: Resource,
    target: &Invoice,
    changes: &LineChanges,
) -> Vec<Value> {
    let known: Vec<&NativeId> = target
        .line_items
        .iter()
        .flatten()
        .filter_map(|line| line.id.as_ref())
        .collect();
    match changes {
        LineChanges::ReplaceAll(lines) => {
            let place = "changes.lineItems.replaceAll";
            let mut details = new(fields, resource, lines, place);
            details.extend(known.into_iter().map(removed));
            details
        }
        LineChanges::Edit {
            add,
            update,
            remove,
        } => {
            let mut details = new(fields, resource, add, "changes.lineItems.add");
            for (index, change) in update.iter().enumerate() {
                let place = format!("changes.lineItems.update.{index}");
                is_known(fields, &known, &change.id, &format!("{place}.nativeId"));
                let line = format!("{place}.line.");
                details.push(updated(fields, resource, change, &line));
            }
            for (index, id) in remove.iter().enumerate() {
                let place = format!("changes.lineItems.remove.{index}");
                is_known(fields, &known, id, &place);
                details.push(removed(id));
            }
            details
        }
    }
}

/// The lines of an invoice as those of another.
pub(super) fn copied(details: List<MoneybirdDetail>) -> Vec<Value> {
    let copy = |told: MoneybirdDetail| {
        let mut fields = Fields::default();
        fields.give("description", told.description);
        fields.give("period", told.period);
        fields.give("price", told.price.map(|price| price.0.to_string()));
        let quantity = told.amount_decimal.map(|quantity| quantity.0.to_string());
        fields.give("amount", told.amount.or(quantity));
        for (key, id) in [
            ("tax_rate_id", told.tax_rate_id),
            ("ledger_account_id", told.ledger_account_id),
            ("project_id", told.project_id),
            ("product_id", told.product_id),
        ] {
            fields.give(key, id.map(|id| id.0));
        }
        fields.give("row_order", told.row_order);
        Value::Object(fields.finish().unwrap_or_default())
    };
    details.into_iter().map(copy).collect()
}

/// The lines of a request in its order, each with where it is in the input; those that are only removed come last and are
/// not named.
pub(super) fn sent(what: &What) -> Vec<(String, &NewLine)> {
    fn named<'a>(place: &str, lines: &'a [NewLine]) -> Vec<(String, &'a NewLine)> {
        let lines = lines.iter().enumerate();
        lines
            .map(|(index, line)| (format!("{place}.{index}"), line))
            .collect()
    }
    let changes = match what {
        What::CreateInvoice(wanted) => return named("lineItems", &wanted.line_items),
        What::UpdateInvoice(changes) => &changes.line_items,
        _ => return Vec::new(),
    };
    match changes {
        Some(LineChanges::ReplaceAll(lines)) => named("changes.lineItems.replaceAll", lines),
        Some(LineChanges::Edit { add, update, .. }) => {
            let mut sent = named("changes.lineItems.add", add);
            let updates = update.iter().enumerate();
            sent.extend(updates.map(|(index, change)| {
                (
                    format!("changes.lineItems.update.{index}.line"),
                    &change.line,
                )
            }));
            sent
        }
        None => Vec::new(),
    }
}

/// Whether a line says something of a field.
pub(super) fn has(line: &NewLine, wire: &str) -> bool {
    let native = line.native.as_ref();
    match wire {
        "description" => line.description.is_some(),
        "amount" if line.quantity.is_some() => true,
        "price" => line.unit_price.is_some(),
        "tax_rate_id" => line.tax_rate_id.is_some(),
        "product_id" => line.product_id.is_some(),
        _ => native.is_some_and(|native| native.fields.contains_key(wire)),
    }
}

/// What a field of a line is called in the input.
pub(super) fn name(resource: Resource, line: &NewLine, wire: &str) -> Option<String> {
    let shared = match wire {
        "description" => "description",
        "amount" if line.quantity.is_some() || !has(line, wire) => "quantity",
        "price" => "unitPrice",
        "tax_rate_id" => "taxRateId",
        "product_id" => "productId",
        _ => return native::is_of_line(wire).then(|| native::path(resource, wire)),
    };
    Some(shared.to_owned())
}

fn detail(resource: Resource, line: &NewLine, place: &str, is_change: bool) -> Fields {
    let mut fields = Fields::default();
    fields.give("description", line.description.as_deref());
    fields.give("amount", line.quantity.map(|quantity| quantity.to_string()));
    if let Some(price) = line.unit_price {
        fields.money("price", &format!("{place}unitPrice"), price);
    }
    fields.id("tax_rate_id", line.tax_rate_id.as_ref());
    fields.id("product_id", line.product_id.as_ref());
    for (name, is_given) in [
        ("taxName", line.tax_name.is_some()),
        ("taxPercentage", line.tax_percentage.is_some()),
    ] {
        let message = "moneybird takes the id of a tax rate: taxRateId";
        fields.unsupported(&format!("{place}{name}"), is_given, message);
    }
    native::add_to_line(
        &mut fields,
        resource,
        line.native.as_ref(),
        place,
        is_change,
    );
    fields
}

fn updated(fields: &mut Fields, resource: Resource, change: &LineChange, place: &str) -> Value {
    let mut detail: Map<String, Value> = fields.adopt(detail(resource, &change.line, place, true));
    detail.insert("id".to_owned(), change.id.as_str().into());
    Value::Object(detail)
}

fn removed(id: &NativeId) -> Value {
    json!({"id": id.as_str(), "_destroy": true})
}

fn is_known(fields: &mut Fields, known: &[&NativeId], id: &NativeId, path: &str) {
    if !known.contains(&id) {
        fields.refuse(Refusal::invalid(path, "this invoice has no such line"));
    }
}
