//! How many rows an operation may read at most, counted before it runs from what it asks and what the schema says.
//!
//! A page counts its size and a list of ids its length; how long any other list is, nobody knows before, so it counts as a
//! list of middling length, and counts again as long as it is when it is answered (the engine's to count). Inside a list
//! everything counts once for each row.

use std::collections::HashMap;

use async_graphql::{
    Positioned, Variables,
    parser::types::{
        BaseType, ExecutableDocument, Field, FieldDefinition, OperationDefinition, Selection,
        SelectionSet, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
    },
};
use async_graphql_value::Value;

use crate::server::operation::root_type;

/// Rows of a page whose size is not said.
const PAGE: u64 = 50;
/// Rows of the largest page, and ids of the longest list: the fields themselves refuse more.
const LARGEST: u64 = 250;
/// Rows of a list without pages: lines of an invoice, its payments, its notes.
const LIST: u64 = 5;

/// What the schema says of each field of each type.
#[derive(Debug, Default)]
pub(super) struct Rows {
    types: HashMap<String, HashMap<String, Shape>>,
}

#[derive(Debug)]
struct Shape {
    holds: Holds,
    /// The type of one of them.
    of: String,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
enum Holds {
    One,
    List,
    /// One for each of the argument `ids`.
    Ids,
    /// A page, as long as `first` or `last` says.
    Page,
    /// The rows of the page that it is in.
    PageRows,
}

/// What a selection set may read.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// Once.
    once: u64,
    /// For each row of the page that it is in.
    each: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.once = self.once.saturating_add(other.once);
        self.each = self.each.saturating_add(other.each);
    }

    fn times(self, rows: u64) -> u64 {
        self.once.saturating_add(self.each.saturating_mul(rows))
    }
}

impl Rows {
    pub(super) fn new(schema: &ServiceDocument) -> Self {
        let mut types = HashMap::new();
        for definition in &schema.definitions {
            let TypeSystemDefinition::Type(definition) = definition else {
                continue;
            };
            let definition = &definition.node;
            let fields = match &definition.kind {
                TypeKind::Object(object) => &object.fields,
                TypeKind::Interface(interface) => &interface.fields,
                _ => continue,
            };
            let name = definition.name.node.to_string();
            let shapes = fields.iter().map(|field| shape(&name, &field.node));
            let shapes = shapes.collect();
            types.insert(name, shapes);
        }
        Self { types }
    }

    /// Counts what an operation that passed the gate may read.
    pub(super) fn count(
        &self,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> u64 {
        // A variable that is left out has its default.
        let defaults = operation.variable_definitions.iter();
        let defaults = defaults.filter_map(|definition| {
            let variable = &definition.node;
            Some((
                variable.name.node.as_str(),
                variable.default_value.as_ref()?.node.clone().into_value(),
            ))
        });
        let mut reckoning = Reckoning {
            types: &self.types,
            document,
            variables,
            defaults: defaults.collect(),
            fragments: HashMap::new(),
        };
        let root = root_type(operation.ty);
        reckoning.set(&operation.selection_set, root).times(PAGE)
    }
}

fn shape(parent: &str, field: &FieldDefinition) -> (String, Shape) {
    let name = field.name.node.to_string();
    let takes = |argument: &str| {
        let mut arguments = field.arguments.iter();
        arguments.any(|given| given.node.name.node == argument)
    };
    let (of, is_list) = named(&field.ty.node);
    let is_rows = parent.ends_with("Connection") && matches!(&*name, "nodes" | "edges");
    let holds = match is_list {
        false if takes("first") => Holds::Page,
        false => Holds::One,
        true if is_rows => Holds::PageRows,
        true if takes("ids") => Holds::Ids,
        true => Holds::List,
    };
    let of = of.to_owned();
    (name, Shape { holds, of })
}

/// The type inside the brackets, and whether there are any.
fn named(ty: &Type) -> (&str, bool) {
    match &ty.base {
        BaseType::Named(name) => (name, false),
        BaseType::List(inside) => (named(inside).0, true),
    }
}

/// One count, with what is known so far.
struct Reckoning<'a> {
    types: &'a HashMap<String, HashMap<String, Shape>>,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    defaults: HashMap<&'a str, Value>,
    /// Each fragment is counted once, however often it is spread.
    fragments: HashMap<&'a str, Count>,
}

impl<'a> Reckoning<'a> {
    /// Recurses no deeper than the gate allowed.
    fn set(&mut self, set: &'a Positioned<SelectionSet>, ty: &'a str) -> Count {
        let mut total = Count::default();
        for selection in &set.node.items {
            let count = match &selection.node {
                Selection::Field(field) => self.field(&field.node, ty),
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let ty = condition.map_or(ty, |condition| condition.node.on.node.as_str());
                    self.set(&inline.node.selection_set, ty)
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(spread.node.fragment_name.node.as_str())
                }
            };
            total.add(count);
        }
        total
    }

    fn fragment(&mut self, name: &'a str) -> Count {
        if let Some(count) = self.fragments.get(name) {
            return *count;
        }
        // An unknown fragment is validation's to report.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Count::default();
        };
        let ty = fragment.node.type_condition.node.on.node.as_str();
        let count = self.set(&fragment.node.selection_set, ty);
        self.fragments.insert(name, count);
        count
    }

    fn field(&mut self, field: &'a Field, ty: &str) -> Count {
        let types = self.types;
        let shape = types
            .get(ty)
            .and_then(|fields| fields.get(field.name.node.as_str()));
        // What has no fields of its own is no row; what the schema does not have is validation's to report.
        let Some(shape) = shape.filter(|_| !field.selection_set.node.items.is_empty()) else {
            return Count::default();
        };
        let inside = self.set(&field.selection_set, &shape.of);
        let row = inside.times(PAGE).saturating_add(1);
        let once = match shape.holds {
            Holds::One => inside.times(PAGE),
            Holds::List => row.saturating_mul(LIST),
            Holds::Ids => row.saturating_mul(self.ids(field)),
            Holds::Page => inside.times(self.page(field)),
            Holds::PageRows => return Count { once: 0, each: row },
        };
        Count { once, each: 0 }
    }

    /// How long the page is that a field asks for.
    fn page(&self, field: &Field) -> u64 {
        let sizes = ["first", "last"].into_iter();
        let sizes = sizes.filter_map(|name| match self.argument(field, name)? {
            Value::Number(number) => Some(number.as_u64().unwrap_or(0)),
            _ => None,
        });
        sizes.max().unwrap_or(PAGE).min(LARGEST)
    }

    /// How many ids a field asks for.
    fn ids(&self, field: &Field) -> u64 {
        match self.argument(field, "ids") {
            Some(Value::List(ids)) => u64::try_from(ids.len()).unwrap_or(LARGEST).min(LARGEST),
            Some(_) => 1,
            None => 0,
        }
    }

    /// The value of an argument, with variables filled in.
    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let value = &field.get_argument(name)?.node;
        let Value::Variable(name) = value else {
            return Some(value.clone());
        };
        match self.variables.get(name.as_str()) {
            Some(value) => Some(value.clone().into_value()),
            None => self.defaults.get(name.as_str()).cloned(),
        }
    }
}
