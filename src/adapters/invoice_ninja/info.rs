//! What the provider is and can do.

use std::time::Duration;

use crate::{
    domain::ProviderId,
    provider::{Feature, ProviderInfo, QuotaRule, Reads, action::ActionKind},
};

/// What Invoice Ninja is and can do.
pub static INFO: ProviderInfo = ProviderInfo {
    id: ProviderId::InvoiceNinja,
    name: "Invoice Ninja",
    documentation: "https://api-docs.invoicing.co",
    base_url: "https://invoicing.co",
    reads: Reads {
        payments: Feature::Included,
        notes: Feature::Separate,
        attachments: Feature::Included,
        timeline: Feature::Separate,
        credits: Feature::NotTold,
    },
    actions: &[
        ActionKind::CreateInvoice,
        ActionKind::UpdateInvoice,
        ActionKind::DeleteInvoices,
        ActionKind::RestoreInvoices,
        ActionKind::ArchiveInvoices,
        ActionKind::CancelInvoice,
        ActionKind::CloneInvoice,
        ActionKind::SendInvoice,
        ActionKind::SendReminders,
        ActionKind::RefreshReminderSchedule,
        ActionKind::MarkSent,
        ActionKind::MarkPaid,
        ActionKind::CreatePayment,
        ActionKind::DeletePayment,
        ActionKind::RefundPayment,
        ActionKind::AddNote,
        ActionKind::AddAttachment,
        ActionKind::DeleteAttachment,
    ],
    batch: None,
    // The invoices and the clients that changed.
    refresh_calls: 2,
    // The hosted service counts by the address we call from; a server of one's own counts nothing.
    quota: Some(QuotaRule {
        domain: "invoice-ninja",
        calls: 1000,
        window: Duration::from_secs(60),
    }),
    quirks: &[
        "an invoice names no currency: it is the client's, else its group's, else the company's, also for old invoices; a payment keeps the currency that it was made in",
        "the balance of a draft is its amount here, where Invoice Ninja says zero",
        "while a deposit is asked for, overdue and ageing go by the deposit's last day where there is one, and dueDate stays the invoice's",
        "notes and events cost a call for each invoice, and only when they are asked for; a user who is no administrator sees only their own",
        "a negative invoice is a credit note here; Invoice Ninja's own credit notes are another list, which is not read",
        "a payment that was cancelled or failed paid nothing, and is told in the invoice's `native` alone",
        "lines have no ids, and taxes are told by line and in all, not by rate",
        "the day of sending is known, and read as midnight in the account's time zone; the day of payment is that of each payment",
        "a change of a group's currency is noticed within a day",
        "a client's own balance and what it has paid, in `native`, are as old as the reading of that invoice, a day at most",
        "each invoice that is read by id costs a call",
        "drawing a PDF takes some seconds; an e-invoice can only be had of an invoice that somebody was invited to",
        "an action with several invoices is one call, and another one like it is refused for a second, for all who call from the same address; deletions for up to three",
        "states are changed without a word about what was passed over, so that each invoice is judged by how it looks afterwards",
        "a deleted invoice stays readable, its number gets a suffix, and payments that paid it alone are deleted with it; it can be restored unless its payments stay deleted",
        "only what is sent and not paid in full can be cancelled, and nothing brings it back",
        "lines are changed all at once, because they have no ids; a locked invoice refuses every change",
        "a new invoice is in its client's currency, and shows the client's own public note where there is one",
        "a copy is a new draft of today with the default contacts, and without files, tasks and expenses",
        "markPaid books all that is left as of today; createPayment takes a date and a reference, and sends no receipt unless native.invoiceNinja.emailReceipt asks for one",
        "a payment may pay several invoices: deleting it changes all of them, refunding it gives back this invoice's share alone, and only an administrator may refund",
        "letters go to the contacts of the invoice and through a queue, so that their marks show later; without a step, a reminder is whichever text is due",
        "notes can be neither changed nor deleted",
        "the quota of 1000 calls in a minute is the hosted service's, shared by all accounts behind one address",
    ],
};
