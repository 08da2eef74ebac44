//! The numbers are true: as the simulators count, and as the reads were.

use serde_json::json;

use super::{SLOW, calls, list, plan, residents, scrape};
use crate::{
    house::{FIVE, House, Plan, Resident},
    vendors::Vendors,
};

residents!(COUNTED, "counted");
residents!(READ, "read");
residents!(FAILING, "failing");
residents!(BOUND, "bound");
residents!(WRITING, "writing");

#[tokio::test]
async fn every_request_that_a_provider_sees_is_counted_once() {
    let house = House::of(plan(&COUNTED)).await;
    house.load().await;
    let query =
        "{ invoices(first: 100) { nodes { id notes { text } lineItems { description } } } }";
    house.data(query, json!({})).await;
    let query = "{ invoiceByNumber(account: \"counted-dashdoc\", number: \"no such\") { id } }";
    house.ask(query, json!({})).await;
    let page = scrape(&house).await;
    let seen = calls(&house).await;
    assert!(seen > 20.0, "{seen}");
    let attempts = page.sum("upstream_attempts_total", &[]);
    assert_eq!(attempts, seen);
    assert_eq!(page.sum("upstream_retries_total", &[]), 0.0);
    for (resident, slug) in COUNTED.iter().zip(FIVE.map(|resident| resident.provider)) {
        let of = [("account", resident.id), ("provider", slug)];
        assert!(page.sum("upstream_attempts_total", &of) > 0.0, "{of:?}");
        let took = page.sum(
            "upstream_attempt_duration_seconds_count",
            &[("provider", slug)],
        );
        assert!(took >= page.sum("upstream_attempts_total", &of), "{of:?}");
    }
}

#[tokio::test]
async fn a_scrape_and_a_look_at_readiness_ask_nobody() {
    static SILENT: [Resident; 2] = [
        Resident {
            id: "silent-moneybird",
            ..FIVE[0]
        },
        Resident {
            id: "silent-ninja",
            ..FIVE[2]
        },
    ];
    let house = House::of(plan(&SILENT)).await;
    for _ in 0..3 {
        let page = scrape(&house).await;
        let state = [("state", "NOT_ASKED")];
        assert_eq!(page.sum("snapshot_state", &state), 2.0);
        assert_eq!(page.sum("snapshot_invoices", &[]), 0.0);
        assert_eq!(page.of("snapshot_age_seconds", &[]).count(), 0);
        house.send(reqwest::Method::GET, "/health/ready").await;
    }
    assert_eq!(calls(&house).await, 0.0);
}

#[tokio::test]
async fn reads_are_told_by_how_they_were_served() {
    let house = House::of(plan(&READ)).await;
    house.load().await;
    let before = scrape(&house).await;
    for _ in 0..10 {
        list(&house).await;
    }
    let ids = house
        .data("{ invoices(first: 20) { nodes { id } } }", json!({}))
        .await;
    let nodes = ids["invoices"]["nodes"].as_array().unwrap();
    let ids: Vec<_> = nodes.iter().map(|node| node["id"].clone()).collect();
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    house.data(query, json!({ "ids": ids })).await;
    let held = "{ invoices(first: 1, freshness: CACHE_ONLY) { complete } }";
    house.data(held, json!({})).await;
    let after = scrape(&house).await;
    let grown = |read, outcome| {
        let labels = [("read", read), ("outcome", outcome)];
        after.sum("reads_total", &labels) - before.sum("reads_total", &labels)
    };
    assert_eq!(grown("list", "fresh"), 55.0);
    assert_eq!(grown("list", "held"), 5.0);
    assert_eq!(grown("id", "fresh"), 20.0);
    assert_eq!(grown("id", "asked"), 0.0);
    for unchanged in ["upstream_attempts_total", "refreshes_total"] {
        assert_eq!(before.sum(unchanged, &[]), after.sum(unchanged, &[]));
    }
    for resident in &READ {
        let of = [("account", resident.id)];
        assert!(after.sum("snapshot_invoices", &of) >= 64.0, "{of:?}");
        assert!(after.sum("snapshot_age_seconds", &of) < 600.0, "{of:?}");
        assert_eq!(after.of("snapshot_age_seconds", &of).count(), 1);
        let fresh = [of[0], ("state", "FRESH")];
        assert_eq!(after.sum("snapshot_state", &fresh), 1.0, "{of:?}");
        assert_eq!(after.sum("snapshot_state", &of), 1.0, "{of:?}");
        let whole = [of[0], ("kind", "whole"), ("outcome", "ok")];
        assert_eq!(after.sum("refreshes_total", &whole), 1.0, "{of:?}");
    }
    // Another one that knows nothing yet is asked by id.
    let stranger = House::over(std::sync::Arc::clone(&house.vendors), &plan(&READ)).await;
    stranger.data(query, json!({ "ids": ids })).await;
    let asked = scrape(&stranger).await;
    assert_eq!(asked.sum("reads_total", &[("outcome", "asked")]), 20.0);
}

#[tokio::test]
async fn a_provider_that_fails_shows_by_its_outcomes_and_repeats() {
    let house = House::of(plan(&FAILING)).await;
    house.load().await;
    let resource = "moneybird";
    let before = scrape(&house).await;
    let answer = json!({"status": 500});
    house.vendors.fault(resource, &answer).await;
    let query = "{ invoices(first: 1, freshness: LIVE) { accounts { state } } }";
    house.data(query, json!({})).await;
    let after = scrape(&house).await;
    let grown = |name, labels: &[(&str, &str)]| after.sum(name, labels) - before.sum(name, labels);
    let of = ("account", "failing-moneybird");
    assert_eq!(
        grown("upstream_attempts_total", &[of, ("outcome", "5xx")]),
        3.0
    );
    assert_eq!(grown("upstream_retries_total", &[of]), 2.0);
    let failed = [of, ("kind", "changes"), ("outcome", "UNAVAILABLE")];
    assert_eq!(grown("refreshes_total", &failed), 1.0);
    let healthy = [("account", "failing-i3d"), ("outcome", "5xx")];
    assert_eq!(grown("upstream_attempts_total", &healthy), 0.0);
}

#[tokio::test]
async fn the_quota_that_is_left_is_what_was_not_sent() {
    let vendors = Vendors::open(Some(64), true).await;
    let plan = Plan {
        residents: &BOUND,
        extra: SLOW,
        quota: true,
        ..Plan::default()
    };
    let house = House::over(vendors, &plan).await;
    house.load().await;
    let page = scrape(&house).await;
    let sent: f64 = ["bound-moneybird", "bound-external"]
        .map(|id| page.sum("upstream_attempts_total", &[("account", id)]))
        .iter()
        .sum();
    assert!(sent > 2.0);
    for id in ["bound-moneybird", "bound-external"] {
        let left = page.sum("quota_left_calls", &[("account", id)]);
        assert_eq!(left, 150.0 - sent, "one quota for both");
    }
    assert_eq!(
        page.of("quota_left_calls", &[("account", "bound-i3d")])
            .count(),
        0
    );
    // Until only what is kept for writes is left.
    let query = "{ invoices(first: 1, freshness: LIVE, filter: {accounts: [\"bound-moneybird\"]}) { complete } }";
    for _ in 0..200 {
        house.data(query, json!({})).await;
    }
    let page = scrape(&house).await;
    let of = [("account", "bound-moneybird")];
    assert_eq!(page.sum("quota_left_calls", &of), 15.0);
    assert!(page.sum("quota_refusals_total", &of) > 0.0);
    let refused = [of[0], ("outcome", "429")];
    assert_eq!(page.sum("upstream_attempts_total", &refused), 0.0);
}

#[tokio::test]
async fn actions_are_counted_as_the_audit_has_them() {
    let house = House::of(plan(&WRITING)).await;
    house.load().await;
    let query =
        "{ invoices(first: 1, filter: {accounts: [\"writing-moneybird\"]}) { nodes { id } } }";
    let id = house.data(query, json!({})).await["invoices"]["nodes"][0]["id"].clone();
    let before = scrape(&house).await;
    let note = "mutation ($id: ID!, $dry: Boolean) {
        addNote(input: {invoiceId: $id, text: \"x\", dryRun: $dry}) { outcome } }";
    house.data(note, json!({"id": id, "dry": true})).await;
    for _ in 0..3 {
        house.data(note, json!({ "id": id })).await;
    }
    let after = scrape(&house).await;
    // Others write in the same process.
    let grown = |outcome| {
        let labels = [("action", "addNote"), ("outcome", outcome)];
        after.sum("actions_total", &labels) - before.sum("actions_total", &labels)
    };
    assert!(grown("APPLIED") >= 3.0);
    assert!(grown("PLANNED") >= 1.0);
    assert_eq!(after.sum("actions_in_flight", &[]), 0.0);
    assert_eq!(after.sum("actions_waiting", &[]), 0.0);
}
