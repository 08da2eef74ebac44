//! The parts of an invoice as control commands give them, in the vendor's words.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::sandbox::moneybird::fixed::{CUSTOM_FIELD_ID, USER_ID};
use crate::sandbox::moneybird::invoice::{
    Attachment, Contact, Currency, CustomField, Line, Note, Payment, TAX_RATES, Text,
};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::totals::Amount;

/// The largest price or quantity, and with a minus the smallest.
const MOST: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LineInput {
    description: Option<String>,
    price: Option<Decimal>,
    amount: Option<String>,
    tax_rate: Option<String>,
    tax_rate_id: Option<String>,
    period: Option<String>,
}

impl LineInput {
    /// Makes a line; without anything it is one piece of 100 at 21 %.
    pub(super) fn line(&self, ledger: &mut Ledger, now: i64) -> Result<Line, String> {
        let description = self.description.clone();
        let price = self.price.unwrap_or(Decimal::ONE_HUNDRED);
        check_amount(price)?;
        Ok(Line {
            id: ledger.counters.id(now),
            tax: self.tax()?,
            project_id: None,
            product_id: None,
            amount: self.amount.clone().map(Text::Owned),
            quantity: quantity_of(self.amount.as_deref())?,
            description: description.map_or(Text::Borrowed("Testregel"), Text::Owned),
            price,
            period: self.period.clone().map(Text::Owned),
            ledger_account_id: None,
            row_order: None,
            times: None,
        })
    }

    fn tax(&self) -> Result<u8, String> {
        let found = match (&self.tax_rate, &self.tax_rate_id) {
            (None, None) => Some(0),
            (Some(percent), _) => TAX_RATES
                .iter()
                .position(|rate| rate.percent.to_string() == *percent),
            (None, Some(id)) => TAX_RATES.iter().position(|rate| rate.id.to_string() == *id),
        };
        found
            .and_then(|index| u8::try_from(index).ok())
            .ok_or_else(|| "unknown tax rate, use tax_rate \"21\", \"9\" or \"0\"".to_owned())
    }
}

/// Reads the number at the start of a text such as `-2,5 uur`.
pub(super) fn quantity_of(amount: Option<&str>) -> Result<Decimal, String> {
    let amount = amount.unwrap_or_default().trim();
    let end = amount
        .find(|letter: char| !letter.is_ascii_digit() && !"-.,".contains(letter))
        .unwrap_or(amount.len());
    let number = amount[..end].replace(',', ".");
    if number.is_empty() {
        return Ok(Decimal::ONE);
    }
    let quantity = number
        .parse()
        .map_err(|_| format!("amount {amount:?} does not begin with a number"))?;
    check_amount(quantity)?;
    Ok(quantity)
}

/// Keeps sums within what a decimal can hold, by the vendor's own bounds for money.
pub(super) fn check_amount(amount: Decimal) -> Result<(), String> {
    if amount.abs() > MOST || amount.scale() > 10 {
        return Err(format!("{amount} is beyond what an amount can be"));
    }
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaymentInput {
    price: Decimal,
    payment_date: Option<Date>,
    transaction_identifier: Option<String>,
}

impl PaymentInput {
    pub(super) fn payment(
        &self,
        ledger: &mut Ledger,
        currency: Currency,
        now: i64,
    ) -> Result<Payment, String> {
        check_amount(self.price)?;
        let amount = Amount::at_rate(self.price, currency);
        Ok(Payment {
            id: ledger.counters.id(now),
            price: amount.own,
            price_base: amount.base,
            payment_date: self.payment_date.unwrap_or(ledger.today()),
            transaction_identifier: self.transaction_identifier.clone().map(Text::Owned),
            financial_mutation_id: None,
            credit_invoice_id: None,
            linked_payment_id: None,
            booking: None,
            created_at: now,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteInput {
    note: String,
    #[serde(default)]
    todo: bool,
}

impl NoteInput {
    pub(super) fn note(&self, ledger: &mut Ledger, now: i64) -> Note {
        Note {
            id: ledger.counters.id(now),
            note: Text::Owned(self.note.clone()),
            todo: self.todo,
            assignee_id: self.todo.then_some(USER_ID),
            completed_at: None,
            created_at: now,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttachmentInput {
    filename: String,
    content_type: Option<String>,
    size: Option<u64>,
}

impl AttachmentInput {
    pub(super) fn attachment(&self, ledger: &mut Ledger, now: i64) -> Attachment {
        let content_type = self.content_type.clone();
        Attachment {
            id: ledger.counters.id(now),
            filename: Text::Owned(self.filename.clone()),
            content_type: content_type.map_or(Text::Borrowed("application/pdf"), Text::Owned),
            size_bytes: self.size.unwrap_or(1_024),
            content: None,
            created_at: now,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomFieldInput {
    id: Option<String>,
    name: String,
    value: String,
}

impl CustomFieldInput {
    pub(super) fn custom_field(&self) -> Result<CustomField, String> {
        let id = self.id.as_deref().map(parse_id).transpose()?;
        Ok(CustomField {
            id: id.unwrap_or(CUSTOM_FIELD_ID),
            name: Text::Owned(self.name.clone()),
            value: Text::Owned(self.value.clone()),
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ContactInput {
    id: Option<String>,
    company_name: Option<String>,
    firstname: Option<String>,
    lastname: Option<String>,
    address1: Option<String>,
    address2: Option<String>,
    zipcode: Option<String>,
    city: Option<String>,
    country: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    customer_id: Option<String>,
    tax_number: Option<String>,
}

impl ContactInput {
    /// Makes the contact of one invoice: the one with this id, else the one it has, with changes.
    pub(super) fn contact(
        &self,
        ledger: &mut Ledger,
        current: Option<&Contact>,
        now: i64,
    ) -> Result<Arc<Contact>, String> {
        let id = self.id.as_deref().map(parse_id).transpose()?;
        let known = id.and_then(|id| ledger.contact(id));
        let same = current.filter(|current| id.is_none_or(|id| id == current.id));
        let is_new = known.is_none() && same.is_none();
        let mut contact = match (known, same) {
            (_, Some(same)) => same.clone(),
            (Some(known), None) => Contact::clone(&known),
            (None, None) => {
                let id = id.unwrap_or_else(|| ledger.counters.id(now));
                Contact {
                    id,
                    country: Text::Borrowed("NL"),
                    customer_id: Text::Owned(format!("K{}", id % 100_000)),
                    created_at: now,
                    ..Contact::default()
                }
            }
        };
        for (field, value) in [
            (&mut contact.company_name, &self.company_name),
            (&mut contact.firstname, &self.firstname),
            (&mut contact.lastname, &self.lastname),
            (&mut contact.address1, &self.address1),
            (&mut contact.address2, &self.address2),
            (&mut contact.zipcode, &self.zipcode),
            (&mut contact.city, &self.city),
            (&mut contact.country, &self.country),
            (&mut contact.phone, &self.phone),
            (&mut contact.email, &self.email),
            (&mut contact.customer_id, &self.customer_id),
            (&mut contact.tax_number, &self.tax_number),
        ] {
            if let Some(value) = value {
                *field = Text::Owned(value.clone());
            }
        }
        contact.updated_at = now;
        let contact = Arc::new(contact);
        if is_new {
            ledger.put_contact(Arc::clone(&contact));
        }
        Ok(contact)
    }
}

/// Reads an id, which control commands give as a string.
pub(super) fn parse_id(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is no id, ids are strings of digits"))
}
