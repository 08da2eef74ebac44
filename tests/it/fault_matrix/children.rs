//! What a vendor tells of each invoice alone: when that fails, its own fields are null with a reason, and nothing else is.

use std::{sync::Arc, time::Instant};

use serde_json::{Value, json};

use super::{
    faults::{Ends, Fault, faults, secrets},
    trials::{DEADLINE, INVOICES, run},
};
use crate::{
    house::{FIVE, House, Plan},
    vendors::Vendors,
};

/// Where a vendor tells it, and what then cannot be known.
#[derive(Clone, Copy, Debug)]
struct Lazy {
    account: &'static str,
    path: &'static str,
    fields: &'static [&'static str],
}

const LAZY: [Lazy; 2] = [
    Lazy {
        account: "i3d",
        path: "/v3/account/invoice/2",
        fields: &["lineItems", "taxLines", "customer", "supplier", "native"],
    },
    Lazy {
        account: "invoice-ninja",
        path: "/activities/entity",
        fields: &["notes", "timeline"],
    },
];

/// A few invoices of each account with everything that any vendor tells.
const QUERY: &str = "query {
    dashdoc: invoices(first: 3, filter: {accounts: [\"dashdoc\"]}, freshness: CACHE_ONLY) { ...page }
    i3d: invoices(first: 3, filter: {accounts: [\"i3d\"]}, freshness: CACHE_ONLY) { ...page }
    ninja: invoices(first: 3, filter: {accounts: [\"invoice-ninja\"]}, freshness: CACHE_ONLY) { ...page }
    sales: invoices(first: 3, filter: {accounts: [\"moneybird\"]}, freshness: CACHE_ONLY) { ...page }
    external: invoices(first: 3, filter: {accounts: [\"moneybird-external\"]}, freshness: CACHE_ONLY) { ...page } }
  fragment page on InvoiceConnection { complete totalCount nodes {
    id account { id } number description status issueDate total { amount currency } payments { id amount { amount } }
    lineItems { description subtotal { amount } } taxLines { tax { amount } } customer { name } supplier { name }
    native { __typename } notes { id text } timeline { action } attachments { filename } } }";

const STATE: &str = "{ invoices(first: 1, freshness: CACHE_ONLY) { complete totalCount accounts { state error { code } } } }";

fn plan() -> Plan {
    Plan {
        extra: "[limits]\nattempt_timeout = \"1500ms\"\n",
        ..Plan::five()
    }
}

/// The same answer with the fields that could not be known taken out.
fn without(mut data: Value, lazy: Lazy) -> Value {
    for (_, page) in data.as_object_mut().unwrap() {
        for node in page["nodes"].as_array_mut().unwrap() {
            let is_lazy = node["account"]["id"] == lazy.account;
            for field in lazy.fields.iter().filter(|_| is_lazy) {
                assert!(!node[*field].is_null(), "{field} of {node:#}");
                node[*field] = Value::Null;
            }
        }
    }
    data
}

async fn house() -> House {
    let vendors = Vendors::open(Some(INVOICES), false).await;
    let house = House::over(vendors, &plan()).await;
    house.load().await;
    house
}

async fn trial(lazy: Lazy, fault: Fault, whole: Arc<Value>) {
    let house = house().await;
    let vendors = &house.vendors;
    let before_it = house.data(STATE, json!({})).await;
    let name = fault.name;
    let answer = json!({"path": lazy.path, "answer": fault.answer});
    vendors.control(json!({"fault": {"add": answer}})).await;

    let before = Instant::now();
    let text = house.text(QUERY, json!({})).await;
    assert!(
        before.elapsed() < DEADLINE,
        "{name}: {:?}",
        before.elapsed()
    );
    let addresses: Vec<String> = secrets(vendors.address);
    let answer: Value = serde_json::from_str(&text).unwrap();
    for secret in addresses {
        assert!(
            !answer["errors"].to_string().contains(&secret),
            "{name}: {secret}"
        );
    }
    assert_eq!(
        answer["data"],
        without(Value::clone(&whole), lazy),
        "{name}"
    );
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 3 * lazy.fields.len(), "{name}: {errors:#?}");
    for error in errors {
        judge(error, lazy, &fault);
    }
    // What a list says of itself stays as it was: only what one invoice tells alone is missing.
    if fault.name != "404" {
        assert_eq!(house.data(STATE, json!({})).await, before_it, "{name}");
    }
    vendors.heal().await;
    if matches!(fault.ends, Ends::AtOnce) {
        // Where a vendor said that an invoice is gone, its list has to say that it is not.
        house.load().await;
        assert_eq!(house.data(QUERY, json!({})).await, *whole, "{name}");
        assert_eq!(house.data(STATE, json!({})).await, before_it, "{name}");
    }
}

fn judge(error: &Value, lazy: Lazy, fault: &Fault) {
    let provider = FIVE
        .iter()
        .find(|resident| resident.id == lazy.account)
        .unwrap()
        .provider_id;
    let field = error["path"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .as_str()
        .unwrap();
    assert!(lazy.fields.contains(&field), "{error}");
    let extensions = &error["extensions"];
    // Where one invoice is asked for, a vendor that knows nothing of it says that there is none.
    let code = match fault.name {
        "404" => "NOT_FOUND",
        _ => fault.code,
    };
    assert_eq!(extensions["code"], code, "{}: {error}", fault.name);
    assert_eq!(extensions["account"], lazy.account, "{error}");
    assert_eq!(extensions["provider"], provider, "{error}");
    assert_eq!(
        extensions["retryable"], fault.retryable,
        "{}: {error}",
        fault.name
    );
    assert!(
        extensions["operation"].is_string() || code == "NOT_FOUND",
        "{error}"
    );
    assert!(extensions["requestId"].is_string(), "{error}");
}

#[tokio::test]
async fn what_an_invoice_tells_alone_fails_alone() {
    // Equal options give equal books, and ids.
    let whole = Arc::new(house().await.data(QUERY, json!({})).await);
    let each = LAZY.into_iter().flat_map(|lazy| {
        let faults = faults(lazy.account).into_iter();
        let whole = &whole;
        faults.map(move |fault| {
            let name = format!("{} {}", lazy.account, fault.name);
            (name, trial(lazy, fault, Arc::clone(whole)))
        })
    });
    run(each).await;
}

/// Waits for the list, and then for what each of its invoices tells alone.
const BOTH: &str = "{ invoices(first: 250, freshness: LIVE) {
    accounts { account { id } state error { code } } complete totalCount
    nodes { nativeId account { id } number lineItems { description } notes { text } } } }";

async fn silence(lazy: Lazy) {
    let house = house().await;
    let whole = house.data(BOTH, json!({})).await["invoices"]["nodes"].clone();
    // Another gateway, that was told the lists alone.
    let plan = Plan {
        // A vendor that is silent is waited for until the deadline.
        extra: "[limits]\ndeadline = \"5s\"\n",
        ..plan()
    };
    let house = House::over(Arc::clone(&house.vendors), &plan).await;
    house.load().await;
    house.vendors.fault(lazy.account, &json!("hang")).await;
    let before = Instant::now();
    let answer = house.ask(BOTH, json!({})).await;
    assert!(before.elapsed() < DEADLINE, "{:?}", before.elapsed());
    let list = &answer["data"]["invoices"];
    assert_eq!(list["complete"], true, "{}", list["accounts"]);
    let (nodes, whole) = (list["nodes"].as_array().unwrap(), whole.as_array().unwrap());
    assert_eq!(nodes.len(), whole.len());
    for (node, whole) in nodes.iter().zip(whole) {
        let mut expected = whole.clone();
        for field in lazy
            .fields
            .iter()
            .filter(|_| node["account"]["id"] == lazy.account)
        {
            if expected.get(*field).is_some() {
                expected[*field] = Value::Null;
            }
        }
        assert_eq!(*node, expected);
    }
    for error in answer["errors"].as_array().unwrap() {
        let extensions = &error["extensions"];
        let told = (&extensions["code"], &extensions["account"]);
        assert_eq!(told, (&json!("TIMEOUT"), &json!(lazy.account)), "{error}");
    }
}

#[tokio::test]
async fn a_vendor_that_is_silent_twice_in_a_query_costs_the_others_one_deadline() {
    run(LAZY.map(|lazy| (lazy.account.to_owned(), silence(lazy)))).await;
}
