//! Bodies that are no JSON, or JSON that is no request.

use crate::attack::{
    Attack,
    Expect::{Free, Refused},
};

pub(crate) fn attacks() -> Vec<Attack> {
    let mut attacks = malformed();
    attacks.extend(shapes());
    attacks.extend(names());
    attacks.extend(numbers());
    attacks.extend(nesting());
    attacks.extend(cut());
    attacks
}

fn malformed() -> Vec<Attack> {
    let bodies: [(&str, &[u8]); 29] = [
        ("nothing", b""),
        ("a space", b" "),
        ("a NUL", b"\0"),
        ("an open object", b"{"),
        ("an open text", b"{\"query\": \"{ accounts"),
        ("a trailing comma", b"{\"query\": \"{__typename}\",}"),
        ("single quotes", b"{'query': '{__typename}'}"),
        ("no quotes", b"{query: {__typename}}"),
        ("a comment", b"/* */ {\"query\": \"{__typename}\"}"),
        ("two values", b"{\"query\": \"{__typename}\"}{}"),
        ("garbage behind", b"{\"query\": \"{__typename}\"} x"),
        ("UTF-16 with a mark", b"\xff\xfe{\0\"\0q\0\"\0:\x01\0}\0"),
        ("UTF-16 without a mark", b"{\0\"\0q\0\"\0:\x01\0}\0"),
        ("UTF-32", b"{\0\0\0}\0\0\0"),
        ("a lone continuation", b"{\"query\": \"\x80\"}"),
        ("an overlong slash", b"{\"query\": \"\xc0\xaf\"}"),
        ("a cut sequence", b"{\"query\": \"\xe2\x82\"}"),
        ("a surrogate in UTF-8", b"{\"query\": \"\xed\xa0\x80\"}"),
        ("above the last plane", b"{\"query\": \"\xf4\x90\x80\x80\"}"),
        ("a byte that is never", b"{\"query\": \"\xff\"}"),
        ("a lone surrogate", b"{\"query\": \"\\ud800\"}"),
        ("two high surrogates", b"{\"query\": \"\\ud800\\ud800\"}"),
        ("a bad escape", b"{\"query\": \"\\x41\"}"),
        ("a cut escape", b"{\"query\": \"\\u12\"}"),
        ("a raw newline", b"{\"query\": \"{__typename\n}\"}"),
        ("a raw NUL in a text", b"{\"query\": \"{__typename\0}\"}"),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\x56\x02\0"),
        ("a form", b"query=%7B__typename%7D"),
        ("XML", b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"),
    ];
    let attack = |(name, body): (&str, &[u8])| Attack::body("malformed JSON", name, Refused, body);
    bodies.map(attack).to_vec()
}

fn shapes() -> Vec<Attack> {
    let bodies = [
        "null",
        "true",
        "0",
        "\"{ __typename }\"",
        "[]",
        "[[]]",
        "[null]",
        "{}",
        "[{\"query\": \"{__typename}\"}, {\"query\": \"{__typename}\"}]",
        "{\"query\": null}",
        "{\"query\": 1}",
        "{\"query\": []}",
        "{\"query\": {}}",
        "{\"query\": true}",
        "{\"query\": \"\"}",
        "{\"query\": \" \"}",
        "{\"Query\": \"{__typename}\"}",
        "{\"query\": \"{__typename}\", \"variables\": []}",
        "{\"query\": \"{__typename}\", \"variables\": 1}",
        "{\"query\": \"{__typename}\", \"variables\": \"{}\"}",
        "{\"query\": \"{__typename}\", \"variables\": false}",
        "{\"query\": \"{__typename}\", \"operationName\": 1}",
        "{\"query\": \"{__typename}\", \"operationName\": []}",
        "{\"query\": \"{__typename}\", \"operationName\": \"Nobody\"}",
        "{\"query\": \"{__typename}\", \"extensions\": 1}",
        "{\"query\": \"{__typename}\", \"extensions\": []}",
        "{\"query\": \"{__typename}\", \"extensions\": \"x\"}",
        "{\"id\": \"1\", \"documentId\": \"../../etc/passwd\"}",
    ];
    let attack = |body: &&str| {
        Attack::body("odd requests", *body, Refused, body)
            .code_if(body.starts_with('['), "LIMIT_EXCEEDED")
            .code_if(body.contains("documentId"), "PERSISTED_QUERY_NOT_FOUND")
    };
    let mut attacks: Vec<_> = bodies.iter().map(attack).collect();
    // Read as RFC 8259 lets a reader do it: without the mark.
    let marked = "\u{feff}{\"query\": \"{__typename}\"}";
    attacks.push(Attack::body("odd requests", "a mark", Free, marked));
    attacks
}

/// Objects in which two readers could find two things, and names by which the JSON parser speaks to itself.
fn names() -> Vec<Attack> {
    let deep = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
    let raw = |inner: &str| {
        let inner = serde_json::Value::from(inner);
        format!("{{\"$serde_json::private::RawValue\": {inner}}}")
    };
    let bodies = [
        "{\"query\": \"{__typename}\", \"query\": \"{nobody}\"}".to_owned(),
        "{\"query\": \"{nobody}\", \"query\": \"{__typename}\"}".to_owned(),
        "{\"query\": \"{__typename}\", \"\\u0071uery\": \"{__typename}\"}".to_owned(),
        "{\"query\": \"{__typename}\", \"variables\": {}, \"variables\": {\"a\": 1}}".to_owned(),
        "{\"query\": \"{__typename}\", \"variables\": {\"a\": 1, \"a\": 1}}".to_owned(),
        "{\"query\": \"{__typename}\", \"variables\": {\"a\": [{\"b\": {\"c\": 1, \"c\": 2}}]}}"
            .to_owned(),
        "{\"query\": \"{__typename}\", \"variables\": {\"\": 1, \"\": 2}}".to_owned(),
        "{\"query\": \"{__typename}\", \"extensions\": {\"\\u0061\": 1, \"a\": 2}}".to_owned(),
        "{\"query\": \"{__typename}\", \"operationName\": null, \"operationName\": \"a\"}"
            .to_owned(),
        "{\"query\": \"{__typename}\", \"nobody\": {\"a\": 1, \"b\": 2, \"a\": 3}}".to_owned(),
        format!(
            "{{\"query\": \"{{__typename}}\", \"variables\": {{\"a\": {}}}}}",
            raw("1")
        ),
        format!(
            "{{\"query\": \"{{__typename}}\", \"variables\": {{\"a\": {}}}}}",
            raw(&deep)
        ),
        format!(
            "{{\"query\": \"{{__typename}}\", \"variables\": {}}}",
            raw(&raw(&raw(&deep)))
        ),
        raw("{\"query\": \"{__typename}\"}"),
        raw("{\"query\": \"{__typename}\"}").replace('$', "\\u0024"),
    ];
    let attack = |body: &String| {
        let name: String = body.chars().take(80).collect();
        Attack::body("names in JSON", name, Refused, body)
    };
    bodies.iter().map(attack).collect()
}

fn numbers() -> Vec<Attack> {
    let asks = "query ($n: Int) { invoices(first: $n) { edges { cursor } } }";
    let numbers = [
        "1e400",
        "-1e400",
        "1e-400",
        "99999999999999999999",
        "-99999999999999999999",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "2147483648",
        "-2147483649",
        "-1",
        "251",
        "1000000",
        "1.5",
        "0x10",
        "01",
        "+1",
        "1.",
        ".5",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e",
        "--1",
        "1_000",
        "\"1\"",
        "[1]",
        "{\"a\": 1}",
        "true",
    ];
    let mut attacks: Vec<_> = numbers
        .iter()
        .map(|number| {
            let body = format!("{{\"query\": \"{asks}\", \"variables\": {{\"n\": {number}}}}}");
            Attack::body("numbers in variables", *number, Refused, body)
        })
        .collect();
    let digits = "9".repeat(500_000);
    let body = format!("{{\"query\": \"{asks}\", \"variables\": {{\"n\": {digits}}}}}");
    attacks.push(Attack::body(
        "numbers in variables",
        "half a million digits",
        Refused,
        body,
    ));
    for number in [
        "99999999999999999999",
        "2147483648",
        "-1",
        "251",
        "1.0",
        "1e5",
        "0x1",
        "$x",
        "-",
    ] {
        let query = format!("{{ invoices(first: {number}) {{ edges {{ cursor }} }} }}");
        attacks.push(Attack::query("numbers in queries", number, Refused, &query));
    }
    attacks
}

fn nesting() -> Vec<Attack> {
    let mut attacks = vec![];
    for depth in [100, 127, 128, 1000, 100_000, 400_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let inner = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            if inner.len() > 1_000_000 {
                continue;
            }
            // A variable that no operation asks for is not looked at; what is too deep for the parser is refused.
            let expect = if depth < 128 { Free } else { Refused };
            let body =
                format!("{{\"query\": \"{{__typename}}\", \"variables\": {{\"v\": {inner}}}}}");
            attacks.push(Attack::body(
                "deep JSON",
                format!("{open} {depth}"),
                expect,
                body,
            ));
            let body =
                format!("{{\"query\": \"{{__typename}}\", \"extensions\": {{\"v\": {inner}}}}}");
            let name = format!("{open} {depth} in extensions");
            attacks.push(Attack::body("deep JSON", name, expect, body));
            let name = format!("{open} {depth} never closed");
            attacks.push(Attack::body("deep JSON", name, Refused, open.repeat(depth)));
        }
    }
    let keys: Vec<String> = (0..60_000).map(|key| format!("\"k{key}\":{key}")).collect();
    let many = format!(
        "{{\"query\": \"{{__typename}}\", \"variables\": {{{}}}}}",
        keys.join(",")
    );
    attacks.push(Attack::body("deep JSON", "60000 variables", Free, many));
    let large = format!("{{\"query\": \"{}\"}}", "x".repeat(2 << 20));
    attacks.push(Attack::body("deep JSON", "2 MiB", Refused, large));
    attacks
}

/// A good body, cut at every place and with every bit of some bytes turned.
fn cut() -> Vec<Attack> {
    let good = br#"{"query":"{accounts{id}}"}"#;
    let mut attacks = vec![];
    for end in 1..good.len() {
        let name = format!("at {end}");
        attacks.push(Attack::body("cut JSON", name, Refused, &good[..end]));
    }
    attacks
}
