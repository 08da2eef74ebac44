//! Lists that move under the reader, as a client sees them: all of it, or word that something is missing.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::house::House;

const LIST: &str = "query($account: ID!) { invoices(first: 250, filter: {accounts: [$account]}, freshness: LIVE) {
    complete totalCount accounts { state error { code message } } nodes { nativeId customer { name } } } }";

async fn list(house: &House, account: &str) -> Value {
    house.data(LIST, json!({"account": account})).await["invoices"].clone()
}

async fn disturb(house: &House, account: &str, manner: &str) {
    let command = json!({"paging": {"resource": account, "manner": manner}});
    house.control(command).await;
}

#[tokio::test]
async fn shuffled_pages_are_told_whole() {
    let house = House::small().await;
    for account in ["invoice-ninja", "dashdoc", "i3d"] {
        disturb(&house, account, "shuffle").await;
        let list = list(&house, account).await;
        assert_eq!(list["complete"], true, "{account}: {list:#}");
        let told: Vec<&str> = list["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["nativeId"].as_str().unwrap())
            .collect();
        let ids = house.books(account).await;
        let there = ids.iter().filter(|row| row["is_deleted"] != json!(true));
        let ids = there.map(|row| {
            let row = row.get("list").unwrap_or(row);
            match (&row["id"], &row["uid"]) {
                (Value::String(id), _) | (_, Value::String(id)) => id.clone(),
                (id, _) => id.to_string(),
            }
        });
        let books: HashSet<String> = ids.collect();
        let told: HashSet<String> = told.iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(told, books, "{account}");
        assert_eq!(list["totalCount"], json!(told.len()), "{account}");
    }
}

#[tokio::test]
async fn a_list_that_hides_its_later_pages_is_never_called_complete() {
    let house = House::small().await;
    disturb(&house, "dashdoc", "stuck").await;
    let stuck = list(&house, "dashdoc").await;
    assert_eq!(stuck["complete"], false);
    assert_eq!(stuck["totalCount"], Value::Null);
    let error = &stuck["accounts"][0]["error"];
    assert_eq!(error["code"], "BAD_ANSWER", "{stuck:#}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("the same page"), "{message}");
    // Others do not suffer for it.
    assert_eq!(list(&house, "i3d").await["complete"], true);

    disturb(&house, "dashdoc", "normal").await;
    let healed = list(&house, "dashdoc").await;
    assert_eq!(healed["complete"], true);
    assert_eq!(healed["totalCount"], 64);
}

#[tokio::test]
async fn a_renamed_client_has_its_new_name_on_invoices_that_did_not_change() {
    let house = House::small().await;
    let client = house
        .add("invoice-ninja-clients", json!({"name": "Vroeger"}))
        .await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let invoice = json!({"client_id": client});
        ids.push(house.add("invoice-ninja", invoice).await);
    }
    for name in ["Vroeger", "Tegenwoordig"] {
        let set = json!({"name": name});
        let edit = json!({"resource": "invoice-ninja-clients", "id": client, "set": set});
        house.control(json!({"edit": edit})).await;
        let list = list(&house, "invoice-ninja").await;
        let nodes = list["nodes"].as_array().unwrap();
        for id in &ids {
            let node = nodes.iter().find(|node| node["nativeId"] == **id);
            assert_eq!(node.unwrap()["customer"]["name"], name);
        }
        let query = "query($name: String!) { customers(account: \"invoice-ninja\", search: $name) { nodes { name } } }";
        let data = house.data(query, json!({"name": name})).await;
        assert_eq!(data["customers"]["nodes"], json!([{"name": name}]));
    }
}
