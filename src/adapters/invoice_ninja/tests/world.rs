//! A vendor whose lists behave as its pages say.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::tests::script::{
        Held, Script, answer, asked, call, client, document, hash, ok, page,
    },
    clock,
    provider::{Checkpoint, Provider},
    transport::{Request, Response},
};

/// What a vendor has, oldest id first.
#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) invoices: Mutex<Vec<Value>>,
    pub(super) clients: Mutex<Vec<Value>>,
    pub(super) payments: Mutex<Vec<Value>>,
}

impl World {
    pub(super) fn with(numbers: impl IntoIterator<Item = u64>, changed_at: Timestamp) -> Arc<Self> {
        let world = Self::default();
        *world.invoices.lock().unwrap() = numbers
            .into_iter()
            .map(|number| document(number, changed_at))
            .collect();
        *world.clients.lock().unwrap() = vec![client("Nine", Timestamp::UNIX_EPOCH)];
        Arc::new(world)
    }

    pub(super) fn edit(&self, number: u64, at: Timestamp, edit: impl FnOnce(&mut Value)) {
        let mut invoices = self.invoices.lock().unwrap();
        let invoice = invoices.iter_mut().find(|row| row["id"] == hash(number));
        let invoice = invoice.unwrap();
        invoice["updated_at"] = json!(at.as_second());
        edit(invoice);
    }

    pub(super) fn add(&self, number: u64, at: Timestamp) {
        self.invoices.lock().unwrap().push(document(number, at));
    }

    pub(super) fn rename_client(&self, name: &str, at: Timestamp) {
        for invoice in self.invoices.lock().unwrap().iter_mut() {
            invoice["client"] = client(name, at);
        }
        *self.clients.lock().unwrap() = vec![client(name, at)];
    }

    /// Answers a list the way the vendor does.
    pub(super) fn answer(&self, request: &Request) -> Response {
        let path = request.url.path().trim_start_matches("/api/v1/");
        let list = match path.split('/').next().unwrap() {
            "invoices" => &self.invoices,
            "clients" => &self.clients,
            _ => &self.payments,
        };
        let mut rows = list.lock().unwrap().clone();
        if let Some(wanted) = path.strip_prefix("invoices/") {
            return match rows.into_iter().find(|row| row["id"] == wanted) {
                Some(row) => ok(&json!({"data": row})),
                None => answer(400, r#"{"message":"No query results"}"#),
            };
        }
        if let Some(since) = asked(request, "updated_at") {
            let since: i64 = since.parse().unwrap();
            rows.retain(|row| row["updated_at"].as_i64().unwrap_or_default() >= since);
        }
        match asked(request, "sort").unwrap().as_str() {
            "updated_at|asc" => rows.sort_by_key(|row| row["updated_at"].as_i64()),
            "id|desc" => rows.reverse(),
            "id|asc" => {}
            other => panic!("no such order as {other}"),
        }
        page(request, &rows)
    }

    pub(super) fn vendor(self: &Arc<Self>) -> Arc<Script> {
        let world = Arc::clone(self);
        Script::new(move |request| world.answer(request))
    }
}

pub(super) fn ago(seconds: i64) -> Timestamp {
    clock::now() - SignedDuration::from_secs(seconds)
}

/// Loads everything.
pub(super) async fn cold(provider: &Arc<dyn Provider>, held: &Held) -> Checkpoint {
    let next = provider.changes(&call(), None, held).await.unwrap();
    // Read long enough ago to be settled.
    held.age(10);
    next
}
