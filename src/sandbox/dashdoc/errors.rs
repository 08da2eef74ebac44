//! Refusals: a `detail` alone, or one entry per field for a wrong body or parameter.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::sandbox::dashdoc::language::Language;

/// A refusal: the status and its JSON body.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    language: Language,
    body: Value,
}

impl Refusal {
    fn detail(
        language: Language,
        status: StatusCode,
        french: &'static str,
        english: &'static str,
    ) -> Self {
        Self {
            status,
            language,
            body: json!({"detail": language.choose(french, english)}),
        }
    }

    /// The answer to a missing credential, and to one of another scheme.
    pub(super) fn no_credential(language: Language) -> Self {
        Self::detail(
            language,
            StatusCode::UNAUTHORIZED,
            "Informations d'authentification non fournies.",
            "Authentication credentials were not provided.",
        )
    }

    /// The answer to a token that nobody has.
    pub(super) fn unknown_token(language: Language) -> Self {
        let status = StatusCode::UNAUTHORIZED;
        Self::detail(language, status, "Token invalide", "Invalid token.")
    }

    /// The answer for an invoice that is not there or not ours.
    pub(super) fn not_found(language: Language) -> Self {
        let status = StatusCode::NOT_FOUND;
        Self::detail(language, status, "Pas trouvé.", "Not found.")
    }

    /// The answer for a page past the end, which looks like a missing invoice.
    pub(super) fn no_page(language: Language) -> Self {
        let status = StatusCode::NOT_FOUND;
        Self::detail(language, status, "Page invalide.", "Invalid page.")
    }

    /// The answer to a moment without `Z`.
    pub(super) fn bad_moment(language: Language, parameter: &str) -> Self {
        let text = language.choose(
            "La date et l'heure doivent être au format AAAA-MM-JJThh:mm:ssZ.",
            "Enter a date and time as YYYY-MM-DDThh:mm:ssZ.",
        );
        let body = json!({parameter: {"detail": [text], "code": ["invalid"]}});
        Self::wrong_body(language, body)
    }

    /// The answer to a method that the route does not have.
    pub(super) fn no_method(language: Language) -> Self {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let (french, english) = ("Méthode non autorisée.", "Method not allowed.");
        Self::detail(language, status, french, english)
    }

    /// The answer to a body of a kind that the route does not read.
    pub(super) fn no_media_type(language: Language) -> Self {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let (french, english) = ("Type de média non supporté.", "Unsupported media type.");
        Self::detail(language, status, french, english)
    }

    /// The answer to a body that cannot be read at all; such texts come in English only.
    pub(super) fn unreadable(language: Language, text: &str) -> Self {
        Self::wrong_body(language, json!({"detail": text}))
    }

    /// A 400 with this body.
    pub(super) fn wrong_body(language: Language, body: Value) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            language,
            body,
        }
    }

    /// An example of the vendor's answer for a status, used by faults; always French.
    pub(super) fn example(status: StatusCode) -> Response {
        let french = Language::French;
        let refusal = match status.as_u16() {
            400 => Self::wrong_body(french, every_validation_shape()),
            401 => Self::unknown_token(french),
            403 => Self::detail(
                french,
                status,
                "Vous n'avez pas la permission d'effectuer cette action.",
                "",
            ),
            404 => Self::not_found(french),
            405 => Self::no_method(french),
            415 => Self::no_media_type(french),
            429 => Self::detail(
                french,
                status,
                "Requête ralentie. Nouvelle tentative possible dans 12 secondes.",
                "",
            ),
            // Behind the framework nothing is JSON any more.
            500.. => return html(status),
            _ => Self::detail(french, status, "Requête refusée.", ""),
        };
        refusal.into_response()
    }
}

/// All the shapes in one body: scalars, lists, nested rows, and what belongs to no field.
fn every_validation_shape() -> Value {
    json!({
        "debtor_reference": {"detail": "Ce champ est trop long.", "code": "max_length"},
        "document_number": {
            "detail": ["Ce champ ne peut être vide.", "Numéro déjà pris."],
            "code": ["blank", "unique"],
        },
        "lines": {
            "detail": [{}, {"quantity": ["Un nombre est requis."]}],
            "code": [{}, {"quantity": ["invalid"]}],
        },
        "non_field_errors": {
            "detail": ["Un article de facturation est obligatoire."],
            "code": ["mandatory_invoice_item"],
        },
    })
}

fn html(status: StatusCode) -> Response {
    let title = status.canonical_reason().unwrap_or("Server Error");
    let code = status.as_u16();
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>{title}</title>\n</head>\n\
         <body>\n  <h1>{title} ({code})</h1><p></p>\n</body>\n</html>\n"
    );
    (status, html, page).into_response()
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = json_response(self.status, self.body.to_string().into_bytes());
        let headers = response.headers_mut();
        let language = HeaderValue::from_static(self.language.code());
        headers.insert(header::CONTENT_LANGUAGE, language);
        headers.insert(
            header::VARY,
            HeaderValue::from_static("Accept-Language, Cookie"),
        );
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Token"));
        }
        response
    }
}

/// Answers with JSON that is already text.
pub(super) fn json_response(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
