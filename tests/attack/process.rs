//! The shipped program in a process of its own: its log, its memory, its life.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

/// A running gateway.
#[derive(Debug)]
pub(crate) struct Process {
    child: Mutex<Child>,
    pub(crate) address: SocketAddr,
    log: Arc<Mutex<String>>,
}

impl Drop for Process {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}

impl Process {
    /// Starts it with a config file, and waits until it listens.
    pub(crate) fn start(config: &str, log: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_invoice-gateway"))
            .env_remove("INVOICE_GATEWAY_CONFIG")
            .env("RUST_LOG", log)
            .args(["--config", config])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let noted = Arc::<Mutex<String>>::default();
        note(child.stderr.take().unwrap(), Arc::clone(&noted));
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut told = String::new();
        let address = loop {
            let mut line = String::new();
            if out.read_line(&mut line).unwrap() == 0 {
                panic!("it did not start: {told}{}", noted.lock().unwrap());
            }
            told.push_str(&line);
            if let Some((_, rest)) = line.split_once("http://") {
                let address = rest.split(['/', ' ', '\n']).next().unwrap();
                break address.parse().unwrap();
            }
        };
        noted.lock().unwrap().push_str(&told);
        note(out, Arc::clone(&noted));
        Self {
            child: Mutex::new(child),
            address,
            log: noted,
        }
    }

    /// Everything that it wrote so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Whether it has not ended.
    pub(crate) fn is_alive(&self) -> bool {
        let ended = self.child.lock().unwrap().try_wait();
        matches!(ended, Ok(None))
    }

    /// Its memory in kilobytes, as Linux counts it; none elsewhere.
    pub(crate) fn resident_kb(&self) -> Option<u64> {
        self.kb("VmRSS:")
    }

    /// The most that it ever was.
    pub(crate) fn peak_kb(&self) -> Option<u64> {
        self.kb("VmHWM:")
    }

    fn kb(&self, name: &str) -> Option<u64> {
        let id = self.child.lock().unwrap().id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

/// Keeps what a stream brings, byte for byte as text.
fn note(stream: impl Read + Send + 'static, into: Arc<Mutex<String>>) {
    std::thread::spawn(move || {
        let mut lines = BufReader::new(stream);
        let mut line = Vec::new();
        while lines
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            into.lock()
                .unwrap()
                .push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
    });
}
