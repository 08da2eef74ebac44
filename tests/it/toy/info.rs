//! What the toy provider is and can do.

use invoice_gateway::{
    domain::ProviderId,
    provider::{Feature, ProviderInfo, Reads},
};

/// Clients compile the names of providers, so there is a closed list of them, and the toy goes by one of it.
pub(super) const ID: ProviderId = ProviderId::Dashdoc;

pub(super) static TOY: ProviderInfo = ProviderInfo {
    id: ID,
    name: "Toy Books",
    documentation: "https://toys.example.com/api",
    base_url: "https://toys.example.com/api",
    reads: Reads {
        payments: Feature::NotTold,
        notes: Feature::NotTold,
        attachments: Feature::NotTold,
        timeline: Feature::NotTold,
        credits: Feature::NotTold,
    },
    actions: &[],
    batch: None,
    refresh_calls: 1,
    quota: None,
    quirks: &["every amount is in euro cents"],
};
