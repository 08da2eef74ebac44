//! The adapter against a scripted vendor, and the mapping against documents written by hand.

mod changes;
mod mapping;
mod reads;
mod table;
mod vendor;
