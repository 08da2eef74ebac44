//! Values of variables that are longer than anything that belongs in their place.
//!
//! A text, or data of any shape, may be as long as the body, where a text or such data belongs. Everything else is short.
//! What is not is refused here, once and without being quoted: GraphQL would quote a value that does not fit in full, for
//! every field that uses it.

use std::collections::HashSet;

use async_graphql::{
    Pos, Value, Variables,
    parser::types::{
        BaseType, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, Type,
    },
};
use async_graphql_value::Value as Literal;

use crate::{
    error::ErrorKind,
    server::{
        literals::{Literals, named},
        operation::root_type,
        refusal::{Refusal, clipped},
    },
};

/// Longest id that anybody gives, in bytes, and longest value of every other kind that is short.
pub(super) const MAX_SHORT: usize = 512;

/// Refuses an operation with a variable that is too long, naming the first.
pub(super) fn check_lengths(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    literals: &Literals,
) -> Result<(), Refusal> {
    let mut long = Vec::new();
    for definition in &operation.variable_definitions {
        let variable = &definition.node;
        let (name, ty) = (variable.name.node.as_str(), &variable.var_type.node);
        let Some(value) = variables.get(name).filter(|value| size(value) > MAX_SHORT) else {
            continue;
        };
        if let Some(of) = too_long(value, ty, literals) {
            let name = clipped(name);
            let message = format!("the variable ${name} has {}", longer_than(of));
            return Err(Refusal::document(kind(of), message).at(definition.pos));
        }
        long.push((name, named(ty)));
    }
    if long.is_empty() {
        return Ok(());
    }
    let mut uses = Uses {
        document,
        literals,
        long,
        seen: HashSet::new(),
    };
    uses.set(&operation.selection_set.node, root_type(operation.ty))
}

/// Where an operation uses its long variables.
struct Uses<'a> {
    document: &'a ExecutableDocument,
    literals: &'a Literals,
    /// Each with the name of its type inside all brackets.
    long: Vec<(&'a str, &'a str)>,
    /// The fragments that were looked into: all that are spread are, once.
    seen: HashSet<&'a str>,
}

impl<'a> Uses<'a> {
    /// Refuses a variable in a place of another type. Recurses no deeper than the gate allowed.
    fn set(&mut self, set: &'a SelectionSet, ty: &'a str) -> Result<(), Refusal> {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, ty)?,
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let ty = condition.map_or(ty, |condition| condition.node.on.node.as_str());
                    self.set(&inline.node.selection_set.node, ty)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = self.document.fragments.get(name);
                    if let Some(fragment) = fragment.filter(|_| self.seen.insert(name.as_str())) {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.set(&fragment.node.selection_set.node, on)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &'a Field, ty: &str) -> Result<(), Refusal> {
        let Some(signature) = self.literals.signature(ty, &field.name.node) else {
            return Ok(());
        };
        for (name, value) in &field.arguments {
            if let Some(of) = signature.arguments.get(name.node.as_str()) {
                self.value(&value.node, named(of), value.pos)?;
            }
        }
        self.set(&field.selection_set.node, &signature.gives)
    }

    fn value(&self, value: &Literal, of: &str, at: Pos) -> Result<(), Refusal> {
        match value {
            Literal::Variable(name) => {
                let mut long = self.long.iter();
                match long.find(|(long, _)| *long == name.as_str()) {
                    Some((_, ty)) if *ty != of => {
                        let (name, ty) = (clipped(name), clipped(ty));
                        let message = format!(
                            "the variable ${name} is of the type {ty}, and {of} belongs here"
                        );
                        Err(Refusal::invalid(message).at(at))
                    }
                    _ => Ok(()),
                }
            }
            Literal::List(items) => items.iter().try_for_each(|item| self.value(item, of, at)),
            Literal::Object(fields) => {
                let Some(types) = self.literals.input(of) else {
                    return Ok(());
                };
                fields.iter().try_for_each(|(name, value)| {
                    let of = types.get(name.as_str());
                    of.map_or(Ok(()), |of| self.value(value, named(of), at))
                })
            }
            _ => Ok(()),
        }
    }
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
