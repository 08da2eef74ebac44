//! Forms with files: in the wrong order, with maps that lead nowhere or everywhere, and with names that are paths.

use serde_json::{Value, json};

use crate::{
    attack::{
        Attack,
        Expect::{self, Answered, Refused, RefusedOrClosed},
        Says, bearer, length, request,
    },
    families::Known,
    planted::WRITER,
};

const PDF: &str = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
const ADD: &str = "mutation ($input: AddAttachmentInput!) { addAttachment(input: $input) { outcome userErrors { code message } } }";

pub(crate) fn attacks(known: &Known) -> Vec<Attack> {
    let mut attacks = orders(known);
    attacks.extend(maps(known));
    attacks.extend(names(known));
    attacks.extend(boundaries(known));
    attacks
}

/// The upload that is right, of which all others here are bent forms.
pub(crate) fn good(known: &Known) -> Attack {
    let parts = [
        text("operations", &operations(known)),
        text("map", MAP),
        file("0"),
    ];
    sent("good", Answered, &parts)
}

/// A part with these headers and this content.
fn part(disposition: &str, more: &str, content: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n{more}\r\n{content}\r\n")
}

fn text(name: &str, content: &str) -> String {
    part(&format!("name=\"{name}\""), "", content)
}

fn file(name: &str) -> String {
    part(
        &format!("name=\"{name}\"; filename=\"a.pdf\""),
        "Content-Type: application/pdf\r\n",
        PDF,
    )
}

fn form(kind: &str, body: &str) -> Vec<u8> {
    let (key, length, kind) = (
        bearer(WRITER),
        length(body.len()),
        format!("Content-Type: {kind}"),
    );
    let lines = [
        "POST /graphql HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "GraphQL-Require-Preflight: 1",
        &key,
        &length,
        &kind,
    ];
    request(&lines, body)
}

fn sent(name: impl Into<String>, expect: Expect, parts: &[String]) -> Attack {
    let body = format!("{}--b--\r\n", parts.concat());
    Attack::new(
        "uploads",
        name,
        expect,
        form("multipart/form-data; boundary=b", &body),
    )
}

/// The operations of an upload that would be right; nothing of it is ever sent on.
fn operations(known: &Known) -> String {
    let input = json!({"invoiceId": known.invoice, "file": null, "dryRun": true});
    json!({"query": ADD, "variables": {"input": input}}).to_string()
}

const MAP: &str = r#"{"0":["variables.input.file"]}"#;

fn orders(known: &Known) -> Vec<Attack> {
    let (operations, map, file) = (
        text("operations", &operations(known)),
        text("map", MAP),
        file("0"),
    );
    let orders: [(&str, Vec<&String>); 16] = [
        ("nothing", vec![]),
        ("only operations", vec![&operations]),
        ("only a map", vec![&map]),
        ("only a file", vec![&file]),
        ("no file", vec![&operations, &map]),
        ("no map", vec![&operations, &file]),
        ("no operations", vec![&map, &file]),
        ("the file first", vec![&file, &operations, &map]),
        ("the map first", vec![&map, &operations, &file]),
        ("the map last", vec![&operations, &file, &map]),
        (
            "operations twice",
            vec![&operations, &operations, &map, &file],
        ),
        ("the map twice", vec![&operations, &map, &map, &file]),
        ("the file twice", vec![&operations, &map, &file, &file]),
        (
            "operations behind",
            vec![&operations, &map, &file, &operations],
        ),
        ("the map behind", vec![&operations, &map, &file, &map]),
        ("only files", vec![&file, &file, &file]),
    ];
    orders
        .into_iter()
        .map(|(name, parts)| {
            sent(
                name,
                Refused,
                &parts.into_iter().cloned().collect::<Vec<_>>(),
            )
        })
        .collect()
}

fn maps(known: &Known) -> Vec<Attack> {
    let mut attacks = vec![];
    let many_paths: Vec<String> = (0..1000)
        .map(|at| format!("variables.input.file{at}"))
        .collect();
    let many_files: Value = (0..1000)
        .map(|at| (at.to_string(), json!(["variables.input.file"])))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let deep = format!("variables{}", ".input".repeat(10_000));
    let maps = [
        String::new(),
        "{".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        "1".to_owned(),
        "\"0\"".to_owned(),
        r#"{"0":[]}"#.to_owned(),
        r#"{"0":"variables.input.file"}"#.to_owned(),
        r#"{"0":[1]}"#.to_owned(),
        r#"{"0":[["variables.input.file"]]}"#.to_owned(),
        r#"{"0":{"a":"variables.input.file"}}"#.to_owned(),
        r#"{"0":["variables.input.file","variables.input.file"]}"#.to_owned(),
        r#"{"1":["variables.input.file"]}"#.to_owned(),
        r#"{"0":["variables"]}"#.to_owned(),
        r#"{"0":["variables."]}"#.to_owned(),
        r#"{"0":["variables.input"]}"#.to_owned(),
        r#"{"0":["variables.input.dryRun"]}"#.to_owned(),
        r#"{"0":["variables.input.invoiceId"]}"#.to_owned(),
        r#"{"0":["query"]}"#.to_owned(),
        r#"{"0":["0.variables.input.file"]}"#.to_owned(),
        r#"{"0":["variables.nobody"]}"#.to_owned(),
        r#"{"0":["variables.input.file.x"]}"#.to_owned(),
        r#"{"0":["variables.__proto__.file"]}"#.to_owned(),
        r#"{"0":["variables.input.99999999999999999999"]}"#.to_owned(),
        r#"{"0":["extensions.file"]}"#.to_owned(),
        r#"{"0":["variables.input.file"],"0":["variables.input.file"]}"#.to_owned(),
        r#"{"0":["variables.input.nobody"],"\u0030":["variables.input.file"]}"#.to_owned(),
        json!({"0": many_paths}).to_string(),
        many_files.to_string(),
        json!({"0": [deep]}).to_string(),
        format!("{}{}", "[".repeat(50_000), "]".repeat(50_000)),
        format!("{{\"{}\":[\"variables.input.file\"]}}", "0".repeat(100_000)),
    ];
    for map in maps {
        let parts = [
            text("operations", &operations(known)),
            text("map", &map),
            file("0"),
        ];
        let name: String = map.chars().take(50).collect();
        let attack = sent(format!("map {name}"), Refused, &parts);
        attacks.push(attack.code_if(map.len() > 16 << 10, "LIMIT_EXCEEDED"));
    }
    for (name, body) in [
        ("operations that are a list", "[]".to_owned()),
        ("operations that are none", "{".to_owned()),
        ("operations in Latin-1", "{\"query\": \"\u{80}".to_owned()),
        ("a file that is there already", operations(known).replace("\"file\":null", "\"file\":\"x\"")),
        ("a variable twice", operations(known).replace("\"file\":null", "\"file\":null,\"file\":null")),
        ("a mutation that does not exist", r#"{"query":"mutation { nobody }","variables":{"input":{"file":null}}}"#.to_owned()),
        ("a bomb", json!({"query": format!("{{ {} }}", "a: accounts { id } ".repeat(5000)), "variables": {"input": {"file": null}}}).to_string()),
    ] {
        let attack = sent(name, Refused, &[text("operations", &body), text("map", MAP), file("0")]);
        let is_much = matches!(name, "operations that are a list" | "a bomb");
        attacks.push(attack.code_if(is_much, "LIMIT_EXCEEDED"));
    }
    let files: Vec<String> = (0..1000).map(|at| file(&at.to_string())).collect();
    let all = [
        vec![text("operations", &operations(known)), text("map", MAP)],
        files,
    ]
    .concat();
    attacks.push(sent("a thousand files", Refused, &all));
    attacks
}

fn names(known: &Known) -> Vec<Attack> {
    let mut attacks = vec![];
    let long = "n".repeat(50_000);
    for filename in [
        "../../../etc/passwd",
        "..\\\\..\\\\windows\\\\win.ini",
        "/etc/passwd",
        "C:\\\\x.pdf",
        "a\0.pdf",
        "a.pdf%00.exe",
        "",
        ".",
        "..",
        "CON",
        "a\u{202e}fdp.exe",
        "%2e%2e%2f",
        "a;b.pdf",
        "a\\\"; name=\\\"map",
        "\u{e9}.pdf",
        "<script>.pdf",
        "a.html",
        "a.svg",
        "-rf",
        "~/x",
        "|id",
        "$(id).pdf",
        "`id`.pdf",
        "a\tb.pdf",
        &long,
    ] {
        let disposition = format!("name=\"0\"; filename=\"{filename}\"");
        let odd = part(&disposition, "Content-Type: application/pdf\r\n", PDF);
        let parts = [
            text("operations", &operations(known)),
            text("map", MAP),
            odd,
        ];
        let name: String = format!("file {filename:?}").chars().take(60).collect();
        // Some of these are good names; none of them is a place on a disk, and none is sent on.
        attacks.push(sent(name, Answered, &parts));
    }
    for (kind, content) in [
        ("text/html", "<script>alert(1)</script>"),
        ("image/svg+xml", "<svg onload=\"alert(1)\"/>"),
        ("application/x-msdownload", "MZ"),
        ("application/pdf", "<script>alert(1)</script>"),
        ("image/png", PDF),
        ("x", PDF),
        ("application/pdf; a=\u{7}", PDF),
    ] {
        let disposition = "name=\"0\"; filename=\"a.pdf\"";
        let odd = part(disposition, &format!("Content-Type: {kind}\r\n"), content);
        let parts = [
            text("operations", &operations(known)),
            text("map", MAP),
            odd,
        ];
        attacks.push(sent(format!("a file of {kind:?}"), Answered, &parts));
    }
    for disposition in [
        "",
        "name",
        "name=",
        "name=\"",
        "filename=\"a\"",
        "name=\"0\"; name=\"map\"",
        &format!("name=\"{long}\""),
    ] {
        let parts = [
            text("operations", &operations(known)),
            text("map", MAP),
            part(disposition, "", PDF),
        ];
        let name: String = disposition.chars().take(40).collect();
        attacks.push(sent(format!("a part {name}"), Answered, &parts));
    }
    let flood = "X-Part: v\r\n".repeat(10_000);
    let parts = [
        text("operations", &operations(known)),
        text("map", MAP),
        part("name=\"0\"; filename=\"a\"", &flood, PDF),
    ];
    attacks.push(sent(
        "a flood of headers in a part",
        RefusedOrClosed,
        &parts,
    ));
    attacks
}

fn boundaries(known: &Known) -> Vec<Attack> {
    let good = [
        text("operations", &operations(known)),
        text("map", MAP),
        file("0"),
    ]
    .concat();
    let whole = format!("{good}--b--\r\n");
    let mut attacks = vec![];
    for kind in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=c",
        "multipart/mixed; boundary=b",
        "multipart/related; boundary=b",
        "multipart/form-data; boundary=b; boundary=c",
        "multipart/; boundary=b",
        "multipart/form-data boundary=b",
        &format!("multipart/form-data; boundary={}", "b".repeat(1000)),
        "multipart/form-data; boundary=\"b",
    ] {
        let name: String = kind.chars().take(60).collect();
        // Which of two boundaries counts is nobody's agreement.
        let expect = if kind.contains("boundary=b; ") || kind.ends_with("\"b") {
            Answered
        } else {
            Refused
        };
        attacks.push(Attack::new("boundaries", name, expect, form(kind, &whole)));
    }
    for end in (1..good.len()).step_by(37) {
        let cut = form("multipart/form-data; boundary=b", &good[..end]);
        attacks.push(Attack::new(
            "boundaries",
            format!("cut at {end}"),
            Refused,
            cut,
        ));
    }
    let lines = String::from_utf8(form("multipart/form-data; boundary=b", &whole)).unwrap();
    let plain = lines.replace("GraphQL-Require-Preflight: 1\r\n", "");
    let attack = Attack::new("boundaries", "no preflight", Refused, plain);
    attacks.push(attack.says(Says::Code("FORBIDDEN")));
    let nested = "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n{}\r\n--c--\r\n--b--\r\n";
    attacks.push(Attack::new(
        "boundaries",
        "a form in a form",
        Refused,
        form("multipart/form-data; boundary=b", nested),
    ));
    let flood = "--b\r\n\r\n\r\n".repeat(20_000);
    attacks.push(Attack::new(
        "boundaries",
        "a flood of parts",
        Refused,
        form("multipart/form-data; boundary=b", &flood),
    ));
    attacks
}
