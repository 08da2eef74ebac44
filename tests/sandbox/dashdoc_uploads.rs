//! Files that go to Dashdoc as the PDF of an invoice, and how they come back.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::dashdoc::{DASHDOC, TOKEN, one};
use crate::dashdoc_writes::codes;
use crate::world::{Answer, World};

const FORM: (&str, &str) = ("content-type", "multipart/form-data; boundary=seam");
const PDF: &[u8] = b"%PDF-1.7\nsmall but complete\n%%EOF\n";

/// One part: name, file name if it is a file, content.
type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, filename, content) in parts {
        let filename = filename.map(|name| format!("; filename=\"{name}\""));
        let filename = filename.unwrap_or_default();
        let head =
            format!("--seam\r\nContent-Disposition: form-data; name=\"{name}\"{filename}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--seam--\r\n");
    body
}

async fn patch(world: &World, uid: &str, parts: &[Part<'_>]) -> Answer {
    let path = format!("{DASHDOC}/invoices/{uid}/");
    world
        .submit(Method::PATCH, &path, &[TOKEN, FORM], &form(parts))
        .await
}

async fn add(world: &World, invoice: Value) -> String {
    world.add("dashdoc", invoice).await
}

/// The path of a link, which must lead to storage under another name of this machine.
fn stored(link: &Value) -> String {
    let link = link.as_str().expect("a link");
    let rest = link.strip_prefix("http://localhost:").expect("storage");
    let (_, path) = rest.split_once('/').expect("a path");
    format!("/{path}")
}

#[tokio::test]
async fn a_file_comes_back_as_a_link_to_its_bytes_without_the_token() {
    let world = World::start().await;
    let uid = add(&world, json!({"file": null})).await;
    let parts: [Part<'_>; 2] = [
        ("document_number", None, "VT 9/é".as_bytes()),
        ("file", Some("facture.PDF"), PDF),
    ];
    let answer = patch(&world, &uid, &parts).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let row = one(&world, &uid).await;
    assert_eq!(answer.json(), row);
    assert_eq!(row["document_number"], "VT 9/é");
    let path = stored(&row["file"]);
    assert!(path.ends_with(".pdf") && !path.contains(&uid), "{path}");
    let file = world.ask(&path, &[]).await;
    assert_eq!((file.status, &*file.body), (StatusCode::OK, PDF));
    assert_eq!(file.header("content-type"), "application/pdf");
    assert_eq!(file.number("content-length"), PDF.len() as i64);
    let refused = world.ask(&path, &[TOKEN]).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_file_replaces_the_one_before_and_its_link() {
    let world = World::start().await;
    let uid = add(&world, json!({})).await;
    let made = stored(&one(&world, &uid).await["file"]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.resize(300_000, 7);
    patch(&world, &uid, &[("file", Some("scan.png"), &png)]).await;
    let first = stored(&one(&world, &uid).await["file"]);
    let file = world.ask(&first, &[]).await;
    assert_eq!(file.header("content-type"), "image/png");
    assert_eq!(
        (file.body.len(), &file.body[..1024]),
        (300_000, &png[..1024])
    );
    patch(&world, &uid, &[("file", Some("a.b.pdf"), PDF)]).await;
    let second = stored(&one(&world, &uid).await["file"]);
    assert_eq!(world.ask(&second, &[]).await.body, PDF);
    for gone in [made, first] {
        assert_eq!(world.ask(&gone, &[]).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn wrong_files_are_refused_by_codes_and_change_nothing() {
    let world = World::start().await;
    let uid = add(&world, json!({})).await;
    let before = one(&world, &uid).await;
    let mut large = PDF.to_vec();
    large.resize(10_000_001, 0);
    let number: Part<'_> = ("document_number", None, b"never kept");
    for (part, code) in [
        (("file", Some("a.pdf"), &b""[..]), "empty"),
        (("file", Some("a.pdf"), &large[..]), "file_too_large"),
        (("file", Some("a.xlsx"), PDF), "invalid_extension"),
        (("file", Some("pdf"), PDF), "invalid_extension"),
        (("file", Some("a.jpg"), PDF), "invalid_file_type"),
        (("file", None, PDF), "invalid"),
        (("document", Some("a.pdf"), PDF), "required"),
    ] {
        let answer = patch(&world, &uid, &[number, part]).await;
        assert_eq!(codes(&answer), json!({"file": [code]}));
    }
    assert_eq!(one(&world, &uid).await, before);
    large.truncate(10_000_000);
    let largest = patch(&world, &uid, &[("file", Some("a.pdf"), &large)]).await;
    assert_eq!(largest.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_needs_a_file_a_seam_and_a_place_that_reads_forms() {
    let world = World::start().await;
    let uid = add(&world, json!({"status": "draft"})).await;
    let answer = patch(&world, &uid, &[("document_number", None, b"7")]).await;
    assert_eq!(codes(&answer), json!({"file": ["required"]}));
    let path = format!("{DASHDOC}/invoices/{uid}/");
    let body = form(&[("file", Some("a.pdf"), PDF)]);
    let seamless = [TOKEN, ("content-type", "multipart/form-data")];
    let answer = world.submit(Method::PATCH, &path, &seamless, &body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let text = "Multipart form parse error - Invalid boundary in multipart: None";
    assert_eq!(answer.json(), json!({"detail": text}));
    for path in [format!("{DASHDOC}/invoices/"), format!("{path}mark-paid/")] {
        let answer = world
            .submit(Method::POST, &path, &[TOKEN, FORM], &body)
            .await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{path}");
    }
    let url = format!("{DASHDOC}/invoices/00000000-0000-4000-8000-000000000000/");
    let answer = world
        .submit(Method::PATCH, &url, &[TOKEN, FORM], &body)
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_log_tells_the_parts_that_came() {
    let world = World::start().await;
    let uid = add(&world, json!({})).await;
    patch(&world, &uid, &[("file", Some("é.pdf"), PDF)]).await;
    let log = world.plain(Method::GET, "/_requests/log").await.json();
    let part = &log[0]["parts"][0];
    assert_eq!(
        (&part["name"], &part["filename"]),
        (&json!("file"), &json!("é.pdf"))
    );
    assert_eq!(part["size"], PDF.len());
    let counts = world.plain(Method::GET, "/_requests").await.json();
    assert_eq!(counts, json!({"PATCH /dashdoc/api/v4/invoices/{uid}/": 1}));
}

#[tokio::test]
async fn attachments_of_any_size_are_streamed_and_heads_tell_it() {
    let world = World::start().await;
    let files =
        json!([{"name": "a.pdf", "file_size": 50_000_000}, {"name": "b.zip", "file_size": 5}]);
    let uid = add(&world, json!({"attachments": files})).await;
    let row = one(&world, &uid).await;
    let path = stored(&row["attachments"][0]["file_url"]);
    let head = world.ask_by(Method::HEAD, &path, &[]).await;
    assert_eq!(head.number("content-length"), 50_000_000);
    let file = world.ask(&path, &[]).await;
    assert!(file.body.len() == 50_000_000 && file.body.starts_with(b"%PDF-"));
    let path = stored(&row["attachments"][1]["file_url"]);
    let other = world.ask(&path, &[]).await;
    assert_eq!(
        (other.body.len(), other.header("content-type")),
        (5, "application/octet-stream".into())
    );
}
