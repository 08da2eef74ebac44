//! The simulated Invoice Ninja.

mod control;
mod data;
mod files;
mod filters;
mod lists;
mod manners;
mod ordered;
mod records;
mod shape;
mod uploads;
mod write_actions;
mod write_bulk;
mod write_credits;
mod write_invoices;
mod write_lost;
mod write_notes;
mod write_payments;
mod write_refunds;
mod write_rules;
mod write_shape;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{Answer, World};

/// The API below its base URL.
const API: &str = "/invoice-ninja/api/v1";

/// What a careful client always sends.
const HEADERS: [(&str, &str); 4] = [
    ("X-API-TOKEN", "sandbox"),
    ("X-Requested-With", "XMLHttpRequest"),
    ("Accept", "application/json"),
    ("Content-Type", "application/json"),
];

/// Asks the API as a careful client.
async fn get(world: &World, path: &str) -> Answer {
    let path = format!("{API}/{path}");
    world.say(Method::GET, &path, &HEADERS, None).await
}

/// Asks the API to change something.
async fn ask(world: &World, method: Method, path: &str, body: Value) -> Answer {
    let path = format!("{API}/{path}");
    world.say(method, &path, &HEADERS, Some(&body)).await
}

/// Posts something that must succeed and gives its `data`.
async fn post(world: &World, path: &str, body: Value) -> Value {
    done(ask(world, Method::POST, path, body).await)
}

/// Puts something that must succeed and gives its `data`.
async fn put(world: &World, path: &str, body: Value) -> Value {
    done(ask(world, Method::PUT, path, body).await)
}

fn done(answer: Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["data"].clone()
}

/// The fields that the validation of a request complained about, sorted.
fn complaints(answer: &Answer) -> Vec<String> {
    let text = answer.text();
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    let body = answer.json();
    assert_eq!(body["message"], "The given data was invalid.");
    let errors = body["errors"].as_object().expect("errors").iter();
    errors
        .map(|(name, texts)| {
            assert!(texts[0].is_string(), "{text}");
            name.clone()
        })
        .collect()
}

/// Makes a row as old as it needs to be for a change to show.
async fn age(world: &World, id: &str) {
    edit(world, "invoice-ninja", id, json!({"updated_at": 5})).await;
}

/// An invoice as it is now, with its payments.
async fn now(world: &World, id: &str) -> Value {
    data(world, &format!("invoices/{id}?include=payments,activities")).await
}

/// The kinds of the activities of an invoice, latest first.
fn kinds(invoice: &Value) -> Vec<&str> {
    let activities = invoice["activities"].as_array().expect("activities");
    activities
        .iter()
        .map(|row| text(&row["activity_type_id"]))
        .collect()
}

/// Asks for something that is there and gives its `data`.
async fn data(world: &World, path: &str) -> Value {
    let answer = get(world, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()["data"].clone()
}

/// All rows of a list that fits on one page.
async fn rows(world: &World, path: &str) -> Vec<Value> {
    let mark = if path.contains('?') { '&' } else { '?' };
    let rows = data(world, &format!("{path}{mark}per_page=5000")).await;
    rows.as_array().expect("a list").clone()
}

/// The ids of all rows of a list, sorted.
async fn ids(world: &World, path: &str) -> Vec<String> {
    let rows = Value::Array(rows(world, path).await);
    let mut ids = crate::world::ids(&rows);
    ids.sort();
    ids
}

/// The ids of the rows of the books that are wanted, sorted.
async fn wanted(world: &World, want: impl Fn(&Value) -> bool) -> Vec<String> {
    let books = world.books("invoice-ninja").await;
    let mut ids: Vec<String> = books
        .iter()
        .filter(|row| want(row))
        .map(|row| text(&row["id"]).to_owned())
        .collect();
    ids.sort();
    ids
}

/// Adds an invoice.
async fn add(world: &World, invoice: Value) -> String {
    world.add("invoice-ninja", invoice).await
}

/// Edits a row of any kind.
async fn edit(world: &World, resource: &str, id: &str, set: Value) {
    let command = json!({"edit": {"resource": resource, "id": id, "set": set}});
    world.control(command).await;
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
