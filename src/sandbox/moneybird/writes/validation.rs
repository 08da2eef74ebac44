//! Collects what is wrong with a request: the vendor reports all fields at once.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::sandbox::moneybird::errors::Refusal;

/// The mistakes of one request; names are dotted below the wrapper, such as `details.price`.
#[derive(Debug, Default)]
pub(super) struct Validation {
    messages: Map<String, Value>,
    details: Map<String, Value>,
}

impl Validation {
    /// Notes a mistake with its code and what else its details hold.
    fn add(&mut self, name: &str, message: &str, detail: Value) {
        for (map, value) in [
            (&mut self.messages, json!(message)),
            (&mut self.details, detail),
        ] {
            let list = map.entry(name).or_insert_with(|| json!([]));
            if let Value::Array(list) = list
                && !list.contains(&value)
            {
                list.push(value);
            }
        }
    }

    pub(super) fn blank(&mut self, name: &str) {
        self.add(name, "can't be blank", json!({"error": "blank"}));
    }

    pub(super) fn not_a_number(&mut self, name: &str) {
        self.add(name, "is not a number", json!({"error": "not_a_number"}));
    }

    pub(super) fn not_a_date(&mut self, name: &str) {
        self.add(
            name,
            "is not a valid date",
            json!({"error": "invalid_date"}),
        );
    }

    /// Notes an id that this administration does not have.
    pub(super) fn not_found(&mut self, name: &str) {
        self.add(name, "is not found", json!({"error": "invalid"}));
    }

    pub(super) fn invalid(&mut self, name: &str) {
        self.add(name, "is invalid", json!({"error": "invalid"}));
    }

    pub(super) fn not_in_list(&mut self, name: &str, value: &str) {
        let detail = json!({"error": "inclusion", "value": value});
        self.add(name, "is not included in the list", detail);
    }

    /// Notes an amount beyond a billion.
    pub(super) fn out_of_range(&mut self, name: &str) {
        let detail = json!({"error": "less_than_or_equal_to", "count": 1_000_000_000});
        let message = "must be less than or equal to 1000000000";
        self.add(name, message, detail);
    }

    pub(super) fn is_zero(&mut self, name: &str) {
        let detail = json!({"error": "other_than", "count": 0});
        self.add(name, "must be other than 0", detail);
    }

    pub(super) fn not_a_percentage(&mut self, name: &str) {
        let detail = json!({"error": "less_than_or_equal_to", "count": 100});
        self.add(name, "must be less than or equal to 100", detail);
    }

    /// Refuses if there was any mistake.
    pub(super) fn finish(self) -> Result<(), Box<Refusal>> {
        if self.messages.is_empty() {
            return Ok(());
        }
        let body = json!({"error": self.messages, "details": self.details});
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Err(Box::new(Refusal::with_body(status, body)))
    }
}
