//! Lists, page by page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use crate::sandbox::invoice_ninja::envelope::{self, Page, Total};
use crate::sandbox::invoice_ninja::errors::Answer;
use crate::sandbox::invoice_ninja::filter::{Test, row_number};
use crate::sandbox::invoice_ninja::host::InvoiceNinja;
use crate::sandbox::invoice_ninja::includes::{Entity, Includes};
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::order::{Row, arrange};
use crate::sandbox::invoice_ninja::params::Params;
use crate::sandbox::invoice_ninja::render_invoice::{self, Wishes};
use crate::sandbox::invoice_ninja::resource::Resource;
use crate::sandbox::invoice_ninja::{
    filter, filter_invoice, filter_other, render_client, render_credit, render_document,
    render_payment,
};
use crate::sandbox::paging::{PageManner, Pager};

/// A request for a list, read.
struct Asked<'r> {
    params: &'r Params,
    headers: &'r HeaderMap,
    ledger: &'r Ledger,
    resource: &'r str,
    /// How the pages follow each other.
    pager: &'r Pager,
}

impl Asked<'_> {
    /// Answers the page that was asked for out of a whole table.
    fn answer<'t, T: Row + 't>(
        &self,
        table: impl Iterator<Item = &'t T>,
        tests: &[Test<'_, T>],
        first: Option<&'t T>,
        render: impl Fn(&'t T) -> Json<'t>,
    ) -> Answer {
        let passes = |row: &&T| tests.iter().all(|test| test(row));
        let mut rows: Vec<&T> = table.filter(passes).collect();
        let page = Page::read(self.params);
        let (manner, call) = self.pager.turn();
        // Without other orders, the database takes another one for each page.
        let mood = match manner {
            PageManner::Unordered => 0,
            PageManner::Shuffle => call + 1,
            _ => page.number as u64,
        };
        arrange(&mut rows, self.ledger, self.params, mood);
        if let Some(first) = first {
            rows.retain(|row| row.id() != first.id());
            rows.insert(0, first);
        }
        // An order that was asked for holds, so all that a whim moves is what it leaves open.
        let manner = match manner {
            PageManner::Unordered | PageManner::Shuffle => PageManner::Normal,
            manner => manner,
        };
        let window = manner.cut(call, rows.len(), page.first(), page.size);
        let records = window.places.iter().map(|place| render(rows[*place]));
        let total = Total {
            rows: rows.len(),
            pages: page.of(rows.len(), window.more),
        };
        envelope::list(
            self.params,
            self.headers,
            self.resource,
            page,
            total,
            records.collect(),
        )
    }
}

/// `GET /invoices`.
pub(super) async fn invoices(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    let includes = Includes::parse(params.get("include"), Entity::Invoice, true)?;
    let ledger = ninja.ledger();
    let tests = filter_invoice::tests(&params, &ledger)?;
    let wishes = Wishes::read(&params, includes, true);
    // This one comes along whatever the other filters say.
    let first = params.get("with").map(row_number);
    let first = first.and_then(|id| ledger.invoices.get(&id));
    let asked = Asked {
        params: &params,
        headers: &headers,
        ledger: &ledger,
        resource: "invoices",
        pager: ninja.pager(Resource::Invoices),
    };
    let table = ledger.invoices.values().map(Arc::as_ref);
    asked.answer(table, &tests, first.map(Arc::as_ref), |row| {
        render_invoice::invoice(&ledger, row, &wishes)
    })
}

/// `GET /payments`.
pub(super) async fn payments(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    let includes = Includes::parse(params.get("include"), Entity::Payment, true)?;
    let ledger = ninja.ledger();
    let tests = filter_other::payments(&params, &ledger)?;
    let asked = Asked {
        params: &params,
        headers: &headers,
        ledger: &ledger,
        resource: "payments",
        pager: ninja.pager(Resource::Payments),
    };
    let table = ledger.payments.values().map(Arc::as_ref);
    asked.answer(table, &tests, None, |row| {
        render_payment::payment(&ledger, row, &includes)
    })
}

/// `GET /clients`.
pub(super) async fn clients(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    let includes = Includes::parse(params.get("include"), Entity::Client, true)?;
    let ledger = ninja.ledger();
    let tests = filter_other::clients(&params)?;
    let asked = Asked {
        params: &params,
        headers: &headers,
        ledger: &ledger,
        resource: "clients",
        pager: ninja.pager(Resource::Clients),
    };
    let table = ledger.clients.values().map(Arc::as_ref);
    asked.answer(table, &tests, None, |row| {
        render_client::client(&ledger, row, &includes)
    })
}

/// `GET /documents`.
pub(super) async fn documents(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    Includes::parse(params.get("include"), Entity::Leaf, true)?;
    let ledger = ninja.ledger();
    let tests = filter_other::documents(&params, &ledger)?;
    let asked = Asked {
        params: &params,
        headers: &headers,
        ledger: &ledger,
        resource: "documents",
        pager: &Pager::default(),
    };
    let table = ledger.documents.values().map(Arc::as_ref);
    asked.answer(table, &tests, None, render_document::document)
}

/// Answers a bulk request with a page of the invoices that it was for, in no order.
pub(super) fn chosen_invoices(
    params: &Params,
    headers: &HeaderMap,
    ledger: &Ledger,
    ids: &[u32],
) -> Answer {
    let includes = Includes::parse(params.get("include"), Entity::Invoice, true)?;
    let wishes = Wishes::read(params, includes, true);
    let asked = Asked {
        params,
        headers,
        ledger,
        resource: "invoices/bulk",
        pager: &Pager::default(),
    };
    let rows = ids.iter().filter_map(|id| ledger.invoices.get(id));
    asked.answer(rows.map(Arc::as_ref), &[], None, |row| {
        render_invoice::invoice(ledger, row, &wishes)
    })
}

/// Answers a bulk request with a page of the payments that it was for.
pub(super) fn chosen_payments(
    params: &Params,
    headers: &HeaderMap,
    ledger: &Ledger,
    ids: &[u32],
) -> Answer {
    let includes = Includes::parse(params.get("include"), Entity::Payment, true)?;
    let asked = Asked {
        params,
        headers,
        ledger,
        resource: "payments/bulk",
        pager: &Pager::default(),
    };
    let rows = ids.iter().filter_map(|id| ledger.payments.get(id));
    asked.answer(rows.map(Arc::as_ref), &[], None, |row| {
        render_payment::payment(ledger, row, &includes)
    })
}

/// `GET /credits`.
pub(super) async fn credits(
    State(ninja): State<Arc<InvoiceNinja>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let params = Params::read(query.as_deref(), &headers, &body)?;
    let includes = Includes::parse(params.get("include"), Entity::Invoice, true)?;
    let ledger = ninja.ledger();
    let tests = filter::common(&params)?;
    let wishes = Wishes::read(&params, includes, true);
    let asked = Asked {
        params: &params,
        headers: &headers,
        ledger: &ledger,
        resource: "credits",
        pager: &Pager::default(),
    };
    let table = ledger.credits.values().map(Arc::as_ref);
    asked.answer(table, &tests, None, |row| {
        render_credit::credit(&ledger, row, &wishes)
    })
}

/// Answers a bulk request with a page of the credit notes that it was for.
pub(super) fn chosen_credits(
    params: &Params,
    headers: &HeaderMap,
    ledger: &Ledger,
    ids: &[u32],
) -> Answer {
    let includes = Includes::parse(params.get("include"), Entity::Invoice, true)?;
    let wishes = Wishes::read(params, includes, true);
    let asked = Asked {
        params,
        headers,
        ledger,
        resource: "credits/bulk",
        pager: &Pager::default(),
    };
    let rows = ids.iter().filter_map(|id| ledger.credits.get(id));
    asked.answer(rows.map(Arc::as_ref), &[], None, |row| {
        render_credit::credit(ledger, row, &wishes)
    })
}

/// Answers a bulk request with a page of the documents that are left of those it was for.
pub(super) fn chosen_documents(
    params: &Params,
    headers: &HeaderMap,
    ledger: &Ledger,
    ids: &[u32],
) -> Answer {
    Includes::parse(params.get("include"), Entity::Leaf, true)?;
    let asked = Asked {
        params,
        headers,
        ledger,
        resource: "documents/bulk",
        pager: &Pager::default(),
    };
    let rows = ids.iter().filter_map(|id| ledger.documents.get(id));
    asked.answer(rows.map(Arc::as_ref), &[], None, render_document::document)
}
