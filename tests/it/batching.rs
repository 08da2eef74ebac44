//! How many upstream calls a query makes.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::house::{House, Plan};

const SALES: &str = "/moneybird/api/v2/{administration_id}/sales_invoices";
const EXTERNAL: &str = "/moneybird/api/v2/{administration_id}/external_sales_invoices";

fn route(method: &str, base: &str, rest: &str) -> String {
    format!("{method} {base}{rest}")
}

fn calls<const COUNT: usize>(expected: [(String, u64); COUNT]) -> BTreeMap<String, u64> {
    BTreeMap::from(expected)
}

/// Global ids of `count` sales invoices, learnt from another gateway over the same books.
async fn ids(house: &House, account: &str, count: usize) -> Vec<Value> {
    let query = "query($after: String, $account: ID!) {
        invoices(first: 250, after: $after, filter: {accounts: [$account]}, freshness: LIVE) {
            nodes { id } pageInfo { endCursor hasNextPage } } }";
    let (mut ids, mut after) = (Vec::new(), Value::Null);
    while ids.len() < count {
        let page = house
            .data(query, json!({"after": after, "account": account}))
            .await["invoices"]
            .clone();
        ids.extend(
            page["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|node| node["id"].clone()),
        );
        after = page["pageInfo"]["endCursor"].clone();
        assert!(ids.len() >= count || page["pageInfo"]["hasNextPage"] == json!(true));
    }
    ids.truncate(count);
    ids
}

const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Invoice {
    number total { amount } customer { name } payments { id } notes { text } attachments { filename } } } }";

#[tokio::test]
async fn two_hundred_and_fifty_ids_on_a_cold_gateway_are_three_calls_and_then_none() {
    let plan = || Plan {
        invoices: Some(300),
        ..Plan::default()
    };
    let ids = ids(&House::of(plan()).await, "sales", 250).await;
    // Equal options give equal books, so another house has the same ids.
    let cold = House::of(plan()).await;
    let answer = cold.data(NODES, json!({"ids": ids})).await;
    let nodes = answer["nodes"].as_array().unwrap();
    assert_eq!(
        nodes
            .iter()
            .map(|node| node["id"].clone())
            .collect::<Vec<_>>(),
        ids
    );
    assert_eq!(
        cold.calls().await,
        calls([(route("POST", SALES, "/synchronization"), 3)])
    );
    cold.forget_calls().await;
    cold.data(NODES, json!({"ids": ids})).await;
    assert_eq!(cold.calls().await, calls([]));
}

#[tokio::test]
async fn ids_are_asked_for_in_the_fewest_calls_and_each_once() {
    let plan = || Plan {
        invoices: Some(300),
        ..Plan::default()
    };
    let ids = ids(&House::of(plan()).await, "sales", 201).await;
    for (count, route_and_calls) in [
        (0, None),
        (1, Some((route("GET", SALES, "/{id}"), 1))),
        (100, Some((route("POST", SALES, "/synchronization"), 1))),
        (101, Some((route("POST", SALES, "/synchronization"), 2))),
    ] {
        let cold = House::of(plan()).await;
        let mut asked = ids[..count].to_vec();
        asked.extend_from_slice(&ids[..count]);
        cold.data(NODES, json!({"ids": asked})).await;
        let total: u64 = cold.calls().await.values().sum();
        assert_eq!(
            total,
            route_and_calls.as_ref().map_or(0, |(_, calls)| *calls),
            "{count}: {:?}",
            cold.calls().await
        );
    }
    // Aliases and lists of one query are one batch.
    let cold = House::of(plan()).await;
    let aliases: Vec<String> = ids
        .iter()
        .take(50)
        .enumerate()
        .map(|(index, id)| format!("i{index}: invoice(id: {id}) {{ id }}"))
        .collect();
    cold.data(&format!("{{ {} }}", aliases.join(" ")), json!({}))
        .await;
    assert_eq!(
        cold.calls().await,
        calls([(route("POST", SALES, "/synchronization"), 1)])
    );
}

#[tokio::test]
async fn a_cold_list_lists_ids_and_reads_them_by_the_hundred() {
    let house = House::of(Plan {
        invoices: Some(250),
        ..Plan::default()
    })
    .await;
    let answer = house
        .data(
            "{ invoices(freshness: LIVE) { complete totalCount } }",
            json!({}),
        )
        .await;
    assert_eq!(
        answer["invoices"],
        json!({"complete": true, "totalCount": 500})
    );
    let expected = calls([
        (route("GET", SALES, "/synchronization"), 1),
        (route("POST", SALES, "/synchronization"), 3),
        (route("GET", EXTERNAL, "/synchronization"), 1),
        (route("POST", EXTERNAL, "/synchronization"), 3),
    ]);
    assert_eq!(house.calls().await, expected);
}

#[tokio::test]
async fn fifty_invoices_with_everything_cost_nothing_beyond_the_snapshot() {
    let house = House::new().await;
    house.load().await;
    house.forget_calls().await;
    let query = "{ invoices(first: 50) { nodes { id number lineItems { description } taxLines { tax { amount } }
        payments { id amount { amount } invoice { id } } notes { text } attachments { filename } timeline { action }
        customer { name email } creditOf { id number } credits { id } native { __typename } } } }";
    let answer = house.data(query, json!({})).await;
    assert_eq!(answer["invoices"]["nodes"].as_array().unwrap().len(), 50);
    assert_eq!(house.calls().await, calls([]));
}

#[tokio::test]
async fn a_refresh_costs_what_changed() {
    let house = House::of(Plan {
        invoices: Some(300),
        ..Plan::default()
    })
    .await;
    house.load().await;
    for changed in [0, 1, 100, 101, 250] {
        let mut edited = Vec::new();
        for system in ["moneybird", "moneybird-external"] {
            let books = house.books(system).await;
            let ids: Vec<Value> = books
                .iter()
                .take(changed)
                .map(|invoice| invoice["id"].clone())
                .collect();
            if !ids.is_empty() {
                house.control(json!({"edit": {"resource": system, "ids": ids, "set": {"reference": format!("k {changed}")}}})).await;
            }
            edited.extend(ids);
        }
        house.forget_calls().await;
        let query = "query($reference: [String!]) { invoices(first: 1, freshness: LIVE, filter: {reference: $reference}) { totalCount } }";
        let answer = house
            .data(query, json!({"reference": [format!("k {changed}")]}))
            .await;
        assert_eq!(
            answer["invoices"]["totalCount"],
            json!(edited.len()),
            "{changed}"
        );
        let calls = house.calls().await;
        let allowed = 1 + u64::try_from(changed.div_ceil(100)).unwrap();
        for base in [SALES, EXTERNAL] {
            let of_base: u64 = calls
                .iter()
                .filter(|(route, _)| {
                    route.contains(&format!("}}/{}", base.rsplit('/').next().unwrap()))
                })
                .map(|(_, count)| count)
                .sum();
            assert!(
                of_base >= 1 && of_base <= allowed,
                "{changed} changed: {calls:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_thousand_identical_cold_queries_cost_the_calls_of_one() {
    let plan = || Plan {
        invoices: Some(120),
        // Nothing here is about time, and a thousand take some on a busy machine.
        extra: "[limits]\ndeadline = \"50s\"\n",
        ..Plan::default()
    };
    let ids = ids(&House::of(plan()).await, "sales", 120).await;
    // Apart from each other: a load and a read by id that run side by side may both bring the same invoice.
    for query in [
        "query($ids: [ID!]!) { answer: nodes(ids: $ids) { id } }",
        "query { answer: invoices(first: 5) { complete } }",
    ] {
        let is_whole = |answer: &Value| {
            let answer = &answer["data"]["answer"];
            answer.is_array() || answer["complete"] == json!(true)
        };
        let one = House::of(plan()).await;
        while !is_whole(&one.ask(query, json!({"ids": ids})).await) {}
        let calls_of_one = one.calls().await;

        let many = House::of(plan()).await;
        many.control(json!({"latency_ms": 300})).await;
        let answers = join_all((0..1000).map(|_| many.ask(query, json!({"ids": ids})))).await;
        assert!(
            answers
                .iter()
                .all(|answer| !answer["data"]["answer"].is_null())
        );
        // A load goes on behind; asking by age starts no other.
        while !is_whole(&many.ask(query, json!({"ids": ids})).await) {}
        assert_eq!(many.calls().await, calls_of_one, "{query}");
    }
}

#[tokio::test]
async fn several_live_fields_of_a_query_cost_one_refresh() {
    let house = House::five().await;
    house.load().await;
    let one = "{ invoices(first: 1, freshness: LIVE) { complete } }";
    let many = "{ first: invoices(first: 1, freshness: LIVE) { complete }
        second: invoices(last: 3, freshness: LIVE, filter: {overdue: true}) { complete }
        payments(first: 1, freshness: LIVE) { complete } invoiceSummary(freshness: LIVE) { complete } }";
    let mut costs = Vec::new();
    for query in [one, many] {
        house.forget_calls().await;
        house.data(query, json!({})).await;
        costs.push(house.calls().await);
    }
    assert_eq!(costs[0], costs[1]);
}

#[tokio::test]
async fn the_vendors_quota_is_never_exceeded() {
    let house = House::of(Plan {
        quota: true,
        ..Plan::default()
    })
    .await;
    house.load().await;
    let mut refused = 0;
    for _ in 0..200 {
        let answer =
            house.data("{ invoices(first: 1, freshness: LIVE) { nodes { id } accounts { state error { code retryAfter } } } }", json!({})).await;
        assert_eq!(answer["invoices"]["nodes"].as_array().unwrap().len(), 1);
        let errors = answer["invoices"]["accounts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|account| &account["error"]);
        for error in errors.filter(|error| !error.is_null()) {
            assert_eq!(error["code"], json!("RATE_LIMITED"));
            assert!(error["retryAfter"].as_f64().unwrap() > 200.0, "{error}");
            refused += 1;
        }
    }
    assert!(refused > 0);
    let total: u64 = house.calls().await.values().sum();
    // Of 150 calls 15 are kept for writes.
    assert!((125..=135).contains(&total), "{total}");
}
