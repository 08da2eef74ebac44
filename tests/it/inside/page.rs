//! The page is as its catalogue says: every metric is there, with its labels, and nothing else.

use std::collections::BTreeSet;

use invoice_gateway::meter::{Kind, METRICS};
use serde_json::json;

use super::{list, plan, residents, scrape};
use crate::house::{FIVE, House, Resident};

residents!(PAGE, "page");

#[tokio::test]
async fn every_metric_of_the_catalogue_is_told_and_no_other() {
    let house = House::of(plan(&PAGE)).await;
    house.load().await;
    list(&house).await;
    let query = "{ invoices(first: 1, filter: {accounts: [\"page-moneybird\"]}) { nodes { id } } }";
    let id = house.data(query, json!({})).await["invoices"]["nodes"][0]["id"].clone();
    let note = "mutation ($id: ID!) { addNote(input: {invoiceId: $id, text: \"x\"}) { outcome } }";
    house.data(note, json!({ "id": id })).await;
    house.post("nonsense").await;
    let page = scrape(&house).await;
    let told: BTreeSet<&str> = page.types.keys().map(String::as_str).collect();
    let known: BTreeSet<&str> = METRICS.iter().map(|metric| metric.name).collect();
    assert_eq!(told, known);
    for metric in METRICS {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        assert_eq!(page.types[metric.name], kind, "{}", metric.name);
    }
    for series in page.series.keys() {
        let parts = ["", "_bucket", "_sum", "_count"];
        let metric = METRICS.iter().find(|metric| {
            let mut parts = parts.iter();
            parts.any(|part| series.name.strip_suffix(part) == Some(metric.name))
        });
        let metric = metric.unwrap_or_else(|| panic!("{series:?}"));
        let labels: Vec<&str> = series
            .labels
            .iter()
            .map(|(label, _)| label.as_str())
            .filter(|label| *label != "le")
            .collect();
        assert_eq!(labels, metric.labels, "{series:?}");
    }
}

#[tokio::test]
async fn an_account_that_another_gateway_of_the_process_has_is_not_told() {
    static ONE: [Resident; 1] = [Resident {
        id: "alone-here",
        ..FIVE[0]
    }];
    static OTHER: [Resident; 1] = [Resident {
        id: "alone-there",
        ..FIVE[0]
    }];
    let (house, other) = (House::of(plan(&ONE)).await, House::of(plan(&OTHER)).await);
    list(&house).await;
    list(&other).await;
    let page = scrape(&house).await;
    let accounts = page
        .series
        .keys()
        .filter_map(|series| series.label("account"));
    let accounts: BTreeSet<&str> = accounts.collect();
    assert_eq!(accounts, BTreeSet::from(["alone-here"]));
}
