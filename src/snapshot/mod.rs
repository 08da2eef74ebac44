//! What we know of each account's invoices now, kept fresh in the fewest calls.
//!
//! One snapshot per account: every invoice, indexed by id and by each order. Filters, orders, searches, sums and cursors
//! are judged here, so that they mean the same for every provider. A read is served from it, and refreshes it first or
//! behind, by its age; a read by id asks for its ids only. Nothing is asked twice at the same time.
//!
//! It does not know any vendor: adapters tell it changes through `provider::Sink`. It does not know GraphQL either.
//!
//! Invariant: what is not known to be complete never claims to be; a failing account changes nobody else's answer.

mod account;
mod activity;
mod allowance;
mod books;
mod cursor;
mod facts;
mod fetch;
mod filter;
mod find;
mod lists;
mod makings;
mod measure;
mod operation;
mod order;
mod page;
mod read;
mod request;
mod row;
mod shelf;
mod sink;
mod state;
mod summary;
mod sync;
mod view;
mod write;

#[cfg(test)]
mod tests;

pub use account::{Account, Inherits, Policy};
pub use allowance::Allowance;
pub(crate) use allowance::invoices;
pub use fetch::{Entry, Want};
pub use filter::{Filter, Range};
pub use lists::PaymentFilter;
pub use operation::operation;
pub use order::{Order, OrderField};
pub use read::Accounts;
pub use request::{Listing, PageArguments, PageOf, SummaryOf, Versions};
pub use shelf::Shelf;
pub use state::{AccountResult, Freshness, ResultState};
pub use summary::{Ageing, Group, GroupKeys, Sum, SummaryKey};
