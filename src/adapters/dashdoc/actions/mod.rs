//! Dashdoc's writes: the request of every action, what became of it, and what a later reading tells of it.
//!
//! Every action is one request. `step` makes it and sends nothing; `perform` sends it once and never again. What the page
//! does not say, such as how a field is emptied, is not offered; `refused` carries the vendor's reasons back to the part
//! of the input that caused them.
//!
//! Invariant: a file that is there is replaced only where that was asked for.

mod bodies;
mod body;
mod evidence;
mod obstacles;
mod perform;
mod refused;
mod steps;

pub(super) use evidence::{evidence, traces};
pub(super) use obstacles::obstacle;
pub(super) use perform::perform;
pub(super) use steps::step;
