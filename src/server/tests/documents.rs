//! Documents that are too deep, too wide or senseless never reach the schema.

use std::fmt::Write;

use crate::server::{ServerSettings, tests::Server};

#[track_caller]
fn is_one_calm_line(message: &str) {
    assert!(!message.contains('\n'), "{message}");
    assert!(!message.contains("-->"), "{message}");
}

async fn refused(query: &str, code: &str) -> String {
    let server = Server::new();
    let answer = server.query(query).await;
    answer.refuses(400, code);
    assert_eq!(server.executions(), 0, "the schema saw {query:.100}");
    is_one_calm_line(&answer.message());
    answer.message()
}

/// Fragments of which each names the next one twice.
fn bomb(length: usize) -> String {
    let mut text = String::from("{ ...F0 }");
    for number in 0..length {
        let next = number + 1;
        write!(
            text,
            "fragment F{number} on Query{{me{{...F{next} ...F{next}}}}}"
        )
        .unwrap();
    }
    text + &format!("fragment F{length} on Query{{hello}}")
}

#[tokio::test]
async fn four_kilobytes_of_brackets_are_refused() {
    for opening in ["[", "{a:", "(", "{", "[{a:["] {
        let text = format!("{{ echo(text: {}", opening.repeat(4096 / opening.len()));
        let message = refused(&text, "LIMIT_EXCEEDED").await;
        assert_eq!(
            message,
            "the query nests more than 64 brackets: ask for less at a time, or raise limits.nesting"
        );
    }
    refused(
        &format!("query($a: {}Int", "[".repeat(4000)),
        "LIMIT_EXCEEDED",
    )
    .await;
}

#[tokio::test]
async fn brackets_in_strings_and_comments_do_not_count() {
    let server = Server::new();
    let deep = "[{(".repeat(500);
    for query in [
        format!("{{ echo(text: \"{deep}\") }}"),
        format!("{{ echo(text: \"\"\"{deep} \"quoted\" \\\"\"\" {deep}\"\"\") }}"),
        format!("{{ echo(text: \"\\\"{deep}\\\\\") }} # {deep}"),
        format!("# {deep}\r{{ hello }}"),
    ] {
        let answer = server.query(&query).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

#[tokio::test]
async fn brackets_hidden_behind_a_broken_string_are_refused() {
    // The parser would read the opening of an endless block string as an empty string and go on behind it.
    let text = format!("{{ echo(text: [\"\"\" {}", "[".repeat(4000));
    refused(&text, "INVALID_INPUT").await;
    let text = format!("{{ echo(text: [\"a\n{}", "[".repeat(4000));
    refused(&text, "INVALID_INPUT").await;
}

#[tokio::test]
async fn fragment_bombs_are_refused() {
    let message = refused(&bomb(12), "LIMIT_EXCEEDED").await;
    assert!(message.contains("20000 selections"), "{message}");
    // So long that a chain of them would exhaust the stack.
    let mut chain = String::from("{ ...F0 }");
    for number in 0..1500 {
        write!(chain, "fragment F{number} on Q{{...F{}}}", number + 1).unwrap();
    }
    refused(&chain, "LIMIT_EXCEEDED").await;
}

#[tokio::test]
async fn fragment_cycles_are_refused() {
    for query in [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { me { ...B } } fragment B on Query { me { ...A } }",
        "{ hello } fragment A on Query { ...B } fragment B on Query { ...A }",
    ] {
        let message = refused(query, "INVALID_INPUT").await;
        assert!(message.ends_with("contains itself"), "{message}");
    }
}

#[tokio::test]
async fn wide_documents_are_refused() {
    let many = |count: usize, one: &str| one.repeat(count);
    let aliases: String = (0..10_000).map(|number| format!("a{number}:b ")).collect();
    for (query, what) in [
        (format!("{{ {aliases} }}"), "bytes"),
        (format!("{{ {} }}", &aliases[..40_000]), "tokens"),
        (format!("{{ {} }}", many(10_000, "hello ")), "tokens"),
        (format!("{{ {} }}", many(101, "hello ")), "fields"),
        (
            format!("{{ me {{ {} }} }}", many(101, "a:hello ")),
            "aliases",
        ),
        (
            format!("{{ hello {} }}", many(51, "@skip(if: false)")),
            "directives",
        ),
        (
            format!("query {} {{ hello }}", many(51, "@a")),
            "directives",
        ),
        (
            format!("{}hello{}", many(16, "{me"), many(16, "}")),
            "levels of fields",
        ),
        (
            format!("{}hello{}", many(33, "{..."), many(33, "}")),
            "selection sets",
        ),
        (format!("{{ {} }}", "a".repeat(129)), "a name or number"),
        (
            format!("{{ number(value: {}) }}", "9".repeat(129)),
            "a name or number",
        ),
    ] {
        let message = refused(&query, "LIMIT_EXCEEDED").await;
        assert!(message.contains(what), "{message}");
    }
}

#[tokio::test]
async fn limits_see_through_fragments() {
    let spreads = |count: usize| "...F ".repeat(count);
    let with = |count, inside: &str| {
        format!(
            "{{ {} }} fragment F on Query {{ {inside} }}",
            spreads(count)
        )
    };
    for (query, what) in [
        (with(11, &"hello ".repeat(10)), "fields at its root"),
        (
            with(11, &format!("me {{ {} }}", "a:hello ".repeat(10))),
            "aliases",
        ),
        (with(11, "me { hello @a @a @a @a @a }"), "directives"),
        (
            with(50, &format!("ids(list: [{}])", "1 ".repeat(900))),
            "values",
        ),
        (
            with(90, &format!("echo(text: \"{}\")", "x".repeat(32_000))),
            "values",
        ),
    ] {
        let message = refused(&query, "LIMIT_EXCEEDED").await;
        assert!(message.contains(what), "{message}");
    }
}

#[tokio::test]
async fn every_operation_of_a_document_counts() {
    let deep = format!("me {{ {} }}", "hello ".repeat(900));
    let mut query = format!("fragment F on Query {{ {deep} }}");
    for number in 0..40 {
        write!(query, " query Q{number} {{ ...F }}").unwrap();
    }
    refused(&query, "LIMIT_EXCEEDED").await;
}

#[tokio::test]
async fn senseless_documents_are_refused_in_one_line() {
    for query in [
        "",
        " ",
        "#",
        "{",
        "}",
        "{}",
        "{ hello",
        "{ hello } }",
        "{ echo(text: \"a) }",
        "hello",
        "{ hello(]) }",
        "{ hello } { hello }",
        "query A { hello } query A { hello }",
        "fragment A on Query { hello }",
        "{ ...A } fragment A on Query { hello } fragment A on Query { hello }",
        "{ hello \u{1F600} }",
        "\0",
        "{ echo(text: \"\\x\") }",
        "{ number(value: 1e999) }",
        "type A { b: Int }",
    ] {
        refused(query, "INVALID_INPUT").await;
    }
    let message = refused("{ hello(text 1) }", "INVALID_INPUT").await;
    assert_eq!(
        message,
        "syntax error at line 1, column 9: expected argument"
    );
}

#[tokio::test]
async fn documents_that_do_not_fit_the_schema_are_invalid_input() {
    let server = Server::new();
    for query in [
        "{ nope }",
        "{ ...Nope }",
        "{ hello { x } }",
        "{ me }",
        "{ number(value: \"a\") }",
        "{ number(value: $a) }",
        "{ colour(value: BLUE) }",
        "mutation { nope }",
        "query($a: Nope) { hello }",
    ] {
        let answer = server.query(query).await;
        answer.refuses(400, "INVALID_INPUT");
        is_one_calm_line(&answer.message());
    }
}

#[tokio::test]
async fn a_flood_of_validation_errors_is_cut() {
    let answer = Server::new()
        .query(&format!("{{ me {{ {} }} }}", "nope ".repeat(3000)))
        .await;
    answer.refuses(400, "INVALID_INPUT");
    assert_eq!(answer.json()["errors"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn introspection_can_be_switched_off() {
    let settings = ServerSettings {
        introspection: false,
        ..ServerSettings::default()
    };
    let server = Server::with(settings);
    for query in [
        "{ __schema { queryType { name } } }",
        "{ a: __type(name: \"Query\") { name } }",
        "{ ...A } fragment A on Query { __schema { queryType { name } } }",
    ] {
        server.query(query).await.refuses(400, "FORBIDDEN");
    }
    assert_eq!(server.executions(), 0);
    assert_eq!(server.get("/schema.graphql").await.status, 404);
    assert_eq!(
        server
            .query("{ __typename me { __typename } }")
            .await
            .status,
        200
    );
    let answer = server.query("{ helo }").await;
    assert!(
        !answer.message().contains("Did you mean"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn introspection_is_bounded() {
    let lists = "fields{type{";
    let query = format!(
        "{{__schema{{types{{{}name{}}}}}}}",
        lists.repeat(4),
        "}}".repeat(4)
    );
    let message = refused(&query, "LIMIT_EXCEEDED").await;
    assert!(message.contains("about the schema"), "{message}");
    // The query that every tool sends first.
    let kinds = (0..9).fold(String::new(), |inner, _| {
        format!("kind name ofType {{ kind name {inner} }}")
    });
    let query = format!(
        "{{ __schema {{ queryType {{ name kind }} mutationType {{ name kind }} subscriptionType {{ name kind }}
            types {{ ...FullType }} directives {{ name description locations args {{ ...InputValue }} }} }} }}
        fragment FullType on __Type {{ kind name description
            fields(includeDeprecated: true) {{ name description args {{ ...InputValue }} type {{ ...TypeRef }} isDeprecated deprecationReason }}
            inputFields {{ ...InputValue }} interfaces {{ ...TypeRef }} possibleTypes {{ ...TypeRef }}
            enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }} }}
        fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue }}
        fragment TypeRef on __Type {{ {kinds} }}"
    );
    let answer = Server::new().query(&query).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.json().get("errors").is_none());
}
