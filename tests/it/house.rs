//! A whole gateway on loopback, over simulators on loopback: what the tests of this folder talk to.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use invoice_gateway::{config::Config, gateway, sandbox};
use jiff::civil::Date;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// What is different from the usual house.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// TOML that is appended to the config.
    pub(crate) extra: &'static str,
    /// Invoices in each simulated system; the simulators' own number by default.
    pub(crate) invoices: Option<usize>,
    /// Whether the simulators and the gateway keep to the vendor's quota; else neither does.
    pub(crate) quota: bool,
    /// Where the external account finds its API instead of at the simulator.
    pub(crate) external_base_url: Option<String>,
}

/// A running gateway with the accounts `sales` and `external`.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) gateway: SocketAddr,
    pub(crate) sandbox: SocketAddr,
    client: reqwest::Client,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for House {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

pub(crate) async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

pub(crate) fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::of(Plan::default()).await
    }

    pub(crate) async fn of(plan: Plan) -> Self {
        let (listener, sandbox) = listen().await;
        let mut options = sandbox::Options::new(today());
        options.invoices = plan.invoices.unwrap_or(options.invoices);
        options.rate_limit = plan.quota;
        let simulating = tokio::spawn(async move {
            sandbox::serve(listener, options, std::future::pending())
                .await
                .unwrap();
        });
        let base = format!("http://{sandbox}/moneybird/api/v2");
        let external = plan.external_base_url.unwrap_or_else(|| base.clone());
        let quota = if plan.quota {
            ""
        } else {
            "quota_calls = 100000"
        };
        let text = format!(
            "[[accounts]]\nid = \"sales\"\nname = \"Sales BV\"\nprovider = \"moneybird\"\nadministration_id = \"123\"\n\
             token = \"sandbox\"\nbase_url = \"{base}\"\n{quota}\n\
             [[accounts]]\nid = \"external\"\nprovider = \"moneybird-external\"\nadministration_id = \"123\"\n\
             token = \"sandbox\"\nbase_url = \"{external}\"\n{quota}\n{}",
            plan.extra
        );
        let config = Config::parse(&text, "test.toml", |_: &str| None).unwrap();
        let (listener, gateway) = listen().await;
        let serving = tokio::spawn(async move {
            gateway::serve(config, listener, std::future::pending())
                .await
                .unwrap();
        });
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            gateway,
            sandbox,
            client,
            tasks: vec![simulating, serving],
        }
    }

    /// Asks the gateway; gives the answer's text.
    pub(crate) async fn text(&self, query: &str, variables: Value) -> String {
        let body = json!({"query": query, "variables": variables}).to_string();
        let (status, text) = self.post(&body).await;
        assert!(status < 500, "{status}: {text}");
        text
    }

    /// Asks the gateway; gives the whole answer.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Value {
        let text = self.text(query, variables).await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Asks the gateway for what must succeed; gives the data.
    pub(crate) async fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }

    /// Sends a body to the gateway; gives the status and the answer's text.
    pub(crate) async fn post(&self, body: &str) -> (u16, String) {
        let request = self.client.post(format!("http://{}/graphql", self.gateway));
        let request = request
            .header("content-type", "application/json")
            .body(body.to_owned());
        let response = request
            .timeout(Duration::from_secs(60))
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    async fn sandbox(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> Value {
        let mut request = self
            .client
            .request(method, format!("http://{}{path}", self.sandbox));
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success(), "{status}: {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Changes the simulators behind the API's back.
    pub(crate) async fn control(&self, command: Value) -> Value {
        self.sandbox(reqwest::Method::POST, "/_control", Some(command))
            .await
    }

    /// The upstream calls since the last `forget_calls`, by route.
    pub(crate) async fn calls(&self) -> BTreeMap<String, u64> {
        let calls = self.sandbox(reqwest::Method::GET, "/_requests", None).await;
        serde_json::from_value(calls).unwrap()
    }

    pub(crate) async fn forget_calls(&self) {
        self.sandbox(reqwest::Method::DELETE, "/_requests", None)
            .await;
    }

    /// Everything that a simulated system holds, as its vendor would tell it.
    pub(crate) async fn books(&self, system: &str) -> Vec<Value> {
        let books = self
            .sandbox(reqwest::Method::GET, &format!("/_books/{system}"), None)
            .await;
        books.as_array().unwrap().clone()
    }

    /// Waits until both accounts are loaded.
    pub(crate) async fn load(&self) {
        let data = self
            .data(
                "{ invoices(first: 1, freshness: LIVE) { complete } }",
                json!({}),
            )
            .await;
        assert_eq!(data["invoices"]["complete"], json!(true), "{data:#}");
    }
}
