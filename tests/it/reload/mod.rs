//! Another config while the gateway runs: what it changes, what it leaves, and that nobody notices in between.

mod accounts;
mod clients;
mod links;
mod load;
#[cfg(unix)]
mod program;
mod refused;
#[cfg(unix)]
mod watching;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use invoice_gateway::{
    adapters::ADAPTERS,
    auth::KeyHash,
    config::Config,
    gateway::{Changes, Gateway},
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::vendors::{Vendors, client, listen};

/// Nothing is refreshed behind a test that counts calls.
pub(crate) const OLD_AGE: &str = "[cache]\nrefresh = \"1h\"\nmax_age = \"2h\"\n";

/// Tells of all accounts how they stand.
pub(crate) const STATE: &str = "query ($freshness: Freshness) {
  invoices(first: 5, freshness: $freshness) { totalCount complete nodes { id nativeId }
    accounts { account { id } error { code } } } }";

/// An account at the simulators, without a quota of its own.
pub(crate) fn account(vendors: &Vendors, id: &str, provider: &str, more: &str) -> String {
    let path = match provider {
        "moneybird" | "moneybird-external" => "/moneybird/api/v2",
        "dashdoc" => "/dashdoc/api/v4",
        _ => "/i3d",
    };
    let quota = if more.contains("quota_calls") {
        ""
    } else {
        "quota_calls = 100000\n"
    };
    let token = if more.contains("token") {
        ""
    } else {
        "token = \"sandbox\"\n"
    };
    let number = if more.contains("administration_id") || !path.contains("moneybird") {
        ""
    } else {
        "administration_id = \"123\"\n"
    };
    format!(
        "[[accounts]]\nid = \"{id}\"\nprovider = \"{provider}\"\nbase_url = \"http://{}{path}\"\n{quota}{token}{number}{more}\n",
        vendors.address
    )
}

/// What a client sends; a single word would be refused.
pub(crate) fn secret(key: &str) -> String {
    format!("{key}-which-nobody-guesses")
}

/// A client and what it may do.
pub(crate) fn guest(name: &str, key: &str, rights: &str) -> String {
    let hash = KeyHash::of(&secret(key));
    format!("[[clients]]\nname = \"{name}\"\nkey_sha256 = [\"{hash}\"]\n{rights}\n")
}

/// A gateway that can be handed another config; it ends with the test.
pub(crate) struct Running {
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) address: SocketAddr,
    client: reqwest::Client,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) fn parse(config: &str) -> Config {
    Config::parse(config, "gateway.toml", |_: &str| None).unwrap()
}

impl Running {
    pub(crate) async fn start(config: &str) -> Self {
        let (listener, address) = listen().await;
        let opened = Gateway::open(ADAPTERS, parse(config), address).await;
        let gateway = opened.unwrap();
        let serving = Arc::clone(&gateway);
        let task = tokio::spawn(async move {
            serving.serve(listener, std::future::pending()).await;
        });
        Self {
            gateway,
            address,
            client: client(),
            task,
        }
    }

    /// Hands it a config that must do; tells what is different.
    pub(crate) fn reload(&self, config: &str) -> Changes {
        self.gateway.reload(parse(config)).unwrap()
    }

    /// Sends a body with a key; gives the status and the answer.
    pub(crate) async fn send(&self, key: &str, body: &Value) -> (u16, Value) {
        let request = self.client.post(format!("http://{}/graphql", self.address));
        let request = request
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .timeout(Duration::from_secs(60))
            .bearer_auth(secret(key))
            .body(body.to_string());
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let answer = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        (status, answer)
    }

    pub(crate) async fn ask(&self, key: &str, query: &str) -> (u16, Value) {
        self.send(key, &json!({ "query": query })).await
    }

    /// How all accounts stand.
    pub(crate) async fn state(&self, freshness: &str) -> Value {
        let variables = json!({ "freshness": freshness });
        let body = json!({"query": STATE, "variables": variables});
        let (_, answer) = self.send("", &body).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"]["invoices"].clone()
    }

    /// Loads all accounts.
    pub(crate) async fn load(&self) {
        let state = self.state("LIVE").await;
        assert_eq!(state["complete"], json!(true), "{state:#}");
    }

    /// What is at a path: the status and the text.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let url = format!("http://{}{path}", self.address);
        let response = self.client.get(url).send().await.unwrap();
        let status = response.status().as_u16();
        (
            status,
            String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned(),
        )
    }

    /// The status of a file's link.
    pub(crate) async fn open(&self, link: &str) -> u16 {
        self.get(link).await.0
    }
}
