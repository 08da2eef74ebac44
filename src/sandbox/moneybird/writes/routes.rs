//! The routes of the endpoints that change the books.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete as on_delete, patch, post};
use axum::{Extension, Router};

use crate::sandbox::moneybird::fixed::API;
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::writes::{
    attachments, credit, delete, external, marks, notes, payments, reminders, sales, sending,
};
use crate::sandbox::upload::Upload;

type Host = State<Arc<Moneybird>>;

/// Parameters after the administration.
type Id = Path<(String, String)>;
type Ids = Path<(String, String, String)>;

/// A multipart body, when there was one.
type File = Option<Extension<Arc<Upload>>>;

/// All routes with their full paths.
pub(in crate::sandbox::moneybird) fn routes() -> Router<Arc<Moneybird>> {
    let tenant = format!("{API}/{{administration_id}}");
    sales_routes(&format!("{tenant}/sales_invoices"))
        .merge(external_routes(&format!(
            "{tenant}/external_sales_invoices"
        )))
        .merge(shared(Resource::Sales, "{sales_invoice_id}"))
        .merge(shared(Resource::External, "{external_sales_invoice_id}"))
}

fn sales_routes(base: &str) -> Router<Arc<Moneybird>> {
    let create = |host: Host, body: Bytes| async move { sales::create(&host, &body) };
    let update = |host: Host, Path((_, id)): Id, body: Bytes| async move {
        sales::update(&host, &id, &body)
    };
    let remind = |host: Host, body: Bytes| async move { reminders::send(&host, &body) };
    let send = |host: Host, Path((_, id)): Id, body: Bytes| async move {
        sending::send(&host, &id, &body)
    };
    let pause = |host: Host, Path((_, id)): Id| async move { marks::pause(&host, &id, true) };
    let resume = |host: Host, Path((_, id)): Id| async move { marks::pause(&host, &id, false) };
    let duplicate = |host: Host, Path((_, id)): Id| async move { credit::duplicate(&host, &id) };
    let settle = |host: Host, Path((_, id)): Id| async move { credit::settle(&host, &id) };
    let register = |host: Host, Path((_, id)): Id, body: Bytes| async move {
        payments::create(&host, Resource::Sales, &id, &body, StatusCode::OK)
    };
    let attach = |host: Host, Path((_, id)): Id, file: File| async move {
        attachments::create(
            &host,
            Resource::Sales,
            &id,
            file.as_deref().map(AsRef::as_ref),
        )
    };
    let one = format!("{base}/{{id}}");
    Router::new()
        .route(base, post(create))
        .route(&one, patch(update))
        .route(&format!("{base}/send_reminders"), post(remind))
        .route(&format!("{one}/send_invoice"), patch(send))
        .route(&format!("{one}/pause"), post(pause))
        .route(&format!("{one}/resume"), post(resume))
        .route(&format!("{one}/duplicate_creditinvoice"), patch(duplicate))
        .route(
            &format!("{one}/register_payment_creditinvoice"),
            patch(settle),
        )
        .route(&format!("{one}/register_payment"), patch(register))
        .route(&format!("{one}/attachments"), post(attach))
}

fn external_routes(base: &str) -> Router<Arc<Moneybird>> {
    let create = |host: Host, body: Bytes| async move { external::create(&host, &body) };
    let update = |host: Host, Path((_, id)): Id, body: Bytes| async move {
        external::update(&host, &id, &body)
    };
    let create_from = |host: Host, file: File| async move {
        external::create_from_attachment(&host, file.as_deref().map(AsRef::as_ref))
    };
    // In the singular, other than that of sales invoices.
    let attach = |host: Host, Path((_, id)): Id, file: File| async move {
        attachments::create(
            &host,
            Resource::External,
            &id,
            file.as_deref().map(AsRef::as_ref),
        )
    };
    let one = format!("{base}/{{id}}");
    Router::new()
        .route(base, post(create))
        .route(&one, patch(update))
        .route(&format!("{base}/attachment"), post(create_from))
        .route(&format!("{one}/attachment"), post(attach))
}

/// The routes that both resources have; `parent` is how the page names an invoice before a child.
fn shared(resource: Resource, parent: &str) -> Router<Arc<Moneybird>> {
    let base = format!("{API}/{{administration_id}}/{}", resource.segment());
    let destroy =
        move |host: Host, Path((_, id)): Id| async move { delete::invoice(&host, resource, &id) };
    let dubious = move |host: Host, Path((_, id)): Id, body: Bytes| async move {
        marks::dubious(&host, resource, &id, &body)
    };
    let uncollectible = move |host: Host, Path((_, id)): Id, body: Bytes| async move {
        marks::uncollectible(&host, resource, &id, &body)
    };
    let pay = move |host: Host, Path((_, id)): Id, body: Bytes| async move {
        payments::create(&host, resource, &id, &body, StatusCode::CREATED)
    };
    let note = move |host: Host, Path((_, id)): Id, body: Bytes| async move {
        notes::create(&host, resource, &id, &body)
    };
    let unpay = move |host: Host, Path((_, invoice, id)): Ids| async move {
        payments::delete(&host, resource, &invoice, &id)
    };
    let unnote = move |host: Host, Path((_, invoice, id)): Ids| async move {
        notes::delete(&host, resource, &invoice, &id)
    };
    let detach = move |host: Host, Path((_, invoice, id)): Ids| async move {
        attachments::delete(&host, resource, &invoice, &id)
    };
    let one = format!("{base}/{{id}}");
    Router::new()
        .route(&one, on_delete(destroy))
        .route(&format!("{one}/mark_as_dubious"), patch(dubious))
        .route(
            &format!("{one}/mark_as_uncollectible"),
            patch(uncollectible),
        )
        .route(&format!("{base}/{parent}/payments"), post(pay))
        .route(
            &format!("{base}/{parent}/payments/{{id}}"),
            on_delete(unpay),
        )
        .route(&format!("{base}/{parent}/notes"), post(note))
        .route(&format!("{base}/{parent}/notes/{{id}}"), on_delete(unnote))
        .route(
            &format!("{base}/{parent}/attachments/{{id}}"),
            on_delete(detach),
        )
}
