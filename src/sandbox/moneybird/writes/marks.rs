//! Dubious, uncollectible, paused and resumed.

use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;

use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::errors::{Refusal, json_response};
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::invoice::{EventData, Invoice, State};
use crate::sandbox::moneybird::render;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::moneybird::writes::body::Fields;
use crate::sandbox::moneybird::writes::life::{
    Checked, Desk, change, event, is_credit, is_unsettled, move_to,
};

/// `PATCH .../{id}/mark_as_dubious`: the state stays.
pub(super) fn dubious(moneybird: &Moneybird, resource: Resource, id: &str, body: &[u8]) -> Answer {
    let missing = || missing(resource);
    let (row, ()) = change(moneybird, resource, id, missing, |desk, row| {
        let date = Fields::parse(body)?.plain_date("dubious_date")?;
        refuse_unmarkable(desk, row)?;
        row.marked_dubious_on = Some(date.unwrap_or(desk.today()));
        let action = match resource {
            Resource::Sales => "sales_invoice_marked_as_dubious",
            Resource::External => "external_sales_invoice_marked_as_dubious",
        };
        event(row, action, EventData::Nothing, desk.now);
        Ok(())
    })?;
    Ok(json_response(StatusCode::OK, render::invoice(&row)))
}

/// `PATCH .../{id}/mark_as_uncollectible`: what is unpaid stays unpaid.
pub(super) fn uncollectible(
    moneybird: &Moneybird,
    resource: Resource,
    id: &str,
    body: &[u8],
) -> Answer {
    let missing = || missing(resource);
    let (row, ()) = change(moneybird, resource, id, missing, |desk, row| {
        let fields = Fields::parse(body)?;
        let date = fields.plain_date("uncollectible_date")?;
        if fields
            .filled("book_method")
            .is_some_and(|method| method != "revenue")
        {
            return Err(Box::new(Refusal::no_option(None, "book_method")));
        }
        refuse_unmarkable(desk, row)?;
        row.marked_uncollectible_on = Some(date.unwrap_or(desk.today()));
        let action = match resource {
            Resource::Sales => "sales_invoice_marked_as_uncollectible",
            Resource::External => "external_sales_invoice_marked_as_uncollectible",
        };
        event(row, action, EventData::Nothing, desk.now);
        move_to(row, resource, State::Uncollectible, desk.now);
        Ok(())
    })?;
    Ok(json_response(StatusCode::OK, render::invoice(&row)))
}

fn missing(resource: Resource) -> Refusal {
    match resource {
        Resource::Sales => Refusal::not_found("id"),
        Resource::External => Refusal::no_such("External invoice"),
    }
}

/// Open, late or due, no credit invoice, and of today or earlier.
fn refuse_unmarkable(desk: &Desk<'_>, row: &Invoice) -> Checked<()> {
    let of_the_future = row.date.is_some_and(|date: Date| date > desk.today());
    if is_unsettled(row) && !is_credit(row) && !of_the_future {
        return Ok(());
    }
    let (name, article) = match desk.resource {
        Resource::Sales => ("Sales invoice", "a"),
        Resource::External => ("Invoice", "an"),
    };
    let error = format!(
        "{name} should be open, late or due, not a credit invoice and cannot have {article} invoice date in the future"
    );
    let status = StatusCode::BAD_REQUEST;
    let refusal = Refusal::symbolic(status, &error, "invoice", "not_open");
    Err(Box::new(refusal))
}

/// `POST /sales_invoices/{id}/pause` and `POST /sales_invoices/{id}/resume`.
///
/// The page knows the texts of the refusals, not their status.
pub(super) fn pause(moneybird: &Moneybird, id: &str, paused: bool) -> Answer {
    let missing = || Refusal::not_found("id");
    let (row, ()) = change(moneybird, Resource::Sales, id, missing, |desk, row| {
        let Some(part) = row.sales_mut() else {
            return Err(Box::new(missing()));
        };
        if part.paused == paused {
            let error = if paused {
                "The sales_invoice is already paused"
            } else {
                "The sales_invoice isn't paused"
            };
            return Err(Box::new(Refusal::plain(StatusCode::BAD_REQUEST, error)));
        }
        part.paused = paused;
        let action = if paused {
            "sales_invoice_paused"
        } else {
            "sales_invoice_unpaused"
        };
        event(row, action, EventData::Nothing, desk.now);
        Ok(())
    })?;
    Ok(created(&row))
}

/// Both are answered as if something had been created.
fn created(row: &Invoice) -> Response {
    json_response(StatusCode::CREATED, render::invoice(row))
}
