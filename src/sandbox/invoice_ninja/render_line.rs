//! A line of an invoice, with the keys and the spelling of the version that saved it.

use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::json::{Json, float};
use crate::sandbox::invoice_ninja::render::taxes;
use crate::sandbox::invoice_ninja::rows::{Era, Line};

/// Writes one line; the server passes on what was stored.
pub(super) fn line(line: &Line, is_inclusive: bool) -> Json<'_> {
    match line.era {
        Era::Strings => with_strings(line),
        Era::Noisy => noisy(line, is_inclusive),
        Era::Now => now(line, is_inclusive),
    }
}

fn now(line: &Line, is_inclusive: bool) -> Json<'_> {
    let tax = line.tax(is_inclusive);
    let gross = if is_inclusive {
        line.total()
    } else {
        line.total() + tax
    };
    let [name1, rate1, name2, rate2, name3, rate3] = taxes(&line.taxes);
    let mut fields = vec![
        ("quantity", line.quantity.into()),
        ("cost", line.cost.into()),
        ("product_key", line.product_key.as_ref().into()),
        ("notes", line.notes.as_ref().into()),
        name1,
        rate1,
        ("net_cost", Json::Int(0)),
        ("product_cost", Json::Int(0)),
        ("discount", line.discount.into()),
        ("is_amount_discount", line.is_amount_discount.into()),
        name2,
        rate2,
        name3,
        rate3,
        ("sort_id", "0".into()),
        ("line_total", line.total().into()),
        ("gross_line_total", gross.into()),
        ("tax_amount", tax.into()),
        ("date", "".into()),
    ];
    fields.extend(custom_values(line));
    fields.extend([
        ("type_id", line.type_id.to_string().into()),
        ("tax_id", if line.type_id == 2 { "2" } else { "1" }.into()),
        ("task_id", "".into()),
        ("expense_id", "".into()),
        ("unit_code", "C62".into()),
    ]);
    with_extra(line, fields)
}

/// Puts what a client sent in the place of the server's own values; unknown keys come last.
fn with_extra<'a>(line: &Line, mut fields: Vec<(&'static str, Json<'a>)>) -> Json<'a> {
    let Some(extra) = &line.extra else {
        return Json::Object(fields);
    };
    let mut unknown = Vec::new();
    for (key, value) in extra.iter() {
        match fields.iter_mut().find(|(known, _)| known == key) {
            Some((_, place)) => *place = value.into(),
            None => unknown.push((key.clone(), value.into())),
        }
    }
    let known = fields
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    Json::Map(known.chain(unknown).collect())
}

/// Floats as they came out of the calculation: `20.150000000000002`, `-0`.
fn noisy(line: &Line, is_inclusive: bool) -> Json<'_> {
    let cost = float(line.cost);
    let quantity = float(line.quantity);
    let total = if line.discount.is_zero() {
        cost * quantity
    } else {
        float(line.total())
    };
    let rates = line.taxes.iter().map(|tax| float(tax.rate) / 100.0);
    let (tax, gross): (f64, f64) = if is_inclusive {
        (rates.map(|rate| total - total / (1.0 + rate)).sum(), total)
    } else {
        let tax = rates.map(|rate| total * rate).sum();
        (tax, total + tax)
    };
    let mut fields = vec![
        ("quantity", Json::Float(quantity)),
        ("cost", Json::Float(cost)),
        ("product_key", line.product_key.as_ref().into()),
        ("notes", line.notes.as_ref().into()),
        ("discount", line.discount.into()),
        ("is_amount_discount", line.is_amount_discount.into()),
    ];
    fields.extend(taxes(&line.taxes));
    fields.extend([
        ("sort_id", Json::Int(0)),
        ("line_total", Json::Float(total)),
        ("gross_line_total", Json::Float(gross)),
    ]);
    fields.extend(custom_values(line));
    fields.extend([
        ("type_id", line.type_id.to_string().into()),
        ("product_cost", Json::Int(0)),
        ("tax_amount", Json::Float(tax)),
        ("date", "".into()),
    ]);
    Json::Object(fields)
}

/// The oldest rows: numbers as the texts of a form, and no computed tax.
fn with_strings(line: &Line) -> Json<'_> {
    let text = |value: Decimal| Json::from(value.to_string());
    let padded = |value: Decimal| Json::from(format!("{value:.2}"));
    let [name1, _, name2, ..] = taxes(&line.taxes);
    let mut fields = vec![
        ("quantity", text(line.quantity)),
        ("cost", text(line.cost)),
        ("product_key", line.product_key.as_ref().into()),
        ("notes", line.notes.as_ref().into()),
        ("discount", text(line.discount)),
        ("is_amount_discount", line.is_amount_discount.into()),
        name1,
        ("tax_rate1", padded(line.taxes[0].rate)),
        name2,
        ("tax_rate2", text(line.taxes[1].rate)),
        ("sort_id", Json::Int(0)),
        ("line_total", padded(line.total())),
    ];
    fields.extend(custom_values(line));
    fields.push(("type_id", line.type_id.to_string().into()));
    Json::Object(fields)
}

fn custom_values(line: &Line) -> [(&'static str, Json<'_>); 4] {
    let value = |index: usize| {
        let values = line.custom_values.as_ref();
        Json::from(values.map_or("", |values| values[index].as_ref()))
    };
    [
        ("custom_value1", value(0)),
        ("custom_value2", value(1)),
        ("custom_value3", value(2)),
        ("custom_value4", value(3)),
    ]
}
