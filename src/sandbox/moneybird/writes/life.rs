//! How an invoice changes: as a whole or not at all, with its version, its state and its events.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::sandbox::clock;
use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::fixed::DUE_DAYS;
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{Event, EventData, Invoice, State};
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::resource::{Resource, state_event};
use crate::sandbox::moneybird::totals::Totals;

/// What a rule finds wrong, or what it gives.
pub(super) type Checked<T> = Result<T, Box<Refusal>>;

/// Where a change happens.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) ledger: &'a mut Ledger,
    pub(super) resource: Resource,
    /// Later than every earlier change of the same invoice, in milliseconds since the Unix epoch.
    pub(super) now: i64,
}

impl Desk<'_> {
    pub(super) fn today(&self) -> Date {
        self.ledger.today()
    }

    pub(super) fn new_id(&mut self) -> u64 {
        self.ledger.counters.id(self.now)
    }
}

/// Changes one invoice: `change` works on a copy, which takes the row's place if it succeeds.
pub(super) fn change<T>(
    moneybird: &Moneybird,
    resource: Resource,
    id: &str,
    missing: impl FnOnce() -> Refusal,
    change: impl FnOnce(&mut Desk<'_>, &mut Invoice) -> Checked<T>,
) -> Checked<(Arc<Invoice>, T)> {
    let mut ledger = moneybird.ledger_mut();
    let found = id.parse().ok().and_then(|id| ledger.get(resource, id));
    let found = found.ok_or_else(|| Box::new(missing()))?;
    let mut row = Invoice::clone(&found);
    let now = moment_after(&row);
    let mut desk = Desk {
        ledger: &mut ledger,
        resource,
        now,
    };
    let given = change(&mut desk, &mut row)?;
    row.updated_at = now;
    let row = Arc::new(row);
    ledger.put(resource, Arc::clone(&row));
    Ok((row, given))
}

/// The moment of a change: now, but always later than the last change.
///
/// Where the simulated day is ahead of the clock, so are the rows; then the version moves all the same.
pub(super) fn moment_after(row: &Invoice) -> i64 {
    let now = clock::now_ms();
    if now + 1000 < row.updated_at {
        return row.updated_at + 1000;
    }
    now.max(row.updated_at + 1)
}

/// Adds to an invoice's history.
pub(super) fn event(row: &mut Invoice, action: &'static str, data: EventData, at: i64) {
    row.events.push(Event { action, data, at });
}

/// Moves an invoice into a state, with the event for it; nothing happens when it is there already.
pub(in crate::sandbox::moneybird) fn move_to(
    row: &mut Invoice,
    resource: Resource,
    state: State,
    at: i64,
) {
    if row.state != state {
        row.state = state;
        event(row, state_event(resource, state), EventData::Nothing, at);
    }
}

/// Lets the state follow money and dates: paid when nothing is left to pay, otherwise not.
///
/// That a deleted payment reopens an invoice is inferred; no example shows it.
pub(super) fn follow(desk: &Desk<'_>, row: &mut Invoice) {
    let today = desk.today();
    let is_late = row.due_date.is_some_and(|due| due < today);
    let unsettled = if is_late { State::Late } else { State::Open };
    let reminded = row.sales().is_some_and(|part| part.reminder_count > 0);
    let covered = is_covered(row);
    let state = match row.state {
        State::Open | State::Late | State::Reminded | State::PendingPayment if covered => {
            row.paid_at = row.payments.iter().map(|one| one.payment_date).max();
            State::Paid
        }
        State::Open | State::Late => unsettled,
        State::Paid if !covered => {
            row.paid_at = None;
            if reminded { State::Reminded } else { unsettled }
        }
        state => state,
    };
    move_to(row, desk.resource, state, desk.now);
}

/// Whether payments leave nothing to pay; more than enough counts too.
fn is_covered(row: &Invoice) -> bool {
    let totals = Totals::of(row);
    let (total, unpaid) = (totals.incl_tax.own, totals.unpaid.own);
    let over = !unpaid.is_zero() && unpaid.is_sign_negative() != total.is_sign_negative();
    // An invoice of nothing that was sent has nothing to pay either, but no example shows it paid.
    !row.payments.is_empty() && (unpaid.is_zero() || over)
}

/// Whether an invoice credits another one, or is simply negative.
pub(super) fn is_credit(row: &Invoice) -> bool {
    let total = Totals::of(row).incl_tax.own;
    let has_original = row
        .sales()
        .is_some_and(|part| part.original_sales_invoice_id.is_some());
    has_original || (total.is_sign_negative() && !total.is_zero())
}

/// Whether an invoice is sent and not yet settled.
pub(super) fn is_unsettled(row: &Invoice) -> bool {
    matches!(row.state, State::Open | State::Late | State::Reminded)
}

/// The day on which an invoice of this day is due.
pub(super) fn due_date(row: &Invoice, day: Date) -> Date {
    let chosen = row.sales().and_then(|part| part.first_due_interval);
    day.saturating_add(i64::from(chosen.unwrap_or(DUE_DAYS)).days())
}
