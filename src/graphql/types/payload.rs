//! What mutations answer.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};

use crate::{
    act::Done,
    error::Result,
    graphql::types::{
        Account, ActOutcome, Attachment, Invoice, InvoiceResult, Note, Payment, PlannedRequest,
        UserError,
    },
    loaders::Loaders,
};

/// What became of an action with a single invoice.
#[derive(Debug, SimpleObject)]
pub(crate) struct InvoicePayload {
    /// What became of it.
    outcome: ActOutcome,
    /// The invoice as it is now; of an action that makes one, the one that was made.
    invoice: Option<Invoice>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
    /// With `dryRun`, the first request that would be sent.
    request: Option<PlannedRequest>,
    /// With `dryRun`, all requests that would be sent.
    requests: Option<Vec<PlannedRequest>>,
}

/// What became of an action with several invoices.
#[derive(Debug, SimpleObject)]
pub(crate) struct InvoicesPayload {
    /// What became of it, of all invoices together.
    pub(crate) outcome: ActOutcome,
    /// What became of it for each id, in the order in which they were given; empty where all of it was refused for one
    /// reason, which is in `userErrors`.
    pub(crate) results: Vec<InvoiceResult>,
    /// Why it was not done, where that is of no single invoice.
    pub(crate) user_errors: Vec<UserError>,
    /// With `dryRun`, the first request that would be sent.
    pub(crate) request: Option<PlannedRequest>,
    /// With `dryRun`, all requests that would be sent.
    pub(crate) requests: Option<Vec<PlannedRequest>>,
}

/// What became of an action with a payment.
#[derive(Debug, SimpleObject)]
pub(crate) struct PaymentPayload {
    /// What became of it.
    outcome: ActOutcome,
    /// The payment as it is now.
    payment: Option<Payment>,
    /// Its invoice as it is now.
    invoice: Option<Invoice>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
    /// With `dryRun`, the first request that would be sent.
    request: Option<PlannedRequest>,
    /// With `dryRun`, all requests that would be sent.
    requests: Option<Vec<PlannedRequest>>,
}

/// What became of a note.
#[derive(Debug, SimpleObject)]
pub(crate) struct NotePayload {
    /// What became of it.
    outcome: ActOutcome,
    /// The note as it is now.
    note: Option<Result<Note>>,
    /// Its invoice as it is now.
    invoice: Option<Invoice>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
    /// With `dryRun`, the first request that would be sent.
    request: Option<PlannedRequest>,
    /// With `dryRun`, all requests that would be sent.
    requests: Option<Vec<PlannedRequest>>,
}

/// What became of a file.
#[derive(Debug, SimpleObject)]
pub(crate) struct AttachmentPayload {
    /// What became of it.
    outcome: ActOutcome,
    /// The file as it is now.
    attachment: Option<Attachment>,
    /// Its invoice as it is now.
    invoice: Option<Invoice>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
    /// With `dryRun`, the first request that would be sent.
    request: Option<PlannedRequest>,
    /// With `dryRun`, all requests that would be sent.
    requests: Option<Vec<PlannedRequest>>,
}

/// What became of something that was to be deleted.
#[derive(Debug, SimpleObject)]
pub(crate) struct DeletePayload {
    /// What became of it.
    outcome: ActOutcome,
    /// The id of what is gone; null when it was not deleted.
    deleted_id: Option<ID>,
    /// Its invoice as it is now.
    invoice: Option<Invoice>,
    /// Every invoice that changed by it, as it is now.
    invoices: Vec<Invoice>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
    /// With `dryRun`, the first request that would be sent.
    request: Option<PlannedRequest>,
    /// With `dryRun`, all requests that would be sent.
    requests: Option<Vec<PlannedRequest>>,
}

/// What became of an action with an account.
#[derive(Debug, SimpleObject)]
pub(crate) struct AccountPayload {
    /// What became of it.
    pub(crate) outcome: ActOutcome,
    /// The account as it is now.
    pub(crate) account: Option<Account>,
    /// Why it was not done; empty when it was.
    pub(crate) user_errors: Vec<UserError>,
    /// With `dryRun`, the first request that would be sent.
    pub(crate) request: Option<PlannedRequest>,
    /// With `dryRun`, all requests that would be sent.
    pub(crate) requests: Option<Vec<PlannedRequest>>,
}

/// What all answers say alike.
pub(crate) struct Said {
    pub(crate) outcome: ActOutcome,
    pub(crate) user_errors: Vec<UserError>,
    pub(crate) request: Option<PlannedRequest>,
    pub(crate) requests: Option<Vec<PlannedRequest>>,
}

impl Said {
    pub(crate) fn by(done: &Done) -> Self {
        let requests: Vec<PlannedRequest> = done.planned.iter().map(Into::into).collect();
        Self {
            outcome: done.outcome.into(),
            user_errors: done.all_refusals().map(Into::into).collect(),
            request: requests.first().cloned(),
            requests: (!requests.is_empty()).then_some(requests),
        }
    }
}

impl From<Done> for InvoicePayload {
    fn from(done: Done) -> Self {
        let said = Said::by(&done);
        let entry = done.made.as_ref().or_else(|| done.entry()).cloned();
        Self {
            outcome: said.outcome,
            invoice: entry.map(Invoice::new),
            user_errors: said.user_errors,
            request: said.request,
            requests: said.requests,
        }
    }
}

impl From<Done> for PaymentPayload {
    fn from(done: Done) -> Self {
        let said = Said::by(&done);
        let invoice = done.entry().cloned().map(Invoice::new);
        let found =
            |invoice: &Invoice| Payment::find(Arc::clone(&invoice.0), done.created.as_ref()?);
        Self {
            outcome: said.outcome,
            payment: invoice.as_ref().and_then(found),
            invoice,
            user_errors: said.user_errors,
            request: said.request,
            requests: said.requests,
        }
    }
}

impl NotePayload {
    /// Tells of a note, which some providers keep apart from the invoice: where it cannot be read, that alone fails, and
    /// what became of the action is told.
    pub(crate) async fn of(done: Done, loaders: &Loaders) -> Self {
        let said = Said::by(&done);
        let invoice = done.entry().cloned().map(Invoice::new);
        let note = match (&invoice, &done.created) {
            (Some(invoice), Some(id)) => {
                let found = Note::find(Arc::clone(&invoice.0), loaders, id).await;
                found.transpose()
            }
            _ => None,
        };
        Self {
            outcome: said.outcome,
            note,
            invoice,
            user_errors: said.user_errors,
            request: said.request,
            requests: said.requests,
        }
    }
}

impl From<Done> for AttachmentPayload {
    fn from(done: Done) -> Self {
        let said = Said::by(&done);
        let invoice = done.entry().cloned().map(Invoice::new);
        let found =
            |invoice: &Invoice| Attachment::find(Arc::clone(&invoice.0), done.created.as_ref()?);
        Self {
            outcome: said.outcome,
            attachment: invoice.as_ref().and_then(found),
            invoice,
            user_errors: said.user_errors,
            request: said.request,
            requests: said.requests,
        }
    }
}

impl DeletePayload {
    /// Tells of what had this id.
    pub(crate) fn of(id: ID, done: Done) -> Self {
        let said = Said::by(&done);
        let invoice = done.entry().cloned().map(Invoice::new);
        let changed = done.others.into_iter().map(Invoice::new);
        Self {
            outcome: said.outcome,
            deleted_id: (said.outcome == ActOutcome::Applied).then_some(id),
            invoices: invoice.clone().into_iter().chain(changed).collect(),
            invoice,
            user_errors: said.user_errors,
            request: said.request,
            requests: said.requests,
        }
    }
}
