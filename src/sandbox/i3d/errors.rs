//! Refusals: an object with a code, never an array.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A refusal: the status and its JSON body.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    body: Body,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    error_code: u32,
    error_message: &'static str,
    errors: Vec<Detail>,
}

#[derive(Debug, Serialize)]
struct Detail {
    property: &'static str,
    message: &'static str,
}

impl Refusal {
    fn new(status: StatusCode, error_code: u32, error_message: &'static str) -> Self {
        Self {
            status,
            body: Body {
                error_code,
                error_message,
                errors: Vec::new(),
            },
        }
    }

    fn about(mut self, property: &'static str, message: &'static str) -> Self {
        self.body.errors.push(Detail { property, message });
        self
    }

    /// The answer to a missing or wrong token: the billing calls know 403 for it, not 401.
    pub(super) fn bad_token() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            10004,
            "Unauthenticated / invalid credentials for API request",
        )
    }

    /// The answer for an invoice that never was.
    pub(super) fn no_invoice(property: &'static str, message: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, 10001, "Entity not found").about(property, message)
    }

    /// The answer for an id that is no number.
    pub(super) fn no_id() -> Self {
        Self::new(StatusCode::NOT_FOUND, 10002, "No (valid) entity ID given")
            .about("invoiceId", "Invalid invoice ID")
    }

    /// The answer to a wrong range. All there is to know is in a message with a tail.
    pub(super) fn bad_range() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            10008,
            "An invalid parameter was provided: RANGED-DATA, ",
        )
    }

    /// The answer when something broke that is not the client's.
    pub(super) fn broken() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, 10007, "Internal server error")
    }

    /// An example of the vendor's answer for a status, used by faults.
    pub(super) fn example(status: StatusCode) -> Response {
        let refusal = match status.as_u16() {
            400 => Self::bad_range(),
            401 => Self {
                status,
                ..Self::bad_token()
            },
            403 => Self::new(status, 10003, "No access to the requested entity"),
            404 => Self::no_invoice("invoiceId", "Invalid invoice ID"),
            409 => Self::new(status, 10009, "The entity cannot be deleted, conflict"),
            422 => Self::new(status, 11001, "Errors in form").about("filter", "Invalid value"),
            // No limit is published, so what stands before the API answers, not the API.
            429 => {
                let text = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
                return (status, text, "Too many requests\n").into_response();
            }
            500.. => Self {
                status,
                ..Self::broken()
            },
            _ => Self::new(status, 10008, "The request cannot be handled"),
        };
        refusal.into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.body).expect("a body has text keys only");
        json_response(self.status, body)
    }
}

/// Answers with JSON that is already text.
pub(super) fn json_response(status: StatusCode, body: Vec<u8>) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, json, body).into_response()
}
