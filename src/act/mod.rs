//! The one door for every write: guard, intent, turn, call, receipt, snapshot, audit.
//!
//! ```text
//! wish -> may they? offered? -> done before? -> targets -> allowed? -> planned -> intent -> performed -> shown
//! ```
//!
//! It knows no vendor and no GraphQL. Whatever is the same for all actions is written here once: what a provider does not
//! offer or an invoice's state forbids never reaches it, two writers of one invoice take turns, and what was sent under a
//! key is never sent again before it is known what became of it.
//!
//! Invariant: nothing is sent twice blindly. A lost answer is looked up, and where that tells nothing, so does the answer.
//! That nothing is found says that it was not done only when nothing of it can be under way any more.

mod audit;
mod claim;
mod done;
mod door;
mod judge;
mod ledger;
mod lookup;
mod present;
mod record;
mod resume;
mod send;
mod spend;
mod targets;
mod turns;
mod under_way;
mod wish;

#[cfg(test)]
pub(crate) mod tests;

pub use audit::Trail;
pub use done::{ActOutcome, Done, ResultOf, overall};
pub use door::Door;
pub use judge::{no_scope, obstacle, refusal, too_many};
pub use wish::{Key, Wish};
