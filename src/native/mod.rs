//! The vendors' own documents as typed GraphQL objects: every documented field, in the vendor's words.
//!
//! They are at the same time the wire form that the adapters decode, so nothing that a vendor documents can get lost on
//! the way. This room converts nothing into the shared words; that is the adapters' part.
//!
//! Invariant: lists keep the vendor's order, so that the native form of an invoice's third payment is the third here.

mod dashdoc;
mod decode;
mod fingerprint;
mod i3d;
mod input;
mod invoice_ninja;
pub(crate) mod lenient;
mod moneybird;
mod union;

pub use dashdoc::{
    DashdocAddress, DashdocAttachment, DashdocAttachmentInput, DashdocCompany, DashdocCreditNote,
    DashdocDelivery, DashdocInvoice, DashdocLine, DashdocLineGroup, DashdocMarkPaidInput,
    DashdocNamed, DashdocSite, DashdocTransport, DashdocTransportDocument, DashdocTransportMessage,
};
pub use decode::{decode, unexpected};
pub use fingerprint::fingerprint;
pub use i3d::{
    I3dClientDetails, I3dCompanyDetails, I3dInvoice, I3dInvoiceDetails, I3dInvoiceItem,
    I3dListedInvoice,
};
pub use input::fields;
pub use invoice_ninja::{
    InvoiceNinjaActivities, InvoiceNinjaActivity, InvoiceNinjaActivityParty,
    InvoiceNinjaActivityRecord, InvoiceNinjaAllocationInput, InvoiceNinjaAttachmentInput,
    InvoiceNinjaClient, InvoiceNinjaContact, InvoiceNinjaCreditInput, InvoiceNinjaDocument,
    InvoiceNinjaEmailInput, InvoiceNinjaGroup, InvoiceNinjaInvitation, InvoiceNinjaInvitationInput,
    InvoiceNinjaInvoice, InvoiceNinjaInvoiceInput, InvoiceNinjaLineInput, InvoiceNinjaLineItem,
    InvoiceNinjaPayment, InvoiceNinjaPaymentInput, InvoiceNinjaPaymentable,
    InvoiceNinjaRefundInput, InvoiceNinjaReminderInput, InvoiceNinjaTemplate,
};
pub use moneybird::{
    MoneybirdAttachment, MoneybirdContact, MoneybirdContactPerson, MoneybirdCustomField,
    MoneybirdCustomFieldInput, MoneybirdDetail, MoneybirdEvent, MoneybirdExternalInvoiceInput,
    MoneybirdExternalSalesInvoice, MoneybirdInvoiceInput, MoneybirdLineInput, MoneybirdNote,
    MoneybirdPayment, MoneybirdPaymentInput, MoneybirdReminderDelivery, MoneybirdReminderInput,
    MoneybirdSalesInvoice, MoneybirdSendingInput, MoneybirdTaxTotal, MoneybirdTimeEntry,
};
pub use union::{
    NativeActivity, NativeAttachment, NativeEvent, NativeInvoice, NativeLineItem, NativeNote,
    NativeParty, NativePayment, NativeTaxLine,
};
