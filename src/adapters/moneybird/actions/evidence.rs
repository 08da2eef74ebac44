//! Whether an invoice, as it was read later, shows that an action was done.

use jiff::civil::Date;

use crate::{
    adapters::moneybird::actions::{
        evidence_changed, evidence_made, reminders,
        traces::{Traces, sendings},
    },
    domain::{Decimal, Invoice, NativeId},
    provider::action::{Action, Evidence, NewNote, Settlement, Upload, What},
};

/// Judges by the invoice of an action, or by one that may be what the action made.
pub(in crate::adapters::moneybird) fn evidence(
    action: &Action,
    traces: &[String],
    now: &Invoice,
) -> Evidence {
    let traces = Traces(traces);
    match &action.what {
        What::CreateInvoice(wanted) => evidence_made::created(wanted, traces, now),
        What::CreateInvoiceFromAttachment(file) => evidence_made::uploaded(file, traces, now),
        What::CloneInvoice => evidence_made::copied(action, traces, now),
        What::CreditInvoice => evidence_made::credited(action, traces, now),
        What::UpdateInvoice(changes) => evidence_changed::changed(changes, traces, now),
        What::DeleteInvoices => told(now.deleted == Some(true)),
        What::SendInvoice(_) | What::MarkSent => sent(traces, now),
        What::ScheduleInvoice(day, _) => {
            told(&*now.native_status == "scheduled" && now.issue_date == Some(*day))
        }
        What::SendReminders(_) => match traces.reminders(&now.id) {
            Some(before) => told(reminders::count(now).unwrap_or_default() > before),
            None => Evidence::Unclear,
        },
        What::MarkPaid(wanted) => settled(wanted, traces, now),
        What::MarkDubious(day) => told(
            now.dubious_on
                .is_some_and(|on| day.is_none_or(|day| day == on)),
        ),
        What::MarkUncollectible(day) => {
            let on = now.uncollectible_on;
            let is_marked = &*now.native_status == "uncollectible";
            told(is_marked && day.is_none_or(|day| on.is_none_or(|on| on == day)))
        }
        What::PauseInvoice => told(now.paused == Some(true)),
        What::ResumeInvoice => told(now.paused != Some(true)),
        What::SettleCreditInvoice => told(&*now.native_status == "paid"),
        What::CreatePayment(wanted) => paid(traces, now, |amount, date, reference| {
            amount == wanted.amount
                && date == Some(wanted.date)
                && same(reference, wanted.reference.as_deref())
        }),
        What::AddNote(wanted) => noted(wanted, traces, now),
        What::AddAttachment(file) => attached(file, traces, now),
        What::DeletePayment(id) => gone(now.payments.as_deref(), |payment| payment.id == *id),
        What::DeleteNote(id) => gone(now.notes.as_deref(), |note| note.id == *id),
        What::DeleteAttachment(id) => gone(now.attachments.as_deref(), |file| file.id == *id),
        _ => Evidence::Unclear,
    }
}

fn told(is_done: bool) -> Evidence {
    if is_done {
        Evidence::Done(None)
    } else {
        Evidence::NotDone
    }
}

/// What was there before does not count; of what is new, the one that fits is it. Which of several it is, nobody can tell.
fn made<T>(
    list: Option<&[T]>,
    is_it: impl Fn(&T) -> bool,
    id: impl Fn(&T) -> &NativeId,
) -> Evidence {
    let Some(list) = list else {
        return Evidence::Unclear;
    };
    let mut fitting = list.iter().filter(|item| is_it(item));
    match (fitting.next(), fitting.next()) {
        (None, _) => Evidence::NotDone,
        (Some(item), None) => Evidence::Done(Some(id(item).clone())),
        (Some(_), Some(_)) => Evidence::Unclear,
    }
}

fn gone<T>(list: Option<&[T]>, is_it: impl Fn(&T) -> bool) -> Evidence {
    match list {
        Some(list) => told(!list.iter().any(is_it)),
        None => Evidence::Unclear,
    }
}

/// An invoice that had not been sent has left that state; of one that had, another sending is told.
fn sent(traces: Traces<'_>, now: &Invoice) -> Evidence {
    let is_unsent = |state: &str| ["draft", "scheduled"].contains(&state);
    let Some(before) = traces.value("state") else {
        return Evidence::Unclear;
    };
    if is_unsent(before) {
        return told(!is_unsent(&now.native_status));
    }
    let counted = traces
        .value("sendings")
        .and_then(|count| count.parse().ok());
    match (sendings(now), counted) {
        (Some(now), Some(before)) => told(now > before),
        _ => Evidence::Unclear,
    }
}

fn paid(
    traces: Traces<'_>,
    now: &Invoice,
    is_it: impl Fn(Decimal, Option<Date>, Option<&str>) -> bool,
) -> Evidence {
    made(
        now.payments.as_deref(),
        |payment| {
            let amount = payment.amount.map(|amount| amount.amount);
            !traces.had_child(&payment.id)
                && amount
                    .is_some_and(|amount| is_it(amount, payment.date, payment.reference.as_deref()))
        },
        |payment| &payment.id,
    )
}

/// A payment of all that was left.
fn settled(wanted: &Settlement, traces: Traces<'_>, now: &Invoice) -> Evidence {
    let Some(balance) = traces.balance() else {
        return Evidence::Unclear;
    };
    paid(traces, now, |amount, date, reference| {
        amount == balance
            && (wanted.date.is_none() || wanted.date == date)
            && same(reference, wanted.reference.as_deref())
    })
}

fn noted(wanted: &NewNote, traces: Traces<'_>, now: &Invoice) -> Evidence {
    let is_it = |text: Option<&str>| {
        let words = text.unwrap_or_default().split_whitespace();
        words.eq(wanted.text.split_whitespace())
    };
    made(
        now.notes.as_deref(),
        |note| {
            !traces.had_child(&note.id)
                && is_it(note.text.as_deref())
                && (wanted.assignee_id.is_none() || wanted.assignee_id == note.assignee_id)
        },
        |note| &note.id,
    )
}

/// A new file of the same size: its name may have been cleaned on the way, so it decides only where no size is told.
fn attached(wanted: &Upload, traces: Traces<'_>, now: &Invoice) -> Evidence {
    made(
        now.attachments.as_deref(),
        |file| {
            let is_it = match file.size_bytes {
                Some(size) => size == wanted.size_bytes,
                None => file.filename.as_deref() == Some(wanted.filename.as_str()),
            };
            !traces.had_child(&file.id) && is_it
        },
        |file| &file.id,
    )
}

/// Whether two texts are the same, as the vendor may clean their ends; none is the same as an empty one.
pub(super) fn same(one: Option<&str>, other: Option<&str>) -> bool {
    one.unwrap_or_default().trim() == other.unwrap_or_default().trim()
}
