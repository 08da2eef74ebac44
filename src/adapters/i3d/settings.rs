//! Checks an account's settings and makes its adapter.

use std::sync::Arc;

use crate::{
    adapters::{
        download::Storage,
        endpoint::Endpoint,
        i3d::{I3D, adapter::I3d, api::Api, refusal, rows::Rows},
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
    let header = ("private-token", "");
    let endpoint = Endpoint::new(settings, transport, &I3D, header, refusal)?;
    let downloads = endpoint.downloads(settings, &Storage::NONE);
    Ok(Arc::new(I3d {
        api: Api { endpoint },
        downloads,
        time_zone: settings.time_zone.clone(),
        rows: Rows::default(),
    }))
}
