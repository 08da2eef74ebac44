//! What the common part of the sandbox asks of this vendor.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde_json::Value;

use crate::sandbox::i3d::errors::Refusal;
use crate::sandbox::i3d::host::I3d;
use crate::sandbox::i3d::routes::API;
use crate::sandbox::i3d::{change, render, routes};
use crate::sandbox::paging::PageManner;
use crate::sandbox::vendor::{Quota, RateLimitChange, Vendor};

/// The only key that is accepted.
const KEY: &str = "sandbox";

impl Vendor for I3d {
    fn mount(&self) -> &'static str {
        "/i3d"
    }

    fn resources(&self) -> &'static [&'static str] {
        &["i3d"]
    }

    fn resource_of(&self, _path: &str) -> &'static str {
        "i3d"
    }

    fn routed_path<'a>(&self, path: &'a str) -> &'a str {
        path
    }

    fn routes(self: Arc<Self>) -> Router {
        routes::routes(self)
    }

    /// No limit is published.
    fn count_call(&self, _path: &str) -> Quota {
        Quota::default()
    }

    fn authorize(&self, path: &str, headers: &HeaderMap) -> Result<(), Box<Response>> {
        let key = headers.get("private-token");
        if path.starts_with(API) && key.is_none_or(|key| key != KEY) {
            return Err(Box::new(Refusal::bad_token().into_response()));
        }
        Ok(())
    }

    fn error(&self, status: StatusCode) -> Response {
        Refusal::example(status)
    }

    fn ids(&self, _resource: &str) -> Vec<String> {
        let rows = self.ledger().matching(|_| true);
        rows.iter().map(|row| row.id.to_string()).collect()
    }

    fn books(&self, _resource: &str) -> Box<dyn Iterator<Item = Vec<u8>> + Send> {
        let rows = self.ledger().matching(|_| true);
        Box::new(rows.into_iter().map(|row| render::both(&row)))
    }

    fn add(&self, _resource: &str, invoice: &Value, count: usize) -> Result<Vec<String>, String> {
        change::add(&mut self.ledger_mut(), invoice, count)
    }

    fn edit(&self, _resource: &str, ids: &[String], set: &Value) -> Result<(), String> {
        change::edit(&mut self.ledger_mut(), ids, set)
    }

    fn remove(&self, _resource: &str, ids: &[String]) -> Result<(), String> {
        change::remove(&mut self.ledger_mut(), ids)
    }

    fn set_today(&self, today: Date) {
        self.ledger_mut().today = today;
    }

    fn set_paging(&self, _resource: &str, manner: PageManner) -> Result<(), String> {
        self.pager.set(manner);
        Ok(())
    }

    fn set_rate_limit(&self, _change: &RateLimitChange) {}
}
