//! What a caller writes is bounded wherever it comes back or goes on.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::{Value, json};

use crate::house::House;

/// As often as each field is asked for in one request.
const ALIASES: usize = 60;
/// The most that an answer to all of them may have.
const MAX_ANSWER: usize = 64 << 10;
/// The most characters of a message.
const MAX_MESSAGE: usize = 503;

/// A control character, so that whoever quotes it makes six of it.
fn long() -> String {
    "\u{7f}".repeat(900 << 10)
}

/// Fields that take a variable of a type, and are given a value that is no such thing.
fn places() -> Vec<(&'static str, &'static str, Value)> {
    let long = || json!(long());
    let named = json!({ self::long(): 1 });
    vec![
        ("ID!", "account(id: $x) { id }", long()),
        ("ID!", "account(id: $x) { id }", named.clone()),
        ("ID!", "node(id: $x) { id }", long()),
        ("ID!", "nodes(ids: [$x]) { id }", long()),
        ("ID!", "invoice(id: $x) { id }", long()),
        ("ID!", "customers(account: $x) { complete }", long()),
        (
            "[ID!]",
            "invoices(filter: {accounts: $x}) { complete }",
            json!([self::long()]),
        ),
        (
            "ID!",
            "invoices(filter: {accounts: [$x]}) { complete }",
            long(),
        ),
        (
            "ID!",
            "invoiceSummary(filter: {accounts: [$x]}) { complete }",
            long(),
        ),
        (
            "ID!",
            "payments(filter: {accounts: [$x]}) { complete }",
            long(),
        ),
        ("ID!", "invoiceVersions(account: $x) { complete }", long()),
        (
            "ID!",
            "invoiceByNumber(account: $x, number: \"1\") { id }",
            long(),
        ),
        (
            "String!",
            "invoiceByNumber(account: \"moneybird\", number: $x) { id }",
            long(),
        ),
        (
            "String!",
            "invoiceByReference(account: \"i3d\", reference: $x) { id }",
            long(),
        ),
        (
            "String!",
            "invoiceByNumber(account: \"nobody\", number: $x) { id }",
            json!([self::long()]),
        ),
        ("String", "invoices(after: $x) { complete }", long()),
        ("String", "payments(before: $x) { complete }", long()),
        ("String", "customers(search: $x) { complete }", long()),
        ("Int", "invoices(first: $x) { complete }", long()),
        ("Freshness", "invoices(freshness: $x) { complete }", long()),
        ("String!", "invoices(freshness: $x) { complete }", long()),
        (
            "Date",
            "invoices(filter: {issueDate: {from: $x}}) { complete }",
            long(),
        ),
        (
            "Decimal",
            "invoices(filter: {total: {from: $x}}) { complete }",
            named.clone(),
        ),
        (
            "CurrencyCode!",
            "invoices(filter: {currency: [$x]}) { complete }",
            named.clone(),
        ),
        ("InvoiceFilter", "invoices(filter: $x) { complete }", long()),
        (
            "InvoiceFilter",
            "invoices(filter: $x) { complete }",
            named.clone(),
        ),
        (
            "InvoiceFilter",
            "invoices(filter: $x) { complete }",
            json!({"status": [self::long()]}),
        ),
        (
            "InvoiceFilter",
            "invoices(filter: $x) { complete }",
            json!({"accounts": [self::long()]}),
        ),
        (
            "InvoiceFilter",
            "invoices(filter: $x) { complete }",
            json!({"description": self::long()}),
        ),
        (
            "[InvoiceStatus!]",
            "invoices(filter: {status: $x}) { complete }",
            json!([self::long()]),
        ),
    ]
}

/// The same of mutations.
fn acts() -> Vec<(&'static str, &'static str, Value)> {
    let long = || json!(long());
    let one = "outcome userErrors { message field }";
    let account = "refreshAccount(input: {accountId: $x}) { outcome userErrors { message field } }";
    let create = "createInvoice(input: {accountId: $x, lineItems: []}) { outcome userErrors { message field } }";
    let note = "addNote(input: $x) { outcome userErrors { message field } }";
    let noted =
        "addNote(input: {invoiceId: $x, text: \"t\"}) { outcome userErrors { message field } }";
    let many = "deleteInvoices(input: {invoiceIds: [$x]}) \
                { outcome results { id userErrors { message field } } userErrors { message field } }";
    assert!(
        [account, create, note, noted]
            .iter()
            .all(|field| field.contains(one))
    );
    vec![
        ("ID!", account, long()),
        ("ID!", create, long()),
        ("ID!", noted, long()),
        ("ID!", many, long()),
        ("ID!", many, json!("\u{7f}".repeat(512))),
        ("ID!", account, json!("\u{7f}".repeat(512))),
        ("AddNoteInput!", note, long()),
        ("AddNoteInput!", note, json!([self::long()])),
        (
            "AddNoteInput!",
            note,
            json!({"invoiceId": self::long(), "text": "t"}),
        ),
        (
            "AddNoteInput!",
            note,
            json!({"invoiceId": "x", "text": {"x": self::long()}}),
        ),
        (
            "AddNoteInput!",
            note,
            json!({"invoiceId": "x", "text": "t", self::long(): 1}),
        ),
    ]
}

fn document(of: &str, ty: &str, field: &str) -> String {
    let mut text = format!("{of} Op($x: {ty}) {{");
    for alias in 0..ALIASES {
        write!(text, " a{alias}: {field}").unwrap();
    }
    text + " }"
}

/// Every `message` and `id` of an answer.
fn texts<'a>(told: &'a Value, found: &mut Vec<&'a str>) {
    match told {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if matches!(name.as_str(), "message" | "id") => {
                        found.push(text)
                    }
                    _ => texts(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn nothing_comes_back_in_full_that_was_sent_to_be_quoted() {
    let house = House::five().await;
    let queries = places().into_iter().map(|place| ("query", place));
    let mutations = acts().into_iter().map(|place| ("mutation", place));
    let literal = "\u{7f}".repeat(512);
    let at_the_limit = ("ID!", "account(id: $x) { id }", json!(literal));
    for (of, (ty, field, value)) in queries.chain(mutations).chain([("query", at_the_limit)]) {
        let body = json!({"query": document(of, ty, field), "variables": {"x": value}});
        let (status, text) = house.post(&body.to_string()).await;
        let what = format!("{of} {ty} {field}: {status} {text:.300}");
        assert!(status < 500, "{what}");
        assert!(text.len() < MAX_ANSWER, "{} bytes: {what}", text.len());
        let told: Value = serde_json::from_str(&text).unwrap();
        let mut found = Vec::new();
        texts(&told, &mut found);
        assert!(!found.is_empty(), "{what}");
        for text in found {
            assert!(text.chars().count() <= MAX_MESSAGE, "{what}");
        }
    }
    let (_, text) = house
        .post(&json!({"query": "query A { accounts { id } }", "operationName": long()}).to_string())
        .await;
    assert!(text.len() < 1000, "{text:.2000}");
    assert_eq!(house.calls().await, BTreeMap::new(), "nobody is asked");
}

#[tokio::test]
async fn what_is_longer_than_an_id_is_refused_as_no_id_and_not_quoted() {
    let house = House::new().await;
    let long = "7".repeat(513);
    let literal = format!("{{ account(id: \"{long}\") {{ id }} }}");
    let filter = format!("{{ invoices(filter: {{accounts: [\"{long}\"]}}) {{ complete }} }}");
    let variable = "query ($x: ID!) { account(id: $x) { id } }".to_owned();
    let input = "query ($x: InvoiceFilter) { invoices(filter: $x) { complete } }".to_owned();
    for (query, variables) in [
        (literal, json!({})),
        (filter, json!({})),
        (variable, json!({"x": long})),
        (input, json!({"x": {"accounts": [long]}})),
    ] {
        let told = house.ask(&query, variables).await;
        let error = &told["errors"][0];
        assert_eq!(error["extensions"]["code"], "INVALID_ID", "{told}");
        assert!(!told.to_string().contains("777"), "{told}");
    }
    let longest = house
        .ask(
            "query ($x: ID!) { account(id: $x) { id } }",
            json!({"x": "7".repeat(512)}),
        )
        .await;
    assert_eq!(longest["errors"][0]["extensions"]["code"], "NOT_FOUND");
    // A long text is none where a name belongs, wherever it is used; elsewhere it may be what it likes.
    let spread = "query A($x: String!) { ...F } query B($x: Freshness) { ...F }
                  fragment F on Query { invoices(freshness: $x) { complete } }";
    let inside = "query ($x: String!) { invoices(filter: {kind: $x}) { complete } }";
    for (query, name) in [(spread, Some("A")), (inside, None)] {
        let variables = json!({"x": "x".repeat(513)});
        let body = json!({"query": query, "operationName": name, "variables": variables});
        let (_, text) = house.post(&body.to_string()).await;
        let expected = "the variable $x is of the type String, and ";
        assert!(text.contains(expected), "{text}");
    }
    // Texts, and the lists and inputs around them, may be long.
    let text = json!({"x": {"invoiceId": "x", "text": "t".repeat(10_000)}});
    let note = "mutation ($x: AddNoteInput!) { addNote(input: $x) { userErrors { code } } }";
    let told = house.ask(note, text).await;
    assert_eq!(
        told["data"]["addNote"]["userErrors"][0]["code"],
        "INVALID_ID"
    );
}

#[tokio::test]
async fn more_ids_than_an_action_takes_are_refused_before_any_is_looked_at() {
    let house = House::new().await;
    let field = "deleteInvoices(input: {invoiceIds: $ids}) \
                 { outcome results { id } userErrors { code message field } }";
    let aliases: String = (0..20).map(|alias| format!(" a{alias}: {field}")).collect();
    let query = format!("mutation ($ids: [ID!]!) {{{aliases} }}");
    let ids: Vec<String> = (0..19_900).map(|id| id.to_string()).collect();
    let text = house.text(&query, json!({"ids": ids})).await;
    assert!(text.len() < 8 << 10, "{} bytes: {text:.300}", text.len());
    let told: Value = serde_json::from_str(&text).unwrap();
    for (alias, payload) in told["data"].as_object().unwrap() {
        let error = json!({
            "code": "LIMIT_EXCEEDED",
            "message": "19900 invoices are too many: give at most 250",
            "field": ["input", "invoiceIds"],
        });
        let refused = json!({"outcome": "REFUSED", "results": [], "userErrors": [error]});
        assert_eq!(*payload, refused, "{alias}");
    }
    for (count, code) in [(250, "INVALID_ID"), (251, "LIMIT_EXCEEDED")] {
        let told = house.data(&query, json!({"ids": ids[..count]})).await;
        assert_eq!(told["a0"]["userErrors"][0]["code"], code, "{count}");
    }
    assert_eq!(house.calls().await, BTreeMap::new(), "nobody is asked");
}

#[tokio::test]
async fn a_text_that_no_invoice_can_have_is_looked_up_nowhere() {
    let house = House::five().await;
    for account in [
        "moneybird",
        "moneybird-external",
        "invoice-ninja",
        "dashdoc",
        "i3d",
    ] {
        for (by, name) in [
            ("invoiceByNumber", "number"),
            ("invoiceByReference", "reference"),
        ] {
            let query = format!(
                "query ($account: ID!, $text: String!) {{ {by}(account: $account, {name}: $text) {{ id }} }}"
            );
            for text in ["ü".repeat(201), "x".repeat(900 << 10)] {
                let told = house
                    .ask(&query, json!({"account": account, "text": text}))
                    .await;
                let error = &told["errors"][0];
                assert_eq!(error["extensions"]["code"], "INVALID_INPUT", "{told}");
                let message =
                    format!("`{name}` is longer than 200 characters: no invoice has such a one");
                assert_eq!(error["message"], json!(message));
            }
            assert_eq!(house.calls().await, BTreeMap::new(), "{account} {by}");
        }
    }
    let query =
        "query ($text: String!) { invoiceByNumber(account: \"moneybird\", number: $text) { id } }";
    let told = house.ask(query, json!({"text": "ü".repeat(200)})).await;
    assert_eq!(told, json!({"data": {"invoiceByNumber": null}}));
    assert_ne!(
        house.calls().await,
        BTreeMap::new(),
        "the longest is asked for"
    );
}
