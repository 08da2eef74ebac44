//! The fields of an invoice outside its lines.

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    adapters::moneybird::{actions::fields::Fields, resource::Resource},
    domain::Invoice,
    provider::action::{Change, InvoiceChanges, NewDiscount, Refusal},
};

/// What an invoice, new or to be changed, is to say outside its lines.
#[derive(Debug)]
pub(super) struct Head<'a> {
    resource: Resource,
    target: Option<&'a Invoice>,
    prefix: &'static str,
}

impl<'a> Head<'a> {
    /// That of a new invoice.
    pub(super) fn of_new(resource: Resource) -> Self {
        Self {
            resource,
            target: None,
            prefix: "",
        }
    }

    /// That of an invoice as it stands.
    pub(super) fn of_changes(resource: Resource, target: &'a Invoice) -> Self {
        Self {
            resource,
            target: Some(target),
            prefix: "changes.",
        }
    }

    /// Adds its fields.
    pub(super) fn add(&self, fields: &mut Fields, changes: &InvoiceChanges) {
        let customer = changes.customer_id.value();
        fields.id("contact_id", customer);
        self.keeps(fields, "customerId", &changes.customer_id);
        self.name(fields, changes);
        let date = match self.resource {
            Resource::Sales => "invoice_date",
            Resource::External => "date",
        };
        set(fields, date, &changes.issue_date, Date::to_string);
        self.due(fields, changes);
        fields.give("currency", changes.currency.value().map(|code| code.code()));
        self.keeps(fields, "currency", &changes.currency);
        let with_tax = changes.prices_include_tax.value();
        fields.give("prices_are_incl_tax", with_tax.copied());
        self.keeps(fields, "pricesIncludeTax", &changes.prices_include_tax);
        self.discount(fields, &changes.discount);
        for (name, change, message) in [
            (
                "description",
                &changes.description,
                "moneybird has none: it is the text of the first line",
            ),
            (
                "publicNote",
                &changes.public_note,
                "moneybird has no text of the whole invoice: `paymentConditions` and the lines have one",
            ),
            (
                "privateNote",
                &changes.private_note,
                "moneybird has notes instead: addNote",
            ),
        ] {
            fields.unsupported(&self.path(name), change.is_asked(), message);
        }
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Refuses to empty what every invoice has.
    fn keeps<T>(&self, fields: &mut Fields, name: &str, change: &Change<T>) {
        if matches!(change, Change::Clear) {
            let message = "cannot be emptied: every invoice of moneybird has one";
            fields.refuse(Refusal::invalid(&self.path(name), message));
        }
    }

    /// The reference, which is the number of an external invoice, too.
    fn name(&self, fields: &mut Fields, changes: &InvoiceChanges) {
        if self.resource == Resource::Sales {
            fields.unsupported(
                &self.path("number"),
                changes.number.is_asked(),
                "moneybird numbers invoices itself when they are sent: `invoiceSequenceId` chooses the sequence",
            );
            set(fields, "reference", &changes.reference, String::clone);
            return;
        }
        self.keeps(fields, "number", &changes.number);
        self.keeps(fields, "reference", &changes.reference);
        match (changes.number.value(), changes.reference.value()) {
            (Some(number), Some(reference)) if number != reference => {
                let message =
                    "number and reference of an external invoice are one text: give one of them";
                fields.refuse(Refusal::invalid(&self.path("number"), message));
            }
            (number, reference) => {
                let name = reference.or(number).map(String::as_str);
                if name.is_some_and(|name| name.trim().is_empty()) {
                    let message = "is empty: moneybird knows an external invoice by it";
                    fields.refuse(Refusal::invalid(&self.path("reference"), message));
                }
                fields.give("reference", name);
            }
        }
    }

    /// The last day to pay. A sales invoice has it by counting days from its date, and in no other way.
    fn due(&self, fields: &mut Fields, changes: &InvoiceChanges) {
        if self.resource == Resource::External {
            set(fields, "due_date", &changes.due_date, Date::to_string);
            return;
        }
        self.keeps(fields, "dueDate", &changes.due_date);
        let Some(due) = changes.due_date.value() else {
            return;
        };
        let issued = match &changes.issue_date {
            Change::Set(date) => Some(*date),
            Change::Keep => self.target.and_then(|target| target.issue_date),
            Change::Clear => None,
        };
        let path = self.path("dueDate");
        match issued.and_then(|issued| days(issued, *due)) {
            Some(days) if days >= 0 => fields.set("first_due_interval", days),
            Some(_) => fields.refuse(Refusal::invalid(&path, "is before the date on the document")),
            None => fields.refuse(Refusal::invalid(
                &path,
                "is counted from the date on the document: give issueDate too, or firstDueInterval in its place",
            )),
        }
    }

    fn discount(&self, fields: &mut Fields, change: &Change<NewDiscount>) {
        let path = self.path("discount");
        if self.resource == Resource::External {
            let message = "external invoices of moneybird have none";
            fields.unsupported(&path, change.is_asked(), message);
            return;
        }
        match change {
            Change::Keep => {}
            Change::Clear => fields.set("discount", Value::Null),
            Change::Set(NewDiscount::Percentage(percentage)) => {
                fields.set("discount", percentage.to_string());
            }
            Change::Set(NewDiscount::Amount(_)) => {
                let message = "moneybird takes a percentage, no amount";
                fields.unsupported(&path, true, message);
            }
        }
    }
}

/// How many days lie between two days.
pub(super) fn days(from: Date, to: Date) -> Option<i32> {
    from.until(to).ok().map(|span| span.get_days())
}

fn set<T>(fields: &mut Fields, key: &str, change: &Change<T>, text: impl Fn(&T) -> String) {
    match change {
        Change::Keep => {}
        Change::Clear => fields.set(key, Value::Null),
        Change::Set(value) => fields.set(key, text(value)),
    }
}
