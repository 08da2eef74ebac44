//! Which invoices are wanted.

use async_graphql::{ID, InputObject};

use crate::{
    domain::AccountId,
    error::Result,
    graphql::{
        input::{DateRange, DecimalRange, at_most, range, searched, words},
        types::{Direction, InvoiceKind, InvoiceStatus, ProviderId},
    },
    scalar::{CurrencyCode, DateTime},
    snapshot::Filter,
};

/// Which invoices are wanted. All conditions that are given must hold; a list lets through any of its entries (at most
/// 250). It means the same for every provider.
#[derive(Debug, InputObject)]
pub(crate) struct InvoiceFilter {
    /// Of the accounts with these ids.
    accounts: Option<Vec<ID>>,
    /// Of accounts at these providers.
    providers: Option<Vec<ProviderId>>,
    /// With one of these states.
    status: Option<Vec<InvoiceStatus>>,
    /// With one of these states in the provider's own words.
    native_status: Option<Vec<String>>,
    /// True: open in whole or in part and due before today, by the account's own calendar; credit notes too. False: all
    /// others.
    overdue: Option<bool>,
    /// Only invoices, or only credit notes.
    kind: Option<InvoiceKind>,
    /// Only those that the company receives, or only those that it pays.
    direction: Option<Direction>,
    /// With a date on the document in this range.
    issue_date: Option<DateRange>,
    /// With a last day to pay in this range.
    due_date: Option<DateRange>,
    /// Made at the provider at or after this moment.
    created_since: Option<DateTime>,
    /// Changed at the provider at or after this moment.
    updated_since: Option<DateTime>,
    /// Final at or after this moment.
    finalized_since: Option<DateTime>,
    /// Of the customers with these ids, as the provider gives them (`Party.nativeId`).
    customer: Option<Vec<ID>>,
    /// True: whose customer was archived or deleted at the provider. False: all others.
    customer_deleted: Option<bool>,
    /// With one of these printed numbers.
    number: Option<Vec<String>>,
    /// With one of these references.
    reference: Option<Vec<String>>,
    /// Whose description contains this text, in any case; at most 200 characters.
    description: Option<String>,
    /// In one of these currencies.
    currency: Option<Vec<CurrencyCode>>,
    /// With a total with tax in this range.
    total: Option<DecimalRange>,
    /// With a balance in this range.
    balance: Option<DecimalRange>,
    /// Of the workflow with this id, as the provider gives it.
    workflow_id: Option<ID>,
    /// Made by the recurring invoice with this id, as the provider gives it.
    recurring_id: Option<ID>,
    /// True: with a balance above zero that is still to come, so no credit notes. False: all others.
    payable: Option<bool>,
    /// True: those of `payable` that are not past due. False: all others.
    upcoming: Option<bool>,
    /// True: only those that were put away. False: all others. Left out: both.
    archived: Option<bool>,
    /// True: only deleted ones. False or left out: only those that are not.
    deleted: Option<bool>,
    /// True: with files. False: without.
    has_attachments: Option<bool>,
    /// With all these words, in any case, somewhere in number, reference, description, customer, lines or private note;
    /// at most 200 characters.
    search: Option<String>,
}

impl InvoiceFilter {
    /// Reads the filter; a missing one wants every invoice that is not deleted.
    ///
    /// # Errors
    /// `InvalidInput` for what is too long or the wrong way round.
    pub(crate) fn read(filter: Option<Self>) -> Result<Filter> {
        filter.map_or_else(|| Ok(Filter::default()), Self::into_filter)
    }

    fn into_filter(self) -> Result<Filter> {
        let text = |text| text;
        Ok(Filter {
            accounts: at_most("accounts", self.accounts, |id| AccountId::new(&id))?,
            providers: at_most("providers", self.providers, Into::into)?,
            status: at_most("status", self.status, Into::into)?,
            native_status: at_most("nativeStatus", self.native_status, text)?,
            overdue: self.overdue,
            kind: self.kind.map(Into::into),
            direction: self.direction.map(Into::into),
            issue_date: range("issueDate", self.issue_date)?,
            due_date: range("dueDate", self.due_date)?,
            created_since: self.created_since.map(|moment| moment.0),
            updated_since: self.updated_since.map(|moment| moment.0),
            finalized_since: self.finalized_since.map(|moment| moment.0),
            customer: at_most("customer", self.customer, |id| id.0)?,
            customer_deleted: self.customer_deleted,
            number: at_most("number", self.number, text)?,
            reference: at_most("reference", self.reference, text)?,
            description: searched("description", self.description)?,
            currency: at_most("currency", self.currency, |code| code.0)?,
            total: range("total", self.total)?,
            balance: range("balance", self.balance)?,
            workflow_id: self.workflow_id.map(|id| id.0),
            recurring_id: self.recurring_id.map(|id| id.0),
            payable: self.payable,
            upcoming: self.upcoming,
            archived: self.archived,
            deleted: self.deleted,
            has_attachments: self.has_attachments,
            search: words("search", self.search)?,
        })
    }
}
