//! Which part of the input became a field of the request: the way back from the vendor's complaint.

use crate::{
    adapters::moneybird::{actions::native, resource::Resource},
    provider::action::{Action, ActionKind},
};

/// The vendor's names of what a request is about as a whole.
pub(super) const OBJECTS: &[&str] = &["invoice", "sales_invoice", "external_sales_invoice"];
/// The objects that a request's fields are wrapped in.
const WRAPPERS: &[&str] = &[
    "sales_invoice",
    "external_sales_invoice",
    "sales_invoice_sending",
    "sales_invoice_reminders",
    "payment",
    "note",
];

/// Finds the input of an action that a complaint is about.
#[derive(Debug)]
pub(super) struct Blame<'a> {
    resource: Resource,
    action: &'a Action,
}

impl<'a> Blame<'a> {
    /// Looks in this action.
    pub(super) fn new(resource: Resource, action: &'a Action) -> Self {
        Self { resource, action }
    }

    /// The path of the input that became a field, named by the vendor with dots; `None` where it came from no input.
    pub(super) fn field(&self, wire: &str) -> Option<String> {
        let mut names: Vec<&str> = wire
            .split(['.', '[', ']'])
            .filter(|name| !name.is_empty())
            .collect();
        if names.len() > 1 && WRAPPERS.contains(&names[0]) {
            names.remove(0);
        }
        let is_place = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
        let last = names.iter().rfind(|name| !is_place(name)).copied()?;
        self.single(last)
    }

    /// The path of a field outside the lines.
    fn single(&self, wire: &str) -> Option<String> {
        let shared = match (self.action.kind(), wire) {
            (ActionKind::CreatePayment | ActionKind::MarkPaid, "payment_date") => Some("date"),
            (ActionKind::CreatePayment | ActionKind::MarkPaid, "transaction_identifier") => {
                Some("reference")
            }
            (ActionKind::CreatePayment, "price") => Some("amount"),
            // The name of the invoice that is paid, too.
            (ActionKind::CreatePayment | ActionKind::MarkPaid, "invoice_id")
                if !self.has_native("invoice_id") =>
            {
                return None;
            }
            (ActionKind::SendInvoice | ActionKind::ScheduleInvoice, wire) => match wire {
                "delivery_method" => Some("delivery"),
                "email_address" => Some("emailAddress"),
                "email_message" => Some("message"),
                "invoice_date" if self.action.kind() == ActionKind::ScheduleInvoice => Some("date"),
                _ => None,
            },
            (ActionKind::SendReminders, "email_address") => Some("emailAddress"),
            (ActionKind::SendReminders, "reminder_text") => Some("message"),
            (ActionKind::SendReminders, "sales_invoice_ids") => Some("invoiceIds"),
            (ActionKind::MarkDubious, "dubious_date") => Some("date"),
            (ActionKind::MarkUncollectible, "uncollectible_date") => Some("date"),
            (ActionKind::AddNote, "note") => Some("text"),
            (ActionKind::AddNote, "todo") => Some("todo"),
            (ActionKind::AddNote, "assignee_id") => Some("assigneeId"),
            _ => None,
        };
        let is_native = || native::taken(self.resource, self.action.kind()).contains(&wire);
        match shared {
            Some(path) => Some(path.to_owned()),
            None => is_native().then(|| native::path(self.resource, wire)),
        }
    }

    fn has_native(&self, wire: &str) -> bool {
        let native = self.action.native.as_ref();
        native.is_some_and(|native| native.fields.contains_key(wire))
    }
}
