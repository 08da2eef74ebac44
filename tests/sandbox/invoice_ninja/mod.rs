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
