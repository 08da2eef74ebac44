//! Media types: what a client sends and what it wants back.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::{error::ErrorKind, server::refusal::Refusal};

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the HTTP status tells how the request went.
    GraphqlResponse,
    /// `application/json`: the status is 200 for every well-formed request.
    Json,
}

impl Media {
    /// The `Content-Type` of the answer.
    pub(super) fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }

    fn subtype(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "graphql-response+json",
            Self::Json => "json",
        }
    }
}

/// Chooses the form that the client likes best; `application/json` if it does not say or takes anything.
pub(super) fn negotiate(headers: &HeaderMap) -> Result<Media, Refusal> {
    let mut ranges = Vec::new();
    for value in headers.get_all(header::ACCEPT) {
        let text = value.to_str().unwrap_or_default();
        ranges.extend(text.split(',').map(str::trim).filter(|one| !one.is_empty()));
    }
    if ranges.is_empty() {
        return Ok(Media::Json);
    }
    let liking = |media: Media| liking(&ranges, media).filter(|(quality, _)| *quality > 0);
    match (liking(Media::GraphqlResponse), liking(Media::Json)) {
        (None, None) => Err(Refusal::http(
            StatusCode::NOT_ACCEPTABLE,
            ErrorKind::InvalidInput,
            "the answer is application/graphql-response+json or application/json; accept one of them",
        )),
        // Named outright and liked as much, the form with honest statuses wins; by a wildcard alone, the common one.
        (Some(graphql), json) if json.is_none_or(|json| graphql > json) => {
            Ok(Media::GraphqlResponse)
        }
        (Some(graphql), Some(json)) if graphql == json && graphql.1 == EXACT => {
            Ok(Media::GraphqlResponse)
        }
        _ => Ok(Media::Json),
    }
}

/// How closely a range names a media type; the closest one counts.
const EXACT: u8 = 3;

/// Tells how much a client likes a form, in thousandths, and how closely it named it.
fn liking(ranges: &[&str], media: Media) -> Option<(u16, u8)> {
    let mut best: Option<(u16, u8)> = None;
    for range in ranges {
        let (essence, parameters) = split(range);
        let closeness = match essence.split_once('/') {
            Some(("application", subtype)) if subtype == media.subtype() => EXACT,
            Some(("application", "*")) => 2,
            Some(("*", "*")) => 1,
            _ => continue,
        };
        let mut quality = 1000;
        let mut readable = true;
        for (name, value) in parameters {
            match name.as_str() {
                "q" => quality = thousandths(&value),
                "charset" => readable = value.eq_ignore_ascii_case("utf-8"),
                _ => {}
            }
        }
        if readable && best.is_none_or(|(_, closest)| closeness > closest) {
            best = Some((quality, closeness));
        }
    }
    best
}

fn thousandths(quality: &str) -> u16 {
    let quality: f32 = quality.parse().unwrap_or(1.0);
    // A value that is not a number becomes zero, one out of range the nearest end.
    (quality.clamp(0.0, 1.0) * 1000.0) as u16
}

/// Lets only JSON in UTF-8 pass: other types would let a foreign page send a request without asking first.
pub(super) fn check_content(headers: &HeaderMap) -> Result<(), Refusal> {
    let unsupported = |message: &str| {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Err(Refusal::http(status, ErrorKind::InvalidInput, message))
    };
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(first), None) = (types.next(), types.next()) else {
        return unsupported("say Content-Type: application/json, once");
    };
    let (essence, parameters) = split(first.to_str().unwrap_or_default());
    if essence != "application/json" {
        return unsupported("the body must be application/json");
    }
    let foreign = |(name, value): &(String, String)| {
        name == "charset" && !value.eq_ignore_ascii_case("utf-8")
    };
    if parameters.iter().any(foreign) {
        return unsupported("the body must be in utf-8");
    }
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    if encodings.any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return unsupported("compressed bodies are not taken");
    }
    Ok(())
}

/// Splits a media type into `type/subtype` and its parameters, names in lowercase and quotes removed.
fn split(text: &str) -> (String, Vec<(String, String)>) {
    let mut parts = text.split(';');
    let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let parameters = parts
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| {
            let name = name.trim().to_ascii_lowercase();
            (name, value.trim().trim_matches('"').to_owned())
        })
        .collect();
    (essence, parameters)
}
