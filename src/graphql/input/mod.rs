//! What clients can ask for: filters, orders and the bounds of what they may write.

pub(crate) mod action;
mod bounds;
mod filter;
mod order;
mod payment_filter;
mod rows;
mod summary;
mod upload;

pub(crate) use bounds::{DateRange, DecimalRange, at_most, looked_up, range, searched, words};
pub(crate) use filter::InvoiceFilter;
pub(crate) use order::InvoiceOrder;
pub(crate) use payment_filter::PaymentFilter;
pub(crate) use rows::Rows;
pub(crate) use summary::SummaryKey;
pub(crate) use upload::Upload;
