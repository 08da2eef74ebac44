//! What a write leaves behind.

use std::{sync::Arc, time::Duration};

use tokio::time::{advance, sleep};

use super::double::{Double, POLICY, accounts, ids, invoice, listing};
use crate::{
    clock,
    domain::{Invoice, NativeId},
    provider::Call,
    snapshot::{Account, Accounts},
};

/// An account that holds an invoice, which says nothing of whom it is for.
async fn loaded() -> (Accounts, Arc<Account>, Double) {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    provider.with(|state| state.by_version = true);
    ids(&accounts, &listing()).await;
    let account = Arc::clone(accounts.get("a").unwrap());
    (accounts, account, provider)
}

fn called(reference: &str) -> Invoice {
    Invoice {
        reference: Some(reference.into()),
        version: Some("2".into()),
        ..invoice("1", "2026-01-01")
    }
}

fn held(account: &Arc<Account>) -> Option<String> {
    let entry = account.held(&NativeId::new("1"))?;
    entry.invoice.reference.as_deref().map(str::to_owned)
}

/// Writes, and somebody else writes in the same second, before the answer arrives.
async fn write(account: &Arc<Account>, provider: &Double) {
    provider.put(called("ours"));
    let answer = Arc::new(called("ours"));
    provider.put(called("theirs"));
    account.take_written(vec![answer]).await;
}

async fn refreshed(accounts: &Accounts) {
    advance(Duration::from_secs(31)).await;
    ids(accounts, &listing()).await;
    sleep(Duration::from_millis(1)).await;
}

#[tokio::test(start_paused = true)]
async fn the_writer_reads_his_own_write_and_nobody_is_asked_for_it() {
    let (accounts, account, provider) = loaded().await;
    write(&account, &provider).await;
    assert_eq!(held(&account).as_deref(), Some("ours"));
    assert_eq!(ids(&accounts, &listing()).await, ["a/1"]);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(
        provider.with(|state| (state.refreshes, state.batches.len())),
        (1, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_wrote_in_the_same_second_is_seen_after_the_next_refresh() {
    let (accounts, account, provider) = loaded().await;
    write(&account, &provider).await;
    refreshed(&accounts).await;
    assert_eq!(held(&account).as_deref(), Some("theirs"));
    assert!(
        provider.with(|state| state.batches.is_empty()),
        "the feed told it"
    );
    // Once it was read, its version counts again.
    provider.put(called("a version that stays the same"));
    refreshed(&accounts).await;
    assert_eq!(held(&account).as_deref(), Some("theirs"));
}

#[tokio::test(start_paused = true)]
async fn what_the_feed_is_silent_on_is_read_by_its_id_once() {
    let (accounts, account, provider) = loaded().await;
    provider.with(|state| state.silent.push("1".to_owned()));
    write(&account, &provider).await;
    for _ in 0..3 {
        refreshed(&accounts).await;
        assert_eq!(held(&account).as_deref(), Some("theirs"));
    }
    assert_eq!(provider.with(|state| state.batches.clone()), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_was_under_way_does_not_count_as_the_next() {
    let (accounts, account, provider) = loaded().await;
    provider.with(|state| {
        state.silent.push("1".to_owned());
        state.delay = Duration::from_millis(300);
    });
    advance(Duration::from_secs(31)).await;
    // Refreshed behind.
    ids(&accounts, &listing()).await;
    sleep(Duration::from_millis(100)).await;
    write(&account, &provider).await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(held(&account).as_deref(), Some("ours"));
    assert!(provider.with(|state| state.batches.is_empty()));
    refreshed(&accounts).await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(held(&account).as_deref(), Some("theirs"));
}

#[tokio::test(start_paused = true)]
async fn what_was_made_and_cannot_be_read_is_not_taken_for_never_made() {
    let (_accounts, account, provider) = loaded().await;
    let before = clock::now();
    let made = async |since| {
        let call = Call::within(POLICY.deadline);
        let made = account.made_since(&call, since).await;
        made.map(|made| made.len())
    };
    assert_eq!(made(before).await, Some(1));
    // One that is held was made before, whatever became of it.
    provider.with(|state| {
        state.by_version = false;
        state.garbled.push("1".to_owned());
    });
    assert_eq!(made(before).await, Some(1));
    provider.put(invoice("2", "2026-01-02"));
    provider.with(|state| state.garbled.push("2".to_owned()));
    assert_eq!(made(before).await, None);
    // It was tried again just now, but it was there all the time.
    let after = clock::now();
    assert_eq!(made(after).await, Some(1));
    assert_eq!(made(before).await, None);
    provider.with(|state| state.garbled.clear());
    assert_eq!(made(before).await, Some(2));
}

#[tokio::test(start_paused = true)]
async fn what_may_still_come_is_read_by_every_refresh_until_it_cannot_come_any_more() {
    let (accounts, account, provider) = loaded().await;
    provider.with(|state| state.silent.push("1".to_owned()));
    let id = [NativeId::new("1")];
    account.suspect_until(&id, clock::now() + Duration::from_secs(3600));
    assert!(provider.with(|state| state.batches.is_empty()), "not now");
    for reference in ["nothing yet", "it came"] {
        provider.put(called(reference));
        refreshed(&accounts).await;
        assert_eq!(held(&account).as_deref(), Some(reference));
    }
    // A reading between them is no end of it, and does not show it as unread.
    account
        .reread(&Call::within(POLICY.deadline), &id)
        .await
        .clear();
    refreshed(&accounts).await;
    assert_eq!(provider.with(|state| state.batches.clone()), [1, 1, 1, 1]);

    let (accounts, account, provider) = loaded().await;
    provider.with(|state| state.silent.push("1".to_owned()));
    account.suspect_until(&id, clock::now());
    for _ in 0..3 {
        refreshed(&accounts).await;
    }
    assert_eq!(provider.with(|state| state.batches.clone()), [1]);
}

/// An account with 30 invoices that the feed is silent on from now on.
async fn many() -> (Accounts, Arc<Account>, Double) {
    let (accounts, account, provider) = loaded().await;
    for id in 1..=30 {
        provider.put(invoice(&id.to_string(), "2026-01-01"));
    }
    account.refresh().await.unwrap();
    let silent = (1..=30).map(|id: u8| id.to_string()).collect();
    provider.with(|state| state.silent = silent);
    (accounts, account, provider)
}

/// The places of those that are held as somebody else wrote them.
fn read(account: &Arc<Account>) -> Vec<u8> {
    let is_read = |id: &u8| {
        let entry = account.held(&NativeId::new(&id.to_string())).unwrap();
        entry.invoice.reference.as_deref() == Some("theirs")
    };
    (1..=30).filter(is_read).collect()
}

#[tokio::test(start_paused = true)]
async fn of_many_writes_the_oldest_are_read_again_first_and_all_where_it_is_wanted_live() {
    for live in [false, true] {
        let (accounts, account, provider) = many().await;
        for id in 1..=30 {
            let called = |reference: &str| Invoice {
                id: NativeId::new(&id.to_string()),
                ..called(reference)
            };
            provider.put(called("theirs"));
            account.take_written(vec![Arc::new(called("ours"))]).await;
        }
        if live {
            account.refresh().await.unwrap();
            assert_eq!(read(&account), (1..=30).collect::<Vec<_>>());
        } else {
            refreshed(&accounts).await;
            assert_eq!(read(&account), (1..=20).collect::<Vec<_>>());
            refreshed(&accounts).await;
            assert_eq!(read(&account), (1..=30).collect::<Vec<_>>());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn all_that_could_not_be_read_is_tried_again_where_it_is_wanted_live() {
    let (_accounts, account, provider) = many().await;
    let all: Vec<NativeId> = (1..=30)
        .map(|id: u8| NativeId::new(&id.to_string()))
        .collect();
    let silent = provider.with(|state| state.silent.clone());
    provider.with(|state| state.garbled = silent);
    let call = Call::within(POLICY.deadline);
    account.reread(&call, &all).await.clear();
    advance(Duration::from_secs(1)).await;
    provider.with(|state| state.garbled.clear());
    account.refresh().await.unwrap();
    assert_eq!(account.snapshot().books().broken().len(), 0);
    assert_eq!(provider.with(|state| state.batches.clone()), [30, 30]);
}
