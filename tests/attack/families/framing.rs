//! Where a request begins and ends: what two readers could read in two ways, what never ends, and what is no HTTP.

use std::time::Duration;

use crate::{
    attack::{
        Attack,
        Expect::{self, Free, RefusedOrClosed},
        Says, bearer, request,
    },
    planted::WRITER,
    wire::Wire,
};

const GOOD: &str = r#"{"query":"{ __typename }"}"#;

pub(crate) fn attacks() -> Vec<Attack> {
    let mut attacks = smuggling();
    attacks.extend(chunks());
    attacks.extend(garbage());
    attacks.extend(slow());
    attacks
}

fn framed(lines: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let key = bearer(WRITER);
    let mut all = vec![
        "POST /graphql HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "Content-Type: application/json",
        &key,
    ];
    all.extend(lines);
    request(&all, body)
}

/// An attack that may wait for more of a request than ever comes, so that the sender leaves.
fn leaving(family: &'static str, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Attack {
    let mut attack = Attack::new(family, name, RefusedOrClosed, bytes);
    attack.wire.leaves = true;
    attack
}

fn smuggling() -> Vec<Attack> {
    let chunked = format!("{:x}\r\n{GOOD}\r\n0\r\n\r\n", GOOD.len());
    let length = format!("Content-Length: {}", GOOD.len());
    let hidden = format!("0\r\n\r\nGET /files/x HTTP/1.1\r\nHost: localhost\r\nX: {GOOD}");
    let hidden_length = format!("Content-Length: {}", hidden.len());
    let cases: [(&str, Vec<&str>, &str); 24] = [
        (
            "both",
            vec!["Content-Length: 5", "Transfer-Encoding: chunked"],
            &chunked,
        ),
        (
            "both, the other way",
            vec!["Transfer-Encoding: chunked", "Content-Length: 5"],
            &chunked,
        ),
        (
            "a request in the rest",
            vec![&hidden_length, "Transfer-Encoding: chunked"],
            &hidden,
        ),
        (
            "two lengths that differ",
            vec!["Content-Length: 5", &length],
            GOOD,
        ),
        ("two lengths in one", vec!["Content-Length: 26, 5"], GOOD),
        ("a negative length", vec!["Content-Length: -1"], GOOD),
        ("a length with a sign", vec!["Content-Length: +26"], GOOD),
        (
            "a length with a fraction",
            vec!["Content-Length: 26.0"],
            GOOD,
        ),
        ("a hexadecimal length", vec!["Content-Length: 0x1a"], GOOD),
        ("a length in words", vec!["Content-Length: all"], GOOD),
        ("an empty length", vec!["Content-Length: "], GOOD),
        (
            "a length beyond all",
            vec!["Content-Length: 99999999999999999999999"],
            GOOD,
        ),
        (
            "the largest length",
            vec!["Content-Length: 18446744073709551615"],
            GOOD,
        ),
        (
            "a length of many gigabytes",
            vec!["Content-Length: 99999999999"],
            GOOD,
        ),
        (
            "an unknown encoding",
            vec!["Transfer-Encoding: x"],
            &chunked,
        ),
        (
            "identity",
            vec!["Transfer-Encoding: identity", &length],
            GOOD,
        ),
        (
            "gzip and chunked",
            vec!["Transfer-Encoding: gzip, chunked"],
            &chunked,
        ),
        (
            "chunked and gzip",
            vec!["Transfer-Encoding: chunked, gzip"],
            &chunked,
        ),
        (
            "chunked and a length in disguise",
            vec!["Transfer-Encoding: xchunked", &length],
            GOOD,
        ),
        (
            "a space before the colon",
            vec!["Transfer-Encoding : chunked", &length],
            GOOD,
        ),
        (
            "a tab before the value",
            vec!["Transfer-Encoding:\tchunked", &length],
            GOOD,
        ),
        (
            "a vertical tab",
            vec!["Transfer-Encoding: \u{b}chunked", &length],
            GOOD,
        ),
        (
            "a folded encoding",
            vec!["Transfer-Encoding:\r\n chunked", &length],
            GOOD,
        ),
        (
            "chunked twice",
            vec![
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: chunked",
                &length,
            ],
            &chunked,
        ),
    ];
    cases
        .map(|(name, lines, body)| {
            let attack = leaving("smuggling", name, framed(&lines, body));
            attack.code_if(name == "a length of many gigabytes", "LIMIT_EXCEEDED")
        })
        .to_vec()
}

fn chunks() -> Vec<Attack> {
    let mut attacks = vec![];
    let many = "1\r\n \r\n".repeat(3000);
    let extended = format!("1;{}\r\n \r\n", "x".repeat(100_000));
    let trailers = format!(
        "{:x}\r\n{GOOD}\r\n0\r\n{}\r\n",
        GOOD.len(),
        "X-T: v\r\n".repeat(20_000)
    );
    for (name, body) in [
        ("no size", "\r\n\r\n"),
        ("a size that is none", "zz\r\nx\r\n0\r\n\r\n"),
        ("a negative size", "-1\r\nx\r\n0\r\n\r\n"),
        ("a size with a prefix", "0x1a\r\n{}\r\n0\r\n\r\n"),
        ("a size beyond all", "ffffffffffffffffff\r\nx\r\n"),
        ("the largest size", "ffffffffffffffff\r\nx\r\n"),
        ("a huge size", "7fffffff\r\nx\r\n"),
        ("more than the size", "1\r\nxxxxxxxx\r\n0\r\n\r\n"),
        ("less than the size", "ff\r\nx\r\n0\r\n\r\n"),
        ("no end", "1\r\nx\r\n"),
        ("bare newlines", "1\nx\n0\n\n"),
        ("nothing but spaces", many.as_str()),
        ("long extensions", extended.as_str()),
        ("a flood of trailers", trailers.as_str()),
    ] {
        attacks.push(leaving(
            "chunks",
            name,
            framed(&["Transfer-Encoding: chunked"], body),
        ));
    }
    let endless = format!("10000\r\n{}\r\n", "x".repeat(0x10000)).repeat(64);
    let endless = framed(&["Transfer-Encoding: chunked"], endless);
    let attack = leaving("chunks", "four megabytes", endless);
    attacks.push(attack.says(Says::Code("LIMIT_EXCEEDED")));
    attacks
}

fn garbage() -> Vec<Attack> {
    let mut attacks = vec![];
    let long = format!(
        "GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "x".repeat(1_000_000)
    );
    let noise: Vec<u8> = (0..20_000_u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let cases: [(&str, &[u8]); 24] = [
        ("nothing", b""),
        ("newlines", b"\r\n\r\n\r\n\r\n"),
        ("a NUL", b"\0"),
        ("noise", &noise),
        (
            "TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03abcdefghijklmnopqrstuvwxyz012345",
        ),
        ("SSH", b"SSH-2.0-OpenSSH_9.6\r\n"),
        ("SMTP", b"EHLO evil.example\r\nMAIL FROM:<a@b>\r\n"),
        ("Redis", b"*1\r\n$4\r\nINFO\r\n"),
        ("SOCKS", b"\x05\x01\x00"),
        (
            "a PROXY header",
            b"PROXY TCP4 1.1.1.1 1.1.1.1 1 1\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ),
        ("HTTP/0.9", b"GET /graphql\r\n"),
        (
            "HTTP/1.0",
            b"POST /graphql HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}",
        ),
        (
            "HTTP/2.0 in words",
            b"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
        ),
        ("HTTP/3.0", b"GET / HTTP/3.0\r\nHost: localhost\r\n\r\n"),
        ("HTTP/9.9", b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n"),
        ("no version", b"GET / \r\nHost: localhost\r\n\r\n"),
        ("no path", b"GET HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        (
            "a path with spaces",
            b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ),
        (
            "a path with a NUL",
            b"GET /a\0b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ),
        (
            "a path of bytes",
            b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ),
        ("a long path", long.as_bytes()),
        (
            "HTTP/2 without settings",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ),
        (
            "HTTP/2 with a huge frame",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\x00\x00\x00\x00\x00\x00",
        ),
        (
            "HTTP/2 with bad settings",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x01\x04\x00\x00\x00\x00\x01x",
        ),
    ];
    for (name, bytes) in cases {
        attacks.push(leaving("no HTTP", name, bytes));
    }
    for (name, piece) in [
        ("HTTP/2 pings", "\0\0\x08\x06\0\0\0\0\0abcdefgh"),
        ("HTTP/2 empty data", "\0\0\0\0\0\0\0\0\x01"),
    ] {
        let bytes = format!(
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0{}",
            piece.repeat(3000)
        );
        attacks.push(leaving("no HTTP", name, bytes));
    }
    // One answer for each of many requests on one connection, none skipped or doubled; the last one ends it.
    let piece = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200);
    let last = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    attacks.push(Attack::new(
        "no HTTP",
        "200 at once",
        Free,
        format!("{piece}{last}"),
    ));
    attacks
}

fn slow() -> Vec<Attack> {
    let piecewise = |name: &str, whole: Vec<u8>, size: usize, expect: Expect| {
        let wire = Wire {
            pieces: whole.chunks(size).map(<[u8]>::to_vec).collect(),
            pause: Duration::from_millis(2),
            leaves: true,
        };
        let attack = Attack::new("slow", name, expect, []);
        Attack { wire, ..attack }
    };
    let length = format!("Content-Length: {}", GOOD.len());
    vec![
        piecewise(
            "a whole request, byte by byte",
            framed(&[&length], GOOD),
            1,
            Free,
        ),
        piecewise(
            "a head without an end",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b".to_vec(),
            1,
            RefusedOrClosed,
        ),
        piecewise(
            "a body without an end",
            framed(&["Content-Length: 500"], GOOD),
            3,
            RefusedOrClosed,
        ),
        piecewise(
            "chunks without an end",
            framed(&["Transfer-Encoding: chunked"], "1\r\nx\r\n".repeat(20)),
            6,
            RefusedOrClosed,
        ),
    ]
}
