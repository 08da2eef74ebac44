//! What is remembered before an action is sent, and whether an invoice that is read later shows that it was done.
//!
//! Each trace is `word=value`. What cannot be told from the work of others is `Unclear`.

use jiff::{SignedDuration, Timestamp};

use crate::{
    adapters::dashdoc::actions::bodies::file_of,
    domain::{Currency, Invoice, NativeId},
    native::{DashdocInvoice, decode},
    provider::action::{
        Action, ActionKind, CLOCKS_APART, Change, Evidence, InvoiceChanges, Made, NewInvoice,
        Settlement, What,
    },
};

/// How long a request is usually on its way at most; what was made later may as well be the work of others.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_secs(30);
/// What a new invoice is in when nothing is said: the vendor's own default.
const DEFAULT_CURRENCY: &str = "EUR";

/// What has to be remembered of an action that is about to be sent at `now`.
pub(in crate::adapters::dashdoc) fn traces(action: &Action, now: Timestamp) -> Vec<String> {
    let mut traces = vec![format!("at={now}")];
    if let Some(target) = action.target() {
        let version = target.version.as_deref();
        traces.extend(version.map(|version| format!("version={version}")));
        if action.kind() == ActionKind::AddAttachment {
            traces.extend(file_of(target).map(|file| format!("file={file}")));
        }
    }
    traces
}

/// Judges by the invoice of an action, or by one that may be what the action made.
pub(in crate::adapters::dashdoc) fn evidence(
    action: &Action,
    traces: &[String],
    now: &Invoice,
) -> Evidence {
    match &action.what {
        What::CreateInvoice(wanted) => created(wanted, traces, now),
        What::UpdateInvoice(changes) => changed(changes, traces, now),
        What::MarkPaid(wanted) => paid(wanted, now),
        What::AddAttachment(_) => replaced(traces, now),
        _ => Evidence::Unclear,
    }
}

fn value<'a>(traces: &'a [String], word: &str) -> Option<&'a str> {
    let mut traces = traces.iter().filter_map(|trace| trace.split_once('='));
    traces.find_map(|(own, value)| (own == word).then_some(value))
}

/// A new invoice bears no sign of who made it. It is known by being an empty draft for that company, in that currency,
/// made while the request was on its way; what may as well be another's by its time is not certain.
fn created(wanted: &NewInvoice, traces: &[String], now: &Invoice) -> Evidence {
    let customer = now.customer.as_ref().and_then(|party| party.id.as_ref());
    let currency = wanted.currency.or_else(|| Currency::new(DEFAULT_CURRENCY));
    if wanted.customer_id.as_ref() != customer || now.currency != currency {
        return Evidence::NotDone;
    }
    let at = value(traces, "at").and_then(|at| at.parse::<Timestamp>().ok());
    let (Some(at), Some(made)) = (at, now.created_at) else {
        return Evidence::Unclear;
    };
    let age = made.duration_since(at);
    let made = Made::at(made, at, SignedDuration::ZERO);
    if made == Made::Before || age > ON_ITS_WAY + CLOCKS_APART {
        return Evidence::NotDone;
    }
    let is_empty = now.line_items.as_ref().is_none_or(Vec::is_empty);
    let is_new = &*now.native_status == "draft" && is_empty;
    match is_new && made == Made::Since && age <= ON_ITS_WAY {
        true => Evidence::Done(Some(now.id.clone())),
        false => Evidence::Unclear,
    }
}

/// An invoice that says all that was asked is as it was to become, whoever did it; one that is as before was not changed.
fn changed(changes: &InvoiceChanges, traces: &[String], now: &Invoice) -> Evidence {
    let texts = [
        (&changes.number, &now.number),
        (&changes.description, &now.description),
    ];
    let mut is_as_asked = texts.iter().all(|(change, now)| match change.value() {
        Some(wanted) => now.as_deref().map(str::trim) == Some(wanted.trim()),
        None => true,
    });
    if let Change::Set(date) = &changes.issue_date {
        is_as_asked &= now.issue_date == Some(*date);
    }
    match is_as_asked {
        true => Evidence::Done(None),
        false if is_as_before(traces, now) => Evidence::NotDone,
        false => Evidence::Unclear,
    }
}

/// Only what was final could be paid, so what is paid now was paid since: on the day that was asked for, or by others.
fn paid(wanted: &Settlement, now: &Invoice) -> Evidence {
    match &*now.native_status {
        "draft" | "final" => return Evidence::NotDone,
        "paid" => {}
        _ => return Evidence::Unclear,
    }
    let payment = now.payments.iter().flatten().next();
    let told = document(now).and_then(|told| told.paid_at);
    let is_day = wanted.date.is_none_or(|date| {
        let own = told.as_deref();
        // The vendor tells a day or a moment, which is a day of its own time zone.
        own.is_none_or(|told| told.starts_with(&date.to_string()))
            || payment.is_some_and(|payment| payment.date == Some(date))
    });
    match is_day {
        true => Evidence::Done(payment.map(|payment| NativeId::clone(&payment.id))),
        false => Evidence::Unclear,
    }
}

/// The file has no sign of its own, only the place where it is now. Where there was none, the vendor may have made one,
/// unless another tool makes the documents.
fn replaced(traces: &[String], now: &Invoice) -> Evidence {
    match (value(traces, "file"), file_of(now)) {
        (_, None) => Evidence::NotDone,
        (Some(before), Some(file)) if before != file => Evidence::Done(None),
        (Some(_), Some(_)) if is_as_before(traces, now) => Evidence::NotDone,
        (None, Some(_)) if document(now).is_some_and(|told| told.is_dashdoc == Some(false)) => {
            Evidence::Done(None)
        }
        _ => Evidence::Unclear,
    }
}

fn is_as_before(traces: &[String], now: &Invoice) -> bool {
    let before = value(traces, "version");
    before.is_some() && before == now.version.as_deref()
}

fn document(invoice: &Invoice) -> Option<DashdocInvoice> {
    decode(&invoice.raw.json()).ok()
}
