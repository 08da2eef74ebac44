//! What Dashdoc is and can do.

use crate::{
    domain::ProviderId,
    provider::{Feature, ProviderInfo, Reads, action::ActionKind},
};

/// What Dashdoc is and can do.
pub static DASHDOC: ProviderInfo = ProviderInfo {
    id: ProviderId::Dashdoc,
    name: "Dashdoc",
    documentation: "https://developer.dashdoc.com/docs/api-reference/api-reference/invoices",
    base_url: "https://api.dashdoc.eu/api/v4",
    reads: Reads {
        payments: Feature::Derived,
        notes: Feature::NotTold,
        attachments: Feature::Included,
        timeline: Feature::NotTold,
        // An invoice names its credit notes in `native`, but they cannot be read.
        credits: Feature::NotTold,
    },
    actions: &[
        ActionKind::CreateInvoice,
        ActionKind::UpdateInvoice,
        ActionKind::MarkPaid,
        ActionKind::AddAttachment,
    ],
    batch: None,
    refresh_calls: 2,
    quota: None,
    quirks: &[
        "the total is null where another tool numbers the invoices, because then Dashdoc does not know the tax",
        "Dashdoc keeps no payments: a paid invoice has one that is derived from it, of the whole total",
        "credit notes cannot be read; each invoice names its own in `native`",
        "Dashdoc cannot look up an invoice by number or reference",
        "each invoice that is asked by id costs a call",
        "a change of an older invoice can be noticed late: Dashdoc tells only which invoices became final lately",
        "an invoice has a PDF only once somebody made or uploaded one",
        "a new invoice is an empty draft: in Dashdoc itself it gets its lines and becomes final",
        "of an invoice only number, issue date and description can be changed, and none can be emptied; the description only while it is a draft",
        "addAttachment gives the invoice its document; one that is there is replaced only with `native.dashdoc.replaceFile: true`",
    ],
};
