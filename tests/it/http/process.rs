//! A gateway in a process of its own, over a slow vendor.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use invoice_gateway::sandbox;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::vendors::{client, listen, today};

/// Longer than anything takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// How long the vendor takes for each answer.
pub(crate) const LATENCY: Duration = Duration::from_secs(1);

/// Simulators whose every answer takes [`LATENCY`].
pub(crate) struct SlowVendor {
    address: std::net::SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for SlowVendor {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SlowVendor {
    pub(crate) async fn open() -> Self {
        let (listener, address) = listen().await;
        let mut options = sandbox::Options::new(today());
        options.latency = LATENCY;
        options.rate_limit = false;
        let task = tokio::spawn(async move {
            let served = sandbox::serve(listener, options, std::future::pending());
            served.await.unwrap();
        });
        Self { address, task }
    }

    /// An account there, in TOML.
    pub(crate) fn account(&self) -> String {
        format!(
            "[[accounts]]\nid = \"acme\"\nprovider = \"moneybird\"\nadministration_id = \"123\"\ntoken = \"sandbox\"\n\
             base_url = \"http://{}/moneybird/api/v2\"\nquota_calls = 100000\n",
            self.address
        )
    }

    /// All that it holds, as text.
    pub(crate) async fn books(&self) -> String {
        let url = format!("http://{}/_books/moneybird", self.address);
        client()
            .get(url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    }
}

/// A folder that is gone with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!(
            "invoice-gateway-http-{}-{name}",
            std::process::id()
        ));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program with a config, as it is started in production, or below a limit of the shell.
pub(crate) fn command(config: &Path, limit: Option<&str>) -> Command {
    let program = env!("CARGO_BIN_EXE_invoice-gateway");
    let mut command = match limit {
        None => Command::new(program),
        Some(limit) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("{limit} && exec \"$0\" \"$@\""), program]);
            shell
        }
    };
    command
        .env_remove("INVOICE_GATEWAY_CONFIG")
        .env_remove("RUST_LOG")
        .arg("--config")
        .arg(config);
    command
}

/// A running gateway, which ends with the test.
pub(crate) struct Process {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
    /// The line that says where it listens.
    pub(crate) said: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    /// Starts it and waits until it listens.
    pub(crate) async fn start(config: &Path, limit: Option<&str>) -> Self {
        Self::start_with_log(config, limit, Stdio::null()).await
    }

    /// The same, with a place for its log.
    pub(crate) async fn start_with_log(config: &Path, limit: Option<&str>, log: Stdio) -> Self {
        let mut command = command(config, limit);
        let starting = tokio::task::spawn_blocking(move || {
            let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let said = lines.map_while(Result::ok).next();
            let said = said.expect("it says where it listens");
            let (_, rest) = said.split_once("://").unwrap();
            let address = rest.trim_end_matches('/').to_owned();
            Self {
                child,
                address,
                said,
            }
        });
        starting.await.unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended; tells how, and how long that took.
    pub(crate) async fn ended(&mut self) -> (ExitStatus, Duration) {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, started.elapsed());
            }
            assert!(started.elapsed() < PATIENCE, "it goes on");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) fn post(&self, query: &str, variables: &Value) -> reqwest::RequestBuilder {
        let body = json!({"query": query, "variables": variables});
        client()
            .post(format!("http://{}/graphql", self.address))
            .header("content-type", "application/json")
            .timeout(PATIENCE)
            .body(body.to_string())
    }

    pub(crate) async fn ask(&self, query: &str, variables: &Value) -> Value {
        let answer = self.post(query, variables).send().await.unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }
}
