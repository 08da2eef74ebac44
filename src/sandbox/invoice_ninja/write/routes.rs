//! The routes that change something.

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post, put};

use crate::sandbox::invoice_ninja::fixed::API;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::write::{
    actions, bulk_invoices, bulk_payments, change_payment, create_invoice, create_payment, credits,
    delete_invoice, documents, emails, notes, refund, schedule, update_invoice, upload, webhooks,
};

/// All of them with their full paths.
pub(in crate::sandbox::invoice_ninja) fn routes() -> Router<Arc<InvoiceNinja>> {
    let api = |path: &str| format!("{API}/{path}");
    let changes = put(update_invoice::update)
        .patch(update_invoice::update)
        .delete(delete_invoice::delete);
    let payment = put(change_payment::update)
        .patch(change_payment::update)
        .delete(change_payment::delete);
    Router::new()
        .route(&api("invoices"), post(create_invoice::create))
        .route(&api("invoices/bulk"), post(bulk_invoices::invoices))
        .route(
            &api("invoices/update_reminders"),
            post(schedule::update_reminders),
        )
        .route(&api("invoices/{id}"), changes)
        .route(&api("invoices/{id}/{action}"), get(actions::act))
        .route(
            &api("invoices/{id}/upload"),
            post(upload::to_invoice).put(upload::to_invoice_in_vain),
        )
        .route(
            &api("invoices/{id}/payment_schedule"),
            post(schedule::plan).delete(schedule::forget),
        )
        .route(&api("payments"), post(create_payment::create))
        .route(&api("payments/bulk"), post(bulk_payments::payments))
        .route(&api("payments/refund"), post(refund::refund))
        .route(&api("payments/{id}"), payment)
        .route(
            &api("payments/{id}/upload"),
            post(upload::to_payment).put(upload::to_payment_in_vain),
        )
        .route(&api("credits"), post(credits::create))
        .route(&api("credits/bulk"), post(credits::bulk))
        .route(&api("documents"), post(documents::stub))
        .route(&api("documents/bulk"), post(documents::bulk))
        .route(
            &api("documents/{id}"),
            put(documents::update)
                .patch(documents::update)
                .merge(delete(documents::delete)),
        )
        .route(&api("activities/notes"), post(notes::add))
        .route(&api("emails"), post(emails::send))
        .merge(webhook_routes())
}

fn webhook_routes() -> Router<Arc<InvoiceNinja>> {
    let api = |path: &str| format!("{API}/webhooks{path}");
    let one = get(webhooks::show)
        .put(webhooks::update)
        .patch(webhooks::update)
        .delete(webhooks::delete);
    Router::new()
        .route(&api(""), get(webhooks::list).post(webhooks::create))
        .route(&api("/bulk"), post(webhooks::bulk))
        .route(&api("/{id}"), one)
        .route(&api("/{id}/retry"), post(webhooks::retry))
}
