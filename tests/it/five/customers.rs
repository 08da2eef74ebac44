//! The customers that the invoices of five accounts name: each once, by name, as the latest invoice has it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    filters::ask_for_details,
    papers::{Customer, I3d, Paper, papers},
    walk::{CUSTOMERS, Walk},
};
use crate::house::{FIVE, House};

/// Account and customer.
type Named<'p> = (&'p str, &'p Customer);

/// By name in any case, then by account, then by the vendor's id or, without one, by name.
fn customers(papers: &[Paper]) -> Vec<Named<'_>> {
    let mut latest: BTreeMap<(&str, &str), &Paper> = BTreeMap::new();
    for paper in papers.iter().filter(|paper| !paper.deleted) {
        let Some(customer) = &paper.customer else {
            continue;
        };
        let Some(who) = customer.id.as_deref().or(customer.name.as_deref()) else {
            continue;
        };
        let held = latest.entry((paper.account, who)).or_insert(paper);
        if (paper.updated_at, &paper.id) > (held.updated_at, &held.id) {
            *held = paper;
        }
    }
    let mut customers: Vec<(String, (&str, &str), &Customer)> = latest
        .into_iter()
        .map(|(key, paper)| {
            let customer = paper.customer.as_ref().expect("it was looked at");
            let name = customer.name.as_deref().unwrap_or_default().to_lowercase();
            (name, key, customer)
        })
        .collect();
    customers.sort_by(|left, right| (&left.0, left.1).cmp(&(&right.0, right.1)));
    customers
        .into_iter()
        .map(|(_, (account, _), customer)| (account, customer))
        .collect()
}

fn compare(rows: &[Value], customers: &[Named<'_>], what: &Value) {
    let told: Vec<Value> = customers
        .iter()
        .map(|(account, customer)| {
            json!({
                "account": {"id": account}, "nativeId": customer.id, "name": customer.name,
                "email": customer.email, "customerNumber": customer.number,
            })
        })
        .collect();
    assert_eq!(rows, told, "{what}");
}

const FIELDS: &str = "email customerNumber";

#[tokio::test]
async fn each_customer_is_listed_once_by_name_in_both_directions() {
    let house = House::five().await;
    house.load().await;
    ask_for_details(&house).await;
    let papers = papers(&house, I3d::Whole).await;
    let customers = customers(&papers);
    for resident in &FIVE {
        let of_account = customers
            .iter()
            .filter(|(account, _)| *account == resident.id);
        assert!(of_account.count() >= 1, "{}", resident.id);
    }
    assert!(customers.len() >= 40, "{}", customers.len());
    for (sizes, backwards) in [(&[250][..], false), (&[7, 3], false), (&[1, 11], true)] {
        let walk = Walk {
            list: &CUSTOMERS,
            sizes,
            backwards,
            fields: FIELDS,
            ..Walk::default()
        };
        compare(&walk.rows(&house).await, &customers, &json!(sizes));
    }
    let count = house
        .data("{ customers(first: 1) { totalCount } }", json!({}))
        .await;
    assert_eq!(count["customers"]["totalCount"], customers.len());
}

#[tokio::test]
async fn customers_of_one_account_or_with_some_words_are_found() {
    let house = House::five().await;
    house.load().await;
    ask_for_details(&house).await;
    let papers = papers(&house, I3d::Whole).await;
    let customers = customers(&papers);
    for (filter, words) in [
        (json!({"account": "dashdoc"}), ""),
        (json!({"account": "i3d"}), ""),
        (json!({"search": "B.V."}), "b.v."),
        (json!({"search": "ä"}), "ä"),
        (
            json!({"search": "KLANT.example  facturen"}),
            "klant.example facturen",
        ),
        (json!({"search": "k0000"}), "k0000"),
        (json!({"search": "@", "account": "invoice-ninja"}), "@"),
        (json!({"search": "411"}), "411"),
    ] {
        let is_wanted = |(account, customer): &Named<'_>| {
            let texts = [&customer.name, &customer.email, &customer.number]
                .into_iter()
                .flatten();
            let texts: Vec<String> = texts.map(|text| text.to_lowercase()).collect();
            let has = |word: &str| texts.iter().any(|text| text.contains(word));
            (filter["account"].is_null() || filter["account"] == **account)
                && words.split_whitespace().all(has)
        };
        let wanted: Vec<Named<'_>> = customers
            .iter()
            .filter(|named| is_wanted(named))
            .copied()
            .collect();
        assert!(
            !wanted.is_empty() && wanted.len() < customers.len(),
            "{filter}"
        );
        let walk = Walk {
            list: &CUSTOMERS,
            sizes: &[5],
            filter: filter.clone(),
            fields: FIELDS,
            ..Walk::default()
        };
        compare(&walk.rows(&house).await, &wanted, &filter);
    }
}
