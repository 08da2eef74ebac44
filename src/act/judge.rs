//! What a wish must fulfil before anything is asked of a provider.

use crate::{
    act::wish::{Key, Wish},
    domain::Invoice,
    error::ErrorKind,
    provider::{
        action::{
            ActionKind, LineChanges, NativeInput, NewLine, Obstacle, ObstacleKind, Refusal, What,
        },
        not_offered,
    },
    snapshot::Account,
};

/// Most invoices that one wish takes, and one mutation.
const MAX_TARGETS: usize = 250;
/// Longest word of a key, in bytes.
const MAX_KEY: usize = 255;

/// Refuses what the caller may not do, what the provider does not offer and what makes no sense, without asking it.
pub(super) fn offered(wish: &Wish) -> Result<(), Vec<Refusal>> {
    let (info, kind) = (wish.account.info(), wish.kind());
    if !wish.may_write {
        return Err(vec![refusal(&no_scope())]);
    }
    if !info.actions.contains(&kind) {
        return Err(vec![not_offered(info, kind)]);
    }
    let mut refusals = Vec::new();
    for (path, native) in natives(wish) {
        if native.provider != info.id {
            let message = format!(
                "these fields are of {}, and the account is one of {}",
                native.provider, info.id
            );
            refusals.push(Refusal::invalid(&path, message));
        }
    }
    refusals.extend(too_many(wish.targets.len()));
    if kind.is_for_many() && wish.targets.is_empty() {
        refusals.push(Refusal::invalid("invoiceIds", "give at least one invoice"));
    }
    refusals.extend(wish.key.as_ref().and_then(bad_word));
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(refusals)
    }
}

/// Refuses more invoices than an action takes.
#[must_use]
pub fn too_many(invoices: usize) -> Option<Refusal> {
    let message = format!("{invoices} invoices are too many: give at most {MAX_TARGETS}");
    let refusal = || Refusal::new(ErrorKind::LimitExceeded, message).at("invoiceIds");
    (invoices > MAX_TARGETS).then(refusal)
}

/// Refuses a word that cannot be kept.
fn bad_word(key: &Key) -> Option<Refusal> {
    let is_bad = key.word.is_empty() || key.word.len() > MAX_KEY;
    let message = format!("a key has 1 to {MAX_KEY} bytes");
    is_bad.then(|| Refusal::invalid("idempotencyKey", message))
}

/// All that is given in the words of one provider, each with where it is in the input.
fn natives(wish: &Wish) -> Vec<(String, &NativeInput)> {
    let whole = wish
        .native
        .iter()
        .map(|native| ("native".to_owned(), native));
    let lines = lines(&wish.what).into_iter();
    let of_lines =
        lines.filter_map(|(place, line)| Some((format!("{place}.native"), line.native.as_ref()?)));
    whole.chain(of_lines).collect()
}

/// The lines of an action, each with where it is in the input.
fn lines(what: &What) -> Vec<(String, &NewLine)> {
    fn placed<'a>(
        place: &'static str,
        lines: &'a [NewLine],
    ) -> impl Iterator<Item = (String, &'a NewLine)> {
        let lines = lines.iter().enumerate();
        lines.map(move |(index, line)| (format!("{place}.{index}"), line))
    }
    match what {
        What::CreateInvoice(wanted) => placed("lineItems", &wanted.line_items).collect(),
        What::UpdateInvoice(changes) => match &changes.line_items {
            Some(LineChanges::ReplaceAll(lines)) => {
                placed("changes.lineItems.replaceAll", lines).collect()
            }
            Some(LineChanges::Edit { add, update, .. }) => {
                let updates = update.iter().enumerate().map(|(index, change)| {
                    let place = format!("changes.lineItems.update.{index}.line");
                    (place, &change.line)
                });
                placed("changes.lineItems.add", add)
                    .chain(updates)
                    .collect()
            }
            None => Vec::new(),
        },
        _ => Vec::new(),
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

/// Says that whoever asks may not change anything.
#[must_use]
pub fn no_scope() -> Obstacle {
    Obstacle {
        kind: ObstacleKind::NoScope,
        message: "this client may only read: it lacks the scope \"write\"".to_owned(),
    }
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
#[must_use]
pub fn refusal(obstacle: &Obstacle) -> Refusal {
    let kind = match obstacle.kind {
        ObstacleKind::NotSupported => ErrorKind::Unsupported,
        ObstacleKind::WrongState | ObstacleKind::MissingData => ErrorKind::Conflict,
        ObstacleKind::NoScope => ErrorKind::Forbidden,
    };
    Refusal::new(kind, obstacle.message.clone())
}
