//! The adapter against a scripted vendor, and the mapping against documents written by hand.

mod actions;
mod actions_copies;
mod actions_files;
mod actions_invoices;
mod actions_keys;
mod actions_native;
mod actions_notes;
mod actions_payments;
mod actions_sending;
mod actions_states;
mod changes;
mod mapping;
mod paging;
mod precautions;
mod reads;
mod script;
mod table;
mod world;
