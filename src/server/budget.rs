//! What a parsed document amounts to once its fragments are expanded, without expanding them.
//!
//! Eight hundred bytes of fragments that name each other twice expand to seconds of work in the library, which walks
//! every spread again. Here each fragment is weighed once and remembered, so the weighing is linear in the text.

use std::collections::HashMap;

use async_graphql::{
    Name, Pos, Positioned,
    parser::types::{
        Directive, ExecutableDocument, Field, FragmentDefinition, Selection, SelectionSet,
    },
};
use async_graphql_value::Value;

use crate::server::{
    refusal::{Refusal, clipped},
    settings::ServerSettings,
};

/// A string or name counts as one value for each so many bytes begun.
const BYTES_PER_VALUE: usize = 64;

/// What one selection set amounts to, fragments expanded.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    /// Selections, arguments and values.
    size: u64,
    aliases: u64,
    directives: u64,
    /// Fields of this very set.
    fields: u64,
    /// Fields inside fields.
    depth: u64,
    /// Selection sets inside selection sets.
    levels: u64,
    /// What this would cost below `__schema`.
    cost: u64,
    /// Whether `__schema` or `__type` is asked for.
    introspects: bool,
}

impl Weight {
    fn add(&mut self, other: Self) {
        self.size = self.size.saturating_add(other.size);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.fields = self.fields.saturating_add(other.fields);
        self.depth = self.depth.max(other.depth);
        self.levels = self.levels.max(other.levels);
        self.cost = self.cost.saturating_add(other.cost);
        self.introspects |= other.introspects;
    }
}

/// Weighs a document and tells whether it asks for the schema.
pub(super) fn weigh(
    document: &ExecutableDocument,
    settings: &ServerSettings,
) -> Result<bool, Refusal> {
    let mut scales = Scales {
        fragments: &document.fragments,
        known: HashMap::with_capacity(document.fragments.len()),
        settings,
    };
    let mut total = Weight::default();
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let mut weight = scales.set(&operation.selection_set, 1)?;
        scales.check_root_fields(weight.fields)?;
        scales.directives(&mut weight, &operation.directives);
        for variable in &operation.variable_definitions {
            scales.directives(&mut weight, &variable.node.directives);
        }
        total.add(weight);
    }
    // Validation walks every definition, also those that no operation uses.
    for (name, fragment) in &document.fragments {
        let weight = scales.fragment(name, fragment.pos, 1)?;
        total.size = total.size.saturating_add(weight.size);
        total.levels = total.levels.max(weight.levels);
    }
    scales.check(&total)?;
    Ok(total.introspects)
}

struct Scales<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// Fragments weighed so far; nothing for one that is on the scales right now.
    known: HashMap<&'a str, Option<Weight>>,
    settings: &'a ServerSettings,
}

impl<'a> Scales<'a> {
    /// Weighs a set at this level of the walk; the level bounds our own recursion.
    fn set(&mut self, set: &'a Positioned<SelectionSet>, level: u64) -> Result<Weight, Refusal> {
        if level > self.settings.max_levels {
            return Err(self.too_many_levels().at(set.pos));
        }
        let mut total = Weight::default();
        for selection in &set.node.items {
            let weight = match &selection.node {
                Selection::Field(field) => self.field(&field.node, level)?,
                Selection::InlineFragment(inline) => {
                    let mut weight = self.set(&inline.node.selection_set, level + 1)?;
                    self.directives(&mut weight, &inline.node.directives);
                    weight
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name;
                    let mut weight = self.fragment(&name.node, name.pos, level + 1)?;
                    self.directives(&mut weight, &spread.node.directives);
                    weight
                }
            };
            total.add(weight);
            total.size = total.size.saturating_add(1);
        }
        total.levels += 1;
        Ok(total)
    }

    fn field(&mut self, field: &'a Field, level: u64) -> Result<Weight, Refusal> {
        let mut weight = Weight::default();
        if !field.selection_set.node.items.is_empty() {
            weight = self.set(&field.selection_set, level + 1)?;
        }
        let name = field.name.node.as_str();
        if matches!(name, "__schema" | "__type") {
            weight.introspects = true;
            self.check_introspection(weight.cost, field.name.pos)?;
        }
        weight.cost = weight
            .cost
            .saturating_mul(length_of(name))
            .saturating_add(1);
        weight.fields = 1;
        weight.depth += 1;
        weight.aliases = weight.aliases.saturating_add(field.alias.is_some().into());
        for (_, value) in &field.arguments {
            weight.size = weight.size.saturating_add(size_of_value(&value.node));
        }
        self.directives(&mut weight, &field.directives);
        Ok(weight)
    }

    fn fragment(&mut self, name: &'a Name, at: Pos, level: u64) -> Result<Weight, Refusal> {
        match self.known.get(name.as_str()) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => {
                let name = clipped(name);
                let message = format!("the fragment {name} contains itself");
                return Err(Refusal::invalid(message).at(at));
            }
            None => {}
        }
        // An unknown fragment is validation's to report.
        let Some(fragment) = self.fragments.get(name) else {
            return Ok(Weight::default());
        };
        self.known.insert(name, None);
        let mut weight = self.set(&fragment.node.selection_set, level)?;
        self.directives(&mut weight, &fragment.node.directives);
        self.known.insert(name, Some(weight));
        Ok(weight)
    }

    fn directives(&self, weight: &mut Weight, directives: &[Positioned<Directive>]) {
        for directive in directives {
            weight.directives = weight.directives.saturating_add(1);
            for (_, value) in &directive.node.arguments {
                weight.size = weight.size.saturating_add(size_of_value(&value.node));
            }
        }
    }

    fn check(&self, total: &Weight) -> Result<(), Refusal> {
        let limits = self.settings;
        if total.levels > limits.max_levels {
            return Err(self.too_many_levels());
        }
        let rows = [
            (
                total.size,
                limits.max_selections,
                "selections, arguments and values",
                "selections",
            ),
            (total.depth, limits.max_depth, "levels of fields", "depth"),
            (total.aliases, limits.max_aliases, "aliases", "aliases"),
            (
                total.directives,
                limits.max_directives,
                "directives",
                "directives",
            ),
        ];
        for (actual, limit, what, key) in rows {
            if actual > limit {
                let what =
                    format!("the query has more than {limit} {what} with its fragments expanded");
                return Err(Refusal::too_large(&what, key));
            }
        }
        Ok(())
    }

    fn check_root_fields(&self, fields: u64) -> Result<(), Refusal> {
        let limit = self.settings.max_root_fields;
        if fields <= limit {
            return Ok(());
        }
        let what = format!("the operation has more than {limit} fields at its root");
        Err(Refusal::too_large(&what, "root_fields"))
    }

    fn check_introspection(&self, cost: u64, at: Pos) -> Result<(), Refusal> {
        if cost <= self.settings.max_introspection_cost {
            return Ok(());
        }
        let what = "the query asks too much about the schema";
        Err(Refusal::far_too_large(what).at(at))
    }

    fn too_many_levels(&self) -> Refusal {
        let limit = self.settings.max_levels;
        let what = format!("the query nests more than {limit} selection sets");
        Refusal::far_too_large(&what)
    }
}

/// How many things a field of the introspection schema lists, in a schema of middling size.
fn length_of(field: &str) -> u64 {
    match field {
        "types" => 100,
        "fields" | "inputFields" | "args" | "enumValues" | "possibleTypes" | "interfaces"
        | "directives" => 10,
        _ => 1,
    }
}

/// Counts a value, those inside it, and long strings as several. Recurses no deeper than the scan allowed.
fn size_of_value(value: &Value) -> u64 {
    let inside = match value {
        Value::String(text) => (text.len() / BYTES_PER_VALUE) as u64,
        Value::List(values) => values.iter().map(size_of_value).sum(),
        Value::Object(fields) => fields.values().map(size_of_value).sum(),
        _ => 0,
    };
    1 + inside
}
