//! Requests that are not well-formed, and those that are in spite of their looks.

use axum::{
    body::Body,
    http::{Method, Request, Version, header},
};
use serde_json::json;

use crate::server::{
    ServerSettings,
    tests::{Server, post},
};

const HELLO: &str = r#"{"query":"{ hello }"}"#;

#[tokio::test]
async fn a_body_must_be_one_json_object() {
    let server = Server::new();
    for body in [
        "",
        "null",
        "1",
        "\"{ hello }\"",
        "{",
        "{]",
        "{\"query\"",
        "{ \"a\": 1e999 }",
        "{}",
        r#"{"query":null}"#,
        r#"{"query":1}"#,
        r#"{"query":["{ hello }"]}"#,
        "\u{feff}",
        "{\"query\": \"",
        r#"{"query":"{ hello }","variables":[]}"#,
        r#"{"query":"{ hello }","variables":"{}"}"#,
        r#"{"query":"{ hello }","extensions":1}"#,
        r#"{"query":"{ hello }","operationName":{}}"#,
    ] {
        server.post(body).await.refuses(400, "INVALID_INPUT");
    }
    let batch = server.post("[]").await;
    assert_eq!(
        batch.message(),
        "lists of operations are not taken: send one request at a time, or raise limits.batch"
    );
    server
        .post(b"{\"query\":\"\xff\"}".to_vec())
        .await
        .refuses(400, "INVALID_INPUT");
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn well_formed_bodies_are_taken() {
    let server = Server::new();
    for body in [
        HELLO.to_owned(),
        format!("\u{feff}{HELLO}"),
        r#"{"query":"\ufeff{ hello }"}"#.to_owned(),
        r#"{"query":"{ hello }","variables":null,"extensions":null,"operationName":null}"#.to_owned(),
        r#"{"query":"{ hello }","operationName":""}"#.to_owned(),
        r#"{"query":"{ hello }","unknown":[{}],"variables":{"unused":123456789012345678901234567890}}"#.to_owned(),
        r#"{"query":"{ hello }","variables":{"a":{"a":1},"b":[{"a":1},{"a":1}]}}"#.to_owned(),
    ] {
        let answer = server.post(body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json(), json!({ "data": { "hello": 1 } }));
    }
}

#[tokio::test]
async fn a_key_that_two_readers_could_read_in_two_ways_is_refused() {
    let server = Server::new();
    for body in [
        r#"{"query":"{ nope }","query":"{ hello }"}"#,
        r#"{"query":"{ hello }","\u0071uery":"{ hello }"}"#,
        r#"{"query":"{ hello }","variables":{"a":1,"a":1}}"#,
        r#"{"query":"{ hello }","variables":{"a":[{"b":1,"b":1}]}}"#,
        r#"{"query":"{ hello }","extensions":{"a":{},"a":{}}}"#,
        r#"{"query":"{ hello }","unknown":{"a":1,"a":1}}"#,
    ] {
        let answer = server.post(body).await;
        answer.refuses(400, "INVALID_INPUT");
        assert!(answer.message().contains("a key twice"), "{body}");
    }
    let answer = server
        .post("{\"query\":\"{ hello }\",\n \"query\":\"{ hello }\"}")
        .await;
    assert_eq!(
        answer.message(),
        "an object of the body has a key twice: see line 2, column 2, and send each key once"
    );
    let answer = server
        .get("/graphql?query=%7Bhello%7D&variables=%7B%22a%22:1,%22a%22:2%7D")
        .await;
    answer.refuses(400, "INVALID_INPUT");
    assert!(answer.message().starts_with("an object of the variables"));
    assert_eq!(server.executions(), 0);
}

/// The JSON parser would read the text under such a key as JSON of its own, far deeper than the scan lets pass.
#[tokio::test]
async fn no_key_speaks_to_the_json_parser() {
    let server = Server::new();
    let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
    for key in ["RawValue", "Number"] {
        for dollar in ["$", "\\u0024"] {
            let body = format!(
                r#"{{"query":"{{ hello }}","variables":{{"a":{{"{dollar}serde_json::private::{key}":"{deep}"}}}}}}"#
            );
            let answer = server.post(body).await;
            answer.refuses(400, "INVALID_INPUT");
            assert!(answer.message().contains("reserved"), "{key}");
        }
    }
}

#[tokio::test]
async fn variables_are_bounded_like_queries() {
    let server = Server::new();
    let body =
        |variable: &str| format!(r#"{{"query":"{{ hello }}","variables":{{"a":{variable}}}}}"#);
    for opening in ["[", "{\"a\":"] {
        let answer = server.post(body(&opening.repeat(4000))).await;
        answer.refuses(400, "LIMIT_EXCEEDED");
        let answer = server.post(opening.repeat(200_000)).await;
        answer.refuses(400, "LIMIT_EXCEEDED");
    }
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(server.post(body(&nested(64))).await.status, 200);
    server
        .post(body(&nested(65)))
        .await
        .refuses(400, "LIMIT_EXCEEDED");
    let wide = format!("[1{}]", ",1".repeat(100_000));
    server
        .post(body(&wide))
        .await
        .refuses(400, "LIMIT_EXCEEDED");
    // Brackets in a string are text.
    assert_eq!(
        server
            .post(body(&format!("\"{}\"", "[".repeat(4000))))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn only_json_in_utf8_is_taken() {
    let server = Server::new();
    let with = |types: &[&str]| {
        let mut request = Request::post("/graphql").header(header::HOST, "localhost");
        for one in types {
            request = request.header(header::CONTENT_TYPE, *one);
        }
        request.body(Body::from(HELLO)).unwrap()
    };
    for types in [
        &[][..],
        &["text/plain"],
        &["application/x-www-form-urlencoded"],
        &["application/graphql"],
        &["application/json; charset=utf-16"],
        &["application/jsonp"],
        &["text/plain; a=application/json"],
        &["application/json", "text/plain"],
        &["text/plain", "application/json"],
    ] {
        server.send(with(types)).await.refuses(415, "INVALID_INPUT");
    }
    assert_eq!(server.executions(), 0);
    for types in [
        "application/json;charset=UTF-8",
        "Application/JSON; charset=\"utf-8\"; x=y",
    ] {
        assert_eq!(server.send(with(&[types])).await.status, 200);
    }
    let packed = post().header(header::CONTENT_ENCODING, "gzip");
    server
        .send(packed.body(Body::from(HELLO)).unwrap())
        .await
        .refuses(415, "INVALID_INPUT");
}

#[tokio::test]
async fn the_form_of_the_answer_is_negotiated() {
    let server = Server::new();
    let (graphql, json) = ("application/graphql-response+json", "application/json");
    for (accept, expected) in [
        ("", json),
        ("*/*", json),
        ("application/*", json),
        ("application/json", json),
        ("application/graphql-response+json", graphql),
        (
            "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
            graphql,
        ),
        (
            "application/json, application/graphql-response+json",
            graphql,
        ),
        (
            "application/json, application/graphql-response+json;q=0.9",
            json,
        ),
        ("application/json;q=0.5, */*", graphql),
        ("application/graphql-response+json;q=0, */*", json),
        ("text/html, application/xhtml+xml, */*;q=0.8", json),
        ("APPLICATION/JSON", json),
        (",,application/json;q=nonsense", json),
    ] {
        let request = post()
            .header(header::ACCEPT, accept)
            .body(Body::from(HELLO))
            .unwrap();
        let answer = server.send(request).await;
        assert_eq!(answer.status, 200, "{accept}");
        assert_eq!(
            answer.header("content-type"),
            format!("{expected}; charset=utf-8"),
            "{accept}"
        );
        assert_eq!(answer.header("vary"), "Accept");
    }
    for accept in [
        "text/html",
        "image/*",
        "application/json;q=0",
        "application/json; charset=utf-16",
        "nonsense",
    ] {
        let request = post()
            .header(header::ACCEPT, accept)
            .body(Body::from(HELLO))
            .unwrap();
        server.send(request).await.refuses(406, "INVALID_INPUT");
    }
}

#[tokio::test]
async fn plain_json_answers_a_well_formed_request_with_200() {
    let server = Server::new();
    for query in ["{", "{ nope }", "query($a: Int!) { number(value: $a) }"] {
        let body = json!({ "query": query }).to_string();
        let answer = server.send(post().body(Body::from(body)).unwrap()).await;
        answer.refuses(200, "INVALID_INPUT");
    }
    let answer = server.send(post().body(Body::from("{")).unwrap()).await;
    answer.refuses(400, "INVALID_INPUT");
}

#[tokio::test]
async fn get_runs_queries_only() {
    let server = Server::new();
    let answer = server
        .get("/graphql?query=%7B+hello%20%7D&variables=&operationName=")
        .await;
    assert_eq!(answer.json(), json!({ "data": { "hello": 1 } }));
    let with_variables =
        "/graphql?query=query(%24a:Int)%7Bnumber(value:%24a)%7D&variables=%7B%22a%22:5%7D";
    assert_eq!(
        server.get(with_variables).await.json(),
        json!({ "data": { "number": 5 } })
    );
    let executed = server.executions();

    let answer = server.get("/graphql?query=mutation%7Bchange%7D").await;
    answer.refuses(405, "INVALID_INPUT");
    assert_eq!(answer.header("allow"), "POST");
    for query in [
        "",
        "?",
        "?query",
        "?query=%ff",
        "?query=%7Bhello%7D&query=%7Bhello%7D",
        "?query=%7Bhello%7D&variables=1",
        "?query=%7Bhello%7D&variables=%7B",
        "?variables=%7B%7D",
    ] {
        let answer = server.get(&format!("/graphql{query}")).await;
        assert_eq!(
            answer.json()["errors"][0]["extensions"]["code"],
            "INVALID_INPUT",
            "{query}"
        );
        assert_ne!(answer.status, 500, "{query}");
    }
    let deep = format!("/graphql?query=%7Bhello%7D&variables={}", "[".repeat(4000));
    server.get(&deep).await.refuses(400, "LIMIT_EXCEEDED");
    assert_eq!(server.executions(), executed);
}

#[tokio::test]
async fn other_methods_are_told_which_to_use() {
    let server = Server::new();
    for method in [
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::OPTIONS,
        Method::TRACE,
    ] {
        let request = Request::builder()
            .method(method)
            .uri("/graphql")
            .header(header::HOST, "localhost");
        let answer = server.send(request.body(Body::empty()).unwrap()).await;
        answer.refuses(405, "INVALID_INPUT");
        assert_eq!(answer.header("allow"), "GET, HEAD, POST");
    }
}

#[tokio::test]
async fn the_operation_is_found_by_name() {
    let server = Server::new();
    let ask =
        |query: &str, name: &str| json!({ "query": query, "operationName": name }).to_string();
    let two = "query A { hello } mutation B { change }";
    assert_eq!(
        server.post(ask(two, "A")).await.json(),
        json!({ "data": { "hello": 1 } })
    );
    assert_eq!(
        server.post(ask(two, "B")).await.json(),
        json!({ "data": { "change": 1 } })
    );
    assert_eq!(server.query("query A { hello }").await.status, 200);
    let executed = server.executions();
    server
        .post(ask(two, "C"))
        .await
        .refuses(400, "INVALID_INPUT");
    server
        .post(ask("{ hello }", "C"))
        .await
        .refuses(400, "INVALID_INPUT");
    let answer = server.query(two).await;
    answer.refuses(400, "INVALID_INPUT");
    assert!(answer.message().contains("operationName"));
    server
        .query("subscription { hello }")
        .await
        .refuses(400, "UNSUPPORTED");
    assert_eq!(server.executions(), executed);
}

#[tokio::test]
async fn required_variables_are_required() {
    let server = Server::new();
    let ask = |definition: &str, variables: serde_json::Value| {
        let query = format!("query({definition}) {{ number(value: $a) }}");
        json!({ "query": query, "variables": variables }).to_string()
    };
    let missing = server.post(ask("$a: Int!", json!({}))).await;
    missing.refuses(400, "INVALID_INPUT");
    assert_eq!(missing.message(), "the variable $a is required");
    let null = server.post(ask("$a: Int! = 3", json!({ "a": null }))).await;
    null.refuses(400, "INVALID_INPUT");
    assert_eq!(null.message(), "the variable $a must not be null");
    assert_eq!(server.executions(), 0);
    let default = server.post(ask("$a: Int! = 3", json!({}))).await;
    assert_eq!(default.json(), json!({ "data": { "number": 3 } }));
    let optional = server.post(ask("$a: Int", json!({}))).await;
    assert_eq!(optional.json(), json!({ "data": { "number": null } }));
}

#[tokio::test]
async fn only_this_servers_names_are_served() {
    let settings = ServerSettings {
        public_url: Some("https://invoices.example.com/".parse().unwrap()),
        ..ServerSettings::default()
    };
    let server = Server::with(settings);
    let with = |uri: &str, hosts: &[&str]| {
        let mut request = Request::get(uri);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        request.body(Body::empty()).unwrap()
    };
    for host in [
        "localhost",
        "LOCALHOST:1",
        "127.0.0.1",
        "127.8.9.1:4000",
        "[::1]",
        "[::1]:4000",
        "Invoices.Example.com",
        "invoices.example.com:443",
    ] {
        assert_eq!(
            server.send(with("/health/live", &[host])).await.status,
            200,
            "{host}"
        );
    }
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "10.0.0.1",
        "0.0.0.0",
        "[::]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "example.com",
    ] {
        server
            .send(with("/graphql?query=%7Bhello%7D", &[host]))
            .await
            .refuses(403, "FORBIDDEN");
        let page = server.send(with("/", &[host])).await;
        assert_eq!(page.status, 403, "{host}");
        assert_eq!(page.header("content-type"), "text/plain; charset=utf-8");
    }
    for hosts in [
        &[][..],
        &["localhost", "localhost"],
        &[""],
        &["user@localhost"],
        &["a b"],
        &["local/host"],
    ] {
        server
            .send(with("/graphql?query=%7Bhello%7D", hosts))
            .await
            .refuses(400, "INVALID_INPUT");
    }
    // A name in the request line counts as well.
    server
        .send(with("http://evil.example/graphql", &["localhost"]))
        .await
        .refuses(403, "FORBIDDEN");
    let mut modern = with("http://localhost/health/live", &[]);
    *modern.version_mut() = Version::HTTP_2;
    assert_eq!(server.send(modern).await.status, 200);
    assert_eq!(server.executions(), 0);
}

#[tokio::test]
async fn a_port_is_digits_and_nothing_else() {
    let server = Server::new();
    let call = async |host: &str| {
        let request = Request::get("/graphql?query=%7Bhello%7D").header(header::HOST, host);
        server.send(request.body(Body::empty()).unwrap()).await
    };
    for host in ["localhost:", "localhost:0", "127.0.0.1:4000", "[::1]:65535"] {
        assert_eq!(call(host).await.status, 200, "{host}");
    }
    let executed = server.executions();
    for host in [
        "localhost:8o",
        "localhost:80x",
        "localhost:+80",
        "localhost:-1",
        "localhost:0x50",
        "localhost:80:80",
        "localhost:evil.example",
        "[::1]80",
        "[::1]x",
        "[::1]:8o",
        "[::1]evil.example",
    ] {
        call(host).await.refuses(400, "INVALID_INPUT");
    }
    assert_eq!(server.executions(), executed);
}
