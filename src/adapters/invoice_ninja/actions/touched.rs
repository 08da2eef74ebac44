//! Which invoices an action changes: its own, and those that share a payment with them.

use serde_json::Value;

use crate::{
    adapters::invoice_ninja::actions::{native, payments::payment},
    domain::{Invoice, NativeId, Payment},
    provider::action::{Action, Touched, What},
};

/// All invoices that an action changes, as far as that is known before it is done.
pub(super) fn touched(action: &Action) -> Vec<NativeId> {
    let mut ids = action.ids();
    for target in &action.targets {
        add(&mut ids, others(action, target));
    }
    ids
}

/// All invoices that an action changes, to be read again.
pub(super) fn unseen(action: &Action) -> Touched {
    Touched {
        unseen: touched(action),
        ..Touched::default()
    }
}

/// Adds ids that are not there yet.
pub(super) fn add(ids: &mut Vec<NativeId>, more: impl IntoIterator<Item = NativeId>) {
    for id in more {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
}

/// The invoices that a payment paid.
pub(super) fn paid_by(payment: &Payment) -> impl Iterator<Item = NativeId> {
    let shares = payment.allocations.iter().flatten();
    shares.map(|share| share.invoice.clone())
}

/// Every invoice that tells of a payment tells of all its shares.
fn others(action: &Action, target: &Invoice) -> Vec<NativeId> {
    match &action.what {
        What::CreatePayment(_) => native::given(action, "invoices")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|share| share.get("invoice_id")?.as_str())
            .map(NativeId::new)
            .collect(),
        What::DeletePayment(id) => payment(target, id).into_iter().flat_map(paid_by).collect(),
        What::RefundPayment(wanted) => payment(target, &wanted.payment)
            .into_iter()
            .flat_map(paid_by)
            .collect(),
        // What was paid is taken from the payments, or given back to them.
        What::DeleteInvoices | What::RestoreInvoices => {
            let payments = target.payments.iter().flatten();
            payments.flat_map(paid_by).collect()
        }
        _ => Vec::new(),
    }
}
