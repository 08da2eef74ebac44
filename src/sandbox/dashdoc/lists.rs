//! Lists: pages of a fixed size in an envelope.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use url::form_urlencoded;

use crate::sandbox::dashdoc::errors::{Refusal, json_response};
use crate::sandbox::dashdoc::files::Links;
use crate::sandbox::dashdoc::host::Dashdoc;
use crate::sandbox::dashdoc::language::Language;
use crate::sandbox::dashdoc::render;
use crate::sandbox::dashdoc::routes::Answer;

/// Invoices on a page. The page says "usually 20 or 100"; nobody can ask for another size.
const INVOICES_PER_PAGE: usize = 20;

/// Where links between pages lead: another host than the one that was asked, and none that exists.
const LINK_HOST: &str = "https://api.dashdoc.example/api/v4";

/// The parameters that have a meaning; all others are ignored without a word.
#[derive(Debug, Default)]
pub(super) struct Query {
    page: Option<String>,
    finalized_from: Option<String>,
    /// All of them, to be repeated in links.
    pairs: Vec<(String, String)>,
}

impl Query {
    pub(super) fn read(query: Option<&str>) -> Self {
        let mut read = Self::default();
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        for (key, value) in pairs.into_owned() {
            match key.as_str() {
                "page" => read.page = Some(value).filter(|page| !page.is_empty()),
                "finalized_at__gte" => {
                    read.finalized_from = Some(value.clone()).filter(|text| !text.is_empty());
                    read.pairs.push((key, value));
                }
                _ => read.pairs.push((key, value)),
            }
        }
        read
    }

    /// The number of the page, from 1.
    pub(super) fn page(&self, pages: usize) -> Option<usize> {
        match self.page.as_deref() {
            None => Some(1),
            Some("last") => Some(pages),
            Some(text) => text.parse().ok().filter(|page| *page >= 1),
        }
    }

    /// The moment to filter by, in microseconds. Days, local times and offsets are refused.
    fn finalized_from(&self, language: Language) -> Result<Option<i64>, Refusal> {
        let Some(text) = &self.finalized_from else {
            return Ok(None);
        };
        let moment: Option<Timestamp> = text.parse().ok().filter(|_| text.ends_with('Z'));
        match moment {
            Some(moment) => Ok(Some(moment.as_microsecond())),
            None => Err(Refusal::bad_moment(language, "finalized_at__gte")),
        }
    }

    fn link(&self, path: &str, page: usize) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(&self.pairs);
        // The first page needs no number, as the framework writes it.
        if page > 1 {
            pairs.append_pair("page", &page.to_string());
        }
        let pairs = pairs.finish();
        let mark = if pairs.is_empty() { "" } else { "?" };
        format!("{LINK_HOST}{path}{mark}{pairs}")
    }
}

/// One page, and where its neighbours are.
#[derive(Debug, Serialize)]
pub(super) struct Envelope<T> {
    count: usize,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<T>,
}

impl<T> Envelope<T> {
    /// Makes the page with this number; `more` says that another one follows.
    pub(super) fn of(
        (query, path, page): (&Query, &str, usize),
        count: usize,
        more: bool,
        results: Vec<T>,
    ) -> Self {
        Self {
            count,
            next: more.then(|| query.link(path, page + 1)),
            previous: (page > 1).then(|| query.link(path, page - 1)),
            results,
        }
    }
}

/// Answers one page of invoices, newest first; drafts are never finalized, so a filter hides them.
pub(super) fn invoices(dashdoc: &Dashdoc, query: Option<&str>, headers: &HeaderMap) -> Answer {
    let language = Language::of(headers);
    let query = Query::read(query);
    let from = query.finalized_from(language)?;
    let ledger = dashdoc.ledger();
    let matching =
        from.map(|from| ledger.matching(|row| row.finalized_at.is_some_and(|at| at >= from)));
    let count = matching.as_ref().map_or(ledger.len(), Vec::len);

    let pages = count.div_ceil(INVOICES_PER_PAGE).max(1);
    let page = query
        .page(pages)
        .ok_or_else(|| Refusal::no_page(language))?;
    let start = (page - 1).saturating_mul(INVOICES_PER_PAGE);
    let window = dashdoc.pager.cut(count, start, INVOICES_PER_PAGE);
    if window.places.is_empty() && page > 1 {
        return Err(Refusal::no_page(language));
    }
    let links = Links::of(headers);
    let companies = ledger.companies();
    let results = window.places.iter().filter_map(|place| {
        let row = match &matching {
            Some(rows) => rows.get(*place).cloned(),
            None => ledger.at(*place),
        };
        let text = render::invoice(&*row?, &companies, ledger.today, &links);
        RawValue::from_string(String::from_utf8(text).ok()?).ok()
    });
    let asked = (&query, "/invoices/", page);
    let envelope = Envelope::of(asked, count, window.more, results.collect());
    Ok(answer(&envelope))
}

/// Answers a page.
pub(super) fn answer<T: Serialize>(envelope: &Envelope<T>) -> Response {
    let body = serde_json::to_vec(envelope).expect("an envelope has text keys only");
    json_response(StatusCode::OK, body)
}
