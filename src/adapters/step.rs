//! One request of an action: the same value is shown in advance and sent.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::{
    Method, StatusCode,
    header::{CONTENT_TYPE, HeaderValue},
};
use serde_json::{Value, json};
use tokio::time::Instant;
use url::Url;

use crate::{
    error::Error,
    provider::action::{Outcome, Planned, Refusal, Upload},
    transport::{Form, FormFile, Request},
};

/// What a step carries.
#[derive(Clone, Debug)]
pub(super) enum StepBody {
    /// Nothing.
    Empty,
    /// A document.
    Json(Value),
    /// A file with texts beside it.
    Form(Form),
}

/// One request of an action.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// The vendor's name of the call.
    pub(super) operation: &'static str,
    /// The verb.
    pub(super) method: Method,
    /// Path and query below the API's address, with a slash before it.
    pub(super) path: String,
    /// What it carries.
    pub(super) body: StepBody,
}

impl Step {
    /// Tells what it would send.
    pub(super) fn planned(&self) -> Planned {
        let body = match &self.body {
            StepBody::Empty => None,
            StepBody::Json(document) => Some(document.to_string()),
            StepBody::Form(form) => Some(parts(form).to_string()),
        };
        Planned {
            method: self.method.to_string(),
            path: self.path.clone(),
            body,
        }
    }

    /// Makes the request of it. `root` is the API's address; a slash at its end does not count.
    pub(super) fn request(&self, root: &Url, deadline: Instant) -> Request {
        let (path, query) = match self.path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (self.path.as_str(), None),
        };
        let mut url = root.clone();
        url.set_path(&format!("{}{path}", root.path().trim_end_matches('/')));
        url.set_query(query);
        let mut request = Request::write(self.method.clone(), self.operation, url, deadline);
        match &self.body {
            StepBody::Empty => {}
            StepBody::Json(document) => {
                request =
                    request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                request.body = Bytes::from(document.to_string());
            }
            StepBody::Form(form) => request.form = Some(form.clone()),
        }
        request
    }
}

/// A form that carries a file in the part with this name.
pub(super) fn form(
    part: &'static str,
    upload: &Upload,
    fields: Vec<(&'static str, String)>,
) -> StepBody {
    StepBody::Form(Form {
        fields,
        file: FormFile {
            part,
            filename: upload.filename.clone(),
            content_type: upload.content_type.clone(),
            size_bytes: upload.size_bytes,
            content: Arc::clone(&upload.content),
        },
    })
}

/// The parts of a form, without the file's content.
fn parts(form: &Form) -> Value {
    let fields = form.fields.iter();
    let mut parts: serde_json::Map<String, Value> = fields
        .map(|(name, text)| ((*name).to_owned(), json!(text)))
        .collect();
    let file = &form.file;
    parts.insert(
        file.part.to_owned(),
        json!({ "filename": file.filename, "contentType": file.content_type, "bytes": file.size_bytes }),
    );
    Value::Object(parts)
}

/// What became of a request whose answer is no success. One that the vendor refused was not done; any other failure of its
/// own ends the request too, whatever was done of it.
pub(super) fn failed(
    status: StatusCode,
    body: &[u8],
    refusals: impl FnOnce() -> Vec<Refusal>,
    error: impl FnOnce() -> Error,
) -> Outcome {
    match status.as_u16() {
        // Somebody waited for the vendor in vain, who may still carry it out: gateways (502, 504; 520 and above are those
        // of Cloudflare and other proxies), and servers and clients that ran out of patience (408, 499).
        408 | 499 | 502 | 504 | 520..=599 => Outcome::Lost(error()),
        // The vendor says it in JSON. Many a proxy says it in its own words when its patience ends.
        503 if serde_json::from_slice::<Value>(body).is_err() => Outcome::Lost(error()),
        400..=498 => Outcome::Refused(refusals()),
        _ => Outcome::Lost(error().ended()),
    }
}

/// What became of a request that got no answer: when it never left, nothing has changed.
pub(super) fn unanswered(error: Error) -> Outcome {
    if error.is_unsent() {
        Outcome::Refused(vec![Refusal::from(error)])
    } else {
        Outcome::Lost(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn of(status: u16, body: &str) -> Outcome {
        let error = || Error::new(ErrorKind::Unavailable, "it is out of order");
        let refusals = || vec![Refusal::new(ErrorKind::InvalidInput, "it is wrong")];
        let status = StatusCode::from_u16(status).unwrap();
        failed(status, body.as_bytes(), refusals, error)
    }

    #[test]
    fn a_failure_of_the_vendors_own_ends_the_request() {
        for status in [400, 404, 409, 422, 429] {
            let outcome = of(status, "");
            assert!(matches!(outcome, Outcome::Refused(_)), "{status}");
        }
        for (status, body) in [
            (301, ""),
            (500, "<html>"),
            (501, ""),
            (503, r#"{"error":"x"}"#),
        ] {
            let outcome = of(status, body);
            let is_over = |error: &Error| !error.may_be_under_way();
            assert!(
                matches!(&outcome, Outcome::Lost(error) if is_over(error)),
                "{status}"
            );
        }
    }

    #[test]
    fn who_waited_for_the_vendor_in_vain_does_not_tell_what_it_does() {
        for status in [408, 499, 502, 503, 504, 520, 522, 524] {
            let outcome = of(
                status,
                "upstream connect error or disconnect/reset before headers",
            );
            let is_open = |error: &Error| error.may_be_under_way();
            assert!(
                matches!(&outcome, Outcome::Lost(error) if is_open(error)),
                "{status}"
            );
        }
    }
}
