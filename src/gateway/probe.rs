//! Whether the accounts of a config can be used, by asking each vendor once.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use super::{ADAPTERS, Adapter, SharedQuotas, adapter_of};
use crate::{
    config::{Config, ConfiguredAccount},
    provider::{Call, Provider},
    transport::{Client, ClientSettings, Transport, TransportSettings, stack},
};

/// How many accounts are tried at once.
const SIDE_BY_SIDE: usize = 16;

/// What came of trying an account.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The account's id.
    pub account: String,
    /// How long its vendor took to answer, or what stands in the way.
    pub outcome: Result<Duration, Obstacle>,
}

/// Why an account cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The word that clients would see as `extensions.code`.
    pub code: &'static str,
    /// What is wrong, and what to do where we know.
    pub message: String,
}

/// Tries each account of a config with the cheapest call that its vendor has, once and without repeats, in the order of
/// the config; none takes longer than the deadline of an operation.
///
/// # Errors
/// One sentence for each account that cannot work at all; then no vendor is called.
pub async fn probe(config: &Config) -> Result<Vec<Tried>, Vec<String>> {
    let accounts = build(ADAPTERS, config)?;
    let deadline = config.limits.deadline;
    let tried = accounts.into_iter().map(|built| built.probe(deadline));
    Ok(stream::iter(tried).buffered(SIDE_BY_SIDE).collect().await)
}

/// An account that can be asked.
struct Built {
    account: String,
    provider: Arc<dyn Provider>,
}

impl Built {
    async fn probe(self, deadline: Duration) -> Tried {
        let started = Instant::now();
        let outcome = match self.provider.probe(&Call::within(deadline)).await {
            Ok(()) => Ok(started.elapsed()),
            Err(error) => Err(Obstacle {
                code: error.kind().code(),
                message: error.to_string(),
            }),
        };
        Tried {
            account: self.account,
            outcome,
        }
    }
}

/// The accounts with their providers, which share the budgets that their vendors count together.
fn build(adapters: &'static [Adapter], config: &Config) -> Result<Vec<Built>, Vec<String>> {
    let client_settings = ClientSettings {
        max_body_bytes: config.limits.upstream_body,
        ..ClientSettings::default()
    };
    let client: Arc<dyn Transport> =
        Arc::new(Client::new(&client_settings).map_err(|error| vec![error.to_string()])?);
    let once = TransportSettings {
        attempt_timeout: config.limits.attempt_timeout,
        retries: 0,
        ..TransportSettings::default()
    };
    let quotas = SharedQuotas::of(adapters, &config.accounts);
    let (mut built, mut problems) = (Vec::new(), Vec::new());
    for ConfiguredAccount { settings, source } in &config.accounts {
        let named = |problem: &str| format!("{source}: account \"{}\": {problem}", settings.id);
        let Some(adapter) = adapter_of(adapters, settings) else {
            problems.push(named("its provider is not built"));
            continue;
        };
        let quota = quotas.of_account(settings, adapter.info);
        let quota = quota.map(|(quota, _)| quota);
        let layers = stack(Arc::clone(&client), &settings.id, &once, quota);
        match (adapter.build)(settings, layers) {
            Ok(provider) => built.push(Built {
                account: settings.id.to_string(),
                provider,
            }),
            Err(problem) => problems.push(named(&problem)),
        }
    }
    match problems.is_empty() {
        true => Ok(built),
        false => Err(problems),
    }
}
