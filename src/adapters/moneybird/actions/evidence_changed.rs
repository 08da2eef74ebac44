//! Whether an invoice shows the changes that were asked for.

use crate::{
    adapters::moneybird::actions::{evidence::same, traces::Traces},
    domain::{Discount, Invoice, LineItem},
    provider::action::{Change, Evidence, InvoiceChanges, LineChanges, NewDiscount, NewLine},
};

/// An invoice that did not change since shows that nothing was done; one that did must show everything that can be seen.
pub(super) fn changed(changes: &InvoiceChanges, traces: Traces<'_>, now: &Invoice) -> Evidence {
    let before = traces.value("changed");
    let after = now.updated_at.map(|moment| moment.to_string());
    match (before, after) {
        (Some(before), Some(after)) if before == after => return Evidence::NotDone,
        (Some(_), Some(_)) => {}
        _ => return Evidence::Unclear,
    }
    let mut seen = fields(changes, now);
    if let Some(changes) = &changes.line_items {
        let lines = now.line_items.as_deref();
        seen.push(lines.map(|lines| has_changes(lines, changes, traces)));
    }
    let mut seen = seen.into_iter().flatten().peekable();
    if seen.peek().is_some() && seen.all(|is_seen| is_seen) {
        Evidence::Done(None)
    } else {
        Evidence::Unclear
    }
}

/// Of each field whether it is as asked; `None` where nothing was asked.
fn fields(changes: &InvoiceChanges, now: &Invoice) -> Vec<Option<bool>> {
    let name = match &changes.number {
        Change::Keep => &changes.reference,
        asked => asked,
    };
    let customer = now.customer.as_ref().and_then(|party| party.id.clone());
    let discount = now.discount.map(|discount| match discount {
        Discount::Percentage(percentage) => NewDiscount::Percentage(percentage),
        Discount::Amount(amount) => NewDiscount::Amount(amount.amount),
    });
    let reference = |wanted: &str| same(now.reference.as_deref(), Some(wanted));
    vec![
        match name {
            Change::Keep => None,
            Change::Clear => Some(reference("")),
            Change::Set(wanted) => Some(reference(wanted)),
        },
        is_seen(&changes.customer_id, customer),
        is_seen(&changes.issue_date, now.issue_date),
        is_seen(&changes.due_date, now.due_date),
        is_seen(&changes.currency, now.currency),
        is_seen(&changes.prices_include_tax, now.prices_include_tax),
        is_seen(&changes.discount, discount),
    ]
}

fn is_seen<T: PartialEq>(asked: &Change<T>, now: Option<T>) -> Option<bool> {
    match asked {
        Change::Keep => None,
        Change::Clear => Some(now.is_none()),
        Change::Set(wanted) => Some(now.as_ref() == Some(wanted)),
    }
}

fn has_changes(lines: &[LineItem], changes: &LineChanges, traces: Traces<'_>) -> bool {
    let is_there = |id: &str| find(lines, id).is_some();
    let is_new = |line: &&LineItem| line.id.as_ref().is_some_and(|id| !traces.had_line(id));
    let has_new = |wanted: &[NewLine]| {
        let new: Vec<&LineItem> = lines.iter().filter(is_new).collect();
        new.len() >= wanted.len()
            && wanted
                .iter()
                .all(|wanted| new.iter().any(|line| is_as(line, wanted)))
    };
    match changes {
        LineChanges::ReplaceAll(wanted) => {
            lines.len() == wanted.len() && !traces.lines().any(is_there) && has_new(wanted)
        }
        LineChanges::Edit {
            add,
            update,
            remove,
        } => {
            let is_updated = |id: &str, wanted: &NewLine| {
                find(lines, id).is_some_and(|line| is_as(line, wanted))
            };
            has_new(add)
                && !remove.iter().any(|id| is_there(id.as_str()))
                && update
                    .iter()
                    .all(|change| is_updated(change.id.as_str(), &change.line))
        }
    }
}

fn find<'a>(lines: &'a [LineItem], id: &str) -> Option<&'a LineItem> {
    let is_it = |line: &&LineItem| line.id.as_ref().is_some_and(|own| own.as_str() == id);
    lines.iter().find(is_it)
}

/// Whether a line says what was asked; what was not asked counts for nothing.
fn is_as(line: &LineItem, wanted: &NewLine) -> bool {
    let text = wanted.description.as_deref();
    let price = line.unit_price.map(|price| price.amount);
    (text.is_none() || same(line.description.as_deref(), text))
        && (wanted.unit_price.is_none() || wanted.unit_price == price)
        && (wanted.quantity.is_none() || wanted.quantity == line.quantity)
        && (wanted.tax_rate_id.is_none() || wanted.tax_rate_id == line.tax_rate_id)
        && (wanted.product_id.is_none() || wanted.product_id == line.product_id)
}
