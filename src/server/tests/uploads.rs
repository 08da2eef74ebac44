//! Files that come with a request, and forms that should not have been sent.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    body::Body,
    http::{Request, header},
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::{Answer, Server};
use crate::{
    auth::{Client, Clients, KeyHash, Scope, Viewer},
    server::ServerSettings,
};

pub(super) const ONE: &str = "mutation ($file: Upload!) { upload(file: $file) }";

/// A part of a form.
fn part(name: &str, rest: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let head = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{rest}\r\n\r\n");
    [head.as_bytes(), body.as_ref(), b"\r\n"].concat()
}

pub(super) fn text(name: &str, body: &Value) -> Vec<u8> {
    part(name, "", body.to_string())
}

fn file(name: &str, filename: &str, content_type: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let rest = format!("; filename=\"{filename}\"\r\nContent-Type: {content_type}");
    part(name, &rest, body)
}

pub(super) fn pdf(name: &str) -> Vec<u8> {
    file(name, "a.pdf", "application/pdf", "%PDF-1.4")
}

pub(super) fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [&*parts.concat(), b"--XX--\r\n"].concat()
}

pub(super) fn operations(query: &str, variables: &Value) -> Vec<u8> {
    text(
        "operations",
        &json!({"query": query, "variables": variables}),
    )
}

fn one_file(map: &Value, rest: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = vec![operations(ONE, &json!({"file": null})), text("map", map)];
    parts.extend_from_slice(rest);
    form(&parts)
}

fn post() -> axum::http::request::Builder {
    Request::post("/graphql")
        .header(header::HOST, "localhost:4000")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
        .header("graphql-require-preflight", "1")
}

pub(super) async fn send(server: &Server, body: impl Into<Body>) -> Answer {
    server.send(post().body(body.into()).unwrap()).await
}

async fn refusal(body: Vec<u8>) -> (u16, String, String) {
    let server = Server::new();
    let answer = send(&server, body).await;
    let code = answer.json()["errors"][0]["extensions"]["code"].clone();
    let code = code.as_str().expect("a code").to_owned();
    answer.refuses(answer.status.as_u16(), &code);
    assert_eq!(server.executions(), 0);
    (answer.status.as_u16(), code, answer.message())
}

#[tokio::test]
async fn a_file_takes_the_place_of_its_variable() {
    let server = Server::new();
    let map = json!({"0": ["variables.file"]});
    let body = one_file(
        &map,
        &[file("0", "Rechnung ü.pdf", "application/pdf", "%PDF-1.4")],
    );
    let answer = send(&server, body).await;
    assert_eq!(
        answer.json()["data"]["upload"],
        "Rechnung ü.pdf application/pdf 8 \"%PDF-1.4\""
    );
}

#[tokio::test]
async fn files_go_into_inputs_and_lists_and_one_into_several_places() {
    let server = Server::new();
    let query = "mutation ($input: FilesInput!, $files: [Upload!]) { uploads(input: $input, files: $files) }";
    let variables = json!({"input": {"file": null}, "files": [null, null]});
    let body = form(&[
        operations(query, &variables),
        text(
            "map",
            &json!({"b": ["variables.files.1", "variables.input.file"], "a": ["variables.files.0"]}),
        ),
        file("a", "a.txt", "text/plain", "aaa"),
        file("b", "b.csv", "text/csv", "b;b"),
    ]);
    let answer = send(&server, body).await;
    let (a, b) = ("a.txt text/plain 3 \"aaa\"", "b.csv text/csv 3 \"b;b\"");
    assert_eq!(answer.json()["data"]["uploads"], json!([b, a, b]));
}

#[tokio::test]
async fn a_form_without_files_is_a_request_like_any_other() {
    let server = Server::new();
    let body = form(&[operations("{ hello }", &json!({})), text("map", &json!({}))]);
    assert_eq!(send(&server, body).await.json()["data"]["hello"], 1);
}

#[tokio::test]
async fn a_form_that_any_page_could_post_is_refused() {
    let body = || Body::from(one_file(&json!({"0": ["variables.file"]}), &[pdf("0")]));
    for (name, status) in [
        (None, 403),
        (Some("x-custom"), 403),
        (Some("x-requested-with"), 200),
        (Some("apollo-require-preflight"), 200),
    ] {
        let server = Server::new();
        let mut request = post();
        request
            .headers_mut()
            .unwrap()
            .remove("graphql-require-preflight");
        if let Some(name) = name {
            request = request.header(name, "1");
        }
        let answer = server.send(request.body(body()).unwrap()).await;
        match status {
            200 => assert!(answer.json()["data"]["upload"].is_string()),
            _ => {
                answer.refuses(403, "FORBIDDEN");
                assert_eq!(server.executions(), 0);
            }
        }
    }
}

#[tokio::test]
async fn what_is_asked_comes_first_then_where_the_files_belong() {
    let (operations, map) = (
        operations(ONE, &json!({"file": null})),
        text("map", &json!({"0": ["variables.file"]})),
    );
    for parts in [
        vec![],
        vec![operations.clone()],
        vec![map.clone(), operations.clone(), pdf("0")],
        vec![pdf("0"), operations.clone(), map.clone()],
        vec![operations.clone(), pdf("0"), map.clone()],
        vec![operations.clone(), operations.clone(), map.clone()],
    ] {
        let (status, code, message) = refusal(form(&parts)).await;
        assert_eq!((status, &*code), (400, "INVALID_INPUT"), "{message}");
    }
}

#[tokio::test]
async fn a_map_leads_every_file_to_one_variable_of_its_own_that_is_null() {
    let cases = [
        (json!([]), "map must be a JSON object"),
        (json!("0"), "map must be a JSON object"),
        (json!({"0": "variables.file"}), "map must be a JSON object"),
        (json!({"0": [1]}), "map must be a JSON object"),
        (
            json!({"0": [["variables.file"]]}),
            "map must be a JSON object",
        ),
        (json!({"0": []}), "map has no place for \"0\""),
        (json!({"0": ["file"]}), "does not begin with \"variables.\""),
        (
            json!({"0": ["0.variables.file"]}),
            "does not begin with \"variables.\"",
        ),
        (
            json!({"0": ["query"]}),
            "does not begin with \"variables.\"",
        ),
        (
            json!({"0": ["variables."]}),
            "is not a variable in operations",
        ),
        (
            json!({"0": ["variables.other"]}),
            "is not a variable in operations",
        ),
        (
            json!({"0": ["variables.file.x"]}),
            "is not a variable in operations",
        ),
        (
            json!({"0": ["variables.list.01"]}),
            "is not a variable in operations",
        ),
        (
            json!({"0": ["variables.list.7"]}),
            "is not a variable in operations",
        ),
        (
            json!({"0": ["variables.list.-1"]}),
            "is not a variable in operations",
        ),
        (
            json!({"0": ["variables.list"]}),
            "is not null in operations",
        ),
        (
            json!({"0": ["variables.said"]}),
            "is not null in operations",
        ),
        (
            json!({"0": ["variables.file"], "1": ["variables.file"]}),
            "map has two files for \"variables.file\"",
        ),
        (
            json!({"0": ["variables.file", "variables.file"]}),
            "map has two files for \"variables.file\"",
        ),
    ];
    for (map, expected) in cases {
        let variables = json!({"file": null, "list": [null], "said": "x"});
        let parts = [
            operations(ONE, &variables),
            text("map", &map),
            pdf("0"),
            pdf("1"),
        ];
        let (status, code, message) = refusal(form(&parts)).await;
        assert_eq!((status, &*code), (400, "INVALID_INPUT"), "{map} {message}");
        assert!(message.contains(expected), "{map}: {message}");
    }
}

#[tokio::test]
async fn every_file_that_is_named_comes_once_and_no_other() {
    let map = json!({"0": ["variables.file"]});
    for (rest, expected) in [
        (vec![], "the part \"0\" that map names did not come"),
        (
            vec![pdf("1")],
            "the part \"1\" is not in map, or comes twice",
        ),
        (
            vec![pdf("0"), pdf("0")],
            "the part \"0\" is not in map, or comes twice",
        ),
        (
            vec![pdf("0"), pdf("1")],
            "the part \"1\" is not in map, or comes twice",
        ),
        (vec![part("0", "\r\nContent-Disposition: x", "y")], ""),
    ] {
        let (status, code, message) = refusal(one_file(&map, &rest)).await;
        assert!(matches!(status, 400 | 415), "{status}");
        assert_eq!(code, "INVALID_INPUT");
        assert!(message.contains(expected), "{message}");
    }
}

#[tokio::test]
async fn what_is_too_much_is_refused_with_its_limit() {
    let settings = || ServerSettings {
        max_body_bytes: 1000,
        max_upload_bytes: 100,
        max_upload_files: 2,
        max_map_bytes: 200,
        ..ServerSettings::default()
    };
    let map = json!({"0": ["variables.file"]});
    let long = "x".repeat(2000);
    let asked = || operations(ONE, &json!({"file": null}));
    let many: serde_json::Map<_, _> = (0..3)
        .map(|number| (number.to_string(), json!([format!("variables.l.{number}")])))
        .collect();
    let lists = json!({"l": [null, null, null], "file": null});
    for (body, status, expected) in [
        (
            form(&[operations(&format!("{ONE}#{long}"), &json!({}))]),
            413,
            "the part operations is larger than 1000 bytes: send less, or raise limits.body",
        ),
        (
            form(&[asked(), text("map", &json!({long: ["variables.file"]}))]),
            413,
            "the part map is larger than 200 bytes",
        ),
        (
            form(&[
                operations(ONE, &lists),
                text("map", &Value::Object(many)),
                pdf("0"),
            ]),
            400,
            "map has more than 2 files",
        ),
        (
            form(&[
                operations(ONE, &lists),
                text(
                    "map",
                    &json!({"0": ["variables.l.0", "variables.l.1", "variables.l.2"]}),
                ),
            ]),
            400,
            "map has more than 2 files",
        ),
        (
            one_file(&map, &[file("0", "a.txt", "text/plain", [b'x'; 101])]),
            413,
            "the files are larger than 100 bytes together: send less, or raise limits.upload",
        ),
    ] {
        let server = Server::with(settings());
        let answer = send(&server, body).await;
        answer.refuses(status, "LIMIT_EXCEEDED");
        assert_eq!(answer.message(), expected);
        assert_eq!(server.executions(), 0);
    }
    let server = Server::with(settings());
    let exact = one_file(&map, &[file("0", "a.txt", "text/plain", [b'x'; 100])]);
    assert!(send(&server, exact).await.json()["data"]["upload"].is_string());
    let announced = post().header(header::CONTENT_LENGTH, "99999999999");
    let answer = server.send(announced.body(Body::empty()).unwrap()).await;
    answer.refuses(413, "LIMIT_EXCEEDED");
}

#[tokio::test]
async fn files_that_could_run_or_are_not_what_they_say_are_refused() {
    let map = json!({"0": ["variables.file"]});
    for (filename, content_type, body) in [
        ("a.html", "text/html", "<script>"),
        ("a.svg", "image/svg+xml", "<svg/>"),
        ("a.exe", "application/octet-stream", "MZ"),
        ("a.pdf", "application/pdf", "MZ and more"),
        ("a.png", "image/png", "%PDF-1.4"),
        ("a.zip", "application/zip", "no"),
    ] {
        let file = file("0", filename, content_type, body);
        let (status, code, _) = refusal(one_file(&map, &[file])).await;
        assert_eq!((status, &*code), (415, "INVALID_INPUT"), "{filename}");
    }
}

#[tokio::test]
async fn a_query_that_is_refused_is_refused_before_any_file_is_read() {
    let server = Server::new();
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let start = form(&[operations("{ nonsense", &json!({}))]);
    let endless = stream::repeat(Bytes::from_static(&[b'x'; 1024])).map(move |piece| {
        counted.fetch_add(1, Ordering::Relaxed);
        piece
    });
    let pieces = stream::iter([Bytes::from(start)]).chain(endless);
    let body = Body::from_stream(pieces.map(Ok::<_, std::io::Error>));
    let answer = send(&server, body).await;
    assert!(
        answer.message().contains("syntax error"),
        "{}",
        answer.text()
    );
    assert!(read.load(Ordering::Relaxed) < 10);
}

#[tokio::test]
async fn whoever_may_not_write_is_answered_before_any_file_is_read() {
    for (scopes, said) in [
        (vec![Scope::Read], "file  0 \"\""),
        (
            vec![Scope::Read, Scope::Write],
            "a.txt text/plain 8 \"contents\"",
        ),
    ] {
        let may_write = scopes.contains(&Scope::Write);
        let viewer = Viewer {
            name: "somebody".into(),
            scopes: scopes.into_iter().collect(),
            ..Viewer::anonymous()
        };
        let client = Client {
            viewer: Arc::new(viewer),
            keys: vec![KeyHash::of("key")],
        };
        let clients = Clients::known(vec![client]);
        let server = Server::of(clients, ServerSettings::default(), axum::Router::new());
        let whole = one_file(
            &json!({"0": ["variables.file"]}),
            &[file("0", "a.txt", "text/plain", "contents")],
        );
        // Whoever may write sends all; the others go on for ever and are not listened to.
        let end = if may_write {
            whole.len()
        } else {
            whole.len() - 10
        };
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let endless = stream::repeat(Bytes::from_static(&[b'x'; 1024])).map(move |piece| {
            counted.fetch_add(1, Ordering::Relaxed);
            piece
        });
        let start = stream::iter([Bytes::from(whole[..end].to_vec())]);
        let pieces = match may_write {
            true => start.boxed(),
            false => start.chain(endless).boxed(),
        };
        let body = Body::from_stream(pieces.map(Ok::<_, std::io::Error>));
        let request = post().header(header::AUTHORIZATION, "Bearer key");
        let answer = server.send(request.body(body).unwrap()).await;
        // It is executed all the same: what is asked says how it is refused.
        assert_eq!(answer.json()["data"]["upload"], said);
        assert!(read.load(Ordering::Relaxed) < 10);
    }
}

#[tokio::test]
async fn the_files_of_one_request_share_their_room() {
    let query = "mutation ($input: FilesInput!, $files: [Upload!]) { uploads(input: $input, files: $files) }";
    let form_of = |sizes: [usize; 2]| {
        let [one, two] = sizes.map(|size| "x".repeat(size));
        form(&[
            operations(query, &json!({"input": {"file": null}, "files": [null]})),
            text(
                "map",
                &json!({"a": ["variables.input.file"], "b": ["variables.files.0"]}),
            ),
            file("a", "a.txt", "text/plain", one),
            file("b", "b.txt", "text/plain", two),
        ])
    };
    for (sizes, fits) in [([60, 40], true), ([60, 41], false), ([100, 1], false)] {
        let server = Server::with(ServerSettings {
            max_upload_bytes: 100,
            ..ServerSettings::default()
        });
        let answer = send(&server, form_of(sizes)).await;
        match fits {
            true => assert!(answer.json()["data"]["uploads"].is_array(), "{sizes:?}"),
            false => answer.refuses(413, "LIMIT_EXCEEDED"),
        }
        assert_eq!(server.executions(), usize::from(fits));
    }
}

#[tokio::test]
async fn forms_that_have_no_end_or_no_sense_are_refused() {
    let whole = one_file(&json!({"0": ["variables.file"]}), &[pdf("0")]);
    for end in [whole.len() - 8, whole.len() / 2, 40, 3, 0] {
        let (status, code, _) = refusal(whole[..end].to_vec()).await;
        assert_eq!((status, &*code), (400, "INVALID_INPUT"), "{end}");
    }
    for body in [
        "no form at all".to_owned(),
        "--XX".repeat(1000),
        "--XX\r\n\r\n\r\n".to_owned(),
        "--XX\r\nContent-Disposition: form-data; name=\"operations\"\r\nbad header\u{0}: x\r\n\r\n{}\r\n--XX--".to_owned(),
    ] {
        let (status, code, _) = refusal(body.into()).await;
        assert_eq!((status, &*code), (400, "INVALID_INPUT"));
    }
    for content_type in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/mixed; boundary=XX",
        "multipart/",
    ] {
        let server = Server::new();
        let mut request = post();
        let headers = request.headers_mut().unwrap();
        headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
        let request = request.body(Body::from(whole.clone())).unwrap();
        server.send(request).await.refuses(415, "INVALID_INPUT");
    }
}
