//! The simulators on loopback, and the way behind their APIs.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use invoice_gateway::sandbox;
use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// All simulators at one address; several gateways may read from them.
#[derive(Debug)]
pub(crate) struct Vendors {
    pub(crate) address: SocketAddr,
    client: reqwest::Client,
    task: JoinHandle<()>,
}

impl Drop for Vendors {
    fn drop(&mut self) {
        self.task.abort();
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

/// A client that goes straight to loopback; without this it would ask for the certificates of the machine.
pub(crate) fn client() -> reqwest::Client {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none());
    client.tls_certs_only(Vec::new()).build().unwrap()
}

impl Vendors {
    /// Opens their books, of so many invoices each or of the simulators' own number, with or without quotas.
    pub(crate) async fn open(invoices: Option<usize>, quota: bool) -> Arc<Self> {
        let (listener, _) = listen().await;
        Self::open_at(listener, invoices, quota)
    }

    /// The same at an address of one's own.
    pub(crate) fn open_at(
        listener: TcpListener,
        invoices: Option<usize>,
        quota: bool,
    ) -> Arc<Self> {
        let address = listener.local_addr().unwrap();
        let mut options = sandbox::Options::new(today());
        options.invoices = invoices.unwrap_or(options.invoices);
        options.rate_limit = quota;
        let task = tokio::spawn(async move {
            let served = sandbox::serve(listener, options, std::future::pending());
            served.await.unwrap();
        });
        Arc::new(Self {
            address,
            client: client(),
            task,
        })
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let url = format!("http://{}{path}", self.address);
        let mut request = self.client.request(method, url);
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

    /// Changes them behind the API's back.
    pub(crate) async fn control(&self, command: Value) -> Value {
        self.send(Method::POST, "/_control", Some(command)).await
    }

    /// Makes every call to a resource fail like this, until they are healed.
    pub(crate) async fn fault(&self, resource: &str, answer: &Value) {
        self.control(json!({"fault": {"add": {"resource": resource, "answer": answer}}}))
            .await;
    }

    /// Ends all faults.
    pub(crate) async fn heal(&self) {
        self.control(json!({"fault": "clear"})).await;
    }

    /// The calls since the last `forget_calls`, by route.
    pub(crate) async fn calls(&self) -> BTreeMap<String, u64> {
        let calls = self.send(Method::GET, "/_requests", None).await;
        serde_json::from_value(calls).unwrap()
    }

    pub(crate) async fn forget_calls(&self) {
        self.send(Method::DELETE, "/_requests", None).await;
    }

    /// Everything that a simulated system holds, as its vendor would tell it.
    pub(crate) async fn books(&self, system: &str) -> Vec<Value> {
        let books = self
            .send(Method::GET, &format!("/_books/{system}"), None)
            .await;
        books.as_array().unwrap().clone()
    }

    /// The latest calls in order, with their queries and the parts of their forms.
    pub(crate) async fn log(&self) -> Vec<Value> {
        let log = self.send(Method::GET, "/_requests/log", None).await;
        log.as_array().unwrap().clone()
    }

    /// Asks a vendor's API itself for a file, and follows where it leads without the token.
    pub(crate) async fn file(&self, url: &str, token: (&str, &str)) -> bytes::Bytes {
        let request = self.client.get(url).header(token.0, token.1);
        let request = request.header("x-requested-with", "XMLHttpRequest");
        let mut response = request.send().await.unwrap();
        if let Some(location) = response.headers().get("location") {
            let location = location.to_str().unwrap().to_owned();
            response = self.client.get(location).send().await.unwrap();
        }
        assert!(response.status().is_success(), "{url}: {response:?}");
        response.bytes().await.unwrap()
    }

    /// Asks a vendor's API itself.
    pub(crate) async fn ask(&self, method: Method, path: &str, token: (&str, &str)) -> Value {
        let url = format!("http://{}{path}", self.address);
        let request = self.client.request(method, url).header(token.0, token.1);
        let text = request.send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}
