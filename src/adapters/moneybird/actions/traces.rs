//! What is remembered of the targets before an action is sent.
//!
//! Each trace is `word=value`. An invoice that is read later has changed, and the targets that an action then has may be
//! the changed ones, so the state before counts as it stands here and nowhere else.

use jiff::Timestamp;

use crate::{
    adapters::moneybird::actions::reminders,
    domain::{Decimal, Invoice, NativeId},
    provider::action::{Action, ActionKind},
};

/// Events of sending begin so ...
const SENT: &str = "sales_invoice_send_";
/// ... unless they are about a reminder or tell how a sending went on.
const REMINDED: &str = "sales_invoice_send_reminder";
const WENT_ON: [&str; 4] = ["_confirmation", "_cancelled", "_delivered", "_error"];

/// What has to be remembered of an action that is about to be sent.
pub(in crate::adapters::moneybird) fn traces(action: &Action, now: Timestamp) -> Vec<String> {
    let kind = action.kind();
    let mut traces = vec![format!("at={now}")];
    for target in &action.targets {
        traces.extend(of_target(kind, target));
    }
    traces
}

fn of_target(kind: ActionKind, target: &Invoice) -> Vec<String> {
    match kind {
        ActionKind::UpdateInvoice => {
            let changed = target.updated_at.map(|moment| format!("changed={moment}"));
            let lines = target.line_items.iter().flatten();
            let lines = lines.filter_map(|line| Some(format!("line={}", line.id.as_ref()?)));
            changed.into_iter().chain(lines).collect()
        }
        ActionKind::SendInvoice | ActionKind::MarkSent => {
            let sendings = sendings(target).map(|count| format!("sendings={count}"));
            let state = format!("state={}", target.native_status);
            sendings.into_iter().chain([state]).collect()
        }
        ActionKind::SendReminders => {
            let count = reminders::count(target).unwrap_or_default();
            vec![format!("reminders:{}={count}", target.id)]
        }
        ActionKind::CreatePayment | ActionKind::MarkPaid => {
            let balance = target
                .balance
                .map(|balance| format!("balance={}", balance.amount));
            let payments = target.payments.iter().flatten();
            let payments = payments.map(|payment| format!("child={}", payment.id));
            balance.into_iter().chain(payments).collect()
        }
        ActionKind::AddNote => {
            let notes = target.notes.iter().flatten();
            notes.map(|note| format!("child={}", note.id)).collect()
        }
        ActionKind::AddAttachment => {
            let files = target.attachments.iter().flatten();
            files.map(|file| format!("child={}", file.id)).collect()
        }
        _ => Vec::new(),
    }
}

/// How often an invoice was sent, in whatever way.
pub(super) fn sendings(invoice: &Invoice) -> Option<usize> {
    let events = invoice.timeline.as_ref()?.iter();
    let is_sending = |action: &str| {
        action.starts_with(SENT)
            && !action.starts_with(REMINDED)
            && !WENT_ON.iter().any(|end| action.ends_with(end))
    };
    Some(events.filter(|event| is_sending(&event.action)).count())
}

/// What was remembered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traces<'a>(pub(super) &'a [String]);

impl<'a> Traces<'a> {
    /// The value of a word that is there once.
    pub(super) fn value(self, word: &str) -> Option<&'a str> {
        let mut traces = self.0.iter().filter_map(|trace| trace.split_once('='));
        traces.find_map(|(own, value)| (own == word).then_some(value))
    }

    /// Whether a payment, note or file was there before.
    pub(super) fn had_child(self, id: &NativeId) -> bool {
        self.has("child", id.as_str())
    }

    /// Whether a line was there before.
    pub(super) fn had_line(self, id: &NativeId) -> bool {
        self.has("line", id.as_str())
    }

    /// The ids of the lines that were there before.
    pub(super) fn lines(self) -> impl Iterator<Item = &'a str> {
        let traces = self.0.iter();
        traces.filter_map(|trace| trace.strip_prefix("line="))
    }

    /// When the action was about to be sent.
    pub(super) fn at(self) -> Option<Timestamp> {
        self.value("at")?.parse().ok()
    }

    /// What was to be paid.
    pub(super) fn balance(self) -> Option<Decimal> {
        self.value("balance")?.parse().ok()
    }

    /// How many reminders of an invoice had been sent.
    pub(super) fn reminders(self, id: &NativeId) -> Option<i64> {
        self.value(&format!("reminders:{id}"))?.parse().ok()
    }

    fn has(self, word: &str, value: &str) -> bool {
        let mut traces = self.0.iter().filter_map(|trace| trace.split_once('='));
        traces.any(|trace| trace == (word, value))
    }
}
