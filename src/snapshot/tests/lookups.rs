use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;

use super::double::{accounts, ids, invoice, listing, plenty};
use crate::{
    error::{Error, ErrorKind},
    provider::Lookup,
    snapshot::Allowance,
};

fn number(text: &str) -> Lookup {
    Lookup::Number(text.to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_complete_snapshot_knows_what_there_is_and_what_there_is_not() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    ids(&accounts, &listing()).await;
    let account = accounts.get("a").unwrap();
    assert_eq!(
        account
            .find(&number("N-1"), plenty())
            .await
            .unwrap()
            .unwrap()
            .invoice
            .id
            .as_str(),
        "1"
    );
    assert!(
        account
            .find(&number("N-2"), plenty())
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        provider.with(|state| (state.refreshes, state.lookups)),
        (1, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn a_cold_one_asks_the_provider_once_for_all_who_look() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    provider.with(|state| (state.can_look_up, state.delay) = (true, Duration::from_millis(20)));
    let account = Arc::clone(accounts.get("a").unwrap());
    let lookup = number("N-1");
    let found = join_all((0..100).map(|_| account.find(&lookup, plenty()))).await;
    assert!(found.iter().all(|found| found.as_ref().unwrap().is_some()));
    assert!(
        account
            .find(&number("N-2"), plenty())
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        provider.with(|state| (state.refreshes, state.lookups, state.batches.len())),
        (0, 2, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn where_the_provider_cannot_look_the_whole_account_is_loaded_or_nobody_can_tell() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    let account = accounts.get("a").unwrap();
    provider.with(|state| state.failure = Some(Error::new(ErrorKind::Timeout, "too slow")));
    assert_eq!(
        account
            .find(&number("N-1"), plenty())
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::Unavailable
    );
    provider.with(|state| state.failure = None);
    tokio::time::advance(Duration::from_secs(2)).await;
    assert!(
        account
            .find(&number("N-1"), plenty())
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        account
            .find(&number("N-7"), plenty())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test(start_paused = true)]
async fn several_matches_are_a_conflict_that_names_them() {
    let (accounts, [provider]) = accounts(["a"]);
    for id in ["1", "2"] {
        let mut one = invoice(id, "2026-01-01");
        one.reference = Some("same".into());
        provider.put(one);
    }
    ids(&accounts, &listing()).await;
    let error = accounts
        .get("a")
        .unwrap()
        .find(&Lookup::Reference("same".to_owned()), plenty())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(error.message().starts_with("there are 2 of them"));
}

#[tokio::test(start_paused = true)]
async fn a_lookup_that_must_ask_takes_a_call_and_one_that_knows_takes_none() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    provider.with(|state| state.can_look_up = true);
    let account = accounts.get("a").unwrap();
    let allowance = Allowance::new(1);
    for _ in 0..3 {
        let found = account.find(&number("N-1"), &allowance).await;
        assert!(found.unwrap().is_some());
        let none = account.find(&number("N-2"), plenty()).await;
        assert!(none.unwrap().is_none());
    }
    let refused = account.find(&number("N-3"), &allowance).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::LimitExceeded);
    let remembered = account.find(&number("N-2"), &allowance).await;
    assert!(remembered.unwrap().is_none());
    assert_eq!(provider.with(|state| state.lookups), 2);
}
