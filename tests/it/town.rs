//! A gateway over the simulators of all five providers, an account each.

use std::{future::pending, time::Duration};

use invoice_gateway::{config::Config, gateway, sandbox};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::vendors::{listen, today};

/// Accounts, each named as the simulator names its invoices, with the vendor's address there.
pub(crate) const ACCOUNTS: [(&str, &str); 5] = [
    ("moneybird", "/moneybird/api/v2"),
    ("moneybird-external", "/moneybird/api/v2"),
    ("invoice-ninja", "/invoice-ninja"),
    ("dashdoc", "/dashdoc/api/v4"),
    ("i3d", "/i3d"),
];

/// A gateway over all simulators.
pub(crate) struct Town {
    gateway: String,
    sandbox: String,
    client: reqwest::Client,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Town {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Town {
    pub(crate) async fn new() -> Self {
        let (listener, sandbox) = listen().await;
        let mut options = sandbox::Options::new(today());
        (options.invoices, options.rate_limit) = (64, false);
        let simulating = tokio::spawn(async move {
            sandbox::serve(listener, options, pending()).await.unwrap();
        });
        let account = |(name, path): &(&str, &str)| {
            let administration = match name.starts_with("moneybird") {
                true => "administration_id = \"123\"\n",
                false => "",
            };
            format!(
                "[[accounts]]\nid = \"{name}\"\nprovider = \"{name}\"\ntoken = \"sandbox\"\n\
                 quota_calls = 100000\nbase_url = \"http://{sandbox}{path}\"\n{administration}"
            )
        };
        let text: String = ACCOUNTS.iter().map(account).collect();
        let config = Config::parse(&text, "test.toml", |_: &str| None).unwrap();
        let (listener, gateway) = listen().await;
        let serving = tokio::spawn(async move {
            gateway::serve(config, listener, pending()).await.unwrap();
        });
        Self {
            gateway: format!("http://{gateway}/graphql"),
            sandbox: format!("http://{sandbox}"),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            tasks: [simulating, serving],
        }
    }

    async fn post(&self, url: &str, body: Value) -> Value {
        let request = self.client.post(url).body(body.to_string());
        let request = request.header("content-type", "application/json");
        let sent = request.timeout(Duration::from_secs(60)).send().await;
        let text = sent.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Changes the simulators behind the API's back.
    pub(crate) async fn control(&self, command: Value) -> Value {
        let answer = self
            .post(&format!("{}/_control", self.sandbox), command)
            .await;
        assert!(answer.get("error").is_none(), "{answer}");
        answer
    }

    /// Asks the gateway for what must succeed; gives the data.
    pub(crate) async fn data(&self, query: &str, variables: Value) -> Value {
        let body = json!({"query": query, "variables": variables});
        let answer = self.post(&self.gateway, body).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }

    /// Puts something into the books; gives its id.
    pub(crate) async fn add(&self, resource: &str, row: Value) -> String {
        let command = json!({"add": {"resource": resource, "invoice": row}});
        let answer = self.control(command.clone()).await;
        let id = answer["ids"][0].as_str();
        id.unwrap_or_else(|| panic!("{command}: {answer}"))
            .to_owned()
    }

    /// What a simulated vendor holds, as text.
    pub(crate) async fn books(&self, name: &str) -> String {
        let url = format!("{}/_books/{name}", self.sandbox);
        let sent = self.client.get(url).send().await;
        sent.unwrap().text().await.unwrap()
    }
}
