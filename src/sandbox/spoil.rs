//! How a fault spoils an answer on the wire.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::sandbox::clock;
use crate::sandbox::fault::{Applied, Ending, FaultAnswer, RetryAfter};
use crate::sandbox::vendor::Vendor;

/// How long the sent half of a torn answer gets to reach the client before the connection ends.
const TEAR_AFTER: Duration = Duration::from_millis(30);

const PROXY_PAGE: &str = "<html>\r\n<head><title>Bad Gateway</title></head>\r\n<body>\r\n\
<center><h1>Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// Gives the answer of a fault that needs no normal answer; none when the normal one is spoilt.
pub(crate) async fn instead(fault: &FaultAnswer, vendor: &dyn Vendor) -> Option<Response> {
    let response = match fault {
        FaultAnswer::Status(status) => vendor.error(status_of(*status)),
        FaultAnswer::RateLimited { retry_after } => rate_limited(*retry_after, vendor),
        FaultAnswer::Html(status) => lost(Ending::Html(*status)).await,
        FaultAnswer::Empty(status) => status_of(*status).into_response(),
        FaultAnswer::Hang => lost(Ending::Hang).await,
        FaultAnswer::Close => lost(Ending::Close).await,
        FaultAnswer::LoseAnswer {
            applied: Applied::No,
            ending,
            ..
        } => lost(*ending).await,
        FaultAnswer::ErrorInside => {
            let mut response = vendor.error(StatusCode::BAD_REQUEST);
            *response.status_mut() = StatusCode::OK;
            response
        }
        FaultAnswer::LoseAnswer { .. }
        | FaultAnswer::Torn
        | FaultAnswer::WrongType { .. }
        | FaultAnswer::DelayMs(_)
        | FaultAnswer::LateMs(_)
        | FaultAnswer::DripMs(_) => return None,
    };
    Some(response)
}

/// Spoils a normal answer; the request was carried out.
pub(crate) async fn spoil(fault: &FaultAnswer, response: Response) -> Response {
    if let FaultAnswer::LoseAnswer { ending, .. } = fault {
        return lost(*ending).await;
    }
    if let FaultAnswer::LateMs(pause_ms) = fault {
        tokio::time::sleep(Duration::from_millis(*pause_ms)).await;
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return close();
    };
    match fault {
        FaultAnswer::Torn => {
            let length = HeaderValue::from(bytes.len().max(2));
            parts.headers.insert(header::CONTENT_LENGTH, length);
            Response::from_parts(parts, torn(bytes.slice(..bytes.len() / 2)))
        }
        FaultAnswer::WrongType { field, id } => {
            let whole = serde_json::from_slice::<&RawValue>(&bytes);
            let Ok(body) = whole.and_then(|json| spoilt(json.get(), field, id.as_deref())) else {
                return Response::from_parts(parts, Body::from(bytes));
            };
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(body))
        }
        FaultAnswer::DripMs(pause_ms) => {
            let length = HeaderValue::from(bytes.len());
            parts.headers.insert(header::CONTENT_LENGTH, length);
            Response::from_parts(parts, dripping(bytes, Duration::from_millis(*pause_ms)))
        }
        _ => Response::from_parts(parts, Body::from(bytes)),
    }
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn rate_limited(retry_after: Option<RetryAfter>, vendor: &dyn Vendor) -> Response {
    let mut response = vendor.error(StatusCode::TOO_MANY_REQUESTS);
    response.headers_mut().remove(header::RETRY_AFTER);
    let value = match retry_after {
        Some(RetryAfter::EpochIn(seconds)) => clock::now_seconds().saturating_add(seconds),
        Some(RetryAfter::Seconds(seconds)) => i64::try_from(seconds).unwrap_or(i64::MAX),
        None => return response,
    };
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(value));
    response
}

async fn lost(ending: Ending) -> Response {
    match ending {
        Ending::Close => close(),
        Ending::Hang => match std::future::pending::<Infallible>().await {},
        Ending::Html(status) => {
            let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (status_of(status), html, PROXY_PAGE).into_response()
        }
    }
}

/// Makes the server drop the connection: the body fails before its head was flushed.
fn close() -> Response {
    let failure = stream::once(async { Err::<Bytes, _>(io::Error::other("closed on purpose")) });
    Response::new(Body::from_stream(failure))
}

fn torn(half: Bytes) -> Body {
    let sent = stream::once(async { Ok(half) });
    let failure = stream::once(async {
        tokio::time::sleep(TEAR_AFTER).await;
        Err(io::Error::other("torn on purpose"))
    });
    Body::from_stream(futures_util::StreamExt::chain(sent, failure))
}

fn dripping(bytes: Bytes, pause: Duration) -> Body {
    let drops = stream::unfold(bytes, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let drop = rest.split_to(1);
        Some((Ok::<_, Infallible>(drop), rest))
    });
    Body::from_stream(drops)
}

/// Writes a document again with the field spoilt wherever it occurs, or only inside the object with the given id. All
/// else stays as it is written, numbers too.
fn spoilt(json: &str, field: &str, id: Option<&str>) -> serde_json::Result<String> {
    match json.as_bytes().first() {
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json)?;
            let items = items.iter().map(|item| spoilt(item.get(), field, id));
            let items: Vec<String> = items.collect::<Result<_, _>>()?;
            Ok(format!("[{}]", items.join(",")))
        }
        Some(b'{') => {
            let object: BTreeMap<String, &RawValue> = serde_json::from_str(json)?;
            let found = object.get("id").or_else(|| object.get("uid"));
            let id_fits = id.is_none_or(|wanted| found.is_some_and(|found| is_id(found, wanted)));
            // Inside the wanted object every depth counts.
            let inner_id = if id_fits { None } else { id };
            let spoil = |(key, value): (&String, &&RawValue)| {
                let value = if key == field && id_fits {
                    other_type(value.get())
                } else {
                    spoilt(value.get(), field, inner_id)?
                };
                Ok(format!("{}:{value}", serde_json::to_string(key)?))
            };
            let fields: Vec<String> = object
                .iter()
                .map(spoil)
                .collect::<serde_json::Result<_>>()?;
            Ok(format!("{{{}}}", fields.join(",")))
        }
        _ => Ok(json.to_owned()),
    }
}

fn is_id(found: &RawValue, wanted: &str) -> bool {
    match serde_json::from_str(found.get()) {
        Ok(Value::String(text)) => text == wanted,
        Ok(number) => wanted
            .parse()
            .is_ok_and(|id: u64| number.as_u64() == Some(id)),
        Err(_) => false,
    }
}

fn other_type(json: &str) -> String {
    match json.as_bytes().first() {
        Some(b'{') => json!("unexpected").to_string(),
        _ => json!({"unexpected": true}).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spoilt_field_leaves_the_rest_to_the_letter() {
        let json = r#"{"data": [{"amount": -0, "id": "a", "sum": 1.0e-5}, {"id": "b", "sum": 20.150000000000002}]}"#;
        assert_eq!(
            spoilt(json, "sum", Some("a")).expect("JSON"),
            r#"{"data":[{"amount":-0,"id":"a","sum":{"unexpected":true}},{"id":"b","sum":20.150000000000002}]}"#
        );
    }
}
