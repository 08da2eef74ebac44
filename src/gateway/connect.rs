//! Each account of a config with the layers between it and its provider.

use std::sync::{Arc, LazyLock};

use crate::{
    adapters::{ADAPTERS, Adapter},
    config::{Config, ConfiguredAccount},
    gateway::quotas::SharedQuotas,
    provider::{AccountSettings, ProviderInfo},
    snapshot::{Account, Accounts, Policy, Shelf},
    transport::{Client, ClientSettings, Transport, TransportSettings, stack},
};

/// The part of a quota that background refreshes may use; the rest is for people.
const REFRESH_SHARE: f64 = 0.6;

/// The providers that have an adapter.
#[must_use]
pub fn providers() -> &'static [&'static ProviderInfo] {
    static PROVIDERS: LazyLock<Vec<&'static ProviderInfo>> = LazyLock::new(|| infos(ADAPTERS));
    &PROVIDERS
}

pub(super) fn infos(adapters: &'static [Adapter]) -> Vec<&'static ProviderInfo> {
    adapters.iter().map(|adapter| adapter.info).collect()
}

/// Connects every account of a config to its provider.
///
/// # Errors
/// One sentence for each account that cannot work.
pub fn accounts(config: &Config) -> Result<Accounts, Vec<String>> {
    connect(ADAPTERS, config)
}

pub(super) fn connect(
    adapters: &'static [Adapter],
    config: &Config,
) -> Result<Accounts, Vec<String>> {
    let limits = &config.limits;
    let client_settings = ClientSettings {
        max_body_bytes: limits.upstream_body,
        ..ClientSettings::default()
    };
    let client: Arc<dyn Transport> =
        Arc::new(Client::new(&client_settings).map_err(|error| vec![error.to_string()])?);
    let transport = TransportSettings {
        attempt_timeout: limits.attempt_timeout,
        ..TransportSettings::default()
    };
    let shelf = Shelf::new(config.cache.stale_for);
    let quotas = SharedQuotas::of(adapters, &config.accounts);
    let (mut built, mut problems) = (Vec::new(), Vec::new());
    for ConfiguredAccount { settings, source } in &config.accounts {
        let Some(adapter) = adapter_of(adapters, settings) else {
            problems.push(format!(
                "{source}: account \"{}\": provider {} is not built yet; this version has {}",
                settings.id,
                settings.provider,
                adapters
                    .iter()
                    .map(|adapter| adapter.info.id.slug())
                    .collect::<Vec<_>>()
                    .join(" and ")
            ));
            continue;
        };
        let quota = quotas.of_account(settings, adapter.info);
        let refresh = quota
            .as_ref()
            .map_or(config.cache.refresh, |(quota, sharers)| {
                let affordable =
                    quota.interval_for(*sharers, adapter.info.refresh_calls, REFRESH_SHARE);
                config.cache.refresh.max(affordable)
            });
        let policy = Policy {
            refresh,
            max_age: config.cache.max_age,
            max_wait: config.cache.max_wait,
            stale_for: config.cache.stale_for,
            deadline: limits.deadline,
        };
        let layers = stack(
            Arc::clone(&client),
            &settings.id,
            &transport,
            quota.map(|(quota, _)| quota),
        );
        match (adapter.build)(settings, layers) {
            Ok(provider) => built.push(Arc::new(Account::new(
                settings,
                provider,
                policy,
                shelf.clone(),
            ))),
            Err(problem) => {
                problems.push(format!("{source}: account \"{}\": {problem}", settings.id))
            }
        }
    }
    if problems.is_empty() {
        Ok(Accounts::new(built))
    } else {
        Err(problems)
    }
}

pub(super) fn adapter_of(
    adapters: &'static [Adapter],
    settings: &AccountSettings,
) -> Option<&'static Adapter> {
    adapters
        .iter()
        .find(|adapter| adapter.info.id == settings.provider)
}
