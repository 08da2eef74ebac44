//! What handlers share.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};

use crate::sandbox::moneybird::errors::Refusal;
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::Invoice;
use crate::sandbox::moneybird::resource::Resource;

/// What a handler answers.
pub(super) type Answer = Result<Response, Box<Refusal>>;

/// Finds an invoice by the id in a path, or refuses in the resource's manner.
pub(super) fn invoice_with(
    moneybird: &Moneybird,
    resource: Resource,
    id: &str,
) -> Result<Arc<Invoice>, Box<Refusal>> {
    let found = id
        .parse()
        .ok()
        .and_then(|id| moneybird.ledger().get(resource, id));
    found.ok_or_else(|| {
        Box::new(match resource {
            Resource::Sales => Refusal::not_found("id"),
            Resource::External => Refusal::no_such("External invoice"),
        })
    })
}

impl IntoResponse for Box<Refusal> {
    fn into_response(self) -> Response {
        (*self).into_response()
    }
}
