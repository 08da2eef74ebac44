//! What mutations take.

mod invoice;
mod lines;
mod native;
mod notes;
mod payment;
mod sending;
mod simple;

pub(crate) use invoice::{CreateInvoiceInput, UpdateInvoiceInput};
pub(crate) use notes::{AddAttachmentInput, AddNoteInput, AttachmentActionInput, NoteActionInput};
pub(crate) use payment::{
    CreatePaymentInput, MarkPaidInput, PaymentActionInput, RefundPaymentInput,
};
pub(crate) use sending::{ScheduleInvoiceInput, SendInvoiceInput, SendRemindersInput};
pub(crate) use simple::{
    AccountActionInput, CreateFromAttachmentInput, InvoiceActionInput, InvoicesActionInput,
    MarkInvoiceInput, Options, RefreshInput,
};
