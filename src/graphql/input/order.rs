//! In which order invoices are listed.

use async_graphql::{Enum, InputObject};

use crate::snapshot::{self, Order};

/// What invoices can be sorted by.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "snapshot::OrderField")]
pub(crate) enum InvoiceOrderField {
    /// The date on the document.
    IssueDate,
    /// The last day to pay.
    DueDate,
    /// When it was made at the provider.
    CreatedAt,
    /// When it last changed at the provider.
    UpdatedAt,
    /// The total with tax; needs exactly one `currency` in the filter.
    Total,
    /// The printed number, as text.
    Number,
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(crate) enum OrderDirection {
    /// Smallest or oldest first.
    Asc,
    /// Largest or newest first.
    Desc,
}

/// In which order invoices are listed. Those without the value come last both ways; equal ones are sorted by account and
/// the provider's id.
#[derive(Debug, InputObject)]
pub(crate) struct InvoiceOrder {
    /// What is sorted by.
    field: InvoiceOrderField,
    /// Which way; `DESC` when left out.
    direction: Option<OrderDirection>,
}

impl InvoiceOrder {
    /// Reads the order; a missing one is the newest document first.
    pub(crate) fn read(order: Option<Self>) -> Order {
        order.map_or(Order::NEWEST, |order| Order {
            field: order.field.into(),
            descending: order.direction != Some(OrderDirection::Asc),
        })
    }
}
