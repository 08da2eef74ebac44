//! The simulators over real sockets: one test for each manner that a vendor page names.

mod control;
mod dashdoc;
mod dashdoc_rows;
mod data;
mod downloads;
mod faults;
mod filters;
mod i3d;
mod invoice_ninja;
mod lists;
mod lookups;
mod moneybird_writes;
mod paging;
mod rate_limit;
mod requests;
mod server;
mod shape;
mod shape_others;
mod synchronization;
mod world;
