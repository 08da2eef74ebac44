//! The budgets that accounts share, because their vendor counts them together.

use std::{collections::HashMap, sync::Arc, time::Duration};

use url::Url;

use crate::{
    adapters::Adapter,
    config::ConfiguredAccount,
    gateway::connect::adapter_of,
    provider::{AccountSettings, ProviderInfo},
    transport::{Quota, Quotas},
};

/// The part of a quota that background refreshes may use; the rest is for people.
const REFRESH_SHARE: f64 = 0.6;

/// What the accounts of one config may spend, by what their vendors count by: a domain and a host.
#[derive(Debug)]
pub(super) struct Budgets(HashMap<(&'static str, String), Budget>);

/// What accounts that share a quota may spend together.
#[derive(Clone, Copy, Debug)]
struct Budget {
    calls: u32,
    window: Duration,
    sharers: u32,
}

impl Budgets {
    /// Accounts that disagree on what their quota allows share the stricter rule.
    pub(super) fn of(adapters: &'static [Adapter], accounts: &[ConfiguredAccount]) -> Self {
        let mut budgets: HashMap<_, Budget> = HashMap::new();
        for ConfiguredAccount { settings, .. } in accounts {
            let Some(adapter) = adapter_of(adapters, settings) else {
                continue;
            };
            let Some(rule) = adapter.info.quota else {
                continue;
            };
            let calls = settings.quota_calls.unwrap_or(rule.calls);
            let budget = budgets.entry((rule.domain, host(settings, adapter.info)));
            let budget = budget.or_insert(Budget {
                calls,
                window: rule.window,
                sharers: 0,
            });
            budget.calls = budget.calls.min(calls);
            budget.window = budget.window.max(rule.window);
            budget.sharers += 1;
        }
        Self(budgets)
    }

    /// The quota of an account, which allows what it did before if it is open already.
    pub(super) fn quota(
        &self,
        quotas: &Quotas,
        settings: &AccountSettings,
        info: &ProviderInfo,
    ) -> Option<Arc<Quota>> {
        let domain = info.quota?.domain;
        let host = host(settings, info);
        let Budget { calls, window, .. } = self.0.get(&(domain, host.clone()))?;
        Some(quotas.open(domain, &host, *calls, *window))
    }

    /// How often an account can be refreshed at most.
    pub(super) fn refresh(&self, settings: &AccountSettings, info: &ProviderInfo) -> Duration {
        let domain = info.quota.map(|rule| rule.domain);
        let budget = domain.and_then(|domain| self.0.get(&(domain, host(settings, info))));
        budget.map_or(Duration::ZERO, |budget| {
            let quota = Quota::new(budget.calls, budget.window);
            quota.interval_for(budget.sharers, info.refresh_calls, REFRESH_SHARE)
        })
    }

    /// Has the quotas allow this from now on; what was spent still counts.
    pub(super) fn put_in_force(&self, quotas: &Quotas) {
        for ((domain, host), budget) in &self.0 {
            let quota = quotas.open(domain, host, budget.calls, budget.window);
            quota.allow(budget.calls, budget.window);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{adapters::ADAPTERS, config::Config};

    fn budgets(accounts: &[&str]) -> (Budgets, Config) {
        let accounts = accounts.iter().enumerate().map(|(at, more)| {
            format!(
                "[[accounts]]\nid = \"a{at}\"\nprovider = \"moneybird\"\nadministration_id = \"{at}\"\ntoken = \"t\"\n{more}\n"
            )
        });
        let text: String = accounts.collect();
        let config = Config::parse(&text, "test.toml", |_: &str| None).unwrap();
        (Budgets::of(ADAPTERS, &config.accounts), config)
    }

    fn left(budgets: &Budgets, quotas: &Quotas, config: &Config, at: usize) -> u32 {
        let settings = &config.accounts[at].settings;
        let info = adapter_of(ADAPTERS, settings).unwrap().info;
        budgets.quota(quotas, settings, info).unwrap().left()
    }

    #[test]
    fn accounts_that_disagree_share_the_stricter_rule() {
        let (budgets, config) = budgets(&["quota_calls = 100", "quota_calls = 40", ""]);
        let quotas = Quotas::default();
        for at in 0..3 {
            assert_eq!(left(&budgets, &quotas, &config, at), 40);
        }
    }

    #[test]
    fn another_config_allows_more_or_less_and_what_was_spent_still_counts() {
        let quotas = Quotas::default();
        let (first, config) = budgets(&["quota_calls = 10"]);
        let info = adapter_of(ADAPTERS, &config.accounts[0].settings)
            .unwrap()
            .info;
        let quota = first
            .quota(&quotas, &config.accounts[0].settings, info)
            .unwrap();
        let _spent: Vec<_> = (0..4).map(|_| quota.try_take().unwrap()).collect();
        for (more, expected) in [
            ("quota_calls = 20", 16),
            ("quota_calls = 5", 1),
            ("quota_calls = 3", 0),
        ] {
            let (next, config) = budgets(&[more]);
            next.put_in_force(&quotas);
            assert_eq!(left(&next, &quotas, &config, 0), expected, "{more}");
        }
    }

    #[test]
    fn the_more_accounts_share_a_quota_the_less_often_each_is_refreshed() {
        let refresh = |accounts: &[&str]| {
            let (budgets, config) = budgets(accounts);
            let settings = &config.accounts[0].settings;
            budgets.refresh(settings, adapter_of(ADAPTERS, settings).unwrap().info)
        };
        let (alone, both) = (refresh(&[""]), refresh(&["", ""]));
        assert!(both > alone && both <= 2 * alone + Duration::from_millis(1));
    }
}
