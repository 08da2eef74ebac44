//! The simulated Moneybird: administration `123` with sales invoices and external sales invoices.
//!
//! Written from the vendor page. `writes` holds all endpoints that change the books. Where the page is
//! silent or its sources disagree, the choice is commented where it is made.

mod answer;
mod change;
mod change_children;
mod change_input;
mod downloads;
mod encode;
mod errors;
mod filter;
mod fixed;
mod host;
mod invoice;
mod ledger;
mod lists;
mod period;
mod rate_limit;
mod render;
mod render_children;
mod render_contact;
mod resource;
mod routes;
mod scenario;
mod seed;
mod seed_children;
mod seed_contacts;
mod seed_lines;
mod seed_words;
mod totals;
mod vendor;
mod writes;

pub(crate) use host::Moneybird;
