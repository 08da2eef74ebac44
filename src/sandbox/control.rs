//! What happens behind the API's back: `/_requests`, `/_control` and `/_books`.
//!
//! None of these routes is counted, limited, delayed or spoilt. The commands are
//! described in [`crate::sandbox`].

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, extract::DefaultBodyLimit};
use futures_util::stream;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sandbox::fault::Fault;
use crate::sandbox::options::MAX_INVOICES;
use crate::sandbox::paging::PageManner;
use crate::sandbox::state::Sandbox;
use crate::sandbox::vendor::{RateLimitChange, Vendor};

/// How many bytes of books are rendered before they are handed to the connection.
const BOOKS_CHUNK_BYTES: usize = 64 * 1024;

/// One command of `POST /_control`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Command {
    Add(Add),
    Edit(Edit),
    Remove(Remove),
    RateLimit(RateLimitInput),
    LatencyMs(u64),
    Fault(FaultCommand),
    Today(Date),
    Paging(Paging),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Add {
    resource: String,
    #[serde(default = "one")]
    count: usize,
    #[serde(default = "empty_object")]
    invoice: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    resource: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    ids: Vec<String>,
    set: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Remove {
    resource: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    ids: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paging {
    resource: String,
    manner: PageManner,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum FaultCommand {
    Add(Fault),
    Clear,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RateLimitInput {
    Switch(bool),
    Change(RateLimitChange),
}

/// The control routes, which work on the shared state.
pub(crate) fn routes(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .route("/_requests", get(counts).delete(clear))
        .route("/_requests/log", get(log))
        .route("/_control", post(control))
        .route("/_books/{resource}", get(books))
        .layer(DefaultBodyLimit::disable())
        .with_state(sandbox)
}

async fn counts(State(sandbox): State<Arc<Sandbox>>) -> Response {
    Json(sandbox.log.counts()).into_response()
}

async fn clear(State(sandbox): State<Arc<Sandbox>>) -> StatusCode {
    sandbox.log.clear();
    StatusCode::NO_CONTENT
}

async fn log(State(sandbox): State<Arc<Sandbox>>) -> Response {
    Json(sandbox.log.requests()).into_response()
}

async fn control(State(sandbox): State<Arc<Sandbox>>, body: Bytes) -> Response {
    match run(&sandbox, &body) {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => refuse(StatusCode::BAD_REQUEST, &error),
    }
}

fn refuse(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

/// Reads all commands before the first is carried out; the first that fails ends the list.
fn run(sandbox: &Sandbox, body: &[u8]) -> Result<Value, String> {
    let input: Value =
        serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
    let Value::Array(items) = input else {
        return perform(sandbox, read(&input)?);
    };
    let numbered = |index: usize| move |error| format!("command {}: {error}", index + 1);
    let mut commands = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        commands.push(read(item).map_err(numbered(index))?);
    }
    let mut answers = Vec::with_capacity(commands.len());
    for (index, command) in commands.into_iter().enumerate() {
        answers.push(perform(sandbox, command).map_err(numbered(index))?);
    }
    Ok(Value::Array(answers))
}

fn read(item: &Value) -> Result<Command, String> {
    serde_path_to_error::deserialize(item).map_err(|error| error.to_string())
}

fn perform(sandbox: &Sandbox, command: Command) -> Result<Value, String> {
    let ids = match command {
        Command::Add(add) => {
            if add.count > MAX_INVOICES {
                return Err(format!("count must be at most {MAX_INVOICES}"));
            }
            let vendor = vendor_with(sandbox, &add.resource)?;
            vendor.add(&add.resource, &add.invoice, add.count)?
        }
        Command::Edit(edit) => {
            let ids = wanted_ids(edit.id, edit.ids)?;
            vendor_with(sandbox, &edit.resource)?.edit(&edit.resource, &ids, &edit.set)?;
            ids
        }
        Command::Remove(remove) => {
            let ids = wanted_ids(remove.id, remove.ids)?;
            vendor_with(sandbox, &remove.resource)?.remove(&remove.resource, &ids)?;
            ids
        }
        Command::RateLimit(input) => {
            let change = match input {
                RateLimitInput::Switch(on) => RateLimitChange {
                    on: Some(on),
                    ..RateLimitChange::default()
                },
                RateLimitInput::Change(change) => change,
            };
            for vendor in &sandbox.vendors {
                vendor.set_rate_limit(&change);
            }
            Vec::new()
        }
        Command::LatencyMs(latency_ms) => {
            sandbox.set_latency_ms(latency_ms);
            Vec::new()
        }
        Command::Fault(FaultCommand::Add(fault)) => {
            if let Some(resource) = &fault.resource {
                vendor_with(sandbox, resource)?;
            }
            fault.check()?;
            sandbox.faults.add(fault);
            Vec::new()
        }
        Command::Fault(FaultCommand::Clear) => {
            sandbox.faults.clear();
            Vec::new()
        }
        Command::Paging(Paging { resource, manner }) => {
            vendor_with(sandbox, &resource)?.set_paging(&resource, manner)?;
            Vec::new()
        }
        Command::Today(today) => {
            for vendor in &sandbox.vendors {
                vendor.set_today(today);
            }
            Vec::new()
        }
    };
    Ok(json!({ "ids": ids }))
}

fn wanted_ids(id: Option<String>, mut ids: Vec<String>) -> Result<Vec<String>, String> {
    ids.extend(id);
    if ids.is_empty() {
        return Err("say which invoice by \"id\" or \"ids\"".to_owned());
    }
    Ok(ids)
}

fn vendor_with<'a>(sandbox: &'a Sandbox, resource: &str) -> Result<&'a Arc<dyn Vendor>, String> {
    let vendors = &sandbox.vendors;
    let found = vendors
        .iter()
        .find(|vendor| vendor.resources().contains(&resource));
    found.ok_or_else(|| {
        let known: Vec<&str> = vendors
            .iter()
            .flat_map(|v| v.resources())
            .copied()
            .collect();
        format!(
            "unknown resource {resource:?}, use one of {}",
            known.join(", ")
        )
    })
}

#[derive(Debug, Deserialize)]
struct BooksQuery {
    #[serde(default)]
    ids_only: bool,
}

/// Streams the books: a hundred thousand invoices as one text would not fit.
async fn books(
    State(sandbox): State<Arc<Sandbox>>,
    Path(resource): Path<String>,
    Query(query): Query<BooksQuery>,
) -> Response {
    let vendor = match vendor_with(&sandbox, &resource) {
        Ok(vendor) => vendor,
        Err(error) => return refuse(StatusCode::NOT_FOUND, &error),
    };
    if query.ids_only {
        return Json(vendor.ids(&resource)).into_response();
    }
    let mut rows = vendor.books(&resource);
    let mut opened = false;
    let mut closed = false;
    let chunks = std::iter::from_fn(move || {
        if closed {
            return None;
        }
        let mut chunk = Vec::with_capacity(BOOKS_CHUNK_BYTES);
        while chunk.len() < BOOKS_CHUNK_BYTES {
            let Some(row) = rows.next() else {
                closed = true;
                chunk.extend_from_slice(if opened { b"]" } else { b"[]" });
                break;
            };
            chunk.push(if opened { b',' } else { b'[' });
            opened = true;
            chunk.extend_from_slice(&row);
        }
        Some(Ok::<_, Infallible>(Bytes::from(chunk)))
    });
    let body = Body::from_stream(stream::iter(chunks));
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn one() -> usize {
    1
}

fn empty_object() -> Value {
    json!({})
}
