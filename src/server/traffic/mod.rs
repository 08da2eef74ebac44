//! How much at a time, and how often: so that nobody, by mistake or on purpose, leaves nothing for the others.
//!
//! It counts operations of each client, wrong keys of each address, and what is under way. It does not know what an
//! operation costs: that is judged from its text, and upstream.
//!
//! Invariant: what is kept of somebody is bounded, whoever asks under however many names, and a place that was given is
//! given back when whoever has it is dropped.

mod permits;
mod places;
mod rates;
mod who;

pub(super) use places::{Crowded, Place, Places};
pub(super) use rates::{Rates, Wait};
pub(super) use who::{Peer, Who};
