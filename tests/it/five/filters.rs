//! Every filter of the list, alone and together, over five accounts: it lets through what a plain reading of the books does.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    cases::{Case, cases},
    order::newest_first,
    papers::{I3d, Paper, papers},
    walk::{Walk, names},
};
use crate::{
    house::{FIVE, House},
    vendors::today,
};

/// Makes one vendor tell what it tells of each invoice alone.
pub(super) async fn ask_for_details(house: &House) {
    let walk = Walk {
        filter: json!({"accounts": ["i3d"]}),
        fields: "lineItems { description } customer { name }",
        ..Walk::default()
    };
    let rows = walk.rows(house).await;
    assert!(rows.iter().all(|row| row["lineItems"].is_array()));
}

fn wanted<'p>(papers: &'p [Paper], case: &'p Case) -> Vec<&'p Paper> {
    papers.iter().filter(|paper| (case.wants)(paper)).collect()
}

#[tokio::test]
async fn every_filter_lets_through_what_a_plain_reading_of_the_books_does() {
    let house = House::five().await;
    house.load().await;
    ask_for_details(&house).await;
    let papers = papers(&house, I3d::Whole).await;
    let cases = cases(&papers, today());
    for case in &cases {
        let walk = Walk {
            filter: case.filter.clone(),
            ..Walk::default()
        };
        let wanted = wanted(&papers, case);
        let rows = names(&walk.rows(&house).await);
        assert_eq!(
            rows,
            newest_first(wanted.iter().copied()),
            "{}",
            case.filter
        );
        // A filter that lets nothing or everything through proves nothing, unless it is meant to.
        assert_eq!(wanted.is_empty(), case.is_empty, "{}", case.filter);
        assert!(wanted.len() < papers.len(), "{}", case.filter);
    }
}

#[tokio::test]
async fn counts_sums_and_versions_keep_to_the_same_filters() {
    let house = House::five().await;
    house.load().await;
    ask_for_details(&house).await;
    let papers = papers(&house, I3d::Whole).await;
    let query = "query($filter: InvoiceFilter) {
        invoices(first: 1, filter: $filter, freshness: CACHE_ONLY) { totalCount }
        invoiceSummary(filter: $filter, freshness: CACHE_ONLY) { groups { count } complete }
        moneybird: invoiceVersions(account: \"moneybird\", filter: $filter) { items { nativeId } complete }
        moneybirdexternal: invoiceVersions(account: \"moneybird-external\", filter: $filter) { items { nativeId } complete }
        invoiceninja: invoiceVersions(account: \"invoice-ninja\", filter: $filter) { items { nativeId } complete }
        dashdoc: invoiceVersions(account: \"dashdoc\", filter: $filter) { items { nativeId } complete }
        i3d: invoiceVersions(account: \"i3d\", filter: $filter) { items { nativeId } complete } }";
    for case in &cases(&papers, today()) {
        let wanted = wanted(&papers, case);
        let data = house.data(query, json!({"filter": case.filter})).await;
        let filter = &case.filter;
        assert_eq!(data["invoices"]["totalCount"], wanted.len(), "{filter}");
        let groups = data["invoiceSummary"]["groups"].as_array().unwrap().iter();
        let sum: u64 = groups.map(|group| group["count"].as_u64().unwrap()).sum();
        assert_eq!(json!(sum), wanted.len(), "{filter}");
        for resident in &FIVE {
            let items = &data[resident.id.replace('-', "")]["items"];
            let items = items.as_array().unwrap().iter();
            let items: BTreeSet<&str> =
                items.filter_map(|item| item["nativeId"].as_str()).collect();
            let of_account = wanted.iter().filter(|paper| paper.account == resident.id);
            let ids: BTreeSet<&str> = of_account.map(|paper| paper.id.as_str()).collect();
            assert_eq!(items, ids, "{} {filter}", resident.id);
        }
    }
}

#[tokio::test]
async fn the_cases_have_every_filter_and_find_something_in_every_account() {
    let house = House::five().await;
    let papers = papers(&house, I3d::Whole).await;
    let cases = cases(&papers, today());
    let query = "{ __type(name: \"InvoiceFilter\") { inputFields { name } } }";
    let fields = house.data(query, json!({})).await["__type"]["inputFields"].clone();
    for field in fields.as_array().unwrap() {
        let name = field["name"].as_str().unwrap();
        assert!(
            cases.iter().any(|case| case.filter.get(name).is_some()),
            "no case has {name}"
        );
    }
    for resident in &FIVE {
        // Whatever the vendor tells: what it does not know cannot be filtered for.
        let untold: &[&str] = match resident.provider {
            "moneybird" => &["deleted", "archived", "finalizedSince"],
            "moneybird-external" => &[
                "deleted",
                "archived",
                "finalizedSince",
                "workflowId",
                "recurringId",
            ],
            "invoice-ninja" => &["finalizedSince", "workflowId"],
            "dashdoc" => &[
                "deleted",
                "archived",
                "customerDeleted",
                "workflowId",
                "recurringId",
            ],
            _ => &[
                "deleted",
                "archived",
                "finalizedSince",
                "customer",
                "customerDeleted",
                "reference",
                "updatedSince",
                "hasAttachments",
                "workflowId",
                "recurringId",
            ],
        };
        for field in fields.as_array().unwrap() {
            let name = field["name"].as_str().unwrap();
            let mut of_field = cases.iter().filter(|case| {
                case.filter[name] != Value::Bool(false) && case.filter.get(name).is_some()
            });
            let finds = of_field.any(|case| {
                let mut wanted = wanted(&papers, case).into_iter();
                wanted.any(|paper| paper.account == resident.id)
            });
            assert_eq!(finds, !untold.contains(&name), "{name} at {}", resident.id);
        }
    }
}

#[tokio::test]
async fn what_a_list_does_not_tell_is_found_once_it_was_asked_for() {
    let house = House::five().await;
    house.load().await;
    let whole = papers(&house, I3d::Whole).await;
    let paper = whole.iter().find(|paper| {
        let words = paper.lines.iter().flat_map(|line| line.split_whitespace());
        let told = paper
            .description
            .as_deref()
            .unwrap_or_default()
            .to_lowercase();
        paper.account == "i3d"
            && words.count() > 1
            && !told.contains("colocation")
            && paper.lines.iter().any(|line| line.contains("Colocation"))
    });
    let paper = paper.expect("an invoice whose lines say what its description does not");
    let walk = Walk {
        filter: json!({"search": "COLOCATION", "accounts": ["i3d"]}),
        ..Walk::default()
    };
    let name = paper.name();
    let query = "query ($filter: InvoiceFilter) { invoices(filter: $filter, first: 250) { complete nodes { nativeId } } }";
    let before = house.data(query, json!({"filter": walk.filter})).await;
    assert_eq!(before["invoices"]["complete"], json!(false));
    assert!(!before.to_string().contains(&format!("\"{}\"", paper.id)));
    ask_for_details(&house).await;
    assert!(names(&walk.rows(&house).await).contains(&name));
    // A refresh, whose lists tell less, takes nothing back.
    house.load().await;
    assert!(names(&walk.rows(&house).await).contains(&name));
}
