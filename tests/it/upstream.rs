//! `extensions.upstream`: what an answer cost at the providers, told to whoever may know and asks for it.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    house::{House, Plan},
    viewers::{Guest, plan},
};

const LIST: &str = "{ invoices(first: 5) { totalCount nodes { id } } }";
const LIVE: &str = "{ invoices(first: 1, freshness: LIVE) { complete nodes { id } } }";

/// Nothing is refreshed behind a test that counts calls, and the first load is waited for.
const YOUNG: &str =
    "[cache]\nrefresh = \"1h\"\nmax_age = \"2h\"\nmax_wait = \"1m\"\n[limits]\nbatch = 5\n";
/// Every read wants a refresh, and waits a little for it.
const AGED: &str = "[cache]\nrefresh = \"1ms\"\nmax_age = \"1ms\"\nmax_wait = \"2s\"\n";

async fn house(extra: &'static str) -> House {
    let plan = Plan {
        extra,
        invoices: Some(64),
        ..Plan::default()
    };
    House::of(plan).await
}

/// Sends a body with these headers.
async fn send(house: &House, body: &Value, headers: &[(&str, &str)]) -> Value {
    let request = house
        .client
        .post(format!("http://{}/graphql", house.gateway));
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    let request = request.header("content-type", "application/json");
    let request = request.timeout(Duration::from_secs(60));
    let response = request.body(body.to_string()).send().await.unwrap();
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

/// Asks what an answer cost; gives the answer and the cost.
async fn cost_of(house: &House, query: &str, variables: Value) -> (Value, Value) {
    let body = json!({"query": query, "variables": variables});
    let mut answer = send(house, &body, &[("x-upstream", "1")]).await;
    let cost = answer["extensions"]["upstream"].take();
    assert!(cost.is_object(), "{answer:#}");
    (answer, cost)
}

async fn calls(house: &House) -> u64 {
    house.calls().await.values().sum()
}

fn sum(cost: &Value, field: &str) -> u64 {
    let rows = cost["accounts"].as_array().unwrap().iter();
    rows.map(|row| row[field].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn an_answer_tells_its_calls_by_account_and_kind_and_what_is_held_costs_none() {
    let house = house(YOUNG).await;
    let (answer, cost) = cost_of(&house, LIST, json!({})).await;
    assert_eq!(answer["data"]["invoices"]["totalCount"], json!(128));
    assert_eq!(cost["calls"], json!(calls(&house).await), "{cost:#}");
    assert_eq!(cost["calls"], json!(sum(&cost, "calls")));
    assert_eq!(cost["ms"], json!(sum(&cost, "ms")));
    assert_eq!(
        (&cost["cache"], &cost["waited"]),
        (&json!("asked"), &json!(false))
    );
    for row in cost["accounts"].as_array().unwrap() {
        assert!(["sales", "external"].contains(&row["account"].as_str().unwrap()));
        assert!(!row["operation"].as_str().unwrap().is_empty());
    }
    let nothing = json!({"calls": 0, "ms": 0, "cache": "held", "waited": false, "accounts": []});
    assert_eq!(cost_of(&house, LIST, json!({})).await.1, nothing);
    let (_, cost) = cost_of(&house, "{ providers { id } }", json!({})).await;
    assert_eq!(cost["cache"], json!("none"));
}

#[tokio::test]
async fn a_read_by_id_tells_the_one_call_that_it_makes() {
    let warm = house(YOUNG).await;
    let (answer, _) = cost_of(&warm, LIVE, json!({})).await;
    let id = &answer["data"]["invoices"]["nodes"][0]["id"];
    let plan = Plan {
        extra: YOUNG,
        ..Plan::default()
    };
    let cold = House::over(Arc::clone(&warm.vendors), &plan).await;
    cold.forget_calls().await;
    let query = "query ($id: ID!) { a: invoice(id: $id) { id } b: node(id: $id) { id } }";
    let (_, cost) = cost_of(&cold, query, json!({ "id": id })).await;
    assert_eq!(
        (&cost["calls"], &cost["cache"]),
        (&json!(1), &json!("asked"))
    );
    assert_eq!(calls(&cold).await, 1);
    let (_, cost) = cost_of(&cold, query, json!({ "id": id })).await;
    assert_eq!(
        (&cost["calls"], &cost["cache"]),
        (&json!(0), &json!("held"))
    );
}

#[tokio::test]
async fn what_several_share_counts_once_and_the_others_have_waited() {
    let house = house(YOUNG).await;
    let asking = (0..6).map(|_| cost_of(&house, LIST, json!({})));
    let costs: Vec<Value> = join_all(asking).await.into_iter().map(|it| it.1).collect();
    let told: u64 = costs
        .iter()
        .map(|cost| cost["calls"].as_u64().unwrap())
        .sum();
    assert_eq!(told, calls(&house).await, "{costs:#?}");
    let waited = |cost: &&Value| cost["waited"] == json!(true);
    assert!(costs.iter().any(|cost| waited(&cost)), "{costs:#?}");
    for cost in costs.iter().filter(waited) {
        assert_eq!(cost["cache"], json!("asked"), "{costs:#?}");
    }
}

#[tokio::test]
async fn what_is_old_or_missing_is_told() {
    let house = house(AGED).await;
    house.load().await;
    house
        .vendors
        .fault("moneybird", &json!({"status": 500}))
        .await;
    let (answer, cost) = cost_of(&house, LIST, json!({})).await;
    assert_eq!(answer["data"]["invoices"]["totalCount"], json!(128));
    assert_eq!(cost["cache"], json!("stale"), "{cost:#}");
    let plan = Plan {
        extra: AGED,
        ..Plan::default()
    };
    let cold = House::over(Arc::clone(&house.vendors), &plan).await;
    let (answer, cost) = cost_of(&cold, LIST, json!({})).await;
    assert_eq!(answer["data"]["invoices"]["totalCount"], json!(null));
    assert_eq!(cost["cache"], json!("partial"), "{cost:#}");
}

#[tokio::test]
async fn what_is_done_apart_from_the_request_counts_for_it() {
    let house = house(YOUNG).await;
    house.load().await;
    let query = "query { invoices(first: 1, filter: {accounts: [\"sales\"], status: [OPEN]}) { nodes { id } } }";
    let (answer, _) = cost_of(&house, query, json!({})).await;
    let id = &answer["data"]["invoices"]["nodes"][0]["id"];
    let note = "mutation ($id: ID!) { addNote(input: {invoiceId: $id, text: \"x\"}) { outcome } }";
    let refresh = "mutation { refreshAccount(input: {accountId: \"external\"}) { outcome } }";
    for mutation in [note, refresh] {
        house.forget_calls().await;
        let (answer, cost) = cost_of(&house, mutation, json!({ "id": id })).await;
        assert!(answer.to_string().contains("APPLIED"), "{answer}");
        assert!(sum(&cost, "calls") > 0, "{cost:#}");
        assert_eq!(
            cost["calls"],
            json!(calls(&house).await),
            "{mutation} {cost:#}"
        );
    }
}

#[tokio::test]
async fn each_operation_of_a_list_tells_its_own() {
    let house = house(YOUNG).await;
    let body = json!([
        {"query": "{ providers { id } }"},
        {"query": LIVE},
        {"query": "{ nothing }"},
        {"query": "{"},
    ]);
    let answers = send(&house, &body, &[("x-upstream", "1")]).await;
    let cost = |at: usize| answers[at]["extensions"]["upstream"].clone();
    assert_eq!(
        (&cost(0)["calls"], &cost(0)["cache"]),
        (&json!(0), &json!("none"))
    );
    assert_eq!(cost(1)["calls"], json!(calls(&house).await));
    assert_eq!(cost(2)["calls"], json!(0));
    assert_eq!(cost(3), Value::Null);
}

#[tokio::test]
async fn nobody_is_told_without_asking_for_it() {
    let house = house(YOUNG).await;
    for headers in [
        &[][..],
        &[("x-upstream", "0")],
        &[("x-upstream", "true")],
        &[("x-upstream", "")],
    ] {
        let answer = send(&house, &json!({"query": LIST}), headers).await;
        assert!(answer.get("extensions").is_none(), "{headers:?} {answer}");
    }
}

const KNOWS: Guest = Guest {
    name: "knows",
    rights: "upstream = true\naccounts = [\"dashdoc\"]\n",
};
const PLAIN: Guest = Guest {
    name: "plain",
    rights: "",
};
const REFUSED: Guest = Guest {
    name: "refused",
    rights: "upstream = false\n",
};

#[tokio::test]
async fn nobody_is_told_without_the_right_or_of_accounts_that_are_not_theirs() {
    let house = House::of(plan(&[KNOWS, PLAIN, REFUSED], "")).await;
    let ask = async |guest: Guest| {
        let key = format!("Bearer {}", guest.key());
        let headers = [("authorization", key.as_str()), ("x-upstream", "1")];
        send(&house, &json!({"query": LIVE}), &headers).await
    };
    for guest in [PLAIN, REFUSED] {
        let answer = ask(guest).await;
        assert_eq!(answer["data"]["invoices"]["complete"], json!(true));
        assert!(answer.get("extensions").is_none(), "{answer}");
    }
    let cost = ask(KNOWS).await["extensions"]["upstream"].clone();
    let rows = cost["accounts"].as_array().unwrap();
    assert!(!rows.is_empty(), "{cost:#}");
    assert!(
        rows.iter().all(|row| row["account"] == json!("dashdoc")),
        "{cost:#}"
    );
}
