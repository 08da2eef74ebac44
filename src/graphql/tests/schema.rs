//! Promises about the schema as a whole.

use serde_json::Value;

use crate::graphql::{sdl, tests::double::Gateway};

const EVERYTHING: &str = "{ __schema {
    queryType { fields { name type { kind } } }
    types {
        name kind description
        fields(includeDeprecated: true) { name description args { name description defaultValue } }
        inputFields { name description defaultValue }
        enumValues(includeDeprecated: true) { name description }
    }
} }";

async fn introspect() -> Value {
    Gateway::over([]).data(EVERYTHING).await["__schema"].take()
}

fn list<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    of[name].as_array().into_iter().flatten()
}

#[test]
fn the_file_in_the_repository_is_the_schema() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql");
    let file = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        file == sdl(),
        "schema.graphql is not what the code serves: run `cargo run -- schema > schema.graphql` and look at the difference"
    );
}

#[tokio::test]
async fn everything_is_described() {
    let schema = introspect().await;
    let mut silent = Vec::new();
    let mut check = |place: String, described: &Value| {
        if described["description"].as_str().is_none_or(str::is_empty) {
            silent.push(place);
        }
    };
    for kind in list(&schema, "types") {
        let name = kind["name"].as_str().unwrap();
        if name.starts_with("__") {
            continue;
        }
        check(name.to_owned(), kind);
        for field in list(kind, "fields") {
            let field_name = format!("{name}.{}", field["name"]);
            check(field_name.clone(), field);
            for argument in list(field, "args") {
                check(format!("{field_name}({})", argument["name"]), argument);
            }
        }
        for part in list(kind, "inputFields").chain(list(kind, "enumValues")) {
            check(format!("{name}.{}", part["name"]), part);
        }
    }
    assert!(silent.is_empty(), "not described: {silent:#?}");
}

#[tokio::test]
async fn every_root_field_can_fail_alone() {
    let schema = introspect().await;
    let strict: Vec<&Value> = list(&schema["queryType"], "fields")
        .filter(|field| field["type"]["kind"] == "NON_NULL")
        .map(|field| &field["name"])
        .collect();
    assert!(strict.is_empty(), "not nullable: {strict:?}");
}

/// A client that leaves a variable out must get the default, which async-graphql does not do for arguments with one.
#[tokio::test]
async fn no_argument_has_a_default() {
    let schema = introspect().await;
    for kind in
        list(&schema, "types").filter(|kind| !kind["name"].as_str().unwrap().starts_with("__"))
    {
        let arguments = list(kind, "fields").flat_map(|field| list(field, "args"));
        for argument in arguments.chain(list(kind, "inputFields")) {
            assert!(
                argument["defaultValue"].is_null(),
                "{} {argument}",
                kind["name"]
            );
        }
    }
}
