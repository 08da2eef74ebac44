//! The feed of changes: which calls it takes, and what the snapshot is told.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    adapters::moneybird::tests::script::{
        Held, Script, answer, asked, call, document, external, ids, ok, sales, with_header,
    },
    clock,
    error::ErrorKind,
    provider::{Checkpoint, Sink},
    transport::{Request, Response},
};

const LISTING: &str = "GET /api/v2/123/sales_invoices/synchronization.json?filter=state%3Aall";
const BY_IDS: &str = "POST /api/v2/123/sales_invoices/synchronization.json";

fn ago(seconds: i64) -> Timestamp {
    clock::now() - SignedDuration::from_secs(seconds)
}

fn is_listing(request: &Request) -> bool {
    request.method == "GET" && request.url.path().ends_with("/synchronization.json")
}

/// Answers ids, and by id, for invoices `1..=count` that all changed at `changed_at`.
fn vendor(count: u64, changed_at: Timestamp) -> Arc<Script> {
    Script::new(move |request| all(request, count, changed_at))
}

fn all(request: &Request, count: u64, changed_at: Timestamp) -> Response {
    if request.method == "POST" {
        let documents = asked(request)
            .into_iter()
            .map(|id| document(id, changed_at));
        return ok(&documents.collect());
    }
    if is_listing(request) {
        let version = changed_at.as_second();
        let listed = |id: u64| json!({"id": id.to_string(), "version": version});
        return ok(&(1..=count).map(listed).collect());
    }
    ok(&json!([]))
}

fn checkpoint(changed_at: Timestamp, listed_at: Timestamp) -> Checkpoint {
    Checkpoint {
        changed_at: Some(changed_at),
        listed_at: Some(listed_at),
        ..Checkpoint::default()
    }
}

#[tokio::test]
async fn a_cold_start_lists_all_and_reads_the_newest_first_a_hundred_a_call() {
    for (count, reads) in [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)] {
        let changed_at = ago(1000);
        let vendor = vendor(count, changed_at);
        let held = Held::default();
        let next = sales(&vendor).changes(&call(), None, &held).await.unwrap();
        let requests = vendor.take();
        assert_eq!(requests.len(), 1 + reads, "{count}");
        let order: Vec<u64> = requests[1..].iter().flat_map(asked).collect();
        assert_eq!(order, (1..=count).rev().collect::<Vec<_>>());
        let told = held.take();
        assert_eq!(
            told[..2],
            [format!("expect {count}"), format!("keep {count}")]
        );
        assert_eq!(told.len(), 2 + reads);
        let seconds = next.changed_at.map(Timestamp::as_second);
        assert_eq!(seconds, (count > 0).then_some(changed_at.as_second()));
        assert!(next.listed_at.is_some());
    }
}

#[tokio::test]
async fn a_longer_id_is_a_newer_one() {
    let versions = json!([{"id": "99", "version": 5}, {"id": "1000", "version": 5}, {"id": "101", "version": 5}]);
    let vendor = Script::new(move |request| match is_listing(request) {
        true => ok(&versions),
        false => ok(&json!([])),
    });
    let held = Held::default();
    sales(&vendor).changes(&call(), None, &held).await.unwrap();
    assert_eq!(asked(&vendor.take()[1]), [1000, 101, 99]);
    assert_eq!(held.take().last().unwrap(), "put 0, failed 3");
}

#[tokio::test]
async fn a_cold_start_that_was_cut_short_goes_on_where_it_was() {
    let changed_at = ago(1000);
    let full = Script::new(move |request| match request.method.as_str() {
        "POST" if asked(request).contains(&50) => answer(429, ""),
        _ => all(request, 250, changed_at),
    });
    let held = Held::default();
    let error = sales(&full)
        .changes(&call(), None, &held)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    let later = vendor(250, changed_at);
    sales(&later).changes(&call(), None, &held).await.unwrap();
    let requests = later.take();
    assert_eq!(requests.len(), 2);
    assert_eq!(asked(&requests[1]).len(), 50);
}

#[tokio::test]
async fn when_little_changed_one_call_is_enough() {
    let changed_at: Timestamp = "2026-08-20T13:50:14.9Z".parse().unwrap();
    let later = changed_at + SignedDuration::from_secs(60);
    let rows = json!([document(8, later), document(7, changed_at)]);
    let vendor = Script::new(move |_| ok(&rows));
    let held = Held::default();
    held.hold(7, changed_at.as_second(), ago(100));
    let before = checkpoint(changed_at, ago(60));
    let next = sales(&vendor)
        .changes(&call(), Some(&before), &held)
        .await
        .unwrap();
    let query = "filter=updated_after%3A2026-08-20+13%3A50%3A12+UTC&per_page=100&page=1";
    assert_eq!(
        vendor.lines(),
        [format!("GET /api/v2/123/sales_invoices.json?{query}")]
    );
    assert_eq!(
        held.take(),
        ["put 1, failed 0"],
        "7 is held in that version"
    );
    assert_eq!(next, checkpoint(later, before.listed_at.unwrap()));
}

#[tokio::test]
async fn ids_are_listed_every_five_minutes_to_notice_deletions() {
    let changed_at = ago(1000);
    let vendor = vendor(2, changed_at);
    let held = Held::default();
    for number in 1..=3 {
        held.hold(number, changed_at.as_second(), ago(500));
    }
    let provider = sales(&vendor);
    let recent = checkpoint(changed_at, ago(290));
    provider
        .changes(&call(), Some(&recent), &held)
        .await
        .unwrap();
    assert_eq!(vendor.take().len(), 1);
    let due = checkpoint(changed_at, ago(301));
    let next = provider.changes(&call(), Some(&due), &held).await.unwrap();
    let lines = vendor.lines();
    assert_eq!((lines.len(), lines[1].as_str()), (2, LISTING));
    let kept = held.kept.lock().unwrap().take().unwrap();
    assert_eq!(kept, ids([1, 2]).into_iter().collect());
    assert!(next.listed_at > due.listed_at);
}

#[tokio::test]
async fn many_changes_cost_a_call_for_each_hundred_and_one() {
    for (changed, calls) in [(99, 1), (100, 2), (101, 3), (250, 4)] {
        let before = ago(1000);
        let changed_at = ago(100);
        let version = move |id: u64| if id <= changed { changed_at } else { before };
        let vendor = Script::new(move |request| {
            if is_listing(request) {
                let listed = |id: u64| json!({"id": id, "version": version(id).as_second()});
                return ok(&(1..=300).map(listed).collect());
            }
            if request.method == "POST" {
                return ok(&asked(request)
                    .iter()
                    .map(|id| document(*id, version(*id)))
                    .collect());
            }
            let page: Value = (1..=changed)
                .rev()
                .take(100)
                .map(|id| document(id, changed_at))
                .collect();
            ok(&page)
        });
        let held = Held::default();
        for number in 1..=300 {
            held.hold(number, before.as_second(), ago(500));
        }
        let start = checkpoint(before, ago(60));
        sales(&vendor)
            .changes(&call(), Some(&start), &held)
            .await
            .unwrap();
        assert_eq!(vendor.take().len(), calls, "{changed}");
        for number in ids(1..=changed) {
            let known = held.known(&number).unwrap();
            assert_eq!(*known.version.unwrap(), changed_at.as_second().to_string());
        }
    }
}

#[tokio::test]
async fn a_next_link_is_believed_even_when_the_page_is_not_full() {
    let vendor = Script::new(|request| {
        let link = "<https://moneybird.com/x.json?page=2>; rel=\"next\"";
        match is_listing(request) {
            true => ok(&json!([])),
            false => with_header(ok(&json!([])), "link", link),
        }
    });
    let start = checkpoint(ago(100), ago(60));
    sales(&vendor)
        .changes(&call(), Some(&start), &Held::default())
        .await
        .unwrap();
    assert_eq!(vendor.lines()[1], LISTING);
}

#[tokio::test]
async fn external_invoices_are_listed_each_time_and_only_changed_ones_read() {
    let changed_at = ago(1000);
    let vendor = vendor(250, changed_at);
    let held = Held::default();
    for number in 1..=249 {
        held.hold(number, changed_at.as_second(), ago(500));
    }
    held.hold(5, changed_at.as_second() - 9, ago(500));
    let provider = external(&vendor);
    let start = checkpoint(changed_at, ago(30));
    provider
        .changes(&call(), Some(&start), &held)
        .await
        .unwrap();
    let requests = vendor.take();
    assert_eq!(requests.len(), 2);
    let path = "/api/v2/123/external_sales_invoices/synchronization.json";
    assert_eq!(
        (requests[0].url.path(), requests[0].url.query()),
        (path, Some("filter=state%3Aall"))
    );
    assert_eq!(asked(&requests[1]), [250, 5]);
    provider
        .changes(&call(), Some(&start), &held)
        .await
        .unwrap();
    assert_eq!(vendor.take().len(), 1);
}

#[tokio::test]
async fn what_was_read_within_two_seconds_of_its_change_is_read_again() {
    let changed_at = ago(600);
    let read_after = |seconds: i64| changed_at + SignedDuration::from_secs(seconds);
    let vendor = vendor(4, changed_at);
    let held = Held::default();
    for (number, seconds) in [(1, 0), (2, 1), (3, 4), (4, 300)] {
        held.hold(number, changed_at.as_second(), read_after(seconds));
    }
    external(&vendor)
        .changes(&call(), None, &held)
        .await
        .unwrap();
    assert_eq!(asked(&vendor.take()[1]), [2, 1]);
}

#[tokio::test]
async fn two_seconds_are_measured_by_the_vendors_clock() {
    let changed_at = ago(600);
    let fast = clock::now() + SignedDuration::from_secs(30);
    let date = jiff::fmt::rfc2822::to_string(&fast.to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
    let vendor =
        Script::new(move |request| with_header(all(request, 2, changed_at), "date", &date));
    let held = Held::default();
    // Read at the same moment as the change by our clocks, half a minute apart.
    held.hold(
        1,
        changed_at.as_second(),
        changed_at - SignedDuration::from_secs(30),
    );
    held.hold(2, changed_at.as_second(), changed_at);
    external(&vendor)
        .changes(&call(), None, &held)
        .await
        .unwrap();
    assert_eq!(asked(&vendor.take()[1]), [1]);
}

#[tokio::test]
async fn what_was_held_for_long_is_read_again_a_call_at_a_time() {
    let changed_at = ago(200_000);
    let vendor = vendor(300, changed_at);
    let held = Held::default();
    for number in 1..=300 {
        let hours = if number <= 250 { 9 } else { 7 };
        held.hold(
            number,
            changed_at.as_second(),
            ago(hours * 3600 + 300 - number as i64),
        );
    }
    let provider = external(&vendor);
    let start = checkpoint(changed_at, ago(30));
    let mut again = 0;
    for expected in [100, 100, 50, 0] {
        provider
            .changes(&call(), Some(&start), &held)
            .await
            .unwrap();
        let read: Vec<u64> = vendor.take()[1..].iter().flat_map(asked).collect();
        assert_eq!(read.len(), expected);
        assert!(
            read.iter()
                .all(|number| (again + 1..=again + 100).contains(number))
        );
        again += 100;
    }
}

#[tokio::test]
async fn a_document_that_cannot_be_read_is_told_with_its_reason() {
    let rows = json!([{"id": "3", "version": 1, "details": "none"}, document(2, ago(9))]);
    let vendor = Script::new(move |_| ok(&rows));
    let held = Held::default();
    let start = checkpoint(ago(100), ago(60));
    sales(&vendor)
        .changes(&call(), Some(&start), &held)
        .await
        .unwrap();
    assert_eq!(held.take(), ["put 1, failed 1"]);
}

#[tokio::test]
async fn a_listing_that_makes_no_sense_removes_nothing() {
    for body in [
        "<html>",
        "{\"error\":\"x\"}",
        "[{\"id\":\"1\"},{\"id\":null}]",
        "[{\"id\":\"1\"",
    ] {
        let body = body.to_owned();
        let vendor = Script::new(move |_| answer(200, &body));
        let held = Held::default();
        let error = external(&vendor)
            .changes(&call(), None, &held)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadAnswer);
        assert_eq!(error.operation(), Some("listExternalSalesInvoiceVersions"));
        assert!(held.take().is_empty());
    }
}

#[tokio::test]
async fn changes_made_while_a_long_load_runs_are_not_skipped_over() {
    let listed_version = ago(1000);
    let vendor = Script::new(move |request| match request.method.as_str() {
        "POST" => ok(&asked(request)
            .iter()
            .map(|id| document(*id, ago(0)))
            .collect()),
        _ => all(request, 2, listed_version),
    });
    let held = Held::default();
    let next = sales(&vendor).changes(&call(), None, &held).await.unwrap();
    assert_eq!(
        next.changed_at.unwrap().as_second(),
        listed_version.as_second()
    );
    assert_eq!(vendor.lines(), [LISTING, BY_IDS]);
}
