//! A vendor that answers by script, for tests with paused time.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderValue, RETRY_AFTER},
};
use tokio::time::Instant;

use crate::{
    error::{Error, ErrorKind, Result, Retry},
    transport::{Request, Response, Transport},
};

/// One answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// This status.
    Status(u16),
    /// This status, with this `Retry-After`.
    Later(u16, &'static str),
    /// No answer but this error.
    Fails(ErrorKind),
    /// An answer that breaks off.
    Torn,
    /// Nothing, ever.
    Hangs,
}

/// Answers with each step in turn, then with the last one for good, and notes when it was asked.
#[derive(Debug)]
pub(super) struct Script {
    steps: Mutex<VecDeque<Step>>,
    asked: Mutex<Vec<Instant>>,
}

impl Script {
    pub(super) fn new(steps: &[Step]) -> Self {
        Self {
            steps: Mutex::new(steps.iter().copied().collect()),
            asked: Mutex::default(),
        }
    }

    /// Itself as what a layer wraps, to be watched from outside.
    pub(super) fn transport(self: &Arc<Self>) -> Arc<dyn Transport> {
        Arc::<Self>::clone(self)
    }

    /// Answers like this from now on.
    pub(super) fn play(&self, steps: &[Step]) {
        *self.steps.lock().unwrap() = steps.iter().copied().collect();
    }

    /// When it was asked.
    pub(super) fn asked(&self) -> Vec<Instant> {
        self.asked.lock().unwrap().clone()
    }

    /// How often it was asked.
    pub(super) fn calls(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn next(&self) -> Step {
        let mut steps = self.steps.lock().unwrap();
        match steps.len() {
            1 => steps[0],
            _ => steps.pop_front().unwrap(),
        }
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, _: Request) -> Result<Response> {
        self.asked.lock().unwrap().push(Instant::now());
        let mut headers = HeaderMap::new();
        let status = match self.next() {
            Step::Status(status) => status,
            Step::Later(status, when) => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static(when));
                status
            }
            Step::Fails(kind) => return Err(Error::new(kind, "no answer")),
            Step::Torn => {
                let torn = Error::new(ErrorKind::BadAnswer, "broke off").retry_hint(Retry::Now);
                return Err(torn);
            }
            Step::Hangs => std::future::pending().await,
        };
        Ok(Response {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: Bytes::new(),
        })
    }
}
