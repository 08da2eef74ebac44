//! Values of variables that are longer than anything that belongs in their place.
//!
//! A text, or data of any shape, may be as long as the body. Everything else is short. What is not is refused here, once
//! and without being quoted: GraphQL would quote a value that does not fit in full, for every field that uses it.

use async_graphql::{
    Value, Variables,
    parser::types::{BaseType, OperationDefinition, Type},
};

use crate::{
    error::ErrorKind,
    server::{
        literals::Literals,
        refusal::{Refusal, clipped},
    },
};

/// Longest id that anybody gives, in bytes, and longest value of every other kind that is short.
pub(super) const MAX_SHORT: usize = 512;

/// Refuses an operation with a variable that is too long, naming the first.
pub(super) fn check_lengths(
    operation: &OperationDefinition,
    variables: &Variables,
    literals: &Literals,
) -> Result<(), Refusal> {
    for definition in &operation.variable_definitions {
        let variable = &definition.node;
        let name = variable.name.node.as_str();
        let long = variables
            .get(name)
            .and_then(|value| too_long(value, &variable.var_type.node, literals));
        if let Some(of) = long {
            let name = clipped(name);
            let message = format!("the variable ${name} has {}", longer_than(of));
            return Err(Refusal::document(kind(of), message).at(definition.pos));
        }
    }
    Ok(())
}

/// Says that a value is too long for its type.
pub(super) fn longer_than(of: &str) -> String {
    let of = clipped(of);
    format!("a value of more than {MAX_SHORT} bytes where {of} belongs: give one that fits")
}

/// What a value that is too long for its type is refused as.
pub(super) fn kind(of: &str) -> ErrorKind {
    match of {
        "ID" => ErrorKind::InvalidId,
        _ => ErrorKind::InvalidInput,
    }
}

/// The type whose place has a value that is too long for it. Recurses no deeper than the reader of the body allowed.
fn too_long<'a>(value: &Value, of: &'a Type, literals: &'a Literals) -> Option<&'a str> {
    let name = match (&of.base, value) {
        (BaseType::List(of), Value::List(items)) => {
            return items.iter().find_map(|item| too_long(item, of, literals));
        }
        // A single value stands for the list of it.
        (BaseType::List(of), _) => return too_long(value, of, literals),
        (BaseType::Named(name), _) => name.as_str(),
    };
    match (value, literals.input(name)) {
        (Value::Object(fields), Some(types)) => fields.iter().find_map(|(field, value)| {
            let unknown = || (field.len() > MAX_SHORT).then_some(name);
            let of = types.get(field.as_str());
            of.map_or_else(unknown, |of| too_long(value, of, literals))
        }),
        (Value::String(_), _) if name == "String" => None,
        _ if name == "JSON" => None,
        _ => (size(value) > MAX_SHORT).then_some(name),
    }
}

/// About how many bytes a value has where it is quoted.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Enum(name) => name.len(),
        Value::List(items) => items.iter().map(|item| 1 + size(item)).sum(),
        Value::Object(fields) => {
            let fields = fields.iter();
            fields.map(|(name, value)| name.len() + size(value)).sum()
        }
        _ => 1,
    }
}
