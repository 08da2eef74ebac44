//! Texts of a document where the schema has an enum, and ids that are too long to be any.
//!
//! The value of an enum is a name: `LIVE`, not `"LIVE"`. The library cannot tell the two apart, because in variables, which
//! are JSON, a text is the only way to write a name.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Pos, Positioned,
    parser::types::{
        BaseType, ExecutableDocument, Field, FieldDefinition, InputValueDefinition, Selection,
        SelectionSet, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
    },
};
use async_graphql_value::Value;

use crate::server::{
    lengths::{self, MAX_SHORT},
    operation::root_type,
    refusal::{Refusal, clipped},
};

/// What the schema says of the places where documents have literals.
#[derive(Debug, Default)]
pub(super) struct Literals {
    enums: HashSet<String>,
    /// The type of each field of each input.
    inputs: HashMap<String, Types>,
    /// What each field of each type takes and gives.
    fields: HashMap<String, HashMap<String, Signature>>,
}

/// Names, each with its type.
pub(super) type Types = HashMap<String, Type>;

/// What a field takes, and what it gives.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) arguments: Types,
    /// The name of its type inside all brackets.
    pub(super) gives: String,
}

impl Literals {
    pub(super) fn new(schema: &ServiceDocument) -> Self {
        let mut literals = Self::default();
        for definition in &schema.definitions {
            let TypeSystemDefinition::Type(definition) = definition else {
                continue;
            };
            let definition = &definition.node;
            let name = definition.name.node.to_string();
            let fields = match &definition.kind {
                TypeKind::Object(object) => &object.fields,
                TypeKind::Interface(interface) => &interface.fields,
                TypeKind::InputObject(input) => {
                    literals.inputs.insert(name, types(&input.fields));
                    continue;
                }
                TypeKind::Enum(_) => {
                    literals.enums.insert(name);
                    continue;
                }
                TypeKind::Scalar | TypeKind::Union(_) => continue,
            };
            let fields = fields.iter().map(|field| signature(&field.node));
            literals.fields.insert(name, fields.collect());
        }
        literals
    }

    /// The type of each field of an input; `None` where the schema has no such input.
    pub(super) fn input(&self, name: &str) -> Option<&Types> {
        self.inputs.get(name)
    }

    /// What a field of a type takes and gives; `None` where the schema has no such field.
    pub(super) fn signature(&self, ty: &str, field: &str) -> Option<&Signature> {
        self.fields.get(ty)?.get(field)
    }

    /// Refuses a document that passed the gate and has a text for an enum, or an id that is too long. What the schema does
    /// not have is validation's to report.
    pub(super) fn check(&self, document: &ExecutableDocument) -> Result<(), Refusal> {
        for (_, operation) in document.operations.iter() {
            let operation = &operation.node;
            for variable in &operation.variable_definitions {
                let variable = &variable.node;
                if let Some(value) = &variable.default_value {
                    let of = named(&variable.var_type.node);
                    self.value(&value.node.clone().into_value(), of, value.pos)?;
                }
            }
            self.set(&operation.selection_set, root_type(operation.ty))?;
        }
        for fragment in document.fragments.values() {
            let fragment = &fragment.node;
            let on = fragment.type_condition.node.on.node.as_str();
            self.set(&fragment.selection_set, on)?;
        }
        Ok(())
    }

    /// Recurses no deeper than the gate allowed; fragments are looked at where they are defined.
    fn set(&self, set: &Positioned<SelectionSet>, ty: &str) -> Result<(), Refusal> {
        for selection in &set.node.items {
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, ty)?,
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let ty = condition.map_or(ty, |condition| condition.node.on.node.as_str());
                    self.set(&inline.node.selection_set, ty)?;
                }
                Selection::FragmentSpread(_) => {}
            }
        }
        Ok(())
    }

    fn field(&self, field: &Field, ty: &str) -> Result<(), Refusal> {
        let Some(signature) = self.signature(ty, &field.name.node) else {
            return Ok(());
        };
        for (name, value) in &field.arguments {
            if let Some(of) = signature.arguments.get(name.node.as_str()) {
                self.value(&value.node, named(of), value.pos)?;
            }
        }
        self.set(&field.selection_set, &signature.gives)
    }

    fn value(&self, value: &Value, of: &str, at: Pos) -> Result<(), Refusal> {
        match value {
            Value::String(text) if self.enums.contains(of) => {
                let text = clipped(text);
                let message =
                    format!("{text:?} is a text, and {of} takes names: write it without quotes");
                Err(Refusal::invalid(message).at(at))
            }
            Value::String(text) if of == "ID" && text.len() > MAX_SHORT => {
                let message = format!("this is {}", lengths::longer_than(of));
                Err(Refusal::document(lengths::kind(of), message).at(at))
            }
            Value::List(items) => items.iter().try_for_each(|item| self.value(item, of, at)),
            Value::Object(fields) => {
                let Some(types) = self.inputs.get(of) else {
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

fn signature(field: &FieldDefinition) -> (String, Signature) {
    let signature = Signature {
        arguments: types(&field.arguments),
        gives: named(&field.ty.node).to_owned(),
    };
    (field.name.node.to_string(), signature)
}

fn types(places: &[Positioned<InputValueDefinition>]) -> Types {
    let places = places.iter().map(|place| &place.node);
    places
        .map(|place| (place.name.node.to_string(), place.ty.node.clone()))
        .collect()
}

/// The type inside all brackets.
pub(super) fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inside) => named(inside),
    }
}
