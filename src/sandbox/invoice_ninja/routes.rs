//! The API's routes.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::sandbox::invoice_ninja::errors::{Answer, Refusal, finish, json_response};
use crate::sandbox::invoice_ninja::fixed::{API, COMPANY, COMPANY_NAME, MOUNT, USER_NAME};
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::params::Params;
use crate::sandbox::invoice_ninja::{
    activities, downloads, envelope, filter, lists, records, statics, write,
};

/// All routes with their full paths.
pub(super) fn routes(ninja: Arc<InvoiceNinja>) -> Router {
    let api = |path: &str| format!("{API}/{path}");
    Router::new()
        .route(&api("ping"), get(ping))
        .route(&api("statics"), get(all_statics))
        .route(&api("companies/current"), post(current_company))
        .route(&api("companies/{id}"), get(company))
        .route(&api("invoices"), get(lists::invoices))
        .route(&api("invoices/create"), get(records::blank_invoice))
        .route(&api("invoices/{id}"), get(records::invoice))
        .route(&api("invoices/{id}/edit"), get(records::invoice))
        .route(
            &api("invoices/{id}/delivery_note"),
            get(downloads::delivery_note),
        )
        .route(&api("payments"), get(lists::payments))
        .route(&api("payments/create"), get(records::blank_payment))
        .route(&api("payments/{id}"), get(records::payment))
        .route(&api("payments/{id}/edit"), get(records::payment))
        .route(&api("clients"), get(lists::clients))
        .route(&api("clients/{id}"), get(records::client))
        .route(&api("clients/{id}/edit"), get(records::client))
        .route(&api("credits"), get(lists::credits))
        .route(&api("credits/{id}"), get(records::credit))
        .route(&api("credits/{id}/edit"), get(records::credit))
        .route(&api("documents"), get(lists::documents))
        .route(&api("documents/{id}"), get(records::document))
        .route(&api("documents/{id}/download"), get(downloads::document))
        .route(&api("activities"), get(activities::all))
        .route(&api("activities/entity"), post(activities::of_entity))
        .route(
            &api("activities/download_entity/{activity_id}"),
            get(activities::backup),
        )
        .route(
            &api("invoice/{invitation_key}/download"),
            get(downloads::by_invitation),
        )
        .route(
            &api("invoice/{invitation_key}/download_e_invoice"),
            get(downloads::e_invoice),
        )
        .route(
            &format!("{MOUNT}/documents/{{hash}}"),
            get(downloads::stored_document),
        )
        .merge(write::routes())
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(ninja)
        .layer(from_fn(manners))
}

async fn manners(request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    finish(next.run(request).await, &asked)
}

/// A wrong method is not found either.
async fn method_not_allowed() -> Box<Refusal> {
    Refusal::method()
}

async fn ping() -> Response {
    let body = Json::object([
        ("company_name", COMPANY_NAME.into()),
        ("user_name", USER_NAME.join(" ").into()),
    ]);
    json_response(StatusCode::OK, body.pretty())
}

/// The one body without an envelope, and with a charset.
async fn all_statics() -> Response {
    let json = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (json, statics::render().pretty()).into_response()
}

async fn current_company(
    State(ninja): State<Arc<InvoiceNinja>>,
    headers: HeaderMap,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    envelope::item(&params, statics::company(&ninja.ledger()))
}

async fn company(
    State(ninja): State<Arc<InvoiceNinja>>,
    axum::extract::Path(id): axum::extract::Path<String>,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, b"")?;
    if filter::row_number(&id) != COMPANY {
        return Err(Refusal::no_such("Company", &id));
    }
    envelope::item(&params, statics::company(&ninja.ledger()))
}
