//! What i3D.net is and can do.

use crate::{
    domain::ProviderId,
    provider::{Feature, ProviderInfo, Reads},
};

/// What i3D.net is and can do.
pub static I3D: ProviderInfo = ProviderInfo {
    id: ProviderId::I3d,
    name: "i3D.net",
    documentation: "https://docs.i3d.net/api-references/general/billing",
    base_url: "https://api.i3d.net",
    reads: Reads {
        payments: Feature::Derived,
        notes: Feature::NotTold,
        attachments: Feature::NotTold,
        timeline: Feature::NotTold,
        credits: Feature::NotTold,
    },
    actions: &[],
    batch: None,
    refresh_calls: 2,
    quota: None,
    quirks: &[
        "an invoice that no list has shown yet costs up to 10 calls more when it is read by id",
        "these are invoices to pay: the supplier is i3D.net, the customer is you",
        "lines, taxes, customer, supplier and native cost a call for each invoice, once, when a query asks for them",
        "customers are known only of invoices whose details were asked for: until then a search, and whatever is asked about customers, is not complete",
        "i3D.net keeps no payments: an invoice that was paid, wholly or in part, has one that is derived from it",
        "amounts are in hundredths of every currency, also of those without cents",
        "days are told as moments, and read as days in the account's time zone",
        "i3D.net cannot look up an invoice by reference",
    ],
};
