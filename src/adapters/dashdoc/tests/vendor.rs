//! A Dashdoc with a list of invoices in pages of three.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::{
    adapters::{
        dashdoc::build,
        tests::script::{Script, answer, ok, settings},
    },
    domain::ProviderId,
    provider::Provider,
    transport::{Request, Response, Transport},
};

pub(super) const PAGE: usize = 3;

/// The vendor's books: an id, its status and when it became final.
pub(super) type Books = Arc<Mutex<Vec<Value>>>;

pub(super) fn invoice(number: usize, status: &str) -> Value {
    json!({
        "uid": uid(number), "status": status, "document_number": format!("D-{number}"),
        "total_price": "10.00", "total_tax_amount": "2.00", "currency": "EUR",
        "finalized_at": format!("2026-05-01T10:{number:02}:30.123456Z"), "lines": [],
    })
}

pub(super) fn uid(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

pub(super) fn books(count: usize) -> Books {
    let all = (1..=count).rev().map(|number| invoice(number, "final"));
    Arc::new(Mutex::new(all.collect()))
}

pub(super) fn provider(script: &Arc<Script>) -> Arc<dyn Provider> {
    let transport: Arc<dyn Transport> = Arc::<Script>::clone(script);
    build(&settings(ProviderId::Dashdoc), transport).unwrap()
}

/// Answers from the books; `after` may change them after each answer.
pub(super) fn vendor(
    books: &Books,
    after: impl Fn(&mut Vec<Value>, &Request) + Send + Sync + 'static,
) -> Arc<Script> {
    let books = Arc::clone(books);
    Script::new(move |request| {
        let mut books = books.lock().unwrap();
        let response = respond(&books, request);
        after(&mut books, request);
        response
    })
}

pub(super) fn page_of(request: &Request) -> Option<usize> {
    let mut pairs = request.url.query_pairs();
    pairs.find(|(key, _)| key == "page")?.1.parse().ok()
}

fn respond(books: &[Value], request: &Request) -> Response {
    let Some(page) = page_of(request) else {
        let mut segments = request.url.path_segments().unwrap();
        let uid = segments.nth_back(1).unwrap();
        let found = books.iter().find(|row| row["uid"] == *uid);
        return found.map_or_else(|| answer(404, r#"{"detail":"Pas trouvé."}"#), ok);
    };
    let mut pairs = request.url.query_pairs();
    let since = pairs.find(|(key, _)| key == "finalized_at__gte");
    let since = since.map(|(_, since)| since.into_owned());
    let is_later = |row: &&Value| {
        let at = row["finalized_at"].as_str().unwrap_or_default();
        since.as_ref().is_none_or(|since| at >= since.as_str())
    };
    let rows: Vec<&Value> = books.iter().filter(is_later).collect();
    let shown: Vec<&&Value> = rows.iter().skip((page - 1) * PAGE).take(PAGE).collect();
    if shown.is_empty() && page > 1 {
        return answer(404, r#"{"detail":"Page non valide."}"#);
    }
    let next = (rows.len() > page * PAGE).then(|| {
        format!(
            "https://elsewhere.example/api/v4/invoices/?page={}",
            page + 1
        )
    });
    ok(&json!({"count": rows.len(), "next": next, "previous": null, "results": shown}))
}
