//! What can be done with an invoice, and what became of it.

use std::sync::Arc;

use async_graphql::{Enum, ID, SimpleObject};

use crate::{
    act,
    auth::{Scope, Viewer},
    domain::GlobalId,
    error::Retry,
    graphql::{
        error::seconds,
        types::{ErrorCode, Invoice},
    },
    list::List,
    provider::{
        self,
        action::{ObstacleKind, Planned, Refusal},
    },
    snapshot::Account,
};

/// Something that can be done; each is a mutation of the same name.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "provider::action::ActionKind")]
pub(crate) enum ActionKind {
    /// `createInvoice`: makes an invoice.
    CreateInvoice,
    /// `createInvoiceFromAttachment`: makes an invoice of a file.
    CreateInvoiceFromAttachment,
    /// `updateInvoice`: changes fields and lines.
    UpdateInvoice,
    /// `deleteInvoices`: deletes invoices.
    DeleteInvoices,
    /// `restoreInvoices`: brings invoices back that were deleted or archived.
    RestoreInvoices,
    /// `archiveInvoices`: puts invoices away.
    ArchiveInvoices,
    /// `cancelInvoice`: withdraws an invoice.
    CancelInvoice,
    /// `cloneInvoice`: makes a draft with the same content.
    CloneInvoice,
    /// `sendInvoice`: sends it to the customer.
    SendInvoice,
    /// `scheduleInvoice`: sends it to the customer on a later day.
    ScheduleInvoice,
    /// `sendReminders`: reminds the customers.
    SendReminders,
    /// `refreshReminderSchedule`: makes the provider plan all reminders of the account anew.
    RefreshReminderSchedule,
    /// `markSent`: says that it was sent in some other way.
    MarkSent,
    /// `markPaid`: says that it was paid in full.
    MarkPaid,
    /// `markDubious`: says that payment is doubted.
    MarkDubious,
    /// `markUncollectible`: says that payment is given up.
    MarkUncollectible,
    /// `pauseInvoice`: stops its reminders.
    PauseInvoice,
    /// `resumeInvoice`: goes on with its reminders.
    ResumeInvoice,
    /// `creditInvoice`: makes a credit note of it.
    CreditInvoice,
    /// `settleCreditInvoice`: settles a credit note with the invoice that it credits.
    SettleCreditInvoice,
    /// `createPayment`: registers a payment.
    CreatePayment,
    /// `deletePayment`: deletes a payment.
    DeletePayment,
    /// `refundPayment`: gives money back.
    RefundPayment,
    /// `addNote`: writes a note.
    AddNote,
    /// `deleteNote`: deletes a note.
    DeleteNote,
    /// `addAttachment`: adds a file.
    AddAttachment,
    /// `deleteAttachment`: deletes a file.
    DeleteAttachment,
}

/// What became of a mutation.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "act::ActOutcome")]
pub(crate) enum ActOutcome {
    /// The provider did it; of several invoices, with at least one.
    Applied,
    /// It was not done, and nothing changed: `userErrors` says why.
    Refused,
    /// It was sent, and nobody can tell what became of it. Asked again with the same `idempotencyKey`, the gateway looks
    /// before it sends anything.
    Unknown,
    /// It was only planned, as `dryRun` asked.
    Planned,
}

/// Why an action cannot be done with an invoice.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "provider::action::ObstacleKind")]
pub(crate) enum ActionReason {
    /// The provider does not offer it.
    NotSupported,
    /// The invoice's state forbids it.
    WrongState,
    /// The invoice lacks something that it needs.
    MissingData,
    /// The caller may only read.
    NoScope,
}

/// Whether an action can be done with an invoice now.
#[derive(Debug, SimpleObject)]
pub(crate) struct ActionState {
    /// The action.
    action: ActionKind,
    /// Whether it can be done now, as far as the invoice tells.
    allowed: bool,
    /// Why not, for programs; null when it can.
    reason: Option<ActionReason>,
    /// Why not, for people; null when it can.
    message: Option<String>,
}

impl ActionState {
    /// Judges every action that is of a single invoice. Whoever may not write is told so of all that there is.
    pub(crate) fn all_of(
        viewer: &Viewer,
        account: &Account,
        invoice: &crate::domain::Invoice,
    ) -> List<Self> {
        let obstacle = |kind| match act::obstacle(account, kind, invoice) {
            Some(none) if none.kind == ObstacleKind::NotSupported => Some(none),
            _ if !viewer.may(Scope::Write) => Some(act::no_scope()),
            other => other,
        };
        let kinds = provider::action::ActionKind::ALL.iter().copied();
        let of_invoices = kinds.filter(|kind| !kind.is_for_account());
        of_invoices
            .map(|kind| match obstacle(kind) {
                None => Self {
                    action: kind.into(),
                    allowed: true,
                    reason: None,
                    message: None,
                },
                Some(obstacle) => Self {
                    action: kind.into(),
                    allowed: false,
                    reason: Some(obstacle.kind.into()),
                    message: Some(obstacle.message),
                },
            })
            .collect()
    }
}

/// Why something was not done, in the words of `errors`, and by which part of the input.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct UserError {
    /// What kind of refusal it is, for programs.
    code: ErrorCode,
    /// What happened and what to do about it, for people.
    message: String,
    /// The path to the part of the input that is to blame, beginning with `input`.
    field: Vec<String>,
    /// Whether asking again can help.
    retryable: bool,
    /// How many seconds to wait before asking again; null where nobody says.
    retry_after: Option<i32>,
}

impl UserError {
    /// Puts an error of one of several ids at the place where that was given.
    pub(crate) fn place(&mut self, place: usize) {
        if let [_, list, at] = self.field.as_mut_slice()
            && list == "invoiceIds"
        {
            *at = place.to_string();
        }
    }
}

impl From<&Refusal> for UserError {
    fn from(refusal: &Refusal) -> Self {
        let path = std::iter::once("input".to_owned());
        Self {
            code: refusal.error.kind().into(),
            message: refusal.error.message().to_owned(),
            field: path.chain(refusal.field.iter().cloned()).collect(),
            retryable: refusal.retry() != Retry::Never,
            retry_after: seconds(refusal.retry()),
        }
    }
}

/// A request to the provider, as it would be sent, without its address and secrets.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct PlannedRequest {
    /// The verb.
    method: String,
    /// Path and query below the address of the API.
    path: String,
    /// The body as JSON text, of an upload its parts; null when there is none.
    body: Option<String>,
}

impl From<&Planned> for PlannedRequest {
    fn from(planned: &Planned) -> Self {
        Self {
            method: planned.method.clone(),
            path: planned.path.clone(),
            body: planned.body.clone(),
        }
    }
}

/// What became of an action for one of its invoices.
#[derive(Debug, SimpleObject)]
pub(crate) struct InvoiceResult {
    /// The id that was given; cut short after 128 characters where it is of nothing here.
    pub(crate) id: ID,
    /// What became of it.
    pub(crate) outcome: ActOutcome,
    /// The invoice as it is now; null when it is gone or cannot be read.
    pub(crate) invoice: Option<Invoice>,
    /// Why it was not done; empty when it was.
    pub(crate) user_errors: Vec<UserError>,
}

impl InvoiceResult {
    pub(crate) fn of(account: &Arc<Account>, result: &act::ResultOf) -> Self {
        Self {
            id: ID(GlobalId::invoice(&account.id, &result.id).encode()),
            outcome: result.outcome.into(),
            invoice: result.entry.clone().map(Invoice::new),
            user_errors: result.refusals.iter().map(Into::into).collect(),
        }
    }
}
