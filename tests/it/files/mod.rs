//! Files both ways: what a link opens is what the vendor sends, and what is uploaded is what the vendor gets.

mod downloads;
// Watches memory by what Linux tells of a process.
#[cfg(target_os = "linux")]
mod large;
mod links;
mod redirects;
mod uploads;

use serde_json::{Value, json};

use crate::house::House;

const FILES: &str = "query ($accounts: [ID!], $stationery: Boolean) {
  invoices(first: 250, filter: {accounts: $accounts}) { nodes {
    id nativeId number
    documents(stationery: $stationery) { kind filename contentType sizeBytes url }
    attachments { nativeId filename contentType sizeBytes url }
  } }
}";

/// The invoices of an account with all their files.
pub(crate) async fn files(house: &House, account: &str, stationery: bool) -> Vec<Value> {
    let variables = json!({"accounts": [account], "stationery": stationery});
    let data = house.data(FILES, variables).await;
    data["invoices"]["nodes"].as_array().unwrap().clone()
}

/// The link to a document of an invoice; `None` where there is no such document.
pub(crate) fn link<'a>(invoice: &'a Value, kind: &str) -> Option<&'a str> {
    let documents = invoice["documents"].as_array().unwrap();
    let found = documents
        .iter()
        .find(|document| document["kind"] == *kind)?;
    found["url"].as_str()
}
