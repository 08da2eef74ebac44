//! GraphQL documents: malformed, endless, or far larger than they look.

use std::fmt::Write;

use crate::attack::{
    Attack,
    Expect::{Answered, Free, Refused},
    Says,
};

pub(crate) fn attacks() -> Vec<Attack> {
    let mut attacks = malformed();
    attacks.extend(unknown());
    attacks.extend(deep());
    attacks.extend(bombs());
    attacks.extend(fragments());
    attacks.extend(introspection());
    attacks.extend(literals());
    attacks
}

fn all(family: &'static str, queries: &[&str]) -> Vec<Attack> {
    let attack = |query: &&str| Attack::query(family, *query, Refused, query);
    queries.iter().map(attack).collect()
}

fn malformed() -> Vec<Attack> {
    all(
        "malformed documents",
        &[
            "{",
            "}",
            "{}",
            "{ }",
            "{{}}",
            "query",
            "query {",
            "query Q",
            "query ($a) { a }",
            "mutation {",
            "{ accounts { } }",
            "{ accounts { id }",
            "{ accounts { id } } }",
            "{ accounts( { id } }",
            "{ accounts() { id } }",
            "{ account(id) { id } }",
            "{ account(id:) { id } }",
            "{ : accounts { id } }",
            "{ a: : accounts { id } }",
            "{ ...  }",
            "{ ... on }",
            "{ ... on Query }",
            "fragment on on Query { a }",
            "fragment F on Query { accounts { id } }",
            "{ account(id: \"a) { id } }",
            "{ account(id: \"\"\"a) { id } }",
            "{ account(id: \"\\q\") { id } }",
            "{ account(id: \"\\u{110000}\") { id } }",
            "{ account(id: \"\\uD800\") { id } }",
            "{ account(id: 'a') { id } }",
            "{ accounts @ { id } }",
            "{ accounts @skip { id } }",
            "{ accounts @skip(if: 1) { id } }",
            "{ accounts @skip(if: $x) { id } }",
            "# only a comment",
            "\u{feff}",
            "{ acc\0ounts { id } }",
            "{ accounts { id } } \u{202e}",
            "{ äccounts { id } }",
            "{ accounts { id } } extra",
            "schema { query: Query }",
            "type Query { a: Int }",
            "extend type Query { a: Int }",
            "scalar A",
            "query A { accounts { id } } query B { accounts { id } }",
            "{ accounts { id } } { accounts { id } }",
            "query A { __typename } query A { __typename }",
            "{ accounts { id } } query B { accounts { id } }",
            "query ($a: Int, $a: Int) { __typename }",
            "query ($a: [Int) { __typename }",
            "query ($a: Nobody) { __typename }",
            "query ($a: Invoice) { __typename }",
            "query ($a: Int = \"x\") { invoices(first: $a) { totalCount } }",
            "{ invoice(id: 1, id: 2) { id } }",
        ],
    )
}

fn unknown() -> Vec<Attack> {
    let attacks = all(
        "unknown names",
        &[
            "{ nobody }",
            "{ Accounts { id } }",
            "{ accounts { nobody } }",
            "{ accounts(nobody: 1) { id } }",
            "{ accounts { id { a } } }",
            "{ accounts }",
            "{ ...Nobody }",
            "{ ... on Nobody { a } }",
            "{ ... on Invoice { id } }",
            "{ accounts @nobody { id } }",
            "query @skip(if: true) { __typename }",
            "{ __nobody }",
            "{ __type { name } }",
            "{ __type(name: 1) { name } }",
            "mutation { nobody }",
            "subscription { nobody }",
            "subscription { invoiceChanged { kind } }",
            "mutation { accounts { id } }",
            "{ deleteInvoices { outcome } }",
            "{ invoices(orderBy: NOBODY) { totalCount } }",
            "{ invoices(orderBy: {field: NOBODY}) { totalCount } }",
            "{ invoices(freshness: NEVER) { totalCount } }",
            "{ invoices(filter: {nobody: 1}) { totalCount } }",
            "{ invoices(filter: []) { totalCount } }",
            "{ invoices(filter: {status: [NOBODY]}) { totalCount } }",
            "{ invoices(first: $nobody) { totalCount } }",
            "{ invoices(first: 1, last: 1) { totalCount } }",
            "{ _entities(representations: []) { __typename } }",
            "{ _service { sdl } }",
            "{ a: accounts { id } a: providers { id } }",
        ],
    );
    let of_kind = |attack: Attack| {
        let is_subscription = attack.name.starts_with("subscription");
        attack.code_if(is_subscription, "UNSUPPORTED")
    };
    attacks.into_iter().map(of_kind).collect()
}

fn deep() -> Vec<Attack> {
    let mut attacks = vec![];
    for depth in [16, 65, 1000, 20_000] {
        let nested = |open: &str, inner: &str, close: &str| {
            format!("{{ {}{inner}{} }}", open.repeat(depth), close.repeat(depth))
        };
        for (name, query) in [
            ("fields", nested("account(id: \"a\") { ", "id", "}")),
            ("inline fragments", nested("... { ", "nobody", "}")),
            ("braces", "{".repeat(depth)),
            (
                "brackets",
                format!("{{ invoices(filter: {}", "[".repeat(depth)),
            ),
            (
                "lists",
                format!(
                    "{{ nodes(ids: {}1{}) {{ id }} }}",
                    "[".repeat(depth),
                    "]".repeat(depth)
                ),
            ),
            (
                "objects",
                format!(
                    "{{ invoices(filter: {}1{}) {{ totalCount }} }}",
                    "{a:".repeat(depth),
                    "}".repeat(depth)
                ),
            ),
            (
                "types",
                format!(
                    "query ($a: {}Int{}) {{ __typename }}",
                    "[".repeat(depth),
                    "]".repeat(depth)
                ),
            ),
            ("parentheses", "(".repeat(depth)),
        ] {
            let attack =
                Attack::query("deep documents", format!("{name} {depth}"), Refused, &query);
            // So deep is nothing but fields too deep; the others are wrong in other ways.
            let is_shallow = depth == 16 && name != "fields";
            attacks.push(attack.code_if(is_shallow, "INVALID_INPUT"));
        }
    }
    let circle = "invoices(first: 1) { nodes { creditOf { credits { creditOf { credits { creditOf { credits { \
        creditOf { credits { creditOf { credits { creditOf { credits { creditOf { credits { id \
        } } } } } } } } } } } } } } } }";
    attacks.push(Attack::query(
        "deep documents",
        "a circle of types",
        Refused,
        &format!("{{ {circle} }}"),
    ));
    attacks
}

fn bombs() -> Vec<Attack> {
    let mut attacks = vec![];
    for count in [101, 1000, 5000] {
        let mut aliases = String::new();
        let mut same = String::new();
        let mut directives = String::new();
        for number in 0..count {
            write!(aliases, "a{number}: providers {{ id }} ").unwrap();
            same.push_str("accounts { id } ");
            directives.push_str("@skip(if: false) ");
        }
        let queries = [
            ("aliases", format!("{{ {aliases} }}")),
            (
                "aliases of __typename",
                format!(
                    "{{ {} }}",
                    aliases.replace("providers { id }", "__typename")
                ),
            ),
            ("the same field", format!("{{ {same} }}")),
            (
                "directives",
                format!("{{ accounts {directives} {{ id }} }}"),
            ),
            (
                "unknown directives",
                format!(
                    "{{ accounts {} {{ id }} }}",
                    directives.replace("skip(if: false)", "x")
                ),
            ),
            (
                "directives of an operation",
                format!("query {directives} {{ __typename }}"),
            ),
            (
                "operations",
                (0..count)
                    .map(|n| format!("query Q{n} {{ __typename }} "))
                    .collect(),
            ),
            (
                "variables",
                format!(
                    "query ({}) {{ __typename }}",
                    (0..count)
                        .map(|n| format!("$v{n}: Nobody "))
                        .collect::<String>()
                ),
            ),
            ("commas", format!("{{ {} }}", ",".repeat(count * 20))),
            (
                "aliased schemas",
                format!(
                    "{{ {} }}",
                    aliases.replace("providers { id }", "__schema { types { name } }")
                ),
            ),
        ];
        for (name, query) in queries {
            let attack = Attack::query("bombs", format!("{count} {name}"), Refused, &query);
            // Not one too many, but wrong.
            let is_small = count < 5000 && matches!(name, "operations" | "variables" | "commas");
            attacks.push(attack.code_if(is_small, "INVALID_INPUT"));
        }
    }
    let ids: Vec<String> = (0..251).map(|id| format!("\"{id}\"")).collect();
    attacks.push(Attack::query(
        "bombs",
        "251 ids",
        Refused,
        &format!("{{ nodes(ids: [{}]) {{ id }} }}", ids.join(",")),
    ));
    let long = "x".repeat(60_000);
    for (name, query) in [
        ("a long name", format!("{{ {long} }}")),
        ("a long alias", format!("{{ {long}: nobody }}")),
        (
            "a long argument",
            format!("{{ invoice(id: \"{long}\") {{ id }} }}"),
        ),
        ("a long comment", format!("#{long}")),
        (
            "a long enum",
            format!("{{ invoices(freshness: {long}) {{ totalCount }} }}"),
        ),
        (
            "a long directive",
            format!("{{ accounts @{long} {{ id }} }}"),
        ),
        (
            "a long type",
            format!("query ($a: {long}) {{ __typename }}"),
        ),
        (
            "a long block text",
            format!("{{ invoice(id: \"\"\"{long}\"\"\") {{ id }} }}"),
        ),
        (
            "many spaces",
            format!("{{ {} nobody }}", " ".repeat(60_000)),
        ),
        (
            "far too long",
            format!("{{ accounts {{ id }} }} # {}", "x".repeat(200_000)),
        ),
        (
            "many escapes",
            format!("{{ invoice(id: \"{}\") {{ id }} }}", "\\u0041".repeat(9000)),
        ),
    ] {
        let is_id = query.contains("invoice(id:");
        let is_empty = matches!(name, "a long comment" | "many spaces");
        let attack = Attack::query("bombs", name, Refused, &query);
        attacks.push(
            attack
                .code_if(is_id, "INVALID_ID")
                .code_if(is_empty, "INVALID_INPUT"),
        );
    }
    attacks
}

fn fragments() -> Vec<Attack> {
    let mut attacks = all(
        "fragments",
        &[
            "{ ...A } fragment A on Query { ...A }",
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }",
            "{ ...A } fragment A on Query { ... { ...A } }",
            "{ ...A } fragment A on Query { accounts { id } ...A }",
            "{ accounts { ...A } } fragment A on Account { invoices { nodes { account { ...A } } } }",
            "{ accounts { id } } fragment A on Query { ...A }",
            "{ accounts { id } } fragment A on Query { accounts { id } }",
            "{ ...A } fragment A on Query { __typename } fragment A on Query { __typename }",
            "{ ...A } fragment A on Nobody { a }",
            "{ ...A } fragment A on Invoice { id }",
            "{ accounts { ...A } } fragment A on Query { __typename }",
            "{ ...on }",
            "{ ...A } fragment A on Query",
        ],
    );
    let mut expand = |name: String, query: &str| {
        let attack = Attack::query("fragments", name, Refused, query);
        attacks.push(attack.says(Says::Code("LIMIT_EXCEEDED")));
    };
    for levels in [15, 20, 40, 400] {
        let mut query = "{ ...F0 } ".to_owned();
        for level in 0..levels {
            let next = level + 1;
            write!(
                query,
                "fragment F{level} on Query {{ ...F{next} ...F{next} }} "
            )
            .unwrap();
        }
        write!(
            query,
            "fragment F{levels} on Query {{ nobody accounts {{ id }} }}"
        )
        .unwrap();
        expand(format!("doubling {levels} times"), &query);
    }
    for count in [200, 1500] {
        let spreads = "...A ".repeat(count * 5);
        let query = format!("{{ {spreads} }} fragment A on Query {{ nobody }}");
        expand(format!("{} spreads", count * 5), &query);
        let mut chain = "{ ...F0 } ".to_owned();
        for level in 0..count {
            write!(chain, "fragment F{level} on Query {{ ...F{} }} ", level + 1).unwrap();
        }
        write!(chain, "fragment F{count} on Query {{ nobody }}").unwrap();
        expand(format!("a chain of {count}"), &chain);
    }
    attacks
}

fn introspection() -> Vec<Attack> {
    let mut attacks = vec![];
    for depth in [6, 16, 40] {
        let circle = format!(
            "{}name{}",
            "fields { type { ".repeat(depth),
            " } }".repeat(depth)
        );
        let query = format!("{{ __schema {{ types {{ {circle} }} }} }}");
        attacks.push(Attack::query(
            "introspection",
            format!("a circle of {depth}"),
            Refused,
            &query,
        ));
        let of = format!("{}name{}", "ofType { ".repeat(depth), " }".repeat(depth));
        let query = format!("{{ __type(name: \"Query\") {{ {of} }} }}");
        let expect = if depth < 10 { Free } else { Refused };
        attacks.push(Attack::query(
            "introspection",
            format!("ofType {depth}"),
            expect,
            &query,
        ));
    }
    for name in ["", "../../etc/passwd", "Nobody", "\\u0000"] {
        let query = format!("{{ __type(name: \"{name}\") {{ name }} }}");
        attacks.push(Attack::query("introspection", name, Free, &query));
    }
    attacks
}

/// What the specification refuses and the library underneath takes.
fn literals() -> Vec<Attack> {
    let mut attacks = all(
        "literals",
        &[
            "{ invoices(filter: {search: \"a\", search: \"b\"}) { totalCount } }",
            "{ invoices(filter: {search: \"a\", search: \"a\"}) { totalCount } }",
            "{ invoices(filter: {search: \"a\" status: [OPEN] search: \"b\"}) { totalCount } }",
            "{ invoices(filter: {issueDate: {from: \"2026-01-01\", from: \"2026-01-02\"}}) { totalCount } }",
            "query ($f: InvoiceFilter = {search: \"a\", search: \"b\"}) { invoices(filter: $f) { totalCount } }",
            "{ invoices(filter: {search: \"a\" #\n search #\n : \"b\"}) { totalCount } }",
            "{ invoices(filter: {search\u{feff}: \"a\", search: \"b\"}) { totalCount } }",
            "{ invoices(filter: {}, filter: {}) { totalCount } }",
            "{ invoices(freshness: \"LIVE\") { totalCount } }",
            "{ invoices(freshness: \"\"\"LIVE\"\"\") { totalCount } }",
            "{ invoices(filter: {status: [\"OPEN\"]}) { totalCount } }",
            "{ invoices(filter: {status: \"OPEN\"}) { totalCount } }",
            "{ invoices(filter: {status: [OPEN, \"PAID\"]}) { totalCount } }",
            "{ invoices(orderBy: {field: \"NUMBER\", direction: ASC}) { totalCount } }",
            "{ invoiceSummary(groupBy: [\"ACCOUNT\"]) { complete } }",
            "query ($f: Freshness = \"LIVE\") { invoices(freshness: $f) { totalCount } }",
            "query ($f: InvoiceFilter = {status: [\"OPEN\"]}) { invoices(filter: $f) { totalCount } }",
            "{ ...F } fragment F on Query { invoices(freshness: \"LIVE\") { totalCount } }",
            "{ ... { ... on Query { invoices(freshness: \"LIVE\") { totalCount } } } }",
            "mutation { pauseInvoice(input: {invoiceId: \"a\", invoiceId: \"b\"}) { outcome } }",
        ],
    );
    // In variables, which are JSON, a text is how a name is written.
    let variables = r#"{"query": "query ($f: Freshness) { invoices(first: 1, freshness: $f) { totalCount } }", "variables": {"f": "CACHED"}}"#;
    attacks.push(Attack::body(
        "literals",
        "a name in variables",
        Answered,
        variables,
    ));
    attacks
}
