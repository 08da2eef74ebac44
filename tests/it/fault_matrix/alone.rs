//! One bad thing among good ones: a vendor that is not there, a token that nobody gave, an invoice that cannot be read, ids
//! that cannot be asked for.

use std::{net::Ipv4Addr, sync::Arc};

use serde_json::{Value, json};
use tokio::net::TcpSocket;

use super::{
    faults::{Ends, Fault, faults, secrets},
    trials::{CONFIG, INVOICES, run},
};
use crate::{
    house::{FIVE, House, Plan, Resident, UNKNOWN_TOKEN},
    vendors::Vendors,
};

const LIST: &str = "{ invoices(first: 250, freshness: LIVE) {
    nodes { id nativeId account { id } } complete totalCount
    accounts { account { id } state error { code message operation } } } }";

fn plan() -> Plan {
    Plan {
        extra: CONFIG,
        ..Plan::five()
    }
}

/// Holds a list to this: all of the others, `of_bad` rows of the bad one, which stands like this.
fn assert_alone(data: &Value, bad: &Resident, of_bad: usize, state: &str, code: &str) {
    let list = &data["invoices"];
    let told = (&list["complete"], &list["totalCount"]);
    assert_eq!(told, (&json!(false), &Value::Null), "{}", bad.id);
    for account in list["accounts"].as_array().unwrap() {
        let id = account["account"]["id"].as_str().unwrap();
        let nodes = list["nodes"].as_array().unwrap().iter();
        let count = nodes.filter(|node| node["account"]["id"] == id).count();
        if id == bad.id {
            let stands = (&account["state"], &account["error"]["code"]);
            assert_eq!(stands, (&json!(state), &json!(code)), "{account}");
            assert_eq!(count, of_bad, "{id}");
        } else {
            assert_eq!(
                (&account["state"], &account["error"]),
                (&json!("FRESH"), &Value::Null),
                "{account}"
            );
            // One vendor keeps telling what was deleted.
            assert!((INVOICES - 4..=INVOICES).contains(&count), "{id}: {count}");
        }
    }
}

async fn assert_well(house: &House) {
    let data = house.data(LIST, json!({})).await;
    let list = &data["invoices"];
    assert_eq!(list["complete"], true, "{}", list["accounts"]);
    assert_eq!(list["totalCount"], list["nodes"].as_array().unwrap().len());
}

#[tokio::test]
async fn a_vendor_that_is_not_there_spoils_nothing_and_is_read_when_it_comes() {
    let trials = FIVE.iter().map(|bad| {
        (bad.id.to_owned(), async move {
            // Ours, but nobody listens there yet.
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
            let address = socket.local_addr().unwrap();
            let vendors = Vendors::open(Some(INVOICES), false).await;
            let plan = Plan {
                elsewhere: Some((bad.id, format!("http://{address}{}", bad.path))),
                ..plan()
            };
            let house = House::over(vendors, &plan).await;
            let data = house.data(LIST, json!({})).await;
            assert_alone(&data, bad, 0, "FAILED", "UNAVAILABLE");
            let listener = socket.listen(1024).unwrap();
            let _late = Vendors::open_at(listener, Some(INVOICES), false);
            assert_well(&house).await;
        })
    });
    run(trials).await;
}

#[tokio::test]
async fn a_token_that_nobody_gave_fails_its_own_account_and_is_never_told() {
    let trials = FIVE.iter().map(|bad| {
        (bad.id.to_owned(), async move {
            let vendors = Vendors::open(Some(INVOICES), false).await;
            let plan = Plan {
                stranger: Some(bad.id),
                ..plan()
            };
            let house = House::over(vendors, &plan).await;
            let text = house.text(LIST, json!({})).await;
            assert!(!text.contains(UNKNOWN_TOKEN), "{text}");
            let answer: Value = serde_json::from_str(&text).unwrap();
            assert_alone(&answer["data"], bad, 0, "FAILED", "PROVIDER_AUTH");
        })
    });
    run(trials).await;
}

#[tokio::test]
async fn an_invoice_that_cannot_be_read_fails_alone() {
    let amounts = [
        "total_price_incl_tax",
        "total_price_incl_tax",
        "amount",
        "total_price",
        "amountIncVAT",
    ];
    let trials = FIVE.iter().zip(amounts).map(|(bad, field)| {
        (format!("{} {field}", bad.id), async move {
            let vendors = Vendors::open(Some(INVOICES), false).await;
            let house = House::over(Arc::clone(&vendors), &plan()).await;
            let healthy = House::over(Arc::clone(&vendors), &plan()).await;
            let whole = healthy.data(LIST, json!({})).await["invoices"]["nodes"].clone();
            let of_bad: Vec<&Value> = whole
                .as_array()
                .unwrap()
                .iter()
                .filter(|node| node["account"]["id"] == bad.id)
                .collect();
            let broken = of_bad[3];
            let answer = json!({"wrong_type": {"field": field, "id": broken["nativeId"]}});
            vendors.fault(bad.provider, &answer).await;
            let data = house.data(LIST, json!({})).await;
            assert_alone(&data, bad, of_bad.len() - 1, "FRESH", "BAD_ANSWER");
            let nodes = data["invoices"]["nodes"].as_array().unwrap();
            assert!(!nodes.contains(broken));
            vendors.heal().await;
            assert_well(&house).await;
        })
    });
    run(trials).await;
}

const BY_ID: &str = "query($ids: [ID!]!, $bad: ID!, $good: ID!) {
    before: invoice(id: $good) { id } bad: invoice(id: $bad) { id number } nodes(ids: $ids) { id }
    after: invoice(id: $good) { number } }";

/// Two ids of each account; equal options give equal books, and ids.
async fn ids() -> Vec<(&'static str, Value)> {
    let vendors = Vendors::open(Some(INVOICES), false).await;
    let house = House::over(vendors, &plan()).await;
    let whole = house.data(LIST, json!({})).await["invoices"]["nodes"].clone();
    let whole = whole.as_array().unwrap();
    let of = |account: &'static str| {
        let nodes = whole
            .iter()
            .filter(move |node| node["account"]["id"] == account);
        nodes.take(2).map(move |node| (account, node["id"].clone()))
    };
    FIVE.iter().flat_map(|resident| of(resident.id)).collect()
}

async fn by_id(bad: &'static Resident, fault: Fault, ids: Arc<Vec<(&'static str, Value)>>) {
    let vendors = Vendors::open(Some(INVOICES), false).await;
    let house = House::over(Arc::clone(&vendors), &plan()).await;
    vendors.fault(bad.provider, &fault.answer).await;
    let all: Vec<&Value> = ids.iter().map(|(_, id)| id).collect();
    let one = |is_bad: bool| {
        let found = ids
            .iter()
            .find(|(account, _)| (*account == bad.id) == is_bad);
        &found.unwrap().1
    };
    let variables = json!({"ids": all, "bad": one(true), "good": one(false)});
    let text = house.text(BY_ID, variables.clone()).await;
    for secret in secrets(vendors.address) {
        assert!(!text.contains(&secret), "{secret} in {text}");
    }
    let answer: Value = serde_json::from_str(&text).unwrap();
    let shown = |(account, id): &(&str, Value)| match *account == bad.id {
        true => Value::Null,
        false => json!({"id": id}),
    };
    let data = &answer["data"];
    assert_eq!(data["nodes"], ids.iter().map(shown).collect::<Value>());
    assert_eq!(
        (&data["bad"], &data["before"]),
        (&Value::Null, &json!({"id": one(false)}))
    );
    assert!(data["after"].is_object(), "{data}");
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 3, "{errors:#?}");
    for error in errors {
        let extensions = &error["extensions"];
        assert_eq!(
            extensions["code"],
            code_by_id(bad, &fault),
            "{}: {error}",
            fault.name
        );
        let whose = (&extensions["account"], &extensions["provider"]);
        assert_eq!(whose, (&json!(bad.id), &json!(bad.provider_id)), "{error}");
        assert_eq!(
            extensions["retryable"], fault.retryable,
            "{}: {error}",
            fault.name
        );
    }
    vendors.heal().await;
    if matches!(fault.ends, Ends::AtOnce) && fault.name != "404" {
        let answer = house.data(BY_ID, variables).await;
        let all: Value = all.iter().map(|id| json!({"id": id})).collect();
        assert_eq!(answer["nodes"], all, "{}", fault.name);
    }
}

/// Where one invoice is asked for, a vendor that knows nothing of it says that there is none. Moneybird is asked for
/// several at once, and that address is always there.
fn code_by_id(bad: &Resident, fault: &Fault) -> &'static str {
    match (bad.provider, fault.name) {
        ("invoice-ninja" | "dashdoc" | "i3d", "404") => "NOT_FOUND",
        _ => fault.code,
    }
}

#[tokio::test]
async fn ids_of_a_bad_vendor_are_null_each_with_its_reason_and_the_others_answer() {
    let ids = Arc::new(ids().await);
    let each = FIVE.iter().flat_map(|bad| {
        let faults = faults(bad.provider).into_iter();
        let ids = &ids;
        faults.map(move |fault| {
            let name = format!("{} {}", bad.id, fault.name);
            (name, by_id(bad, fault, Arc::clone(ids)))
        })
    });
    run(each).await;
}
