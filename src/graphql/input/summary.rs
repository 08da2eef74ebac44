//! What a summary is split by.

use async_graphql::Enum;

use crate::snapshot;

/// What a summary can be split by, beside currency, direction and kind.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "snapshot::SummaryKey")]
pub(crate) enum SummaryKey {
    /// By account.
    Account,
    /// By provider.
    Provider,
    /// By state.
    Status,
    /// By customer, as the provider's id names it.
    Customer,
    /// By the month of the date on the document.
    IssueMonth,
    /// By the month of the last day to pay.
    DueMonth,
}
