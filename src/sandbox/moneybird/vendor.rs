//! What the common part of the sandbox asks of this vendor.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde_json::Value;

use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::fixed::API;
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::{change, render, routes};
use crate::sandbox::vendor::{Quota, RateLimitChange, Vendor};

/// The only credential that is accepted.
const AUTHORIZATION: &str = "Bearer sandbox";

impl Vendor for Moneybird {
    fn mount(&self) -> &'static str {
        "/moneybird"
    }

    fn resources(&self) -> &'static [&'static str] {
        &["moneybird", "moneybird-external"]
    }

    /// Payments, administrations and downloads count as `moneybird`.
    fn resource_of(&self, path: &str) -> &'static str {
        if path.contains("/external_sales_invoices") {
            "moneybird-external"
        } else {
            "moneybird"
        }
    }

    fn routed_path<'a>(&self, path: &'a str) -> &'a str {
        if path.starts_with(API) {
            path.strip_suffix(".json").unwrap_or(path)
        } else {
            path
        }
    }

    fn routes(self: Arc<Self>) -> Router {
        routes::routes(self)
    }

    fn count_call(&self, path: &str) -> Quota {
        if path.starts_with(API) {
            self.rate_limit.count()
        } else {
            Quota::default()
        }
    }

    fn authorize(&self, path: &str, headers: &HeaderMap) -> Result<(), Box<Response>> {
        let Some(resource_path) = path.strip_prefix(API) else {
            return Ok(());
        };
        let credential = headers.get(header::AUTHORIZATION);
        if credential.is_none_or(|credential| credential != AUTHORIZATION) {
            return Err(Box::new(Refusal::invalid_token().into_response()));
        }
        let tenant = resource_path.split('/').nth(1).unwrap_or_default();
        match self.routed_path(path).strip_prefix(API) {
            Some("/administrations") => Ok(()),
            // The page does not show the answer for an administration without access.
            _ if tenant != "123" => {
                let refusal = Refusal::not_found("administration_id");
                Err(Box::new(refusal.into_response()))
            }
            _ => Ok(()),
        }
    }

    fn error(&self, status: StatusCode) -> Response {
        Refusal::example(status).into_response()
    }

    fn ids(&self, resource: &str) -> Vec<String> {
        let rows = self.ledger().all(Resource::named(resource));
        rows.iter().map(|invoice| invoice.id.to_string()).collect()
    }

    fn books(&self, resource: &str) -> Box<dyn Iterator<Item = Vec<u8>> + Send> {
        let rows = self.ledger().all(Resource::named(resource));
        Box::new(rows.into_iter().map(|invoice| render::invoice(&invoice)))
    }

    fn add(&self, resource: &str, invoice: &Value, count: usize) -> Result<Vec<String>, String> {
        let resource = Resource::named(resource);
        change::add(&mut self.ledger_mut(), resource, invoice, count)
    }

    fn edit(&self, resource: &str, ids: &[String], set: &Value) -> Result<(), String> {
        let resource = Resource::named(resource);
        change::edit(&mut self.ledger_mut(), resource, ids, set)
    }

    fn remove(&self, resource: &str, ids: &[String]) -> Result<(), String> {
        let resource = Resource::named(resource);
        change::remove(&mut self.ledger_mut(), resource, ids)
    }

    fn set_today(&self, today: Date) {
        self.ledger_mut().set_today(today);
    }

    fn set_rate_limit(&self, change: &RateLimitChange) {
        self.rate_limit.change(change);
    }
}
