//! Which invoices are wanted. The same for every provider, because it is judged here and not by the vendors.

use std::hash::Hash;

use jiff::{Timestamp, civil::Date};

use crate::{
    domain::{AccountId, Currency, Decimal, Direction, InvoiceKind, InvoiceStatus, ProviderId},
    snapshot::row::{Row, hash},
};

/// A range with either end open; both ends are included.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Range<T> {
    /// The least that is let through.
    pub from: Option<T>,
    /// The most that is let through.
    pub to: Option<T>,
}

impl<T> Default for Range<T> {
    fn default() -> Self {
        Self {
            from: None,
            to: None,
        }
    }
}

impl<T: PartialOrd> Range<T> {
    /// Tells whether `value` lies inside; a missing value lies inside only where both ends are open.
    pub(crate) fn contains(&self, value: Option<&T>) -> bool {
        match (value, &self.from, &self.to) {
            (_, None, None) => true,
            (None, _, _) => false,
            (Some(value), from, to) => {
                from.as_ref().is_none_or(|from| value >= from)
                    && to.as_ref().is_none_or(|to| value <= to)
            }
        }
    }
}

/// A filter made ready to judge many rows.
#[derive(Clone, Debug)]
pub(crate) struct Judge<'f> {
    filter: &'f Filter,
    looks_at_document: bool,
    numbers: Option<Vec<u32>>,
    references: Option<Vec<u32>>,
    customers: Option<Vec<u32>>,
}

impl<'f> Judge<'f> {
    pub(crate) fn new(filter: &'f Filter) -> Self {
        let hashes = |texts: &Option<Vec<String>>| {
            let texts = texts.as_ref()?;
            Some(texts.iter().map(|text| hash(Some(text))).collect())
        };
        Self {
            filter,
            looks_at_document: filter.looks_at_document(),
            numbers: hashes(&filter.number),
            references: hashes(&filter.reference),
            customers: hashes(&filter.customer),
        }
    }

    /// Tells whether a row of a wanted account is wanted, on that account's `today`. What lies together in memory is
    /// looked at first, because most rows of a large account are refused.
    pub(crate) fn wants(&self, row: &Row, today: Date) -> bool {
        let filter = self.filter;
        row.deleted == filter.deleted.unwrap_or(false)
            && any(filter.status.as_deref(), &row.status)
            && filter.kind.is_none_or(|kind| row.kind == kind)
            && filter
                .direction
                .is_none_or(|direction| row.direction == direction)
            && filter
                .currency
                .as_deref()
                .is_none_or(|wanted| row.currency.is_some_and(|code| wanted.contains(&code)))
            && filter.issue_date.contains(row.issue_date.as_ref())
            && filter.due_date.contains(row.due_date.as_ref())
            && since(filter.created_since, row.created_at)
            && since(filter.updated_since, row.updated_at)
            && filter.total.contains(row.total.as_ref())
            && filter.balance.contains(row.balance.as_ref())
            && filter
                .overdue
                .is_none_or(|wanted| row.is_overdue(today) == wanted)
            && filter
                .payable
                .is_none_or(|wanted| is_payable(row) == wanted)
            && filter
                .upcoming
                .is_none_or(|wanted| (is_payable(row) && !row.is_overdue(today)) == wanted)
            && any(self.numbers.as_deref(), &row.number_hash)
            && any(self.references.as_deref(), &row.reference_hash)
            && any(self.customers.as_deref(), &row.customer_hash)
            && (!self.looks_at_document || filter.wants_document(row))
            && row.contains_all(&filter.search)
    }
}

/// Which invoices are wanted: all conditions that are set must hold. A list lets through any of its members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Of these accounts.
    pub accounts: Option<Vec<AccountId>>,
    /// Of these providers.
    pub providers: Option<Vec<ProviderId>>,
    /// With one of these states.
    pub status: Option<Vec<InvoiceStatus>>,
    /// With one of these states in the vendor's words.
    pub native_status: Option<Vec<String>>,
    /// Past due, by the account's own today; or not.
    pub overdue: Option<bool>,
    /// Invoices or credit notes.
    pub kind: Option<InvoiceKind>,
    /// To receive or to pay.
    pub direction: Option<Direction>,
    /// With a date on the document in this range.
    pub issue_date: Range<Date>,
    /// With a last day to pay in this range.
    pub due_date: Range<Date>,
    /// Made at or after this time.
    pub created_since: Option<Timestamp>,
    /// Changed at or after this time.
    pub updated_since: Option<Timestamp>,
    /// Final at or after this time.
    pub finalized_since: Option<Timestamp>,
    /// Of the customers with these vendor ids.
    pub customer: Option<Vec<String>>,
    /// Whose customer was deleted or archived at the vendor; or not.
    pub customer_deleted: Option<bool>,
    /// With one of these printed numbers.
    pub number: Option<Vec<String>>,
    /// With one of these references.
    pub reference: Option<Vec<String>>,
    /// Whose description contains this, in any case; held in lowercase.
    pub description: Option<String>,
    /// In one of these currencies.
    pub currency: Option<Vec<Currency>>,
    /// With a total in this range.
    pub total: Range<Decimal>,
    /// With a balance in this range.
    pub balance: Range<Decimal>,
    /// Of this workflow.
    pub workflow_id: Option<String>,
    /// Made by this recurring invoice.
    pub recurring_id: Option<String>,
    /// With money still to come; or not.
    pub payable: Option<bool>,
    /// With money still to come and not past due; or not.
    pub upcoming: Option<bool>,
    /// Put away; or not.
    pub archived: Option<bool>,
    /// Only deleted ones; without it, or with `false`, only those that are not.
    pub deleted: Option<bool>,
    /// With files; or without.
    pub has_attachments: Option<bool>,
    /// With all these words, in lowercase, somewhere in number, reference, description, customer, lines or private note.
    pub search: Vec<String>,
}

impl Filter {
    /// Tells whether an account can have what is wanted.
    pub(crate) fn wants_account(&self, account: &AccountId, provider: ProviderId) -> bool {
        self.accounts
            .as_ref()
            .is_none_or(|wanted| wanted.contains(account))
            && self
                .providers
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&provider))
    }

    /// Tells whether a condition is about the customer, whom a part of an invoice may not tell.
    pub(crate) fn asks_for_customer(&self) -> bool {
        self.customer.is_some() || self.customer_deleted.is_some()
    }

    /// The conditions that a part of an invoice decides as well as all of it.
    pub(crate) fn without_details(&self) -> Self {
        Self {
            customer: None,
            customer_deleted: None,
            search: Vec::new(),
            ..self.clone()
        }
    }

    /// Tells whether any condition needs the document itself, which lies elsewhere in memory.
    fn looks_at_document(&self) -> bool {
        self.native_status.is_some()
            || self.number.is_some()
            || self.reference.is_some()
            || self.customer.is_some()
            || self.customer_deleted.is_some()
            || self.description.is_some()
            || self.finalized_since.is_some()
            || self.workflow_id.is_some()
            || self.recurring_id.is_some()
            || self.archived.is_some()
            || self.has_attachments.is_some()
    }

    /// The conditions for which the document itself must be looked at.
    fn wants_document(&self, row: &Row) -> bool {
        let invoice = &*row.invoice;
        let customer = invoice.customer.as_deref();
        any_text(self.native_status.as_deref(), Some(&*invoice.native_status))
            && any_text(self.number.as_deref(), invoice.number.as_deref())
            && any_text(self.reference.as_deref(), invoice.reference.as_deref())
            && any_text(
                self.customer.as_deref(),
                customer
                    .and_then(|party| party.id.as_ref())
                    .map(crate::domain::NativeId::as_str),
            )
            && self.customer_deleted.is_none_or(|wanted| {
                customer.and_then(|party| party.deleted).unwrap_or(false) == wanted
            })
            && self.description.as_deref().is_none_or(|part| {
                invoice
                    .description
                    .as_deref()
                    .is_some_and(|text| text.to_lowercase().contains(part))
            })
            && since(self.finalized_since, invoice.finalized_at)
            && same(self.workflow_id.as_deref(), invoice.workflow_id.as_ref())
            && same(self.recurring_id.as_deref(), invoice.recurring_id.as_ref())
            && self
                .archived
                .is_none_or(|wanted| invoice.archived.unwrap_or(false) == wanted)
            && self.has_attachments.is_none_or(|wanted| {
                invoice
                    .attachments
                    .as_ref()
                    .is_some_and(|files| !files.is_empty())
                    == wanted
            })
    }
}

fn is_payable(row: &Row) -> bool {
    row.is_outstanding() && row.balance.is_some_and(|balance| balance > Decimal::ZERO)
}

fn any<T: PartialEq>(wanted: Option<&[T]>, value: &T) -> bool {
    wanted.is_none_or(|wanted| wanted.contains(value))
}

fn any_text(wanted: Option<&[String]>, value: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| value.is_some_and(|value| wanted.iter().any(|one| one == value)))
}

fn since(wanted: Option<Timestamp>, value: Option<Timestamp>) -> bool {
    wanted.is_none_or(|wanted| value.is_some_and(|value| value >= wanted))
}

fn same(wanted: Option<&str>, value: Option<&crate::domain::NativeId>) -> bool {
    wanted.is_none_or(|wanted| value.is_some_and(|value| value.as_str() == wanted))
}
