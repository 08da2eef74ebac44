//! The simulated vendor, and its books.

use std::time::{Duration, Instant};

use invoice_gateway::{
    domain::{AccountId, GlobalId, NativeId},
    sandbox,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// A running simulator.
pub(crate) struct Vendor {
    address: std::net::SocketAddr,
    client: reqwest::Client,
    task: JoinHandle<()>,
}

impl Drop for Vendor {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The id that clients hold of an invoice.
pub(crate) fn global_id(account: &str, invoice: &str) -> String {
    GlobalId::invoice(&AccountId::new(account), &NativeId::new(invoice)).encode()
}

impl Vendor {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let today = jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        let mut options = sandbox::Options::new(today);
        options.rate_limit = false;
        let task = tokio::spawn(async move {
            let forever = std::future::pending();
            sandbox::serve(listener, options, forever).await.unwrap();
        });
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            address,
            client,
            task,
        }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/moneybird/api/v2", self.address)
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

    async fn control(&self, command: Value) -> Value {
        self.ask(reqwest::Method::POST, "/_control", command).await
    }

    async fn books(&self) -> Vec<Value> {
        let books = self
            .ask(reqwest::Method::GET, "/_books/moneybird", Value::Null)
            .await;
        books.as_array().unwrap().clone()
    }

    /// An open invoice of 100, by its id.
    pub(crate) async fn add_open_invoice(&self) -> String {
        let details = json!([{"description": "Desk", "price": "100", "amount": "1"}]);
        let invoice = json!({"state": "open", "currency": "EUR", "details": details});
        let added = json!({"add": {"resource": "moneybird", "invoice": invoice}});
        self.control(added).await["ids"][0]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The id of a customer.
    pub(crate) async fn a_contact(&self) -> String {
        let books = self.books().await;
        books[0]["contact_id"].as_str().unwrap().to_owned()
    }

    /// Carries posts to these paths out or not, by chance, so much later than they come, and never answers them.
    pub(crate) async fn lose_answers_to(&self, path: &str, seed: u64, late: Duration) {
        self.ask(reqwest::Method::DELETE, "/_requests", Value::Null)
            .await;
        let late_ms = late.as_millis() as u64;
        let lost = json!({"applied": {"random": seed}, "ending": "hang", "late_ms": late_ms});
        let answer = json!({"lose_answer": lost});
        let fault = json!({"method": "POST", "path": path, "answer": answer});
        self.control(json!({"fault": {"add": fault}})).await;
    }

    pub(crate) async fn answer_again(&self) {
        self.control(json!({"fault": "clear"})).await;
    }

    /// Waits until a post to this path has come in.
    pub(crate) async fn wait_for_post(&self, path: &str) {
        let patience = Instant::now() + Duration::from_secs(30);
        while self.posts(path).await == 0 {
            assert!(Instant::now() < patience, "no post to {path}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// How many posts to this path have come in since their answers are lost.
    pub(crate) async fn posts(&self, path: &str) -> usize {
        let log = self
            .ask(reqwest::Method::GET, "/_requests/log", Value::Null)
            .await;
        let is_it = |request: &&Value| {
            request["method"] == json!("POST") && request["path"].as_str().unwrap().ends_with(path)
        };
        log.as_array().unwrap().iter().filter(is_it).count()
    }

    /// How many payments and invoices carry a reference.
    pub(crate) async fn count(&self, reference: &str) -> usize {
        let wanted = json!(reference);
        let of_invoice = |invoice: &Value| {
            let payments = invoice["payments"].as_array().unwrap();
            let paid = payments
                .iter()
                .filter(|payment| payment["transaction_identifier"] == wanted);
            paid.count() + usize::from(invoice["reference"] == wanted)
        };
        self.books().await.iter().map(of_invoice).sum()
    }
}
