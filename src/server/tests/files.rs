//! The route of the files, over a desk that has a few.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::json;
use tower::ServiceExt;

use super::{Answer, Server};
use crate::{
    error::{Error, ErrorKind, Result, Retry},
    server::{Files, NoFile, ServedFile, files},
};

#[derive(Default)]
pub(super) struct Desk {
    opened: AtomicUsize,
    ended: Arc<AtomicBool>,
}

struct Ended(Arc<AtomicBool>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Desk {
    pub(super) fn opened(&self) -> usize {
        self.opened.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Files for Desk {
    fn client_of(&self, token: &str) -> Result<Arc<str>, NoFile> {
        let (client, _) = token.split_once(':').unwrap_or(("anonymous", token));
        Ok(client.into())
    }

    async fn open(&self, token: &str) -> Result<ServedFile, NoFile> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let failed = |kind| NoFile::Failed(Error::new(kind, "the reason"));
        let (_, token) = token.split_once(':').unwrap_or(("", token));
        let (filename, content_type) = match token {
            "pdf" => ("2026-1.pdf", Some("application/pdf")),
            "html" => ("page.html", Some("text/html; charset=utf-8")),
            "svg" => ("x.svg", Some("image/svg+xml")),
            "png" => ("x.png", Some("image/png")),
            "xml" => ("x.xml", Some("text/xml; charset=utf-8")),
            "csv" => ("Übersicht.csv", Some("text/csv")),
            "untold" | "broken" | "endless" => ("x", None),
            "expired" => return Err(NoFile::Expired),
            "limited" => {
                let error = Error::new(ErrorKind::RateLimited, "later");
                let wait = std::time::Duration::from_millis(1500);
                return Err(NoFile::Failed(error.retry_hint(Retry::After(wait))));
            }
            word => {
                let kind = ErrorKind::from_code(word).ok_or(NoFile::Foreign)?;
                return Err(failed(kind));
            }
        };
        let piece = || Ok(Bytes::from_static(b"bytes"));
        let ended = Ended(Arc::clone(&self.ended));
        let body = match token {
            "broken" => stream::iter([
                piece(),
                Err(Error::new(ErrorKind::BadAnswer, "it broke off")),
            ])
            .boxed(),
            "endless" => stream::repeat_with(piece).boxed(),
            _ => stream::iter([piece()]).boxed(),
        };
        let watched = body.map(move |piece| {
            let _held = &ended;
            piece
        });
        Ok(ServedFile {
            filename: filename.to_owned(),
            content_type: content_type.map(str::to_owned),
            size_bytes: (token == "pdf").then_some(5),
            body: watched.boxed(),
        })
    }
}

/// The route behind the same front as all others.
fn router(desk: &Arc<Desk>) -> Router {
    let desk: Arc<dyn Files> = Arc::<Desk>::clone(desk);
    Server::with_pages(files(desk)).router
}

async fn send(method: &str, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = request.header(header::HOST, "localhost:4000");
    let request = request.body(Body::empty()).unwrap();
    let response = router(&Arc::default()).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
    }
}

async fn get(path: &str) -> Answer {
    send("GET", path).await
}

#[tokio::test]
async fn a_pdf_is_shown_with_its_name_and_size_and_kept_by_nobody() {
    let answer = get("/files/pdf").await;
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (200, "bytes".into())
    );
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-disposition", "inline; filename=\"2026-1.pdf\""),
        ("content-length", "5"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "private, no-store"),
        ("referrer-policy", "no-referrer"),
        // A browser's viewer of PDFs does not work in every sandbox; it needs no more than these.
        (
            "content-security-policy",
            "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        ),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
}

#[tokio::test]
async fn what_could_run_is_neither_shown_nor_of_this_origin() {
    for (path, content_type, disposition) in [
        ("html", "application/octet-stream", "attachment"),
        ("svg", "application/octet-stream", "attachment"),
        ("untold", "application/octet-stream", "attachment"),
        ("csv", "text/csv", "attachment"),
        ("png", "image/png", "inline"),
        ("xml", "text/xml", "inline"),
    ] {
        let answer = get(&format!("/files/{path}")).await;
        assert_eq!(answer.header("content-type"), content_type, "{path}");
        let told = answer.header("content-disposition");
        assert!(told.starts_with(&format!("{disposition}; ")), "{told}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("sandbox") && !policy.contains("allow"),
            "{policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    let name = get("/files/csv").await;
    assert_eq!(
        name.header("content-disposition"),
        "attachment; filename=\"_bersicht.csv\"; filename*=UTF-8''%C3%9Cbersicht.csv"
    );
}

#[tokio::test]
async fn nothing_behind_a_link_can_run_a_script_here() {
    for path in [
        "pdf", "html", "svg", "untold", "csv", "png", "xml", "nonsense", "expired", "INTERNAL",
    ] {
        for query in ["", "?download=1"] {
            let answer = get(&format!("/files/{path}{query}")).await;
            let policy = answer.header("content-security-policy");
            let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
            assert!(
                directives.contains(&"default-src 'none'"),
                "{path}: {policy}"
            );
            let scripts = |directive: &&str| directive.starts_with("script-src");
            assert!(!directives.iter().any(scripts), "{path}: {policy}");
            assert!(!policy.contains("plugin-types"), "{path}: {policy}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        }
    }
}

#[tokio::test]
async fn a_link_can_ask_to_be_saved() {
    for (query, word) in [
        ("?download=1", "attachment"),
        ("?download", "attachment"),
        ("?a=b&download=true", "attachment"),
        ("?download=0", "inline"),
        ("?downloads=1", "inline"),
        ("", "inline"),
    ] {
        let answer = get(&format!("/files/pdf{query}")).await;
        let told = answer.header("content-disposition").to_owned();
        assert!(told.starts_with(word), "{query}: {told}");
    }
}

#[tokio::test]
async fn a_head_tells_the_same_without_the_file() {
    let answer = send("HEAD", "/files/pdf").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-length"), "5");
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert!(answer.body.is_empty());
    for method in ["POST", "PUT", "DELETE"] {
        assert_eq!(send(method, "/files/pdf").await.status, 405, "{method}");
    }
}

#[tokio::test]
async fn what_goes_wrong_is_told_in_json_with_its_code() {
    for (path, status, code) in [
        ("nonsense", 404, "NOT_FOUND"),
        ("%2e%2e%2fetc", 404, "NOT_FOUND"),
        ("%ff", 404, "NOT_FOUND"),
        ("pdf%c3%28", 404, "NOT_FOUND"),
        ("expired", 410, "NOT_FOUND"),
        ("NOT_FOUND", 404, "NOT_FOUND"),
        ("UNSUPPORTED", 404, "UNSUPPORTED"),
        ("CONFLICT", 409, "CONFLICT"),
        ("PROVIDER_AUTH", 502, "PROVIDER_AUTH"),
        ("BAD_ANSWER", 502, "BAD_ANSWER"),
        ("RATE_LIMITED", 503, "RATE_LIMITED"),
        ("UNAVAILABLE", 503, "UNAVAILABLE"),
        ("TIMEOUT", 504, "TIMEOUT"),
        ("INTERNAL", 500, "INTERNAL"),
    ] {
        let answer = get(&format!("/files/{path}")).await;
        assert_eq!(answer.status, status, "{path}");
        let error = &answer.json()["error"];
        assert_eq!(error["code"], code, "{path}");
        assert_eq!(error["requestId"], answer.header("x-request-id"));
        assert!(error["message"].is_string() && error["retryable"].is_boolean());
        assert_eq!(answer.header("cache-control"), "private, no-store");
    }
    let later = get("/files/limited").await;
    assert_eq!(later.header("retry-after"), "2");
    assert_eq!(later.json()["error"]["retryable"], json!(true));
}

#[tokio::test]
async fn a_file_that_breaks_off_does_not_end_as_if_it_were_whole() {
    let request = Request::get("/files/broken").header(header::HOST, "localhost");
    let request = request.body(Body::empty()).unwrap();
    let response = router(&Arc::default()).oneshot(request).await.unwrap();
    assert!(to_bytes(response.into_body(), usize::MAX).await.is_err());
}

#[tokio::test]
async fn whoever_leaves_ends_the_reading() {
    let desk = Arc::<Desk>::default();
    let request = Request::get("/files/endless").header(header::HOST, "localhost");
    let request = request.body(Body::empty()).unwrap();
    let response = router(&desk).oneshot(request).await.unwrap();
    let mut body = response.into_body().into_data_stream();
    assert!(body.next().await.unwrap().is_ok());
    assert!(!desk.ended.load(Ordering::Relaxed));
    drop(body);
    assert!(desk.ended.load(Ordering::Relaxed));
}

#[tokio::test]
async fn another_host_opens_nothing() {
    let desk = Arc::<Desk>::default();
    let request = Request::get("/files/pdf").header(header::HOST, "evil.example");
    let request = request.body(Body::empty()).unwrap();
    let response = router(&desk).oneshot(request).await.unwrap();
    assert_eq!(response.status(), 403);
    assert_eq!(desk.opened.load(Ordering::Relaxed), 0);
}
