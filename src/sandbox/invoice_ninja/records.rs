//! Single records.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;

use crate::sandbox::invoice_ninja::envelope;
use crate::sandbox::invoice_ninja::errors::{Answer, Refusal};
use crate::sandbox::invoice_ninja::filter::row_number;
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::includes::{Entity, Includes};
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::params::Params;
use crate::sandbox::invoice_ninja::render_invoice::{self, Wishes};
use crate::sandbox::invoice_ninja::rows::{Invoice, Payment, Stamps};
use crate::sandbox::invoice_ninja::{
    render_client, render_credit, render_document, render_payment,
};

/// Finds the invoice that a path names; archived and deleted ones are found too.
pub(super) fn invoice_with<'a>(ledger: &'a Ledger, id: &str) -> Result<&'a Invoice, Box<Refusal>> {
    let found = ledger.invoices.get(&row_number(id));
    found
        .map(Arc::as_ref)
        .ok_or_else(|| Refusal::no_such("Invoice", id))
}

/// `GET /invoices/{id}` and its `/edit`.
pub(super) async fn invoice(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    let ledger = ninja.ledger();
    let row = invoice_with(&ledger, &id)?;
    let includes = Includes::parse(params.get("include"), Entity::Invoice, false)?;
    let wishes = Wishes::read(&params, includes, false);
    envelope::item(&params, render_invoice::invoice(&ledger, row, &wishes))
}

/// `GET /invoices/create`: nothing is stored, and the lines are a text.
pub(super) async fn blank_invoice(State(ninja): State<Arc<InvoiceNinja>>) -> Answer {
    let ledger = ninja.ledger();
    let row = Invoice {
        status: 1,
        date: ledger.today,
        exchange_rate: 1.into(),
        ..Invoice::default()
    };
    let mut record = render_invoice::invoice(&ledger, &row, &Wishes::default());
    if let Json::Object(fields) = &mut record {
        for (key, value) in fields {
            if *key == "line_items" {
                *value = Json::Text(Cow::Borrowed("[]"));
            }
        }
    }
    envelope::item(&Params::default(), record)
}

/// `GET /payments/{id}` and its `/edit`.
pub(super) async fn payment(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    let ledger = ninja.ledger();
    let row = ledger.payments.get(&row_number(&id));
    let row = row.ok_or_else(|| Refusal::no_such("Payment", &id))?;
    let includes = Includes::parse(params.get("include"), Entity::Payment, false)?;
    envelope::item(&params, render_payment::payment(&ledger, row, &includes))
}

/// `GET /payments/create`: nothing is stored.
pub(super) async fn blank_payment(State(ninja): State<Arc<InvoiceNinja>>) -> Answer {
    let ledger = ninja.ledger();
    let row = Payment {
        status: 1,
        date: ledger.today,
        is_manual: true,
        stamps: Stamps::default(),
        ..Payment::default()
    };
    let record = render_payment::payment(&ledger, &row, &Includes::default());
    envelope::item(&Params::default(), record)
}

/// `GET /clients/{id}` and its `/edit`.
pub(super) async fn client(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    let ledger = ninja.ledger();
    let row = ledger.clients.get(&row_number(&id));
    let row = row.ok_or_else(|| Refusal::no_such("Client", &id))?;
    let includes = Includes::parse(params.get("include"), Entity::Client, false)?;
    envelope::item(&params, render_client::client(&ledger, row, &includes))
}

/// `GET /credits/{id}` and its `/edit`.
pub(super) async fn credit(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    let ledger = ninja.ledger();
    let row = ledger.credits.get(&row_number(&id));
    let row = row.ok_or_else(|| Refusal::no_such("Credit", &id))?;
    let includes = Includes::parse(params.get("include"), Entity::Invoice, false)?;
    let wishes = Wishes::read(&params, includes, false);
    envelope::item(&params, render_credit::credit(&ledger, row, &wishes))
}

/// `GET /documents/{id}`.
pub(super) async fn document(
    State(ninja): State<Arc<InvoiceNinja>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, b"")?;
    let ledger = ninja.ledger();
    let row = ledger.documents.get(&row_number(&id));
    let row = row.ok_or_else(|| Refusal::no_such("Document", &id))?;
    envelope::item(&params, render_document::document(row))
}
