//! The words of the business: invoices, payments, notes, attachments, parties, money and ids.
//!
//! Pure data and pure functions. It knows no provider, no HTTP and no GraphQL, and derives neither serde nor GraphQL
//! traits: a vendor's wire form lives with its adapter, the client's form in `graphql`.
//!
//! Invariant: `None` means "the provider does not say", an empty list means "there are none".

mod children;
mod id;
mod invoice;
mod money;
mod party;
mod raw;
mod status;

pub use children::{
    Activity, Allocation, Attachment, Discount, LineItem, Note, Payment, TaxLine, TimelineEvent,
};
pub(crate) use id::MAX_ID_BYTES;
pub use id::{AccountId, ChildKind, GlobalId, NativeId, ProviderId};
pub use invoice::{BaseTotals, CustomField, Invoice};
pub use money::{Currency, Decimal, Money, decimal_from_text};
pub use party::{Address, Party};
pub use raw::Raw;
pub use status::{Direction, InvoiceKind, InvoiceStatus};

/// Text of unknown length that is never changed after it was read.
pub type Text = Box<str>;
