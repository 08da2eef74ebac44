//! The program over a vendor that is nearly empty.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    http::{HeaderMap, StatusCode},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::collector::axum_serve;

/// The key of the client.
pub(crate) const KEY: &str = "k3y-0f-the-client";
/// The token of the account.
pub(crate) const TOKEN: &str = "t0ken-0f-the-account";
/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A vendor without invoices, which fails twice before it says so.
#[derive(Debug)]
pub(crate) struct Vendor {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<HeaderMap>>>,
}

impl Vendor {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<HeaderMap>>> = Arc::default();
        let (count, told) = (AtomicUsize::new(0), Arc::clone(&seen));
        let count = Arc::new(count);
        let router = Router::new().fallback(move |headers: HeaderMap| {
            told.lock().unwrap().push(headers);
            let status = match count.fetch_add(1, Ordering::Relaxed) {
                0 | 1 => StatusCode::INTERNAL_SERVER_ERROR,
                _ => StatusCode::OK,
            };
            async move { (status, [("content-type", "application/json")], "[]") }
        });
        tokio::spawn(async move { axum_serve(listener, router).await });
        Self { address, seen }
    }

    /// The headers of all that it was asked.
    pub(crate) fn headers(&self) -> Vec<HeaderMap> {
        self.seen.lock().unwrap().clone()
    }
}

/// A port that nobody listens at.
pub(crate) fn closed_port() -> SocketAddr {
    silent_port().local_addr().unwrap()
}

/// A port that takes connections and says nothing.
pub(crate) fn silent_port() -> std::net::TcpListener {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap()
}

/// A running gateway, which ends with the test.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    folder: tempfile::TempDir,
    address: String,
    asked: usize,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// Starts it with a collector and what its requests carry beside.
    pub(crate) async fn start(collector: &str, vendor: SocketAddr, headers: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let hash = Sha256::digest(KEY);
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let config = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\n[telemetry]\notlp_endpoint = \"{collector}\"\n\
             [[clients]]\nname = \"somebody\"\nkey_sha256 = [\"{hash}\"]\nscopes = [\"read\", \"write\"]\n\
             [[accounts]]\nid = \"acme\"\nprovider = \"moneybird\"\nadministration_id = \"123\"\ntoken = \"{TOKEN}\"\n\
             base_url = \"http://{vendor}/api/v2\"\n"
        );
        let file = folder.path().join("gateway.toml");
        fs::write(&file, config).unwrap();
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_invoice-gateway"))
            .env_remove("INVOICE_GATEWAY_CONFIG")
            .env("RUST_LOG", "trace")
            .env("OTEL_EXPORTER_OTLP_HEADERS", headers)
            .env("OTEL_BSP_SCHEDULE_DELAY", "100")
            .arg("--config")
            .arg(file)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let said = child.stdout.take().unwrap();
        let said = tokio::task::spawn_blocking(|| BufReader::new(said).lines().next());
        let said = said
            .await
            .unwrap()
            .expect("it says where it listens")
            .unwrap();
        let (_, address) = said.split_once("://").unwrap();
        Self {
            child,
            folder,
            address: address.trim_end_matches('/').to_owned(),
            asked: 0,
        }
    }

    /// Asks it; requests are numbered from `r-1`.
    pub(crate) async fn ask(
        &mut self,
        query: &str,
        variables: &Value,
        traceparent: Option<&str>,
    ) -> Value {
        self.asked += 1;
        let client = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only(Vec::new());
        let request = client
            .build()
            .unwrap()
            .post(format!("http://{}/graphql", self.address));
        let request = request
            .bearer_auth(KEY)
            .header("content-type", "application/json")
            .header("x-request-id", self.asked())
            .timeout(PATIENCE);
        let request = match traceparent {
            Some(traceparent) => request.header("traceparent", traceparent),
            None => request,
        };
        let body = json!({"query": query, "variables": variables}).to_string();
        let answer = request.body(body).send().await.unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    /// The id of the last request.
    pub(crate) fn asked(&self) -> String {
        format!("r-{}", self.asked)
    }

    pub(crate) fn log(&self) -> String {
        let path: PathBuf = self.folder.path().join("log");
        fs::read_to_string(path).unwrap()
    }

    /// Waits until its log says so.
    pub(crate) async fn says(&self, what: &str) {
        let started = Instant::now();
        while !self.log().contains(what) {
            assert!(
                started.elapsed() < PATIENCE,
                "{what} is not in {}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Stops it as an operator does; tells how long that took.
    pub(crate) async fn stop(&mut self) -> Duration {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", "TERM", &id]).status();
        assert!(sent.unwrap().success());
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert_eq!(status.code(), Some(0), "{}", self.log());
                return started.elapsed();
            }
            assert!(started.elapsed() < PATIENCE, "it goes on");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
