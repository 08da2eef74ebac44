//! What clients give in a vendor's own words, on its way into the vendor's request.

use async_graphql::MaybeUndefined;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::scalar::DecimalText;

/// The fields of a native input in the vendor's names: what was left out is not there, what is to be emptied is null.
#[must_use]
pub fn fields(input: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(input) {
        Ok(Value::Object(fields)) => fields,
        _ => unreachable!("a native input is an object of plain values"),
    }
}

/// Writes an exact number as its text.
pub(super) fn decimal<S: Serializer>(
    number: &MaybeUndefined<DecimalText>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match number {
        MaybeUndefined::Value(number) => serializer.collect_str(&number.0),
        _ => serializer.serialize_none(),
    }
}
