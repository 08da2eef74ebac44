use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use tokio::time::advance;

use super::double::{accounts, ids, invoice, listing, plenty};
use crate::{
    domain::{Invoice, NativeId},
    error::{Error, ErrorKind},
    snapshot::{Allowance, Freshness, Listing, Want},
};

fn native(count: usize) -> Vec<NativeId> {
    (0..count)
        .map(|number| NativeId::new(&number.to_string()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn only_the_asked_ids_are_asked_for_and_then_held() {
    let (accounts, [provider]) = accounts(["a"]);
    for id in native(5) {
        provider.put(invoice(id.as_str(), "2026-01-01"));
    }
    let account = accounts.get("a").unwrap();
    assert!(account.held(&NativeId::new("1")).is_none());
    let found = account.fetch(&native(3), Want::Told, plenty()).await;
    assert!(found.iter().all(|(_, entry)| entry.is_ok()));
    assert!(account.held(&NativeId::new("1")).is_some());
    assert_eq!(
        provider.with(|state| (state.refreshes, state.batches.clone())),
        (0, vec![3])
    );
    advance(Duration::from_secs(31)).await;
    assert!(account.held(&NativeId::new("1")).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_complete_snapshot_answers_for_its_ids_as_long_as_for_its_lists() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    ids(&accounts, &listing()).await;
    advance(Duration::from_secs(299)).await;
    let entry = accounts
        .get("a")
        .unwrap()
        .held(&NativeId::new("1"))
        .unwrap();
    assert!(!entry.stale);
    assert!(provider.with(|state| state.batches.is_empty()));
}

#[tokio::test(start_paused = true)]
async fn readers_of_the_same_ids_share_one_call() {
    let (accounts, [provider]) = accounts(["a"]);
    for id in native(10) {
        provider.put(invoice(id.as_str(), "2026-01-01"));
    }
    provider.with(|state| state.delay = Duration::from_millis(50));
    let account = Arc::clone(accounts.get("a").unwrap());
    let wanted = native(10);
    let all = join_all((0..1000).map(|_| account.fetch(&wanted, Want::Told, plenty()))).await;
    assert!(all.iter().flatten().all(|(_, entry)| entry.is_ok()));
    assert_eq!(provider.with(|state| state.batches.clone()), [10]);

    advance(Duration::from_secs(31)).await;
    let (some, more) = tokio::join!(
        account.fetch(&wanted[..4], Want::Told, plenty()),
        account.fetch(&wanted[2..6], Want::Told, plenty())
    );
    assert_eq!((some.len(), more.len()), (4, 4));
    assert_eq!(provider.with(|state| state.batches.clone()), [10, 4, 2]);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_id_is_asked_for_once_and_remembered_for_a_while() {
    let (accounts, [provider]) = accounts(["a"]);
    let account = accounts.get("a").unwrap();
    for _ in 0..3 {
        let found = account.fetch(&native(1), Want::Told, plenty()).await;
        assert_eq!(found[0].1.as_ref().unwrap_err().kind(), ErrorKind::NotFound);
    }
    assert_eq!(provider.with(|state| state.batches.clone()), [1]);
    provider.put(invoice("0", "2026-01-01"));
    ids(&accounts, &listing()).await;
    assert!(account.held(&NativeId::new("0")).is_some());
}

#[tokio::test(start_paused = true)]
async fn when_the_provider_fails_what_is_held_answers_marked_stale() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("0", "2026-01-01"));
    let account = accounts.get("a").unwrap();
    account.fetch(&native(1), Want::Told, plenty()).await;
    provider.with(|state| state.failure = Some(Error::new(ErrorKind::Unavailable, "it is gone")));
    advance(Duration::from_secs(600)).await;
    let found = account.fetch(&native(2), Want::Told, plenty()).await;
    let result = |id: &str| {
        found
            .iter()
            .find(|(found, _)| found.as_str() == id)
            .unwrap()
            .1
            .as_ref()
    };
    assert!(result("0").unwrap().stale);
    assert_eq!(result("1").unwrap_err().kind(), ErrorKind::Unavailable);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_nobody_waits_for_ends() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("0", "2026-01-01"));
    provider.with(|state| state.delay = Duration::from_secs(5));
    let account = Arc::clone(accounts.get("a").unwrap());
    let left = tokio::time::timeout(
        Duration::from_secs(1),
        account.fetch(&native(1), Want::Told, plenty()),
    )
    .await;
    assert!(left.is_err());
    advance(Duration::from_secs(10)).await;
    assert!(account.held(&NativeId::new("0")).is_none());
    provider.with(|state| state.delay = Duration::ZERO);
    assert!(
        account.fetch(&native(1), Want::Told, plenty()).await[0]
            .1
            .is_ok()
    );
    assert_eq!(provider.with(|state| state.batches.len()), 2);
}

#[tokio::test(start_paused = true)]
async fn a_part_replaces_the_whole_only_when_the_version_changed() {
    let (accounts, [provider]) = accounts(["a"]);
    let account = accounts.get("a").unwrap();
    let put = |version: &str, partial| {
        provider.put(Invoice {
            version: Some(version.into()),
            partial,
            ..invoice("0", "2026-01-01")
        });
    };
    let is_partial = || account.held(&NativeId::new("0")).unwrap().invoice.partial;
    put("1", true);
    ids(&accounts, &listing()).await;
    assert!(is_partial());
    put("1", false);
    account.fetch(&native(1), Want::Whole, plenty()).await;
    assert!(!is_partial());
    for (version, expected) in [("1", false), ("2", true)] {
        put(version, true);
        ids(
            &accounts,
            &Listing {
                freshness: Freshness::Live,
                ..listing()
            },
        )
        .await;
        assert_eq!(is_partial(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_part_is_no_answer_for_who_needs_the_whole() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(Invoice {
        partial: true,
        ..invoice("0", "2026-01-01")
    });
    ids(&accounts, &listing()).await;
    provider.with(|state| state.failure = Some(Error::new(ErrorKind::Timeout, "too slow")));
    let account = accounts.get("a").unwrap();
    let found = account.fetch(&native(1), Want::Whole, plenty()).await;
    assert_eq!(found[0].1.as_ref().unwrap_err().kind(), ErrorKind::Timeout);
    assert!(
        account.fetch(&native(1), Want::Told, plenty()).await[0]
            .1
            .is_ok()
    );
}

#[tokio::test(start_paused = true)]
async fn more_calls_than_allowed_are_refused_before_the_first() {
    let (accounts, [provider]) = accounts(["a"]);
    for id in native(250) {
        provider.put(invoice(id.as_str(), "2026-01-01"));
    }
    let account = accounts.get("a").unwrap();
    let allowance = Allowance::new(2);
    let found = account.fetch(&native(250), Want::Told, &allowance).await;
    assert_eq!(found.len(), 250);
    for (_, entry) in found {
        let error = entry.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LimitExceeded);
        assert_eq!(error.account().unwrap().as_str(), "a");
        assert_eq!(
            error.message(),
            "reading 250 invoices of Double by id takes 3 calls, and this operation has 2 of 2 left: \
             ask for fewer at a time, list them with `invoices` first, or raise limits.cost"
        );
    }
    assert_eq!(provider.with(|state| state.batches.clone()), [0; 0]);
    // Nothing was taken, and who asks for what is held or on its way takes nothing.
    let fewer = native(200);
    let (first, second) = tokio::join!(
        account.fetch(&fewer, Want::Told, &allowance),
        account.fetch(&fewer, Want::Told, &allowance)
    );
    assert!(first.iter().chain(&second).all(|(_, entry)| entry.is_ok()));
    let held = account.fetch(&fewer, Want::Told, &allowance).await;
    assert!(held.iter().all(|(_, entry)| entry.is_ok()));
    assert_eq!(provider.with(|state| state.batches.clone()), [200]);
}

#[tokio::test(start_paused = true)]
async fn what_is_held_answers_marked_stale_where_asking_again_would_take_too_many_calls() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("0", "2026-01-01"));
    ids(&accounts, &listing()).await;
    advance(Duration::from_secs(301)).await;
    let account = accounts.get("a").unwrap();
    let none = Allowance::new(0);
    let found = account.fetch(&native(2), Want::Told, &none).await;
    let result = |id: &str| {
        let mut found = found.iter();
        found
            .find(|(found, _)| found.as_str() == id)
            .unwrap()
            .1
            .as_ref()
    };
    assert!(result("0").unwrap().stale);
    assert_eq!(result("1").unwrap_err().kind(), ErrorKind::LimitExceeded);
    // The whole is refreshed behind, so that the next read finds it young.
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert!(!account.held(&NativeId::new("0")).unwrap().stale);
    assert_eq!(
        provider.with(|state| (state.refreshes, state.batches.clone())),
        (2, vec![])
    );
}
