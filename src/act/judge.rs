//! What a wish must fulfil before anything is asked of a provider.

use crate::{
    act::wish::Wish,
    domain::Invoice,
    error::ErrorKind,
    provider::{
        action::{ActionKind, Obstacle, ObstacleKind, Refusal},
        not_offered,
    },
    snapshot::Account,
};

/// Most invoices that one wish takes.
const MAX_TARGETS: usize = 250;
/// Longest word of a key, in bytes.
const MAX_KEY: usize = 255;

/// Refuses what the provider does not offer and what makes no sense, without asking it.
pub(super) fn offered(wish: &Wish) -> Result<(), Vec<Refusal>> {
    let (info, kind) = (wish.account.info(), wish.kind());
    if !info.actions.contains(&kind) {
        return Err(vec![not_offered(info, kind)]);
    }
    let mut refusals = Vec::new();
    if let Some(native) = &wish.native
        && native.provider != info.id
    {
        let message = format!(
            "these fields are of {}, and the account is one of {}",
            native.provider, info.id
        );
        refusals.push(Refusal::invalid("native", message));
    }
    if wish.targets.len() > MAX_TARGETS {
        let message = format!(
            "{} invoices are too many: give at most {MAX_TARGETS}",
            wish.targets.len()
        );
        refusals.push(Refusal::new(ErrorKind::LimitExceeded, message).at("invoiceIds"));
    }
    if kind.is_for_many() && wish.targets.is_empty() {
        refusals.push(Refusal::invalid("invoiceIds", "give at least one invoice"));
    }
    if let Some(key) = &wish.key
        && (key.word.is_empty() || key.word.len() > MAX_KEY)
    {
        let message = format!("a key has 1 to {MAX_KEY} bytes");
        refusals.push(Refusal::invalid("idempotencyKey", message));
    }
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(refusals)
    }
}

/// Why an action cannot be done with an invoice as it stands; `None` when it can.
#[must_use]
pub fn obstacle(account: &Account, kind: ActionKind, invoice: &Invoice) -> Option<Obstacle> {
    let info = account.info();
    if !info.actions.contains(&kind) {
        return Some(Obstacle {
            kind: ObstacleKind::NotSupported,
            message: not_offered(info, kind).error.message().to_owned(),
        });
    }
    nothing_there(kind, invoice).or_else(|| account.provider().obstacle(kind, invoice))
}

/// Says that an invoice has none of what the action is of.
fn nothing_there(kind: ActionKind, invoice: &Invoice) -> Option<Obstacle> {
    let (is_empty, name) = match kind {
        ActionKind::DeletePayment | ActionKind::RefundPayment => {
            (invoice.payments.as_ref()?.is_empty(), "payments")
        }
        ActionKind::DeleteNote => (invoice.notes.as_ref()?.is_empty(), "notes"),
        ActionKind::DeleteAttachment => (invoice.attachments.as_ref()?.is_empty(), "attachments"),
        _ => return None,
    };
    is_empty.then(|| Obstacle::missing(format!("the invoice has no {name}")))
}

/// Says it as a refusal.
pub(super) fn refusal(obstacle: &Obstacle) -> Refusal {
    let kind = match obstacle.kind {
        ObstacleKind::NotSupported => ErrorKind::Unsupported,
        ObstacleKind::WrongState | ObstacleKind::MissingData => ErrorKind::Conflict,
        ObstacleKind::NoScope => ErrorKind::Forbidden,
    };
    Refusal::new(kind, obstacle.message.clone())
}
