//! A door in front of the provider in memory, and what is wished of it.

use std::{sync::Arc, time::Duration};

use jiff::tz::TimeZone;

use super::double::{Double, Fortune};
use crate::{
    act::{Done, Door, Key, Wish},
    domain::{AccountId, NativeId, ProviderId, decimal_from_text},
    provider::{
        AccountSettings, Provider,
        action::{NewPayment, What},
    },
    snapshot::{Account, Allowance, Policy, Shelf},
    store::Store,
};

/// How late a request may be carried out: a wish has the time to wait that long.
const SETTLE: Duration = Duration::from_secs(3);

/// A door, and two accounts behind it.
pub(super) struct House {
    pub(super) double: Double,
    pub(super) account: Arc<Account>,
    /// Another account with the same books.
    pub(super) other: Arc<Account>,
    pub(super) store: Store,
    pub(super) door: Arc<Door>,
    settle: Duration,
}

impl House {
    /// Opens a door with these things happening to writes.
    pub(super) fn new<const COUNT: usize>(fortunes: [Fortune; COUNT]) -> Self {
        let double = Double::default();
        double.with(|state| {
            state.fortunes = fortunes.into();
            state.books = ["1", "2", "3"].map(|id| (id.to_owned(), Vec::new())).into();
        });
        let store = Store::in_memory();
        Self {
            account: account("a", &double),
            other: account("b", &double),
            door: Door::new(store.clone(), SETTLE),
            double,
            store,
            settle: SETTLE,
        }
    }

    /// The same with a vendor that may carry a request out so much later.
    pub(super) fn settling(mut self, settle: Duration) -> Self {
        self.settle = settle;
        self.restart();
        self
    }

    /// Another process with the same store.
    pub(super) fn restart(&mut self) {
        self.door = Door::new(self.store.clone(), self.settle);
    }

    /// Another process with the same store, which holds no invoice yet.
    pub(super) fn restart_empty(&mut self) {
        self.restart();
        self.account = account("a", &self.double);
        self.other = account("b", &self.double);
    }

    pub(super) async fn pass(&self, wish: Wish) -> Done {
        self.door.perform(wish).await
    }

    /// Passes what is one request to several accounts.
    pub(super) async fn pass_parts(&self, wishes: Vec<Wish>) -> Vec<Done> {
        self.door.perform_parts(wishes).await
    }

    /// A payment of 10 with this reference, and with a key where one is given.
    pub(super) fn payment(&self, reference: &str, key: Option<&str>) -> Wish {
        let payment = NewPayment {
            amount: decimal_from_text("10").unwrap(),
            date: "2026-05-01".parse().unwrap(),
            reference: Some(reference.to_owned()),
            key: key.map(str::to_owned),
        };
        Wish {
            caller: "somebody".to_owned(),
            may_write: true,
            account: Arc::clone(&self.account),
            targets: vec![NativeId::new("1")],
            what: What::CreatePayment(payment),
            native: None,
            key: key.map(|word| Key {
                word: word.to_owned(),
                input: reference.to_owned(),
                part: None,
            }),
            expected_version: None,
            dry_run: false,
            allowance: Arc::new(Allowance::new(1000)),
            time: Duration::from_secs(10),
        }
    }

    /// Makes a copy, with a key.
    pub(super) fn cloning(&self, key: &str) -> Wish {
        Wish {
            what: What::CloneInvoice,
            ..self.payment("", Some(key))
        }
    }

    /// Deletes these invoices, with a key.
    pub(super) fn deletion(&self, ids: &[&str], key: &str) -> Wish {
        Wish {
            targets: ids.iter().map(|id| NativeId::new(id)).collect(),
            what: What::DeleteInvoices,
            ..self.payment("", Some(key))
        }
    }
}

/// An account of the vendor's; all of them have the same books.
fn account(id: &str, double: &Double) -> Arc<Account> {
    let policy = Policy {
        refresh: Duration::from_secs(30),
        max_age: Duration::from_secs(300),
        max_wait: Duration::from_secs(1),
        stale_for: Duration::from_secs(3600),
        deadline: Duration::from_secs(10),
    };
    let settings = AccountSettings {
        id: AccountId::new(id),
        name: id.to_uppercase(),
        provider: ProviderId::Moneybird,
        administration_id: None,
        token: "token".into(),
        password: None,
        base_url: None,
        time_zone: TimeZone::UTC,
        quota_calls: None,
        webhook_secrets: Vec::new(),
        file_hosts: Vec::new(),
    };
    let provider: Arc<dyn Provider> = Arc::new(double.clone());
    let shelf = Shelf::new(policy.stale_for);
    Arc::new(Account::new(&settings, provider, policy, shelf))
}
