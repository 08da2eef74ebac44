//! A simulated vendor that counts what it is asked, and gateways with one account at it.

use std::{collections::BTreeMap, net::SocketAddr};

use invoice_gateway::{
    config::Config,
    domain::{AccountId, GlobalId, NativeId},
    gateway, sandbox,
};
use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::vendors::listen;

/// How many invoices the vendor has: more than three hundred would show nothing new.
pub(crate) const INVOICES: usize = 300;

/// The day that the books are as of: a fixed one, so that they are the same whenever the tests run.
const DAY: Date = Date::constant(2025, 6, 16);

/// The id of the one account.
const ACCOUNT: &str = "books";

/// A vendor, and how its invoices are edited.
#[derive(Debug)]
pub(crate) struct Vendor {
    /// Its name in the config and in the simulators.
    pub(crate) slug: &'static str,
    /// Where it is below the simulators' address.
    pub(crate) path: &'static str,
    /// A field that anybody may change.
    pub(crate) field: &'static str,
}

/// The simulators, and the gateways that were opened over them.
#[derive(Debug)]
pub(crate) struct World {
    vendor: &'static Vendor,
    sandbox: SocketAddr,
    client: reqwest::Client,
    tasks: Vec<JoinHandle<()>>,
}

/// A gateway that knows nothing yet.
#[derive(Debug)]
pub(crate) struct Gateway {
    url: String,
    client: reqwest::Client,
}

impl Drop for World {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl World {
    pub(crate) async fn new(vendor: &'static Vendor) -> Self {
        let (listener, sandbox) = listen().await;
        let mut options = sandbox::Options::new(DAY);
        options.invoices = INVOICES;
        options.rate_limit = false;
        let simulating = tokio::spawn(async move {
            let stop = std::future::pending();
            sandbox::serve(listener, options, stop).await.unwrap();
        });
        Self {
            vendor,
            sandbox,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            tasks: vec![simulating],
        }
    }

    /// Opens a gateway; `extra` is appended to its config.
    pub(crate) async fn gateway(&mut self, extra: &str) -> Gateway {
        let Vendor { slug, path, .. } = self.vendor;
        let administration = match slug.starts_with("moneybird") {
            true => "administration_id = \"123\"\n",
            false => "",
        };
        let text = format!(
            "[[accounts]]\nid = \"{ACCOUNT}\"\nprovider = \"{slug}\"\ntoken = \"sandbox\"\n{administration}\
             base_url = \"http://{}{path}\"\nquota_calls = 1000000\n{extra}",
            self.sandbox
        );
        let config = Config::parse(&text, "calls.toml", |_: &str| None).unwrap();
        let (listener, address) = listen().await;
        self.tasks.push(tokio::spawn(async move {
            let stop = std::future::pending();
            gateway::serve(config, listener, stop).await.unwrap();
        }));
        Gateway {
            url: format!("http://{address}/graphql"),
            client: self.client.clone(),
        }
    }

    /// The vendor's ids, newest invoice first.
    pub(crate) async fn ids(&self) -> Vec<String> {
        let path = format!("/_books/{}?ids_only=true", self.vendor.slug);
        let ids = self.control(Method::GET, &path, None).await;
        serde_json::from_value(ids).unwrap()
    }

    /// Edits these invoices behind the API's back.
    pub(crate) async fn edit(&self, ids: &[String]) {
        if ids.is_empty() {
            return;
        }
        let mut set = json!({ self.vendor.field: "edited" });
        if self.vendor.slug == "invoice-ninja" {
            // All in the same second, on whichever side of its end.
            set["updated_at"] = jiff::Timestamp::now().as_second().into();
        }
        let edit = json!({"edit": {"resource": self.vendor.slug, "ids": ids, "set": set}});
        self.control(Method::POST, "/_control", Some(edit)).await;
    }

    /// The calls that the vendor got since it was last asked this.
    pub(crate) async fn calls(&self) -> u64 {
        let calls = self.control(Method::GET, "/_requests", None).await;
        self.control(Method::DELETE, "/_requests", None).await;
        let calls: BTreeMap<String, u64> = serde_json::from_value(calls).unwrap();
        calls.values().sum()
    }

    async fn control(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let url = format!("http://{}{path}", self.sandbox);
        let mut request = self.client.request(method, url);
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success(), "{status}: {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }
}

impl Gateway {
    /// Asks; gives the whole answer.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Value {
        let body = json!({"query": query, "variables": variables}).to_string();
        let request = self.client.post(&self.url).body(body);
        let request = request.header("content-type", "application/json");
        let text = request.send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Asks for what must succeed; gives the data.
    pub(crate) async fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }
}

/// The ids that clients hold of the first invoices.
pub(crate) fn global(ids: &[String]) -> Vec<String> {
    let account = AccountId::new(ACCOUNT);
    let global = |id: &String| GlobalId::invoice(&account, &NativeId::new(id)).encode();
    ids.iter().map(global).collect()
}
