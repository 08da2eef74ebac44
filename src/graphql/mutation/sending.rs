//! What reaches the customer.

use async_graphql::{Context, Object};

use crate::{
    graphql::{
        input::action::{ScheduleInvoiceInput, SendInvoiceInput, SendRemindersInput},
        mutation::{ask, many},
        types::{InvoicePayload, InvoicesPayload},
    },
    provider::action::{Reminder, Sending, What},
};

/// What reaches the customer.
#[derive(Debug, Default)]
pub(super) struct SendingMutations;

#[Object]
impl SendingMutations {
    /// Sends an invoice to the customer.
    async fn send_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and how.")] input: SendInvoiceInput,
    ) -> Option<InvoicePayload> {
        let options = input.options();
        let sending = Sending {
            delivery: input.delivery.map(Into::into),
            email_address: input.email_address,
            subject: input.subject,
            message: input.message,
        };
        let what = || Ok(What::SendInvoice(sending));
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Sends an invoice to the customer on a later day.
    async fn schedule_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, when and how.")] input: ScheduleInvoiceInput,
    ) -> Option<InvoicePayload> {
        let (options, date) = (input.options(), input.date.0);
        let sending = Sending {
            delivery: input.delivery.map(Into::into),
            email_address: input.email_address,
            subject: input.subject,
            message: input.message,
        };
        let what = || Ok(What::ScheduleInvoice(date, sending));
        let done = ask::of_invoice(ctx, &input.invoice_id, what, options).await;
        Some(done.into())
    }

    /// Reminds the customers of invoices.
    async fn send_reminders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoices, and how.")] input: SendRemindersInput,
    ) -> Option<InvoicesPayload> {
        let options = input.options();
        let reminder = Reminder {
            // What is no step is refused as the adapter refuses a step that there is not.
            step: input.step.map(|step| u8::try_from(step).unwrap_or(u8::MAX)),
            email_address: input.email_address,
            message: input.message,
        };
        let what = || What::SendReminders(reminder.clone());
        Some(many::of_invoices(ctx, &input.invoice_ids, what, &options).await)
    }
}
