//! Texts where a document should have names.

use async_graphql::parser::parse_query;
use serde_json::json;

use crate::server::{refusal::Refusal, rules::Rules, tests::Server};

const SDL: &str = r#"
enum Mood { GOOD BAD }
input Wish { mood: Mood moods: [Mood!]! other: [Wish!] text: String any: JSON }
scalar JSON
type Query { a(mood: Mood, moods: [[Mood!]!], wish: Wish, wishes: [Wish], text: String, any: JSON): Query b: Node }
interface Node { a(mood: Mood): Query }
type Mutation { a(mood: Mood): Query }
"#;

fn check(query: &str) -> Result<(), Refusal> {
    let document = parse_query(query).unwrap();
    Rules::new(SDL).literals.check(&document)
}

#[test]
fn a_text_is_no_name_of_an_enum_wherever_it_stands() {
    for query in [
        r#"{ a(mood: "GOOD") { a { b { a } } } }"#,
        r#"{ a(mood: """GOOD""") { a { b { a } } } }"#,
        r#"{ a(moods: [[GOOD], ["BAD"]]) { b } }"#,
        r#"{ a(moods: "GOOD") { b } }"#,
        r#"{ a(wish: {mood: "GOOD"}) { b } }"#,
        r#"{ a(wish: {mood: GOOD, moods: [$m, "GOOD"]}) { b } }"#,
        r#"{ a(wishes: [{mood: GOOD}, {other: [{other: {mood: "BAD"}}]}]) { b } }"#,
        r#"{ a { b { a(mood: "GOOD") { b } } } }"#,
        r#"{ x: a { ... { ... on Node { a(mood: "GOOD") } } } }"#,
        r#"{ ...F } fragment F on Query { a(mood: "GOOD") { b } }"#,
        r#"{ b } fragment Unused on Node { a(mood: "GOOD") { b } }"#,
        r#"mutation { a(mood: "GOOD") { b } }"#,
        r#"query ($m: Mood = "GOOD") { b }"#,
        r#"query ($w: [Wish!]! = [{mood: "GOOD"}]) { b }"#,
        r#"query A { b } query B { a(mood: "NO") { b } }"#,
    ] {
        let refusal = check(query).unwrap_err();
        assert!(refusal.message.contains("Mood takes names"), "{query}");
        assert!(refusal.at.is_some(), "{query}");
    }
}

#[test]
fn names_variables_and_texts_in_their_places_pass() {
    for query in [
        r#"query ($m: Mood = GOOD, $t: String = "GOOD") { a(mood: $m, moods: [[BAD, $m]], text: "GOOD") { b } }"#,
        r#"{ a(wish: {mood: GOOD, moods: GOOD, text: "GOOD", any: {mood: "GOOD"}}, any: ["GOOD"]) { b } }"#,
        r#"{ a(mood: null) { b } }"#,
        // What is not in the schema is validation's to report.
        r#"{ nobody(mood: "GOOD") { a(mood: "GOOD") } a(nobody: "GOOD", wish: {nobody: "GOOD"}) { b } }"#,
        r#"query ($m: Nobody = "GOOD") { ... on Nobody { a(mood: "GOOD") } __type(name: "Mood") { name } }"#,
        r#"subscription { a(mood: "GOOD") }"#,
    ] {
        assert_eq!(check(query), Ok(()), "{query}");
    }
}

#[tokio::test]
async fn a_client_reads_what_to_write_instead_and_variables_are_json() {
    let server = Server::new();
    for _ in 0..2 {
        let answer = server.query("{\n colour(value: \"RED\") }").await;
        answer.refuses(400, "INVALID_INPUT");
        assert_eq!(
            answer.message(),
            "\"RED\" is a text, and Colour takes names: write it without quotes"
        );
        let place = &answer.json()["errors"][0]["locations"][0];
        assert_eq!(*place, json!({"line": 2, "column": 16}));
    }
    assert_eq!(server.executions(), 0);
    let body =
        json!({"query": "query ($c: Colour) { colour(value: $c) }", "variables": {"c": "RED"}});
    let answer = server.post(body.to_string()).await;
    assert_eq!(answer.json(), json!({"data": {"colour": "RED"}}));
}
