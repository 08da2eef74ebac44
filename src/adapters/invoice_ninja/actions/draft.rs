//! A request's body while it is written, with all that stands against it.

use serde_json::{Map, Value};

use crate::{domain::Decimal, provider::action::Refusal};

/// A body in the vendor's words, and why it cannot be sent.
#[derive(Debug, Default)]
pub(super) struct Draft {
    fields: Map<String, Value>,
    refusals: Vec<Refusal>,
}

impl Draft {
    /// Writes a field.
    pub(super) fn set(&mut self, wire: &str, value: impl Into<Value>) {
        self.fields.insert(wire.to_owned(), value.into());
    }

    /// Writes a field, where there is something to write.
    pub(super) fn set_some(&mut self, wire: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.set(wire, value);
        }
    }

    /// Leaves a field out after all.
    pub(super) fn remove(&mut self, wire: &str) {
        self.fields.remove(wire);
    }

    /// Whether nothing is written yet, and nothing stands against it.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.refusals.is_empty()
    }

    /// What a field says.
    pub(super) fn get(&self, wire: &str) -> Option<&Value> {
        self.fields.get(wire)
    }

    /// Says why it cannot be sent.
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    /// Refuses a part of the input that the vendor has no word for, where it was asked for.
    pub(super) fn unsupported(&mut self, is_asked: bool, path: &str, message: &str) {
        if is_asked {
            self.refuse(Refusal::unsupported(path, message));
        }
    }

    /// Takes over what stands against a part of it.
    pub(super) fn refuse_all(&mut self, refusals: Vec<Refusal>) {
        self.refusals.extend(refusals);
    }

    /// The body, or all that stands against it.
    pub(super) fn finish(self) -> Result<Value, Vec<Refusal>> {
        if self.refusals.is_empty() {
            Ok(Value::Object(self.fields))
        } else {
            Err(self.refusals)
        }
    }
}

/// An exact number as its shortest text: the server takes numbers in quotes, and to it "0.00" is not nothing.
pub(super) fn number(number: Decimal) -> Value {
    Value::String(number.normalize().to_string())
}
