//! What cannot be judged by what was read so far is never called complete.

use serde_json::{Value, json};

use super::filters::ask_for_details;
use crate::house::House;

const LIST: &str = "query ($filter: InvoiceFilter) {
    invoices(filter: $filter, first: 1, freshness: CACHE_ONLY) { totalCount complete }
    invoiceSummary(filter: $filter, freshness: CACHE_ONLY) { complete } }";

const CUSTOMERS: &str = "query ($account: ID) {
    customers(account: $account, freshness: CACHE_ONLY) { totalCount complete } }";

async fn is_complete(house: &House, filter: Value) -> bool {
    let data = house.data(LIST, json!({"filter": filter})).await;
    let (list, sums) = (&data["invoices"], &data["invoiceSummary"]);
    assert_eq!(list["complete"], sums["complete"], "{filter}: {data:#}");
    let complete = list["complete"].as_bool().unwrap();
    assert_eq!(list["totalCount"].is_i64(), complete, "{filter}: {data:#}");
    complete
}

async fn customers_are_complete(house: &House, account: Value) -> bool {
    let data = house.data(CUSTOMERS, json!({"account": account})).await;
    let list = &data["customers"];
    let complete = list["complete"].as_bool().unwrap();
    assert_eq!(list["totalCount"].is_i64(), complete, "{data:#}");
    complete
}

#[tokio::test]
async fn a_question_about_details_that_were_never_read_is_not_answered_as_if_they_were() {
    let house = House::five().await;
    house.load().await;
    let asked = |accounts: Value| {
        [
            json!({"accounts": accounts, "search": "server"}),
            json!({"accounts": accounts, "customer": ["4711"]}),
            json!({"accounts": accounts, "customerDeleted": false}),
        ]
    };
    for filter in asked(json!(["i3d"])) {
        assert!(!is_complete(&house, filter).await);
    }
    for filter in asked(Value::Null) {
        assert!(!is_complete(&house, filter).await);
    }
    assert!(!customers_are_complete(&house, json!("i3d")).await);
    assert!(!customers_are_complete(&house, Value::Null).await);
    let by_customer = "{ invoiceSummary(groupBy: [CUSTOMER], freshness: CACHE_ONLY) { complete } }";
    let data = house.data(by_customer, json!({})).await;
    assert_eq!(data["invoiceSummary"]["complete"], json!(false));

    // What other vendors tell at once, and what a list decides, is whole.
    for filter in asked(json!([
        "moneybird",
        "moneybird-external",
        "invoice-ninja",
        "dashdoc"
    ])) {
        assert!(is_complete(&house, filter).await);
    }
    assert!(customers_are_complete(&house, json!("moneybird")).await);
    assert!(is_complete(&house, json!({"accounts": ["i3d"], "status": ["OPEN"]})).await);
    let none = json!({"accounts": ["i3d"], "search": "server", "status": ["DRAFT"]});
    assert!(is_complete(&house, none).await, "the state decides already");

    ask_for_details(&house).await;
    for filter in asked(Value::Null) {
        assert!(is_complete(&house, filter).await);
    }
    assert!(customers_are_complete(&house, Value::Null).await);
}
