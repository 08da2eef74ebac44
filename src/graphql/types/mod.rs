//! The objects and enums that clients get.

mod account;
mod action;
mod attachment;
mod connection;
mod document;
mod enums;
mod file;
mod invoice;
mod line_item;
mod money;
mod node;
mod note;
mod party;
mod payload;
mod payment;
mod provider;
mod summary;
mod tax_line;
mod timeline;
mod versions;

pub(crate) use account::{Account, AccountResult};
pub(crate) use action::{
    ActOutcome, ActionKind, ActionState, InvoiceResult, PlannedRequest, UserError,
};
pub(crate) use attachment::Attachment;
pub(crate) use connection::Connection;
pub(crate) use document::{Apart, Document, NativeField, at_place, by_place};
pub(crate) use enums::{
    Direction, ErrorCode, FeatureSupport, Freshness, InvoiceKind, InvoiceStatus, ProviderId,
    ResultState,
};
pub(crate) use file::{InvoiceDocument, link};
pub(crate) use invoice::Invoice;
pub(crate) use line_item::LineItem;
pub(crate) use money::{BaseTotals, Discount, Money};
pub(crate) use node::Node;
pub(crate) use note::Note;
pub(crate) use party::Party;
pub(crate) use payload::{
    AccountPayload, AttachmentPayload, DeletePayload, InvoicePayload, InvoicesPayload, NotePayload,
    PaymentPayload, Said,
};
pub(crate) use payment::Payment;
pub(crate) use provider::{Provider, Providers};
pub(crate) use summary::InvoiceSummary;
pub(crate) use tax_line::TaxLine;
pub(crate) use timeline::TimelineEvent;
pub(crate) use versions::InvoiceVersions;
