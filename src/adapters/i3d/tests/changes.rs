//! The feed of changes: which calls it takes, and what the snapshot is told, however the pages move.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde_json::json;

use crate::{
    adapters::{
        i3d::tests::vendor::{books, id, provider, row, vendor},
        tests::script::{Held, Script, answer, call, exact, ok},
    },
    domain::InvoiceStatus,
    error::ErrorKind,
};

fn list(start: usize) -> String {
    format!("/v3/account/invoice start={start},results=100")
}

fn unpaid(start: usize) -> String {
    format!("/v3/account/invoice/unpaid start={start},results=100")
}

#[tokio::test]
async fn a_cold_start_asks_for_a_hundred_rows_a_call_that_overlap_by_one() {
    for (count, pages) in [(0, 1), (1, 1), (99, 1), (100, 2), (101, 2), (250, 3)] {
        let script = vendor(&books(count, 5), |_, _| {});
        let held = Held::default();
        provider(&script)
            .changes(&call(), None, &held)
            .await
            .unwrap();
        assert_eq!(held.len(), count);
        let requests = script.take();
        let credential = &requests[0].headers["private-token"];
        assert_eq!(credential.to_str().unwrap(), "s3cret");
        assert!(credential.is_sensitive());
        assert_eq!(requests[0].url.host_str(), Some("api.i3d.net"));
        assert_eq!(requests.len(), pages, "{count}");
    }
    let script = vendor(&books(250, 5), |_, _| {});
    let held = Held::default();
    provider(&script)
        .changes(&call(), None, &held)
        .await
        .unwrap();
    assert_eq!(script.lines(), [list(0), list(99), list(198)]);
}

#[tokio::test]
async fn when_little_changed_two_calls_are_enough() {
    let books = books(250, 5);
    let script = vendor(&books, |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let start = provider.changes(&call(), None, &held).await.unwrap();
    script.take();
    held.news();
    provider
        .changes(&call(), Some(&start), &held)
        .await
        .unwrap();
    assert_eq!(script.lines(), [list(0), unpaid(0)]);
    assert_eq!(held.news(), 0);
    // A payment in part, deep in the list.
    let mut old = row(20, false);
    old["remainingAmount"] = json!("100");
    old["totalPaidAmount"] = json!("12000");
    books.lock().unwrap()[230] = old;
    provider
        .changes(&call(), Some(&start), &held)
        .await
        .unwrap();
    assert_eq!(held.get("20").unwrap().status, InvoiceStatus::PartiallyPaid);
}

#[tokio::test]
async fn what_is_not_unpaid_any_more_is_read_by_id_once() {
    let books = books(250, 5);
    books.lock().unwrap()[240] = row(10, false);
    let script = vendor(&books, |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let start = provider.changes(&call(), None, &held).await.unwrap();
    script.take();
    let before = held.get("10").unwrap().version.clone();
    books.lock().unwrap()[240] = row(10, true);
    for calls in [3, 2] {
        provider
            .changes(&call(), Some(&start), &held)
            .await
            .unwrap();
        let lines = script.lines();
        assert_eq!(lines.len(), calls, "{lines:?}");
    }
    let paid = held.get("10").unwrap();
    assert_eq!(paid.status, InvoiceStatus::Paid);
    assert_eq!(paid.balance.unwrap().amount.to_string(), "0.00");
    assert_ne!(paid.version, before);
    // Gone altogether.
    books.lock().unwrap().remove(0);
    provider
        .changes(&call(), Some(&start), &held)
        .await
        .unwrap();
    assert!(held.get("250").is_none());
}

#[tokio::test]
async fn details_survive_a_refresh_that_says_the_same() {
    let books = books(3, 1);
    let script = vendor(&books, |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let start = provider.changes(&call(), None, &held).await.unwrap();
    let partial = held.get("3").unwrap();
    let batch = provider.invoices(&call(), &[id(3)]).await;
    let whole = batch.get(&id(3)).unwrap().as_ref().unwrap();
    assert!(partial.partial && !whole.partial);
    assert_eq!(partial.version, whole.version);
    held.put_one(Arc::clone(whole));
    provider
        .changes(&exact(), Some(&start), &held)
        .await
        .unwrap();
    assert!(!held.get("3").unwrap().partial);
    books.lock().unwrap()[0] = row(3, true);
    provider
        .changes(&exact(), Some(&start), &held)
        .await
        .unwrap();
    let changed = held.get("3").unwrap();
    assert!(changed.partial && changed.version != whole.version);
}

#[tokio::test]
async fn what_a_sweep_does_not_see_is_read_by_id_before_it_counts_as_deleted() {
    let books = books(5, 0);
    let script = vendor(&books, |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let start = provider.changes(&call(), None, &held).await.unwrap();
    script.take();
    books.lock().unwrap().remove(2);
    provider
        .changes(&call(), Some(&start), &held)
        .await
        .unwrap();
    assert_eq!(
        script.lines(),
        [list(0), "/v3/account/invoice/3".to_owned()]
    );
    assert!(held.get("3").is_none() && held.len() == 4);
}

#[tokio::test]
async fn a_list_that_is_suddenly_empty_loses_nothing() {
    let books = books(150, 0);
    let script = vendor(&books, |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    provider.changes(&call(), None, &held).await.unwrap();
    let rows = books.lock().unwrap().clone();
    let script = Script::new(move |request| {
        let last = request.url.path().rsplit('/').next().unwrap();
        let found = rows.iter().find(|row| row["id"] == *last);
        found.map_or_else(|| ok(&json!([])), |row| ok(&super::vendor::details(row)))
    });
    let provider = super::vendor::provider(&script);
    for _ in 0..3 {
        provider.changes(&call(), None, &held).await.unwrap();
        assert_eq!(held.len(), 150);
    }
}

#[tokio::test]
async fn a_row_that_slips_past_between_two_pages_is_found_all_the_same() {
    let gone = AtomicBool::new(false);
    let script = vendor(&books(150, 0), move |books, request| {
        let is_list = request.url.path().ends_with("/invoice");
        if is_list && !gone.swap(true, Ordering::Relaxed) {
            books.remove(0);
            books.remove(0);
        }
    });
    let held = Held::default();
    provider(&script)
        .changes(&call(), None, &held)
        .await
        .unwrap();
    assert_eq!(held.len(), 148);
}

#[tokio::test]
async fn pages_shuffled_within_themselves_cost_nothing_more() {
    let script = vendor(&books(250, 5), |_, _| {});
    let shuffled = Script::new(move |request| {
        let answers = futures_util::FutureExt::now_or_never(crate::transport::Transport::send(
            &*script,
            request.clone(),
        ));
        let body = answers.unwrap().unwrap().body;
        let mut rows: Vec<serde_json::Value> = serde_json::from_slice(&body).unwrap();
        rows.reverse();
        ok(&json!(rows))
    });
    let held = Held::default();
    provider(&shuffled)
        .changes(&call(), None, &held)
        .await
        .unwrap();
    assert_eq!((held.len(), shuffled.take().len()), (250, 3));
}

/// A vendor that tells the same rows whatever range is asked for.
fn ignoring_the_range(rows: usize) -> Arc<Script> {
    let rows: Vec<_> = (1..=rows).map(|number| row(number, true)).collect();
    Script::new(move |_| ok(&json!(rows)))
}

#[tokio::test]
async fn a_vendor_that_tells_more_rows_than_asked_for_has_told_all() {
    let (script, held) = (ignoring_the_range(130), Held::default());
    provider(&script)
        .changes(&call(), None, &held)
        .await
        .unwrap();
    assert_eq!((held.len(), script.take().len()), (130, 1));
}

#[tokio::test]
async fn a_vendor_that_tells_the_same_full_page_for_ever_is_given_up() {
    let (script, held) = (ignoring_the_range(100), Held::default());
    let failed = provider(&script).changes(&call(), None, &held).await;
    let error = failed.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    assert_eq!(error.operation(), Some("getAccountInvoices"));
    assert_eq!((held.len(), script.take().len()), (100, 20));
}

#[tokio::test]
async fn sweeps_take_a_tenth_of_the_calls_unless_asked_to_be_exact() {
    let script = vendor(&books(950, 5), |_, _| {});
    let (held, provider) = (Held::default(), provider(&script));
    let mut next = provider.changes(&call(), None, &held).await.unwrap();
    let (mut all, mut swept) = (0, 0);
    for _ in 0..200 {
        script.take();
        next = provider.changes(&call(), Some(&next), &held).await.unwrap();
        let lines = script.lines();
        all += lines.len();
        swept += if lines.contains(&list(99)) {
            lines.len()
        } else {
            0
        };
    }
    assert!(swept > 0 && swept * 10 <= all, "{swept} of {all}");
    provider
        .changes(&exact(), Some(&next), &held)
        .await
        .unwrap();
    assert_eq!(script.take().len(), 10);
}

#[tokio::test]
async fn a_list_that_makes_no_sense_removes_nothing() {
    for (status, body, kind) in [
        (200, "<html>", ErrorKind::BadAnswer),
        (200, "{\"errorCode\":10007}", ErrorKind::BadAnswer),
        (200, "[{\"id\":null}]", ErrorKind::BadAnswer),
        (200, "[{\"id\":\"1\"},", ErrorKind::BadAnswer),
        (404, "", ErrorKind::BadAnswer),
        (403, "", ErrorKind::ProviderAuth),
        (500, "{\"errorCode\":10007}", ErrorKind::Unavailable),
    ] {
        let held = Held::default();
        let script = vendor(&books(3, 1), |_, _| {});
        provider(&script)
            .changes(&call(), None, &held)
            .await
            .unwrap();
        let body = body.to_owned();
        let script = Script::new(move |_| answer(status, &body));
        let failed = provider(&script).changes(&call(), None, &held).await;
        let error = failed.unwrap_err();
        assert_eq!(error.kind(), kind, "{status}");
        assert_eq!(error.operation(), Some("getAccountInvoices"));
        assert_eq!(held.len(), 3);
    }
}
