//! One bad request, and what must come of it.

use crate::{planted, wire::Wire};

/// What must come of an attack, beside what must never come of any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// An answer that says no, and not one call of a provider.
    Refused,
    /// An answer that says no, or the end of the connection, and not one call of a provider: it was hardly HTTP.
    RefusedOrClosed,
    /// An answer, whatever it says, and no change at a provider: odd, but not wrong.
    Answered,
    /// An answer, whatever it says, and not one call of a provider.
    Free,
}

/// What a refusal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// The usual code of its family.
    Usual,
    /// This code.
    Code(&'static str),
    /// A text without a code: it is not for `/graphql`.
    Page,
}

/// A bad request.
#[derive(Clone, Debug)]
pub(crate) struct Attack {
    pub(crate) family: &'static str,
    pub(crate) name: String,
    pub(crate) wire: Wire,
    pub(crate) expect: Expect,
    pub(crate) says: Says,
}

impl Attack {
    pub(crate) fn new(
        family: &'static str,
        name: impl Into<String>,
        expect: Expect,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        Self {
            family,
            name: name.into(),
            wire: Wire::of(bytes),
            expect,
            says: Says::Usual,
        }
    }

    /// The same, refused in other words than its family usually is.
    pub(crate) fn says(self, says: Says) -> Self {
        Self { says, ..self }
    }

    /// The same, refused with this code where a condition holds.
    pub(crate) fn code_if(self, condition: bool, code: &'static str) -> Self {
        match condition {
            true => self.says(Says::Code(code)),
            false => self,
        }
    }

    /// A JSON body, sent as a client that may do everything sends it.
    pub(crate) fn body(
        family: &'static str,
        name: impl Into<String>,
        expect: Expect,
        body: impl AsRef<[u8]>,
    ) -> Self {
        Self::new(family, name, expect, post(planted::WRITER, body))
    }

    /// A query, sent in the same way.
    pub(crate) fn query(
        family: &'static str,
        name: impl Into<String>,
        expect: Expect,
        query: &str,
    ) -> Self {
        let body = serde_json::json!({ "query": query }).to_string();
        Self::body(family, name, expect, body)
    }
}

/// A request of HTTP/1.1 with these lines, each without its end, and this body.
pub(crate) fn request(lines: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = lines.join("\r\n").into_bytes();
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes.extend_from_slice(body.as_ref());
    bytes
}

/// A well-formed POST of JSON.
pub(crate) fn post(key: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    post_with(key, &[], body)
}

/// The same with more headers.
pub(crate) fn post_with(key: &str, more: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let (authorization, length) = (bearer(key), length(body.as_ref().len()));
    let mut lines = vec![
        "POST /graphql HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "Content-Type: application/json",
        &authorization,
        &length,
    ];
    lines.extend(more);
    request(&lines, body)
}

/// A well-formed GET of a path.
pub(crate) fn get(key: &str, path: &str) -> Vec<u8> {
    let (line, authorization) = (format!("GET {path} HTTP/1.1"), bearer(key));
    let lines = [
        line.as_str(),
        "Host: localhost",
        "Connection: close",
        &authorization,
    ];
    request(&lines, "")
}

pub(crate) fn bearer(key: &str) -> String {
    format!("Authorization: Bearer {key}")
}

pub(crate) fn length(bytes: usize) -> String {
    format!("Content-Length: {bytes}")
}
