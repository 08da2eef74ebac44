//! Whoever looks how things stand is nobody who reads.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::double;
use crate::{
    meter::Sheet,
    snapshot::{Accounts, Shelf},
};

/// Far longer than a snapshot is kept here that nobody reads.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn whoever_only_looks_makes_no_snapshot_and_keeps_none() {
    let account = double::account("looked-at", Shelf::new(Duration::from_millis(100)));
    let accounts = Accounts::new([Arc::clone(&account)]);
    let look = || {
        accounts.measure(&mut Sheet::default());
        account.standing()
    };
    assert!(look().is_none() && look().is_none());
    account.snapshot();
    assert!(look().is_some());
    let began = Instant::now();
    // The keeper of snapshots has a clock of its own, which no test can stop.
    while look().is_some() {
        assert!(began.elapsed() < PATIENCE, "to look keeps it");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
