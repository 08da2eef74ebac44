//! Transports that change something between the adapter and its vendor.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use bytes::Bytes;
use invoice_gateway::{
    domain::NativeId,
    error::Result,
    transport::{Request, Response, Transport},
};
use serde_json::{Value, json};

use crate::world::control;

/// Runs control commands between calls: one after each answer, before the adapter sees it.
#[derive(Debug)]
pub(crate) struct BetweenCalls {
    /// What sends.
    pub(crate) inner: Arc<dyn Transport>,
    /// Host and port of the simulators.
    pub(crate) host: String,
    /// What is still to be run; `None` lets a call pass.
    pub(crate) commands: Mutex<VecDeque<Option<Value>>>,
}

#[async_trait]
impl Transport for BetweenCalls {
    async fn send(&self, request: Request) -> Result<Response> {
        let answer = self.inner.send(request).await;
        let next = self.commands.lock().expect("commands").pop_front();
        if let Some(command) = next.flatten() {
            control(&self.host, command).await;
        }
        answer
    }
}

/// Writes another value under a key wherever it occurs in an answer.
#[derive(Debug)]
pub(crate) struct Rewritten {
    /// What sends.
    pub(crate) inner: Arc<dyn Transport>,
    /// The key.
    pub(crate) key: &'static str,
    /// What stands there.
    pub(crate) value: Value,
}

#[async_trait]
impl Transport for Rewritten {
    async fn send(&self, request: Request) -> Result<Response> {
        let mut answer = self.inner.send(request).await?;
        if let Ok(mut body) = serde_json::from_slice(&answer.body) {
            self.rewrite(&mut body);
            answer.body = Bytes::from(body.to_string());
        }
        Ok(answer)
    }
}

impl Rewritten {
    fn rewrite(&self, body: &mut Value) {
        match body {
            Value::Array(items) => items.iter_mut().for_each(|item| self.rewrite(item)),
            Value::Object(object) => {
                for (key, value) in object {
                    if key == self.key {
                        *value = self.value.clone();
                    } else {
                        self.rewrite(value);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Leaves one invoice out of every list, as if the vendor had none of that id; by its id it is found.
#[derive(Debug)]
pub(crate) struct Hidden {
    /// What sends.
    pub(crate) inner: Arc<dyn Transport>,
    /// Which one.
    pub(crate) id: NativeId,
    /// Whether it does so now.
    pub(crate) on: AtomicBool,
    /// How often it was asked for by its id.
    pub(crate) asked: AtomicUsize,
}

#[async_trait]
impl Transport for Hidden {
    async fn send(&self, request: Request) -> Result<Response> {
        let path = request.url.path().trim_end_matches('/');
        if path.ends_with(self.id.as_str()) {
            self.asked.fetch_add(1, Ordering::SeqCst);
            return self.inner.send(request).await;
        }
        let query = request.url.query().unwrap_or_default();
        let is_narrowed = ["finalized_at__gte", "updated_at="]
            .iter()
            .any(|filter| query.contains(filter));
        let mut answer = self.inner.send(request).await?;
        let is_on = self.on.load(Ordering::SeqCst);
        if let (true, Ok(mut body)) = (is_on, serde_json::from_slice(&answer.body)) {
            self.hide(&mut body, is_narrowed);
            answer.body = Bytes::from(body.to_string());
        }
        Ok(answer)
    }
}

impl Hidden {
    /// Takes it out of the list, and where that is the whole one, one off how many it says it has.
    fn hide(&self, body: &mut Value, is_narrowed: bool) {
        let is_it = |row: &Value| {
            let id = row.get("id").or_else(|| row.get("uid"));
            id.is_some_and(|id| *id == *self.id.as_str())
        };
        let list = match body {
            Value::Array(_) => Some(&mut *body),
            _ => ["results", "data"]
                .into_iter()
                .find(|key| body[key].is_array())
                .map(|key| &mut body[key]),
        };
        if let Some(Value::Array(rows)) = list {
            rows.retain(|row| !is_it(row));
        }
        for count in ["/count", "/meta/pagination/total"] {
            if let (false, Some(count)) = (is_narrowed, body.pointer_mut(count)) {
                *count = json!(count.as_u64().map(|count| count - 1));
            }
        }
    }
}
