//! The API's routes: each handler reads its parameters and asks the books.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Extension, Json};
use serde_json::{Value, json};

use crate::sandbox::moneybird::answer::{Answer, invoice_with};
use crate::sandbox::moneybird::errors::{Refusal, json_response};
use crate::sandbox::moneybird::fixed::{ADMINISTRATION_ID, API, STORAGE};
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{Invoice, Part};
use crate::sandbox::moneybird::render_children::PaymentView;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::{downloads, lists, render, writes};
use crate::sandbox::state::AskedPath;

/// Parameters after the administration.
type Id = Path<(String, String)>;

/// All routes with their full paths.
pub(super) fn routes(moneybird: Arc<Moneybird>) -> Router {
    let tenant = format!("{API}/{{administration_id}}");
    let sales = format!("{tenant}/{}", Resource::Sales.segment());
    Router::new()
        .route(&format!("{API}/administrations"), get(administrations))
        .route(&format!("{tenant}/payments/{{id}}"), get(payment))
        .route(
            &format!("{sales}/find_by_invoice_id/{{invoice_id}}"),
            get(find_by_invoice_id),
        )
        .route(
            &format!("{sales}/find_by_reference/{{reference}}"),
            get(find_by_reference),
        )
        .route(
            &format!("{sales}/{{id}}/download_pdf"),
            get(downloads::invoice_pdf),
        )
        .route(
            &format!("{sales}/{{id}}/download_packing_slip_pdf"),
            get(downloads::packing_slip_pdf),
        )
        .route(
            &format!("{sales}/{{id}}/download_ubl"),
            get(downloads::invoice_ubl),
        )
        .merge(shared(Resource::Sales))
        .merge(shared(Resource::External))
        .merge(writes::routes())
        .route(
            &format!("{STORAGE}/{{kind}}/{{id}}"),
            get(downloads::stored),
        )
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(moneybird)
}

/// The routes that both resources have.
fn shared(resource: Resource) -> Router<Arc<Moneybird>> {
    let base = format!("{API}/{{administration_id}}/{}", resource.segment());
    // The page names the parent after the resource where a child follows.
    let parent = match resource {
        Resource::Sales => "sales_invoice_id",
        Resource::External => "external_sales_invoice_id",
    };
    Router::new()
        .route(
            &base,
            get(
                move |state: State<Arc<Moneybird>>,
                      RawQuery(query): RawQuery,
                      Extension(asked): Extension<AskedPath>,
                      headers: HeaderMap| async move {
                    lists::list(&state, resource, query.as_deref(), &asked, &headers)
                },
            ),
        )
        .route(
            &format!("{base}/synchronization"),
            get(
                move |state: State<Arc<Moneybird>>, RawQuery(query): RawQuery| async move {
                    lists::versions(&state, resource, query.as_deref())
                },
            )
            .post(
                move |state: State<Arc<Moneybird>>, body: Bytes| async move {
                    lists::by_ids(&state, resource, &body)
                },
            ),
        )
        .route(
            &format!("{base}/{{id}}"),
            get(
                move |state: State<Arc<Moneybird>>, Path((_, id)): Id| async move {
                    one(&state, resource, &id)
                },
            ),
        )
        .route(
            &format!("{base}/{{{parent}}}/attachments/{{id}}/download"),
            get(
                move |state: State<Arc<Moneybird>>,
                      Path((_, invoice_id, id)): Path<(String, String, String)>,
                      headers: HeaderMap| async move {
                    downloads::attachment(&state, resource, &invoice_id, &id, &headers)
                },
            ),
        )
}

fn one(moneybird: &Moneybird, resource: Resource, id: &str) -> Answer {
    let invoice = invoice_with(moneybird, resource, id)?;
    Ok(json_response(StatusCode::OK, render::invoice(&invoice)))
}

async fn find_by_invoice_id(
    State(moneybird): State<Arc<Moneybird>>,
    Path((_, invoice_id)): Id,
) -> Answer {
    find_by(&moneybird, "invoice_id", &invoice_id, |part| match part {
        Part::Sales(part) => part.invoice_id.as_deref() == Some(&*invoice_id),
        Part::External(_) => false,
    })
}

async fn find_by_reference(
    State(moneybird): State<Arc<Moneybird>>,
    Path((_, reference)): Id,
) -> Answer {
    let ledger = moneybird.ledger();
    // Which one is found when several share a reference is not documented: here the newest.
    let found = ledger.find(Resource::Sales, |invoice| {
        invoice.reference.as_deref() == Some(&*reference)
    });
    found_or_refused(found, "reference", &reference)
}

fn find_by(
    moneybird: &Moneybird,
    field: &str,
    value: &str,
    wanted: impl Fn(&Part) -> bool,
) -> Answer {
    let found = moneybird
        .ledger()
        .find(Resource::Sales, |invoice| wanted(&invoice.part));
    found_or_refused(found, field, value)
}

fn found_or_refused(found: Option<Arc<Invoice>>, field: &str, value: &str) -> Answer {
    let Some(invoice) = found else {
        let error = format!("Sales invoice with {field}: {value} was not found");
        let status = StatusCode::NOT_FOUND;
        let refusal = Refusal::symbolic(status, &error, field, "not_found");
        return Err(Box::new(refusal));
    };
    Ok(json_response(StatusCode::OK, render::invoice(&invoice)))
}

async fn payment(State(moneybird): State<Arc<Moneybird>>, Path((_, id)): Id) -> Answer {
    let id: u64 = id.parse().unwrap_or_default();
    for resource in Resource::ALL {
        let found = moneybird.ledger().find(resource, |invoice| {
            invoice.payments.iter().any(|payment| payment.id == id)
        });
        let Some(invoice) = found else { continue };
        let payment = invoice.payments.iter().find(|payment| payment.id == id);
        let view = payment.map(|payment| PaymentView::of(payment, &invoice, resource));
        return Ok(Json(view).into_response());
    }
    Err(Box::new(Refusal::not_found("id")))
}

async fn administrations() -> Json<Value> {
    Json(json!([{
        "id": ADMINISTRATION_ID,
        "name": "De Zandbak B.V.",
        "language": "nl",
        "currency": "EUR",
        "country": "NL",
        "time_zone": "Europe/Amsterdam",
        "access": "user",
        "suspended": false,
        "period_locked_until": null,
        "period_start_date": "2015-01-01",
    }]))
}

/// The page lists the status for a wrong method, not its body.
async fn method_not_allowed() -> Refusal {
    Refusal::plain(StatusCode::METHOD_NOT_ALLOWED, "method not allowed")
}
