use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, advance};

use super::double::{accounts, ids, invoice, listing};
use crate::{
    error::{Error, ErrorKind, Retry},
    snapshot::{Freshness, Listing, ResultState},
};

async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_young_snapshot_is_simply_served() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    assert_eq!(ids(&accounts, &listing()).await, ["a/1"]);
    advance(Duration::from_secs(29)).await;
    assert_eq!(ids(&accounts, &listing()).await, ["a/1"]);
    settle().await;
    assert_eq!(provider.with(|state| state.refreshes), 1);
}

#[tokio::test(start_paused = true)]
async fn an_older_one_is_served_at_once_and_refreshed_behind_once_for_all() {
    let (accounts, [provider]) = accounts(["a"]);
    ids(&accounts, &listing()).await;
    provider.put(invoice("1", "2026-01-01"));
    provider.with(|state| state.delay = Duration::from_millis(300));
    advance(Duration::from_secs(31)).await;
    let before = Instant::now();
    let reads = join_all((0..20).map(|_| async { ids(&accounts, &listing()).await })).await;
    assert!(reads.iter().all(Vec::is_empty));
    assert_eq!(before.elapsed(), Duration::ZERO);
    tokio::time::sleep(Duration::from_millis(301)).await;
    assert_eq!(ids(&accounts, &listing()).await, ["a/1"]);
    assert_eq!(provider.with(|state| state.refreshes), 2);
}

#[tokio::test(start_paused = true)]
async fn an_old_one_is_waited_for_and_no_longer_than_the_longest_wait() {
    let (accounts, [provider]) = accounts(["a"]);
    ids(&accounts, &listing()).await;
    provider.put(invoice("1", "2026-01-01"));
    provider.with(|state| state.delay = Duration::from_millis(300));
    advance(Duration::from_secs(301)).await;
    let before = Instant::now();
    assert_eq!(ids(&accounts, &listing()).await, ["a/1"]);
    assert!(
        before.elapsed() <= Duration::from_millis(310),
        "{:?}",
        before.elapsed()
    );

    provider.with(|state| state.delay = Duration::from_secs(60));
    advance(Duration::from_secs(301)).await;
    let before = Instant::now();
    let page = accounts.invoices(&listing()).await.unwrap();
    assert!(
        before.elapsed() <= Duration::from_millis(1010),
        "{:?}",
        before.elapsed()
    );
    assert_eq!(page.accounts[0].state, ResultState::Stale);
    assert!(page.complete && page.rows[0].0.stale);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_cold_reads_cost_one_load() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    provider.with(|state| state.delay = Duration::from_millis(100));
    let reads = join_all((0..1000).map(|_| async { ids(&accounts, &listing()).await })).await;
    assert!(reads.iter().all(|read| read == &["a/1"]));
    assert_eq!(provider.with(|state| state.refreshes), 1);
}

#[tokio::test(start_paused = true)]
async fn a_slow_account_is_loading_and_the_other_answers_in_full() {
    let (accounts, [slow, quick]) = accounts(["a", "b"]);
    slow.with(|state| state.delay = Duration::from_secs(3600));
    quick.put(invoice("1", "2026-01-01"));
    let before = Instant::now();
    let page = accounts.invoices(&listing()).await.unwrap();
    assert!(before.elapsed() <= Duration::from_millis(1010));
    assert_eq!(page.rows.len(), 1);
    let states: Vec<ResultState> = page.accounts.iter().map(|account| account.state).collect();
    assert_eq!(states, [ResultState::Loading, ResultState::Fresh]);
    assert_eq!(
        page.accounts[0].error.as_ref().unwrap().kind(),
        ErrorKind::Timeout
    );
    assert!(!page.complete);
    assert_eq!(page.total, None);
}

#[tokio::test(start_paused = true)]
async fn a_dead_account_is_failed_with_the_reason_and_left_alone_for_a_while() {
    let (accounts, [dead, alive]) = accounts(["a", "b"]);
    dead.with(|state| state.failure = Some(Error::new(ErrorKind::Unavailable, "it is gone")));
    alive.put(invoice("1", "2026-01-01"));
    for _ in 0..10 {
        let page = accounts.invoices(&listing()).await.unwrap();
        assert_eq!(page.rows.len(), 1);
        assert_eq!(page.accounts[0].state, ResultState::Failed);
        let error = page.accounts[0].error.as_ref().unwrap();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Unavailable, "it is gone")
        );
        assert_eq!(error.account().unwrap().as_str(), "a");
    }
    assert_eq!(dead.with(|state| state.refreshes), 1);
    dead.with(|state| state.failure = None);
    advance(Duration::from_millis(1001)).await;
    let page = accounts.invoices(&listing()).await.unwrap();
    assert!(page.complete);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_says_when_to_come_back_is_not_asked_before() {
    let (accounts, [provider]) = accounts(["a"]);
    let limited = Error::new(ErrorKind::RateLimited, "later")
        .retry_hint(Retry::After(Duration::from_secs(200)));
    provider.with(|state| state.failure = Some(limited));
    ids(&accounts, &listing()).await;
    advance(Duration::from_secs(199)).await;
    ids(&accounts, &listing()).await;
    assert_eq!(provider.with(|state| state.refreshes), 1);
    advance(Duration::from_secs(2)).await;
    ids(&accounts, &listing()).await;
    assert_eq!(provider.with(|state| state.refreshes), 2);
}

#[tokio::test(start_paused = true)]
async fn while_the_provider_is_down_the_snapshot_answers_marked_stale_until_it_is_too_old() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    ids(&accounts, &listing()).await;
    provider.with(|state| state.failure = Some(Error::new(ErrorKind::Unavailable, "it is gone")));
    advance(Duration::from_secs(3600)).await;
    let page = accounts.invoices(&listing()).await.unwrap();
    assert_eq!(
        (page.accounts[0].state, page.rows.len()),
        (ResultState::Stale, 1)
    );
    assert!(page.rows[0].0.stale);
    assert_eq!(
        page.accounts[0].error.as_ref().unwrap().kind(),
        ErrorKind::Unavailable
    );
    advance(Duration::from_secs(24 * 3600)).await;
    let page = accounts.invoices(&listing()).await.unwrap();
    assert_eq!(
        (page.accounts[0].state, page.rows.len()),
        (ResultState::Failed, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn live_asks_again_even_when_young_and_never_joins_a_refresh_that_began_before_it() {
    let (accounts, [provider]) = accounts(["a"]);
    ids(&accounts, &listing()).await;
    provider.put(invoice("1", "2026-01-01"));
    let live = Listing {
        freshness: Freshness::Live,
        ..listing()
    };
    assert_eq!(ids(&accounts, &live).await, ["a/1"]);

    provider.with(|state| state.delay = Duration::from_millis(500));
    advance(Duration::from_secs(31)).await;
    ids(&accounts, &listing()).await;
    advance(Duration::from_millis(100)).await;
    let before = Instant::now();
    ids(&accounts, &live).await;
    assert!(
        before.elapsed() >= Duration::from_millis(900),
        "{:?}",
        before.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn cache_only_never_asks() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    let held = Listing {
        freshness: Freshness::CacheOnly,
        ..listing()
    };
    let page = accounts.invoices(&held).await.unwrap();
    assert_eq!(
        (page.accounts[0].state, page.complete, page.rows.len()),
        (ResultState::Skipped, false, 0)
    );
    settle().await;
    assert_eq!(provider.with(|state| state.refreshes), 0);
}
