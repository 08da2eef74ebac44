//! A request's fields as they come together, with what of the input has no place among them.

use serde_json::{Map, Value};

use crate::provider::action::{Action, Change, Refusal};

/// Why nothing can be emptied.
const NO_EMPTYING: &str = "dashdoc does not say how it is emptied: give another value";

/// The fields of a request.
#[derive(Debug, Default)]
pub(super) struct Body {
    map: Map<String, Value>,
    refusals: Vec<Refusal>,
}

impl Body {
    /// Sets a field.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.map.insert(key.to_owned(), value.into());
    }

    /// Sets a field that is to change, given at `path`; a text that is empty would empty it.
    pub(super) fn change<T>(
        &mut self,
        key: &str,
        path: &str,
        change: &Change<T>,
        text: impl Fn(&T) -> String,
    ) {
        match change.value().map(text) {
            Some(text) if !text.trim().is_empty() => self.set(key, text),
            _ => self.unsupported(path, change.is_asked(), NO_EMPTYING),
        }
    }

    /// Takes native fields over; null leaves one to the vendor. What is not `taken` here is refused.
    pub(super) fn add_native(&mut self, action: &Action, taken: &[&str]) {
        let native = action.native.as_ref().map(|native| &native.fields);
        for (wire, value) in native.into_iter().flatten() {
            if value.is_null() {
                continue;
            }
            let path = native_path(wire);
            match taken.contains(&wire.as_str()) {
                true => self.set(wire, value.clone()),
                false => self.unsupported(&path, true, "dashdoc does not take this here"),
            }
        }
    }

    /// Takes a field out again.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.map.remove(key)
    }

    /// Whether nothing was asked for: neither a field nor anything that was refused.
    pub(super) fn is_empty(&self) -> bool {
        self.map.is_empty() && self.refusals.is_empty()
    }

    /// Says that a part of the input has no place here.
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    /// Says that a part of the input is not what this provider has, if it was given.
    pub(super) fn unsupported(&mut self, path: &str, is_given: bool, message: &str) {
        if is_given {
            self.refuse(Refusal::unsupported(path, message));
        }
    }

    /// The fields, if nothing was refused.
    pub(super) fn finish(self) -> Result<Value, Vec<Refusal>> {
        if self.refusals.is_empty() {
            Ok(Value::Object(self.map))
        } else {
            Err(self.refusals)
        }
    }
}

/// Where a native field is in the input.
pub(super) fn native_path(wire: &str) -> String {
    let mut words = wire.split('_');
    let first = words.next().unwrap_or_default();
    let mut path = format!("native.dashdoc.{first}");
    for word in words {
        let mut letters = word.chars();
        path.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        path.push_str(letters.as_str());
    }
    path
}
