//! One suite for every provider: each adapter against the simulator of its vendor, over real sockets.
//!
//! Every adapter of the crate gets every case, and every pair is a trial of its own, named as a sentence:
//! `moneybird::list::follows_every_page`. What differs between providers is one row in `providers.rs`; an adapter without
//! a row fails. What a provider cannot do is a promise too, and has its trial: it says so without calling anybody.
//!
//! The suite judges by the vendor's documents as the simulator's books show them, with a reading of its own: it shares
//! none with the adapters. It proves that two readings of the vendor's page agree, not that the vendor does.
//!
//! ```text
//! cargo test --test behavior                            everything
//! cargo test --test behavior moneybird::failures        some of it
//! ```

mod activity;
mod amounts;
mod by_id;
mod cancellation;
mod changes;
mod dashdoc;
mod disturbed;
mod failures;
mod find;
mod i3d;
mod invoice_ninja;
mod list;
mod meddling;
mod moneybird;
mod noticing;
mod paging;
mod pipe;
mod providers;
mod raw;
mod record;
mod suite;
mod trouble;
mod truth;
mod values;
mod world;

use std::process::ExitCode;

use libtest_mimic::{Arguments, run};

use crate::suite::Case;

/// The rooms of the suite. What providers do, beside what they tell, belongs into further rooms: one case for each
/// kind of action.
fn rooms() -> Vec<(&'static str, Vec<Case>)> {
    vec![
        ("list", list::cases()),
        ("changes", changes::cases()),
        ("noticing", noticing::cases()),
        ("paging", paging::cases()),
        ("by_id", by_id::cases()),
        ("find", find::cases()),
        ("activity", activity::cases()),
        ("values", values::cases()),
        ("amounts", amounts::cases()),
        ("raw", raw::cases()),
        ("failures", failures::cases()),
        ("cancellation", cancellation::cases()),
    ]
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    run(&arguments, suite::trials(&rooms())).exit_code()
}
