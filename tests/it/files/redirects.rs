//! Where a vendor's answer may lead, and who gets the token: asserted by what other servers were asked.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::{sync::Notify, task::JoinHandle};

use super::{files, link};
use crate::{
    house::{House, Plan, Resident, UNKNOWN_TOKEN},
    vendors::listen,
};

/// A server that notes what it is asked, and answers everything with a file.
struct Stranger {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Stranger {
    async fn open() -> Self {
        let (listener, address) = listen().await;
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let noting = Arc::clone(&asked);
        let router = Router::new().fallback(async move |request: Request| {
            let text = format!("{} {:?}", request.uri(), request.headers());
            noting.lock().unwrap().push(text);
            ([(header::CONTENT_TYPE, "application/pdf")], "%PDF-stranger")
        });
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            asked,
            task,
        }
    }

    /// What it was asked, with all headers.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

/// A Moneybird with one invoice, whose files are where it is told.
struct Vendor {
    base: String,
    books: Arc<Books>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Books {
    location: Mutex<String>,
    /// Told when a file without an end is let go.
    ended: Notify,
}

struct Ended(Arc<Books>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.ended.notify_one();
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Vendor {
    async fn open() -> Self {
        let (listener, address) = listen().await;
        let books = Arc::<Books>::default();
        let router = Router::new()
            .fallback(moneybird)
            .with_state(Arc::clone(&books));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            base: format!("http://{address}/api/v2"),
            books,
            task,
        }
    }

    fn lead_to(&self, location: &str) {
        location.clone_into(&mut self.books.location.lock().unwrap());
    }
}

async fn moneybird(State(books): State<Arc<Books>>, request: Request) -> Response {
    let document = json!({"id": "77", "state": "open", "currency": "EUR", "version": 1});
    let path = request.uri().path();
    if path.contains("/download_pdf") {
        let location = books.location.lock().unwrap().clone();
        return (StatusCode::FOUND, [(header::LOCATION, location)], "moved").into_response();
    }
    if path.starts_with("/endless") {
        let ended = Ended(books);
        let pieces = stream::repeat_with(move || {
            let _held = &ended;
            Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 1024]))
        });
        return Body::from_stream(pieces).into_response();
    }
    if path.starts_with("/own") {
        let token = request.headers().contains_key(header::AUTHORIZATION);
        return format!("%PDF-own, token: {token}").into_response();
    }
    let answer: Value = match path.ends_with("/77.json") {
        true => document,
        false => json!([document]),
    };
    answer.to_string().into_response()
}

static PLAIN: [Resident; 1] = [Resident {
    id: "sales",
    settings: "administration_id = \"123\"",
    provider: "moneybird",
    provider_id: "MONEYBIRD",
    path: "",
}];
static WITH_HOST: [Resident; 1] = [Resident {
    settings: "administration_id = \"123\"\nfile_hosts = [\"localhost\"]",
    ..PLAIN[0]
}];

/// A gateway whose vendor has the token that must not leave, and the link to the PDF.
async fn house(residents: &'static [Resident], vendor: &Vendor) -> (House, String) {
    let plan = Plan {
        residents,
        elsewhere: Some(("sales", vendor.base.clone())),
        stranger: Some("sales"),
        ..Plan::default()
    };
    let house = House::of(plan).await;
    let invoices = files(&house, "sales", false).await;
    let link = link(&invoices[0], "PDF").unwrap().to_owned();
    (house, link)
}

async fn refused(house: &House, link: &str) {
    let response = house.open(link).await;
    assert_eq!(response.status(), 502);
    let text = response.text().await.unwrap();
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body["error"]["code"], "BAD_ANSWER");
    assert!(!text.contains("://") && !text.contains("s3cret"), "{text}");
}

#[tokio::test]
async fn a_redirect_into_this_network_is_not_followed() {
    let (vendor, stranger) = (Vendor::open().await, Stranger::open().await);
    let (house, link) = house(&PLAIN, &vendor).await;
    let port = stranger.address.port();
    for location in [
        format!("http://127.0.0.1:{port}/s3cret"),
        format!("http://localhost:{port}/s3cret"),
        format!("http://127.1:{port}/s3cret"),
        format!("http://[::ffff:127.0.0.1]:{port}/s3cret"),
        format!("//127.0.0.1:{port}/s3cret"),
        format!("http://moneybird.com@127.0.0.1:{port}/s3cret"),
        format!("http://{UNKNOWN_TOKEN}@127.0.0.1:{port}/s3cret"),
        "http://169.254.169.254/latest/meta-data/s3cret".to_owned(),
        "http://10.0.0.1/s3cret".to_owned(),
        "https://storage.example.net/s3cret".to_owned(),
        "https://moneybird.com.evil.example/s3cret".to_owned(),
        "file:///etc/passwd".to_owned(),
        "http://".to_owned(),
    ] {
        vendor.lead_to(&location);
        refused(&house, &link).await;
        assert!(stranger.asked().is_empty(), "{location}");
    }
}

#[tokio::test]
async fn a_host_that_the_config_names_gets_the_request_and_not_the_token() {
    let (vendor, stranger) = (Vendor::open().await, Stranger::open().await);
    let (house, link) = house(&WITH_HOST, &vendor).await;
    let port = stranger.address.port();
    vendor.lead_to(&format!("http://localhost:{port}/bucket/f?signature=1"));
    let response = house.open(&link).await;
    assert_eq!(response.text().await.unwrap(), "%PDF-stranger");
    let asked = stranger.asked();
    let [request] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert!(request.starts_with("/bucket/f?signature=1 "), "{request}");
    for word in [UNKNOWN_TOKEN, "authorization", "cookie", "referer"] {
        assert!(!request.contains(word), "{request}");
    }
    // Naming one host opens no other.
    vendor.lead_to(&format!("http://127.0.0.1:{port}/s3cret"));
    refused(&house, &link).await;
    assert!(stranger.asked().is_empty());
}

#[tokio::test]
async fn the_vendors_own_address_may_be_private_and_its_links_open_by_themselves() {
    let vendor = Vendor::open().await;
    let (house, link) = house(&PLAIN, &vendor).await;
    vendor.lead_to("/own/f?signature=1");
    let response = house.open(&link).await;
    assert_eq!(response.text().await.unwrap(), "%PDF-own, token: false");
}

#[tokio::test]
async fn whoever_leaves_ends_the_reading_at_the_vendor() {
    let vendor = Vendor::open().await;
    let (house, link) = house(&PLAIN, &vendor).await;
    vendor.lead_to("/endless/f");
    let mut response = house.open(&link).await;
    assert!(response.chunk().await.unwrap().is_some());
    drop(response);
    let ended = tokio::time::timeout(Duration::from_secs(30), vendor.books.ended.notified());
    ended.await.expect("the vendor noticed");
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let vendor = Vendor::open().await;
    let (house, link) = house(&PLAIN, &vendor).await;
    vendor.lead_to("/api/v2/123/sales_invoices/77/download_pdf.json");
    refused(&house, &link).await;
}

#[tokio::test]
async fn a_file_link_of_an_invoice_leads_no_token_away_either() {
    let stranger = Stranger::open().await;
    let house = House::small().await;
    let port = stranger.address.port();
    let add = |host: &str| {
        let file = format!("http://{host}:{port}/media/x.pdf");
        json!({"status": "final", "file": file})
    };
    let inside = house.add("dashdoc", add("127.0.0.1")).await;
    let named = house.add("dashdoc", add("localhost")).await;
    house.load().await;
    let invoices = files(&house, "dashdoc", false).await;
    let link_of = |id: &str| {
        let found = invoices.iter().find(|invoice| invoice["nativeId"] == *id);
        link(found.unwrap(), "PDF").unwrap()
    };
    refused(&house, link_of(&inside)).await;
    assert!(stranger.asked().is_empty());
    let response = house.open(link_of(&named)).await;
    assert_eq!(response.text().await.unwrap(), "%PDF-stranger");
    let asked = stranger.asked();
    assert_eq!(asked.len(), 1);
    assert!(!asked[0].contains("sandbox") && !asked[0].contains("authorization"));
}
