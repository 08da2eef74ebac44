//! Makes one trial of each provider and case.

use std::{
    collections::BTreeSet,
    future::Future,
    pin::Pin,
    sync::{Arc, LazyLock},
};

use invoice_gateway::adapters::ADAPTERS;
use libtest_mimic::Trial;
use tokio::runtime::Runtime;

use crate::providers::{ROWS, Row};

/// All trials run here, so that they can share one client.
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Runtime::new().expect("a machine that can start threads"));

type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A promise that every provider must keep.
pub(crate) struct Case {
    name: String,
    run: Arc<dyn Fn(&'static Row) -> Running + Send + Sync>,
    concerns: Box<dyn Fn(&Row) -> bool>,
}

impl Case {
    /// Leaves out the providers at whose vendor the case cannot happen.
    pub(crate) fn only_where(self, concerns: impl Fn(&Row) -> bool + 'static) -> Self {
        let concerns = Box::new(concerns);
        Self { concerns, ..self }
    }
}

/// Names a promise; `run` panics where it is broken.
pub(crate) fn case<F, Fut>(name: impl Into<String>, run: F) -> Case
where
    F: Fn(&'static Row) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    Case {
        name: name.into(),
        run: Arc::new(move |row| Box::pin(run(row))),
        concerns: Box::new(|_| true),
    }
}

/// Every adapter times every case that can happen there.
pub(crate) fn trials(rooms: &[(&str, Vec<Case>)]) -> Vec<Trial> {
    let mut trials = vec![Trial::test("suite::names_every_trial_once", {
        let names = names(rooms);
        move || {
            let distinct: BTreeSet<&String> = names.iter().collect();
            assert_eq!(distinct.len(), names.len(), "two cases share a name");
            Ok(())
        }
    })];
    for adapter in ADAPTERS {
        let provider = adapter.info.id;
        let rows: Vec<&'static Row> = ROWS.iter().filter(|row| row.id == provider).collect();
        let count = rows.len();
        trials.push(Trial::test(
            format!("{provider}::suite::has_its_row"),
            move || match count {
                1 => Ok(()),
                _ => Err(format!(
                    "{provider} has {count} rows in tests/behavior/providers.rs, give it one"
                )
                .into()),
            },
        ));
        let Some(row) = rows.first().copied() else {
            continue;
        };
        for (room, cases) in rooms {
            for case in cases.iter().filter(|case| (case.concerns)(row)) {
                let run = Arc::clone(&case.run);
                trials.push(Trial::test(
                    format!("{provider}::{room}::{}", case.name),
                    move || {
                        RUNTIME.block_on(run(row));
                        Ok(())
                    },
                ));
            }
        }
    }
    trials
}

fn names(rooms: &[(&str, Vec<Case>)]) -> Vec<String> {
    let name = |(room, cases): &(&str, Vec<Case>)| -> Vec<String> {
        cases
            .iter()
            .map(|case| format!("{room}::{}", case.name))
            .collect()
    };
    rooms.iter().flat_map(name).collect()
}
