//! What only Moneybird takes when an invoice is sent, reminded of or paid.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use serde::Serialize;

use crate::{native::input, scalar::DecimalText};

/// What only Moneybird knows of sending an invoice.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct MoneybirdSendingInput {
    /// Whether the invoice goes along as UBL, for machines; only by e-mail. The customer's own setting when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub deliver_ubl: MaybeUndefined<bool>,
    /// Only of a planned sending: whether Moneybird may merge it with others that the same customer gets on that day.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub mergeable: MaybeUndefined<bool>,
}

/// How a reminder reaches the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize)]
pub enum MoneybirdReminderDelivery {
    /// By e-mail.
    Email,
    /// By the company itself: Moneybird only notes that it was sent.
    Manual,
}

/// What only Moneybird knows of a reminder.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct MoneybirdReminderInput {
    /// How it is sent; as the customer prefers when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub delivery_method: MaybeUndefined<MoneybirdReminderDelivery>,
    /// The workflow whose next step it is; each invoice's own when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub workflow_id: MaybeUndefined<ID>,
    /// The layout it is printed in; each invoice's own when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub document_style_id: MaybeUndefined<ID>,
    /// The sender's identity it is printed with; each invoice's own when left out.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub identity_id: MaybeUndefined<ID>,
}

/// What only Moneybird knows of a payment, of sales invoices and external ones alike.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct MoneybirdPaymentInput {
    /// What it is worth in the administration's currency. When left out of a payment in another currency, it is booked at
    /// the invoice's own rate.
    #[serde(
        skip_serializing_if = "MaybeUndefined::is_undefined",
        serialize_with = "input::decimal"
    )]
    pub price_base: MaybeUndefined<DecimalText>,
    /// The bank or cash account that it came in on.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub financial_account_id: MaybeUndefined<ID>,
    /// The bank transaction that it is linked to.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub financial_mutation_id: MaybeUndefined<ID>,
    /// How it was paid: private_payment and cash_payment (both need `financialAccountId`), payment_without_proof,
    /// rounding_error, bank_transfer (needs `financialMutationId`), balance_settlement (needs `ledgerAccountId`) or
    /// invoices_settlement (needs `invoiceId`).
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub manual_payment_action: MaybeUndefined<String>,
    /// The ledger account that it is booked on.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub ledger_account_id: MaybeUndefined<ID>,
    /// Moneybird's own id of the document that it is settled against.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub invoice_id: MaybeUndefined<ID>,
}
