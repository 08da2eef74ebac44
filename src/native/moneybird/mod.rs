//! Moneybird's documents, as described at <https://developer.moneybird.com>.
//!
//! Field descriptions are in our words; names are Moneybird's. Amounts are in the document's currency, those ending in
//! `base` in the administration's.

mod activity;
mod contact;
mod detail;
mod external_sales_invoice;
mod input;
mod input_action;
mod payment;
mod sales_invoice;

pub use activity::{MoneybirdAttachment, MoneybirdEvent, MoneybirdNote};
pub use contact::{MoneybirdContact, MoneybirdContactPerson, MoneybirdCustomField};
pub use detail::{MoneybirdDetail, MoneybirdTaxTotal, MoneybirdTimeEntry};
pub use external_sales_invoice::MoneybirdExternalSalesInvoice;
pub use input::{
    MoneybirdCustomFieldInput, MoneybirdExternalInvoiceInput, MoneybirdInvoiceInput,
    MoneybirdLineInput,
};
pub use input_action::{
    MoneybirdPaymentInput, MoneybirdReminderDelivery, MoneybirdReminderInput, MoneybirdSendingInput,
};
pub use payment::MoneybirdPayment;
pub use sales_invoice::MoneybirdSalesInvoice;
