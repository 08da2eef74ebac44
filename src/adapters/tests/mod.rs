//! What the tests of several adapters share.

pub(super) mod script;
pub(super) mod table;
