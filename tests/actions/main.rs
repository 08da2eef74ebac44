//! Every action of every provider, as a client does it: through GraphQL, against the simulators, over real sockets.
//!
//! Each cell of the matrix is a trial of its own, named by its account and mutation. Where a provider offers an action,
//! the trial performs it, compares the requests that the vendor got with the vendor's page, and sees the change in a later
//! read: by the gateway that wrote, which asks nobody, and by another one that knows nothing yet. Where it does not, the
//! trial is refused and the vendor hears nothing.
//!
//! ```text
//! cargo test --test actions                    everything, and the matrix
//! cargo test --test actions dashdoc::markPaid  one cell
//! ```

#[expect(dead_code, reason = "shared with tests/it, which uses the rest")]
#[path = "../it/house.rs"]
mod house;
#[expect(dead_code, reason = "shared with tests/it, which uses the rest")]
#[path = "../it/vendors.rs"]
mod vendors;

mod behind;
mod concurrent;
mod dashdoc;
mod desk;
mod files;
#[expect(dead_code, reason = "shared with the adapters, which walk the schema")]
mod input_paths;
mod invoice_ninja;
mod lost;
mod matrix;
mod moneybird;
mod moneybird_external;
mod native;
mod refused;
mod spread;

use std::{
    future::Future,
    pin::Pin,
    process::ExitCode,
    sync::{Arc, LazyLock},
};

use libtest_mimic::{Arguments, Trial, run};
use tokio::runtime::Runtime;

use crate::desk::Desk;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Runtime::new().expect("a machine that can start threads"));

type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a provider must do when it is asked for an action.
pub(crate) struct Case {
    mutation: &'static str,
    run: Arc<dyn Fn(Desk) -> Running + Send + Sync>,
}

/// Names the mutation that `run` tries; it panics where a promise is broken.
pub(crate) fn case<F, Fut>(mutation: &'static str, run: F) -> Case
where
    F: Fn(Desk) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    Case {
        mutation,
        run: Arc::new(move |desk| Box::pin(run(desk))),
    }
}

/// A promise beside the matrix: `run` panics where it is broken.
pub(crate) fn promise<F, Fut>(account: &'static str, name: &str, run: F) -> Trial
where
    F: Fn(Desk) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    Trial::test(format!("{account}::{name}"), move || {
        RUNTIME.block_on(async { run(Desk::open(account).await).await });
        Ok(())
    })
}

/// The cases of each account.
fn cases() -> Vec<(&'static str, Vec<Case>)> {
    vec![
        ("moneybird", moneybird::cases()),
        ("moneybird-external", moneybird_external::cases()),
        ("invoice-ninja", invoice_ninja::cases()),
        ("dashdoc", dashdoc::cases()),
    ]
}

fn trials() -> Vec<Trial> {
    let mut trials = matrix::trials(&cases());
    for (account, cases) in cases() {
        for case in cases {
            let name = format!("{account}::{}", case.mutation);
            trials.push(Trial::test(name, move || {
                RUNTIME.block_on(async { (case.run)(Desk::open(account).await).await });
                Ok(())
            }));
        }
    }
    trials.extend(native::trials());
    trials.extend(refused::trials());
    trials.extend(files::trials());
    trials.extend(moneybird::promises());
    trials.extend(moneybird_external::promises());
    trials.extend(invoice_ninja::promises());
    trials.extend(dashdoc::promises());
    trials.extend(concurrent::trials());
    trials.extend(spread::trials());
    trials.extend(behind::trials());
    trials
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    if !arguments.list {
        println!("{}", matrix::markdown());
    }
    run(&arguments, trials()).exit_code()
}
