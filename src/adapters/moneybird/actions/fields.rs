//! A request's fields as they come together, with what of the input has no place among them.

use serde_json::{Map, Value};

use crate::{
    domain::{Decimal, NativeId},
    provider::action::Refusal,
};

/// Moneybird takes no amount beyond it, either way.
const LARGEST: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

/// The fields of one object of a request.
#[derive(Debug, Default)]
pub(super) struct Fields {
    map: Map<String, Value>,
    refusals: Vec<Refusal>,
}

impl Fields {
    /// Sets a field.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.map.insert(key.to_owned(), value.into());
    }

    /// Sets a field that was given.
    pub(super) fn give<T: Into<Value>>(&mut self, key: &str, value: Option<T>) {
        if let Some(value) = value {
            self.set(key, value);
        }
    }

    /// Sets an id that was given.
    pub(super) fn id(&mut self, key: &str, id: Option<&NativeId>) {
        self.give(key, id.map(NativeId::as_str));
    }

    /// Sets an amount of money, given at `path`.
    pub(super) fn money(&mut self, key: &str, path: &str, amount: Decimal) {
        if amount.abs() > LARGEST {
            self.refuse(Refusal::invalid(
                path,
                "moneybird takes no amount beyond 1000000000",
            ));
        }
        self.set(key, amount.to_string());
    }

    /// Whether nothing was asked for: neither a field nor anything that was refused.
    pub(super) fn is_empty(&self) -> bool {
        self.map.is_empty() && self.refusals.is_empty()
    }

    /// Whether a field is set.
    pub(super) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// Takes a field out again.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.map.remove(key)
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

    /// Adds the refusals of fields that go elsewhere, and gives those fields.
    pub(super) fn adopt(&mut self, other: Self) -> Map<String, Value> {
        self.refusals.extend(other.refusals);
        other.map
    }

    /// The fields, if nothing was refused.
    pub(super) fn finish(self) -> Result<Map<String, Value>, Vec<Refusal>> {
        if self.refusals.is_empty() {
            Ok(self.map)
        } else {
            Err(self.refusals)
        }
    }
}
