//! What a viewer sees is what a gateway with their accounts alone would show, to the byte.

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    ALL, Guest, LEFT, LEFT_WING, Question, RIGHT, ask, ask_with, data, full_house, load, plan,
    questions::fields,
};
use crate::house::{House, Plan};

const ROW: &str = "id number total { amount currency } account { id name sync { done total } } customer { name }
    payments { id amount { amount } allocations { invoice { id } } } creditOf { id } credits { id }";
const AROUND: &str = "totalCount complete accounts { account { id } state error { message } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";

/// What each field of `Query` tells when it is asked for all that there is.
fn question(field: &str) -> Option<String> {
    let account =
        "id name provider { id accounts { id } } sync { state done total error { message } }";
    Some(match field {
        "accounts" => format!("{{ accounts {{ {account} }} }}"),
        "providers" => "{ providers { id accounts { id name } } }".to_owned(),
        "customers" => format!("{{ customers(first: 100) {{ nodes {{ name account {{ id }} }} {AROUND} }} }}"),
        "invoices" => format!("{{ invoices(first: 250) {{ nodes {{ {ROW} }} edges {{ cursor }} {AROUND} }} }}"),
        "payments" => format!("{{ payments(last: 100) {{ nodes {{ id invoice {{ id }} }} {AROUND} }} }}"),
        "invoiceSummary" => "{ invoiceSummary(groupBy: [ACCOUNT, PROVIDER]) { complete accounts { account { id } state }
            groups { count total { amount } keys { currency account { id } provider { id accounts { id } } } } } }"
            .to_owned(),
        // Asked about an account or an id, and so in the matrix.
        "account" | "invoice" | "invoiceByNumber" | "invoiceByReference" | "invoiceVersions"
        | "node" | "nodes" => return None,
        _ => panic!("Query.{field} is new: say how it is asked for all that there is"),
    })
}

/// A gateway over the same vendors that has the accounts of `LEFT` alone, and asks nobody for a key.
async fn left_wing(house: &House) -> House {
    let plan = Plan {
        residents: &LEFT_WING,
        ..plan(&[], "")
    };
    let wing = House::over(Arc::clone(&house.vendors), &plan).await;
    wing.load().await;
    wing
}

#[tokio::test]
async fn a_world_of_some_accounts_is_that_of_a_gateway_that_has_no_others() {
    let house = full_house().await;
    let wing = left_wing(&house).await;
    for field in fields("Query") {
        let Some(query) = question(&field) else {
            continue;
        };
        let question = Question::new(&query, json!({}));
        let told = ask(&house, LEFT, &question).await;
        assert_eq!(told, ask_with(&wing, None, &question).await, "{field}");
        assert!(told.json().get("errors").is_none(), "{field}: {told:?}");
        if field != "providers" {
            assert_ne!(told, ask(&house, ALL, &question).await, "{field}");
        }
    }
}

#[tokio::test]
async fn a_cursor_that_another_viewer_was_given_tells_nothing_of_what_they_see() {
    let house = full_house().await;
    let wing = left_wing(&house).await;
    let cursors = "{ invoices(first: 250) { edges { cursor node { account { id } } } }
        payments(first: 20) { edges { cursor } } customers(first: 20) { edges { cursor } } }";
    let all = data(&house, ALL, cursors, json!({})).await;
    let mut foreign = 0;
    for (field, step) in [("invoices", 25), ("payments", 7), ("customers", 7)] {
        let edges = all[field]["edges"].as_array().unwrap();
        for edge in edges.iter().step_by(step) {
            let account = edge["node"]["account"]["id"].as_str();
            foreign += usize::from(account.is_some_and(|id| !super::sees(LEFT, id)));
            let next = format!(
                "query ($after: String) {{ {field}(first: 5, after: $after) {{ edges {{ cursor }} {AROUND} }} }}"
            );
            let question = Question::new(&next, json!({"after": edge["cursor"]}));
            let told = ask(&house, LEFT, &question).await;
            assert_eq!(told, ask_with(&wing, None, &question).await);
        }
    }
    assert!(foreign > 0);
}

#[tokio::test]
async fn viewers_who_ask_the_same_at_once_are_each_told_of_their_own_world() {
    let house = House::of(plan(&[ALL, LEFT, RIGHT], "")).await;
    let query = "{ invoices(freshness: LIVE) { totalCount accounts { account { id } } nodes { account { id } } }
        invoiceSummary(freshness: LIVE, groupBy: [ACCOUNT]) { groups { keys { account { id } } } } }";
    let question = Question::new(query, json!({}));
    let guests = [ALL, LEFT, RIGHT].repeat(5);
    let asked = guests.iter().map(|guest| ask(&house, *guest, &question));
    let answers = join_all(asked).await;
    for (guest, told) in guests.iter().zip(&answers) {
        assert_eq!(
            told,
            &ask(&house, *guest, &question).await,
            "{}",
            guest.name
        );
        let ids = ids(&told.json(), vec![]);
        assert!(ids.iter().all(|id| super::sees(*guest, id)), "{ids:?}");
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(
            distinct.len(),
            [5, 3, 2][guests.iter().position(|it| it.name == guest.name).unwrap()]
        );
    }
}

/// Every `account { id }` of an answer.
fn ids(told: &Value, mut found: Vec<String>) -> Vec<String> {
    match told {
        Value::Object(fields) => {
            if let Some(id) = fields.get("account").and_then(|it| it["id"].as_str()) {
                found.push(id.to_owned());
            }
            fields
                .values()
                .fold(found, |found, value| ids(value, found))
        }
        Value::Array(values) => values.iter().fold(found, |found, value| ids(value, found)),
        _ => found,
    }
}

#[tokio::test]
async fn nobody_is_asked_for_what_the_viewer_does_not_see() {
    const TRUCKS: Guest = Guest {
        name: "trucks",
        rights: "accounts = [\"dashdoc\"]\n",
    };
    let house = House::of(plan(&[TRUCKS], "")).await;
    load(&house, TRUCKS).await;
    let calls = house.calls().await;
    assert!(!calls.is_empty());
    assert!(
        calls.keys().all(|route| route.contains(" /dashdoc/")),
        "{calls:?}"
    );
}

#[tokio::test]
async fn an_account_that_fails_breaks_nothing_for_whoever_does_not_see_it() {
    let house = House::of(plan(&[ALL, LEFT, RIGHT], "")).await;
    house
        .vendors
        .fault("dashdoc", &json!({"status": 500}))
        .await;
    let query = "{ invoices(freshness: LIVE) { complete totalCount accounts { state } } }";
    let right = data(&house, RIGHT, query, json!({})).await;
    assert_eq!(right["invoices"]["complete"], json!(true), "{right}");
    assert!(right["invoices"]["totalCount"].is_number());
    for guest in [ALL, LEFT] {
        let told = data(&house, guest, query, json!({})).await;
        assert_eq!(told["invoices"]["complete"], json!(false), "{told}");
    }
}
