//! The simulators over real sockets: one test for each manner that a vendor page names.

mod control;
mod dashdoc;
mod dashdoc_bare;
mod dashdoc_items;
mod dashdoc_rows;
mod dashdoc_uploads;
mod dashdoc_writes;
mod data;
mod downloads;
mod faults;
mod filters;
mod i3d;
mod i3d_files;
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
