//! A provider in memory that takes payments, as its script says.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{
    clock,
    domain::{
        Activity, Direction, Invoice, InvoiceKind, InvoiceStatus, NativeId, Payment, ProviderId,
        Raw,
    },
    error::{Error, ErrorKind, Result, Retry},
    precedence,
    provider::{
        Batch, Call, Checkpoint, Feature, Lookup, Provider, ProviderInfo, Reads, Sink,
        action::{
            Action, ActionKind, Evidence, NewPayment, Obstacle, Outcome, Planned, Receipt, Refusal,
            Touched, What,
        },
    },
};

static INFO: ProviderInfo = ProviderInfo {
    id: ProviderId::Moneybird,
    name: "Double",
    documentation: "",
    base_url: "http://localhost",
    reads: Reads {
        payments: Feature::Included,
        notes: Feature::Included,
        attachments: Feature::Included,
        timeline: Feature::Included,
        credits: Feature::Included,
    },
    actions: &[
        ActionKind::CreatePayment,
        ActionKind::DeletePayment,
        ActionKind::ArchiveInvoices,
        ActionKind::MarkPaid,
        ActionKind::SendInvoice,
        ActionKind::SendReminders,
        ActionKind::CloneInvoice,
        ActionKind::RefundPayment,
        ActionKind::DeleteInvoices,
        ActionKind::RefreshReminderSchedule,
    ],
    batch: Some(100),
    refresh_calls: 1,
    quota: None,
    quirks: &[],
};

/// What happens to a write, or to its part with one of several invoices.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fortune {
    /// It is done and answered.
    Answered,
    /// It is done, and the answer is lost.
    LostAfter,
    /// It is done, the answer is lost, and nothing can be read any more.
    DownAfter,
    /// The vendor fails, says so, and does nothing.
    Failed,
    /// The connection breaks, and nothing is done yet.
    Broken,
    /// It takes too long, and nothing is done yet.
    Late,
    /// It is sent, and nobody hears of it again.
    Hanging,
    /// The vendor is busy.
    Busy,
    /// The quota is used up.
    Limited,
    /// The vendor refuses.
    Refused,
    /// The adapter falls over.
    Panic,
}

#[derive(Debug, Default)]
pub(super) struct State {
    /// The references of the payments of each invoice.
    pub(super) books: BTreeMap<String, Vec<String>>,
    pub(super) fortunes: VecDeque<Fortune>,
    pub(super) writes: usize,
    /// The invoices that each write was of.
    pub(super) sent: Vec<Vec<String>>,
    pub(super) reads: usize,
    /// Calls of either kind that went before others.
    pub(super) first: usize,
    /// The invoices that cannot be read.
    pub(super) unreadable: Vec<String>,
    pub(super) paid: Vec<String>,
    /// The copies that were made, and when.
    pub(super) copies: Vec<(String, Timestamp)>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Double(Arc<Mutex<State>>);

impl Double {
    pub(super) fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap())
    }

    /// The references of the payments in the vendor's books.
    pub(super) fn payments(&self, id: &str) -> Vec<String> {
        self.with(|state| state.books[id].clone())
    }

    fn invoice(&self, id: &str) -> Option<Arc<Invoice>> {
        let (payments, paid) = self.with(|state| {
            let paid = state.paid.iter().any(|paid| paid == id);
            Some((state.books.get(id)?.clone(), paid))
        })?;
        Some(Arc::new(invoice(id, &payments, paid)))
    }

    /// Does what happens to a write, or to its part with one invoice.
    fn happen(&self, fortune: Fortune, what: &What, id: Option<&NativeId>) -> Outcome {
        if let Fortune::Answered | Fortune::LostAfter | Fortune::DownAfter = fortune {
            match (what, id) {
                (What::CreatePayment(payment), Some(id)) => self.pay(id, payment),
                (What::CloneInvoice, _) => drop(self.copy()),
                (What::DeleteInvoices, Some(id)) => {
                    self.with(|state| drop(state.books.remove(id.as_str())));
                }
                _ => {}
            }
        }
        let lost = |kind| Error::new(kind, "the answer was lost");
        match fortune {
            Fortune::Answered => Outcome::Applied,
            Fortune::LostAfter | Fortune::Late => Outcome::Lost(lost(ErrorKind::Timeout)),
            Fortune::DownAfter => {
                let down = id.map(ToString::to_string);
                self.with(|state| state.unreadable.extend(down));
                Outcome::Lost(lost(ErrorKind::Timeout))
            }
            Fortune::Broken => Outcome::Lost(lost(ErrorKind::Unavailable)),
            Fortune::Failed => Outcome::Lost(lost(ErrorKind::Unavailable).ended()),
            Fortune::Busy => Outcome::Busy(Duration::from_secs(1)),
            Fortune::Limited => {
                let wait = Retry::After(Duration::from_secs(7));
                let error = Error::new(ErrorKind::RateLimited, "used up").retry_hint(wait);
                Outcome::Refused(vec![Refusal::from(error.unsent())])
            }
            Fortune::Refused => {
                let refusal = Refusal::invalid("date", "not a day of the vendor's");
                Outcome::Refused(vec![refusal])
            }
            Fortune::Panic => panic!("as the test wants it"),
            Fortune::Hanging => unreachable!("it never comes to an end"),
        }
    }

    /// A copy is made now.
    pub(super) fn copy(&self) -> NativeId {
        self.with(|state| {
            let id = format!("copy {}", state.copies.len() + 1);
            state.copies.push((id.clone(), clock::now()));
            NativeId::new(&id)
        })
    }

    /// The copies as they are read.
    fn copies(&self) -> Vec<Arc<Invoice>> {
        let copies = self.with(|state| state.copies.clone());
        let copy = |(id, made): (String, Timestamp)| Invoice {
            created_at: Some(made),
            ..invoice(&id, &[], false)
        };
        copies
            .into_iter()
            .map(|made| Arc::new(copy(made)))
            .collect()
    }

    fn pay(&self, id: &NativeId, payment: &NewPayment) {
        let reference = payment.reference.clone().unwrap_or_default();
        self.with(|state| {
            state
                .books
                .get_mut(id.as_str())
                .expect("it was read before")
                .push(reference)
        });
    }
}

fn invoice(id: &str, payments: &[String], paid: bool) -> Invoice {
    let payment = |(place, reference): (usize, &String)| Payment {
        id: NativeId::new(&format!("{id}-{place}")),
        amount: None,
        allocations: None,
        base_amount: None,
        date: None,
        reference: Some(reference.as_str().into()),
        method: None,
        synthetic: false,
        created_at: None,
        updated_at: None,
    };
    Invoice {
        id: NativeId::new(id),
        provider: ProviderId::Moneybird,
        version: Some(payments.len().to_string().into()),
        fetched_at: clock::now(),
        partial: false,
        number: None,
        reference: None,
        description: None,
        kind: InvoiceKind::Invoice,
        direction: Direction::Receivable,
        status: if paid {
            InvoiceStatus::Paid
        } else {
            InvoiceStatus::Open
        },
        native_status: "open".into(),
        archived: None,
        deleted: None,
        paused: None,
        dubious_on: None,
        uncollectible_on: None,
        issue_date: None,
        due_date: None,
        payable_by: None,
        sent_at: None,
        paid_at: None,
        finalized_at: None,
        created_at: None,
        updated_at: None,
        currency: None,
        subtotal: None,
        tax: None,
        total: None,
        paid: None,
        balance: None,
        base_totals: None,
        prices_include_tax: None,
        discount: None,
        customer: None,
        supplier: None,
        line_items: None,
        tax_lines: None,
        custom_fields: None,
        public_note: None,
        private_note: None,
        payments: Some(payments.iter().enumerate().map(payment).collect()),
        notes: None,
        attachments: None,
        timeline: None,
        credit_of: None,
        workflow_id: None,
        recurring_id: None,
        url: None,
        payment_url: None,
        raw: Raw::new("{}", ""),
    }
}

#[async_trait]
impl Provider for Double {
    fn info(&self) -> &'static ProviderInfo {
        &INFO
    }

    async fn probe(&self, _: &Call) -> Result<()> {
        unreachable!("nobody tries an account here")
    }

    async fn changes(
        &self,
        _: &Call,
        _: Option<&Checkpoint>,
        sink: &dyn Sink,
    ) -> Result<Checkpoint> {
        let copies = self.copies().into_iter();
        sink.put(copies.map(|copy| (copy.id.clone(), Ok(copy))).collect());
        Ok(Checkpoint::default())
    }

    async fn invoices(&self, _: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
        let unreadable = self.with(|state| {
            state.reads += 1;
            state.first += usize::from(precedence::is_of_write());
            state.unreadable.clone()
        });
        let read = |id: &NativeId| {
            if unreadable.iter().any(|down| down == id.as_str()) {
                return Some(Err(Error::new(ErrorKind::Unavailable, "it is down")));
            }
            let copies = self.copies();
            let copy = copies.into_iter().find(|copy| copy.id == *id);
            self.invoice(id.as_str()).or(copy).map(Ok)
        };
        let found = ids.iter().filter_map(|id| Some((id.clone(), read(id)?)));
        Batch::new(ids, found.collect::<Vec<_>>())
    }

    fn calls_for(&self, ids: &[NativeId]) -> usize {
        ids.len()
    }

    async fn find(&self, _: &Call, _: &Lookup) -> Result<Vec<Arc<Invoice>>> {
        Ok(Vec::new())
    }

    async fn activity(&self, _: &Call, _: &NativeId) -> Result<Activity> {
        Err(Error::new(ErrorKind::Unsupported, "no activities here"))
    }

    fn obstacle(&self, _: ActionKind, invoice: &Invoice) -> Option<Obstacle> {
        let paid = invoice.status == InvoiceStatus::Paid;
        paid.then(|| Obstacle::state("it is paid"))
    }

    fn plan(&self, action: &Action) -> Result<Vec<Planned>, Vec<Refusal>> {
        match &action.what {
            What::CreatePayment(payment) if payment.amount.is_zero() => {
                Err(vec![Refusal::invalid("amount", "must be above zero")])
            }
            _ => Ok(vec![Planned {
                method: "POST".to_owned(),
                path: "/payments".to_owned(),
                body: None,
            }]),
        }
    }

    async fn perform(&self, _: &Call, action: &Action) -> Receipt {
        let ids = action.ids();
        self.with(|state| {
            state.writes += 1;
            state.first += usize::from(precedence::is_of_write());
            state
                .sent
                .push(ids.iter().map(ToString::to_string).collect());
        });
        let (mut outcomes, mut touched) = (Vec::new(), Touched::default());
        for place in 0..ids.len().max(1) {
            let fortune = self.with(|state| state.fortunes.pop_front());
            let fortune = fortune.unwrap_or(Fortune::Answered);
            if let Fortune::Hanging = fortune {
                return std::future::pending().await;
            }
            let outcome = self.happen(fortune, &action.what, ids.get(place));
            if matches!(outcome, Outcome::Applied) {
                touched.unseen.extend(ids.get(place).cloned());
            }
            outcomes.push(outcome);
        }
        match &action.what {
            What::DeleteInvoices => touched.gone = std::mem::take(&mut touched.unseen),
            // A payment was of every invoice in the books.
            What::DeletePayment(_) => {
                touched.unseen = self.with(|state| {
                    let books = state.books.iter_mut();
                    let cleared = books.map(|(id, payments)| {
                        payments.clear();
                        NativeId::new(id)
                    });
                    cleared.collect()
                });
            }
            _ => {}
        }
        let is_copied =
            matches!(action.what, What::CloneInvoice) && matches!(outcomes[..], [Outcome::Applied]);
        Receipt {
            outcomes,
            touched,
            created: is_copied
                .then(|| self.copies().pop())
                .flatten()
                .map(|copy| copy.id.clone()),
        }
    }

    fn traces(&self, action: &Action) -> Vec<String> {
        let payments = action.targets.iter().flat_map(|target| &target.payments);
        payments
            .flatten()
            .map(|payment| payment.id.to_string())
            .collect()
    }

    fn evidence(
        &self,
        action: &Action,
        traces: &[String],
        now: &Invoice,
        _: Option<&Activity>,
    ) -> Evidence {
        let wanted = match &action.what {
            What::CreatePayment(wanted) => wanted,
            // What is deleted cannot be read.
            What::DeleteInvoices => return Evidence::NotDone,
            // One copy is like another.
            What::CloneInvoice if now.id.as_str().starts_with("copy") => {
                return Evidence::Done(Some(now.id.clone()));
            }
            What::CloneInvoice => return Evidence::NotDone,
            _ => return Evidence::Unclear,
        };
        let mut payments = now.payments.iter().flatten();
        let made = payments.find(|payment| {
            payment.reference.as_deref() == wanted.reference.as_deref()
                && !traces.contains(&payment.id.to_string())
        });
        match made {
            Some(payment) => Evidence::Done(Some(payment.id.clone())),
            None => Evidence::NotDone,
        }
    }
}
