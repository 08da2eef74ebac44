//! An invoice as control commands give it, and how it is written into a row.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::sandbox::moneybird::change_children::{
    AttachmentInput, ContactInput, CustomFieldInput, LineInput, NoteInput, PaymentInput, parse_id,
};
use crate::sandbox::moneybird::invoice::{Currency, Invoice, Part, Payment, State, Text};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::totals::Totals;

/// A partial invoice in the vendor's words. The outer option is "given", the inner one "not null".
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Input {
    pub(super) state: Option<String>,
    #[serde(deserialize_with = "given")]
    reference: Option<Option<String>>,
    currency: Option<String>,
    #[serde(deserialize_with = "given")]
    due_date: Option<Option<Date>>,
    #[serde(deserialize_with = "given")]
    paid_at: Option<Option<Date>>,
    pub(super) created_at: Option<Timestamp>,
    pub(super) updated_at: Option<Timestamp>,
    prices_are_incl_tax: Option<bool>,
    #[serde(deserialize_with = "given")]
    marked_dubious_on: Option<Option<Date>>,
    #[serde(deserialize_with = "given")]
    marked_uncollectible_on: Option<Option<Date>>,
    contact_id: Option<String>,
    #[serde(deserialize_with = "given")]
    pub(super) contact: Option<Option<ContactInput>>,
    details: Option<Vec<LineInput>>,
    payments: Option<Vec<PaymentInput>>,
    notes: Option<Vec<NoteInput>>,
    attachments: Option<Vec<AttachmentInput>>,
    // Sales invoices only.
    #[serde(deserialize_with = "given")]
    invoice_id: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    invoice_date: Option<Option<Date>>,
    discount: Option<Decimal>,
    paused: Option<bool>,
    #[serde(deserialize_with = "given")]
    original_sales_invoice_id: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    recurring_sales_invoice_id: Option<Option<String>>,
    workflow_id: Option<String>,
    reminder_count: Option<u32>,
    custom_fields: Option<Vec<CustomFieldInput>>,
    // External sales invoices only.
    date: Option<Date>,
    #[serde(deserialize_with = "given")]
    origin: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    source: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    source_url: Option<Option<String>>,
}

fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Input {
    /// Reads a partial invoice; unknown keys are refused by name.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        serde_path_to_error::deserialize(value).map_err(|error| error.to_string())
    }

    /// Writes everything that is given into a row.
    pub(super) fn apply(
        &self,
        ledger: &mut Ledger,
        resource: Resource,
        row: &mut Invoice,
        now: i64,
    ) -> Result<(), String> {
        self.apply_plain(row)?;
        self.apply_contact(ledger, row, now)?;
        self.apply_lists(ledger, row, now)?;
        match resource {
            Resource::Sales => self.apply_sales(row)?,
            Resource::External => self.apply_external(row)?,
        }
        self.apply_state(ledger, resource, row, now)
    }

    fn apply_plain(&self, row: &mut Invoice) -> Result<(), String> {
        if let Some(reference) = &self.reference {
            row.reference = text(reference);
        }
        if let Some(code) = &self.currency {
            row.currency = Currency::with_code(code).ok_or_else(|| {
                let known = Currency::KNOWN.map(|currency| currency.code);
                format!("unknown currency {code:?}, use one of {}", known.join(", "))
            })?;
        }
        row.due_date = self.due_date.unwrap_or(row.due_date);
        row.paid_at = self.paid_at.unwrap_or(row.paid_at);
        row.prices_are_incl_tax = self.prices_are_incl_tax.unwrap_or(row.prices_are_incl_tax);
        row.marked_dubious_on = self.marked_dubious_on.unwrap_or(row.marked_dubious_on);
        row.marked_uncollectible_on = self
            .marked_uncollectible_on
            .unwrap_or(row.marked_uncollectible_on);
        Ok(())
    }

    fn apply_contact(
        &self,
        ledger: &mut Ledger,
        row: &mut Invoice,
        now: i64,
    ) -> Result<(), String> {
        if let Some(id) = &self.contact_id {
            let found = ledger.contact(parse_id(id)?);
            row.contact = Some(found.ok_or_else(|| format!("no contact with id {id:?}"))?);
        }
        match &self.contact {
            None => {}
            Some(None) if row.sales().is_some() => {
                return Err("a sales invoice cannot be without a contact".to_owned());
            }
            Some(None) => row.contact = None,
            Some(Some(input)) => {
                row.contact = Some(input.contact(ledger, row.contact.as_deref(), now)?);
            }
        }
        Ok(())
    }

    fn apply_lists(&self, ledger: &mut Ledger, row: &mut Invoice, now: i64) -> Result<(), String> {
        if let Some(details) = &self.details {
            let lines = details.iter().map(|line| line.line(ledger, now));
            row.lines = lines.collect::<Result<_, _>>()?;
        }
        if let Some(notes) = &self.notes {
            row.notes = notes.iter().map(|note| note.note(ledger, now)).collect();
        }
        if let Some(attachments) = &self.attachments {
            let attachments = attachments.iter();
            row.attachments = attachments.map(|one| one.attachment(ledger, now)).collect();
        }
        if let Some(payments) = &self.payments {
            let currency = row.currency;
            let payments = payments.iter();
            row.payments = payments
                .map(|payment| payment.payment(ledger, currency, now))
                .collect::<Result<_, _>>()?;
        }
        Ok(())
    }

    fn apply_sales(&self, row: &mut Invoice) -> Result<(), String> {
        let external_keys = [
            ("date", self.date.is_some()),
            ("origin", self.origin.is_some()),
            ("source", self.source.is_some()),
            ("source_url", self.source_url.is_some()),
        ];
        refuse_foreign("sales_invoices", &external_keys)?;
        row.date = self.invoice_date.unwrap_or(row.date);
        let Some(part) = row.sales_mut() else {
            return Ok(());
        };
        if let Some(invoice_id) = &self.invoice_id {
            part.invoice_id = text(invoice_id);
        }
        if let Some(discount) = self.discount {
            if !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&discount) {
                return Err("discount is a percentage from 0 to 100".to_owned());
            }
            part.discount = discount;
        }
        part.paused = self.paused.unwrap_or(part.paused);
        if let Some(original) = &self.original_sales_invoice_id {
            part.original_sales_invoice_id = original.as_deref().map(parse_id).transpose()?;
        }
        if let Some(recurring) = &self.recurring_sales_invoice_id {
            part.recurring_sales_invoice_id = recurring.as_deref().map(parse_id).transpose()?;
        }
        if let Some(workflow_id) = &self.workflow_id {
            part.workflow_id = parse_id(workflow_id)?;
        }
        part.reminder_count = self.reminder_count.unwrap_or(part.reminder_count);
        if let Some(fields) = &self.custom_fields {
            let fields = fields.iter().map(CustomFieldInput::custom_field);
            part.custom_fields = fields.collect::<Result<_, _>>()?;
        }
        Ok(())
    }

    fn apply_external(&self, row: &mut Invoice) -> Result<(), String> {
        let sales_keys = [
            ("invoice_id", self.invoice_id.is_some()),
            ("invoice_date", self.invoice_date.is_some()),
            ("discount", self.discount.is_some()),
            ("paused", self.paused.is_some()),
            (
                "original_sales_invoice_id",
                self.original_sales_invoice_id.is_some(),
            ),
            (
                "recurring_sales_invoice_id",
                self.recurring_sales_invoice_id.is_some(),
            ),
            ("workflow_id", self.workflow_id.is_some()),
            ("reminder_count", self.reminder_count.is_some()),
            ("custom_fields", self.custom_fields.is_some()),
        ];
        refuse_foreign("external_sales_invoices", &sales_keys)?;
        row.date = self.date.or(row.date);
        let Part::External(part) = &mut row.part else {
            return Ok(());
        };
        if let Some(origin) = &self.origin {
            part.origin = text(origin);
        }
        if let Some(source) = &self.source {
            part.source = text(source);
        }
        if let Some(source_url) = &self.source_url {
            part.source_url = text(source_url);
        }
        Ok(())
    }

    /// Sets the state and what must go with it: number and date of what is sent, money of what is paid.
    fn apply_state(
        &self,
        ledger: &mut Ledger,
        resource: Resource,
        row: &mut Invoice,
        now: i64,
    ) -> Result<(), String> {
        if let Some(word) = &self.state {
            let state = State::from_word(word).filter(|state| resource.has_state(*state));
            row.state =
                state.ok_or_else(|| format!("{} have no state {word:?}", resource.segment()))?;
        }
        let today = ledger.today();
        let (state, mut date) = (row.state, row.date);
        if let Some(part) = row.sales_mut() {
            if state.is_unsent() {
                part.draft_id = part.draft_id.or_else(|| Some(ledger.counters.draft()));
                part.sent_at = None;
                if self.invoice_id.is_none() {
                    part.invoice_id = None;
                }
                // Who makes it a draft takes its date; one that was planned for a date before keeps it.
                let made_a_draft = state == State::Draft && self.state.is_some();
                if made_a_draft && self.invoice_date.is_none() {
                    date = None;
                }
            } else {
                let day = date.unwrap_or(today);
                date = Some(day);
                part.draft_id = None;
                part.sent_at = part.sent_at.or(Some(day));
                if part.invoice_id.is_none() && self.invoice_id.is_none() {
                    part.invoice_id = Some(ledger.counters.invoice_id(day));
                }
            }
        }
        row.date = date;
        if state == State::Paid {
            self.pay_rest(ledger, row, now);
        }
        Ok(())
    }

    fn pay_rest(&self, ledger: &mut Ledger, row: &mut Invoice, now: i64) {
        let unpaid = Totals::of(row).unpaid;
        let today = ledger.today();
        if self.payments.is_none() && !unpaid.own.is_zero() {
            row.payments.push(Payment {
                id: ledger.counters.id(now),
                price: unpaid.own,
                price_base: unpaid.base,
                payment_date: today,
                transaction_identifier: None,
                financial_mutation_id: None,
                credit_invoice_id: None,
                linked_payment_id: None,
                booking: None,
                created_at: now,
            });
        }
        if self.paid_at.is_none() {
            row.paid_at = row.paid_at.or(Some(today));
        }
    }
}

fn refuse_foreign(resource: &str, keys: &[(&str, bool)]) -> Result<(), String> {
    match keys.iter().find(|(_, given)| *given) {
        Some((key, _)) => Err(format!("{resource} have no field {key:?}")),
        None => Ok(()),
    }
}

fn text(value: &Option<String>) -> Option<Text> {
    value.clone().map(Text::Owned)
}
