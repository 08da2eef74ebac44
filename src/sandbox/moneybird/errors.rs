//! Refusals, in the shapes that the vendor uses for each endpoint.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A refusal: the status and its JSON body.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    body: Value,
}

impl Refusal {
    /// Refuses with this body.
    pub(super) fn with_body(status: StatusCode, body: Value) -> Self {
        Self { status, body }
    }

    /// Refuses with a text and a machine-readable code for one field.
    pub(super) fn symbolic(status: StatusCode, error: &str, field: &str, code: &str) -> Self {
        Self {
            status,
            body: json!({"error": error, "symbolic": {field: code}}),
        }
    }

    /// Refuses with a text alone.
    pub(super) fn plain(status: StatusCode, error: &str) -> Self {
        Self {
            status,
            body: json!({ "error": error }),
        }
    }

    /// The usual answer for a record that is not there.
    pub(super) fn not_found(field: &str) -> Self {
        Self::symbolic(
            StatusCode::NOT_FOUND,
            "record not found",
            field,
            "not_found",
        )
    }

    /// The other answer for a record that is not there, used by parts of the external resource.
    pub(super) fn no_such(model: &str) -> Self {
        let error = format!("Record not found for model name: {model}");
        Self::plain(StatusCode::NOT_FOUND, &error)
    }

    /// The answer of the parameter layer, such as for `per_page`.
    pub(super) fn invalid_value(parameter: &str) -> Self {
        let error = format!("{parameter} does not have a valid value");
        Self::plain(StatusCode::BAD_REQUEST, &error)
    }

    /// The answer of the service layer, such as for a wrapper that is missing.
    pub(super) fn required(field: &str) -> Self {
        let error = format!("{} is required", title(field));
        Self::symbolic(StatusCode::BAD_REQUEST, &error, field, "required")
    }

    /// The answer of the service layer for a word that is not in its list.
    pub(super) fn no_option(wrapper: Option<&str>, field: &str) -> Self {
        let error = format!("{} isn't an option", title(field));
        let symbolic = match wrapper {
            Some(wrapper) => json!({wrapper: {field: "in"}}),
            None => json!({field: "in"}),
        };
        let body = json!({"error": error, "symbolic": symbolic});
        Self::with_body(StatusCode::BAD_REQUEST, body)
    }

    /// The answer to any token but the right one.
    pub(super) fn invalid_token() -> Self {
        Self::symbolic(
            StatusCode::UNAUTHORIZED,
            "token is invalid",
            "request",
            "invalid_grant",
        )
    }

    /// An example of the vendor's answer for a status, used by faults.
    pub(super) fn example(status: StatusCode) -> Self {
        match status.as_u16() {
            400 => Self::invalid_value("page"),
            401 => Self::invalid_token(),
            402 => Self::symbolic(
                status,
                "creating sales invoices is limited",
                "administration",
                "limit_reached",
            ),
            403 => Self::plain(status, "IP blacklisted"),
            404 => Self::not_found("id"),
            422 => Self {
                status,
                body: json!({
                    "error": {"reference": ["can't be blank"]},
                    "details": {"reference": [{"error": "blank"}]},
                }),
            },
            429 => Self {
                status,
                body: json!("Retry later"),
            },
            // The page knows no body for the others.
            _ => Self::plain(status, status.canonical_reason().unwrap_or("error")),
        }
    }

    /// The answer when the rate limit is used up; the header is a moment, not a delay.
    pub(super) fn retry_later(window_ends: i64) -> Response {
        let mut response = Self::example(StatusCode::TOO_MANY_REQUESTS).into_response();
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(window_ends));
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        json_response(self.status, self.body.to_string().into_bytes())
    }
}

/// Writes `sales_invoice_ids` as `Sales Invoice IDs`: the vendor's way to name a field in a sentence.
pub(super) fn title(field: &str) -> String {
    let words = field.split('_').map(|word| match word {
        "id" => "ID".to_owned(),
        "ids" => "IDs".to_owned(),
        word => {
            let (first, rest) = word.split_at(word.len().min(1));
            format!("{}{rest}", first.to_ascii_uppercase())
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Answers with JSON that is already text.
pub(super) fn json_response(status: StatusCode, body: Vec<u8>) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, json, body).into_response()
}
