//! Moneybird's writes: the requests of every action, what became of them, and what a later reading tells of it.
//!
//! `steps` makes the requests and sends none; `perform` sends them once each and never again. What an action may do here
//! is the vendor's page alone: `obstacles` forbids what the page forbids, all else is left to the vendor to refuse, and
//! `refused` carries its reasons back to the part of the input that caused them.
//!
//! Invariant: amounts and ids go out as text, so that no digit is lost on the way.

mod below;
mod blame;
mod document;
mod evidence;
mod evidence_changed;
mod evidence_made;
mod fields;
mod head;
mod invoice;
mod lines;
mod maker;
mod native;
mod obstacles;
mod payment;
mod perform;
mod receipt;
mod refused;
mod reminders;
mod sending;
mod steps;
mod traces;

pub(super) use evidence::evidence;
pub(super) use obstacles::obstacle;
pub(super) use perform::perform;
pub(super) use steps::steps;
pub(super) use traces::traces;
