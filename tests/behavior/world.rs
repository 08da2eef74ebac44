//! A vendor of its own for each trial: a simulator on loopback, and an adapter that talks to it.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
    time::Duration,
};

use invoice_gateway::{
    adapters::Adapter,
    domain::{AccountId, Invoice, NativeId},
    error::Result,
    provider::{AccountSettings, Call, Checkpoint, Provider},
    sandbox::{self, Options},
    transport::{Client, ClientSettings, Transport, TransportSettings, stack},
};
use jiff::{civil::date, tz::TimeZone};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    providers::{Row, Wish},
    record::Record,
    truth::{self, Truth},
};

/// The credential; no error may hold it.
pub(crate) const TOKEN: &str = "sandbox";
/// How long a call may take where time is not the question.
pub(crate) const LONG: Duration = Duration::from_secs(20);

/// What the adapters send with, as in the program.
static UPSTREAM: LazyLock<Arc<dyn Transport>> =
    LazyLock::new(|| Arc::new(Client::new(&ClientSettings::default()).expect("a client")));

/// What speaks to the simulator behind the API's back.
static BACK_DOOR: LazyLock<reqwest::Client> = LazyLock::new(|| {
    let client = reqwest::Client::builder().no_proxy();
    // Without this the client asks for the certificates of the machine.
    let client = client.tls_certs_only(Vec::new()).build();
    client.expect("a client")
});

/// One running simulator.
#[derive(Debug)]
pub(crate) struct World {
    /// The provider on trial.
    pub(crate) row: &'static Row,
    /// Host and port of the simulators.
    pub(crate) host: String,
    /// Dropping it ends the simulators.
    _stop: oneshot::Sender<()>,
}

impl World {
    /// Starts with books of so many invoices.
    pub(crate) async fn with(row: &'static Row, invoices: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let host = listener.local_addr().expect("an address").to_string();
        let mut options = Options::new(date(2026, 3, 10));
        options.invoices = invoices;
        options.rate_limit = false;
        let (_stop, stopped) = oneshot::channel();
        let stopped = async {
            let _ = stopped.await;
        };
        tokio::spawn(sandbox::serve(listener, options, stopped));
        Self { row, host, _stop }
    }

    /// The adapter of an account at this vendor.
    pub(crate) fn provider(&self) -> Arc<dyn Provider> {
        self.provider_with(&self.host, |transport| transport)
    }

    /// The same with another token.
    pub(crate) fn provider_as(&self, token: &str) -> Arc<dyn Provider> {
        self.build(token, &self.host, |transport| transport)
    }

    /// The same, reaching the vendor at another host or by way of another transport.
    pub(crate) fn provider_with(
        &self,
        host: &str,
        wrap: impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport>,
    ) -> Arc<dyn Provider> {
        self.build(TOKEN, host, wrap)
    }

    fn build(
        &self,
        token: &str,
        host: &str,
        wrap: impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport>,
    ) -> Arc<dyn Provider> {
        let base_url = format!("http://{host}{}", self.row.base);
        let mut account = AccountSettings {
            id: AccountId::new("acme"),
            name: "Acme".to_owned(),
            provider: self.row.id,
            administration_id: None,
            token: token.to_owned().into(),
            password: None,
            base_url: Some(base_url.parse().expect("an address")),
            time_zone: TimeZone::UTC,
            quota_calls: None,
            webhook_secrets: Vec::new(),
            file_hosts: Vec::new(),
        };
        (self.row.settings)(&mut account);
        let settings = TransportSettings {
            first_retry_delay: Duration::from_millis(1),
            ..TransportSettings::default()
        };
        // No quota: what is counted here are the adapter's calls, all of them.
        let transport = stack(
            Arc::clone(&UPSTREAM),
            account.provider,
            &account.id,
            &settings,
            None,
        );
        let adapter = Adapter::of(self.row.id).expect("only providers with an adapter are tried");
        (adapter.build)(&account, wrap(transport)).expect("settings that work")
    }

    /// Loads everything into a new record.
    pub(crate) async fn load(&self, provider: &dyn Provider) -> (Record, Checkpoint) {
        let record = Record::default();
        let checkpoint = changes(provider, None, &record).await;
        let checkpoint = checkpoint.expect("a load");
        record.turn_page();
        self.forget_calls().await;
        (record, checkpoint)
    }

    /// Adds `count` invoices and gives their ids.
    pub(crate) async fn add(&self, wish: &Wish, count: usize) -> Vec<NativeId> {
        let invoice = (self.row.invoice)(wish);
        let resource = self.row.resource;
        let command = json!({"add": {"resource": resource, "count": count, "invoice": invoice}});
        ids(&self.control(command).await["ids"])
    }

    /// Edits invoices.
    pub(crate) async fn edit(&self, ids: &[NativeId], wish: &Wish) {
        self.control(self.edit_command(ids, wish)).await;
    }

    /// The command that edits invoices.
    pub(crate) fn edit_command(&self, ids: &[NativeId], wish: &Wish) -> Value {
        let set = (self.row.invoice)(wish);
        json!({"edit": {"resource": self.row.resource, "ids": words(ids), "set": set}})
    }

    /// Removes invoices.
    pub(crate) async fn remove(&self, ids: &[NativeId]) {
        self.control(self.remove_command(ids)).await;
    }

    /// The command that removes invoices, as far as the vendor does.
    pub(crate) fn remove_command(&self, ids: &[NativeId]) -> Value {
        let (resource, ids) = (self.row.resource, words(ids));
        match self.row.deletion {
            Some(key) => json!({"edit": {"resource": resource, "ids": ids, "set": {key: true}}}),
            None => json!({"remove": {"resource": resource, "ids": ids}}),
        }
    }

    /// Makes the vendor forget invoices, whether it ever does or not.
    pub(crate) async fn forget(&self, ids: &[NativeId]) {
        let (resource, ids) = (self.row.resource, words(ids));
        self.control(json!({"remove": {"resource": resource, "ids": ids}}))
            .await;
    }

    /// The command that breaks every call from now on.
    pub(crate) fn fault_command(&self, answer: &Value) -> Value {
        json!({"fault": {"add": {"resource": self.row.resource, "answer": answer}}})
    }

    /// Breaks every call from now on.
    pub(crate) async fn fault(&self, answer: &Value) {
        self.control(self.fault_command(answer)).await;
    }

    /// Ends all faults.
    pub(crate) async fn heal(&self) {
        self.control(json!({"fault": "clear"})).await;
    }

    /// Runs a control command that must succeed.
    pub(crate) async fn control(&self, command: Value) -> Value {
        control(&self.host, command).await
    }

    /// How many calls the vendor got.
    pub(crate) async fn calls(&self) -> u64 {
        let counts = self.get("/_requests").await;
        let counts = counts.as_object().expect("counts by route");
        assert!(
            !counts.keys().any(|route| route.contains("{unknown}")),
            "the vendor has no such route: {counts:?}"
        );
        counts.values().filter_map(Value::as_u64).sum()
    }

    /// Counts from zero again.
    pub(crate) async fn forget_calls(&self) {
        let url = format!("http://{}/_requests", self.host);
        BACK_DOOR.delete(url).send().await.expect("an answer");
    }

    /// Every document of the books, newest first.
    pub(crate) async fn books(&self) -> Vec<Value> {
        let books = self.get(&format!("/_books/{}", self.row.resource)).await;
        books.as_array().expect("a list").clone()
    }

    /// What of each document makes the vendor tell it again when it changes.
    pub(crate) async fn settled(&self) -> HashMap<NativeId, Value> {
        let id = |document: &Value| NativeId::new(&(self.row.truth)(document).id);
        let settled = |document: &Value| (self.row.steady)((self.row.whole)(document));
        let books = self.books().await;
        let each = books.iter();
        each.map(|document| (id(document), settled(document)))
            .collect()
    }

    /// What the books say, newest first.
    pub(crate) async fn truths(&self) -> Vec<Truth> {
        self.books().await.iter().map(self.row.truth).collect()
    }

    /// The ids of the books, newest first.
    pub(crate) async fn ids(&self) -> Vec<NativeId> {
        let path = format!("/_books/{}?ids_only=true", self.row.resource);
        ids(&self.get(&path).await)
    }

    /// Holds a record to the books: the same invoices, each as the books have it now.
    pub(crate) async fn agrees_with(&self, record: &Record) {
        let books = self.books().await;
        assert_eq!(record.held().len(), books.len(), "as many as in the books");
        for document in &books {
            let truth = (self.row.truth)(document);
            let held = record.get(&NativeId::new(&truth.id));
            let held = held.unwrap_or_else(|| panic!("{} is missing", truth.id));
            let raw = (self.row.steady)(self.as_in_books(&held));
            let document = (self.row.steady)(self.told_of(&held, document));
            assert_eq!(raw, document, "{} is not as in the books", truth.id);
        }
    }

    /// What of a document of the books an invoice must hold.
    pub(crate) fn told_of(&self, invoice: &Invoice, document: &Value) -> Value {
        match invoice.partial {
            true => (self.row.listed)(document),
            false => (self.row.whole)(document),
        }
    }

    /// Tells whether a record knows that an invoice was removed.
    pub(crate) fn is_gone(&self, record: &Record, id: &NativeId) -> bool {
        match record.get(id) {
            Some(invoice) => self.row.deletion.is_some() && invoice.deleted == Some(true),
            None => self.row.deletion.is_none(),
        }
    }

    /// An invoice's own document, in the form of the books.
    pub(crate) fn as_in_books(&self, invoice: &Invoice) -> Value {
        (self.row.as_in_books)(truth::read(&invoice.raw.json()))
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("http://{}{path}", self.host);
        let answer = BACK_DOOR.get(url).send().await.expect("an answer");
        let body = answer.text().await.expect("a body");
        truth::read(&body)
    }
}

/// Asks what changed, with all the time in the world.
pub(crate) async fn changes(
    provider: &dyn Provider,
    since: Option<&Checkpoint>,
    record: &Record,
) -> Result<Checkpoint> {
    provider.changes(&Call::within(LONG), since, record).await
}

/// Runs a control command at a host; it must succeed.
pub(crate) async fn control(host: &str, command: Value) -> Value {
    let url = format!("http://{host}/_control");
    let sent = BACK_DOOR.post(url).body(command.to_string()).send().await;
    let answer = sent.expect("an answer");
    let status = answer.status();
    let body = answer.text().await.expect("a body");
    assert!(status.is_success(), "{command}: {body}");
    serde_json::from_str(&body).expect("JSON")
}

fn ids(list: &Value) -> Vec<NativeId> {
    let ids = list.as_array().expect("a list of ids").iter();
    ids.map(|id| NativeId::new(id.as_str().expect("a text")))
        .collect()
}

fn words(ids: &[NativeId]) -> Vec<&str> {
    ids.iter().map(NativeId::as_str).collect()
}
