//! What an invoice tells of the letters that were sent with it.

use crate::{
    adapters::invoice_ninja::actions::{document, traces::Traces},
    domain::Invoice,
    native::InvoiceNinjaInvoice,
    provider::action::{Action, ActionKind, Evidence},
    scalar::{Date, DateTime},
};

/// The marks that letters leave.
#[derive(Debug, PartialEq, Eq)]
struct Marks {
    /// Whether it was never sent.
    is_draft: bool,
    /// The day that it was last sent.
    sent: Option<jiff::civil::Date>,
    /// The day of the last reminder.
    reminded: Option<jiff::civil::Date>,
    /// The moment of the last letter to any contact.
    mailed: Option<jiff::Timestamp>,
}

impl Marks {
    fn of(invoice: &InvoiceNinjaInvoice) -> Self {
        let reminders = [
            invoice.reminder1_sent,
            invoice.reminder2_sent,
            invoice.reminder3_sent,
            invoice.reminder_last_sent,
        ];
        let contacts = invoice.invitations.iter().flatten();
        let mailed = contacts.filter_map(|contact| contact.sent_date);
        Self {
            is_draft: invoice.status_id.as_deref() == Some("1"),
            sent: invoice.last_sent_date.map(|Date(day)| day),
            reminded: reminders.into_iter().flatten().max().map(|Date(day)| day),
            mailed: mailed.max().map(|DateTime(moment)| moment),
        }
    }

    fn remembered(traces: Traces<'_>, invoice: &Invoice) -> Option<Self> {
        let value = |name: &str| traces.value(&format!("{name}/{}", invoice.id));
        let day = |name| value(name).and_then(|day| day.parse().ok());
        Some(Self {
            is_draft: value("draft")?.parse().ok()?,
            sent: day("sent"),
            reminded: day("reminded"),
            mailed: value("mailed").and_then(|moment| moment.parse().ok()),
        })
    }
}

/// The marks of an invoice, to be remembered.
pub(super) fn traces(invoice: &Invoice) -> Vec<String> {
    let Some(document) = document::of(invoice) else {
        return Vec::new();
    };
    let marks = Marks::of(&document);
    let trace =
        |name: &str, value: Option<String>| Some(format!("{name}/{}={}", invoice.id, value?));
    let traces = [
        trace("draft", Some(marks.is_draft.to_string())),
        trace("sent", marks.sent.map(|day| day.to_string())),
        trace("reminded", marks.reminded.map(|day| day.to_string())),
        trace("mailed", marks.mailed.map(|moment| moment.to_string())),
    ];
    traces.into_iter().flatten().collect()
}

/// Whether an invoice tells of a letter that it did not tell of before. Letters wait in a queue, so that one which is not
/// told of may still be on its way.
pub(super) fn sent(action: &Action, traces: Traces<'_>, now: &Invoice) -> Evidence {
    let (Some(before), Some(document)) = (Marks::remembered(traces, now), document::of(now)) else {
        return Evidence::Unclear;
    };
    let marks = Marks::of(&document);
    if marks.mailed > before.mailed
        || marks.sent > before.sent
        || (action.kind() == ActionKind::SendReminders && marks.reminded > before.reminded)
    {
        return Evidence::Done(None);
    }
    // Both requests mark as sent before they answer, and one of them writes down the day.
    let was_never_taken = before.is_draft && marks.is_draft;
    let day: Option<jiff::civil::Date> = traces.value("day").and_then(|day| day.parse().ok());
    let yesterday = day.and_then(|day| day.yesterday().ok());
    let tells_day = action.kind() == ActionKind::SendInvoice
        && yesterday.is_some_and(|yesterday| before.sent.is_none_or(|sent| sent < yesterday));
    if was_never_taken || tells_day {
        Evidence::NotDone
    } else {
        Evidence::Unclear
    }
}
