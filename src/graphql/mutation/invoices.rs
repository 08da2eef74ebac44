//! What makes and changes invoices.

use async_graphql::{Context, Object};

use crate::{
    graphql::{
        input::action::{
            CreateFromAttachmentInput, CreateInvoiceInput, InvoiceActionInput, UpdateInvoiceInput,
        },
        mutation::ask,
        types::InvoicePayload,
    },
    provider::action::What,
};

/// What makes and changes invoices.
#[derive(Debug, Default)]
pub(super) struct InvoiceMutations;

#[Object]
impl InvoiceMutations {
    /// Makes an invoice, a draft where the provider knows drafts.
    async fn create_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which account, and what it says.")] input: CreateInvoiceInput,
    ) -> Option<InvoicePayload> {
        let (options, account) = (input.options(), input.account_id.clone());
        let what = || Ok(What::CreateInvoice(Box::new(input.read()?)));
        Some(ask::of_account(ctx, &account, what, options).await.into())
    }

    /// Makes an invoice of a file that another system wrote.
    async fn create_invoice_from_attachment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which account, and the file.")] input: CreateFromAttachmentInput,
    ) -> Option<InvoicePayload> {
        let (options, account) = (input.options(), input.account_id.clone());
        let done = ask::of_account_with_file(ctx, &account, input.file, options).await;
        Some(done.into())
    }

    /// Changes an invoice: what is left out stays, null empties.
    async fn update_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and what changes.")] input: UpdateInvoiceInput,
    ) -> Option<InvoicePayload> {
        let (options, invoice) = (input.options(), input.invoice_id.clone());
        let what = || Ok(What::UpdateInvoice(Box::new(input.read()?)));
        Some(ask::of_invoice(ctx, &invoice, what, options).await.into())
    }

    /// Makes a draft with the same content as an invoice.
    async fn clone_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and how.")] input: InvoiceActionInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let what = || Ok(What::CloneInvoice);
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Makes a credit note of an invoice: a draft that is to be sent.
    async fn credit_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and how.")] input: InvoiceActionInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let what = || Ok(What::CreditInvoice);
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Settles a credit note with the invoice that it credits.
    async fn settle_credit_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which credit note, and how.")] input: InvoiceActionInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let what = || Ok(What::SettleCreditInvoice);
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }
}
