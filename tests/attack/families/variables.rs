//! Every argument and every field of every input, with what it is not made for. Generated from the schema, so that what is
//! added tomorrow is attacked tomorrow. Whatever is well-formed is a dry run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{
    attack::{
        Attack,
        Expect::{self, Answered, Refused},
        bearer, length, post, request,
    },
    families::Known,
    planted::WRITER,
    wire::{FILL, FILL_BYTES},
};

/// What stands for a text in JSON that is no JSON.
const RAW: &str = "@@raw@@";

pub(crate) fn attacks(known: &Known) -> Vec<Attack> {
    let schema = Schema::new(known);
    let mut attacks = vec![];
    let mut seen = BTreeSet::new();
    for root in ["Query", "Mutation"] {
        for field in schema.types[root]["fields"].as_array().unwrap() {
            for argument in field["args"].as_array().unwrap() {
                schema.walk(
                    root,
                    field,
                    argument,
                    &mut vec![],
                    argument,
                    &mut seen,
                    &mut attacks,
                );
            }
        }
    }
    attacks
}

struct Schema<'k> {
    types: BTreeMap<&'k str, &'k Value>,
    known: &'k Known,
}

impl<'k> Schema<'k> {
    fn new(known: &'k Known) -> Self {
        let types = known.schema["types"].as_array().unwrap();
        let types = types.iter().map(|one| (one["name"].as_str().unwrap(), one));
        Self {
            types: types.collect(),
            known,
        }
    }

    /// Attacks what is at `path` below an argument, then what is below it; the fields of every input once.
    #[expect(clippy::too_many_arguments, reason = "a walk carries where it is")]
    fn walk(
        &self,
        root: &str,
        field: &'k Value,
        argument: &'k Value,
        path: &mut Vec<&'k Value>,
        here: &'k Value,
        seen: &mut BTreeSet<&'k str>,
        attacks: &mut Vec<Attack>,
    ) {
        for (name, value, expect) in self.wrong(here) {
            let is_dry_run = here["name"] == "dryRun";
            if is_dry_run && expect != Refused {
                continue;
            }
            let whole = self.around(argument, path, value.clone());
            let body = self.body(root, field, argument, &whole);
            let body = match value.as_str() == Some(RAW) {
                true => body.replace(&format!("\"{RAW}\""), name),
                false => body,
            };
            let bytes = match value.as_str() == Some(FILL) {
                true => filled(&body),
                false => post(WRITER, body),
            };
            let place: Vec<&str> = path
                .iter()
                .map(|step| step["name"].as_str().unwrap())
                .collect();
            let place = format!(
                "{} {} {}: {name}",
                field["name"],
                argument["name"],
                place.join(".")
            );
            attacks.push(Attack::new("variables", place, expect, bytes));
        }
        let Some(input) = self.types.get(named(&here["type"])) else {
            return;
        };
        let fields = input["inputFields"].as_array().into_iter().flatten();
        if !seen.insert(named(&here["type"])) {
            return;
        }
        for inner in fields {
            path.push(inner);
            self.walk(root, field, argument, path, inner, seen, attacks);
            path.pop();
        }
    }

    /// The values that are wrong, or at least odd, for a place of this type.
    fn wrong(&self, place: &Value) -> Vec<(&'static str, Value, Expect)> {
        let kind = &place["type"];
        let required = kind["kind"] == "NON_NULL" && place["defaultValue"].is_null();
        let name = named(kind);
        let is_list = is_list(kind);
        let of = self.types[name]["kind"].as_str().unwrap();
        let mut wrong = vec![
            ("NaN", json!(RAW), Refused),
            ("1e999", json!(RAW), Refused),
            (
                "null",
                Value::Null,
                if required { Refused } else { Answered },
            ),
        ];
        let is_free = name == "JSON";
        let object = json!({"nobody": {"a": [1]}});
        wrong.push((
            "an object",
            object,
            if is_free { Answered } else { Refused },
        ));
        if !is_list && !is_free {
            // A list of one is not taken for the one.
            wrong.push(("a list", json!([[1], "a"]), Refused));
        }
        if is_list {
            wrong.push((
                "a list of lists of null",
                json!([[null]]),
                if is_free { Answered } else { Refused },
            ));
            wrong.push(("an empty list", json!([]), Answered));
        }
        let scalar = |texts, numbers| {
            vec![
                (
                    "true",
                    json!(true),
                    if name == "Boolean" { Answered } else { Refused },
                ),
                ("an empty text", json!(""), texts),
                ("a megabyte", json!(FILL), texts),
                (
                    "a text of odd characters",
                    json!("\u{0}\u{1f}\u{202e}'\"\\<%n{{7*7}}${jndi:ldap://x}"),
                    texts,
                ),
                ("a huge number", json!(u64::MAX), numbers),
                ("a negative number", json!(-1), numbers),
                (
                    "a fraction",
                    json!(1.5),
                    if name == "ID" { Refused } else { numbers },
                ),
            ]
        };
        wrong.extend(match (of, name) {
            ("SCALAR", "String") => scalar(Answered, Refused),
            ("SCALAR", "ID") => scalar(Answered, Answered),
            ("SCALAR", "Int" | "Boolean") => {
                let mut all = scalar(Refused, Refused);
                // A negative number is a number.
                all.retain(|(what, ..)| !(name == "Int" && *what == "a negative number"));
                all
            }
            ("SCALAR", "Decimal") => scalar(Refused, Answered),
            ("SCALAR", "JSON") => scalar(Answered, Answered),
            _ => scalar(Refused, Refused),
        });
        wrong
    }

    /// The argument's value with this one at the path.
    fn around(&self, argument: &Value, path: &[&Value], value: Value) -> Value {
        let Some((first, rest)) = path.split_first() else {
            return value;
        };
        let mut object = self.usual(&argument["type"]);
        if !object.is_object() {
            object = json!({});
        }
        object[first["name"].as_str().unwrap()] = self.around(first, rest, value);
        match is_list(&argument["type"]) {
            true => json!([object]),
            false => object,
        }
    }

    /// A value that is right for a type, with no more than it must have.
    fn usual(&self, kind: &Value) -> Value {
        let name = named(kind);
        let one = match self.types[name]["kind"].as_str().unwrap() {
            "INPUT_OBJECT" => {
                let mut object = json!({});
                for field in self.types[name]["inputFields"].as_array().unwrap() {
                    let key = field["name"].as_str().unwrap();
                    if key == "dryRun" {
                        object[key] = json!(true);
                    } else if field["type"]["kind"] == "NON_NULL" {
                        object[key] = self.named_value(key, &field["type"]);
                    }
                }
                return object;
            }
            "ENUM" => self.types[name]["enumValues"][0]["name"].clone(),
            _ => match name {
                "Int" => json!(1),
                "Boolean" => json!(true),
                "Decimal" => json!("1.00"),
                "Date" => json!("2026-01-01"),
                "DateTime" => json!("2026-01-01T00:00:00Z"),
                "CurrencyCode" => json!("EUR"),
                "Upload" => Value::Null,
                _ => json!("1"),
            },
        };
        match is_list(kind) {
            true => json!([one]),
            false => one,
        }
    }

    fn named_value(&self, key: &str, kind: &Value) -> Value {
        match key {
            "invoiceId" | "id" => json!(self.known.invoice),
            "invoiceIds" | "ids" => json!([self.known.invoice]),
            "paymentId" => json!(self.known.child),
            "account" | "accountId" => json!("moneybird"),
            _ => match is_list(kind) && self.types[named(kind)]["kind"] == "INPUT_OBJECT" {
                true => json!([self.usual(kind)]),
                false => self.usual(kind),
            },
        }
    }

    /// The request of one field with one argument, and with the others that it must have.
    fn body(&self, root: &str, field: &Value, argument: &Value, value: &Value) -> String {
        let (mut declared, mut given, mut variables) = (vec![], vec![], json!({}));
        for one in field["args"].as_array().unwrap() {
            let name = one["name"].as_str().unwrap();
            let is_it = one["name"] == argument["name"];
            if !is_it && one["type"]["kind"] != "NON_NULL" {
                continue;
            }
            declared.push(format!("${name}: {}", written(&one["type"])));
            given.push(format!("{name}: ${name}"));
            variables[name] = match is_it {
                true => value.clone(),
                false => self.named_value(name, &one["type"]),
            };
        }
        let operation = if root == "Query" { "query" } else { "mutation" };
        let name = field["name"].as_str().unwrap();
        let told = named(&field["type"]);
        let fields = self.types[told]["fields"].as_array().into_iter().flatten();
        let selection = match fields
            .into_iter()
            .any(|inner| inner["name"] == "userErrors")
        {
            true => "{ outcome userErrors { code message } }",
            false => "{ __typename }",
        };
        let query = format!(
            "{operation} ({}) {{ {name}({}) {selection} }}",
            declared.join(", "),
            given.join(", ")
        );
        json!({"query": query, "variables": variables}).to_string()
    }
}

/// A POST whose body is as long as it will be when it is sent.
fn filled(body: &str) -> Vec<u8> {
    let (key, length) = (bearer(WRITER), length(body.len() - FILL.len() + FILL_BYTES));
    let lines = [
        "POST /graphql HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "Content-Type: application/json",
        &key,
        &length,
    ];
    request(&lines, body)
}

fn named(kind: &Value) -> &str {
    match kind["ofType"].is_object() {
        true => named(&kind["ofType"]),
        false => kind["name"].as_str().unwrap(),
    }
}

fn is_list(kind: &Value) -> bool {
    kind["kind"] == "LIST" || (kind["ofType"].is_object() && is_list(&kind["ofType"]))
}

fn written(kind: &Value) -> String {
    match kind["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", written(&kind["ofType"])),
        "LIST" => format!("[{}]", written(&kind["ofType"])),
        _ => kind["name"].as_str().unwrap().to_owned(),
    }
}
