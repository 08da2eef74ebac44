//! One bad account never spoils the other: each fault, at either account.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    house::{House, Plan},
    keys::keys,
};

const LIST: &str = "query($freshness: Freshness) {
  first: invoices(first: 250, freshness: $freshness) {
    nodes { id account { id } total { amount } }
    accounts { account { id } state error { code message operation retryable } }
    complete totalCount
  }
  accounts { id name sync { state } }
  second: invoices(first: 1, filter: {accounts: [\"sales\"]}, freshness: CACHE_ONLY) { nodes { id } }
}";

/// Every way to be bad, with the codes that may be told for it.
fn faults() -> Vec<(&'static str, Value, &'static [&'static str])> {
    vec![
        ("hang", json!("hang"), &["TIMEOUT"]),
        ("dead", json!("close"), &["UNAVAILABLE", "BAD_ANSWER"]),
        ("html 200", json!({"html": 200}), &["BAD_ANSWER"]),
        ("html 502", json!({"html": 502}), &["UNAVAILABLE"]),
        ("401", json!({"status": 401}), &["PROVIDER_AUTH"]),
        (
            "403",
            json!({"status": 403}),
            &["PROVIDER_AUTH", "UNAVAILABLE"],
        ),
        ("404", json!({"status": 404}), &["PROVIDER_AUTH"]),
        (
            "429 with an epoch",
            json!({"rate_limited": {"retry_after": {"epoch_in": 120}}}),
            &["RATE_LIMITED"],
        ),
        (
            "429 without a hint",
            json!({"rate_limited": {}}),
            &["RATE_LIMITED"],
        ),
        ("500", json!({"status": 500}), &["UNAVAILABLE"]),
        ("torn", json!("torn"), &["BAD_ANSWER", "UNAVAILABLE"]),
        ("empty", json!({"empty": 200}), &["BAD_ANSWER"]),
        ("error inside", json!("error_inside"), &["BAD_ANSWER"]),
    ]
}

#[tokio::test]
async fn whatever_one_account_does_the_other_answers_in_full_and_the_reason_is_told() {
    for (bad, good) in [("sales", "external"), ("external", "sales")] {
        for (name, answer, codes) in faults() {
            let house = House::new().await;
            let system = if bad == "sales" {
                "moneybird"
            } else {
                "moneybird-external"
            };
            house
                .control(json!({"fault": {"add": {"resource": system, "answer": answer}}}))
                .await;
            let before = Instant::now();
            let text = house.text(LIST, json!({"freshness": "BY_AGE"})).await;
            assert!(
                before.elapsed() < Duration::from_secs(5),
                "{name}: {:?}",
                before.elapsed()
            );
            let answer: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(
                keys(&text, "/data"),
                ["first", "accounts", "second"],
                "{name}"
            );
            let list = &answer["data"]["first"];
            assert_eq!(
                keys(&text, "/data/first"),
                ["nodes", "accounts", "complete", "totalCount"],
                "{name}"
            );
            let of_good = house
                .books(if good == "sales" {
                    "moneybird"
                } else {
                    "moneybird-external"
                })
                .await
                .len();
            let nodes = list["nodes"].as_array().unwrap();
            assert_eq!(nodes.len(), of_good, "{name}");
            assert!(
                nodes
                    .iter()
                    .all(|node| node["account"]["id"] == json!(good)),
                "{name}"
            );
            assert_eq!(
                (&list["complete"], &list["totalCount"]),
                (&json!(false), &Value::Null),
                "{name}"
            );
            for account in list["accounts"].as_array().unwrap() {
                if account["account"]["id"] == json!(good) {
                    assert_eq!(
                        (&account["state"], &account["error"]),
                        (&json!("FRESH"), &Value::Null),
                        "{name}"
                    );
                } else {
                    let state = account["state"].as_str().unwrap();
                    assert!(["FAILED", "LOADING"].contains(&state), "{name}: {account}");
                    let code = account["error"]["code"]
                        .as_str()
                        .unwrap_or_else(|| panic!("{name}: {account}"));
                    // While it is still trying again, all that is known is that it takes long.
                    assert!(
                        codes.contains(&code) || (state == "LOADING" && code == "TIMEOUT"),
                        "{name}: {account}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn an_account_that_fails_ends_as_failed_with_its_code() {
    for (name, answer, codes) in faults() {
        if name == "hang" {
            continue;
        }
        let house = House::new().await;
        house
            .control(json!({"fault": {"add": {"resource": "moneybird", "answer": answer}}}))
            .await;
        let list = house.data(LIST, json!({"freshness": "LIVE"})).await["first"].clone();
        let accounts = list["accounts"].as_array().unwrap();
        let failed = accounts
            .iter()
            .find(|account| account["account"]["id"] == json!("sales"))
            .unwrap();
        assert_eq!(failed["state"], json!("FAILED"), "{name}: {failed}");
        let code = failed["error"]["code"].as_str().unwrap();
        assert!(codes.contains(&code), "{name}: {code}");
    }
}

#[tokio::test]
async fn an_account_that_hangs_delays_live_reads_to_the_deadline_and_no_longer() {
    let house = House::new().await;
    house
        .control(json!({"fault": {"add": {"resource": "moneybird", "answer": "hang"}}}))
        .await;
    let before = Instant::now();
    let list = house.data(LIST, json!({"freshness": "LIVE"})).await["first"].clone();
    assert!(
        before.elapsed() < Duration::from_secs(12),
        "{:?}",
        before.elapsed()
    );
    assert!(!list["nodes"].as_array().unwrap().is_empty());
    let accounts = list["accounts"].as_array().unwrap();
    let hanging = accounts
        .iter()
        .find(|account| account["account"]["id"] == json!("sales"))
        .unwrap();
    assert_eq!(hanging["error"]["code"], json!("TIMEOUT"), "{hanging}");
}

#[tokio::test]
async fn one_unreadable_invoice_breaks_itself_and_nothing_else() {
    let house = House::new().await;
    let books = house.books("moneybird").await;
    let broken = books[3]["id"].as_str().unwrap();
    let fault = json!({"resource": "moneybird", "answer": {"wrong_type": {"field": "total_price_incl_tax", "id": broken}}});
    house.control(json!({"fault": {"add": fault}})).await;
    let list = house.data(LIST, json!({"freshness": "LIVE"})).await["first"].clone();
    let total = books.len() + house.books("moneybird-external").await.len();
    assert_eq!(list["nodes"].as_array().unwrap().len(), total - 1);
    assert_eq!(list["complete"], json!(false));
    let accounts = list["accounts"].as_array().unwrap();
    let told = accounts
        .iter()
        .find(|account| account["account"]["id"] == json!("sales"))
        .unwrap();
    assert_eq!(
        (&told["state"], &told["error"]["code"]),
        (&json!("FRESH"), &json!("BAD_ANSWER"))
    );
}

#[tokio::test]
async fn fields_of_a_failing_account_are_null_with_an_error_and_no_key_is_missing() {
    let house = House::new().await;
    house.load().await;
    let one = |account: &'static str| {
        let query = "query($account: ID!) { invoices(first: 1, filter: {accounts: [$account]}) { nodes { id } } }";
        let house = &house;
        async move {
            house.data(query, json!({"account": account})).await["invoices"]["nodes"][0]["id"]
                .clone()
        }
    };
    let (sales, external) = (one("sales").await, one("external").await);
    // Equal options give equal books, so a cold house has the same ids.
    let cold = House::new().await;
    cold.control(json!({"fault": {"add": {"resource": "moneybird", "answer": {"status": 401}}}}))
        .await;
    let query = "query($ids: [ID!]!, $bad: ID!, $good: ID!) {
        before: invoice(id: $good) { id } bad: invoice(id: $bad) { id number } nodes(ids: $ids) { id } after: invoice(id: $good) { number } }";
    let text = cold
        .text(
            query,
            json!({"ids": [sales, external], "bad": sales, "good": external}),
        )
        .await;
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(keys(&text, "/data"), ["before", "bad", "nodes", "after"]);
    assert_eq!(answer["data"]["bad"], Value::Null);
    assert_eq!(answer["data"]["nodes"], json!([null, {"id": external}]));
    assert_eq!(answer["data"]["before"]["id"], external);
    let errors = answer["errors"].as_array().unwrap();
    let mut paths: Vec<String> = errors
        .iter()
        .map(|error| error["path"].to_string())
        .collect();
    paths.sort();
    assert_eq!(paths, ["[\"bad\"]", "[\"nodes\",0]"]);
    for error in errors {
        let extensions = &error["extensions"];
        assert_eq!(extensions["code"], json!("PROVIDER_AUTH"), "{error}");
        assert_eq!(extensions["account"], json!("sales"));
        assert_eq!(extensions["provider"], json!("MONEYBIRD"));
        assert!(
            extensions["requestId"].is_string() && extensions["retryable"] == json!(false),
            "{error}"
        );
        assert!(!error.to_string().contains("sandbox"), "{error}");
    }
}

#[tokio::test]
async fn an_account_whose_provider_cannot_be_reached_spoils_nothing() {
    // A port that was just free: nobody listens there.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let house = House::of(Plan {
        elsewhere: Some(("external", nobody)),
        ..Plan::default()
    })
    .await;
    let list = house.data(LIST, json!({"freshness": "LIVE"})).await["first"].clone();
    assert_eq!(
        list["nodes"].as_array().unwrap().len(),
        house.books("moneybird").await.len()
    );
    let accounts = list["accounts"].as_array().unwrap();
    let dead = accounts
        .iter()
        .find(|account| account["account"]["id"] == json!("external"))
        .unwrap();
    assert_eq!(
        (&dead["state"], &dead["error"]["code"]),
        (&json!("FAILED"), &json!("UNAVAILABLE"))
    );
}
