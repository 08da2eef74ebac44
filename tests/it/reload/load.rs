//! Many configs, one after another, under load: nobody's request fails, and nothing that was promised is lost.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{OLD_AGE, Running, account, guest};
use crate::vendors::Vendors;

const RELOADS: usize = 20;
const READERS: usize = 6;
const WRITERS: usize = 3;

const NOTE: &str = "mutation ($id: ID!, $text: String!, $key: String) {
  addNote(input: {invoiceId: $id, text: $text, idempotencyKey: $key}) { outcome userErrors { code message } } }";
const READ: &str = "{ invoices(first: 20, filter: {accounts: [\"external\"]}) { complete totalCount nodes { id number } } }";

/// What clients saw.
#[derive(Default)]
struct Seen {
    over: AtomicBool,
    reads: AtomicUsize,
    writes: AtomicUsize,
}

async fn read(running: &Running, seen: &Seen) {
    while !seen.over.load(Ordering::Relaxed) {
        let (status, answer) = running.ask("reader", READ).await;
        assert_eq!(status, 200, "{answer}");
        assert!(answer.get("errors").is_none(), "{answer}");
        assert_eq!(
            answer["data"]["invoices"]["complete"],
            json!(true),
            "{answer}"
        );
        seen.reads.fetch_add(1, Ordering::Relaxed);
    }
}

/// Writes under keys, each of them twice.
async fn write(running: &Running, seen: &Seen, writer: usize, invoice: &Value) -> Vec<String> {
    let mut texts = vec![];
    while !seen.over.load(Ordering::Relaxed) {
        let text = format!("note {} of writer {writer}.", texts.len());
        let variables = json!({"id": invoice, "text": text, "key": text});
        let body = json!({"query": NOTE, "variables": variables});
        for _ in 0..2 {
            let (status, answer) = running.send("writer", &body).await;
            let outcome = &answer["data"]["addNote"]["outcome"];
            assert_eq!((status, outcome), (200, &json!("APPLIED")), "{answer}");
        }
        texts.push(text);
        seen.writes.fetch_add(1, Ordering::Relaxed);
    }
    texts
}

/// A config in which one account and the writer never stay the same, and the rest always does.
fn config(vendors: &Vendors, round: usize) -> String {
    let changed = match round % 4 {
        0 => "",
        1 => "name = \"Sales\"",
        2 => "time_zone = \"Europe/Amsterdam\"",
        _ => "file_hosts = [\"storage.example\"]",
    };
    let extra = match round % 3 {
        0 => account(vendors, "trucks", "dashdoc", ""),
        _ => String::new(),
    };
    [
        format!(
            "{OLD_AGE}[limits]\nrate = 1000000\ndepth = {}\n",
            10 + round % 5
        ),
        account(vendors, "sales", "moneybird", changed),
        account(vendors, "external", "moneybird-external", ""),
        extra,
        guest("reader", "reader", ""),
        guest("writer", "writer", "scopes = [\"read\", \"write\"]"),
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reloads_under_load_fail_no_request_and_lose_no_write() {
    let vendors = Vendors::open(Some(64), false).await;
    let running = Arc::new(Running::start(&config(&vendors, 0)).await);
    let all = "{ invoices(first: 60, freshness: LIVE, filter: {accounts: [\"sales\", \"external\"]}) { complete nodes { id account { id } } } }";
    let (_, answer) = running.ask("reader", all).await;
    let nodes = answer["data"]["invoices"]["nodes"]
        .as_array()
        .unwrap()
        .clone();
    let sales = nodes
        .iter()
        .filter(|node| node["account"]["id"] == json!("sales"));
    let invoices: Vec<Value> = sales.map(|node| node["id"].clone()).take(WRITERS).collect();
    assert_eq!(invoices.len(), WRITERS);
    vendors.forget_calls().await;

    let seen = Arc::new(Seen::default());
    let readers: Vec<_> = (0..READERS)
        .map(|_| {
            let (running, seen) = (Arc::clone(&running), Arc::clone(&seen));
            tokio::spawn(async move { read(&running, &seen).await })
        })
        .collect();
    let writers: Vec<_> = invoices
        .into_iter()
        .enumerate()
        .map(|(writer, invoice)| {
            let (running, seen) = (Arc::clone(&running), Arc::clone(&seen));
            tokio::spawn(async move { write(&running, &seen, writer, &invoice).await })
        })
        .collect();
    for round in 1..=RELOADS {
        let before = (
            seen.reads.load(Ordering::Relaxed),
            seen.writes.load(Ordering::Relaxed),
        );
        let (again, config) = (Arc::clone(&running), config(&vendors, round));
        let changes = tokio::task::spawn_blocking(move || again.reload(&config))
            .await
            .unwrap();
        assert!(!changes.is_nothing(), "{round}");
        // Each config has to answer some.
        while seen.reads.load(Ordering::Relaxed) < before.0 + 10
            || seen.writes.load(Ordering::Relaxed) <= before.1
        {
            assert!(readers.iter().all(|it| !it.is_finished()), "a read failed");
            assert!(writers.iter().all(|it| !it.is_finished()), "a write failed");
            sleep(Duration::from_millis(5)).await;
        }
    }
    seen.over.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.unwrap();
    }
    let mut texts = vec![];
    for writer in writers {
        texts.extend(writer.await.unwrap());
    }
    let calls = vendors.calls().await;
    let external = calls
        .iter()
        .filter(|(route, _)| route.contains("external_sales_invoices"));
    assert_eq!(
        external.count(),
        0,
        "the unchanged account was asked: {calls:?}"
    );
    let books = json!(vendors.books("moneybird").await).to_string();
    for text in &texts {
        assert_eq!(books.matches(text).count(), 1, "{text}");
    }
    assert!(texts.len() >= RELOADS, "{}", texts.len());
}
