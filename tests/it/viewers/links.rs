//! Links are bound to the right of whoever was given them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{ALL, GUESTS, Guest, LEFT, Told, data, load, plan, told};
use crate::house::{House, Plan};

pub(super) const SIGNED: &str = "[files]\nsigning_key = \"0123456789abcdef\"\n";

async fn house(guests: &[Guest]) -> House {
    let house = House::of(plan(guests, SIGNED)).await;
    load(&house, ALL).await;
    house
}

/// Another gateway over the same vendors that signs with the same key.
async fn replica(house: &House, guests: &[Guest]) -> House {
    House::over(Arc::clone(&house.vendors), &plan(guests, SIGNED)).await
}

async fn link(house: &House, guest: Guest) -> String {
    let query = "{ invoices(first: 1, filter: {accounts: [\"moneybird\"], status: [OPEN]}) {
        nodes { documents { kind url } } } }";
    let told = data(house, guest, query, json!({})).await;
    let document = &told["invoices"]["nodes"][0]["documents"][0];
    document["url"].as_str().unwrap().to_owned()
}

pub(super) async fn open(house: &House, path: &str) -> Told {
    let request = house.client.get(format!("http://{}{path}", house.gateway));
    told(
        request
            .header("x-request-id", "the-same")
            .send()
            .await
            .unwrap(),
    )
    .await
}

/// Opens a link that must be as one that nobody made.
pub(super) async fn is_foreign(house: &House, link: &str) {
    house.forget_calls().await;
    let told = open(house, link).await;
    let foreign = open(
        house,
        &"/files/"
            .chars()
            .chain("A".repeat(link.len() - 7).chars())
            .collect::<String>(),
    )
    .await;
    assert_eq!(told, foreign);
    assert_eq!(told.status, 404);
    let body: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!(body["error"]["code"], json!("NOT_FOUND"));
    assert!(house.calls().await.is_empty());
}

#[tokio::test]
async fn a_link_opens_without_a_key_as_long_as_its_client_may_read_the_account() {
    let house = house(&GUESTS).await;
    let link = link(&house, LEFT).await;
    assert_eq!(open(&house, &link).await.status, 200);
    assert_eq!(
        open(&replica(&house, &GUESTS).await, &link).await.status,
        200
    );
    let other = |rights: &'static str| Guest { rights, ..LEFT };
    for fewer in [
        // The client is gone, has lost the account, or may not read any more.
        vec![ALL],
        vec![ALL, other("accounts = [\"dashdoc\"]\n")],
        vec![ALL, other("scopes = [\"metrics\"]\n")],
        vec![ALL, other("scopes = [\"write\"]\n")],
        // Nobody needs a key, and this was not given to nobody.
        vec![],
    ] {
        is_foreign(&replica(&house, &fewer).await, &link).await;
    }
    // Its keys may change meanwhile, and its other rights.
    let same = [other("accounts = [\"moneybird\"]\nrate = 5\n")];
    assert_eq!(open(&replica(&house, &same).await, &link).await.status, 200);
}

#[tokio::test]
async fn a_link_that_nobody_needed_a_key_for_ends_when_keys_are_demanded() {
    let vendors = House::of(plan(&[], SIGNED)).await;
    vendors.load().await;
    let query = "{ invoices(first: 1, filter: {accounts: [\"moneybird\"], status: [OPEN]}) {
        nodes { documents { url } } } }";
    let told = vendors.data(query, json!({})).await;
    let link = told["invoices"]["nodes"][0]["documents"][0]["url"]
        .as_str()
        .unwrap();
    assert_eq!(open(&vendors, link).await.status, 200);
    is_foreign(&replica(&vendors, &GUESTS).await, link).await;
    let fewer = Plan {
        residents: &super::LEFT_WING,
        ..plan(&[], SIGNED)
    };
    let wing = House::over(Arc::clone(&vendors.vendors), &fewer).await;
    assert_eq!(open(&wing, link).await.status, 200);
}
