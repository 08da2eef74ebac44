//! What a wish may spend: the calls that it takes are taken from its operation's before the first of them.
//!
//! Only what is begun is counted. What was sent under a key is looked after and brought to its end whatever is left, and so
//! is what is read after a sending to tell what became of it.

use crate::{
    act::wish::Wish,
    domain::NativeId,
    error::Result,
    provider::action::{Action, Refusal},
    snapshot::invoices,
};

/// Takes the calls that reading these invoices needs, as they must be seen before anything is done with them.
///
/// # Errors
/// How many calls it takes, where that is more than is left.
pub(super) fn on_reading(wish: &Wish, ids: &[NativeId]) -> Result<(), Vec<Refusal>> {
    let invoices = invoices(ids.len());
    let name = wish.account.info().name;
    let what = format!("reading {invoices} of {name} before anything is done");
    take(wish, wish.account.provider().calls_for(ids), &what)
}

/// Takes the calls that an action sends.
///
/// # Errors
/// Why it cannot be asked for, or how many calls it takes, where that is more than is left.
pub(super) fn on_sending(wish: &Wish, action: &Action) -> Result<(), Vec<Refusal>> {
    let calls = wish.account.provider().plan(action)?.len();
    let what = format!("{} at {}", wish.kind().name(), wish.account.info().name);
    take(wish, calls, &what)
}

fn take(wish: &Wish, calls: usize, what: &str) -> Result<(), Vec<Refusal>> {
    let (field, instead) = if wish.kind().is_for_many() {
        ("invoiceIds", "give fewer invoices at a time")
    } else if wish.kind().is_for_account() {
        ("", "ask for less in one operation")
    } else {
        ("invoiceId", "ask for less in one operation")
    };
    let taken = wish.allowance.take(calls, what, instead);
    taken.map_err(|error| vec![Refusal::from(error).at(field)])
}
