//! `MAPPING.md` names every field of the shared invoice, and no field that is not there.

use std::collections::HashMap;

const TABLE: &str = include_str!("../MAPPING.md");

const SHARED: [&str; 3] = [
    include_str!("../../../domain/invoice.rs"),
    include_str!("../../../domain/children.rs"),
    include_str!("../../../domain/party.rs"),
];

const NATIVE: [&str; 7] = [
    include_str!("../../../native/invoice_ninja/activity.rs"),
    include_str!("../../../native/invoice_ninja/client.rs"),
    include_str!("../../../native/invoice_ninja/document.rs"),
    include_str!("../../../native/invoice_ninja/invitation.rs"),
    include_str!("../../../native/invoice_ninja/invoice.rs"),
    include_str!("../../../native/invoice_ninja/line_item.rs"),
    include_str!("../../../native/invoice_ninja/payment.rs"),
];

/// The fields of each type with their types, by the source text.
type Types = HashMap<String, HashMap<String, String>>;

fn types(sources: &[&str]) -> Types {
    let mut types = Types::new();
    let mut current = String::new();
    for line in sources.iter().flat_map(|source| source.lines()) {
        if let Some(rest) = line.strip_prefix("pub struct ") {
            let end = rest
                .find(|c: char| !c.is_alphanumeric())
                .unwrap_or(rest.len());
            current = rest[..end].to_owned();
        }
        if let Some((name, kind)) = line
            .strip_prefix("    pub ")
            .and_then(|f| f.split_once(": "))
        {
            let fields = types.entry(current.clone()).or_default();
            fields.insert(name.to_owned(), kind.trim_end_matches(',').to_owned());
        }
    }
    types
}

/// Walks a path such as `details[].price` and tells whether each step is there.
fn exists(types: &Types, start: &str, path: &str) -> bool {
    let mut current = start.to_owned();
    for step in path.split('.') {
        let Some(kind) = types
            .get(&current)
            .and_then(|fields| fields.get(step.trim_end_matches("[]")))
        else {
            return false;
        };
        if kind.contains("Vec<") != step.ends_with("[]") {
            return false;
        }
        let inner = kind.rsplit('<').next().unwrap_or(kind);
        current = inner.trim_end_matches('>').to_owned();
    }
    true
}

fn snake(name: &str) -> String {
    name.chars().fold(String::new(), |mut snake, letter| {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
        snake
    })
}

/// The names between backticks.
fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn rows() -> Vec<Vec<&'static str>> {
    let rows = TABLE.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

#[test]
fn every_name_in_the_table_is_a_field() {
    let (shared, native) = (types(&SHARED), types(&NATIVE));
    for row in rows() {
        let [unified, native_names] = row[..] else {
            panic!("two cells in {row:?}");
        };
        for name in names(unified) {
            assert!(exists(&shared, "Invoice", &snake(name)), "{name}");
        }
        for name in names(native_names) {
            assert!(exists(&native, "InvoiceNinjaInvoice", name), "{name}");
        }
    }
}

#[test]
fn every_field_of_an_invoice_is_in_the_table() {
    let unified: Vec<String> = rows()
        .iter()
        .flat_map(|row| names(row[0]))
        .map(snake)
        .collect();
    for field in types(&SHARED)["Invoice"].keys() {
        let listed = |name: &String| name.split(['.', '[']).next() == Some(field);
        assert!(unified.iter().any(listed), "{field} has no row");
    }
}
