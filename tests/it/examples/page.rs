//! What GraphiQL's page does with an example: the rule by which it fills the variables, told a second time.

use std::{fs, path::Path};

use async_graphql::{
    Name, Positioned,
    parser::{
        parse_query,
        types::{DocumentOperations, OperationDefinition, OperationType, Selection},
    },
};
use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value, json};

use crate::house::House;

/// The file that stands for one that a person chooses.
pub(crate) const FILE: &str = "delivery note.txt";
/// Stands for the key that the page makes up.
pub(crate) const KEY: &str = "graphiql-0123456789abcdef";

/// An operation that the page opens with.
#[derive(Debug)]
pub(crate) struct Example {
    /// What its tab is called.
    pub(crate) name: String,
    /// What it does, in the words of `Invoice.actions`; empty for a query.
    pub(crate) actions: Vec<String>,
    text: String,
    operation: OperationDefinition,
}

impl Example {
    fn read(text: String) -> Self {
        let document = parse_query(&text).unwrap();
        let DocumentOperations::Multiple(mut operations) = document.operations else {
            panic!("an example has a name: {text}")
        };
        assert_eq!(operations.len(), 1, "{text}");
        let (name, operation) = operations.drain().next().unwrap();
        let operation = operation.node;
        Self {
            name: name.to_string(),
            actions: actions(&operation),
            text,
            operation,
        }
    }

    /// Whether it changes something.
    pub(crate) fn writes(&self) -> bool {
        !self.actions.is_empty()
    }

    /// The variables, as they are when the page has opened.
    pub(crate) fn filled(&self, invoices: &[Value], dry_run: bool) -> Map<String, Value> {
        let invoice = invoices
            .iter()
            .find(|invoice| allows(invoice, &self.actions));
        let mut known = Map::new();
        leaves(invoice.unwrap_or(&Value::Null), &mut known);
        known.insert("key".to_owned(), json!(format!("{KEY}-{}", self.name)));
        known.insert("dryRun".to_owned(), json!(dry_run));
        let definitions = self.operation.variable_definitions.iter();
        let variables = definitions.map(|Positioned { node, .. }| {
            let name = node.name.node.to_string();
            let written = node.default_value().cloned();
            let written = written.and_then(|value| value.into_json().ok());
            let value = match known.remove(&name) {
                _ if is_upload(&node.var_type.to_string()) => Value::Null,
                Some(value) => value,
                None => written.unwrap_or_else(|| panic!("nothing fills ${name} of {self:?}")),
            };
            (name, value)
        });
        variables.collect()
    }

    /// Runs it; where a variable is a file, as a form with one.
    pub(crate) async fn run(&self, house: &House, variables: &Map<String, Value>) -> Value {
        let mut definitions = self.operation.variable_definitions.iter();
        let upload = definitions.find(|it| is_upload(&it.node.var_type.to_string()));
        let Some(upload) = upload else {
            return house.ask(&self.text, json!(variables)).await;
        };
        let operations = json!({"query": self.text, "variables": variables});
        let path = format!("variables.{}", upload.node.name.node);
        let part = Part::bytes(b"12 boxes, none broken\n".as_slice()).file_name(FILE);
        let form = Form::new()
            .text("operations", operations.to_string())
            .text("map", json!({"0": [path]}).to_string())
            .part("0", part.mime_str("text/plain").unwrap());
        house.upload(form).await
    }
}

/// All examples in the order of their tabs.
pub(crate) fn examples() -> Vec<Example> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/graphiql/examples");
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    texts.map(Example::read).collect()
}

/// The invoices that the examples could be about, the best first.
pub(crate) async fn candidates(house: &House, examples: &[Example]) -> Vec<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/graphiql/source/candidates.graphql");
    let data = house
        .data(&fs::read_to_string(file).unwrap(), json!({}))
        .await;
    let lists = ["due", "newest"].map(|list| data[list]["nodes"].as_array().unwrap().clone());
    let mut invoices = lists.concat();
    let wanted = examples.iter().flat_map(|example| &example.actions);
    let wanted: Vec<_> = wanted.cloned().collect();
    invoices.sort_by_key(|invoice| {
        let offered = |kind: &&String| allows(invoice, std::slice::from_ref(*kind));
        std::cmp::Reverse(wanted.iter().filter(offered).count())
    });
    invoices
}

fn allows(invoice: &Value, wanted: &[String]) -> bool {
    let actions = invoice["actions"].as_array().unwrap();
    wanted.iter().all(|kind| {
        let this = |action: &Value| action["allowed"] == true && action["action"] == **kind;
        actions.iter().any(this)
    })
}

/// Each value of an object and of the objects in it, by its name.
fn leaves(value: &Value, into: &mut Map<String, Value>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::Object(_) => leaves(value, into),
            Value::Array(_) | Value::Null => {}
            leaf => _ = into.insert(name.clone(), leaf.clone()),
        }
    }
}

/// `createPayment` is `CREATE_PAYMENT`.
fn actions(operation: &OperationDefinition) -> Vec<String> {
    if operation.ty != OperationType::Mutation {
        return vec![];
    }
    let selections = operation.selection_set.node.items.iter();
    let fields = selections.map(|selection| match &selection.node {
        Selection::Field(field) => action(&field.node.name.node),
        other => panic!("an example asks for fields: {other:?}"),
    });
    fields.collect()
}

fn action(field: &Name) -> String {
    let mut word = String::new();
    for letter in field.chars() {
        if letter.is_uppercase() {
            word.push('_');
        }
        word.extend(letter.to_uppercase());
    }
    word
}

fn is_upload(kind: &str) -> bool {
    kind.trim_end_matches('!') == "Upload"
}
