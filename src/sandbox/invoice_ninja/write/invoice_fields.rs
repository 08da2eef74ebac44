//! The fields of an invoice that a request may set.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::sandbox::invoice_ninja::rows::{Invoice, Text};
use crate::sandbox::invoice_ninja::write::check::{Check, Sent};
use crate::sandbox::invoice_ninja::write::line_fields;

/// Texts by their keys, in the order of [`text_places`].
const TEXTS: [&str; 12] = [
    "po_number",
    "terms",
    "public_notes",
    "private_notes",
    "footer",
    "custom_value1",
    "custom_value2",
    "custom_value3",
    "custom_value4",
    "tax_name1",
    "tax_name2",
    "tax_name3",
];

fn text_places(row: &mut Invoice) -> [&mut Text; 12] {
    let [value1, value2, value3, value4] = &mut row.custom_values;
    let [tax1, tax2, tax3] = &mut row.taxes;
    [
        &mut row.po_number,
        &mut row.terms,
        &mut row.public_notes,
        &mut row.private_notes,
        &mut row.footer,
        value1,
        value2,
        value3,
        value4,
        &mut tax1.name,
        &mut tax2.name,
        &mut tax3.name,
    ]
}

/// Numbers by their keys, in the order of [`number_places`]; null is nothing.
const NUMBERS: [&str; 7] = [
    "tax_rate1",
    "tax_rate2",
    "tax_rate3",
    "custom_surcharge1",
    "custom_surcharge2",
    "custom_surcharge3",
    "custom_surcharge4",
];

fn number_places(row: &mut Invoice) -> [&mut Decimal; 7] {
    let [tax1, tax2, tax3] = &mut row.taxes;
    let [surcharge1, surcharge2, surcharge3, surcharge4] = &mut row.surcharges;
    [
        &mut tax1.rate,
        &mut tax2.rate,
        &mut tax3.rate,
        surcharge1,
        surcharge2,
        surcharge3,
        surcharge4,
    ]
}

/// What a request says about an invoice; what is left out stays.
///
/// What the vendor computes, such as `amount`, `balance` and `status_id`, is not among it.
#[derive(Debug, Default)]
pub(super) struct Fields {
    texts: [Option<String>; 12],
    numbers: [Option<Decimal>; 7],
    pub(super) date: Option<Date>,
    pub(super) due_date: Sent<Date>,
    pub(super) partial_due_date: Sent<Date>,
    partial: Option<Decimal>,
    discount: Option<Decimal>,
    exchange_rate: Option<Decimal>,
    is_amount_discount: Option<bool>,
    uses_inclusive_taxes: Option<bool>,
    auto_bill_enabled: Option<bool>,
    assigned_user: Option<u32>,
    design: Option<u32>,
    pub(super) lines: Option<Vec<Value>>,
}

impl Fields {
    /// Reads the fields and notes what is wrong with each by itself.
    pub(super) fn read(check: &mut Check<'_>) -> Self {
        // It is looked at, and then not used.
        check.number("amount");
        let partial = check.number("partial");
        if partial
            .flatten()
            .is_some_and(|one| one.is_sign_negative() && !one.is_zero())
        {
            check.complain("partial", "The", "field must be at least 0.");
        }
        for of_client in ["project_id", "location_id"] {
            // These books have neither projects nor locations.
            if check.row(of_client).is_some_and(|id| id != 0) {
                check.unknown(of_client);
            }
        }
        Self {
            texts: TEXTS.map(|name| check.text(name).map(|text| without_scripts(&text))),
            numbers: NUMBERS.map(|name| Some(check.number(name)?.unwrap_or_default())),
            date: check.date("date").flatten(),
            due_date: check.date("due_date"),
            partial_due_date: check.date("partial_due_date"),
            partial: partial.map(Option::unwrap_or_default),
            discount: check.number_not_null("discount"),
            exchange_rate: check
                .number("exchange_rate")
                .map(|rate| rate.unwrap_or(Decimal::ONE)),
            is_amount_discount: check.flag("is_amount_discount"),
            uses_inclusive_taxes: check.flag("uses_inclusive_taxes"),
            auto_bill_enabled: check.flag("auto_bill_enabled"),
            assigned_user: check.row("assigned_user_id"),
            design: check.row("design_id"),
            lines: check.list("line_items").map(<[Value]>::to_vec),
        }
    }

    /// Notes that days are in a wrong order.
    pub(super) fn check_order(
        check: &mut Check<'_>,
        date: Date,
        due: Option<Date>,
        partial: Option<Date>,
    ) {
        let Some(partial) = partial else {
            return;
        };
        if due.is_none_or(|due| due <= partial) {
            check.complain(
                "due_date",
                "The",
                "field must be a date after partial due date.",
            );
            let text = "field must be a date before due date.";
            check.complain("partial_due_date", "The", text);
        }
        if partial < date {
            let text = "field must be a date after or equal to date.";
            check.complain("partial_due_date", "The", text);
        }
    }

    /// Writes what was sent, but no sums.
    pub(super) fn write(&self, row: &mut Invoice) {
        for (place, sent) in text_places(row).into_iter().zip(&self.texts) {
            if let Some(text) = sent {
                *place = Cow::Owned(text.clone());
            }
        }
        for (place, sent) in number_places(row).into_iter().zip(self.numbers) {
            put(place, sent);
        }
        put(&mut row.date, self.date);
        put(&mut row.due_date, self.due_date);
        put(&mut row.partial_due_date, self.partial_due_date);
        put(&mut row.money.partial, self.partial);
        if self.partial.is_some_and(|partial| partial.is_zero()) {
            row.partial_due_date = None;
        }
        put(&mut row.discount, self.discount);
        put(&mut row.exchange_rate, self.exchange_rate);
        put(&mut row.is_amount_discount, self.is_amount_discount);
        put(&mut row.uses_inclusive_taxes, self.uses_inclusive_taxes);
        put(&mut row.auto_bill_enabled, self.auto_bill_enabled);
        put(&mut row.links.assigned_user, self.assigned_user);
        put(&mut row.links.design, self.design);
        if let Some(lines) = &self.lines {
            row.lines = lines.iter().map(line_fields::line).collect();
        }
    }
}

fn put<T>(place: &mut T, sent: Option<T>) {
    if let Some(value) = sent {
        *place = value;
    }
}

/// Takes the beginning of a script's end away.
fn without_scripts(text: &str) -> String {
    text.replace("</sc", "<-")
}

/// Works the sums out again: what is owed moves by as much as the total, and the status follows.
pub(super) fn add_up(row: &mut Invoice, precision: u32) {
    let (amount, taxes) = row.totals(precision);
    if (2..=4).contains(&row.status) {
        row.money.balance += amount - row.money.amount;
    }
    row.money.amount = amount;
    row.money.total_taxes = taxes;
    row.money.partial = row.money.partial.min(amount.max(Decimal::ZERO));
    if (2..=4).contains(&row.status) {
        row.status = row.money.status();
    }
}
