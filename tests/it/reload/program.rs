//! The program with a config file that changes below it, and what it says of that.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::vendors::client;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running program; it ends with the test.
pub(super) struct Program {
    child: Child,
    /// With the scheme.
    pub(super) url: String,
    log: PathBuf,
    folder: TempDir,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// Starts it with a config, which is in `gateway.toml` of a folder of its own.
    pub(super) fn start(config: &str) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), "gateway.toml", Some(config))
    }

    /// Starts it over simulators of its own.
    pub(super) fn simulated() -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), "", None)
    }

    /// Starts it in a folder; writes the config there, where one is given.
    pub(super) fn start_in(folder: TempDir, file: &str, config: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_invoice-gateway"));
        let log = folder.path().join("log");
        command
            .env_remove("INVOICE_GATEWAY_CONFIG")
            .env_remove("RUST_LOG")
            .env("PLANTED", "s3cr3t-0f-the-env1r0nment")
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap());
        if let Some(config) = config {
            fs::write(folder.path().join(file), config).unwrap();
        }
        match file {
            "" => command.args(["--listen", "127.0.0.1:0"]),
            file => command.args(["--config", file]),
        };
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = lines.map_while(Result::ok).next();
        let said = said.unwrap_or_else(|| panic!("{}", fs::read_to_string(&log).unwrap()));
        let (_, url) = said.split_once("at ").unwrap();
        Self {
            child,
            url: url.trim_end_matches('/').to_owned(),
            log,
            folder,
        }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file next to the config.
    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    pub(super) fn hang_up(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", "HUP", &id]).status();
        assert!(sent.unwrap().success());
    }

    /// All that it said until now.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Waits until it has said something so often.
    pub(super) async fn says(&self, text: &str, times: usize) {
        let started = Instant::now();
        while self.log().matches(text).count() < times {
            assert!(started.elapsed() < PATIENCE, "{text}: {}", self.log());
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// The ids of its accounts.
    pub(super) async fn accounts(&self) -> Vec<String> {
        let body = json!({"query": "{ accounts { id } }"});
        let request = client().post(format!("{}/graphql", self.url));
        let request = request.header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.unwrap();
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        let accounts = answer["data"]["accounts"].as_array().unwrap().iter();
        accounts
            .map(|account| account["id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Waits until it has these accounts.
    pub(super) async fn gets(&self, accounts: &[&str]) {
        let started = Instant::now();
        while self.accounts().await != accounts {
            assert!(started.elapsed() < PATIENCE, "{accounts:?}: {}", self.log());
            sleep(Duration::from_millis(10)).await;
        }
    }
}
