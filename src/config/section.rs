//! One section: its typed form read into its mirror, key by key, so that one wrong key never hides another.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::{
    document::{Environment, Lines},
    environment::{Unfilled, fill},
    problem::ConfigError,
};

/// Where a section is and how it is called in messages.
pub(super) struct Place<'t> {
    pub(super) lines: Lines,
    pub(super) label: String,
    /// As typed: the only form that messages quote.
    pub(super) table: DeTable<'t>,
    /// Where it starts; `None` if it is not in the file.
    pub(super) start: Option<usize>,
}

impl Place<'_> {
    /// The line of a key, or of the section where the key is not in it.
    fn line(&self, key: &str) -> Option<usize> {
        let position = self
            .table
            .get_key_value(key)
            .map(|(key, _)| key.span().start);
        position.or(self.start).map(|start| self.lines.line(start))
    }

    fn problem(&self, key: &str, message: &str) -> ConfigError {
        ConfigError {
            file: Arc::clone(&self.lines.file),
            line: self.line(key),
            column: None,
            message: format!("{}: {message}", self.label),
        }
    }

    /// A key's value as it was typed, for messages.
    fn typed(&self, key: &str) -> String {
        match self.table.get(key).map(Spanned::get_ref) {
            Some(DeValue::String(text)) => format!("{text:?}"),
            Some(DeValue::Integer(number)) => number.to_string(),
            Some(other) => kind_of(other).to_owned(),
            None => "the default".to_owned(),
        }
    }
}

/// A section that was read: its values, and the means to say what is wrong with them.
pub(super) struct Section<'t, T> {
    place: Place<'t>,
    /// Keys that were told to be wrong already: nothing more is said of them.
    spoiled: BTreeSet<String>,
    pub(super) values: T,
}

impl<'t, T: DeserializeOwned + Default> Section<'t, T> {
    /// Fills in the environment and reads the mirror. A key that cannot be read is told, taken out, and the rest is read
    /// again.
    pub(super) fn read(
        place: Place<'t>,
        env: Environment<'_>,
        problems: &mut Vec<ConfigError>,
    ) -> Self {
        let mut spoiled = BTreeSet::new();
        let mut table = place.table.clone();
        for (key, value) in &mut table {
            if let Err(unfilled) = fill_value(value.get_mut(), env) {
                let key = key.get_ref();
                problems.push(place.problem(key, &about_unfilled(key, &unfilled)));
                spoiled.insert(key.to_string());
            }
        }
        for key in &spoiled {
            table.remove(key.as_str());
        }

        let values = loop {
            let value = Spanned::new(0..0, DeValue::Table(table.clone()));
            let result = serde_path_to_error::deserialize(ValueDeserializer::from(value));
            let error: serde_path_to_error::Error<toml::de::Error> = match result {
                Ok(values) => break values,
                Err(error) => error,
            };
            let Some(Segment::Map { key }) = error.path().iter().next() else {
                problems.push(place.problem("", "cannot be understood"));
                break T::default();
            };
            let message = about_unread(
                &place,
                &name_of(error.path()),
                error.inner().message(),
                find(&table, error.path()),
            );
            problems.push(place.problem(key, &message));
            spoiled.insert(key.clone());
            if table.remove(key.as_str()).is_none() {
                break T::default();
            }
        };
        Self {
            place,
            spoiled,
            values,
        }
    }
}

impl<T> Section<'_, T> {
    /// Whether the file has this section.
    pub(super) fn is_present(&self) -> bool {
        self.place.start.is_some()
    }

    /// The section's first line, if it is in the file.
    pub(super) fn line(&self) -> Option<usize> {
        self.place.line("")
    }

    /// Whether the file sets this key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.place.table.contains_key(key)
    }

    /// The file's name.
    pub(super) fn file(&self) -> Arc<str> {
        Arc::clone(&self.place.lines.file)
    }

    /// What is wrong with a key, unless that was told already.
    pub(super) fn refuse(
        &self,
        key: &str,
        message: impl AsRef<str>,
        problems: &mut Vec<ConfigError>,
    ) {
        if !self.spoiled.contains(key) {
            problems.push(self.place.problem(key, message.as_ref()));
        }
    }

    /// A sentence about a key that is no problem.
    pub(super) fn remark(&self, key: &str, message: &str) -> String {
        self.place.problem(key, message).to_string()
    }

    /// A key's value as it was typed, for messages. Not for keys that hold secrets.
    pub(super) fn typed(&self, key: &str) -> String {
        self.place.typed(key)
    }
}

fn fill_value(value: &mut DeValue<'_>, env: Environment<'_>) -> Result<(), Unfilled> {
    match value {
        DeValue::String(text) => {
            if text.contains("${") {
                *text = Cow::Owned(fill(text, env)?);
            }
            Ok(())
        }
        DeValue::Array(values) => values
            .iter_mut()
            .try_for_each(|value| fill_value(value.get_mut(), env)),
        DeValue::Table(table) => table
            .iter_mut()
            .try_for_each(|(_, value)| fill_value(value.get_mut(), env)),
        _ => Ok(()),
    }
}

fn about_unfilled(key: &str, unfilled: &Unfilled) -> String {
    match unfilled {
        Unfilled::Missing(name) => {
            format!("{key} needs the environment variable {name}, which is not set")
        }
        Unfilled::Malformed => format!(
            "{key} has \"${{\" without a variable's name and \"}}\"; write \"$${{\" where the text itself is meant"
        ),
    }
}

/// The keys that lead to a value, as far as they have names.
fn name_of(path: &serde_path_to_error::Path) -> String {
    let keys = path.iter().filter_map(|segment| match segment {
        Segment::Map { key } => Some(key.as_str()),
        _ => None,
    });
    keys.collect::<Vec<_>>().join(".")
}

/// Says what the reader could not read. Its own message may quote the value, so only the part that it expected is used.
fn about_unread(
    place: &Place<'_>,
    key: &str,
    message: &str,
    found: Option<&DeValue<'_>>,
) -> String {
    if message.starts_with("unknown field ") {
        let known = message.rsplit("expected ").next().unwrap_or_default();
        let known = known.trim_start_matches("one of ").replace('`', "");
        return format!("unknown key {key:?}; known keys are {known}");
    }
    if message.starts_with("is not a ") {
        return format!("{key} {} {message}", place.typed(key));
    }
    let expected = match message.rsplit_once(", expected ") {
        Some((_, "a boolean")) => "true or false",
        Some((_, "i64")) => "a whole number",
        Some((_, "a sequence")) => "a list",
        Some((_, "a map")) => "a table",
        Some((_, expected)) => expected,
        None => return format!("{key} cannot be understood"),
    };
    let found = found.map_or("something else", kind_of);
    format!("{key} must be {expected}, not {found}")
}

/// The value at a path, as far as it can be followed.
fn find<'v>(table: &'v DeTable<'v>, path: &serde_path_to_error::Path) -> Option<&'v DeValue<'v>> {
    let mut segments = path.iter();
    let Some(Segment::Map { key }) = segments.next() else {
        return None;
    };
    let mut value = table.get(key.as_str())?.get_ref();
    for segment in segments {
        value = match (segment, value) {
            (Segment::Seq { index }, DeValue::Array(values)) => values.get(*index)?.get_ref(),
            (Segment::Map { key }, DeValue::Table(table)) => table.get(key.as_str())?.get_ref(),
            _ => break,
        };
    }
    Some(value)
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a bare number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
