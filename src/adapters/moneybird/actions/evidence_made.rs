//! Whether an invoice is the one that an action made.
//!
//! What certainly belongs to another is `NotDone`; what fits in everything is `Done`; between them nothing is certain.

use jiff::SignedDuration;

use crate::{
    adapters::moneybird::actions::{evidence::same, traces::Traces},
    domain::{Attachment, Invoice, NativeId},
    provider::action::{Action, Evidence, Made, NewInvoice, NewLine, Upload},
};

/// How far the vendor's clock may be behind ours for what bears the action's reference or file.
const TRUSTED: SignedDuration = SignedDuration::from_secs(60);

/// A new invoice, known by its reference.
pub(super) fn created(wanted: &NewInvoice, traces: Traces<'_>, now: &Invoice) -> Evidence {
    let name = wanted.reference.as_deref().or(wanted.number.as_deref());
    let customer = wanted.customer_id.as_ref();
    if !same(now.reference.as_deref(), name) || !is_of(now, customer) {
        return Evidence::NotDone;
    }
    let told = |is_same: Option<bool>| is_same.unwrap_or(true);
    let currency = wanted.currency.map(|code| now.currency == Some(code));
    let date = wanted.issue_date.map(|date| now.issue_date == Some(date));
    let fits = told(currency) && told(date) && has_lines(now, &wanted.line_items);
    judge(traces, now, name.is_some() && fits)
}

/// An invoice made of a file: it is new and carries that file.
pub(super) fn uploaded(wanted: &Upload, traces: Traces<'_>, now: &Invoice) -> Evidence {
    let files = now.attachments.as_deref().unwrap_or_default();
    let is_name = |name: Option<&str>| name == Some(wanted.filename.as_str());
    let is_like = |file: &&Attachment| match file.size_bytes {
        Some(size) => size == wanted.size_bytes,
        None => is_name(file.filename.as_deref()),
    };
    match files.iter().find(is_like) {
        Some(file) => judge(traces, now, is_name(file.filename.as_deref())),
        None => Evidence::NotDone,
    }
}

/// A copy, known by the reference that it shares with the other.
pub(super) fn copied(action: &Action, traces: Traces<'_>, now: &Invoice) -> Evidence {
    let Some(target) = action.target().filter(|target| target.id != now.id) else {
        return Evidence::NotDone;
    };
    let customer = target.customer.as_ref().and_then(|party| party.id.as_ref());
    if !same(now.reference.as_deref(), target.reference.as_deref()) || !is_of(now, customer) {
        return Evidence::NotDone;
    }
    let lines = |invoice: &Invoice| invoice.line_items.as_ref().map(Vec::len);
    let fits = now.total == target.total && lines(now) == lines(target);
    judge(traces, now, target.reference.is_some() && fits)
}

/// A credit invoice, which names what it credits.
pub(super) fn credited(action: &Action, traces: Traces<'_>, now: &Invoice) -> Evidence {
    let target = action.target().map(|target| &target.id);
    if now.credit_of.is_none() || now.credit_of.as_ref() != target {
        return Evidence::NotDone;
    }
    judge(traces, now, true)
}

/// What was there before the action is not its work.
fn judge(traces: Traces<'_>, now: &Invoice, is_certain: bool) -> Evidence {
    let (Some(began), Some(created)) = (traces.at(), now.created_at) else {
        return Evidence::Unclear;
    };
    match Made::at(created, began, TRUSTED) {
        Made::Before => Evidence::NotDone,
        Made::Since if is_certain => Evidence::Done(Some(now.id.clone())),
        Made::Since | Made::Perhaps => Evidence::Unclear,
    }
}

fn is_of(now: &Invoice, customer: Option<&NativeId>) -> bool {
    let own = now.customer.as_ref().and_then(|party| party.id.as_ref());
    customer.is_none() || customer == own
}

fn has_lines(now: &Invoice, wanted: &[NewLine]) -> bool {
    let lines = now.line_items.as_deref().unwrap_or_default();
    lines.len() == wanted.len()
        && lines.iter().zip(wanted).all(|(line, wanted)| {
            let price = line.unit_price.map(|price| price.amount);
            let text = wanted.description.as_deref();
            (text.is_none() || same(line.description.as_deref(), text))
                && (wanted.unit_price.is_none() || wanted.unit_price == price)
        })
}
