//! Which payments are wanted.

use async_graphql::{ID, InputObject};

use crate::{
    domain::AccountId,
    error::Result,
    graphql::{
        input::{DateRange, DecimalRange, at_most, range},
        types::ProviderId,
    },
    scalar::{CurrencyCode, DateTime},
    snapshot,
};

/// Which payments are wanted. All conditions that are given must hold; a list lets through any of its entries (at most
/// 250).
#[derive(Debug, InputObject)]
pub(crate) struct PaymentFilter {
    /// Of the accounts with these ids.
    accounts: Option<Vec<ID>>,
    /// Of accounts at these providers.
    providers: Option<Vec<ProviderId>>,
    /// Paid on a day in this range.
    date: Option<DateRange>,
    /// With an amount in this range.
    amount: Option<DecimalRange>,
    /// In one of these currencies.
    currency: Option<Vec<CurrencyCode>>,
    /// With one of these references.
    reference: Option<Vec<String>>,
    /// Registered at the provider at or after this moment.
    created_since: Option<DateTime>,
}

impl PaymentFilter {
    /// Reads the filter; a missing one wants every payment.
    ///
    /// # Errors
    /// `InvalidInput` for what is too long or the wrong way round.
    pub(crate) fn read(filter: Option<Self>) -> Result<snapshot::PaymentFilter> {
        let Some(filter) = filter else {
            return Ok(snapshot::PaymentFilter::default());
        };
        Ok(snapshot::PaymentFilter {
            accounts: at_most("accounts", filter.accounts, |id| AccountId::new(&id))?,
            providers: at_most("providers", filter.providers, Into::into)?,
            date: range("date", filter.date)?,
            amount: range("amount", filter.amount)?,
            currency: at_most("currency", filter.currency, |code| code.0)?,
            reference: at_most("reference", filter.reference, |text| text)?,
            created_since: filter.created_since.map(|moment| moment.0),
        })
    }
}
