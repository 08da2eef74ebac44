//! A provider in memory that counts how often it is asked, and the gateway over it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_graphql::{Request, Response};
use async_trait::async_trait;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;
use tokio::sync::Barrier;

use crate::{
    act::Door,
    auth::Viewer,
    domain::{
        AccountId, Activity, Currency, Decimal, Direction, GlobalId, Invoice, InvoiceKind,
        InvoiceStatus, Money, NativeId, Note, ProviderId, Raw, TimelineEvent,
    },
    error::{Error, ErrorKind, Result},
    files::{LinkSettings, Links},
    graphql::{Schema, execute, of_viewer, schema},
    list::Rows,
    provider::{
        AccountSettings, Batch, Call, Checkpoint, Feature, Lookup, Provider, ProviderInfo,
        QuotaRule, Reads, Sink,
    },
    snapshot::{Account, Accounts, Allowance, Policy, Shelf},
};

static SALES: ProviderInfo = info(ProviderId::Moneybird, "Sales in memory", Feature::Included);
static EXTERNAL: ProviderInfo = info(
    ProviderId::MoneybirdExternal,
    "External in memory",
    Feature::NotTold,
);
/// Tells notes and events apart, in Invoice Ninja's words.
static APART: ProviderInfo = {
    let mut apart = info(
        ProviderId::InvoiceNinja,
        "Apart in memory",
        Feature::NotTold,
    );
    apart.reads.notes = Feature::Separate;
    apart.reads.timeline = Feature::Separate;
    apart
};
static PROVIDERS: &[&ProviderInfo] = &[&SALES, &EXTERNAL];

const fn info(id: ProviderId, name: &'static str, credits: Feature) -> ProviderInfo {
    ProviderInfo {
        id,
        name,
        documentation: "https://docs.example.com",
        base_url: "https://api.example.com",
        reads: Reads {
            payments: Feature::Included,
            notes: Feature::Included,
            attachments: Feature::Included,
            timeline: Feature::NotTold,
            credits,
        },
        actions: &[],
        batch: Some(100),
        refresh_calls: 2,
        quota: Some(QuotaRule {
            domain: "memory",
            calls: 150,
            window: Duration::from_secs(300),
        }),
        quirks: &["it forgets everything when the test ends"],
    }
}

/// A provider in memory.
#[derive(Debug)]
pub(super) struct Double {
    info: &'static ProviderInfo,
    invoices: Vec<Arc<Invoice>>,
    listed: Option<Vec<Arc<Invoice>>>,
    failure: Option<Error>,
    meets: Option<Arc<Barrier>>,
    /// The ids of each call by id.
    pub(super) asked: Mutex<Vec<Vec<NativeId>>>,
    /// The ids whose activities were asked for.
    pub(super) activities: Mutex<Vec<NativeId>>,
    /// How often it was asked what changed.
    pub(super) refreshed: Mutex<usize>,
}

impl Double {
    pub(super) fn with(invoices: Vec<Invoice>) -> Self {
        Self {
            info: &SALES,
            invoices: invoices.into_iter().map(Arc::new).collect(),
            listed: None,
            failure: None,
            meets: None,
            asked: Mutex::default(),
            activities: Mutex::default(),
            refreshed: Mutex::default(),
        }
    }

    /// Fails whatever it is asked.
    pub(super) fn failing(error: Error) -> Self {
        Self {
            failure: Some(error),
            ..Self::with(Vec::new())
        }
    }

    /// Tells these when asked what changed, and the others by id.
    pub(super) fn listing(self, listed: Vec<Invoice>) -> Self {
        Self {
            listed: Some(listed.into_iter().map(Arc::new).collect()),
            ..self
        }
    }

    pub(super) fn external(self) -> Self {
        Self {
            info: &EXTERNAL,
            ..self
        }
    }

    /// Tells notes and events apart.
    pub(super) fn apart(self) -> Self {
        Self {
            info: &APART,
            ..self
        }
    }

    /// Answers by id only once all others at the barrier were asked too.
    pub(super) fn meeting(self, barrier: &Arc<Barrier>) -> Self {
        Self {
            meets: Some(Arc::clone(barrier)),
            ..self
        }
    }

    /// How many calls of any kind there were.
    pub(super) fn calls(&self) -> usize {
        self.asked.lock().unwrap().len() + *self.refreshed.lock().unwrap()
    }

    /// How many ids each call by id asked.
    pub(super) fn batches(&self) -> Vec<usize> {
        self.asked.lock().unwrap().iter().map(Vec::len).collect()
    }
}

#[async_trait]
impl Provider for Double {
    fn info(&self) -> &'static ProviderInfo {
        self.info
    }

    async fn probe(&self, _: &Call) -> Result<()> {
        unreachable!("nobody tries an account here")
    }

    async fn changes(
        &self,
        _call: &Call,
        _checkpoint: Option<&Checkpoint>,
        sink: &dyn Sink,
    ) -> Result<Checkpoint> {
        *self.refreshed.lock().unwrap() += 1;
        if let Some(error) = &self.failure {
            return Err(error.clone());
        }
        let listed = self.listed.as_ref().unwrap_or(&self.invoices);
        sink.expect(listed.len());
        let all = listed.iter().cloned();
        sink.put(
            all.map(|invoice| (invoice.id.clone(), Ok(invoice)))
                .collect(),
        );
        Ok(Checkpoint::default())
    }

    fn calls_for(&self, ids: &[NativeId]) -> usize {
        ids.len().div_ceil(100)
    }

    async fn invoices(&self, _call: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
        self.asked.lock().unwrap().push(ids.to_vec());
        if let Some(barrier) = &self.meets {
            barrier.wait().await;
        }
        if let Some(error) = &self.failure {
            return Batch::failed(ids, error);
        }
        let all = self.invoices.iter().cloned();
        Batch::new(ids, all.map(|invoice| (invoice.id.clone(), Ok(invoice))))
    }

    async fn find(&self, _call: &Call, lookup: &Lookup) -> Result<Vec<Arc<Invoice>>> {
        *self.refreshed.lock().unwrap() += 1;
        if let Some(error) = &self.failure {
            return Err(error.clone());
        }
        let wanted = |invoice: &&Arc<Invoice>| match lookup {
            Lookup::Number(number) => invoice.number.as_deref() == Some(number),
            Lookup::Reference(reference) => invoice.reference.as_deref() == Some(reference),
        };
        Ok(self.invoices.iter().filter(wanted).cloned().collect())
    }

    async fn activity(&self, _: &Call, id: &NativeId) -> Result<Activity> {
        self.activities.lock().unwrap().push(id.clone());
        tokio::task::yield_now().await;
        if id.as_str() == "broken" {
            return Err(Error::new(ErrorKind::Unavailable, "no activities today"));
        }
        let note = |note: &str| Note {
            id: NativeId::new(note),
            text: Some(format!("{note} on {id}").into()),
            todo: None,
            assignee_id: None,
            author_id: None,
            completed_at: None,
            created_at: None,
            updated_at: None,
        };
        let event = TimelineEvent {
            action: "emailed".into(),
            at: None,
            user_id: None,
        };
        let raw = r#"{"data":[{"activity_type_id":141,"hashed_id":"n1"},
            {"activity_type_id":6,"hashed_id":"e1"},{"activity_type_id":141,"hashed_id":"n2"}]}"#;
        Ok(Activity {
            notes: vec![note("n1"), note("n2")],
            timeline: vec![event],
            raw: Raw::new(raw, ""),
        })
    }
}

/// The gateway over some accounts.
pub(super) struct Gateway {
    schema: Schema,
    accounts: Accounts,
    /// Who asks.
    pub(super) viewer: Arc<Viewer>,
    /// Upstream calls that one query may make.
    pub(super) most_calls: usize,
    /// Entries of lists that it may read.
    pub(super) most_rows: u64,
}

impl Gateway {
    pub(super) fn over<const COUNT: usize>(accounts: [(&str, &Arc<Double>); COUNT]) -> Self {
        let policy = Policy {
            refresh: Duration::from_secs(30),
            max_age: Duration::from_secs(300),
            max_wait: Duration::from_secs(1),
            stale_for: Duration::from_secs(3600),
            deadline: Duration::from_secs(10),
        };
        let shelf = Shelf::new(policy.stale_for);
        let accounts = accounts.map(|(id, double)| {
            let provider: Arc<dyn Provider> = Arc::clone(double) as _;
            let settings = settings(id, double.info.id);
            Arc::new(Account::new(&settings, provider, policy, shelf.clone()))
        });
        let links = Links::new(&LinkSettings {
            key: None,
            life: Duration::from_secs(300),
            public_url: None,
        })
        .unwrap();
        Self {
            schema: schema(Door::forgetful(), Arc::new(links), PROVIDERS).finish(),
            accounts: Accounts::new(accounts),
            viewer: Arc::new(Viewer::anonymous()),
            most_calls: 1000,
            most_rows: 50_000,
        }
    }

    /// The accounts behind it.
    pub(super) fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    async fn answer(&self, query: impl Into<Request>) -> Response {
        let viewer = Arc::clone(&self.viewer);
        let request = of_viewer(
            query.into(),
            viewer,
            &self.accounts,
            Arc::new(Allowance::new(self.most_calls)),
            Arc::new(Rows::new(self.most_rows)),
        );
        execute(&self.schema, request).await
    }

    /// The whole answer.
    pub(super) async fn ask(&self, query: impl Into<Request>) -> Value {
        let response = self.answer(query).await;
        serde_json::to_value(&response).unwrap()
    }

    /// The data of an answer that must have no errors.
    pub(super) async fn data(&self, query: impl Into<Request>) -> Value {
        let mut answer = self.ask(query).await;
        assert_eq!(answer.get("errors"), None);
        answer["data"].take()
    }

    /// The data as its text, in the order that the client gets.
    pub(super) async fn text(&self, query: &str) -> String {
        let response = self.answer(query).await;
        assert!(response.errors.is_empty(), "{:?}", response.errors);
        serde_json::to_string(&response.data).unwrap()
    }
}

fn settings(id: &str, provider: ProviderId) -> AccountSettings {
    AccountSettings {
        id: AccountId::new(id),
        name: format!("The account {id}"),
        provider,
        administration_id: None,
        token: "secret".into(),
        password: None,
        base_url: None,
        time_zone: TimeZone::get("Europe/Amsterdam").unwrap(),
        quota_calls: None,
        webhook_secrets: Vec::new(),
        file_hosts: Vec::new(),
    }
}

/// An open invoice of 100 euros of which its provider says little else.
pub(super) fn invoice(id: &str) -> Invoice {
    let amount = Money::new(Decimal::from(100), Currency::new("EUR").unwrap());
    Invoice {
        id: NativeId::new(id),
        provider: ProviderId::Moneybird,
        version: Some("1".into()),
        fetched_at: Timestamp::UNIX_EPOCH,
        partial: false,
        number: Some(format!("N-{id}").into()),
        reference: None,
        description: None,
        kind: InvoiceKind::Invoice,
        direction: Direction::Receivable,
        status: InvoiceStatus::Open,
        native_status: "open".into(),
        archived: None,
        deleted: None,
        paused: None,
        dubious_on: None,
        uncollectible_on: None,
        issue_date: Some("2026-01-01".parse().unwrap()),
        due_date: Some("2026-01-15".parse().unwrap()),
        payable_by: None,
        sent_at: None,
        paid_at: None,
        finalized_at: None,
        created_at: None,
        updated_at: None,
        currency: Some(amount.currency),
        subtotal: None,
        tax: None,
        total: Some(amount),
        paid: None,
        balance: Some(amount),
        base_totals: None,
        prices_include_tax: None,
        discount: None,
        customer: None,
        supplier: None,
        line_items: None,
        tax_lines: None,
        custom_fields: None,
        public_note: None,
        private_note: None,
        payments: None,
        notes: None,
        attachments: None,
        timeline: None,
        credit_of: None,
        workflow_id: None,
        recurring_id: None,
        url: None,
        payment_url: None,
        raw: Raw::new("{}", ""),
    }
}

/// The id that clients hold.
pub(super) fn id(account: &str, invoice: &str) -> String {
    GlobalId::invoice(&AccountId::new(account), &NativeId::new(invoice)).encode()
}
