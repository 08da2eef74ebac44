//! What the tests of several adapters share.

mod blamed;
mod downloads;
mod files;
pub(super) mod script;
pub(super) mod table;
