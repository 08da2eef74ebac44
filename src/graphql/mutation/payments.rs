//! What is done with payments.

use async_graphql::{Context, Object};

use crate::{
    domain::{ChildKind, GlobalId},
    graphql::{
        input::action::{CreatePaymentInput, PaymentActionInput, RefundPaymentInput},
        mutation::ask,
        types::{DeletePayload, PaymentPayload},
    },
    provider::action::{NewPayment, Refund, What},
};

/// What is done with payments.
#[derive(Debug, Default)]
pub(super) struct PaymentMutations;

#[Object]
impl PaymentMutations {
    /// Registers a payment of an invoice.
    async fn create_payment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which invoice, how much and when.")] input: CreatePaymentInput,
    ) -> Option<PaymentPayload> {
        let options = input.options();
        let payment = NewPayment {
            amount: input.amount.0,
            date: input.date.0,
            reference: input.reference,
            key: ask::vendor_key(ctx, &options),
        };
        let what = || Ok(What::CreatePayment(payment));
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Deletes a payment; every invoice that it paid changes with it.
    async fn delete_payment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which payment, and how.")] input: PaymentActionInput,
    ) -> Option<DeletePayload> {
        let (options, id) = (input.options(), ("paymentId", &input.payment_id));
        let done = ask::of_child(ctx, id, ChildKind::Payment, What::DeletePayment, options).await;
        Some(DeletePayload::of(input.payment_id, done))
    }

    /// Gives money back that was paid.
    async fn refund_payment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which payment, how much and when.")] input: RefundPaymentInput,
    ) -> Option<PaymentPayload> {
        let (options, id) = (input.options(), ("paymentId", &input.payment_id));
        let (amount, date) = (input.amount.map(|amount| amount.0), input.date.0);
        let what = |payment| {
            What::RefundPayment(Refund {
                payment,
                amount,
                date,
            })
        };
        let mut done = ask::of_child(ctx, id, ChildKind::Payment, what, options).await;
        let refunded = GlobalId::decode(&input.payment_id).and_then(|id| id.child);
        done.created = done.created.or(refunded.map(|(_, payment)| payment));
        Some(done.into())
    }
}
