//! What has to be remembered of invoices before an action, so that a later reading tells whether it was done.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    adapters::invoice_ninja::actions::{
        letters,
        payments::{payment, refunded},
    },
    domain::{Decimal, Invoice, NativeId},
    provider::action::{Action, Refund, What},
};

/// What was remembered, one `name=value` each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traces<'a>(pub(super) &'a [String]);

impl<'a> Traces<'a> {
    /// All values with a name.
    pub(super) fn all(self, name: &str) -> impl Iterator<Item = &'a str> {
        let traces = self.0.iter();
        traces.filter_map(move |trace| trace.strip_prefix(name)?.strip_prefix('='))
    }

    /// The value with a name.
    pub(super) fn value(self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Whether something with this id was there.
    pub(super) fn had(self, name: &str, id: &NativeId) -> bool {
        self.all(name).any(|had| had == id.as_str())
    }

    /// A moment.
    pub(super) fn moment(self, name: &str) -> Option<Timestamp> {
        self.value(name)?.parse().ok()
    }
}

/// What has to be remembered of the targets of an action that is about to be sent.
pub(in crate::adapters::invoice_ninja) fn traces(
    action: &Action,
    now: Timestamp,
    time_zone: &TimeZone,
) -> Vec<String> {
    let begun = vec![format!("since={now}")];
    let Some(target) = action.target() else {
        return begun;
    };
    match &action.what {
        What::CloneInvoice | What::AddNote(_) => begun,
        What::UpdateInvoice(_) => {
            let version = target.version.iter();
            version
                .map(|version| format!("version={version}"))
                .collect()
        }
        What::SendInvoice(_) | What::SendReminders(_) => {
            let day = now.to_zoned(time_zone.clone()).date();
            let letters = action
                .targets
                .iter()
                .flat_map(|target| letters::traces(target));
            letters.chain([format!("day={day}")]).collect()
        }
        What::CreatePayment(_) | What::MarkPaid(_) => payments(target),
        What::RefundPayment(wanted) => refund(target, wanted),
        What::AddAttachment(_) => {
            let files = target.attachments.iter().flatten();
            files.map(|file| format!("file={}", file.id)).collect()
        }
        _ => Vec::new(),
    }
}

fn payments(target: &Invoice) -> Vec<String> {
    let payments = target.payments.iter().flatten();
    payments
        .map(|payment| format!("payment={}", payment.id))
        .collect()
}

/// How much of the invoice's share was given back, and how much is to be.
fn refund(target: &Invoice, wanted: &Refund) -> Vec<String> {
    let amount = refunded(target, wanted);
    let before = given_back(target, &wanted.payment);
    let amount = amount.ok().map(|amount| format!("amount={amount}"));
    let before = before.map(|before| format!("refunded={before}"));
    amount.into_iter().chain(before).collect()
}

/// How much of the invoice's share of a payment was given back.
pub(super) fn given_back(invoice: &Invoice, id: &NativeId) -> Option<Decimal> {
    let shares = payment(invoice, id)?.allocations.as_ref()?;
    let own = shares.iter().filter(|share| share.invoice == invoice.id);
    own.map(|share| share.refunded.map(|money| money.amount))
        .reduce(|sum, share| sum?.checked_add(share?))?
}
