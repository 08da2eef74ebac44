//! A whole gateway on loopback, over simulators on loopback: what the tests of this folder talk to.

use std::{collections::BTreeMap, fmt::Write, net::SocketAddr, sync::Arc, time::Duration};

use invoice_gateway::{config::Config, gateway};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::vendors::{Vendors, client, listen};

/// An account of a house.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resident {
    /// Its id.
    pub(crate) id: &'static str,
    /// What else its config says.
    pub(crate) settings: &'static str,
    /// Its provider, as the config and the simulators' control call it.
    pub(crate) provider: &'static str,
    /// Its provider, as GraphQL calls it.
    pub(crate) provider_id: &'static str,
    /// Where its API is below the simulators' address.
    pub(crate) path: &'static str,
}

const MONEYBIRD: Resident = Resident {
    id: "moneybird",
    settings: "administration_id = \"123\"",
    provider: "moneybird",
    provider_id: "MONEYBIRD",
    path: "/moneybird/api/v2",
};

const EXTERNAL: Resident = Resident {
    id: "moneybird-external",
    provider: "moneybird-external",
    provider_id: "MONEYBIRD_EXTERNAL",
    ..MONEYBIRD
};

/// The two resources of one vendor.
pub(crate) static TWO: [Resident; 2] = [
    Resident {
        id: "sales",
        settings: "administration_id = \"123\"\nname = \"Sales BV\"",
        ..MONEYBIRD
    },
    Resident {
        id: "external",
        ..EXTERNAL
    },
];

/// One of each provider, called as when the program starts without a config.
pub(crate) static FIVE: [Resident; 5] = [
    MONEYBIRD,
    EXTERNAL,
    Resident {
        id: "invoice-ninja",
        settings: "",
        provider: "invoice-ninja",
        provider_id: "INVOICE_NINJA",
        path: "/invoice-ninja",
    },
    Resident {
        id: "dashdoc",
        // The simulated storage goes by another name than the API.
        settings: "file_hosts = [\"localhost\"]",
        provider: "dashdoc",
        provider_id: "DASHDOC",
        path: "/dashdoc/api/v4",
    },
    Resident {
        id: "i3d",
        settings: "",
        provider: "i3d",
        provider_id: "I3D",
        path: "/i3d",
    },
];

/// A token that no vendor gave.
pub(crate) const UNKNOWN_TOKEN: &str = "t0ken-0f-n0b0dy";

/// What is different from the usual house.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Who lives in it.
    pub(crate) residents: &'static [Resident],
    /// TOML that is appended to the config.
    pub(crate) extra: &'static str,
    /// Invoices in each simulated system; the simulators' own number by default.
    pub(crate) invoices: Option<usize>,
    /// Whether the simulators and the gateway keep to the vendor's quota; else neither does.
    pub(crate) quota: bool,
    /// An account that finds its API elsewhere than at the simulators.
    pub(crate) elsewhere: Option<(&'static str, String)>,
    /// An account whose token its vendor does not know.
    pub(crate) stranger: Option<&'static str>,
    /// The time zones of the accounts, where they are not UTC.
    pub(crate) zones: &'static [(&'static str, &'static str)],
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            residents: &TWO,
            extra: "",
            invoices: None,
            quota: false,
            elsewhere: None,
            stranger: None,
            zones: &[],
        }
    }
}

impl Plan {
    /// A house of all five accounts.
    pub(crate) fn five() -> Self {
        Self {
            residents: &FIVE,
            ..Self::default()
        }
    }

    fn config(&self, vendors: SocketAddr) -> String {
        let mut text = String::new();
        for resident in self.residents {
            let Resident {
                id, path, provider, ..
            } = resident;
            let elsewhere = self.elsewhere.as_ref().filter(|(other, _)| other == id);
            let base_url = elsewhere.map_or(format!("http://{vendors}{path}"), |it| it.1.clone());
            let zone = self.zones.iter().find(|(other, _)| other == id);
            let zone = zone.map_or("UTC", |(_, zone)| zone);
            let quota = match self.quota {
                true => "",
                false => "quota_calls = 100000",
            };
            let token = match self.stranger == Some(*id) {
                true => UNKNOWN_TOKEN,
                false => "sandbox",
            };
            writeln!(
                text,
                "[[accounts]]\nid = \"{id}\"\nprovider = \"{provider}\"\ntoken = \"{token}\"\n\
                 base_url = \"{base_url}\"\ntime_zone = \"{zone}\"\n{quota}\n{}",
                resident.settings
            )
            .unwrap();
        }
        text + self.extra
    }
}

/// A running gateway: with the accounts `sales` and `external`, or with one of each provider.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) vendors: Arc<Vendors>,
    pub(crate) gateway: SocketAddr,
    pub(crate) client: reqwest::Client,
    task: JoinHandle<()>,
}

impl Drop for House {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl House {
    /// The two accounts of one vendor.
    pub(crate) async fn new() -> Self {
        Self::of(Plan::default()).await
    }

    /// One account of each provider.
    pub(crate) async fn five() -> Self {
        Self::of(Plan::five()).await
    }

    /// The same with few invoices each.
    pub(crate) async fn small() -> Self {
        Self::of(Plan {
            invoices: Some(64),
            ..Plan::five()
        })
        .await
    }

    pub(crate) async fn of(plan: Plan) -> Self {
        let vendors = Vendors::open(plan.invoices, plan.quota).await;
        Self::over(vendors, &plan).await
    }

    /// Another gateway over simulators that are there already; it knows nothing yet.
    pub(crate) async fn over(vendors: Arc<Vendors>, plan: &Plan) -> Self {
        let text = plan.config(vendors.address);
        let config = Config::parse(&text, "test.toml", |_: &str| None).unwrap();
        let (listener, gateway) = listen().await;
        let task = tokio::spawn(async move {
            let served = gateway::serve(config, listener, std::future::pending());
            served.await.unwrap();
        });
        Self {
            vendors,
            gateway,
            client: client(),
            task,
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

    /// Opens a link that the gateway gave.
    pub(crate) async fn open(&self, link: &str) -> reqwest::Response {
        self.send(reqwest::Method::GET, link).await
    }

    /// Sends a request without a body to an address of the gateway.
    pub(crate) async fn send(&self, method: reqwest::Method, path: &str) -> reqwest::Response {
        let url = format!("http://{}{path}", self.gateway);
        self.client.request(method, url).send().await.unwrap()
    }

    /// Sends a form to the gateway, as a page does that may; gives the answer.
    pub(crate) async fn upload(&self, form: reqwest::multipart::Form) -> Value {
        let request = self.client.post(format!("http://{}/graphql", self.gateway));
        let request = request.header("graphql-require-preflight", "1");
        let response = request.multipart(form).send().await.unwrap();
        let text = response.text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
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

    /// Changes the simulators behind the API's back.
    pub(crate) async fn control(&self, command: Value) -> Value {
        self.vendors.control(command).await
    }

    /// Puts something into the books; gives its id.
    pub(crate) async fn add(&self, resource: &str, row: Value) -> String {
        let command = json!({"add": {"resource": resource, "invoice": row}});
        let answer = self.control(command.clone()).await;
        let id = answer["ids"][0].as_str();
        id.unwrap_or_else(|| panic!("{command}: {answer}"))
            .to_owned()
    }

    /// The upstream calls since the last `forget_calls`, by route.
    pub(crate) async fn calls(&self) -> BTreeMap<String, u64> {
        self.vendors.calls().await
    }

    pub(crate) async fn forget_calls(&self) {
        self.vendors.forget_calls().await;
    }

    /// Everything that a simulated system holds, as its vendor would tell it.
    pub(crate) async fn books(&self, system: &str) -> Vec<Value> {
        self.vendors.books(system).await
    }

    /// Waits until all accounts are loaded.
    pub(crate) async fn load(&self) {
        let query = "{ invoices(first: 1, freshness: LIVE) { complete accounts { account { id } error { message } } } }";
        let data = self.data(query, json!({})).await;
        assert_eq!(data["invoices"]["complete"], json!(true), "{data:#}");
    }
}
