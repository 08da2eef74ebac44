//! Files that come in, and how they come out again.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{API, add, age, ask, complaints, data, get, now, post, put, text};
use crate::world::{Answer, World};

const SEAM: &str = "seam";
static PIECE: [u8; 64 * 1024] = [b'.'; 64 * 1024];

/// A part of a form: a field, or a file with a name and its first bytes, filled up to a size.
struct Part<'a> {
    name: &'a str,
    filename: Option<&'a str>,
    start: &'a [u8],
    size: usize,
}

fn field<'a>(name: &'a str, value: &'a str) -> Part<'a> {
    Part {
        name,
        filename: None,
        start: value.as_bytes(),
        size: value.len(),
    }
}

fn file<'a>(name: &'a str, filename: &'a str, start: &'a [u8]) -> Part<'a> {
    Part {
        name,
        filename: Some(filename),
        start,
        size: start.len(),
    }
}

impl Part<'_> {
    fn head(&self) -> String {
        let filename = self.filename.map(|name| format!("; filename=\"{name}\""));
        let filename = filename.unwrap_or_default();
        let name = self.name;
        format!("--{SEAM}\r\nContent-Disposition: form-data; name=\"{name}\"{filename}\r\n\r\n")
    }
}

/// Sends a form piece by piece over a plain connection, so that a large file needs no room here either.
async fn send(world: &World, method: &str, path: &str, parts: &[Part<'_>]) -> Answer {
    let end = format!("--{SEAM}--\r\n");
    let sizes = parts.iter().map(|part| part.head().len() + part.size + 2);
    let length = sizes.sum::<usize>() + end.len();
    let address = world.origin.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "{method} {API}/{path} HTTP/1.1\r\nHost: {address}\r\nX-API-TOKEN: sandbox\r\nAccept: application/json\r\n\
         Connection: close\r\nContent-Type: multipart/form-data; boundary={SEAM}\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    for part in parts {
        stream
            .write_all(part.head().as_bytes())
            .await
            .expect("sent");
        stream.write_all(part.start).await.expect("sent");
        let mut left = part.size - part.start.len();
        while left > 0 {
            let piece = &PIECE[..left.min(PIECE.len())];
            stream.write_all(piece).await.expect("sent");
            left -= piece.len();
        }
        stream.write_all(b"\r\n").await.expect("sent");
    }
    stream.write_all(end.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    let gap = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let gap = gap.expect("a head");
    let status = String::from_utf8_lossy(&answer[9..12]).into_owned();
    Answer {
        status: status.parse().expect("a status"),
        headers: reqwest::header::HeaderMap::new(),
        body: answer[gap + 4..].to_vec(),
    }
}

async fn upload(world: &World, path: &str, parts: Vec<Part<'_>>) -> Answer {
    let mut all = vec![field("_method", "PUT")];
    all.extend(parts);
    send(world, "POST", path, &all).await
}

async fn uploaded(world: &World, path: &str, parts: Vec<Part<'_>>) -> Value {
    let answer = upload(world, path, parts).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["data"].clone()
}

#[tokio::test]
async fn an_uploaded_file_is_a_document_and_comes_back_as_it_was() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    age(&world, &id).await;
    let path = format!("invoices/{id}/upload");
    let pdf = b"%PDF-1.4 not much\n";
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0";
    let parts = vec![
        file("documents[]", "map/bon é.pdf", pdf),
        file("documents[]", "plaatje.pdf", png),
        field("is_public", "false"),
    ];
    let one = uploaded(&world, &path, parts).await;
    assert_eq!(one["id"], id);
    let documents = one["documents"].as_array().expect("documents");
    assert_eq!(documents.len(), 2);
    assert_eq!(
        (&documents[0]["name"], &documents[0]["type"]),
        (&json!("map-bon é.pdf"), &json!("pdf"))
    );
    assert_eq!(
        (&documents[0]["size"], &documents[0]["is_public"]),
        (&json!(18), &json!(false))
    );
    assert_eq!(documents[0]["link"], format!("/invoices/{id}/edit"));
    // Its kind is told by what is in it.
    assert_eq!(
        (&documents[1]["type"], &documents[1]["width"]),
        (&json!("png"), &json!(640))
    );
    let seen = now(&world, &id).await;
    assert_eq!(seen["documents"], one["documents"]);
    assert!(seen["updated_at"].as_i64() > Some(5));
    let path = format!("documents/{}/download", text(&documents[0]["id"]));
    assert_eq!(get(&world, &path).await.body, pdf);
    let again = format!("invoices/{id}/upload");
    let again = uploaded(&world, &again, vec![file("file", "map/bon é.pdf", pdf)]).await;
    assert_eq!(again["documents"].as_array().map(Vec::len), Some(3));
    assert_eq!(again["documents"][2]["is_public"], true);
}

#[tokio::test]
async fn only_a_post_that_says_put_stores_anything() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let path = format!("invoices/{id}/upload");
    let parts = || vec![file("documents[]", "a.txt", b"tekst")];
    let plain = send(&world, "POST", &path, &parts()).await;
    assert_eq!(plain.status, StatusCode::NOT_FOUND);
    assert_eq!(
        plain.json(),
        json!({"message": "Method not supported for this route"})
    );
    let json = ask(&world, Method::POST, &path, json!({"_method": "PUT"})).await;
    assert_eq!(json.status, StatusCode::NOT_FOUND);
    for method in ["PUT", "POST"] {
        let mut all = vec![field("_method", "PUT")];
        all.extend(if method == "PUT" { parts() } else { Vec::new() });
        let vain = send(&world, method, &path, &all).await;
        assert_eq!(vain.status, StatusCode::OK);
        assert_eq!(vain.json()["data"]["documents"], json!([]));
    }
    let unknown = upload(&world, "invoices/zzz/upload", parts()).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_payment_takes_documents_under_one_name() {
    let world = World::start().await;
    let path = "payments/VolejRejNm/upload";
    let parts = vec![
        file("documents[]", "a.txt", b"een"),
        file("file[]", "b.txt", b"twee"),
    ];
    let one = uploaded(&world, path, parts).await;
    assert_eq!(one["documents"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&one["documents"][0]["name"], &one["documents"][0]["type"]),
        (&json!("a.txt"), &json!("txt"))
    );
}

#[tokio::test]
async fn files_ride_on_a_new_invoice() {
    let world = World::start().await;
    let parts = [
        field("client_id", "VolejRejNm"),
        field("line_items[0][cost]", "10"),
        field("line_items[0][quantity]", "3"),
        file("documents[]", "a.txt", b"tekst"),
    ];
    let answer = send(&world, "POST", "invoices", &parts).await.json();
    assert_eq!(answer["data"]["amount"], 30);
    assert_eq!(answer["data"]["documents"][0]["name"], "a.txt");
}

#[tokio::test]
async fn large_files_pass_through_and_too_large_ones_are_refused() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let path = format!("invoices/{id}/upload");
    let of = |size: usize| Part {
        size,
        ..file("documents[]", "groot.pdf", b"%PDF-1.4\n")
    };
    let one = uploaded(&world, &path, vec![of(10_000_000)]).await;
    assert_eq!(one["documents"][0]["size"], 10_000_000);
    let download = format!("documents/{}/download", text(&one["documents"][0]["id"]));
    let bytes = get(&world, &download).await.body;
    assert_eq!(bytes.len(), 10_000_000);
    assert!(bytes.starts_with(b"%PDF-1.4\n...."));
    assert_eq!(get(&world, &download).await.body, bytes);
    let refused = upload(&world, &path, vec![of(100_000 * 1024 + 1)]).await;
    assert_eq!(complaints(&refused), ["documents.0"]);
    assert_eq!(
        now(&world, &id).await["documents"].as_array().map(Vec::len),
        Some(1)
    );
}

#[tokio::test]
async fn other_kinds_of_files_are_refused_by_their_content() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let path = format!("invoices/{id}/upload");
    for (name, bytes) in [
        ("a.pdf", &b"\x7fELF\x02\x01\x01\0"[..]),
        ("page.pdf", b"<!DOCTYPE html><p>"),
        ("empty.bin", b"\0\0\0"),
    ] {
        let parts = vec![
            file("documents[]", "ok.txt", b"x"),
            file("documents[]", name, bytes),
        ];
        let answer = upload(&world, &path, parts).await;
        assert_eq!(complaints(&answer), ["documents.1"], "{name}");
    }
    assert_eq!(now(&world, &id).await["documents"], json!([]));
}

#[tokio::test]
async fn a_document_is_renamed_and_deleted_with_the_password() {
    let world = World::start().await;
    let files = json!([{"name": "a.pdf", "size": 9}, {"name": "b.pdf", "size": 9}]);
    let id = add(&world, json!({"documents": files})).await;
    let document = now(&world, &id).await["documents"][0].clone();
    let path = format!("documents/{}", text(&document["id"]));
    let renamed = put(&world, &path, json!({"name": "c.pdf", "is_public": false})).await;
    assert_eq!(
        (&renamed["name"], &renamed["is_public"]),
        (&json!("c.pdf"), &json!(false))
    );
    assert_eq!(now(&world, &id).await["documents"][0], renamed);

    let refused = ask(&world, Method::DELETE, &path, json!({})).await;
    assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(
        refused.json(),
        json!({"message": "Invalid Password", "errors": {}})
    );
    let mut headers = super::HEADERS.to_vec();
    headers.push(("X-API-PASSWORD-BASE64", "c2FuZGJveC1wYXNzd29yZA=="));
    let full = format!("{API}/{path}");
    let gone = world.say(Method::DELETE, &full, &headers, None).await;
    assert_eq!(
        (gone.status, gone.text().as_str()),
        (StatusCode::OK, "{\"message\":\"Success\"}")
    );
    assert_eq!(get(&world, &path).await.status, StatusCode::BAD_REQUEST);
    let one = now(&world, &id).await;
    assert_eq!(one["documents"].as_array().map(Vec::len), Some(1));
    // For a while it is not asked again.
    let other = format!("documents/{}", text(&one["documents"][0]["id"]));
    let gone = ask(&world, Method::DELETE, &other, json!({})).await;
    assert_eq!(gone.status, StatusCode::OK);
    let unknown = ask(&world, Method::DELETE, "documents/zzz", json!({})).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn many_documents_are_deleted_without_a_password() {
    let world = World::start().await;
    let files = json!([{"name": "a.pdf", "size": 9}, {"name": "b.pdf", "size": 9}]);
    let id = add(&world, json!({"documents": files})).await;
    age(&world, &id).await;
    let documents = now(&world, &id).await["documents"].clone();
    let ids = json!([documents[0]["id"], documents[1]["id"], "zzz"]);
    let bulk = |action: &str| json!({"action": action, "ids": ids});
    let same = post(&world, "documents/bulk", bulk("archive")).await;
    assert_eq!(same.as_array().map(Vec::len), Some(2));
    let mailed = ask(&world, Method::POST, "documents/bulk", bulk("download"))
        .await
        .json();
    assert!(mailed["message"].is_string());
    let gone = post(&world, "documents/bulk", bulk("delete")).await;
    assert_eq!(gone, json!([]));
    let one = data(&world, &format!("invoices/{id}")).await;
    // The invoice does not tell that it lost something.
    assert_eq!(
        (&one["documents"], &one["updated_at"]),
        (&json!([]), &json!(5))
    );
    let stub = ask(&world, Method::POST, "documents", json!({})).await;
    assert_eq!((stub.status, stub.body.len()), (StatusCode::OK, 0));
}
