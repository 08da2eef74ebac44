//! The adapter against a scripted vendor, and the mapping against documents written by hand.

mod changes;
mod mapping;
mod paging;
mod precautions;
mod reads;
mod script;
mod table;
mod world;
