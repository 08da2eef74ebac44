//! Holds an adapter's `MAPPING.md` to the code: it names every field of the shared invoice, and no field that is not there.

use std::collections::HashMap;

const SHARED: [&str; 3] = [
    include_str!("../../domain/invoice.rs"),
    include_str!("../../domain/children.rs"),
    include_str!("../../domain/party.rs"),
];

/// An adapter's table, and what its columns after the first name.
#[derive(Debug)]
pub(crate) struct Table {
    /// The text of `MAPPING.md`.
    pub(crate) text: &'static str,
    /// The sources of the native types.
    pub(crate) native: &'static [&'static str],
    /// The native type that each column starts from.
    pub(crate) columns: &'static [&'static str],
    /// Turns a vendor's name into that of the native field.
    pub(crate) field: fn(&str) -> String,
}

impl Table {
    /// Every name in backticks must be a field.
    pub(crate) fn names_only_fields(&self) {
        let (shared, native) = (types(&SHARED), types(self.native));
        for row in self.rows() {
            assert_eq!(row.len(), self.columns.len() + 1, "cells in {row:?}");
            for name in names(row[0]) {
                assert!(exists(&shared, "Invoice", &snake(name)), "{name}");
            }
            for (cell, column) in row[1..].iter().zip(self.columns) {
                for name in names(cell) {
                    assert!(exists(&native, column, &(self.field)(name)), "{name}");
                }
            }
        }
    }

    /// Every field of the shared invoice must have a row.
    pub(crate) fn names_every_field(&self) {
        let rows = self.rows();
        let unified: Vec<String> = rows
            .iter()
            .flat_map(|row| names(row[0]))
            .map(snake)
            .collect();
        for field in types(&SHARED)["Invoice"].keys() {
            let listed = |name: &String| name.split(['.', '[']).next() == Some(field);
            assert!(unified.iter().any(listed), "{field} has no row");
        }
    }

    fn rows(&self) -> Vec<Vec<&'static str>> {
        let rows = self.text.lines().filter(|line| line.starts_with("| `"));
        rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
            .collect()
    }
}

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
        let is_list = ["Vec<", "List<"].iter().any(|list| kind.contains(list));
        if is_list != step.ends_with("[]") {
            return false;
        }
        let inner = kind.rsplit('<').next().unwrap_or(kind);
        current = inner.trim_end_matches('>').to_owned();
    }
    true
}

/// Writes a name in camel case as the fields of a struct are written.
pub(crate) fn snake(name: &str) -> String {
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
