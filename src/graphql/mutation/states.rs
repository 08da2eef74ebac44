//! What changes where an invoice stands.

use async_graphql::{Context, Object};

use crate::{
    graphql::{
        input::action::{InvoiceActionInput, InvoicesActionInput, MarkInvoiceInput, MarkPaidInput},
        mutation::{ask, many},
        types::{InvoicePayload, InvoicesPayload},
    },
    provider::action::{Settlement, What},
};

/// What changes where an invoice stands.
#[derive(Debug, Default)]
pub(super) struct StateMutations;

#[Object]
impl StateMutations {
    /// Deletes invoices. Some providers keep them, marked as deleted.
    async fn delete_invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoices, and how.")] input: InvoicesActionInput,
    ) -> Option<InvoicesPayload> {
        let options = input.options();
        Some(many::of_invoices(ctx, &input.invoice_ids, || What::DeleteInvoices, &options).await)
    }

    /// Brings back invoices that were deleted or archived.
    async fn restore_invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoices, and how.")] input: InvoicesActionInput,
    ) -> Option<InvoicesPayload> {
        let options = input.options();
        Some(many::of_invoices(ctx, &input.invoice_ids, || What::RestoreInvoices, &options).await)
    }

    /// Puts invoices away.
    async fn archive_invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoices, and how.")] input: InvoicesActionInput,
    ) -> Option<InvoicesPayload> {
        let options = input.options();
        Some(many::of_invoices(ctx, &input.invoice_ids, || What::ArchiveInvoices, &options).await)
    }

    /// Withdraws an invoice.
    async fn cancel_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and how.")] input: InvoiceActionInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let what = || Ok(What::CancelInvoice);
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Says that an invoice was sent in some other way.
    async fn mark_sent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and how.")] input: InvoiceActionInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let what = || Ok(What::MarkSent);
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Says that an invoice was paid in full; where the provider knows payments, one of the balance is registered.
    async fn mark_paid(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and how.")] input: MarkPaidInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let settlement = Settlement {
            date: input.date.map(|date| date.0),
            reference: input.reference,
        };
        let what = || Ok(What::MarkPaid(settlement));
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Says that payment of an invoice is doubted.
    async fn mark_dubious(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and how.")] input: MarkInvoiceInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let what = || Ok(What::MarkDubious(input.date.map(|date| date.0)));
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Says that payment of an invoice is given up.
    async fn mark_uncollectible(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and how.")] input: MarkInvoiceInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let what = || Ok(What::MarkUncollectible(input.date.map(|date| date.0)));
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Stops the reminders of an invoice.
    async fn pause_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and how.")] input: InvoiceActionInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let what = || Ok(What::PauseInvoice);
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Goes on with the reminders of an invoice.
    async fn resume_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and how.")] input: InvoiceActionInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let what = || Ok(What::ResumeInvoice);
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }
}
