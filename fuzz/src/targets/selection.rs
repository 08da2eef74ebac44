//! The query that asks for everything: written from the schema, so that a field that is added is asked for too.

use std::{collections::HashMap, fmt::Write};

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition},
};

/// What is asked at the root, each with its arguments.
const ROOTS: [(&str, &str); 6] = [
    ("invoices", "first: 20"),
    ("invoiceSummary", "groupBy: [STATUS, CUSTOMER, ISSUE_MONTH]"),
    ("payments", "first: 20"),
    ("customers", "first: 20"),
    ("invoiceVersions", "account: \"acme\""),
    ("accounts", ""),
];
/// How deep it goes below the root: an invoice's payments' allocations' amounts, in the vendor's own words too.
const DEPTH: usize = 7;
/// Types that lead back to where the question came from.
const BACK: [&str; 3] = ["Invoice", "Account", "Provider"];

/// Writes the query.
pub(super) fn everything(sdl: &str) -> String {
    let document = parse_schema(sdl).expect("the schema can be read");
    let types = document.definitions.into_iter().filter_map(|definition| {
        let TypeSystemDefinition::Type(definition) = definition else {
            return None;
        };
        let definition = definition.node;
        Some((definition.name.node.to_string(), definition.kind))
    });
    let types: HashMap<String, TypeKind> = types.collect();
    let mut query = "{".to_owned();
    for (root, arguments) in ROOTS {
        let mut fields = fields(&types, "Query").into_iter();
        let field = fields.find(|field| field.name.node == root);
        let field = field.expect("the schema has these roots");
        let arguments = if arguments.is_empty() {
            String::new()
        } else {
            format!("({arguments})")
        };
        let below = below(&types, innermost(&field.ty.node), DEPTH, &[]);
        let _ = write!(query, " {root}{arguments} {below}");
    }
    query + " }"
}

fn fields<'a>(types: &'a HashMap<String, TypeKind>, name: &str) -> Vec<&'a FieldDefinition> {
    match types.get(name) {
        Some(TypeKind::Object(object)) => object.fields.iter().map(|field| &field.node).collect(),
        _ => Vec::new(),
    }
}

/// A selection of everything that a type has, as far down as `depth`; empty for what has no parts.
fn below(types: &HashMap<String, TypeKind>, name: &str, depth: usize, above: &[&str]) -> String {
    if let Some(TypeKind::Union(union)) = types.get(name) {
        let members = union.members.iter().map(|member| {
            let member = member.node.as_str();
            // Two members may have a field of one name and of different types.
            let parts = parts(types, member, depth, above, &format!("{member}_"));
            format!("... on {member} {{ {parts} }}")
        });
        return format!("{{ __typename {} }}", members.collect::<Vec<_>>().join(" "));
    }
    if fields(types, name).is_empty() {
        return String::new();
    }
    format!("{{ __typename {} }}", parts(types, name, depth, above, ""))
}

fn parts(
    types: &HashMap<String, TypeKind>,
    name: &str,
    depth: usize,
    above: &[&str],
    alias: &str,
) -> String {
    let mut selection = String::new();
    for field in fields(types, name) {
        let needs =
            |argument: &&async_graphql::Positioned<
                async_graphql::parser::types::InputValueDefinition,
            >| !argument.node.ty.node.nullable && argument.node.default_value.is_none();
        let inner = innermost(&field.ty.node);
        let returns = above.contains(&inner) || (BACK.contains(&inner) && !above.is_empty());
        if field.arguments.iter().any(|argument| needs(&argument)) || returns {
            continue;
        }
        let is_leaf = !matches!(
            types.get(inner),
            Some(TypeKind::Object(_) | TypeKind::Union(_) | TypeKind::Interface(_))
        );
        if !is_leaf && depth == 0 {
            continue;
        }
        let mut path = above.to_vec();
        path.push(name);
        let below = if is_leaf {
            String::new()
        } else {
            below(types, inner, depth - 1, &path)
        };
        if is_leaf || !below.is_empty() {
            let name = &field.name.node;
            let label = if alias.is_empty() {
                String::new()
            } else {
                format!("{alias}{name}: ")
            };
            let _ = write!(selection, " {label}{name} {below}");
        }
    }
    selection
}

fn innermost(kind: &Type) -> &str {
    match &kind.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => innermost(inner),
    }
}
