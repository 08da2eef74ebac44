//! The toy vendor: an API of two endpoints over books in memory.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    routing::get,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::vendors::listen;

pub(super) const TOKEN: &str = "toy-token";

#[derive(Debug, Default)]
pub(super) struct Books {
    invoices: BTreeMap<String, Value>,
    revision: u64,
    /// How often each endpoint was asked.
    pub(super) calls: BTreeMap<&'static str, u64>,
    /// What is answered instead, when something is wrong.
    pub(super) broken: Option<StatusCode>,
}

pub(super) type Shared = Arc<Mutex<Books>>;

#[derive(Debug, Deserialize)]
struct After {
    after: u64,
}

impl Books {
    /// Writes an invoice of so many cents; an id that is there already is changed.
    pub(super) fn write(&mut self, id: &str, cents: i64, day: &str) {
        self.revision += 1;
        let invoice = json!({
            "id": id, "no": format!("T-{id}"), "buyer": "Bear & Co", "cents": cents, "paid_cents": 0,
            "state": "open", "day": day, "revision": self.revision,
        });
        self.invoices.insert(id.to_owned(), invoice);
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.revision += 1;
        self.invoices.remove(id);
    }

    fn enter(&mut self, endpoint: &'static str, headers: &HeaderMap) -> Result<(), StatusCode> {
        *self.calls.entry(endpoint).or_default() += 1;
        let wanted = format!("Bearer {TOKEN}");
        let given = headers.get("authorization");
        match self.broken {
            Some(status) => Err(status),
            None if given.is_none_or(|given| given != wanted.as_str()) => {
                Err(StatusCode::UNAUTHORIZED)
            }
            None => Ok(()),
        }
    }
}

/// Serves books on loopback until the runtime ends; gives the API's address.
pub(super) async fn serve(books: Shared) -> String {
    let (listener, address) = listen().await;
    let router = Router::new()
        .route("/api/invoices", get(feed))
        .route("/api/invoices/{id}", get(one))
        .with_state(books);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}/api")
}

async fn feed(
    State(books): State<Shared>,
    Query(After { after }): Query<After>,
    headers: HeaderMap,
) -> Result<Json<Value>, StatusCode> {
    let mut books = books.lock().unwrap();
    books.enter("feed", &headers)?;
    let changed: Vec<&Value> = books
        .invoices
        .values()
        .filter(|invoice| invoice["revision"].as_u64() > Some(after))
        .collect();
    let ids: Vec<&String> = books.invoices.keys().collect();
    Ok(Json(
        json!({"revision": books.revision, "ids": ids, "changed": changed}),
    ))
}

async fn one(
    State(books): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, StatusCode> {
    let mut books = books.lock().unwrap();
    books.enter("one", &headers)?;
    let invoice = books.invoices.get(&id).cloned();
    invoice.map(Json).ok_or(StatusCode::NOT_FOUND)
}
