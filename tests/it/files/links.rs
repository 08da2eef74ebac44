//! Links that open nothing, without asking anybody.

use std::sync::Arc;

use serde_json::Value;

use super::{files, link};
use crate::house::{House, Plan};

fn plan(extra: &'static str) -> Plan {
    Plan {
        extra,
        invoices: Some(64),
        ..Plan::default()
    }
}

async fn first_link(house: &House) -> String {
    house.load().await;
    let invoices = files(house, "sales", false).await;
    link(&invoices[0], "PDF").unwrap().to_owned()
}

/// Opens a link that must open nothing, and tells the status and the code.
async fn refused(house: &House, link: &str) -> (u16, String) {
    house.forget_calls().await;
    let response = house.open(link).await;
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let body: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{link}: {text}"));
    assert!(house.calls().await.is_empty(), "{link}");
    (status, body["error"]["code"].as_str().unwrap().to_owned())
}

fn not_found() -> (u16, String) {
    (404, "NOT_FOUND".to_owned())
}

#[tokio::test]
async fn what_this_gateway_did_not_sign_reaches_no_vendor() {
    let house = House::of(plan("")).await;
    let link = first_link(&house).await;
    assert!(house.open(&link).await.status().is_success());
    let token = link.strip_prefix("/files/").unwrap();
    let turn = |place: usize| {
        let mut token = token.as_bytes().to_vec();
        token[place] = if token[place] == b'A' { b'B' } else { b'A' };
        String::from_utf8(token).unwrap()
    };
    let mangled: Vec<String> = (0..token.len()).step_by(7).map(turn).collect();
    let others = [
        "x",
        "0",
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "%f0%9f%92%a5",
        &token[..token.len() - 1],
        &format!("{token}A"),
        &format!("{token}%3d"),
        &"A".repeat(5000),
    ]
    .map(str::to_owned);
    for token in mangled.iter().chain(&others) {
        let told = refused(&house, &format!("/files/{token}")).await;
        assert_eq!(told, not_found(), "{token}");
    }
    for path in ["/files/", "/files", &format!("/files/{token}/x")] {
        assert_eq!(house.open(path).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn the_link_of_another_gateway_opens_nothing_unless_they_share_the_key() {
    let house = House::of(plan("")).await;
    let link = first_link(&house).await;
    let stranger = House::over(Arc::clone(&house.vendors), &plan("")).await;
    assert_eq!(refused(&stranger, &link).await, not_found());
    let shared = || plan("[files]\nsigning_key = \"0123456789abcdef\"\n");
    let house = House::of(shared()).await;
    let link = first_link(&house).await;
    let replica = House::over(Arc::clone(&house.vendors), &shared()).await;
    assert!(replica.open(&link).await.status().is_success());
    // A replica that does not have the account.
    static FEWER: [crate::house::Resident; 1] = [crate::house::Resident {
        id: "external",
        settings: "administration_id = \"123\"",
        provider: "moneybird-external",
        provider_id: "MONEYBIRD_EXTERNAL",
        path: "/moneybird/api/v2",
    }];
    let fewer = Plan {
        residents: &FEWER,
        ..shared()
    };
    let fewer = House::over(Arc::clone(&house.vendors), &fewer).await;
    assert_eq!(refused(&fewer, &link).await, not_found());
}

#[tokio::test]
async fn a_link_ends_with_its_time() {
    let house = House::of(plan("[files]\nlink_life = \"1ms\"\n")).await;
    let link = first_link(&house).await;
    let told = refused(&house, &link).await;
    assert_eq!(told, (410, "NOT_FOUND".to_owned()));
}

#[tokio::test]
async fn links_begin_where_clients_find_the_gateway() {
    let extra = "[server]\npublic_url = \"https://invoices.example.com/gateway/\"\n";
    let house = House::of(plan(extra)).await;
    let link = first_link(&house).await;
    let path = link.strip_prefix("https://invoices.example.com/gateway");
    let path = path.unwrap_or_else(|| panic!("{link}"));
    assert!(house.open(path).await.status().is_success());
}

#[tokio::test]
async fn what_the_vendor_does_not_have_any_more_is_not_found() {
    let house = House::of(plan("")).await;
    house.load().await;
    let invoices = files(&house, "sales", false).await;
    let link = link(&invoices[0], "PDF").unwrap();
    let id = &invoices[0]["nativeId"];
    let remove = serde_json::json!({"remove": {"resource": "moneybird", "id": id}});
    house.control(remove).await;
    let response = house.open(link).await;
    assert_eq!(response.status(), 404);
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(body["error"]["code"], "NOT_FOUND");
}
