//! What operations may read, against a schema with pages and lists in one another.

use async_graphql::{Variables, parser::parse_query};
use serde_json::{Value, json};

use crate::server::{operation::chosen, rules::Rules};

const SDL: &str = "
type Query {
  books(first: Int, last: Int, after: String): BookConnection
  nodes(ids: [ID!]!): [Node]
  shelves: [Shelf!]
  book(id: ID!): Book
}
type BookConnection { nodes: [Book!]! edges: [BookEdge!]! notes: [Note!]! totalCount: Int }
type BookEdge { node: Book! cursor: String! }
interface Node { id: ID! }
type Book implements Node { id: ID! words: [String!] notes: [Note!] author: Author }
type Author { name: String books(first: Int): BookConnection }
type Note { text: String book: Book }
type Shelf { books(first: Int, last: Int): BookConnection }
";

fn rows(query: &str, variables: Value) -> u64 {
    let document = parse_query(query).unwrap();
    let (_, operation) = chosen(&document, None).unwrap();
    Rules::new(SDL)
        .rows
        .count(&document, operation, &Variables::from_json(variables))
}

#[test]
fn a_page_counts_its_size_and_a_list_a_few() {
    for (query, expected) in [
        ("{ books { nodes { id } } }", 50),
        ("{ books { totalCount } }", 0),
        ("{ books(first: 7) { nodes { id words } } }", 7),
        ("{ books(last: 9) { edges { node { id } } } }", 9),
        ("{ books(first: 7) { nodes { id } edges { cursor } } }", 14),
        (
            "{ books(first: 7) { ... { nodes { id } } notes { text } } }",
            12,
        ),
        ("{ nodes(ids: [\"a\", \"b\"]) { id } }", 2),
        ("{ nodes(ids: \"a\") { id } }", 1),
        ("{ book(id: \"a\") { id notes { text } } }", 5),
        (
            "{ a: books(first: 2) { nodes { id } } b: books(first: 3) { nodes { id } } }",
            5,
        ),
        ("{ books(first: 999999999999) { nodes { id } } }", 250),
        (
            "{ books(first: null) { nodes { id } } unknown { nodes { id } } __typename }",
            50,
        ),
    ] {
        assert_eq!(rows(query, json!({})), expected, "{query}");
    }
}

#[test]
fn what_is_in_a_row_counts_for_each_row() {
    for (query, expected) in [
        (
            "{ books(first: 10) { nodes { notes { text } } } }",
            10 * (1 + 5),
        ),
        (
            "{ shelves { books(first: 4) { nodes { author { books(first: 3) { nodes { id } } } } } } }",
            5 * (1 + 4 * (1 + 3)),
        ),
        (
            "{ nodes(ids: [\"a\", \"b\"]) { id ... on Book { notes { text } } } }",
            2 * (1 + 5),
        ),
        (
            "{ books(first: 2) { ...Rows } } fragment Rows on BookConnection { nodes { ...One } }
             fragment One on Book { notes { book { notes { text } } } }",
            2 * (1 + 5 * (1 + 5)),
        ),
    ] {
        assert_eq!(rows(query, json!({})), expected, "{query}");
    }
}

#[test]
fn variables_say_how_long_a_page_is() {
    let query = "query ($n: Int = 6, $ids: [ID!]!) { books(first: $n) { nodes { id } } nodes(ids: $ids) { id } }";
    for (variables, expected) in [
        (json!({"ids": ["a", "b", "c"]}), 6 + 3),
        (json!({"n": 20, "ids": []}), 20),
        (json!({"n": null, "ids": "a"}), 50 + 1),
    ] {
        assert_eq!(rows(query, variables.clone()), expected, "{variables}");
    }
}

#[test]
fn doubling_fragments_are_counted_without_walking_them_again() {
    let mut query = "{ book(id: \"a\") { ...F0 } }".to_owned();
    for level in 0..25 {
        let next = level + 1;
        query += &format!(
            " fragment F{level} on Book {{ notes {{ book {{ ...F{next} ...F{next} }} }} }}"
        );
    }
    query += " fragment F25 on Book { id }";
    assert!(rows(&query, json!({})) > 1_000_000_000);
}
