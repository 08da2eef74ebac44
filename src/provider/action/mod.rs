//! What can be done with an invoice, and what became of it: the words of every write.
//!
//! An [`Action`] is what somebody wants, in words that all providers share; the adapter makes the vendor's requests of it
//! ([`Planned`]) and tells what became of them ([`Receipt`]). Who may do it, whether it was done before and what is shown
//! afterwards is not decided here.

mod clocks;
mod input;
mod kind;
mod plan;
mod receipt;
mod refusal;
mod upload;

use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::{Invoice, NativeId};
pub use clocks::{CLOCKS_APART, Made};
pub use input::{
    Change, Delivery, InvoiceChanges, LineChange, LineChanges, NativeInput, NewDiscount,
    NewInvoice, NewLine, NewNote, NewPayment, Refund, Reminder, Sending, Settlement,
};
pub use kind::ActionKind;
pub use plan::Planned;
pub use receipt::{Evidence, Outcome, Receipt, Touched};
pub use refusal::{Obstacle, ObstacleKind, Refusal};
pub use upload::Upload;

/// Something to do, with the invoices to do it with as they stand now.
#[derive(Clone, Debug)]
pub struct Action {
    /// The invoices: none where one is to be made, one where the action is of a single invoice.
    pub targets: Vec<Arc<Invoice>>,
    /// What to do.
    pub what: What,
    /// What only one provider knows, in its own words.
    pub native: Option<NativeInput>,
    /// Whether the same request must be recognised later: it then needs something to be found by.
    pub keyed: bool,
}

/// What to do.
#[derive(Clone, Debug)]
pub enum What {
    /// Makes an invoice.
    CreateInvoice(Box<NewInvoice>),
    /// Makes an invoice of a file.
    CreateInvoiceFromAttachment(Upload),
    /// Changes fields and lines.
    UpdateInvoice(Box<InvoiceChanges>),
    /// Deletes.
    DeleteInvoices,
    /// Brings back what was deleted or archived.
    RestoreInvoices,
    /// Puts away.
    ArchiveInvoices,
    /// Withdraws.
    CancelInvoice,
    /// Makes a draft with the same content.
    CloneInvoice,
    /// Sends it to the customer.
    SendInvoice(Sending),
    /// Sends it to the customer on a later day.
    ScheduleInvoice(Date, Sending),
    /// Reminds the customers.
    SendReminders(Reminder),
    /// Makes the provider plan all reminders of the account anew.
    RefreshReminderSchedule,
    /// Says that it was sent in some other way.
    MarkSent,
    /// Says that it was paid in full.
    MarkPaid(Settlement),
    /// Says that payment is doubted, since that day or today.
    MarkDubious(Option<Date>),
    /// Says that payment is given up, since that day or today.
    MarkUncollectible(Option<Date>),
    /// Stops its reminders.
    PauseInvoice,
    /// Goes on with its reminders.
    ResumeInvoice,
    /// Makes a credit note of it.
    CreditInvoice,
    /// Settles a credit note with the invoice that it credits.
    SettleCreditInvoice,
    /// Registers a payment.
    CreatePayment(NewPayment),
    /// Deletes a payment.
    DeletePayment(NativeId),
    /// Gives money back.
    RefundPayment(Refund),
    /// Writes a note.
    AddNote(NewNote),
    /// Deletes a note.
    DeleteNote(NativeId),
    /// Adds a file.
    AddAttachment(Upload),
    /// Deletes a file.
    DeleteAttachment(NativeId),
}

impl What {
    /// Which action it is.
    #[must_use]
    pub fn kind(&self) -> ActionKind {
        match self {
            Self::CreateInvoice(_) => ActionKind::CreateInvoice,
            Self::CreateInvoiceFromAttachment(_) => ActionKind::CreateInvoiceFromAttachment,
            Self::UpdateInvoice(_) => ActionKind::UpdateInvoice,
            Self::DeleteInvoices => ActionKind::DeleteInvoices,
            Self::RestoreInvoices => ActionKind::RestoreInvoices,
            Self::ArchiveInvoices => ActionKind::ArchiveInvoices,
            Self::CancelInvoice => ActionKind::CancelInvoice,
            Self::CloneInvoice => ActionKind::CloneInvoice,
            Self::SendInvoice(_) => ActionKind::SendInvoice,
            Self::ScheduleInvoice(..) => ActionKind::ScheduleInvoice,
            Self::SendReminders(_) => ActionKind::SendReminders,
            Self::RefreshReminderSchedule => ActionKind::RefreshReminderSchedule,
            Self::MarkSent => ActionKind::MarkSent,
            Self::MarkPaid(_) => ActionKind::MarkPaid,
            Self::MarkDubious(_) => ActionKind::MarkDubious,
            Self::MarkUncollectible(_) => ActionKind::MarkUncollectible,
            Self::PauseInvoice => ActionKind::PauseInvoice,
            Self::ResumeInvoice => ActionKind::ResumeInvoice,
            Self::CreditInvoice => ActionKind::CreditInvoice,
            Self::SettleCreditInvoice => ActionKind::SettleCreditInvoice,
            Self::CreatePayment(_) => ActionKind::CreatePayment,
            Self::DeletePayment(_) => ActionKind::DeletePayment,
            Self::RefundPayment(_) => ActionKind::RefundPayment,
            Self::AddNote(_) => ActionKind::AddNote,
            Self::DeleteNote(_) => ActionKind::DeleteNote,
            Self::AddAttachment(_) => ActionKind::AddAttachment,
            Self::DeleteAttachment(_) => ActionKind::DeleteAttachment,
        }
    }
}

impl Action {
    /// Which action it is.
    #[must_use]
    pub fn kind(&self) -> ActionKind {
        self.what.kind()
    }

    /// The single invoice of an action that has one.
    #[must_use]
    pub fn target(&self) -> Option<&Arc<Invoice>> {
        self.targets.first()
    }

    /// The ids of the invoices, in order.
    #[must_use]
    pub fn ids(&self) -> Vec<NativeId> {
        let ids = self.targets.iter().map(|invoice| invoice.id.clone());
        ids.collect()
    }
}
