//! Invoice Ninja's documents, version 5, as described at <https://api-docs.invoicing.co>.
//!
//! Field descriptions are in our words; names are Invoice Ninja's. The vendor writes absent texts and ids as empty ones,
//! absent moments as zero and absent objects as empty objects or lists: all of these are null here, except the objects
//! in free form. Moments are told in seconds since 1970 or as UTC without a zone.

mod activity;
mod client;
mod document;
mod input;
mod input_action;
mod invitation;
mod invoice;
mod line_item;
mod payment;
mod wire;

pub use activity::{
    InvoiceNinjaActivities, InvoiceNinjaActivity, InvoiceNinjaActivityParty,
    InvoiceNinjaActivityRecord,
};
pub use client::{InvoiceNinjaClient, InvoiceNinjaContact, InvoiceNinjaGroup};
pub use document::InvoiceNinjaDocument;
pub use input::{InvoiceNinjaInvitationInput, InvoiceNinjaInvoiceInput, InvoiceNinjaLineInput};
pub use input_action::{
    InvoiceNinjaAllocationInput, InvoiceNinjaAttachmentInput, InvoiceNinjaCreditInput,
    InvoiceNinjaEmailInput, InvoiceNinjaPaymentInput, InvoiceNinjaRefundInput,
    InvoiceNinjaReminderInput, InvoiceNinjaTemplate,
};
pub use invitation::InvoiceNinjaInvitation;
pub use invoice::InvoiceNinjaInvoice;
pub use line_item::InvoiceNinjaLineItem;
pub use payment::{InvoiceNinjaPayment, InvoiceNinjaPaymentable};
