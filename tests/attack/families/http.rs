//! What is around the body: methods, headers, types, hosts, and requests that a foreign page can send.

use crate::{
    attack::{
        Attack,
        Expect::{Free, Refused, RefusedOrClosed},
        Says, bearer, get, length, post_with, request,
    },
    planted::WRITER,
};

const GOOD: &str = r#"{"query":"{ __typename }"}"#;

pub(crate) fn attacks() -> Vec<Attack> {
    let mut attacks = methods();
    attacks.extend(types());
    attacks.extend(headers());
    attacks.extend(hosts());
    attacks.extend(gets());
    attacks.extend(csrf());
    attacks.extend(paths());
    attacks
}

fn methods() -> Vec<Attack> {
    let methods = [
        "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "post", "QUERY", "LINK", "PURGE",
        "X", "SEARCH",
    ];
    methods
        .into_iter()
        .flat_map(|method| {
            [
                "/graphql",
                "/files/x",
                "/health/live",
                "/schema.graphql",
                "/",
            ]
            .map(|path| {
                let line = format!("{method} {path} HTTP/1.1");
                let (key, length) = (bearer(WRITER), length(GOOD.len()));
                let lines = [
                    &line,
                    "Host: localhost",
                    "Connection: close",
                    "Content-Type: application/json",
                    &key,
                    &length,
                ];
                Attack::new(
                    "methods",
                    line.clone(),
                    RefusedOrClosed,
                    request(&lines, GOOD),
                )
            })
        })
        .collect()
}

/// A POST with this type, or these lines in the place of one.
fn typed(types: &[&str]) -> Vec<u8> {
    let (key, length) = (bearer(WRITER), length(GOOD.len()));
    let mut lines = vec![
        "POST /graphql HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        &key,
        &length,
    ];
    lines.extend(types);
    request(&lines, GOOD)
}

fn types() -> Vec<Attack> {
    let mut attacks = vec![
        Attack::new("content types", "none", Refused, typed(&[])),
        Attack::new(
            "content types",
            "two",
            Refused,
            typed(&[
                "Content-Type: application/json",
                "Content-Type: application/json",
            ]),
        ),
    ];
    for value in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/graphql",
        "text/html",
        "application/xml",
        "application/octet-stream",
        "json",
        "application/jsonp",
        "application/json, text/plain",
        "*/*",
        "application/*",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-7",
        "text/plain; application/json",
        "text/plain;application/json",
        "application/graphql+json",
        "multipart/mixed",
        "multipart/form-data",
        "application/json\t/x",
        "application /json",
        "application/json/x",
        "\u{e9}",
    ] {
        let line = format!("Content-Type: {value}");
        let attack = Attack::new("content types", value, Refused, typed(&[&line]));
        attacks.push(attack.code_if(value.starts_with("multipart"), "FORBIDDEN"));
    }
    for value in ["gzip", "br", "deflate", "zstd", "identity, gzip", "x"] {
        let lines = [
            "Content-Type: application/json",
            &format!("Content-Encoding: {value}"),
        ];
        attacks.push(Attack::new(
            "content types",
            format!("packed by {value}"),
            Refused,
            typed(&lines),
        ));
    }
    for value in [
        "text/html",
        "image/png",
        "application/json;q=0",
        "x",
        "application/xml",
    ] {
        let line = format!("Accept: {value}");
        attacks.push(Attack::new(
            "content types",
            format!("accepts {value}"),
            Refused,
            post_with(WRITER, &[&line], GOOD),
        ));
    }
    attacks
}

fn headers() -> Vec<Attack> {
    let mut attacks = vec![];
    let many = |count: usize, size: usize| {
        let value = "v".repeat(size);
        let lines: Vec<String> = (0..count)
            .map(|number| format!("X-H{number}: {value}"))
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        post_with(WRITER, &lines, GOOD)
    };
    for (count, size) in [
        (101, 1),
        (500, 10),
        (5000, 10),
        (50_000, 1),
        (90, 20_000),
        (1, 500_000),
        (1, 5_000_000),
    ] {
        let name = format!("{count} of {size} bytes");
        attacks.push(Attack::new(
            "header floods",
            name,
            RefusedOrClosed,
            many(count, size),
        ));
    }
    for (name, line) in [
        ("no colon", "X-Nothing"),
        ("no name", ": value"),
        ("a space before the colon", "X-Name : value"),
        ("a folded line", "X-Name: a\r\n b"),
        ("a NUL in the value", "X-Name: a\0b"),
        ("a NUL in the name", "X-\0Name: a"),
        ("a bare CR", "X-Name: a\rb"),
        ("a control", "X-Name: a\u{7}b"),
        ("a bracket in the name", "X-(Name): a"),
        ("not ASCII in the name", "X-N\u{e4}me: a"),
    ] {
        attacks.push(Attack::new(
            "bad headers",
            name,
            RefusedOrClosed,
            post_with(WRITER, &[line], GOOD),
        ));
    }
    for (name, line) in [
        (
            "a long request id",
            format!("X-Request-Id: {}", "i".repeat(5000)),
        ),
        (
            "a request id with markup",
            "X-Request-Id: <script>alert(1)</script>".to_owned(),
        ),
        (
            "a request id that breaks the log",
            "X-Request-Id: a\\n2026 ERROR panicked".to_owned(),
        ),
        (
            "a method override",
            "X-HTTP-Method-Override: DELETE".to_owned(),
        ),
        ("a foreign address", "X-Forwarded-For: 127.0.0.1".to_owned()),
        (
            "a foreign host",
            "X-Forwarded-Host: evil.example".to_owned(),
        ),
        ("a range", "Range: bytes=0-0,0-0,0-0".to_owned()),
        ("an upgrade", "Upgrade: h2c".to_owned()),
        ("a cookie", format!("Cookie: {}", "a=b; ".repeat(1000))),
        ("an expectation", "Expect: 100-continue".to_owned()),
        (
            "an unknown expectation",
            "Expect: the unexpected".to_owned(),
        ),
        (
            "long languages",
            format!("Accept-Language: {}", "en;q=0.1,".repeat(1000)),
        ),
        (
            "long encodings",
            format!("Accept-Encoding: {}", "x;q=0.1,".repeat(1000)),
        ),
    ] {
        attacks.push(Attack::new(
            "odd headers",
            name,
            Free,
            post_with(WRITER, &[&line], GOOD),
        ));
    }
    attacks
}

fn hosts() -> Vec<Attack> {
    let mut attacks = vec![];
    let (key, length) = (bearer(WRITER), length(GOOD.len()));
    let send = |hosts: &[&str], target: &str| {
        let line = format!("POST {target} HTTP/1.1");
        let mut lines = vec![
            line.as_str(),
            "Connection: close",
            "Content-Type: application/json",
            &key,
            &length,
        ];
        lines.extend(hosts);
        request(&lines, GOOD)
    };
    for host in [
        "evil.example",
        "evil.example:80",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "user@localhost",
        "169.254.169.254",
        "0x7f.1",
        "local host",
        "",
        "localhost:port",
        "[::1",
        "localhost/x",
        "localhost, evil.example",
        "localhost\0",
        "\u{e4}.example",
        "localhost.",
    ] {
        let line = format!("Host: {host}");
        let expect = if host == "localhost." {
            Free
        } else {
            RefusedOrClosed
        };
        let is_name = !host.contains(['@', ' ', '[', '/', ',', '\0', '\u{e4}']);
        let is_name = is_name && !host.is_empty() && host != "localhost:port";
        let attack = Attack::new("hosts", host, expect, send(&[&line], "/graphql"));
        attacks.push(attack.code_if(is_name, "FORBIDDEN"));
    }
    attacks.push(Attack::new(
        "hosts",
        "none",
        RefusedOrClosed,
        send(&[], "/graphql"),
    ));
    attacks.push(Attack::new(
        "hosts",
        "two",
        RefusedOrClosed,
        send(&["Host: localhost", "Host: localhost"], "/graphql"),
    ));
    for target in [
        "http://evil.example/graphql",
        "http://a@localhost/graphql",
        "evil.example:443",
        "*",
        "graphql",
    ] {
        let sent = send(&["Host: localhost"], target);
        let attack = Attack::new("hosts", target, RefusedOrClosed, sent);
        attacks.push(attack.code_if(target.contains("evil"), "FORBIDDEN"));
    }
    attacks
}

fn gets() -> Vec<Attack> {
    let mut attacks = vec![];
    for query in [
        "",
        "?",
        "?query=",
        "?query=%7B",
        "?query=%7Bnobody%7D",
        "?query=%FF",
        "?query=%C0%AF",
        "?query=%00",
        "?query=mutation%7B__typename%7D",
        "?query=mutation%7BdeleteInvoices(input:%7BinvoiceIds:[%22a%22]%7D)%7Boutcome%7D%7D",
        "?query=query%20A%7B__typename%7Dmutation%20B%7BdeleteInvoices(input:%7BinvoiceIds:[]%7D)%7Boutcome%7D%7D&operationName=B",
        "?query=subscription%7B__typename%7D",
        "?query=%7B__typename%7D&query=%7Baccounts%7Bid%7D%7D",
        "?query=%7B__typename%7D&variables=%7B",
        "?query=%7B__typename%7D&variables=[]",
        "?query=%7B__typename%7D&variables=1",
        "?query=%7B__typename%7D&extensions=x",
        "?query=%7B__typename%7D&variables=%7B%7D&variables=%7B%7D",
        "?query=%7B__typename%7D&operationName=Nobody",
        "?QUERY=%7B__typename%7D",
        "?variables=%7B%7D",
        "?query=%257B__typename%257D",
        "?query=query(%24a:Int)%7B__typename%7D&variables=%7B%22a%22:1e400%7D",
    ] {
        let sent = get(WRITER, &format!("/graphql{query}"));
        let attack = Attack::new("GET", query, Refused, sent);
        attacks.push(attack.code_if(query.contains("subscription"), "UNSUPPORTED"));
    }
    let long = "x".repeat(70_000);
    attacks.push(Attack::new(
        "GET",
        "a long query",
        RefusedOrClosed,
        get(WRITER, &format!("/graphql?query={long}")),
    ));
    let many = "&query=a".repeat(5000);
    attacks.push(Attack::new(
        "GET",
        "many queries",
        RefusedOrClosed,
        get(WRITER, &format!("/graphql?{many}")),
    ));
    attacks
}

/// What a page of somebody else's can have a browser send without asking first.
fn csrf() -> Vec<Attack> {
    let mutation =
        r#"{"query":"mutation { deleteInvoices(input: {invoiceIds: [\"a\"]}) { outcome } }"}"#;
    let mut attacks = vec![];
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "",
    ] {
        for origin in [
            "null",
            "https://evil.example",
            "http://localhost:1",
            "http://localhost.evil.example",
        ] {
            let (key, length) = (bearer(WRITER), length(mutation.len()));
            let (kind_line, origin_line) =
                (format!("Content-Type: {kind}"), format!("Origin: {origin}"));
            let lines = [
                "POST /graphql HTTP/1.1",
                "Host: localhost",
                "Connection: close",
                &key,
                &length,
                &kind_line,
                &origin_line,
            ];
            let name = format!("{kind} from {origin}");
            let attack = Attack::new("CSRF", name, Refused, request(&lines, mutation));
            attacks.push(attack.code_if(kind.starts_with("multipart"), "FORBIDDEN"));
        }
    }
    // No browser sends a key by itself, so whoever has one is no foreign page; and that page could not read the answer.
    for line in [
        "Origin: https://evil.example",
        "Origin: null",
        "Origin: file://",
        "Origin: x",
        "Sec-Fetch-Site: cross-site\r\nOrigin: https://evil.example",
    ] {
        attacks.push(Attack::new(
            "CSRF",
            line,
            Free,
            post_with(WRITER, &[line], mutation),
        ));
    }
    attacks
}

fn paths() -> Vec<Attack> {
    [
        "/graphql/",
        "/GRAPHQL",
        "/graphql/../graphql",
        "/%67raphql%00",
        "/graphql%2f",
        "//graphql",
        "/graphql;a=b",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cetc",
        "/.git/config",
        "/gateway.toml",
        "/.env",
        "/admin",
        "/debug/pprof",
        "/server-status",
        "/_control",
        "/_requests",
        "/metrics/../graphql",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/health",
        "/health/live/x",
        "/webhooks/moneybird",
        "/files",
        "/files/",
    ]
    .map(|path| Attack::new("paths", path, Refused, get(WRITER, path)).says(Says::Page))
    .to_vec()
}
