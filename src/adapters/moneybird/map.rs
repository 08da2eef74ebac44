//! Moneybird's words into the shared ones: what both resources have in common.
//!
//! Pure functions. `MAPPING.md` is the table of all fields, and a test holds both to it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::ID;
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    adapters::moneybird::children::{self, Amounts, native_id, text},
    domain::{
        BaseTotals, Currency, Decimal, Direction, Invoice, InvoiceKind, InvoiceStatus, NativeId,
        Party, ProviderId, Raw,
    },
    error::Result,
    list::List,
    native::{
        MoneybirdAttachment, MoneybirdContact, MoneybirdDetail, MoneybirdEvent, MoneybirdNote,
        MoneybirdPayment, MoneybirdTaxTotal, unexpected,
    },
    scalar::{Date, DateTime, DecimalText},
};

/// The circumstances of a reading.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    time_zone: &'a TimeZone,
    fetched_at: Timestamp,
    parties: &'a Parties,
}

/// The customers met so far: many invoices name the same one, and it is kept once.
#[derive(Debug, Default)]
pub(super) struct Parties(Mutex<HashMap<NativeId, Arc<Party>>>);

/// What both kinds of document have, taken out of either.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) id: Option<ID>,
    pub(super) contact_id: Option<ID>,
    pub(super) contact: Option<MoneybirdContact>,
    pub(super) original_sales_invoice_id: Option<ID>,
    pub(super) state: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) due_date: Option<Date>,
    pub(super) currency: Option<String>,
    pub(super) paid_at: Option<Date>,
    pub(super) created_at: Option<DateTime>,
    pub(super) updated_at: Option<DateTime>,
    pub(super) version: Option<ID>,
    pub(super) details: Option<List<MoneybirdDetail>>,
    pub(super) payments: Option<List<MoneybirdPayment>>,
    pub(super) total_paid: Option<DecimalText>,
    pub(super) total_unpaid: Option<DecimalText>,
    pub(super) total_unpaid_base: Option<DecimalText>,
    pub(super) prices_are_incl_tax: Option<bool>,
    pub(super) total_price_excl_tax: Option<DecimalText>,
    pub(super) total_price_excl_tax_base: Option<DecimalText>,
    pub(super) total_price_incl_tax: Option<DecimalText>,
    pub(super) total_price_incl_tax_base: Option<DecimalText>,
    pub(super) marked_dubious_on: Option<Date>,
    pub(super) marked_uncollectible_on: Option<Date>,
    pub(super) notes: Option<List<MoneybirdNote>>,
    pub(super) attachments: Option<List<MoneybirdAttachment>>,
    pub(super) events: Option<List<MoneybirdEvent>>,
    pub(super) tax_totals: Option<List<MoneybirdTaxTotal>>,
}

impl<'a> Reading<'a> {
    /// Reads what was asked for at `fetched_at`.
    pub(super) fn new(
        time_zone: &'a TimeZone,
        fetched_at: Timestamp,
        parties: &'a Parties,
    ) -> Self {
        Self {
            time_zone,
            fetched_at,
            parties,
        }
    }

    /// The first moment of a day in the account's time zone.
    pub(super) fn midnight(&self, date: Option<Date>) -> Option<Timestamp> {
        let midnight = date?.0.to_zoned(self.time_zone.clone()).ok()?;
        Some(midnight.timestamp())
    }
}

impl Parties {
    /// Keeps a customer once, for all invoices that name it in the same words.
    fn share(&self, party: Party) -> Arc<Party> {
        let Some(id) = party.id.clone() else {
            return Arc::new(party);
        };
        let mut parties = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match parties.get(&id) {
            Some(known) if **known == party => Arc::clone(known),
            _ => {
                let party = Arc::new(party);
                parties.insert(id, Arc::clone(&party));
                party
            }
        }
    }
}

/// Makes an invoice of what both kinds of document have; what one kind alone has stays untold.
pub(super) fn invoice(
    provider: ProviderId,
    shared: Shared,
    raw: Raw,
    reading: &Reading<'_>,
) -> Result<Invoice> {
    let id = native_id(shared.id.as_ref()).ok_or_else(|| unexpected("id"))?;
    let total = shared.total_price_incl_tax.map(|total| total.0);
    let linked = shared.original_sales_invoice_id.is_some();
    let negative = total.is_some_and(|total| total.is_sign_negative() && !total.is_zero());
    let credit = linked || negative;
    let amounts = Amounts {
        currency: shared.currency.as_deref().and_then(Currency::new),
        // A credit invoice is linked to its original; should it ever come with positive amounts, all of them turn.
        negate: linked && !negative,
    };
    let subtotal = shared.total_price_excl_tax.map(|amount| amount.0);
    let status = status(provider, &shared);
    let customer = customer(&shared).map(|party| reading.parties.share(party));
    let base_totals = base_totals(&shared, &amounts);
    let first = shared.details.as_deref().and_then(<[_]>::first);
    let description = first.and_then(|detail| text(detail.description.clone()));

    Ok(Invoice {
        id,
        provider,
        version: text(shared.version.map(|version| version.0)),
        fetched_at: reading.fetched_at,
        partial: false,
        number: None,
        reference: text(shared.reference),
        description,
        kind: if credit {
            InvoiceKind::CreditNote
        } else {
            InvoiceKind::Invoice
        },
        direction: Direction::Receivable,
        status,
        native_status: shared.state.unwrap_or_default().into_boxed_str(),
        // Moneybird has no archive of invoices, and a deleted one is not told any more.
        archived: None,
        deleted: Some(false),
        paused: None,
        dubious_on: shared.marked_dubious_on.map(|date| date.0),
        uncollectible_on: shared.marked_uncollectible_on.map(|date| date.0),
        issue_date: None,
        due_date: shared.due_date.map(|date| date.0),
        payable_by: None,
        sent_at: None,
        paid_at: reading.midnight(shared.paid_at),
        finalized_at: None,
        created_at: shared.created_at.map(|moment| moment.0),
        updated_at: shared.updated_at.map(|moment| moment.0),
        currency: amounts.currency,
        subtotal: amounts.money(subtotal),
        tax: amounts.money(difference(total, subtotal)),
        total: amounts.money(total),
        paid: amounts.money(shared.total_paid.map(|amount| amount.0)),
        balance: amounts.money(shared.total_unpaid.map(|amount| amount.0)),
        base_totals,
        prices_include_tax: shared.prices_are_incl_tax,
        discount: None,
        customer,
        supplier: None,
        line_items: children::line_items(shared.details, &amounts),
        tax_lines: children::tax_lines(shared.tax_totals, &amounts),
        custom_fields: None,
        public_note: None,
        private_note: None,
        payments: children::payments(shared.payments, &amounts)?,
        notes: children::notes(shared.notes)?,
        attachments: children::attachments(shared.attachments)?,
        timeline: children::timeline(shared.events),
        credit_of: native_id(shared.original_sales_invoice_id.as_ref()),
        workflow_id: None,
        recurring_id: None,
        url: None,
        payment_url: None,
        raw,
    })
}

/// Where it stands; a word that the vendor's page does not know is `Unknown`.
fn status(provider: ProviderId, shared: &Shared) -> InvoiceStatus {
    let some = |amount: Option<DecimalText>| amount.is_some_and(|amount| !amount.0.is_zero());
    let external = provider == ProviderId::MoneybirdExternal;
    match shared.state.as_deref().unwrap_or_default() {
        "new" if external => InvoiceStatus::Draft,
        "draft" if !external => InvoiceStatus::Draft,
        "scheduled" if !external => InvoiceStatus::Scheduled,
        "open" | "late" | "reminded" if some(shared.total_paid) && some(shared.total_unpaid) => {
            InvoiceStatus::PartiallyPaid
        }
        "open" | "late" | "reminded" => InvoiceStatus::Open,
        "pending_payment" => InvoiceStatus::PendingPayment,
        "paid" => InvoiceStatus::Paid,
        "uncollectible" => InvoiceStatus::Uncollectible,
        _ => InvoiceStatus::Unknown,
    }
}

/// The customer: the whole contact, or its id where the document tells no more.
fn customer(shared: &Shared) -> Option<Party> {
    let id = native_id(shared.contact_id.as_ref());
    match &shared.contact {
        Some(contact) => Some(children::party(contact, id)),
        None => Some(Party {
            id: Some(id?),
            ..Party::default()
        }),
    }
}

/// The totals in the administration's currency, which the document does not name.
fn base_totals(shared: &Shared, amounts: &Amounts) -> Option<BaseTotals> {
    let subtotal = shared.total_price_excl_tax_base.map(|amount| amount.0);
    let total = shared.total_price_incl_tax_base.map(|amount| amount.0);
    let balance = shared.total_unpaid_base.map(|amount| amount.0);
    subtotal.or(total).or(balance)?;
    Some(BaseTotals {
        currency: None,
        subtotal: amounts.number(subtotal),
        tax: amounts.number(difference(total, subtotal)),
        total: amounts.number(total),
        balance: amounts.number(balance),
    })
}

fn difference(total: Option<Decimal>, subtotal: Option<Decimal>) -> Option<Decimal> {
    total?.checked_sub(subtotal?)
}
