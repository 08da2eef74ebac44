//! The words that a field can be one of.

use async_graphql::Enum;

use crate::{domain, error, provider, snapshot};

/// An invoicing API that the gateway reads.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "domain::ProviderId")]
pub(crate) enum ProviderId {
    /// Moneybird's sales invoices.
    Moneybird,
    /// Moneybird's external sales invoices, which another system made.
    MoneybirdExternal,
    /// Invoice Ninja, version 5.
    InvoiceNinja,
    /// Dashdoc.
    Dashdoc,
    /// Billing of i3D.net.
    #[graphql(name = "I3D")]
    I3d,
}

/// An invoice or its opposite.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "domain::InvoiceKind")]
pub(crate) enum InvoiceKind {
    /// Asks for money.
    Invoice,
    /// Gives money back; its amounts are negative.
    CreditNote,
}

/// Who is to pay whom.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "domain::Direction")]
pub(crate) enum Direction {
    /// The company is to receive the money.
    Receivable,
    /// The company is to pay the money.
    Payable,
}

/// Where an invoice stands, in words that all providers share.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "domain::InvoiceStatus")]
pub(crate) enum InvoiceStatus {
    /// Not yet issued.
    Draft,
    /// Will be sent at a planned time.
    Scheduled,
    /// Issued and wholly unpaid, late or not: see `overdue`.
    Open,
    /// Issued and paid in part.
    PartiallyPaid,
    /// A payment is under way.
    PendingPayment,
    /// Paid in full.
    Paid,
    /// Given up: nobody expects the money any more.
    Uncollectible,
    /// Withdrawn.
    Cancelled,
    /// Undone by the provider's reversal.
    Reversed,
    /// A word of the provider that the gateway does not know; `nativeStatus` has it.
    Unknown,
}

/// How far an account's part of an answer can be relied on.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "snapshot::ResultState")]
pub(crate) enum ResultState {
    /// Complete and young.
    Fresh,
    /// Complete as of some time ago; `fetchedAt` says when, `error` why it is not fresher.
    Stale,
    /// Not yet complete: more will be there in a moment.
    Loading,
    /// The provider cannot be read, and nothing recent enough is held.
    Failed,
    /// Not asked, because the query wanted only what is held, and nothing is.
    Skipped,
}

/// How fresh an answer must be.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "snapshot::Freshness")]
pub(crate) enum Freshness {
    /// By its age: served at once while young, refreshed behind when older, waited for a moment when old. What leaving
    /// the argument out means.
    ByAge,
    /// As the provider has it now, which may take as long as the provider takes.
    Live,
    /// Whatever the gateway holds; no provider is asked.
    CacheOnly,
}

/// How a provider tells a part of an invoice.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "provider::Feature")]
pub(crate) enum FeatureSupport {
    /// It comes with the invoice and costs nothing more.
    Included,
    /// It is asked for separately, when selected.
    Separate,
    /// It is derived from the invoice's own state.
    Derived,
    /// The provider does not tell it: the field is null.
    NotTold,
}

/// What kind of failure something is.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "error::ErrorKind")]
pub(crate) enum ErrorCode {
    /// An argument makes no sense.
    InvalidInput,
    /// Not an id of this gateway, or the id of another kind of thing.
    InvalidId,
    /// There is no such thing.
    NotFound,
    /// The provider does not offer this.
    Unsupported,
    /// The state of things forbids it, or there are several matches.
    Conflict,
    /// The caller is not known.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// The provider refused the gateway's credentials.
    ProviderAuth,
    /// The provider's quota is used up.
    RateLimited,
    /// The provider did not answer in time.
    Timeout,
    /// The provider cannot be reached or is out of order.
    Unavailable,
    /// The provider answered something that the gateway does not understand.
    BadAnswer,
    /// The query is larger than a limit allows.
    LimitExceeded,
    /// The request names a document that the gateway does not have: send its text once.
    PersistedQueryNotFound,
    /// The gateway's own fault.
    Internal,
}
