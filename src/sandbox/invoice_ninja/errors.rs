//! Refusals, which become pages of HTML for whoever does not say that JSON is expected.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::sandbox::invoice_ninja::fixed::{API, APP_URL, APP_VERSION, CLIENT_VERSION};
use crate::sandbox::invoice_ninja::json::Json;

/// What a handler answers.
pub(super) type Answer = Result<Response, Box<Refusal>>;

/// A refusal: the status and its body.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    status: StatusCode,
    /// The status without the wish for JSON.
    page_status: StatusCode,
    body: Json<'static>,
}

impl Refusal {
    /// Refuses with a message alone.
    pub(super) fn message(status: StatusCode, message: impl Into<String>) -> Box<Self> {
        let message: String = message.into();
        Self::with(status, Json::object([("message", message.into())]))
    }

    /// Refuses with any body.
    pub(super) fn with(status: StatusCode, body: Json<'static>) -> Box<Self> {
        Box::new(Self {
            status,
            page_status: status,
            body,
        })
    }

    /// The answer for an id in a path that leads to nothing: not 404.
    pub(super) fn no_such(model: &str, id: &str) -> Box<Self> {
        // What PHP takes for a number is looked at before it is decoded.
        let is_numeric = id.parse::<f64>().is_ok() && id.starts_with(|c: char| !c.is_alphabetic());
        let message = if is_numeric {
            format!("Record with value {id} not found")
        } else {
            format!("No query results for model [App\\Models\\{model}].")
        };
        let mut refusal = Self::message(StatusCode::BAD_REQUEST, message);
        refusal.page_status = StatusCode::NOT_FOUND;
        refusal
    }

    /// The answer of the validation for one field.
    pub(super) fn invalid(field: &'static str, text: &str) -> Box<Self> {
        Self::all_invalid(vec![(field.to_owned(), vec![text.to_owned()])])
    }

    /// The answer of the validation: fields with what is wrong with each.
    pub(super) fn all_invalid(fields: Vec<(String, Vec<String>)>) -> Box<Self> {
        let texts = |texts: Vec<String>| Json::List(texts.into_iter().map(Json::from).collect());
        let fields = fields.into_iter().map(|(name, all)| (name, texts(all)));
        let body = Json::object([
            ("message", "The given data was invalid.".into()),
            ("errors", Json::Map(fields.collect())),
        ]);
        let mut refusal = Self::with(StatusCode::UNPROCESSABLE_ENTITY, body);
        refusal.page_status = StatusCode::FOUND;
        refusal
    }

    /// The answer to a repetition within a second or so.
    pub(super) fn duplicate() -> Box<Self> {
        Self::message(StatusCode::BAD_REQUEST, "Duplicate request")
    }

    /// The answer to a change of what was deleted.
    pub(super) fn deleted() -> Box<Self> {
        let text = "Record is deleted and cannot be edited. Restore the record to enable editing";
        Self::message(StatusCode::BAD_REQUEST, text)
    }

    /// The answer to what the user may not do.
    pub(super) fn unauthorized() -> Box<Self> {
        Self::example(StatusCode::UNAUTHORIZED)
    }

    /// The answer to a method that a path does not take: there is no 405.
    pub(super) fn method() -> Box<Self> {
        Self::message(StatusCode::NOT_FOUND, "Method not supported for this route")
    }

    /// The answer in production when the program fails.
    pub(super) fn server_error() -> Box<Self> {
        Self::message(StatusCode::INTERNAL_SERVER_ERROR, "Server Error")
    }

    /// An example of the vendor's answer for a status, used by faults and unknown paths.
    pub(super) fn example(status: StatusCode) -> Box<Self> {
        let errors = ("errors", Json::empty());
        let message = |text: &'static str| ("message", text.into());
        match status.as_u16() {
            400 => Self::no_such("Invoice", ""),
            401 => Self::message(status, "This action is unauthorized."),
            403 => Self::message(status, "Invalid token"),
            404 => Self::message(status, "404 | Nothing to see here!"),
            412 => Self::with(status, Json::object([message("Invalid Password"), errors])),
            422 => Self::invalid("client_id", "The client id field is required."),
            429 => Self::message(status, "Too many requests"),
            500..=599 => Self::message(status, "Server Error"),
            _ => Self::message(status, status.canonical_reason().unwrap_or_default()),
        }
    }

    /// The answer for a client with these headers. Whether the token check also answers with a page
    /// the page leaves open: here everything does.
    pub(super) fn respond(&self, headers: &HeaderMap) -> Response {
        if expects_json(headers) {
            return self.always_json();
        }
        let mut response = self.page();
        add_headers(response.headers_mut());
        response
    }

    /// The answer where the request's headers are not at hand.
    pub(super) fn always_json(&self) -> Response {
        let mut response = json_response(self.status, self.body.compact());
        add_headers(response.headers_mut());
        response
    }

    fn page(&self) -> Response {
        let html = [(header::CONTENT_TYPE, "text/html; charset=UTF-8")];
        let status = self.page_status;
        let reason = status.canonical_reason().unwrap_or_default();
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>{reason}</title></head>\n\
             <body><div class=\"code\">{}</div><div class=\"message\">{reason}</div></body>\n</html>\n",
            status.as_u16(),
        );
        let mut response = (status, html, page).into_response();
        if status == StatusCode::FOUND {
            let target = HeaderValue::from_static(APP_URL);
            response.headers_mut().insert(header::LOCATION, target);
        }
        response
    }
}

/// A refusal waits in its response for the request's headers, see [`finish`].
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Box<Refusal> {
    fn into_response(self) -> Response {
        (*self).into_response()
    }
}

/// Gives an answer its last form: the vendor's headers, and a page where one is due.
pub(super) fn finish(mut response: Response, asked: &HeaderMap) -> Response {
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        return refusal.respond(asked);
    }
    add_headers(response.headers_mut());
    response
}

/// An answer of JSON text without a charset.
pub(super) fn json_response(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// Whether a path is one of the API, which is where the rate limit counts.
pub(super) fn is_api(path: &str) -> bool {
    path.strip_prefix(API)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// Laravel's own rule: a script's request that takes anything, or one that prefers JSON.
fn expects_json(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let first = text("accept").and_then(|accept| accept.split(',').next());
    let first = first.map(|kind| kind.split(';').next().unwrap_or_default().trim());
    match first {
        Some(kind) if kind.contains("/json") || kind.contains("+json") => true,
        None | Some("" | "*" | "*/*") => text("x-requested-with") == Some("XMLHttpRequest"),
        Some(_) => false,
    }
}

fn add_headers(headers: &mut HeaderMap) {
    for (name, value) in [
        ("x-app-version", APP_VERSION),
        // By its name the version of the API, by its value that of the oldest client.
        ("x-api-version", CLIENT_VERSION),
        ("x-minimum-client-version", CLIENT_VERSION),
        ("access-control-allow-origin", "*"),
        (
            "access-control-expose-headers",
            "X-APP-VERSION,X-MINIMUM-CLIENT-VERSION,Content-Disposition",
        ),
        ("cache-control", "no-cache, private"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
