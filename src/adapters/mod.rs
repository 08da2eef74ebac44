//! Our code for each vendor: an adapter turns one vendor's answers into the shared words.
//!
//! Adapters do not see one another, and nothing else lists them: a new one is a folder and a line in the table. They
//! neither repeat nor delay a call; that is the transport's part.

pub mod dashdoc;
mod download;
mod endpoint;
mod floats;
pub mod i3d;
pub mod invoice_ninja;
pub mod moneybird;
mod reading;
mod step;
mod sweep;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::{
    domain::ProviderId,
    provider::{AccountSettings, Provider, ProviderInfo},
    transport::Transport,
};

/// Makes an account's adapter of its settings, or says which key is wrong and what to write there.
pub type Build = fn(&AccountSettings, Arc<dyn Transport>) -> Result<Arc<dyn Provider>, String>;

/// One line of the table.
#[derive(Debug)]
pub struct Adapter {
    /// What the provider is and can do.
    pub info: &'static ProviderInfo,
    /// Makes the adapter of one account.
    pub build: Build,
}

/// Every adapter.
pub static ADAPTERS: &[Adapter] = &[
    Adapter {
        info: &moneybird::SALES,
        build: moneybird::build_sales,
    },
    Adapter {
        info: &moneybird::EXTERNAL,
        build: moneybird::build_external,
    },
    Adapter {
        info: &dashdoc::DASHDOC,
        build: dashdoc::build,
    },
    Adapter {
        info: &i3d::I3D,
        build: i3d::build,
    },
    Adapter {
        info: &invoice_ninja::INFO,
        build: invoice_ninja::build,
    },
];

impl Adapter {
    /// Finds a provider's adapter.
    #[must_use]
    pub fn of(provider: ProviderId) -> Option<&'static Self> {
        ADAPTERS.iter().find(|adapter| adapter.info.id == provider)
    }
}
