//! Transports that change something between the adapter and its vendor.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use bytes::Bytes;
use invoice_gateway::{
    error::Result,
    transport::{Request, Response, Transport},
};
use serde_json::Value;

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
