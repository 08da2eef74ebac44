//! One line for each wish: who wanted what where, and what became of it. No amounts, no texts, no names.

use std::time::Duration;

use crate::act::{
    done::{ActOutcome, Done},
    wish::Wish,
};

/// Most ids that a line names.
const MAX_IDS: usize = 20;

pub(super) fn write(wish: &Wish, done: &Done, took: Duration) {
    let ids: Vec<&str> = wish
        .targets
        .iter()
        .take(MAX_IDS)
        .map(crate::domain::NativeId::as_str)
        .collect();
    let codes: Vec<&str> = done
        .all_refusals()
        .map(|refusal| refusal.error.kind().code())
        .collect();
    let outcome = match done.outcome {
        ActOutcome::Applied => "APPLIED",
        ActOutcome::Refused => "REFUSED",
        ActOutcome::Unknown => "UNKNOWN",
        ActOutcome::Planned => "PLANNED",
    };
    tracing::info!(
        target: "audit",
        client = wish.caller,
        account = %wish.account.id,
        action = wish.kind().name(),
        invoices = ids.join(" "),
        invoice_count = wish.targets.len(),
        created = done.created.as_ref().map(tracing::field::display),
        outcome,
        codes = codes.join(" "),
        duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "action"
    );
}
