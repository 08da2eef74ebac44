//! The vendor's own document of an invoice.

use crate::{
    domain::Invoice,
    native::{InvoiceNinjaInvoice, decode},
};

/// The document of an invoice; `None` where it cannot be read again, which is never, as it was read once.
pub(super) fn of(invoice: &Invoice) -> Option<InvoiceNinjaInvoice> {
    decode(&invoice.raw.json()).ok()
}
