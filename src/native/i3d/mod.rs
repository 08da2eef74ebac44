//! i3D.net's billing documents, as described at <https://docs.i3d.net/api-references/general/billing>.
//!
//! Field descriptions are in our words; names are i3D.net's, with their different spellings in the list and in the details.

mod details;
mod invoice;

pub use details::{I3dClientDetails, I3dCompanyDetails, I3dInvoiceDetails, I3dInvoiceItem};
pub use invoice::{I3dInvoice, I3dListedInvoice};
