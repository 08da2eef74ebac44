//! The adapter against a scripted vendor, and the mapping against documents written by hand.

mod actions;
mod actions_answers;
mod actions_evidence;
mod changes;
mod mapping;
mod reads;
mod table;
mod vendor;
