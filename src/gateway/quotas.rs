//! The budgets that accounts share, because their vendor counts them together.

use std::{collections::HashMap, sync::Arc};

use url::Url;

use crate::{
    adapters::Adapter,
    config::ConfiguredAccount,
    gateway::connect::adapter_of,
    provider::{AccountSettings, ProviderInfo},
    transport::{Quota, Quotas},
};

/// The budgets that accounts share, because their vendor counts them together.
pub(super) struct SharedQuotas {
    quotas: Quotas,
    sharers: HashMap<(&'static str, String), u32>,
}

impl SharedQuotas {
    pub(super) fn of(adapters: &'static [Adapter], accounts: &[ConfiguredAccount]) -> Self {
        let mut sharers = HashMap::new();
        for ConfiguredAccount { settings, .. } in accounts {
            if let Some(adapter) = adapter_of(adapters, settings)
                && let Some(rule) = adapter.info.quota
            {
                *sharers
                    .entry((rule.domain, host(settings, adapter.info)))
                    .or_default() += 1;
            }
        }
        Self {
            quotas: Quotas::default(),
            sharers,
        }
    }

    /// The budget of an account, and how many share it.
    pub(super) fn of_account(
        &self,
        settings: &AccountSettings,
        info: &ProviderInfo,
    ) -> Option<(Arc<Quota>, u32)> {
        let rule = info.quota?;
        let host = host(settings, info);
        let calls = settings.quota_calls.unwrap_or(rule.calls);
        let quota = self.quotas.domain(rule.domain, &host, calls, rule.window);
        let sharers = self.sharers.get(&(rule.domain, host)).copied().unwrap_or(1);
        Some((quota, sharers))
    }
}

/// Host and port of an account's API.
fn host(settings: &AccountSettings, info: &ProviderInfo) -> String {
    let standard = || Url::parse(info.base_url).ok();
    let url = settings.base_url.clone().or_else(standard);
    url.map_or_else(String::new, |url| {
        format!(
            "{}:{}",
            url.host_str().unwrap_or_default(),
            url.port_or_known_default().unwrap_or_default()
        )
    })
}
