//! What requests change: every endpoint of the page that writes.
//!
//! A handler reads its request into an `Input`, which has query and body in one, checks it against the books with a `Check`, and only then changes
//! them, all under one lock: what refuses has changed nothing, and no two requests see the same
//! balance. The answer shows the books as they are right after the change, except where the page says that
//! it is stale.
//!
//! It does not decide what a change means: that is told by the events of the ledger.

mod actions;
mod answer;
mod bulk;
mod bulk_invoices;
mod bulk_payments;
mod change_payment;
mod check;
mod create_invoice;
mod create_payment;
mod credits;
mod deeds;
mod delete_invoice;
mod documents;
mod emails;
mod file_kind;
mod files;
mod form;
mod input;
mod invitations;
mod invoice_fields;
mod line_fields;
mod notes;
mod payment_fields;
mod payment_rules;
mod refund;
mod reserved;
mod routes;
mod schedule;
mod template;
mod triggers;
mod update_invoice;
mod upload;
mod webhooks;

pub(super) use routes::routes;
