//! How many rows of a list.

use std::borrow::Cow;

use async_graphql::{InputType, InputValueError, InputValueResult, Value, registry::Registry};

/// An `Int` that is judged where the list is made: GraphQL itself would answer an `Int` beyond 32 bits by an error that
/// takes all other fields of the answer with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows(pub(crate) i32);

impl InputType for Rows {
    type RawValueType = i32;

    fn type_name() -> Cow<'static, str> {
        <i32 as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <i32 as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        let Value::Number(number) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let Some(rows) = number.as_i64() else {
            return Err(InputValueError::expected_type(value));
        };
        // What does not fit is too many rows or too few, and is told as that.
        let beyond = if rows < 0 { i32::MIN } else { i32::MAX };
        Ok(Self(i32::try_from(rows).unwrap_or(beyond)))
    }

    fn to_value(&self) -> Value {
        Value::from(self.0)
    }

    fn as_raw_value(&self) -> Option<&i32> {
        Some(&self.0)
    }
}
