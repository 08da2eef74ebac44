//! The lines that actions leave in the log, as a test reads them.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex},
};

use serde_json::Value;
use tracing::{Dispatch, subscriber::DefaultGuard};
use tracing_subscriber::fmt::MakeWriter;

/// A log in memory.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Gets what this thread tells, until the guard is dropped.
    pub(crate) fn start() -> (Self, DefaultGuard) {
        // While there is one subscriber alone, tracing asks the thread that first meets an event: were that another
        // test's, without any, the event would be off here too. With a second one around, it asks both.
        static SECOND: LazyLock<Dispatch> =
            LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));
        LazyLock::force(&SECOND);
        let log = Self::default();
        let subscriber = tracing_subscriber::fmt().json();
        let subscriber = subscriber.with_writer(log.clone()).finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    /// All of it.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The lines of actions, since the last time.
    pub(crate) fn take(&self) -> Vec<Value> {
        let text = self.text();
        self.0.lock().unwrap().clear();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        lines
            .filter(|line: &Value| line["target"] == "audit")
            .collect()
    }

    /// What these lines say in short: `begun` or `ended`, the action, the account, the invoices, the outcome and the
    /// codes, as far as they are told.
    pub(crate) fn told(&self) -> Vec<String> {
        let lines = self.take();
        let words = [
            "message", "action", "account", "invoices", "outcome", "codes",
        ];
        let told = |line: &Value| {
            let words = words
                .iter()
                .filter_map(|word| line["fields"][*word].as_str());
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            words.join(" ")
        };
        lines.iter().map(told).collect()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
