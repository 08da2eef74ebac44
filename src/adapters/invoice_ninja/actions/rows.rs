//! What the bulk endpoint's answer says of each invoice.

use std::collections::HashMap;

use serde::{Deserialize, de::IgnoredAny};

use crate::{
    adapters::invoice_ninja::{
        actions::{
            blame,
            bulk::{has_become, passed_over},
            touched::{self, paid_by},
        },
        adapter::InvoiceNinja,
        answer::{Answer, Row},
    },
    domain::{Invoice, NativeId},
    error::{Error, ErrorKind},
    native::{InvoiceNinjaInvoice, decode},
    provider::{
        Call,
        action::{Action, ActionKind, Outcome, Receipt, Refusal, Touched},
    },
};

/// An answer that found no invoice says so in place of a list, with the status of a success.
#[derive(Deserialize)]
struct Message {
    #[serde(rename = "message")]
    _message: IgnoredAny,
    data: Option<IgnoredAny>,
}

/// Reads a success of the bulk endpoint: an invoice that it passed over looks as before, or is not told.
pub(super) async fn read(
    ninja: &InvoiceNinja,
    call: &Call,
    action: &Action,
    answer: &Answer,
) -> Receipt {
    let rows = match answer.page() {
        Ok(page) => page.rows,
        Err(_) if finds_nothing(answer) => Vec::new(),
        // What was done cannot be told, as the vendor says yes to everything.
        Err(error) => {
            return Receipt {
                touched: touched::unseen(action),
                ..Receipt::all(&Outcome::Lost(error.ended()), action.targets.len())
            };
        }
    };
    let is_target = |row: &Row<'_>| row.id.as_ref().is_some_and(|id| action.ids().contains(id));
    let rows: Vec<Row<'_>> = rows.into_iter().filter(is_target).collect();
    let told: HashMap<&NativeId, &Row<'_>> = rows
        .iter()
        .filter_map(|row| Some((row.id.as_ref()?, row)))
        .collect();
    let mut created = None;
    let mut outcomes = Vec::with_capacity(action.targets.len());
    for (place, target) in action.targets.iter().enumerate() {
        let row = told.get(&target.id).copied();
        let (outcome, made) = judge(action.kind(), (place, target), row, answer);
        created = created.or(made);
        outcomes.push(outcome);
    }
    Receipt {
        outcomes,
        touched: shown(ninja, call, action, answer, rows).await,
        created,
    }
}

/// What became of one invoice, and the payment that was made.
fn judge(
    kind: ActionKind,
    (place, target): (usize, &Invoice),
    row: Option<&Row<'_>>,
    answer: &Answer,
) -> (Outcome, Option<NativeId>) {
    // It is this invoice that was passed over, and no other.
    let field = match blame::thing(kind) {
        Some(field) => field.to_owned(),
        None => format!("invoiceIds.{place}"),
    };
    let refuse = |kind, message| {
        let error = answer.stamp(Error::new(kind, message));
        Outcome::Refused(vec![Refusal::from(error).at(&field)])
    };
    let Some(row) = row else {
        let message = "invoice ninja tells nothing of this invoice: it has none with this id";
        return (refuse(ErrorKind::NotFound, message), None);
    };
    match decode::<InvoiceNinjaInvoice>(row.json) {
        Err(error) => (Outcome::Lost(answer.stamp(error).ended()), None),
        Ok(now) if !has_become(kind, &now) => {
            (refuse(ErrorKind::Conflict, passed_over(kind)), None)
        }
        Ok(now) if kind == ActionKind::MarkPaid => (Outcome::Applied, new_payment(target, &now)),
        Ok(_) => (Outcome::Applied, None),
    }
}

/// The one payment that was not there before.
fn new_payment(target: &Invoice, now: &InvoiceNinjaInvoice) -> Option<NativeId> {
    let before = target.payments.as_ref()?;
    let now = now.payments.iter().flatten();
    let now = now.filter(|payment| payment.has_paid());
    let ids = now.filter_map(|payment| Some(NativeId::new(payment.id.as_ref()?)));
    let mut new = ids.filter(|id| before.iter().all(|payment| payment.id != *id));
    let first = new.next()?;
    new.next().is_none().then_some(first)
}

/// The invoices as the answer shows them; what it does not show is to be read again.
async fn shown(
    ninja: &InvoiceNinja,
    call: &Call,
    action: &Action,
    answer: &Answer,
    rows: Vec<Row<'_>>,
) -> Touched {
    let found = ninja.decode(call, answer, rows).await;
    let found = found.unwrap_or_default().into_iter();
    let shown: Vec<_> = found.filter_map(|(_, invoice)| invoice.ok()).collect();
    let mut unseen = touched::touched(action);
    // What is restored tells only now with which invoices it shares its payments.
    if action.kind() == ActionKind::RestoreInvoices {
        let payments = shown.iter().flat_map(|now| now.payments.iter().flatten());
        touched::add(&mut unseen, payments.flat_map(paid_by));
    }
    unseen.retain(|id| shown.iter().all(|now| now.id != *id));
    Touched {
        shown,
        unseen,
        gone: Vec::new(),
    }
}

fn finds_nothing(answer: &Answer) -> bool {
    let message = answer.whole::<Message>();
    message.is_ok_and(|message| message.data.is_none())
}
