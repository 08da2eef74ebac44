//! What the common part of the sandbox asks of this vendor.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde_json::Value;

use crate::sandbox::dashdoc::errors::Refusal;
use crate::sandbox::dashdoc::files::Links;
use crate::sandbox::dashdoc::host::Dashdoc;
use crate::sandbox::dashdoc::language::Language;
use crate::sandbox::dashdoc::routes::API;
use crate::sandbox::dashdoc::{change, render, routes};
use crate::sandbox::paging::PageManner;
use crate::sandbox::vendor::{Quota, RateLimitChange, Vendor};

/// The only token that is accepted.
const TOKEN: &str = "sandbox";

impl Vendor for Dashdoc {
    fn mount(&self) -> &'static str {
        "/dashdoc"
    }

    fn resources(&self) -> &'static [&'static str] {
        &["dashdoc"]
    }

    fn resource_of(&self, _path: &str) -> &'static str {
        "dashdoc"
    }

    fn routed_path<'a>(&self, path: &'a str) -> &'a str {
        path
    }

    fn routes(self: Arc<Self>) -> Router {
        routes::routes(self)
    }

    /// The page knows no limit.
    fn count_call(&self, _path: &str) -> Quota {
        Quota::default()
    }

    fn authorize(&self, path: &str, headers: &HeaderMap) -> Result<(), Box<Response>> {
        // A missing slash is mended before anybody asks who is there.
        if !path.starts_with(API) || !path.ends_with('/') {
            return Ok(());
        }
        let language = Language::of(headers);
        let credential = headers.get(header::AUTHORIZATION);
        let credential = credential.and_then(|value| value.to_str().ok());
        let token = credential.and_then(|credential| {
            let (scheme, token) = credential.split_once(' ')?;
            scheme.eq_ignore_ascii_case("token").then_some(token)
        });
        let refusal = match token {
            Some(TOKEN) => return Ok(()),
            Some(_) => Refusal::unknown_token(language),
            None => Refusal::no_credential(language),
        };
        Err(Box::new(refusal.into_response()))
    }

    fn error(&self, status: StatusCode) -> Response {
        Refusal::example(status)
    }

    fn ids(&self, _resource: &str) -> Vec<String> {
        let rows = self.ledger().matching(|_| true);
        rows.iter().map(|row| row.uid.to_string()).collect()
    }

    fn books(&self, _resource: &str) -> Box<dyn Iterator<Item = Vec<u8>> + Send> {
        let ledger = self.ledger();
        let (rows, today) = (ledger.matching(|_| true), ledger.today);
        let companies = ledger.companies();
        Box::new(rows.into_iter().map(move |row| {
            let links = Links::without_host();
            render::invoice(&row, &companies, today, &links)
        }))
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
