//! What an action leaves in the log: a line before its first sending, and one at its end, however it ends.
//!
//! They say who wanted what where and what became of it: names of clients, accounts and actions, ids and codes. No
//! amounts, no texts, no names of people, nothing that a client wrote himself.

use tokio::time::Instant;

use crate::{
    act::{
        done::{ActOutcome, Done},
        wish::Wish,
    },
    domain::{AccountId, NativeId},
    error::ErrorKind,
    meter::ACTIONS,
    provider::action::{Refusal, What},
};

/// Most ids that a line names: as many as an action takes.
const MAX_IDS: usize = 250;
/// Longest id that is told, in characters; the vendors' are shorter.
const MAX_ID: usize = 64;

/// The trace that an action leaves. Where it is dropped before its end, that is told too.
#[derive(Debug)]
#[must_use = "dropping it tells that the action broke off"]
pub struct Trail {
    subject: Subject,
    started: Instant,
    is_ended: bool,
}

/// Who wants what where.
#[derive(Debug)]
struct Subject {
    client: String,
    account: Option<AccountId>,
    action: String,
    invoices: Vec<NativeId>,
    /// The payment, note or file that it is about.
    child: Option<NativeId>,
}

impl Trail {
    /// Begins the trace of an action, by its name in the schema.
    pub fn new(client: &str, action: &str) -> Self {
        Self::of(Subject {
            client: client.to_owned(),
            account: None,
            action: action.to_owned(),
            invoices: Vec::new(),
            child: None,
        })
    }

    /// Names the account.
    pub fn in_account(mut self, account: &AccountId) -> Self {
        self.subject.account = Some(account.clone());
        self
    }

    /// Names the invoices that it is about.
    pub fn with(mut self, invoices: Vec<NativeId>) -> Self {
        self.subject.invoices = invoices;
        self
    }

    /// Tells that the provider is about to be asked for it.
    pub fn begun(&self) {
        self.subject.begun();
    }

    /// Tells what became of it as a whole.
    pub fn end(self, outcome: ActOutcome, refusals: &[Refusal]) {
        self.tell(outcome, None, "", refusals.iter());
    }

    /// Begins the trace of a wish.
    pub(super) fn of_wish(wish: &Wish) -> Self {
        Self::of(Subject::of(wish))
    }

    /// Tells what became of a wish.
    pub(super) fn end_with(self, done: &Done) {
        let differs = |outcome| outcome != done.outcome;
        let others = done.results.iter().filter(|told| differs(told.outcome));
        let except = ids(others.map(|told| &told.id));
        self.tell(
            done.outcome,
            done.created.as_ref(),
            &except,
            done.all_refusals(),
        );
    }

    fn of(subject: Subject) -> Self {
        Self {
            subject,
            started: Instant::now(),
            is_ended: false,
        }
    }

    fn tell<'a>(
        mut self,
        outcome: ActOutcome,
        created: Option<&NativeId>,
        except: &str,
        refusals: impl Iterator<Item = &'a Refusal>,
    ) {
        self.is_ended = true;
        let mut codes: Vec<&str> = Vec::new();
        for refusal in refusals {
            let code = refusal.error.kind().code();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        self.ended(word(outcome), created, except, &codes.join(" "));
    }

    fn ended(&self, outcome: &str, created: Option<&NativeId>, except: &str, codes: &str) {
        let action = self.subject.action.as_str();
        ACTIONS.counter(&[action, outcome]).increment(1);
        let took = self.started.elapsed().as_millis();
        tracing::info!(
            target: "audit",
            client = self.subject.client,
            account = self.subject.account.as_ref().map(AccountId::as_str),
            action,
            invoices = ids(&self.subject.invoices),
            invoice_count = self.subject.invoices.len(),
            child = self.subject.child.as_ref().map(clipped),
            created = created.map(clipped),
            outcome,
            except,
            codes,
            duration_ms = u64::try_from(took).unwrap_or(u64::MAX),
            "ended"
        );
    }
}

impl Drop for Trail {
    fn drop(&mut self) {
        if !self.is_ended {
            let code = ErrorKind::Internal.code();
            self.ended(word(ActOutcome::Unknown), None, "", code);
        }
    }
}

impl Subject {
    fn of(wish: &Wish) -> Self {
        let child = match &wish.what {
            What::DeletePayment(id) | What::DeleteNote(id) | What::DeleteAttachment(id) => Some(id),
            What::RefundPayment(refund) => Some(&refund.payment),
            _ => None,
        };
        Self {
            client: wish.caller.clone(),
            account: Some(wish.account.id.clone()),
            action: wish.kind().name().to_owned(),
            invoices: wish.targets.clone(),
            child: child.cloned(),
        }
    }

    fn begun(&self) {
        tracing::info!(
            target: "audit",
            client = self.client,
            account = self.account.as_ref().map(AccountId::as_str),
            action = self.action,
            invoices = ids(&self.invoices),
            invoice_count = self.invoices.len(),
            child = self.child.as_ref().map(clipped),
            "begun"
        );
    }
}

/// Tells that a wish is about to be sent: should the process die now, this line is what remains.
pub(super) fn begun(wish: &Wish) {
    Subject::of(wish).begun();
}

fn word(outcome: ActOutcome) -> &'static str {
    match outcome {
        ActOutcome::Applied => "APPLIED",
        ActOutcome::Refused => "REFUSED",
        ActOutcome::Unknown => "UNKNOWN",
        ActOutcome::Planned => "PLANNED",
    }
}

fn ids<'a>(ids: impl IntoIterator<Item = &'a NativeId>) -> String {
    let ids = ids.into_iter().take(MAX_IDS).map(clipped);
    ids.collect::<Vec<String>>().join(" ")
}

/// An id as it is told: a client may have made it up.
fn clipped(id: &NativeId) -> String {
    id.as_str().chars().take(MAX_ID).collect()
}
