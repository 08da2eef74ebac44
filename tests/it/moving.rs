//! Lists that move under the reader, as a client sees them: all of it, or word that something is missing.

use serde_json::{Value, json};

use crate::town::Town;

const LIST: &str = "query($account: ID!) { invoices(first: 250, filter: {accounts: [$account]}, freshness: LIVE) {
    complete totalCount accounts { state error { code message } } nodes { nativeId customer { name } } } }";

async fn list(town: &Town, account: &str) -> Value {
    town.data(LIST, json!({"account": account})).await["invoices"].clone()
}

async fn disturb(town: &Town, account: &str, manner: &str) {
    let command = json!({"paging": {"resource": account, "manner": manner}});
    town.control(command).await;
}

#[tokio::test]
async fn shuffled_pages_are_told_whole() {
    let town = Town::new().await;
    for account in ["invoice-ninja", "dashdoc", "i3d"] {
        disturb(&town, account, "shuffle").await;
        let list = list(&town, account).await;
        assert_eq!(list["complete"], true, "{account}: {list:#}");
        let told: Vec<&str> = list["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["nativeId"].as_str().unwrap())
            .collect();
        let books = town.books(account).await;
        assert!(told.iter().all(|id| books.contains(id)));
        assert_eq!(list["totalCount"], json!(told.len()), "{account}");
    }
}

#[tokio::test]
async fn a_list_that_hides_its_later_pages_is_never_called_complete() {
    let town = Town::new().await;
    disturb(&town, "dashdoc", "stuck").await;
    let stuck = list(&town, "dashdoc").await;
    assert_eq!(stuck["complete"], false);
    assert_eq!(stuck["totalCount"], Value::Null);
    let error = &stuck["accounts"][0]["error"];
    assert_eq!(error["code"], "BAD_ANSWER", "{stuck:#}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("the same page"), "{message}");
    // Others do not suffer for it.
    assert_eq!(list(&town, "i3d").await["complete"], true);

    disturb(&town, "dashdoc", "normal").await;
    let healed = list(&town, "dashdoc").await;
    assert_eq!(healed["complete"], true);
    assert_eq!(healed["totalCount"], 64);
}

#[tokio::test]
async fn a_renamed_client_has_its_new_name_on_invoices_that_did_not_change() {
    let town = Town::new().await;
    let client = town
        .add("invoice-ninja-clients", json!({"name": "Vroeger"}))
        .await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let invoice = json!({"client_id": client});
        ids.push(town.add("invoice-ninja", invoice).await);
    }
    for name in ["Vroeger", "Tegenwoordig"] {
        let set = json!({"name": name});
        let edit = json!({"resource": "invoice-ninja-clients", "id": client, "set": set});
        town.control(json!({"edit": edit})).await;
        let list = list(&town, "invoice-ninja").await;
        let nodes = list["nodes"].as_array().unwrap();
        for id in &ids {
            let node = nodes.iter().find(|node| node["nativeId"] == **id);
            assert_eq!(node.unwrap()["customer"]["name"], name);
        }
        let query = "query($name: String!) { customers(account: \"invoice-ninja\", search: $name) { nodes { name } } }";
        let data = town.data(query, json!({"name": name})).await;
        assert_eq!(data["customers"]["nodes"], json!([{"name": name}]));
    }
}
