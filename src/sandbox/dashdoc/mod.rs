//! The simulated Dashdoc: one company's invoices under `/dashdoc/api/v4`.
//!
//! Written from the vendor page. It reads only so far: no route changes the books, `/_control` does.
//! Where the page is silent or its sources disagree, the choice is commented where it is made; where
//! both sources may be right, rows differ on purpose:
//!
//! - lines of transports carry numbers, as computed in doubles, or strings in every third group;
//!   standalone lines carry strings;
//! - `primary_address.pk` is a string for the issuer and an integer for the customer;
//! - `finalized_at` of a draft is null or its key is missing, `paid_at` is a moment or a day;
//! - `file` is an absolute link to storage or, in some rows, a path of this host.
//!
//! `next` and `previous` name a host that does not exist, because the vendor's can differ from the
//! one that was asked. Texts of errors are French unless `Accept-Language` prefers English. Storage is
//! reached under another name of this machine (`localhost` for a client that says `127.0.0.1`, and the
//! other way round) and refuses calls that carry a credential. Books have paths instead of links.
//!
//! Companies are shared: who renames a `debtor` renames it in all its invoices, of which only the
//! edited one gets a new `updated`.

mod change;
mod change_input;
mod company;
mod encode;
mod errors;
mod files;
mod host;
mod invoice;
mod language;
mod ledger;
mod lists;
mod render;
mod render_lines;
mod routes;
mod scenario;
mod seed;
mod seed_parts;
mod vendor;
mod words;

pub(crate) use host::Dashdoc;
