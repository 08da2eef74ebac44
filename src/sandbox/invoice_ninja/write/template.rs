//! The texts that an email can be made of.

use crate::sandbox::invoice_ninja::rows::Invoice;

/// Names of templates as bulk requests write them.
const NAMES: [&str; 14] = [
    "reminder1",
    "reminder2",
    "reminder3",
    "reminder_endless",
    "custom1",
    "custom2",
    "custom3",
    "invoice",
    "quote",
    "credit",
    "payment",
    "payment_partial",
    "statement",
    "purchase_order",
];

/// The prefix of a name where a single email is asked for.
const PREFIX: &str = "email_template_";

/// The one template whose name is built otherwise.
const QUOTE_REMINDER: &str = "email_quote_template_reminder1";

/// What kind of email it becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Template {
    /// The first, second or third reminder, counted from 0.
    Reminder(usize),
    /// The reminder that never ends.
    Endless,
    /// Anything else.
    Other,
}

impl Template {
    /// Reads the name of a bulk request.
    pub(super) fn of_bulk(name: &str) -> Option<Self> {
        NAMES.contains(&name).then(|| Self::named(name))
    }

    /// Reads the name of a single email.
    pub(super) fn of_email(name: &str) -> Option<Self> {
        if name == QUOTE_REMINDER {
            return Some(Self::Other);
        }
        Self::of_bulk(name.strip_prefix(PREFIX)?)
    }

    fn named(name: &str) -> Self {
        match name {
            "reminder1" => Self::Reminder(0),
            "reminder2" => Self::Reminder(1),
            "reminder3" => Self::Reminder(2),
            "reminder_endless" => Self::Endless,
            _ => Self::Other,
        }
    }

    /// The template that is due: a reminder once its day has come, the invoice itself until then.
    pub(super) fn due(row: &Invoice, now: i64) -> Self {
        if row.next_send_at == 0 || row.next_send_at > now {
            return Self::Other;
        }
        let unsent = row.reminders_sent.iter().position(Option::is_none);
        unsent.map_or(Self::Endless, Self::Reminder)
    }

    /// The kind of activity that the email is written down as.
    pub(super) fn activity_type(self) -> u16 {
        match self {
            Self::Reminder(nth) => 63 + u16::try_from(nth).unwrap_or(0),
            Self::Endless => 66,
            Self::Other => 6,
        }
    }
}
