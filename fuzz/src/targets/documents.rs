//! What vendors answer: whatever comes, every adapter makes invoices or errors of it, in a bounded number of calls.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use invoice_gateway::{
    domain::{AccountId, GlobalId, Invoice, NativeId, ProviderId},
    error::{Error, ErrorKind, Result},
    provider::{Call, FileWanted, Known, Lookup, Provider, Sink, action::ActionKind},
};
use jiff::Timestamp;

use super::{
    vendor::{Manner, Vendor},
    world::{accounts, ask_everything, check, check_message, has_token, provider, wait},
};

/// How often a vendor may be asked for so many bytes that it answered: readings of a list that never fits together.
const MOST_CALLS: usize = 2000;
/// An id that no seed has.
const UNKNOWN: &str = "999";

pub(super) fn moneybird(bytes: &[u8]) {
    document(ProviderId::Moneybird, "512340000000000017", bytes);
}

pub(super) fn moneybird_external(bytes: &[u8]) {
    document(ProviderId::MoneybirdExternal, "512350000000000001", bytes);
}

pub(super) fn invoice_ninja(bytes: &[u8]) {
    document(ProviderId::InvoiceNinja, "Rf5Gh6Jk7L", bytes);
}

pub(super) fn dashdoc(bytes: &[u8]) {
    let id = "0b9e6f5c-31aa-4f0e-9d52-8a7c5d1e0042";
    document(ProviderId::Dashdoc, id, bytes);
}

pub(super) fn i3d(bytes: &[u8]) {
    document(ProviderId::I3d, "730011", bytes);
}

/// The first byte says in what manner the vendor answers and who asks, the others are what it answers.
fn document(id: ProviderId, known: &str, bytes: &[u8]) {
    let Some((choice, answers)) = bytes.split_first() else {
        return;
    };
    if has_token(answers) {
        return;
    }
    let manner = match choice & 3 {
        0 | 1 => Manner::Enveloped,
        2 => Manner::Raw,
        _ => Manner::Bare,
    };
    let vendor = Vendor::new(id, manner, answers);
    wait(async {
        if choice & 4 == 0 {
            let adapter = provider(id, &vendor);
            read(&*adapter, &NativeId::new(known)).await;
        } else {
            check(&ask_everything(accounts(id, &vendor)).await);
        }
    });
    let most = MOST_CALLS + answers.len();
    assert!(vendor.calls() <= most, "asked {} times", vendor.calls());
}

/// Reads in every way that there is.
async fn read(adapter: &dyn Provider, known: &NativeId) {
    let call = || Call::within(Duration::from_secs(60));
    let held = Held::default();
    let checkpoint = adapter.changes(&call(), None, &held).await;
    if let Some(checkpoint) = good(checkpoint) {
        let exact = Call {
            exact: true,
            ..call()
        };
        good(adapter.changes(&exact, Some(&checkpoint), &held).await);
    }
    let ids = [known.clone(), NativeId::new(UNKNOWN)];
    let batch = adapter.invoices(&call(), &ids).await;
    let mut invoices = held.invoices();
    for id in &ids {
        let read = batch.get(id).expect("every id has its result");
        invoices.extend(good(read.clone()));
    }
    for lookup in [Lookup::Number, Lookup::Reference] {
        let lookup = lookup("2026/1 ?&".to_owned());
        let found = good(adapter.find(&call(), &lookup).await);
        invoices.extend(found.into_iter().flatten());
    }
    good(adapter.activity(&call(), known).await);
    for invoice in invoices {
        look(adapter, &call(), &invoice).await;
    }
}

/// Does with an invoice what nobody needs the vendor's consent for.
async fn look(adapter: &dyn Provider, call: &Call, invoice: &Invoice) {
    let id = GlobalId::invoice(&AccountId::new("acme"), &invoice.id);
    let _ = GlobalId::decode(&id.encode());
    for kind in ActionKind::ALL {
        let _ = adapter.obstacle(*kind, invoice);
    }
    for kind in adapter.documents(invoice) {
        let file = FileWanted::Document {
            kind,
            stationery: true,
        };
        good(adapter.file(call, invoice, &file).await);
    }
}

/// What came; an error must be fit to be shown.
fn good<T>(result: Result<T>) -> Option<T> {
    result.inspect_err(check_error).ok()
}

pub(super) fn check_error(error: &Error) {
    assert!(error.kind() != ErrorKind::Internal, "{error:?}");
    check_message(error.message());
}

/// Takes what an adapter tells.
#[derive(Debug, Default)]
struct Held(Mutex<BTreeMap<NativeId, Arc<Invoice>>>);

impl Held {
    fn invoices(&self) -> Vec<Arc<Invoice>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.values().cloned().collect()
    }
}

impl Sink for Held {
    fn known(&self, id: &NativeId) -> Option<Known> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(id).map(|invoice| Known {
            version: invoice.version.clone(),
            fetched_at: invoice.fetched_at,
        })
    }

    fn held(&self) -> Vec<NativeId> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.keys().cloned().collect()
    }

    fn expect(&self, _total: usize) {}

    fn put(&self, invoices: Vec<(NativeId, Result<Arc<Invoice>>)>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, read) in invoices {
            match good(read) {
                Some(invoice) => held.insert(id, invoice),
                None => held.remove(&id),
            };
        }
    }

    fn keep_only(&self, ids: &HashSet<NativeId>, _as_of: Timestamp) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|id, _| ids.contains(id));
    }
}
