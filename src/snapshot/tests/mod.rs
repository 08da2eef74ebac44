//! The promises of the snapshot, with a provider in memory and time that is told to pass.

mod activities;
mod ages;
mod by_id;
mod double;
mod lists;
mod looking;
mod lookups;
mod pages;
mod summaries;
mod writes;
