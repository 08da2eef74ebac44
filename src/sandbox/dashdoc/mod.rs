//! The simulated Dashdoc: one company's invoices under `/dashdoc/api/v4`.
//!
//! Written from the vendor page: everything it documents for the public, and nothing that only the
//! vendor's own web application was seen to use, such as finalizing an invoice; `/_control` does that.
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
//! # Writing
//! Where the page leaves something open, the stricter reading holds, so that a client cannot come to
//! rely on what was never promised:
//!
//! - a new invoice is answered by its `uid` alone;
//! - fields cannot be cleared, unknown ones are ignored without a word, and a multipart body must have a
//!   file;
//! - only `debtor_reference` depends on the state of the invoice: it is refused after the draft, even
//!   when it says what is there already;
//! - who marks a paid invoice as paid is refused, also when the first answer was lost;
//! - a file that is replaced is gone, and its link with it;
//! - what is wrong comes as lists per field; for a new invoice as one list that belongs to no field; for
//!   a company that cannot be invoiced and for a taken `remote_id` as a single text.
//!
//! Companies are shared: who renames a `debtor` renames it in all its invoices, of which only the
//! edited one gets a new `updated`.

mod body;
mod change;
mod change_input;
mod company;
mod create;
mod encode;
mod errors;
mod fields;
mod files;
mod host;
mod invoice;
mod items;
mod language;
mod ledger;
mod lines;
mod lists;
mod mark_paid;
mod mistakes;
mod patch;
mod render;
mod render_lines;
mod routes;
mod scenario;
mod seed;
mod seed_parts;
mod uploads;
mod vendor;
mod words;

pub(crate) use host::Dashdoc;
