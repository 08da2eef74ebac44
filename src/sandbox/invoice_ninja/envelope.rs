//! Envelopes: `data`, `meta.pagination` and the parameters that change them.

use axum::http::{HeaderMap, StatusCode, header};

use crate::sandbox::invoice_ninja::errors::{Answer, json_response};
use crate::sandbox::invoice_ninja::fixed::{API, MOST_PER_PAGE};
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::params::{Params, leading_number};
use crate::sandbox::invoice_ninja::statics;

/// Page size without `per_page`.
const DEFAULT_PER_PAGE: u64 = 20;

/// Page size when `per_page` is no number: the database layer's own default.
const FALLBACK_PER_PAGE: u64 = 15;

/// Which rows of a list were asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) number: usize,
    pub(super) size: usize,
}

impl Page {
    /// Reads `page` and `per_page`; nothing is refused.
    pub(super) fn read(params: &Params) -> Self {
        let size = if params.has("per_page") {
            let asked = leading_number(params.get("per_page").unwrap_or_default());
            match asked.unsigned_abs().min(MOST_PER_PAGE) {
                0 => FALLBACK_PER_PAGE,
                size => size,
            }
        } else {
            DEFAULT_PER_PAGE
        };
        let number = params.get("page").and_then(|text| text.parse().ok());
        Self {
            number: number.unwrap_or(1).max(1),
            size: usize::try_from(size).unwrap_or(usize::MAX),
        }
    }

    /// Cuts the page out of all rows.
    pub(super) fn cut<'r, T>(&self, rows: &'r [T]) -> &'r [T] {
        let first = self.first().min(rows.len());
        let last = first.saturating_add(self.size).min(rows.len());
        &rows[first..last]
    }

    /// How many rows come before the page.
    pub(super) fn first(&self) -> usize {
        (self.number - 1).saturating_mul(self.size)
    }

    /// How many pages so many rows are; one after this, when there is `more` against all reckoning.
    pub(super) fn of(&self, rows: usize, more: bool) -> usize {
        let pages = rows.div_ceil(self.size).max(1);
        if more {
            pages.max(self.number.saturating_add(1))
        } else {
            pages
        }
    }
}

/// How much a list has on all its pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Total {
    pub(super) rows: usize,
    pub(super) pages: usize,
}

/// Answers one record.
pub(super) fn item(params: &Params, record: Json<'_>) -> Answer {
    Ok(wrapped(params, record, None))
}

/// Answers one page of records.
pub(super) fn list(
    params: &Params,
    headers: &HeaderMap,
    resource: &str,
    page: Page,
    total: Total,
    records: Vec<Json<'_>>,
) -> Answer {
    // The links say the page and nothing else of what was asked.
    let link = |number: usize| {
        let host = headers.get(header::HOST);
        let host = host.and_then(|host| host.to_str().ok());
        let host = host.unwrap_or("localhost");
        Json::from(format!("http://{host}{API}/{resource}?page={number}"))
    };
    let mut links = Json::empty();
    if page.number > 1 {
        links.push("previous", link(page.number - 1));
    }
    if page.number < total.pages {
        links.push("next", link(page.number + 1));
    }
    let count = |number: usize| Json::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let pagination = Json::object([
        ("total", count(total.rows)),
        ("count", count(records.len())),
        ("per_page", count(page.size)),
        ("current_page", count(page.number)),
        ("total_pages", count(total.pages)),
        ("links", links),
    ]);
    let meta = Json::object([("pagination", pagination)]);
    Ok(wrapped(params, Json::List(records), Some(meta)))
}

fn wrapped(params: &Params, data: Json<'_>, meta: Option<Json<'_>>) -> axum::response::Response {
    let index = params.get("index");
    if index == Some("none") {
        return json_response(StatusCode::OK, data.pretty());
    }
    let mut fields = vec![("data", data)];
    fields.extend(meta.map(|meta| ("meta", meta)));
    if params.get("include_static") == Some("true") {
        fields.push(("static", statics::render()));
    }
    let body = Json::Object(fields).pretty();
    let body = match index {
        // Keys are known texts everywhere else; here the client names one.
        Some(name) => {
            let name = String::from_utf8_lossy(&Json::from(name).compact()).into_owned();
            let text = String::from_utf8_lossy(&body);
            text.replacen("\"data\"", &name, 1).into_bytes()
        }
        None => body,
    };
    json_response(StatusCode::OK, body)
}
