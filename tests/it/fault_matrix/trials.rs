//! Runs many trials side by side, and names those that failed.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Semaphore, task::JoinSet};

/// How many run at once: most of them wait most of the time.
const SIDE_BY_SIDE: usize = 12;
/// What every house of a trial is told: short times, so that waiting for them is short.
pub(super) const CONFIG: &str = "[cache]\nrefresh = \"10ms\"\nmax_wait = \"300ms\"\n\
    [limits]\nattempt_timeout = \"1500ms\"\n";
/// How long an operation may take by that, and what a busy machine may add.
pub(super) const DEADLINE: Duration = Duration::from_secs(12);
/// The same for a read that takes what there is.
pub(super) const MAX_WAIT: Duration = Duration::from_millis(2300);
/// Invoices in each system: few, because there are many trials.
pub(super) const INVOICES: usize = 10;

/// Runs all of them; panics with the names of those that did.
pub(super) async fn run<F>(trials: impl IntoIterator<Item = (String, F)>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let turns = Arc::new(Semaphore::new(SIDE_BY_SIDE));
    let mut running = JoinSet::new();
    let mut names = std::collections::HashMap::new();
    for (name, trial) in trials {
        let turns = Arc::clone(&turns);
        let task = running.spawn(async move {
            let _turn = turns.acquire().await;
            trial.await;
        });
        names.insert(task.id(), name);
    }
    let mut failed = Vec::new();
    while let Some(ended) = running.join_next_with_id().await {
        if let Err(error) = ended {
            failed.push(names.remove(&error.id()).expect("every trial has a name"));
        }
    }
    failed.sort();
    assert!(
        failed.is_empty(),
        "{} of the trials failed: {failed:#?}",
        failed.len()
    );
}
