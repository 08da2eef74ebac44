//! The endpoints that change the books, one file for each group.
//!
//! All of them read leniently, as the vendor does: ids and booleans come as text or not, unknown
//! keys are ignored, which loses a misspelt one silently. Every change moves `updated_at`, and with it
//! the version. Where the page marks a rule as unconfirmed, the choice that asks more of a client
//! is taken and commented.

mod attachments;
mod body;
mod common;
mod credit;
mod delete;
mod external;
mod life;
mod lines;
mod marks;
mod notes;
mod payment_input;
mod payments;
mod reminders;
mod routes;
mod sales;
mod sending;
mod sending_input;
mod validation;

pub(super) use life::move_to;
pub(super) use routes::routes;
pub(super) use sending::send_scheduled;
