//! The simulated i3D.net billing: the invoices that one customer of the hoster gets, under `/i3d/v3`.
//!
//! Written from the vendor page, which has no write for invoices. Where the page is silent or
//! its sources disagree, the choice is commented where it is made; where nothing is known, rows differ
//! on purpose, so that a client has to be ready for all of it:
//!
//! - dates of details are digits, as in lists but as strings, or one of four other forms;
//! - amounts of most credit invoices are negative, those of every third are positive;
//! - `paymentDate` of an unpaid invoice is 0, or a large negative number;
//! - `unitPrice` may be a fraction of a cent; cents are hundredths in every currency;
//! - a PDF is its bytes, unless a control command chooses another form that the page fears;
//! - an id that is unknown is 404; of an invoice that was removed, an empty array.
//!
//! A row of `/_books/i3d` is `{"list": {..}, "details": {..}}`: both faces of one invoice.

mod change;
mod change_input;
mod currency;
mod document;
mod encode;
mod errors;
mod host;
mod invoice;
mod ledger;
mod range;
mod render;
mod routes;
mod seed;
mod seed_items;
mod vendor;
mod words;

pub(crate) use host::I3d;
