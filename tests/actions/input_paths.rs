//! Whether the path of a user error leads to a part of the mutation's input, as the schema has it.

use std::{collections::BTreeMap, sync::LazyLock};

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, InputValueDefinition, Type, TypeKind, TypeSystemDefinition},
};

/// The name of a type and how deep it lies in lists.
#[derive(Clone, Debug)]
struct Shape {
    name: String,
    lists: usize,
}

/// The input objects of the schema, and the mutations with their arguments.
#[derive(Debug, Default)]
struct Inputs {
    objects: BTreeMap<String, BTreeMap<String, Shape>>,
    mutations: BTreeMap<String, BTreeMap<String, Shape>>,
}

static INPUTS: LazyLock<Inputs> = LazyLock::new(|| {
    let schema = include_str!("../../schema.graphql");
    let schema = parse_schema(schema).expect("the schema can be read");
    let mut inputs = Inputs::default();
    for definition in schema.definitions {
        let TypeSystemDefinition::Type(definition) = definition else {
            continue;
        };
        let definition = definition.node;
        match definition.kind {
            TypeKind::InputObject(object) => {
                let fields = object.fields.into_iter().map(|field| named(&field.node));
                let name = definition.name.node.to_string();
                inputs.objects.insert(name, fields.collect());
            }
            TypeKind::Object(object) if definition.name.node == "Mutation" => {
                for field in object.fields {
                    let arguments = field.node.arguments.iter();
                    let arguments = arguments.map(|argument| named(&argument.node));
                    let name = field.node.name.node.to_string();
                    inputs.mutations.insert(name, arguments.collect());
                }
            }
            _ => {}
        }
    }
    inputs
});

fn named(field: &InputValueDefinition) -> (String, Shape) {
    (field.name.node.to_string(), shape(&field.ty.node))
}

fn shape(told: &Type) -> Shape {
    match &told.base {
        BaseType::Named(name) => Shape {
            name: name.to_string(),
            lists: 0,
        },
        BaseType::List(inner) => {
            let inner = shape(inner);
            Shape {
                lists: inner.lists + 1,
                ..inner
            }
        }
    }
}

/// Tells why a path, which begins with `input`, leads nowhere in a mutation; `None` where it leads somewhere.
pub(crate) fn astray<'a>(
    mutation: &str,
    path: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let mut path = path.into_iter();
    let Some(arguments) = INPUTS.mutations.get(mutation) else {
        return Some(format!("there is no mutation {mutation}"));
    };
    let first = path.next().unwrap_or_default();
    let Some(mut at) = arguments.get(first).cloned() else {
        return Some(format!("{mutation} takes no {first:?}"));
    };
    for name in path {
        if at.lists > 0 {
            if name.parse::<usize>().is_err() {
                return Some(format!("{name:?} is no place in a list of {}", at.name));
            }
            at.lists -= 1;
            continue;
        }
        let fields = INPUTS.objects.get(&at.name);
        match fields.and_then(|fields| fields.get(name)) {
            Some(field) => at = field.clone(),
            None => return Some(format!("{} has no {name:?}", at.name)),
        }
    }
    None
}

/// The fields below a path of a mutation's input; none where there is no object.
pub(crate) fn below(mutation: &str, path: &[&str]) -> Vec<String> {
    let step = |fields: &BTreeMap<String, Shape>, name: &str| fields.get(name).cloned();
    let mut path = path.iter();
    let arguments = INPUTS.mutations.get(mutation);
    let first = path.next().copied().unwrap_or_default();
    let mut at = arguments.and_then(|arguments| step(arguments, first));
    for name in path {
        at = at.and_then(|at| step(INPUTS.objects.get(&at.name)?, name));
    }
    let object = at.and_then(|at| INPUTS.objects.get(&at.name));
    object.map_or_else(Vec::new, |fields| fields.keys().cloned().collect())
}
