//! The file as TOML: parsed once and cut into sections.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    problem::ConfigError,
    section::{Place, Section},
};

/// How many syntax errors are told: after the first few, one follows from the other.
const SYNTAX_ERRORS_TOLD: usize = 5;

/// Asks the environment for a variable.
pub(super) type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// Where a byte of the file is, in words.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    pub(super) file: Arc<str>,
    starts: Arc<[usize]>,
}

impl Lines {
    fn new(file: &str, text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(position, _)| position + 1));
        Self {
            file: file.into(),
            starts: starts.collect(),
        }
    }

    /// The line of a byte, counted from 1.
    pub(super) fn line(&self, position: usize) -> usize {
        self.starts.partition_point(|start| *start <= position)
    }

    /// The column of a byte, counted from 1, in bytes.
    fn column(&self, position: usize) -> usize {
        position - self.starts[self.line(position) - 1] + 1
    }
}

/// A parsed file, as it was typed.
pub(super) struct Document<'t> {
    lines: Lines,
    table: DeTable<'t>,
    env: Environment<'t>,
    /// What was found wrong so far.
    pub(super) problems: Vec<ConfigError>,
}

impl<'t> Document<'t> {
    /// Parses the text.
    ///
    /// # Errors
    /// The syntax errors. Only their place and kind are told: the parser's own display would show the line, and the line
    /// may hold a secret.
    pub(super) fn parse(
        text: &'t str,
        file: &str,
        env: Environment<'t>,
    ) -> Result<Self, Vec<ConfigError>> {
        let lines = Lines::new(file, text);
        let (table, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            let table = table.into_inner();
            let problems = vec![];
            return Ok(Self {
                lines,
                table,
                env,
                problems,
            });
        }
        let told = errors.iter().take(SYNTAX_ERRORS_TOLD);
        let told = told.map(|error| {
            let position = error.span().map(|span| span.start);
            ConfigError {
                file: Arc::clone(&lines.file),
                line: position.map(|position| lines.line(position)),
                column: position.map(|position| lines.column(position)),
                message: format!("not valid TOML: {}", error.message()),
            }
        });
        Err(told.collect())
    }

    /// Adds a problem with the file as a whole.
    pub(super) fn refuse(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.problems.push(ConfigError {
            file: Arc::clone(&self.lines.file),
            line,
            column: None,
            message: message.into(),
        });
    }

    fn refuse_at(&mut self, position: usize, message: impl Into<String>) {
        self.refuse(Some(self.lines.line(position)), message);
    }

    /// Refuses sections that do not exist.
    pub(super) fn refuse_unknown(&mut self, known: &[&str]) {
        let names = self.table.keys();
        let unknown = names.filter(|name| !known.contains(&name.get_ref().as_ref()));
        let unknown: Vec<_> = unknown.cloned().collect();
        for name in unknown {
            let message = format!(
                "unknown section {:?}; known sections are {}",
                name.get_ref(),
                known.join(", ")
            );
            self.refuse_at(name.span().start, message);
        }
    }

    /// Reads `[name]`; without one, everything in it is unset.
    pub(super) fn section<T: DeserializeOwned + Default>(&mut self, name: &str) -> Section<'t, T> {
        let label = format!("[{name}]");
        let (table, start) = match self.table.get(name) {
            None => (DeTable::new(), None),
            Some(value) => match value.get_ref() {
                DeValue::Table(table) => (table.clone(), Some(value.span().start)),
                _ => {
                    let start = value.span().start;
                    self.refuse_at(start, format!("{name} must be a section: write {label}"));
                    (DeTable::new(), None)
                }
            },
        };
        let place = Place {
            lines: self.lines.clone(),
            label,
            table,
            start,
        };
        Section::read(place, self.env, &mut self.problems)
    }

    /// Reads every `[[name]]`.
    pub(super) fn sections<T: DeserializeOwned + Default>(
        &mut self,
        name: &str,
    ) -> Vec<Section<'t, T>> {
        let Some(value) = self.table.get(name).cloned() else {
            return vec![];
        };
        let DeValue::Array(tables) = value.get_ref() else {
            let message = format!("{name} must be a list of sections: write [[{name}]]");
            self.refuse_at(value.span().start, message);
            return vec![];
        };
        let mut sections = vec![];
        for (position, value) in tables.iter().enumerate() {
            let start = value.span().start;
            let DeValue::Table(table) = value.get_ref() else {
                self.refuse_at(
                    start,
                    format!("{name} must hold sections: write [[{name}]]"),
                );
                continue;
            };
            let label = format!("[[{name}]] {}", name_of(table, position));
            let place = Place {
                lines: self.lines.clone(),
                label,
                table: table.clone(),
                start: Some(start),
            };
            sections.push(Section::read(place, self.env, &mut self.problems));
        }
        sections
    }
}

/// What tells one `[[...]]` from the other: its id or name as typed, else its number.
fn name_of(table: &DeTable<'_>, position: usize) -> String {
    for key in ["id", "name"] {
        if let Some(DeValue::String(text)) = table.get(key).map(Spanned::get_ref) {
            return format!("{text:?}");
        }
    }
    format!("#{}", position + 1)
}
