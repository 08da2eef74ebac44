//! What mutations take.

mod invoice;
mod lines;
mod simple;

pub(crate) use invoice::{CreateInvoiceInput, UpdateInvoiceInput};
pub(crate) use simple::{
    AccountActionInput, AddAttachmentInput, AddNoteInput, AttachmentActionInput,
    CreateFromAttachmentInput, CreatePaymentInput, InvoiceActionInput, InvoicesActionInput,
    MarkInvoiceInput, MarkPaidInput, NoteActionInput, Options, PaymentActionInput, RefreshInput,
    RefundPaymentInput, ScheduleInvoiceInput, SendInvoiceInput, SendRemindersInput,
};
