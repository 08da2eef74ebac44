//! Ids and versions, for clients that keep a copy.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use crate::{
    domain::GlobalId, error::Result, graphql::types::Account, list, scalar::DateTime, snapshot,
};

/// As many count as one entry of another list.
const VERSIONS_PER_ROW: usize = 4;

/// The versions of one account.
#[derive(Debug)]
pub(crate) struct InvoiceVersions(pub(crate) snapshot::Versions);

/// An invoice's id and version.
#[derive(Debug, SimpleObject)]
pub(crate) struct InvoiceVersion {
    /// The invoice's id across all accounts.
    id: ID,
    /// The provider's own id.
    native_id: ID,
    /// Changes whenever the invoice changes; opaque. Null where the provider has none.
    version: Option<String>,
}

/// The ids and versions of one account's invoices, for clients that keep a copy: ask `nodes` for those whose version is
/// not the one you have.
#[Object]
impl InvoiceVersions {
    /// The account.
    async fn account(&self) -> Account {
        Account(Arc::clone(&self.0.account))
    }

    /// Each invoice with its version, by the provider's id.
    async fn items(&self, ctx: &Context<'_>) -> Result<Vec<InvoiceVersion>> {
        let account = &self.0.account.id;
        // They are small, and there is one for every invoice.
        list::count(ctx, self.0.items.len().div_ceil(VERSIONS_PER_ROW))?;
        let items = self.0.items.iter().map(|(id, version)| InvoiceVersion {
            id: GlobalId::invoice(account, id).encode().into(),
            native_id: id.as_str().into(),
            version: version.clone(),
        });
        Ok(items.collect())
    }

    /// Whether nothing is missing. Only then does a missing id mean that the invoice is gone.
    async fn complete(&self) -> bool {
        self.0.complete
    }

    /// When this was last known to be right; null when it never was.
    async fn fetched_at(&self) -> Option<DateTime> {
        self.0.fetched_at.map(Into::into)
    }
}
