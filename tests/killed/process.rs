//! A gateway in a process of its own.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::Duration,
};

use serde_json::Value;

use crate::vendor::Vendor;

/// A running gateway.
pub(crate) struct Gateway {
    child: Mutex<Child>,
    address: String,
    client: reqwest::Client,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Gateway {
    /// Starts it with its state in a directory, and waits until it listens; a mutation may take until `deadline`.
    pub(crate) async fn start(place: &str, vendor: &Vendor, deadline: &str) -> Self {
        std::fs::create_dir_all(place).unwrap();
        let file = format!("{place}/gateway.toml");
        let config = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\n[cache]\nstate_dir = \"{place}/state\"\n\
             [limits]\nsettle = \"3s\"\ndeadline = \"{deadline}\"\n\
             [[accounts]]\nid = \"acme\"\nprovider = \"moneybird\"\nadministration_id = \"123\"\n\
             token = \"sandbox\"\nquota_calls = 100000\nbase_url = \"{}\"\n",
            vendor.base_url()
        );
        std::fs::write(&file, config).unwrap();
        let starting = tokio::task::spawn_blocking(move || {
            let mut child = Command::new(env!("CARGO_BIN_EXE_invoice-gateway"))
                .env_remove("INVOICE_GATEWAY_CONFIG")
                .args(["--config", &file])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let address = lines
                .map_while(Result::ok)
                .find_map(|line| {
                    let (_, rest) = line.split_once("http://")?;
                    Some(rest.split(['/', ' ']).next()?.to_owned())
                })
                .expect("it says where it listens");
            (child, address)
        });
        let (child, address) = starting.await.unwrap();
        Self {
            child: Mutex::new(child),
            address,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    /// Sends a request; `None` when the process ended before it answered.
    pub(crate) async fn send(&self, body: Value) -> Option<Value> {
        let request = self.client.post(format!("http://{}/graphql", self.address));
        let request = request
            .header("content-type", "application/json")
            .timeout(Duration::from_secs(60))
            .body(body.to_string());
        let text = request.send().await.ok()?.text().await.ok()?;
        Some(serde_json::from_str(&text).unwrap())
    }

    /// Ends it with SIGKILL.
    pub(crate) fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}
