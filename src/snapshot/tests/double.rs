//! A provider in memory that counts what it is asked.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use jiff::tz::TimeZone;

use crate::{
    clock,
    domain::{
        AccountId, Activity, Currency, Direction, Invoice, InvoiceKind, InvoiceStatus, Money,
        NativeId, ProviderId, Raw, decimal_from_text,
    },
    error::{Error, ErrorKind, Result},
    provider::{
        AccountSettings, Batch, Call, Checkpoint, Feature, Lookup, Provider, ProviderInfo, Reads,
        Sink,
    },
    snapshot::{
        Account, Accounts, Allowance, Filter, Freshness, Listing, Order, PageArguments, Policy,
        Shelf,
    },
};

static INFO: ProviderInfo = ProviderInfo {
    id: ProviderId::Moneybird,
    name: "Double",
    documentation: "",
    base_url: "http://localhost",
    reads: Reads {
        payments: Feature::Included,
        notes: Feature::Included,
        attachments: Feature::Included,
        timeline: Feature::Included,
        credits: Feature::Included,
    },
    actions: &[],
    batch: Some(100),
    refresh_calls: 1,
    quota: None,
    quirks: &[],
};

/// As many calls as anybody wants.
pub(super) fn plenty() -> &'static Allowance {
    static PLENTY: LazyLock<Allowance> = LazyLock::new(|| Allowance::new(usize::MAX));
    &PLENTY
}

/// What the provider has, and how it behaves.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) invoices: BTreeMap<String, Arc<Invoice>>,
    pub(super) failure: Option<Error>,
    pub(super) delay: Duration,
    pub(super) refreshes: usize,
    pub(super) batches: Vec<usize>,
    pub(super) lookups: usize,
    pub(super) can_look_up: bool,
    pub(super) tells_apart: bool,
    /// Whether a refresh tells only what is not held in its version.
    pub(super) by_version: bool,
    /// Invoices that a refresh is silent on.
    pub(super) silent: Vec<String>,
    /// Invoices that nobody can make sense of.
    pub(super) garbled: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Double(Arc<Mutex<State>>);

impl Double {
    pub(super) fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap())
    }

    pub(super) fn put(&self, invoice: Invoice) {
        self.with(|state| {
            state
                .invoices
                .insert(invoice.id.as_str().to_owned(), Arc::new(invoice))
        });
    }

    /// An invoice as it is told now.
    fn told(&self, invoice: &Invoice) -> Result<Arc<Invoice>> {
        let is_it = |id: &String| id == invoice.id.as_str();
        match self.with(|state| state.garbled.iter().any(is_it)) {
            true => Err(Error::new(ErrorKind::BadAnswer, "it is garbled")),
            false => Ok(read_now(invoice)),
        }
    }

    async fn answer(&self) -> Result<()> {
        let (delay, failure) = self.with(|state| (state.delay, state.failure.clone()));
        tokio::time::sleep(delay).await;
        failure.map_or(Ok(()), Err)
    }
}

#[async_trait]
impl Provider for Double {
    fn info(&self) -> &'static ProviderInfo {
        &INFO
    }

    async fn probe(&self, _: &Call) -> Result<()> {
        unreachable!("nobody tries an account here")
    }

    async fn changes(
        &self,
        _: &Call,
        _: Option<&Checkpoint>,
        sink: &dyn Sink,
    ) -> Result<Checkpoint> {
        self.with(|state| state.refreshes += 1);
        let as_of = clock::now();
        self.answer().await?;
        let mut invoices: Vec<_> = self.with(|state| state.invoices.values().cloned().collect());
        let ids: HashSet<NativeId> = invoices.iter().map(|invoice| invoice.id.clone()).collect();
        sink.expect(ids.len());
        let is_held = |invoice: &Arc<Invoice>| {
            let known = sink.known(&invoice.id);
            known.is_some_and(|known| known.version == invoice.version)
        };
        self.with(|state| {
            invoices.retain(|invoice| !state.by_version || !is_held(invoice));
            invoices.retain(|invoice| !state.silent.iter().any(|id| id == invoice.id.as_str()));
        });
        sink.keep_only(&ids, as_of);
        sink.put(
            invoices
                .into_iter()
                .map(|invoice| (invoice.id.clone(), self.told(&invoice)))
                .collect(),
        );
        Ok(Checkpoint::default())
    }

    fn calls_for(&self, ids: &[NativeId]) -> usize {
        ids.len().div_ceil(100)
    }

    async fn invoices(&self, _: &Call, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
        self.with(|state| state.batches.push(ids.len()));
        if let Err(error) = self.answer().await {
            return Batch::failed(ids, &error);
        }
        let found = self.with(|state| {
            let found = ids.iter().filter_map(|id| state.invoices.get(id.as_str()));
            found.cloned().collect::<Vec<_>>()
        });
        let found = found.into_iter();
        let told: Vec<_> = found
            .map(|invoice| (invoice.id.clone(), self.told(&invoice)))
            .collect();
        Batch::new(ids, told)
    }

    async fn find(&self, _: &Call, lookup: &Lookup) -> Result<Vec<Arc<Invoice>>> {
        if !self.with(|state| state.can_look_up) {
            return Err(Error::new(ErrorKind::Unsupported, "no lookups here"));
        }
        self.with(|state| state.lookups += 1);
        self.answer().await?;
        let matches = |invoice: &&Arc<Invoice>| match lookup {
            Lookup::Number(number) => invoice.number.as_deref() == Some(number),
            Lookup::Reference(reference) => invoice.reference.as_deref() == Some(reference),
        };
        Ok(self.with(|state| state.invoices.values().filter(matches).cloned().collect()))
    }

    async fn activity(&self, _: &Call, _: &NativeId) -> Result<Activity> {
        if !self.with(|state| state.tells_apart) {
            return Err(Error::new(ErrorKind::Unsupported, "no activities here"));
        }
        self.answer().await?;
        Ok(Activity {
            notes: Vec::new(),
            timeline: Vec::new(),
            raw: Raw::new("{}", ""),
        })
    }
}

fn read_now(invoice: &Invoice) -> Arc<Invoice> {
    Arc::new(Invoice {
        fetched_at: clock::now(),
        ..invoice.clone()
    })
}

/// The ages used in these tests.
pub(super) const POLICY: Policy = Policy {
    refresh: Duration::from_secs(30),
    max_age: Duration::from_secs(300),
    max_wait: Duration::from_secs(1),
    stale_for: Duration::from_secs(24 * 3600),
    deadline: Duration::from_secs(10),
};

/// Some accounts, each at a provider of its own.
pub(super) fn accounts<const COUNT: usize>(names: [&str; COUNT]) -> (Accounts, [Double; COUNT]) {
    let doubles: [Double; COUNT] = std::array::from_fn(|_| Double::default());
    let accounts = names.iter().zip(&doubles).map(|(name, double)| {
        let shelf = Shelf::new(POLICY.stale_for);
        Arc::new(account_of(name, double, shelf))
    });
    (Accounts::new(accounts), doubles)
}

/// An account on a shelf of one's own.
pub(super) fn account(name: &str, shelf: Shelf) -> Arc<Account> {
    Arc::new(account_of(name, &Double::default(), shelf))
}

fn account_of(name: &str, double: &Double, shelf: Shelf) -> Account {
    let settings = AccountSettings {
        id: AccountId::new(name),
        name: name.to_owned(),
        provider: ProviderId::Moneybird,
        administration_id: None,
        token: String::new().into(),
        password: None,
        base_url: None,
        time_zone: TimeZone::UTC,
        quota_calls: None,
        webhook_secrets: Vec::new(),
        file_hosts: Vec::new(),
    };
    Account::new(&settings, Arc::new(double.clone()), POLICY, shelf)
}

/// An open invoice of 100 euro.
pub(super) fn invoice(id: &str, issue_date: &str) -> Invoice {
    let euro = Currency::new("EUR").unwrap();
    let amount = |text: &str| Some(Money::new(decimal_from_text(text).unwrap(), euro));
    Invoice {
        id: NativeId::new(id),
        provider: ProviderId::Moneybird,
        version: Some("1".into()),
        fetched_at: clock::now(),
        partial: false,
        number: Some(format!("N-{id}").into()),
        reference: None,
        description: None,
        kind: InvoiceKind::Invoice,
        direction: Direction::Receivable,
        status: InvoiceStatus::Open,
        native_status: "open".into(),
        archived: None,
        deleted: Some(false),
        paused: None,
        dubious_on: None,
        uncollectible_on: None,
        issue_date: issue_date.parse().ok(),
        due_date: None,
        payable_by: None,
        sent_at: None,
        paid_at: None,
        finalized_at: None,
        created_at: None,
        updated_at: None,
        currency: Some(euro),
        subtotal: amount("100"),
        tax: amount("0"),
        total: amount("100"),
        paid: amount("0"),
        balance: amount("100"),
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

/// The whole first page in the default order, as young as its age asks.
pub(super) fn listing() -> Listing {
    Listing {
        filter: Filter::default(),
        order: Order::NEWEST,
        page: PageArguments {
            first: Some(250),
            ..PageArguments::default()
        },
        freshness: Freshness::ByAge,
        count: true,
    }
}

/// The ids of a page, as `account/id`.
pub(super) async fn ids(accounts: &Accounts, listing: &Listing) -> Vec<String> {
    let page = accounts.invoices(listing).await.unwrap();
    page.rows
        .iter()
        .map(|(entry, _)| format!("{}/{}", entry.account.id, entry.invoice.id))
        .collect()
}
