//! Lists, page by page, and the two synchronization endpoints.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::Value;
use url::form_urlencoded;

use crate::sandbox::moneybird::answer::Answer;
use crate::sandbox::moneybird::encode::Id;
use crate::sandbox::moneybird::errors::{Refusal, json_response};
use crate::sandbox::moneybird::filter::Filter;
use crate::sandbox::moneybird::host::Moneybird;
use crate::sandbox::moneybird::ledger::Ledger;
use crate::sandbox::moneybird::render;
use crate::sandbox::moneybird::resource::Resource;
use crate::sandbox::random::scramble;
use crate::sandbox::state::AskedPath;

/// The largest page.
const MOST_PER_PAGE: usize = 100;

/// The page size without `per_page`. Reports say 25, 50 and 100; a client has to ask.
const DEFAULT_PER_PAGE: usize = 50;

/// How many ids one synchronization reads; the rest is cut silently.
const MOST_IDS: usize = 100;

#[derive(Debug, Default)]
struct Query {
    filter: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

impl Query {
    fn read(query: Option<&str>) -> Self {
        let mut read = Self::default();
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let value = Some(value.into_owned());
            match &*key {
                "filter" => read.filter = value.filter(|filter| !filter.is_empty()),
                "page" => read.page = value,
                "per_page" => read.per_page = value,
                _ => {}
            }
        }
        read
    }

    fn number(given: Option<&str>, default: usize) -> Option<usize> {
        let Some(text) = given else {
            return Some(default);
        };
        text.parse().ok().filter(|number| *number >= 1)
    }

    fn filter(
        &self,
        resource: Resource,
        ledger: &Ledger,
        default: Filter,
    ) -> Result<Filter, Box<Refusal>> {
        match &self.filter {
            Some(filter) => Filter::parse(filter, resource, ledger),
            None => Ok(default),
        }
    }
}

/// Answers one page, newest first. A page past the end is empty (the page does not say).
pub(super) fn list(
    moneybird: &Moneybird,
    resource: Resource,
    query: Option<&str>,
    asked: &AskedPath,
    headers: &HeaderMap,
) -> Answer {
    let query = Query::read(query);
    let per_page = Query::number(query.per_page.as_deref(), DEFAULT_PER_PAGE)
        .filter(|per_page| *per_page <= MOST_PER_PAGE)
        .ok_or_else(|| Refusal::invalid_value("per_page"))?;
    let page =
        Query::number(query.page.as_deref(), 1).ok_or_else(|| Refusal::invalid_value("page"))?;
    let rows = {
        let ledger = moneybird.ledger();
        let this_year = Filter::this_year(ledger.today());
        let filter = query.filter(resource, &ledger, this_year)?;
        let today = ledger.today();
        ledger.matching(resource, |invoice| filter.matches(invoice, today))
    };
    let first = (page - 1).saturating_mul(per_page).min(rows.len());
    let last = first.saturating_add(per_page).min(rows.len());
    let body = render::list(rows[first..last].iter().map(AsRef::as_ref));
    let mut response = json_response(StatusCode::OK, body);

    let mut links = Vec::new();
    if last < rows.len() {
        links.push((page + 1, "next"));
    }
    if page > 1 {
        links.push((page - 1, "prev"));
    }
    let links: Vec<String> = links
        .into_iter()
        .map(|(page, rel)| link(&query, asked, headers, page, rel))
        .collect();
    if let Ok(value) = HeaderValue::from_str(&links.join(", "))
        && !links.is_empty()
    {
        response.headers_mut().insert(header::LINK, value);
    }
    Ok(response)
}

/// Whether the vendor repeats `filter` and `per_page` here is unconfirmed; clients rely on it.
fn link(query: &Query, asked: &AskedPath, headers: &HeaderMap, page: usize, rel: &str) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    if let Some(filter) = &query.filter {
        pairs.append_pair("filter", filter);
    }
    pairs.append_pair("page", &page.to_string());
    if let Some(per_page) = &query.per_page {
        pairs.append_pair("per_page", per_page);
    }
    let origin = origin(headers);
    format!("<{origin}{}?{}>; rel=\"{rel}\"", asked.0, pairs.finish())
}

/// Where the client reached us.
pub(super) fn origin(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    format!("http://{}", host.unwrap_or("localhost"))
}

#[derive(Debug, Serialize)]
struct Version {
    id: Id,
    version: i64,
}

/// Answers ids and versions of everything that meets the filter, in no order.
pub(super) fn versions(moneybird: &Moneybird, resource: Resource, query: Option<&str>) -> Answer {
    let mut rows = {
        let ledger = moneybird.ledger();
        // Only the external resource declares a default filter here.
        let default = match resource {
            Resource::Sales => Filter::default(),
            Resource::External => Filter::this_year(ledger.today()),
        };
        let filter = Query::read(query).filter(resource, &ledger, default)?;
        let today = ledger.today();
        ledger.matching(resource, |invoice| filter.matches(invoice, today))
    };
    rows.sort_by_cached_key(|invoice| scramble(invoice.id));
    let versions: Vec<Version> = rows
        .iter()
        .map(|invoice| Version {
            id: Id(invoice.id),
            version: invoice.version(),
        })
        .collect();
    let body = serde_json::to_vec(&versions).expect("ids and versions are plain values");
    Ok(json_response(StatusCode::OK, body))
}

/// Answers the invoices with the given ids, in no order; unknown ids are left out.
pub(super) fn by_ids(moneybird: &Moneybird, resource: Resource, body: &[u8]) -> Answer {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let refuse = |error: &str, code: &str| {
        let status = StatusCode::BAD_REQUEST;
        Box::new(Refusal::symbolic(status, error, "ids", code))
    };
    let ids = match body.get("ids") {
        None | Some(Value::Null) => return Err(refuse("Ids is required", "required")),
        Some(Value::Array(ids)) => ids,
        Some(_) => return Err(refuse("Ids isn't an array", "array")),
    };
    let mut wanted: Vec<u64> = ids.iter().take(MOST_IDS).filter_map(id_of).collect();
    wanted.sort_by_cached_key(|id| scramble(*id));
    wanted.dedup();
    let ledger = moneybird.ledger();
    let found: Vec<_> = wanted
        .into_iter()
        .filter_map(|id| ledger.get(resource, id))
        .collect();
    drop(ledger);
    let body = render::list(found.iter().map(AsRef::as_ref));
    Ok(json_response(StatusCode::OK, body))
}

/// Ids come as strings or as numbers.
fn id_of(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    }
}
