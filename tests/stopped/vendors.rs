//! The simulated vendors, their books, and what they heard.

use std::{collections::HashMap, net::SocketAddr};

use invoice_gateway::sandbox;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::chance::Chance;

/// Accounts, and how their simulators are reached.
const ACCOUNTS: [(&str, &str); 5] = [
    ("moneybird", "/moneybird/api/v2"),
    ("moneybird-external", "/moneybird/api/v2"),
    ("invoice-ninja", "/invoice-ninja"),
    ("dashdoc", "/dashdoc/api/v4"),
    ("i3d", "/i3d"),
];

/// What each system holds besides the invoices of a round.
const INVOICES: usize = 20;

/// All simulators at one address.
pub(crate) struct Vendors {
    address: SocketAddr,
    client: reqwest::Client,
    task: JoinHandle<()>,
}

impl Drop for Vendors {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the vendors hold and what they were asked to change, at one moment.
pub(crate) struct Books {
    systems: HashMap<&'static str, Vec<Value>>,
    /// Path and body of each call that may have changed something.
    writes: Vec<(String, String)>,
}

impl Books {
    pub(crate) fn of(&self, system: &str) -> &[Value] {
        &self.systems[system]
    }

    /// How many calls that may have changed something name one of these texts.
    pub(crate) fn writes_with(&self, texts: &[&str]) -> usize {
        let names = |(path, body): &&(String, String)| {
            let mut texts = texts.iter();
            texts.any(|text| path.contains(text) || body.contains(text))
        };
        self.writes.iter().filter(names).count()
    }
}

impl Vendors {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let today = jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        let mut options = sandbox::Options::new(today);
        options.rate_limit = false;
        options.invoices = INVOICES;
        let task = tokio::spawn(async move {
            let served = sandbox::serve(listener, options, std::future::pending());
            served.await.unwrap();
        });
        let client = reqwest::Client::builder().no_proxy();
        let client = client.tls_certs_only(Vec::new()).build().unwrap();
        Self {
            address,
            client,
            task,
        }
    }

    /// An account at each, in TOML.
    pub(crate) fn accounts(&self) -> String {
        let account = |(name, path): (&str, &str)| {
            let administration = match name.starts_with("moneybird") {
                true => "administration_id = \"123\"\n",
                false => "",
            };
            format!(
                "[[accounts]]\nid = \"{name}\"\nprovider = \"{name}\"\ntoken = \"sandbox\"\n{administration}\
                 base_url = \"http://{}{path}\"\nquota_calls = 100000\n",
                self.address
            )
        };
        ACCOUNTS.map(account).concat()
    }

    async fn ask(&self, method: reqwest::Method, path: &str, body: Value) -> Value {
        let url = format!("http://{}{path}", self.address);
        let request = self.client.request(method, url);
        let request = request
            .header("content-type", "application/json")
            .body(body.to_string());
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{status}: {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Adds so many invoices like this one; gives their ids.
    pub(crate) async fn add(&self, system: &str, invoice: &Value, count: usize) -> Vec<String> {
        let add = json!({"add": {"resource": system, "invoice": invoice, "count": count}});
        let added = self.ask(reqwest::Method::POST, "/_control", add).await;
        let ids = added["ids"].as_array().unwrap().iter();
        ids.map(|id| id.as_str().unwrap().to_owned()).collect()
    }

    /// From now on a few answers take seconds, to what was done at once or is done only then, and a few payments and
    /// notes are done or not and have no answer.
    pub(crate) async fn become_slow(&self, chance: &mut Chance) {
        let delayed = json!({"delay_ms": 2000 + chance.below(1000)});
        let late = json!({"late_ms": 2000 + chance.below(1000)});
        let applied = json!({"random": chance.below(1000)});
        let lost = json!({"lose_answer": {"applied": applied, "late_ms": chance.below(800)}});
        let faults = [
            ("GET", "", &delayed, 3),
            ("GET", "", &late, 2),
            ("POST", "payments", &late, 2),
            ("POST", "payments", &delayed, 2),
            ("POST", "payments", &lost, 2),
            ("POST", "notes", &late, 1),
            ("POST", "notes", &delayed, 1),
            ("POST", "notes", &lost, 1),
            ("POST", "mark-paid", &late, 1),
            ("PATCH", "", &delayed, 2),
        ];
        let faults = faults.map(|(method, path, answer, times)| {
            let fault = json!({"method": method, "path": path, "times": times, "answer": answer});
            json!({"fault": {"add": fault}})
        });
        self.ask(reqwest::Method::POST, "/_control", json!(faults))
            .await;
    }

    /// From now on everything is answered at once.
    pub(crate) async fn recover(&self) {
        let clear = json!({"fault": "clear"});
        self.ask(reqwest::Method::POST, "/_control", clear).await;
    }

    /// What they hold and were asked to change until now.
    pub(crate) async fn books(&self) -> Books {
        let get = |path: String| async move {
            let list = self.ask(reqwest::Method::GET, &path, Value::Null).await;
            list.as_array().expect("a list").clone()
        };
        let mut systems = HashMap::new();
        for (system, _) in ACCOUNTS {
            systems.insert(system, get(format!("/_books/{system}")).await);
        }
        let heard = get("/_requests/log".to_owned()).await;
        Books {
            systems,
            writes: heard.iter().filter_map(write).collect(),
        }
    }
}

/// Path and body of a call that may have changed something.
fn write(call: &Value) -> Option<(String, String)> {
    let text = |key: &str| call[key].as_str().expect("a text").to_owned();
    let path = text("path");
    let reads = call["method"] == "GET" || path.contains("/synchronization");
    (!reads).then(|| (path, text("body")))
}
