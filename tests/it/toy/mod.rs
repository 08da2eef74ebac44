//! A provider that nobody has, added by the README's steps: the smallest whole adapter, to be read and copied.
//!
//! Its vendor is a server of this test, and it joins the table of adapters when the gateway is put together; everything
//! between is the program's own. What needs the program's source and so is not tried here: a name in `ProviderId`, and
//! the typed form of its documents below `native`.

mod adapter;
mod api;
mod info;
mod map;
mod vendor;

use std::sync::{Arc, LazyLock};

use axum::http::StatusCode;
use invoice_gateway::{
    adapters::{ADAPTERS, Adapter},
    config::Config,
    domain::{AccountId, GlobalId, NativeId},
    gateway, sandbox,
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    toy::vendor::{Books, Shared, TOKEN},
    vendors::{listen, today},
};

/// The program's table with the toy's line in it.
static TABLE: LazyLock<Vec<Adapter>> = LazyLock::new(|| {
    let others = ADAPTERS
        .iter()
        .filter(|adapter| adapter.info.id != info::ID);
    let line = |adapter: &Adapter| Adapter {
        info: adapter.info,
        build: adapter.build,
    };
    let toy = Adapter {
        info: &info::TOY,
        build: adapter::build,
    };
    others.map(line).chain([toy]).collect()
});

/// A gateway with a toy account `toys` and a Moneybird account `sales`.
struct Street {
    books: Shared,
    gateway: String,
    client: reqwest::Client,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Street {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Street {
    async fn new(token: &str) -> Self {
        let books = Shared::default();
        with(&books, |books| {
            books.write("1", 1_999, "2001-01-01");
            books.write("2", 250_000, "2999-12-31");
            books.write("3", -5, "2020-02-29");
        });
        let toys = vendor::serve(Arc::clone(&books)).await;
        let (listener, sandbox) = listen().await;
        let options = sandbox::Options::new(today());
        let simulating = tokio::spawn(async move {
            let stop = std::future::pending();
            sandbox::serve(listener, options, stop).await.unwrap();
        });
        let config = config(&format!(
            "[[accounts]]\nid = \"toys\"\nprovider = \"{}\"\ntoken = \"{token}\"\nbase_url = \"{toys}\"\n\
             [[accounts]]\nid = \"sales\"\nprovider = \"moneybird\"\nadministration_id = \"123\"\n\
             token = \"sandbox\"\nbase_url = \"http://{sandbox}/moneybird/api/v2\"\n",
            info::ID
        ));
        let (listener, gateway) = listen().await;
        let serving = tokio::spawn(async move {
            let stop = std::future::pending();
            let served = gateway::serve_with(&TABLE, config, listener, stop).await;
            served.unwrap();
        });
        Self {
            books,
            gateway: format!("http://{gateway}/graphql"),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            tasks: vec![simulating, serving],
        }
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        let body = json!({"query": query, "variables": variables}).to_string();
        let request = self.client.post(&self.gateway).body(body);
        let request = request.header("content-type", "application/json");
        let text = request.send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// The toys' invoices as the vendor tells them now: number and total.
    async fn toys(&self) -> Vec<(Value, Value)> {
        let query = "{ invoices(filter: {accounts: [\"toys\"]}, freshness: LIVE) {
            nodes { number total { amount } } complete } }";
        let answer = self.ask(query, json!({})).await;
        let invoices = &answer["data"]["invoices"];
        assert_eq!(invoices["complete"], true, "{answer:#}");
        let nodes = invoices["nodes"].as_array().unwrap().iter();
        nodes
            .map(|node| (node["number"].clone(), node["total"]["amount"].clone()))
            .collect()
    }

    fn calls(&self, endpoint: &str) -> u64 {
        with(&self.books, |books| books.calls.get(endpoint).copied()).unwrap_or_default()
    }
}

fn with<T>(books: &Shared, act: impl FnOnce(&mut Books) -> T) -> T {
    act(&mut books.lock().unwrap())
}

fn config(text: &str) -> Config {
    Config::parse(text, "toy.toml", |_: &str| None).unwrap()
}

#[tokio::test]
async fn a_new_provider_is_told_of_and_its_invoices_stand_among_the_others() {
    let street = Street::new(TOKEN).await;
    let query = "{
        providers { name quirks batchSize reads { notes } accounts { id } }
        invoices(first: 250, freshness: LIVE) {
            nodes { account { id } number status issueDate total { amount currency } customer { name } notes { id } }
            complete
        }
        invoiceSummary(filter: {accounts: [\"toys\"]}) { groups { count balance { amount } } }
    }";
    let data = &street.ask(query, json!({})).await["data"];
    let providers = data["providers"].as_array().unwrap();
    let toy = json!({
        "name": "Toy Books", "quirks": ["every amount is in euro cents"], "batchSize": null,
        "reads": {"notes": "NOT_TOLD"}, "accounts": [{"id": "toys"}],
    });
    assert!(providers.contains(&toy), "{providers:#?}");

    assert_eq!(data["invoices"]["complete"], true);
    let nodes = data["invoices"]["nodes"].as_array().unwrap();
    let newest = json!({
        "account": {"id": "toys"}, "number": "T-2", "status": "OPEN", "issueDate": "2999-12-31",
        "total": {"amount": "2500.00", "currency": "EUR"}, "customer": {"name": "Bear & Co"}, "notes": null,
    });
    assert_eq!(nodes.first(), Some(&newest));
    let dated = nodes.iter().filter(|node| !node["issueDate"].is_null());
    let dated: Vec<&Value> = dated.collect();
    assert_eq!(dated.last().unwrap()["number"], "T-1");
    assert!(dated.len() > 10, "{}", dated.len());
    assert!(dated.is_sorted_by(|newer, older| newer["issueDate"].as_str() >= older["issueDate"].as_str()));
    let groups = json!([{"count": 3, "balance": {"amount": "2519.94"}}]);
    assert_eq!(data["invoiceSummary"]["groups"], groups);
}

#[tokio::test]
async fn its_changes_arrive_with_one_call_each() {
    let street = Street::new(TOKEN).await;
    assert_eq!(street.toys().await.len(), 3);
    with(&street.books, |books| {
        books.write("1", 2_001, "2001-01-01");
        books.remove("3");
    });
    let before = street.calls("feed");
    let changed = [("T-2", "2500.00"), ("T-1", "20.01")];
    assert_eq!(
        street.toys().await,
        changed.map(|(number, amount)| (json!(number), json!(amount)))
    );
    assert_eq!(street.calls("feed") - before, 1);
    assert_eq!(street.calls("one"), 0);
}

#[tokio::test]
async fn ids_are_asked_for_once_each_and_each_has_its_own_answer() {
    let street = Street::new(TOKEN).await;
    let id = |native| GlobalId::invoice(&AccountId::new("toys"), &NativeId::new(native)).encode();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Invoice { nativeId } } }";
    let ids = json!({"ids": [id("2"), id("no/such"), id("1"), id("2")]});
    let answer = street.ask(query, ids).await;
    assert_eq!(
        answer["data"]["nodes"],
        json!([{"nativeId": "2"}, null, {"nativeId": "1"}, {"nativeId": "2"}])
    );
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{answer:#}");
    assert_eq!(errors[0]["path"], json!(["nodes", 1]));
    assert_eq!(errors[0]["extensions"]["code"], "NOT_FOUND");
    assert!(street.calls("one") <= 3, "{}", street.calls("one"));
}

#[tokio::test]
async fn whatever_is_wrong_with_it_the_others_answer_and_the_reason_is_told() {
    let query = "{ invoices(first: 250, freshness: LIVE) {
        nodes { account { id } } accounts { account { id } state error { code operation } } complete } }";
    for (token, broken, code) in [
        ("wrong", None, "PROVIDER_AUTH"),
        (TOKEN, Some(StatusCode::NOT_FOUND), "PROVIDER_AUTH"),
        (TOKEN, Some(StatusCode::IM_A_TEAPOT), "UNAVAILABLE"),
    ] {
        let street = Street::new(token).await;
        with(&street.books, |books| books.broken = broken);
        let answer = street.ask(query, json!({})).await;
        let invoices = &answer["data"]["invoices"];
        assert_eq!(invoices["complete"], false, "{answer:#}");
        assert!(invoices["nodes"].as_array().unwrap().len() > 50);
        let toys = json!({
            "account": {"id": "toys"}, "state": "FAILED", "error": {"code": code, "operation": "feed"},
        });
        let accounts = invoices["accounts"].as_array().unwrap();
        assert!(accounts.contains(&toys), "{accounts:#?}");
    }
}

#[tokio::test]
async fn a_key_that_it_cannot_use_is_refused_before_anything_is_served() {
    let config = config(&format!(
        "[[accounts]]\nid = \"toys\"\nprovider = \"{}\"\ntoken = \"x\"\nadministration_id = \"1\"\n",
        info::ID
    ));
    let (listener, _) = listen().await;
    let served = gateway::serve_with(&TABLE, config, listener, std::future::pending()).await;
    assert_eq!(
        served.unwrap_err(),
        "toy.toml:1: account \"toys\": administration_id: toy books has none, remove the key"
    );
}
