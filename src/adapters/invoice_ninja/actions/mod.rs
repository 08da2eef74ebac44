//! Invoice Ninja's writes: the one request of every action, what became of it, and what a later reading tells of it.
//!
//! `step` makes the request and sends nothing; `perform` sends it once and never again. The vendor's states are changed by
//! its bulk endpoint, which says yes to everything and passes over in silence what it does not do: each invoice counts as
//! changed only when the answer shows it so. What the page forbids is an obstacle, all else is left to the vendor to
//! refuse, and `refused` carries its reasons back to the part of the input that caused them.
//!
//! Invariant: amounts and ids go out as text, nobody is sent an e-mail who was not asked for, and an invoice counts as seen
//! only where the answer is sure to be newer than the write.

mod blame;
mod bulk;
mod copies;
mod document;
mod draft;
mod evidence;
mod evidence_written;
mod files;
mod invoices;
mod letters;
mod lines;
mod native;
mod notes;
mod obstacles;
mod payments;
mod perform;
mod receipt;
mod refused;
mod rows;
mod sending;
mod steps;
mod touched;
mod traces;

pub(super) use evidence::evidence;
pub(super) use obstacles::obstacle;
pub(super) use perform::perform;
pub(super) use steps::step;
pub(super) use traces::traces;
