//! The feed of changes: which calls it takes, and what the snapshot is told, however the pages move.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;

use crate::{
    adapters::{
        dashdoc::tests::vendor::{books, invoice, page_of, provider, uid, vendor},
        tests::script::{Held, Script, call, exact, ok},
    },
    error::ErrorKind,
    provider::Checkpoint,
};

fn pages(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    let path = |page| format!("/api/v4/invoices/?page={page}");
    numbers.into_iter().map(path).collect()
}

#[tokio::test]
async fn a_cold_start_follows_every_page_on_our_own_host() {
    for (count, last) in [(0, 1), (3, 1), (4, 2), (10, 4)] {
        let script = vendor(&books(count), |_, _| {});
        let held = Held::default();
        let next = provider(&script).changes(&call(), None, &held).await;
        assert_eq!(held.len(), count);
        let requests = script.take();
        for request in &requests {
            assert_eq!(request.url.host_str(), Some("api.dashdoc.eu"));
            let credential = &request.headers["authorization"];
            assert_eq!(credential.to_str().unwrap(), "Token s3cret");
            assert!(credential.is_sensitive());
        }
        let asked: Vec<_> = requests.iter().filter_map(page_of).collect();
        assert_eq!(asked, (1..=last).collect::<Vec<_>>());
        assert!(next.unwrap().listed_at.is_some());
    }
}

#[tokio::test]
async fn when_nothing_changed_two_calls_are_enough_and_tell_nothing() {
    let script = vendor(&books(10), |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let start = provider.changes(&call(), None, &held).await.unwrap();
    script.take();
    held.news();
    let next = provider.changes(&call(), Some(&start), &held).await;
    assert_eq!(
        script.lines(),
        [
            "/api/v4/invoices/?page=1",
            "/api/v4/invoices/?page=1&finalized_at__gte=2026-05-01T10%3A05%3A30Z",
            "/api/v4/invoices/?page=2&finalized_at__gte=2026-05-01T10%3A05%3A30Z",
        ][..],
    );
    assert_eq!(held.news(), 0);
    assert_eq!(next.unwrap().changed_at, start.changed_at);
}

#[tokio::test]
async fn what_became_final_deep_in_the_list_is_noticed() {
    let books = books(10);
    let script = vendor(&books, |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let start = provider.changes(&call(), None, &held).await.unwrap();
    books.lock().unwrap()[7]["finalized_at"] = json!("2026-05-01T11:00:00Z");
    provider
        .changes(&call(), Some(&start), &held)
        .await
        .unwrap();
    let moved = held.get(&uid(3)).unwrap();
    assert_eq!(
        moved.finalized_at.unwrap().to_string(),
        "2026-05-01T11:00:00Z"
    );
}

#[tokio::test]
async fn leading_pages_are_read_as_far_as_they_bring_something_new() {
    let books = books(10);
    let script = vendor(&books, |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let start = provider.changes(&call(), None, &held).await.unwrap();
    for number in 11..=14 {
        let mut draft = invoice(number, "draft");
        draft["finalized_at"] = json!(null);
        books.lock().unwrap().insert(0, draft);
    }
    script.take();
    provider
        .changes(&call(), Some(&start), &held)
        .await
        .unwrap();
    assert_eq!(script.lines()[..3], pages(1..=3));
    assert_eq!(held.len(), 14);
}

#[tokio::test]
async fn a_short_list_is_known_in_full_by_one_call() {
    let books = books(3);
    let script = vendor(&books, |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let start = provider.changes(&call(), None, &held).await.unwrap();
    script.take();
    books.lock().unwrap()[2]["status"] = json!("paid");
    provider
        .changes(&call(), Some(&start), &held)
        .await
        .unwrap();
    assert_eq!(script.lines(), pages([1]));
    assert_eq!(&*held.get(&uid(1)).unwrap().native_status, "paid");
}

#[tokio::test]
async fn what_a_sweep_does_not_see_is_read_by_id_before_it_counts_as_deleted() {
    let books = books(5);
    let script = vendor(&books, |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    provider.changes(&call(), None, &held).await.unwrap();
    // One is gone; another is there, but the list hides it.
    books.lock().unwrap().remove(0);
    let hidden = uid(2);
    let books = books.lock().unwrap().clone();
    let script = Script::new(move |request| match page_of(request) {
        Some(_) => {
            let rows = books.iter().filter(|row| row["uid"] != *hidden);
            ok(&json!({"count": 3, "next": null, "results": rows.collect::<Vec<_>>()}))
        }
        None if request.url.path().contains(&hidden) => ok(&invoice(2, "paid")),
        None => crate::adapters::tests::script::answer(404, "{}"),
    });
    let provider = super::vendor::provider(&script);
    provider.changes(&exact(), None, &held).await.unwrap();
    assert_eq!(script.take().len(), 3);
    assert!(held.get(&uid(5)).is_none());
    assert_eq!(&*held.get(&uid(2)).unwrap().native_status, "paid");
}

#[tokio::test]
async fn sweeps_take_a_tenth_of_the_calls_unless_asked_to_be_exact() {
    let script = vendor(&books(30), |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let mut next = provider.changes(&call(), None, &held).await.unwrap();
    let (mut all, mut swept) = (0, 0);
    for _ in 0..200 {
        script.take();
        next = provider.changes(&call(), Some(&next), &held).await.unwrap();
        let lines = script.lines();
        all += lines.len();
        swept += lines
            .iter()
            .filter(|line| line.ends_with("page=10"))
            .count()
            * 10;
    }
    assert!(swept > 0 && swept * 10 <= all, "{swept} of {all}");
    provider
        .changes(&exact(), Some(&next), &held)
        .await
        .unwrap();
    assert_eq!(script.lines(), pages(1..=10));
}

#[tokio::test]
async fn every_invoice_is_read_again_within_a_day() {
    let script = vendor(&books(10), |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let mut next = provider.changes(&call(), None, &held).await.unwrap();
    held.news();
    let age = SignedDuration::from_hours(9);
    held.age(age);
    next.listed_at = next.listed_at.map(|at| at - age);
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    assert_eq!(held.news(), 10);
}

#[tokio::test]
async fn a_row_that_slips_past_between_two_pages_is_found_all_the_same() {
    let books = books(9);
    let gone = std::sync::atomic::AtomicBool::new(false);
    let script = vendor(&books, move |books, request| {
        let first = !gone.swap(true, std::sync::atomic::Ordering::Relaxed);
        if first && page_of(request) == Some(1) {
            books.remove(0);
        }
    });
    let held = Held::default();
    provider(&script)
        .changes(&call(), None, &held)
        .await
        .unwrap();
    // Number 9 was told before it was deleted, and looked up afterwards; number 6 slipped onto the first page.
    assert!(held.get(&uid(6)).is_some() && held.len() == 8);
}

#[tokio::test]
async fn shuffled_pages_lose_nothing_that_is_held_and_end() {
    let books = books(12);
    let held = Held::default();
    let calm = provider(&vendor(&books, |_, _| {}));
    calm.changes(&call(), None, &held).await.unwrap();
    let script = vendor(&books, |books, _| books.rotate_left(5));
    let provider = provider(&script);
    let mut next = None;
    for _ in 0..10 {
        let call = exact();
        next = provider.changes(&call, next.as_ref(), &held).await.ok();
        assert!(script.take().len() <= 12 + 12);
    }
    assert_eq!(held.len(), 12);
}

/// A vendor that answers the same page for ever and says how many there are in all.
fn stuck(count: usize) -> Arc<Script> {
    let rows = [invoice(1, "final"), invoice(2, "final")];
    Script::new(move |_| {
        let next = "https://api.dashdoc.eu/api/v4/invoices/?page=2";
        ok(&json!({"count": count, "next": next, "results": rows}))
    })
}

#[tokio::test]
async fn a_list_that_never_ends_is_all_when_it_told_as_many_as_it_has() {
    let (script, held) = (stuck(2), Held::default());
    provider(&script)
        .changes(&call(), None, &held)
        .await
        .unwrap();
    assert_eq!(script.lines(), pages(1..=5));
    assert_eq!(held.len(), 2);
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up_when_it_hides_some() {
    let (script, held) = (stuck(100), Held::default());
    let failed = provider(&script).changes(&call(), None, &held).await;
    let error = failed.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    assert_eq!(error.operation(), Some("listInvoices"));
    assert_eq!(script.take().len(), 20);
    // What it told is held all the same.
    assert_eq!(held.len(), 2);
}

#[tokio::test]
async fn a_list_that_counts_more_than_it_tells_is_believed_after_some_readings() {
    let rows = [invoice(1, "final"), invoice(2, "final")];
    let script = Script::new(move |_| ok(&json!({"count": 3, "next": null, "results": rows})));
    let held = Held::default();
    provider(&script)
        .changes(&call(), None, &held)
        .await
        .unwrap();
    assert_eq!(script.lines(), pages([1, 1, 1, 1]));
    assert_eq!(held.len(), 2);
}

#[tokio::test]
async fn a_page_that_makes_no_sense_removes_nothing() {
    for (status, body, kind) in [
        (200, "<html>", ErrorKind::BadAnswer),
        (200, "{\"count\":1}", ErrorKind::BadAnswer),
        (200, "{\"results\":[{\"uid\":null}]}", ErrorKind::BadAnswer),
        (200, "{\"results\":[{\"uid\":\"1\"}", ErrorKind::BadAnswer),
        (404, "{\"detail\":\"x\"}", ErrorKind::BadAnswer),
        (
            401,
            "{\"detail\":\"Token invalide\"}",
            ErrorKind::ProviderAuth,
        ),
        (500, "", ErrorKind::Unavailable),
    ] {
        let held = Held::default();
        let script = vendor(&books(3), |_, _| {});
        provider(&script)
            .changes(&call(), None, &held)
            .await
            .unwrap();
        let script = Script::always(status, body);
        let failed = provider(&script).changes(&call(), None, &held).await;
        let error = failed.unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}");
        assert_eq!(error.operation(), Some("listInvoices"));
        assert_eq!(held.len(), 3);
    }
}

#[tokio::test]
async fn a_document_that_cannot_be_read_spoils_only_itself() {
    let books = books(2);
    books.lock().unwrap()[0]["total_price"] = json!({"oops": 1});
    let script = vendor(&books, |_, _| {});
    let held = Held::default();
    let next = provider(&script).changes(&call(), None, &held).await;
    assert_eq!((held.len(), held.news()), (1, 2));
    assert_ne!(next.unwrap(), Checkpoint::default());
}
