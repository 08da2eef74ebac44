//! Which part of the input became a field of the request: the way back from the vendor's complaint.

use crate::{
    adapters::moneybird::{
        actions::{lines, native},
        resource::Resource,
    },
    provider::action::{Action, ActionKind, NewLine, What},
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
        let place = names.iter().find_map(|name| name.parse::<usize>().ok());
        names.retain(|name| name.parse::<usize>().is_err());
        match names.as_slice() {
            ["details" | "details_attributes", .., wire] => self.line(wire, place),
            [.., wire] => self.single(wire),
            [] => None,
        }
    }

    /// The path of a line's field.
    fn line(&self, wire: &str, place: Option<usize>) -> Option<String> {
        let sent = lines::sent(&self.action.what);
        let place = place.or_else(|| the_one(&sent, wire));
        let Some((path, line)) = place.and_then(|place| sent.get(place)) else {
            return self.single("details");
        };
        // Beside what is to be said of a line lies which one it is.
        let changed = path.strip_suffix(".line").filter(|_| wire == "id");
        Some(match (changed, lines::name(self.resource, line, wire)) {
            (Some(changed), _) => format!("{changed}.nativeId"),
            (None, Some(name)) => format!("{path}.{name}"),
            (None, None) => path.clone(),
        })
    }

    /// The path of a field outside the lines.
    fn single(&self, wire: &str) -> Option<String> {
        let kind = self.action.kind();
        let name = match kind {
            ActionKind::CreateInvoice | ActionKind::UpdateInvoice => self.of_invoice(wire),
            ActionKind::SendInvoice | ActionKind::ScheduleInvoice => match wire {
                "delivery_method" => Some("delivery"),
                "email_address" => Some("emailAddress"),
                "email_message" => Some("message"),
                "invoice_date" if kind == ActionKind::ScheduleInvoice => Some("date"),
                _ => None,
            },
            ActionKind::SendReminders => match wire {
                "email_address" => Some("emailAddress"),
                "reminder_text" => Some("message"),
                "sales_invoice_ids" => Some("invoiceIds"),
                _ => None,
            },
            ActionKind::CreatePayment | ActionKind::MarkPaid => match wire {
                "payment_date" => Some("date"),
                "transaction_identifier" => Some("reference"),
                "price" if kind == ActionKind::CreatePayment => Some("amount"),
                // The vendor calls the invoice that is paid so, too.
                "invoice_id" if !self.has_native(wire) => return None,
                _ => None,
            },
            ActionKind::MarkDubious => (wire == "dubious_date").then_some("date"),
            ActionKind::MarkUncollectible => (wire == "uncollectible_date").then_some("date"),
            ActionKind::AddNote => match wire {
                "note" => Some("text"),
                "todo" => Some("todo"),
                "assignee_id" => Some("assigneeId"),
                _ => None,
            },
            ActionKind::AddAttachment | ActionKind::CreateInvoiceFromAttachment => {
                (wire == "file").then_some("file")
            }
            _ => None,
        };
        if let Some(name) = name {
            return Some(match kind {
                ActionKind::UpdateInvoice => format!("changes.{name}"),
                _ => name.to_owned(),
            });
        }
        let is_native = native::taken(self.resource, kind).contains(&wire);
        is_native.then(|| native::path(self.resource, wire))
    }

    fn of_invoice(&self, wire: &str) -> Option<&'static str> {
        let (number, due) = match &self.action.what {
            What::CreateInvoice(wanted) => (
                wanted.number.is_some() && wanted.reference.is_none(),
                wanted.due_date.is_some(),
            ),
            What::UpdateInvoice(changes) => (
                changes.number.is_asked() && !changes.reference.is_asked(),
                changes.due_date.is_asked(),
            ),
            _ => (false, false),
        };
        match wire {
            "contact_id" | "contact" => Some("customerId"),
            "reference" if number => Some("number"),
            "reference" => Some("reference"),
            "invoice_date" | "date" => Some("issueDate"),
            "due_date" => Some("dueDate"),
            "first_due_interval" if due => Some("dueDate"),
            "currency" => Some("currency"),
            "prices_are_incl_tax" => Some("pricesIncludeTax"),
            "discount" => Some("discount"),
            "details" | "details_attributes" => Some("lineItems"),
            _ => None,
        }
    }

    fn has_native(&self, wire: &str) -> bool {
        let native = self.action.native.as_ref();
        native.is_some_and(|native| native.fields.contains_key(wire))
    }
}

/// The line that a complaint is about, where the vendor does not say: the only one that has the field, or the only one.
fn the_one(sent: &[(String, &NewLine)], wire: &str) -> Option<usize> {
    let has = |line: &NewLine| lines::has(line, wire);
    let mut with_it = sent
        .iter()
        .enumerate()
        .filter(|(_, (_, line))| has(line))
        .map(|(place, _)| place);
    match (with_it.next(), with_it.next(), sent) {
        (Some(place), None, _) => Some(place),
        (None, _, [_]) => Some(0),
        _ => None,
    }
}
