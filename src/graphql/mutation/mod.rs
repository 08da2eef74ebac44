//! The fields that change something.
//!
//! A resolver reads its input, passes the wish through the door and wraps what became of it. What makes no sense is told
//! in `userErrors`, as what the provider refuses: the field itself fails only when the gateway does.

mod account;
mod ask;
mod file;
mod fingerprint;
mod invoices;
mod many;
mod notes;
mod payments;
mod sending;
mod states;

use async_graphql::MergedObject;

/// The root of all writes.
///
/// Everything that can be done. What became of it is told in `outcome`; refusals are in `userErrors` with the part of the
/// input that is to blame, never in `errors`.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    account::AccountMutations,
    invoices::InvoiceMutations,
    notes::NoteMutations,
    payments::PaymentMutations,
    sending::SendingMutations,
    states::StateMutations,
);
