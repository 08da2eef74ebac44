//! What the two providers are and can do.

use std::time::Duration;

use crate::{
    domain::ProviderId,
    provider::{Feature, ProviderInfo, QuotaRule, Reads, action::ActionKind},
};

/// Moneybird's own address.
const BASE_URL: &str = "https://moneybird.com/api/v2";

const READS: Reads = Reads {
    payments: Feature::Included,
    notes: Feature::Included,
    attachments: Feature::Included,
    timeline: Feature::Included,
    credits: Feature::Included,
};

/// Counted by the address we call from, for all administrations together.
const QUOTA: QuotaRule = QuotaRule {
    domain: "moneybird",
    calls: 150,
    window: Duration::from_secs(5 * 60),
};

/// What can be done with sales invoices.
const SALES_ACTIONS: &[ActionKind] = &[
    ActionKind::CreateInvoice,
    ActionKind::UpdateInvoice,
    ActionKind::DeleteInvoices,
    ActionKind::CloneInvoice,
    ActionKind::SendInvoice,
    ActionKind::ScheduleInvoice,
    ActionKind::SendReminders,
    ActionKind::MarkSent,
    ActionKind::MarkPaid,
    ActionKind::MarkDubious,
    ActionKind::MarkUncollectible,
    ActionKind::PauseInvoice,
    ActionKind::ResumeInvoice,
    ActionKind::CreditInvoice,
    ActionKind::SettleCreditInvoice,
    ActionKind::CreatePayment,
    ActionKind::DeletePayment,
    ActionKind::AddNote,
    ActionKind::DeleteNote,
    ActionKind::AddAttachment,
    ActionKind::DeleteAttachment,
];

/// What can be done with external sales invoices.
const EXTERNAL_ACTIONS: &[ActionKind] = &[
    ActionKind::CreateInvoice,
    ActionKind::CreateInvoiceFromAttachment,
    ActionKind::UpdateInvoice,
    ActionKind::DeleteInvoices,
    ActionKind::CloneInvoice,
    ActionKind::MarkPaid,
    ActionKind::MarkDubious,
    ActionKind::MarkUncollectible,
    ActionKind::CreatePayment,
    ActionKind::DeletePayment,
    ActionKind::AddNote,
    ActionKind::DeleteNote,
    ActionKind::AddAttachment,
    ActionKind::DeleteAttachment,
];

/// The most ids that one call answers; Moneybird silently drops the rest.
pub(super) const BATCH: usize = 100;

/// What Moneybird's sales invoices are and can do.
pub static SALES: ProviderInfo = ProviderInfo {
    id: ProviderId::Moneybird,
    name: "Moneybird",
    documentation: "https://developer.moneybird.com/api/sales_invoices/",
    base_url: BASE_URL,
    reads: READS,
    actions: SALES_ACTIONS,
    batch: Some(BATCH as u32),
    refresh_calls: 1,
    quota: Some(QUOTA),
    quirks: &[
        "the printed number is null while an invoice is a draft or scheduled",
        "sent and paid are known by the day, and read as midnight in the account's time zone",
        "several invoices may share a reference; those with a comma or a bar in it cannot be told apart until the account is loaded",
        "where Moneybird keeps files is not documented: hosts below moneybird.com are trusted, others go into file_hosts",
        "the online links work only once an invoice is sent and if online viewing is on",
        "an uncollectible invoice keeps its balance",
        "a new invoice is a draft; it gets its number and, unless given, its date when it is sent",
        "a due date is kept as days from the date on the document, so it needs one",
        "sending goes as the customer prefers unless delivery or emailAddress is given",
        "markPaid registers a payment of the balance; one in another currency than the administration's is booked at the invoice's own rate unless priceBase says what it was worth",
        "a credit invoice is a draft: it must be sent before settleCreditInvoice",
        "markDubious and markUncollectible cannot be undone here",
        "createPayment and createInvoice with an idempotencyKey need a reference, as there is nothing else to find them by",
        "the quota of 150 calls in 5 minutes is shared by all administrations behind one address",
    ],
};

/// What Moneybird's external sales invoices are and can do.
pub static EXTERNAL: ProviderInfo = ProviderInfo {
    id: ProviderId::MoneybirdExternal,
    name: "Moneybird external sales invoices",
    documentation: "https://developer.moneybird.com/api/external_sales_invoices/",
    base_url: BASE_URL,
    reads: Reads {
        credits: Feature::NotTold,
        ..READS
    },
    actions: EXTERNAL_ACTIONS,
    batch: Some(BATCH as u32),
    refresh_calls: 1,
    quota: Some(QUOTA),
    quirks: &[
        "number and reference are the same text: what the other system gave it",
        "Moneybird cannot look up an external invoice by number or reference",
        "an invoice that is not processed yet (new) is a draft here",
        "a new invoice is open at once and needs a reference; a copy has the same one and is of today",
        "an invoice made of a file is new, and known only when the account is read again",
        "markPaid registers a payment of the balance; one in another currency than the administration's is booked at the invoice's own rate unless priceBase says what it was worth",
        "markDubious and markUncollectible cannot be undone here",
        "createPayment with an idempotencyKey needs a reference, as there is nothing else to find it by",
        "paid is known by the day, and read as midnight in the account's time zone",
        "the quota of 150 calls in 5 minutes is shared by all administrations behind one address",
    ],
};
