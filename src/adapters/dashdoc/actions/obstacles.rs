//! Why the state of an invoice forbids an action: what the vendor's page says. All else is left to the vendor.

use crate::{
    domain::Invoice,
    provider::action::{ActionKind, Obstacle},
};

/// Says why an action cannot be done with an invoice as it stands.
pub(in crate::adapters::dashdoc) fn obstacle(
    kind: ActionKind,
    invoice: &Invoice,
) -> Option<Obstacle> {
    if kind != ActionKind::MarkPaid {
        return None;
    }
    match &*invoice.native_status {
        "final" => None,
        "draft" => Some(Obstacle::state("it is a draft: only what is final is paid")),
        "paid" => Some(Obstacle::state("it is paid already")),
        _ => Some(Obstacle::state("only what is final can be marked as paid")),
    }
}
