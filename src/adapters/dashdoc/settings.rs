//! Checks an account's settings and makes its adapter.

use std::sync::Arc;

use crate::{
    adapters::{
        dashdoc::{DASHDOC, adapter::Dashdoc, api::Api, files::STORAGE, refusal},
        endpoint::Endpoint,
    },
    provider::{AccountSettings, Provider},
    transport::Transport,
};

/// Makes the adapter of an account.
///
/// # Errors
/// Which key is wrong, and what to write there.
pub fn build(
    settings: &AccountSettings,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn Provider>, String> {
    let header = ("authorization", "Token ");
    let endpoint = Endpoint::new(settings, transport, &DASHDOC, header, refusal)?;
    let downloads = endpoint.downloads(settings, &STORAGE);
    Ok(Arc::new(Dashdoc {
        api: Api { endpoint },
        downloads,
        time_zone: settings.time_zone.clone(),
    }))
}
