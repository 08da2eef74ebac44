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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::native::{MoneybirdCustomFieldInput, MoneybirdInvoiceInput, MoneybirdPaymentInput};

    #[test]
    fn what_was_left_out_is_not_there_and_what_is_to_be_emptied_is_null() {
        assert_eq!(fields(&MoneybirdInvoiceInput::default()), Map::new());
        let custom = MoneybirdCustomFieldInput {
            id: "8".into(),
            value: "x".to_owned(),
        };
        let input = MoneybirdInvoiceInput {
            workflow_id: MaybeUndefined::Null,
            first_due_interval: MaybeUndefined::Value(14),
            custom_fields: MaybeUndefined::Value(vec![custom]),
            ..MoneybirdInvoiceInput::default()
        };
        assert_eq!(
            Value::Object(fields(&input)),
            json!({"workflow_id": null, "first_due_interval": 14, "custom_fields_attributes": [{"id": "8", "value": "x"}]})
        );
    }

    #[test]
    fn an_exact_number_is_written_as_its_text() {
        let number = DecimalText("127.990".parse().unwrap());
        let input = MoneybirdPaymentInput {
            price_base: MaybeUndefined::Value(number),
            ..MoneybirdPaymentInput::default()
        };
        assert_eq!(
            Value::Object(fields(&input)),
            json!({"price_base": "127.990"})
        );
    }
}
