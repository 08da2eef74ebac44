//! A gateway in a process of its own.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// Longer than a gateway may take to stop.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running gateway, which ends with the test.
pub(crate) struct Gateway {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Gateway {
    /// Starts it with a config file and waits until it listens.
    pub(crate) async fn start(config: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_invoice-gateway"));
        command
            .env_remove("INVOICE_GATEWAY_CONFIG")
            .env("RUST_LOG", "error")
            .arg("--config")
            .arg(config)
            .stdout(Stdio::piped());
        let starting = tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().unwrap();
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let address = lines.map_while(Result::ok).find_map(|line| {
                let (_, rest) = line.split_once("http://")?;
                Some(rest.split(['/', ' ']).next()?.to_owned())
            });
            let address = address.expect("it says where it listens");
            Self { child, address }
        });
        starting.await.unwrap()
    }

    /// Asks it to stop, as a supervisor does.
    pub(crate) fn terminate(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", "TERM", &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended; tells how.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let patience = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < patience, "it goes on");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
