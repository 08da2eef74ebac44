//! What the common part of the sandbox asks of this vendor.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::civil::Date;
use serde_json::Value;

use crate::sandbox::invoice_ninja::errors::{Refusal, is_api};
use crate::sandbox::invoice_ninja::fixed::{MOUNT, TOKEN};
use crate::sandbox::invoice_ninja::hashid;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::resource::Resource;
use crate::sandbox::invoice_ninja::{change, routes};
use crate::sandbox::paging::PageManner;
use crate::sandbox::vendor::{Quota, RateLimitChange, Vendor};

impl Vendor for InvoiceNinja {
    fn mount(&self) -> &'static str {
        MOUNT
    }

    fn resources(&self) -> &'static [&'static str] {
        &Resource::NAMES
    }

    /// Faults hit the vendor as a whole.
    fn resource_of(&self, _: &str) -> &'static str {
        Resource::NAMES[0]
    }

    fn routed_path<'a>(&self, path: &'a str) -> &'a str {
        path
    }

    fn routes(self: Arc<Self>) -> Router {
        routes::routes(self)
    }

    fn count_call(&self, path: &str) -> Quota {
        if is_api(path) {
            self.rate_limit.count()
        } else {
            Quota::default()
        }
    }

    fn authorize(&self, _: &str, headers: &HeaderMap) -> Result<(), Box<Response>> {
        let token = headers.get("x-api-token");
        if token.is_some_and(|token| token == TOKEN) {
            return Ok(());
        }
        let refusal = Refusal::example(StatusCode::FORBIDDEN);
        Err(Box::new(refusal.respond(headers)))
    }

    fn error(&self, status: StatusCode) -> Response {
        Refusal::example(status).always_json()
    }

    fn ids(&self, resource: &str) -> Vec<String> {
        let ids = Resource::named(resource).ids(&self.ledger());
        ids.into_iter().map(hashid::encode).collect()
    }

    fn books(&self, resource: &str) -> Box<dyn Iterator<Item = Vec<u8>> + Send> {
        let resource = Resource::named(resource);
        let ledger = self.ledger();
        let ids = resource.ids(&ledger).into_iter();
        Box::new(ids.filter_map(move |id| resource.record(&ledger, id)))
    }

    fn add(&self, resource: &str, row: &Value, count: usize) -> Result<Vec<String>, String> {
        let resource = Resource::named(resource);
        let ids = self.change(|ledger| change::add(ledger, resource, row, count))?;
        Ok(ids.into_iter().map(hashid::encode).collect())
    }

    fn edit(&self, resource: &str, ids: &[String], set: &Value) -> Result<(), String> {
        let resource = Resource::named(resource);
        self.change(|ledger| change::edit(ledger, resource, ids, set))
    }

    fn remove(&self, resource: &str, ids: &[String]) -> Result<(), String> {
        let resource = Resource::named(resource);
        self.change(|ledger| change::remove(ledger, resource, ids))
    }

    /// Nothing is stored as late, so moving the day is all.
    fn set_today(&self, today: Date) {
        let moved = self.change(|ledger| {
            ledger.today = today;
            Ok(())
        });
        moved.expect("moving the day refuses nothing");
    }

    /// A list that is in order does not rotate; what happens to its rows moves them.
    fn set_paging(&self, resource: &str, manner: PageManner) -> Result<(), String> {
        if matches!(manner, PageManner::Rotate(_)) {
            return Err(format!("the pages of {resource:?} cannot rotate"));
        }
        self.pager(Resource::named(resource)).set(manner);
        Ok(())
    }

    fn set_rate_limit(&self, change: &RateLimitChange) {
        self.rate_limit.change(change);
    }
}
