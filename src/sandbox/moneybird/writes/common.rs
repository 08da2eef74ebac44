//! What creating and changing have in common for both resources.

use std::sync::Arc;

use crate::sandbox::moneybird::invoice::{Contact, Currency, Invoice, Part, State, Text};
use crate::sandbox::moneybird::writes::body::Fields;
use crate::sandbox::moneybird::writes::life::{Checked, Desk};
use crate::sandbox::moneybird::writes::lines;
use crate::sandbox::moneybird::writes::validation::Validation;

/// An invoice without anything.
pub(super) fn blank(desk: &mut Desk<'_>, state: State, part: Part) -> Invoice {
    Invoice {
        id: desk.new_id(),
        contact: None,
        state,
        date: None,
        due_date: None,
        reference: None,
        currency: Currency::KNOWN[0],
        prices_are_incl_tax: false,
        paid_at: None,
        created_at: desk.now,
        updated_at: desk.now,
        lines: Vec::new(),
        payments: Vec::new(),
        notes: Vec::new(),
        attachments: Vec::new(),
        events: Vec::new(),
        marked_dubious_on: None,
        marked_uncollectible_on: None,
        part,
    }
}

/// Writes what both resources call by the same name.
pub(super) fn apply(
    desk: &mut Desk<'_>,
    row: &mut Invoice,
    fields: &Fields,
    validation: &mut Validation,
) -> Checked<()> {
    if let Some(reference) = fields.text("reference") {
        row.reference = reference.map(Text::Owned);
    }
    if let Some(code) = fields.filled("currency") {
        match Currency::with_code(&code) {
            Some(currency) => row.currency = currency,
            None => validation.not_in_list("currency", &code),
        }
    }
    if let Some(flag) = fields.flag("prices_are_incl_tax") {
        row.prices_are_incl_tax = flag;
    }
    lines::apply(desk, row, fields, validation)
}

/// Finds the contact that is given: the outer option is "given", the inner one "known".
pub(super) fn contact(desk: &Desk<'_>, fields: &Fields) -> Option<Option<Arc<Contact>>> {
    let id = fields.id("contact_id").flatten()?;
    Some(desk.ledger.contact(id))
}
