//! Each account of a config with the layers between it and its provider.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use crate::{
    adapters::{ADAPTERS, Adapter},
    config::{Config, ConfiguredAccount},
    gateway::budgets::Budgets,
    provider::{AccountSettings, ProviderInfo},
    snapshot::{Account, Accounts, Inherits, Policy, Shelf},
    transport::{Client, ClientSettings, Quotas, Transport, TransportSettings, stack},
};

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
    let connected = Connected::new(ADAPTERS, config, &Ground::new(config), None)?;
    Ok(connected.accounts())
}

/// What accounts stand on, whatever config they come from: what they hold, and what was spent of their quotas.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) shelf: Shelf,
    pub(super) quotas: Quotas,
}

impl Ground {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            shelf: Shelf::new(config.cache.stale_for),
            quotas: Quotas::default(),
        }
    }
}

/// The accounts of a config, connected to their providers.
#[derive(Debug)]
pub(super) struct Connected {
    wire: Wire,
    accounts: Vec<(AccountSettings, Arc<Account>)>,
    pub(super) budgets: Budgets,
}

/// What all accounts call by.
#[derive(Clone, Debug)]
struct Wire {
    client: Arc<dyn Transport>,
    max_body_bytes: usize,
    attempt_timeout: Duration,
    retries: u32,
}

impl Connected {
    /// Connects them. Of those that were connected `before`, what did not change is taken over as it is.
    ///
    /// # Errors
    /// One sentence for each account that cannot work.
    pub(super) fn new(
        adapters: &'static [Adapter],
        config: &Config,
        ground: &Ground,
        before: Option<&Self>,
    ) -> Result<Self, Vec<String>> {
        let wire = Wire::new(config, before).map_err(|problem| vec![problem])?;
        Self::over(wire, adapters, config, ground, before)
    }

    /// Connects them in such a way that a call is sent once and never repeated.
    ///
    /// # Errors
    /// One sentence for each account that cannot work.
    pub(super) fn without_retries(
        adapters: &'static [Adapter],
        config: &Config,
        ground: &Ground,
    ) -> Result<Self, Vec<String>> {
        let wire = Wire::new(config, None).map_err(|problem| vec![problem])?;
        Self::over(Wire { retries: 0, ..wire }, adapters, config, ground, None)
    }

    fn over(
        wire: Wire,
        adapters: &'static [Adapter],
        config: &Config,
        ground: &Ground,
        before: Option<&Self>,
    ) -> Result<Self, Vec<String>> {
        let connecting = Connecting {
            adapters,
            config,
            ground,
            before,
            wire,
            budgets: Budgets::of(adapters, &config.accounts),
        };
        let (mut accounts, mut problems) = (vec![], vec![]);
        for ConfiguredAccount { settings, source } in &config.accounts {
            match connecting.account(settings) {
                Ok(account) => accounts.push((settings.clone(), account)),
                Err(problem) => {
                    problems.push(format!("{source}: account \"{}\": {problem}", settings.id));
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            wire: connecting.wire,
            accounts,
            budgets: connecting.budgets,
        })
    }

    pub(super) fn accounts(&self) -> Accounts {
        Accounts::new(self.in_order())
    }

    /// Each account, in the order of the config.
    pub(super) fn in_order(&self) -> impl Iterator<Item = Arc<Account>> {
        self.accounts.iter().map(|(_, account)| Arc::clone(account))
    }

    /// The account of the same id.
    fn find(&self, settings: &AccountSettings) -> Option<&(AccountSettings, Arc<Account>)> {
        let mut accounts = self.accounts.iter();
        accounts.find(|(other, _)| other.id == settings.id)
    }
}

impl Wire {
    fn new(config: &Config, before: Option<&Connected>) -> Result<Self, String> {
        let limits = &config.limits;
        let max_body_bytes = limits.upstream_body;
        let before = before.filter(|before| before.wire.max_body_bytes == max_body_bytes);
        let client = match before {
            Some(before) => Arc::clone(&before.wire.client),
            None => {
                let settings = ClientSettings {
                    max_body_bytes,
                    ..ClientSettings::default()
                };
                Arc::new(Client::new(&settings).map_err(|error| error.to_string())?)
            }
        };
        Ok(Self {
            client,
            max_body_bytes,
            attempt_timeout: limits.attempt_timeout,
            retries: TransportSettings::default().retries,
        })
    }

    /// Whether both bound calls alike.
    fn is_same(&self, other: &Self) -> bool {
        self.max_body_bytes == other.max_body_bytes && self.attempt_timeout == other.attempt_timeout
    }
}

/// What it takes to connect an account.
struct Connecting<'c> {
    adapters: &'static [Adapter],
    config: &'c Config,
    ground: &'c Ground,
    before: Option<&'c Connected>,
    wire: Wire,
    budgets: Budgets,
}

impl Connecting<'_> {
    fn account(&self, settings: &AccountSettings) -> Result<Arc<Account>, String> {
        let adapter = adapter_of(self.adapters, settings);
        let adapter = adapter.ok_or_else(|| self.not_built(settings))?;
        let policy = self.policy(settings, adapter.info);
        let Some((old, before)) = self.before.and_then(|before| before.find(settings)) else {
            return Ok(Arc::new(self.new_account(settings, adapter, policy)?));
        };
        let same_wire = self.before.is_some_and(|it| it.wire.is_same(&self.wire));
        if same_wire && old.is_same(settings) {
            return Ok(match before.policy() == policy {
                true => Arc::clone(before),
                false => Arc::new(before.with_policy(policy)),
            });
        }
        let account = self.new_account(settings, adapter, policy)?;
        Ok(Arc::new(if old.reads_the_same(settings) {
            account.following(before, Inherits::Everything)
        } else if old.has_the_same_books(settings) {
            account.following(before, Inherits::Makings)
        } else {
            account
        }))
    }

    fn new_account(
        &self,
        settings: &AccountSettings,
        adapter: &Adapter,
        policy: Policy,
    ) -> Result<Account, String> {
        let transport = TransportSettings {
            attempt_timeout: self.wire.attempt_timeout,
            retries: self.wire.retries,
            ..TransportSettings::default()
        };
        let client = Arc::clone(&self.wire.client);
        let quotas = &self.ground.quotas;
        let quota = self.budgets.quota(quotas, settings, adapter.info);
        let left = quota.clone();
        let layers = stack(client, settings.provider, &settings.id, &transport, quota);
        let built = (adapter.build)(settings, layers);
        let provider = built.map_err(|problem| problem.to_string())?;
        let account = Account::new(settings, provider, policy, self.ground.shelf.clone());
        Ok(match left {
            Some(quota) => account.with_quota_left(move || quota.left()),
            None => account,
        })
    }

    /// The rules of an account's age; it is refreshed no more often than its quota affords.
    fn policy(&self, settings: &AccountSettings, info: &ProviderInfo) -> Policy {
        let cache = &self.config.cache;
        Policy {
            refresh: cache.refresh.max(self.budgets.refresh(settings, info)),
            max_age: cache.max_age,
            max_wait: cache.max_wait,
            stale_for: cache.stale_for,
            deadline: self.config.limits.deadline,
        }
    }

    fn not_built(&self, settings: &AccountSettings) -> String {
        let slugs = self.adapters.iter().map(|adapter| adapter.info.id.slug());
        format!(
            "provider {} is not built yet; this version has {}",
            settings.provider,
            slugs.collect::<Vec<_>>().join(" and ")
        )
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
