//! Dashdoc's documents, as described at <https://developer.dashdoc.com>.
//!
//! Field descriptions are in our words; names are Dashdoc's. Amounts are in whole units of the invoice's currency.

mod company;
mod input;
mod invoice;
mod line;

pub use company::{DashdocAddress, DashdocCompany};
pub use input::{DashdocAttachmentInput, DashdocMarkPaidInput};
pub use invoice::{DashdocAttachment, DashdocCreditNote, DashdocInvoice, DashdocNamed};
pub use line::{
    DashdocDelivery, DashdocLine, DashdocLineGroup, DashdocSite, DashdocTransport,
    DashdocTransportDocument, DashdocTransportMessage,
};
