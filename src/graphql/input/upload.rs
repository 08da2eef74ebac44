//! A file that comes with the request.

use std::borrow::Cow;

use async_graphql::{
    Context, InputType, InputValueError, InputValueResult, UploadValue, Value, registry::Registry,
};

/// What stands for a file in the variables, with the file's number behind it; the server puts it there.
const PREFIX: &str = "#__graphql_file__:";

/// The `Upload` of the library, whose own reader takes any text for a file's number and panics where it is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Upload(usize);

impl Upload {
    /// The file; `None` where somebody wrote the number of a file that did not come.
    pub(crate) fn value(self, ctx: &Context<'_>) -> Option<std::io::Result<UploadValue>> {
        let file = ctx.query_env.uploads.get(self.0)?;
        Some(file.try_clone())
    }
}

impl InputType for Upload {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <async_graphql::Upload as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <async_graphql::Upload as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let number = match &value {
            Some(Value::String(text)) => text.strip_prefix(PREFIX),
            _ => None,
        };
        let number = number.and_then(|number| number.parse().ok());
        number.map(Self).ok_or_else(|| {
            let message = "a file comes as a part of a multipart request, and null in its place";
            InputValueError::custom(message)
        })
    }

    fn to_value(&self) -> Value {
        Value::Null
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
