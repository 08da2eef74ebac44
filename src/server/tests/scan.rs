//! The scan never panics, and never lets more nesting pass than it says, whatever the parser makes of the text.

use async_graphql::parser::{
    parse_query,
    types::{ExecutableDocument, Selection, SelectionSet},
};
use async_graphql_value::Value;
use proptest::{collection::vec, prelude::*, sample::select};

use crate::server::scan::{Fault, ScanLimits, position, scan_json, scan_query};

const NESTING: usize = 6;

const LIMITS: ScanLimits = ScanLimits {
    nesting: NESTING,
    tokens: 1000,
    name_bytes: 50,
};

/// Pieces that matter to the scan, more often than chance would have them.
const PIECES: [&str; 28] = [
    "[", "]", "{", "}", "(", ")", "{a:", "[1", "\"", "\"\"\"", "\\", "\\\"", "\\\"\"\"", "#", "\n",
    "\r", " ", ",", "a", "a(b:", "1.5", "...", "$", "\u{feff}", "é", "query", "@a", "-",
];

fn noise() -> impl Strategy<Value = String> {
    vec(select(PIECES.to_vec()), 0..120).prop_map(|pieces| pieces.concat())
}

/// A value in the text of a query, with brackets in strings and comments beside those that count.
fn value() -> impl Strategy<Value = String> {
    let leaf = select(vec![
        "1",
        "\"[[[[[[[[\"",
        "\"\\\"[[{{\"",
        "\"\"\"[\"[\\\"\"\"{{\"\"\"",
        "\"\"",
        "\"\"\"\"\"\"",
        "a #[[[[[[[[\n",
        "$v",
        "-1.5e3",
    ]);
    leaf.prop_map(str::to_owned)
        .prop_recursive(9, 40, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(|values| format!("[{}]", values.join(" "))),
                vec(inner, 0..4).prop_map(|values| {
                    let fields: String = (0..)
                        .zip(values)
                        .map(|(n, value)| format!("k{n}: {value} "))
                        .collect();
                    format!("{{ {fields} }}")
                }),
            ]
        })
}

/// How deep the brackets of a parsed document go.
fn nesting(document: &ExecutableDocument) -> usize {
    let operations = document
        .operations
        .iter()
        .map(|(_, operation)| &operation.node.selection_set);
    let fragments = document
        .fragments
        .values()
        .map(|fragment| &fragment.node.selection_set);
    let sets = operations.chain(fragments);
    sets.map(|set| of_set(&set.node)).max().unwrap_or_default()
}

fn of_set(set: &SelectionSet) -> usize {
    let of = |selection: &Selection| match selection {
        Selection::Field(field) => {
            let arguments = field
                .node
                .arguments
                .iter()
                .map(|(_, value)| 1 + of_value(&value.node));
            of_set(&field.node.selection_set.node).max(arguments.max().unwrap_or_default())
        }
        Selection::InlineFragment(inline) => of_set(&inline.node.selection_set.node),
        Selection::FragmentSpread(_) => 0,
    };
    let inner = set.items.iter().map(|item| 1 + of(&item.node)).max();
    inner.unwrap_or_default()
}

fn of_value(value: &Value) -> usize {
    let inner = match value {
        Value::List(values) => values.iter().map(of_value).max(),
        Value::Object(fields) => fields.values().map(of_value).max(),
        _ => return 0,
    };
    1 + inner.unwrap_or_default()
}

proptest! {
    #[test]
    fn any_text_is_scanned_without_panic(text in any::<String>(), bytes in vec(any::<u8>(), 0..200)) {
        if let Err(fault) = scan_query(&text, LIMITS) {
            position(&text, fault.offset());
        }
        _ = scan_json(&bytes, NESTING, 100);
    }

    #[test]
    fn accepted_noise_is_as_shallow_as_promised(text in noise()) {
        if scan_query(&text, LIMITS).is_ok() && let Ok(document) = parse_query(&text) {
            prop_assert!(nesting(&document) <= NESTING);
        }
    }

    #[test]
    fn values_pass_exactly_when_they_are_shallow(value in value()) {
        let text = format!("{{ a(b: {value}) }}");
        let document = parse_query(&text).unwrap();
        let shallow = nesting(&document) <= NESTING;
        match scan_query(&text, LIMITS) {
            Ok(_) => prop_assert!(shallow, "{text}"),
            Err(Fault::Nesting(_)) => prop_assert!(!shallow, "{text}"),
            Err(fault) => prop_assert!(false, "{fault:?}: {text}"),
        }
    }

    #[test]
    fn mutilated_values_stay_shallow(value in value(), at in any::<prop::sample::Index>(), piece in select(PIECES.to_vec())) {
        let mut text = format!("{{ a(b: {value}) }}");
        text.insert_str(at.index(text.len()), piece);
        if scan_query(&text, LIMITS).is_ok() && let Ok(document) = parse_query(&text) {
            prop_assert!(nesting(&document) <= NESTING, "{text}");
        }
    }
}

#[test]
fn an_object_of_a_query_has_each_name_once() {
    let twice = |text: &str| match scan_query(text, LIMITS) {
        Ok(_) => None,
        Err(Fault::Twice(at)) => Some(at),
        Err(fault) => panic!("{fault:?}: {text}"),
    };
    for (text, at) in [
        ("{ f(a: {b: 1, b: 1}) }", 14),
        ("{ f(a: {b: 1 c: 2 b: 3}) }", 18),
        ("{ f(a: [{b: {c: 1, c: {}}}]) }", 19),
        ("query ($a: A = {b: 1, b: 1}) { f }", 22),
        ("{ f @skip(if: {b: 1 b: 1}) }", 20),
        ("{ f(a: {b: {b: 1}, b: \"}\"}) }", 19),
        ("{ f(a: {b #}\n: 1, b\u{feff}: 1}) }", 18),
        ("{ ...F } fragment F on T { f(a: {b: b, b: b}) }", 39),
    ] {
        assert_eq!(twice(text), Some(at), "{text}");
        parse_query(text).unwrap();
    }
    for text in [
        "{ f(a: {b: {b: {b: 1}}}, c: {b: 1}) }",
        "{ f(a: [{b: 1}, {b: 1}]) }",
        "{ f(a: {b: b, B: b}) { b: f b: f } b: f }",
        "{ f(a: {b: \"b: 1, b: 1\", c: \"\"\"b: b:\"\"\" #b: b:\n}) }",
        "query ($b: B, $c: B) { f(b: $b, c: $c) { b: f(b: 1) } } fragment b on b { b: b }",
    ] {
        assert_eq!(twice(text), None, "{text}");
        parse_query(text).unwrap();
    }
}

#[test]
fn an_object_of_json_has_each_name_once_in_whatever_spelling() {
    for (text, fault) in [
        (r#"{"a":1,"a":1}"#, Fault::Twice(7)),
        (r#"{"a":{"b":[{"c":1,"d":2,"c":3}]}}"#, Fault::Twice(24)),
        (r#"{"a":1,"\u0061":1}"#, Fault::Twice(7)),
        (r#"{"\/":1,"/":1}"#, Fault::Twice(8)),
        (r#"{"\ud83d\ude00":1,"😀":1}"#, Fault::Twice(18)),
        (r#"{"" : 1 , "":1}"#, Fault::Twice(10)),
        (
            r#"{"a":{"$serde_json::private::RawValue":"[]"}}"#,
            Fault::Reserved(6),
        ),
        (
            r#"{"\u0024serde_json::private::Number":"1"}"#,
            Fault::Reserved(1),
        ),
    ] {
        assert_eq!(
            scan_json(text.as_bytes(), NESTING, 100),
            Err(fault),
            "{text}"
        );
    }
    for text in [
        r#"{"a":{"a":{"a":1}},"b":{"a":1}}"#,
        r#"[{"a":1},{"a":1}]"#,
        r#"{"a":"\"a\":1,\"a\":1","A":"$serde_json::private::RawValue"}"#,
        r#"{"a":1,"a ":1,"":1,"\\u0061":1}"#,
    ] {
        assert!(scan_json(text.as_bytes(), NESTING, 100).is_ok(), "{text}");
    }
}

#[test]
fn tokens_are_counted() {
    for (text, tokens) in [
        ("", 0),
        ("{ hello }", 3),
        ("{a,b #c d e\n}", 4),
        ("...F", 2),
        ("\"a b\" \"\"\"c\"\"\"", 2),
        ("$a: Int! = -1", 8),
        ("\u{feff}{ a\u{feff} }", 3),
    ] {
        assert_eq!(scan_query(text, LIMITS), Ok(tokens), "{text}");
    }
}

#[test]
fn a_fault_names_its_place() {
    let place = |text: &str| {
        let fault = scan_query(text, LIMITS).unwrap_err();
        let at = position(text, fault.offset());
        (fault, at.line, at.column)
    };
    assert_eq!(place("{\n é ]"), (Fault::Closing(6), 2, 4));
    assert_eq!(place("{ a(b: \"c) }"), (Fault::String(7), 1, 8));
    assert_eq!(place("{ a { b }"), (Fault::Opening(0), 1, 1));
}
