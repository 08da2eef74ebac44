//! Whether the accounts of a config can be used, by asking each vendor once.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use crate::{
    adapters::ADAPTERS,
    config::Config,
    gateway::connect::{Connected, Ground},
    provider::Call,
    snapshot::Account,
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
    let connected = Connected::without_retries(ADAPTERS, config, &Ground::new(config))?;
    let deadline = config.limits.deadline;
    let accounts = connected.in_order();
    let tried = accounts.map(|account| try_one(account, deadline));
    Ok(stream::iter(tried).buffered(SIDE_BY_SIDE).collect().await)
}

async fn try_one(account: Arc<Account>, deadline: Duration) -> Tried {
    let started = Instant::now();
    let outcome = match account.provider.probe(&Call::within(deadline)).await {
        Ok(()) => Ok(started.elapsed()),
        Err(error) => Err(Obstacle {
            code: error.kind().code(),
            message: error.to_string(),
        }),
    };
    Tried {
        account: account.id.to_string(),
        outcome,
    }
}
