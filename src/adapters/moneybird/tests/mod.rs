//! The adapter against a scripted vendor, and the mapping against documents written by hand.

mod actions;
mod actions_copies;
mod actions_evidence;
mod actions_evidence_made;
mod actions_files;
mod actions_invoices;
mod actions_lines;
mod actions_native;
mod actions_obstacles;
mod actions_payments;
mod actions_refusals;
mod actions_reminders;
mod actions_states;
mod changes;
mod mapping;
mod reads;
mod script;
mod table;
