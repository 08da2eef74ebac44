//! Two hundred megabytes each way, through a gateway in a process of its own whose memory is watched.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use reqwest::{
    Body,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::vendors::{Vendors, client};

const SIZE: u64 = 200 << 20;
/// How much the process may grow while a file passes: a tenth of the file and less.
const BOUND: u64 = 20 << 20;

/// A gateway over simulators in this process.
struct Gateway {
    child: Child,
    address: String,
    vendors: Arc<Vendors>,
    client: reqwest::Client,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Gateway {
    async fn start() -> Self {
        let vendors = Vendors::open(Some(64), false).await;
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("gateway.toml");
        let config = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\n[limits]\nupload = \"256MiB\"\n\
             [[accounts]]\nid = \"acme\"\nprovider = \"moneybird\"\nadministration_id = \"123\"\n\
             token = \"sandbox\"\nquota_calls = 100000\nbase_url = \"http://{}/moneybird/api/v2\"\n",
            vendors.address
        );
        std::fs::write(&file, config).unwrap();
        let starting = tokio::task::spawn_blocking(move || {
            let mut child = Command::new(env!("CARGO_BIN_EXE_invoice-gateway"))
                .env_remove("INVOICE_GATEWAY_CONFIG")
                .arg("--config")
                .arg(&file)
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let address = lines.map_while(Result::ok).find_map(|line| {
                let (_, rest) = line.split_once("http://")?;
                Some(rest.split(['/', ' ']).next()?.to_owned())
            });
            drop(place);
            (child, address.expect("it says where it listens"))
        });
        let (child, address) = starting.await.unwrap();
        Self {
            child,
            address,
            vendors,
            client: client(),
        }
    }

    /// The most memory that the process had so far, in bytes.
    fn most_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let words = line.unwrap().split_whitespace().nth(1);
        words.unwrap().parse::<u64>().unwrap() * 1024
    }

    /// Lets the process forget what it needed to start.
    fn forget_most_memory(&self) {
        let path = format!("/proc/{}/clear_refs", self.child.id());
        std::fs::write(path, "5").unwrap();
    }

    async fn post(&self, request: reqwest::RequestBuilder) -> Value {
        let text = request.send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    fn graphql(&self) -> reqwest::RequestBuilder {
        let request = self.client.post(format!("http://{}/graphql", self.address));
        request.timeout(Duration::from_secs(300))
    }

    /// The first invoice that matches, with its files.
    async fn invoice(&self, number: &str) -> Value {
        let query =
            "query ($number: String!) { invoiceByNumber(account: \"acme\", number: $number) {
          id attachments { filename sizeBytes url } } }";
        let body = json!({"query": query, "variables": {"number": number}});
        let request = self.graphql().header("content-type", "application/json");
        let answer = self.post(request.body(body.to_string())).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["invoiceByNumber"].clone()
    }
}

/// An invoice with an attachment of that size.
async fn invoice_with_file(gateway: &Gateway) -> Value {
    let invoice = json!({
        "state": "open", "invoice_id": "2026-LARGE",
        "attachments": [{"filename": "scan.bin", "content_type": "application/octet-stream", "size": SIZE}],
    });
    let command = json!({"add": {"resource": "moneybird", "invoice": invoice}});
    gateway.vendors.control(command).await;
    gateway.invoice("2026-LARGE").await
}

fn report(what: &str, grown: u64, started: Instant) {
    let (grown, size) = (grown as f64 / 1e6, SIZE as f64 / 1e6);
    let seconds = started.elapsed().as_secs_f64();
    eprintln!("{what}: {size:.0} MB in {seconds:.1} s, memory grew by {grown:.1} MB");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_megabytes_come_down_without_being_held() {
    let gateway = Gateway::start().await;
    let invoice = invoice_with_file(&gateway).await;
    let link = invoice["attachments"][0]["url"].as_str().unwrap();
    gateway.forget_most_memory();
    let (before, started) = (gateway.most_memory(), Instant::now());
    let url = format!("http://{}{link}", gateway.address);
    let response = gateway.client.get(url).send().await.unwrap();
    assert_eq!(response.headers()["content-length"], SIZE.to_string());
    let mut pieces = response.bytes_stream();
    let mut position = 0_u64;
    while let Some(piece) = pieces.next().await {
        for byte in piece.unwrap() {
            assert_eq!(u64::from(byte), position % 251, "{position}");
            position += 1;
        }
    }
    assert_eq!(position, SIZE);
    let grown = gateway.most_memory() - before;
    report("down", grown, started);
    assert!(grown < BOUND, "{grown} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_megabytes_go_up_without_being_held() {
    const PIECE: u64 = 64 << 10;
    let gateway = Gateway::start().await;
    let invoice = json!({"state": "open", "invoice_id": "2026-EMPTY"});
    let command = json!({"add": {"resource": "moneybird", "invoice": invoice}});
    gateway.vendors.control(command).await;
    let invoice = gateway.invoice("2026-EMPTY").await;
    gateway.forget_most_memory();
    let (before, started) = (gateway.most_memory(), Instant::now());
    let query = "mutation ($input: AddAttachmentInput!) { addAttachment(input: $input) {
      outcome userErrors { code message } attachment { filename sizeBytes } } }";
    let operations =
        json!({"query": query, "variables": {"input": {"invoiceId": invoice["id"], "file": null}}});
    let first = Bytes::from(b"%PDF-1.7\n".repeat(8192)[..PIECE as usize].to_vec());
    let pieces = stream::repeat(first).take((SIZE / PIECE) as usize);
    let body = Body::wrap_stream(pieces.map(Ok::<_, std::io::Error>));
    let file = Part::stream_with_length(body, SIZE).file_name("scan.pdf");
    let form = Form::new()
        .text("operations", operations.to_string())
        .text("map", json!({"0": ["variables.input.file"]}).to_string())
        .part("0", file.mime_str("application/pdf").unwrap());
    let request = gateway.graphql().header("graphql-require-preflight", "1");
    let answer = gateway.post(request.multipart(form)).await;
    let payload = &answer["data"]["addAttachment"];
    assert_eq!(payload["outcome"], "APPLIED", "{answer:#}");
    assert_eq!(payload["attachment"]["sizeBytes"], SIZE);
    let grown = gateway.most_memory() - before;
    report("up", grown, started);
    assert!(grown < BOUND, "{grown} bytes");
}
