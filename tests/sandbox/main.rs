//! The simulators over real sockets: one test for each manner that a vendor page names.

mod control;
mod data;
mod downloads;
mod faults;
mod filters;
mod invoice_ninja;
mod lists;
mod lookups;
mod rate_limit;
mod requests;
mod server;
mod shape;
mod synchronization;
mod world;
