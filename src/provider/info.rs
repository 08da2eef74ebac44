//! What a provider is and can do: plain constant data.

use std::time::Duration;

use crate::{domain::ProviderId, provider::action::ActionKind};

/// How a provider tells a part of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// It comes with the invoice and costs nothing more.
    Included,
    /// It is asked for separately.
    Separate,
    /// It is derived from the invoice's own state.
    Derived,
    /// The provider does not tell it.
    NotTold,
}

/// What can be read.
#[derive(Clone, Copy, Debug)]
pub struct Reads {
    /// Payments.
    pub payments: Feature,
    /// Notes.
    pub notes: Feature,
    /// Attachments.
    pub attachments: Feature,
    /// Events.
    pub timeline: Feature,
    /// Which invoice a credit note credits.
    pub credits: Feature,
}

/// What the vendor allows.
#[derive(Clone, Copy, Debug)]
pub struct QuotaRule {
    /// What the vendor counts by: providers with the same name on the same host share one budget.
    pub domain: &'static str,
    /// How many calls.
    pub calls: u32,
    /// In how much time.
    pub window: Duration,
}

/// What a provider is and can do.
#[derive(Debug)]
pub struct ProviderInfo {
    /// Which provider.
    pub id: ProviderId,
    /// Its name for people.
    pub name: &'static str,
    /// Where its vendor describes the API.
    pub documentation: &'static str,
    /// Where its API is, unless the account says otherwise.
    pub base_url: &'static str,
    /// What can be read.
    pub reads: Reads,
    /// What can be done.
    pub actions: &'static [ActionKind],
    /// How many invoices one call can ask by id; `None` where each id costs a call.
    pub batch: Option<u32>,
    /// How many calls a refresh costs when little changed.
    pub refresh_calls: u32,
    /// The vendor's quota, where it tells one.
    pub quota: Option<QuotaRule>,
    /// What a frontend developer should know, in words.
    pub quirks: &'static [&'static str],
}
