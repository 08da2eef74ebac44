//! Answers against recorded vendor bodies: the same keys in the same order, the same JSON types.
//!
//! The recordings are not part of the project. Where they are absent, this says so and proves nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use reqwest::Method;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};

use crate::world::{API, EXTERNAL, SALES, World};

/// A JSON value with its keys in the order of the text.
#[derive(Debug)]
pub(crate) enum Node {
    Null,
    Scalar(&'static str),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

/// Per path: the JSON types seen there, and the keys of objects.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    types: BTreeMap<String, BTreeSet<&'static str>>,
    keys: BTreeMap<String, Vec<String>>,
}

impl Shape {
    pub(crate) fn of(text: &[u8]) -> Self {
        let node: Node = serde_json::from_slice(text).expect("JSON");
        let mut shape = Self::default();
        shape.walk(&node, "");
        shape
    }

    fn walk(&mut self, node: &Node, path: &str) {
        let kind = match node {
            Node::Null => return,
            Node::Scalar(kind) => kind,
            Node::List(_) => "list",
            Node::Object(_) => "object",
        };
        self.types.entry(path.to_owned()).or_default().insert(kind);
        match node {
            Node::List(items) => {
                for item in items {
                    self.walk(item, &format!("{path}[]"));
                }
            }
            // The vendor calls this one free-form.
            Node::Object(_) if path.ends_with(".data") => {}
            Node::Object(fields) => {
                let keys: Vec<String> = fields.iter().map(|(key, _)| key.clone()).collect();
                let known = self
                    .keys
                    .entry(path.to_owned())
                    .or_insert_with(|| keys.clone());
                assert_eq!(
                    *known, keys,
                    "two objects at {path} differ within one answer"
                );
                for (key, value) in fields {
                    self.walk(value, &format!("{path}.{key}"));
                }
            }
            _ => {}
        }
    }

    /// Compares wherever both sides have something; null and empty lists say nothing.
    pub(crate) fn must_equal(&self, ours: &Self, name: &str) {
        for (path, keys) in &self.keys {
            if let Some(our_keys) = ours.keys.get(path) {
                assert_eq!(our_keys, keys, "keys at {path:?} against {name}");
            }
        }
        for (path, types) in &self.types {
            if let Some(our_types) = ours.types.get(path) {
                assert_eq!(our_types, types, "type at {path:?} against {name}");
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Scalar("boolean"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Scalar("number"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Scalar("number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Scalar("float"))
    }

    fn visit_str<E>(self, _: &str) -> Result<Node, E> {
        Ok(Node::Scalar("string"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Node::Object(fields))
    }
}

/// The folder of Moneybird's recordings, if it is there.
pub(crate) fn samples() -> Option<PathBuf> {
    folder_of("moneybird")
}

/// The folder of a vendor's recordings, if it is there.
pub(crate) fn folder_of(vendor: &str) -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/samples");
    let root = std::env::var_os("INVOICE_GATEWAY_SAMPLES").map_or(default.into(), PathBuf::from);
    let folder = root.join(vendor);
    if !folder.is_dir() {
        eprintln!(
            "not run: there are no vendor samples at {}",
            folder.display()
        );
        return None;
    }
    Some(folder)
}

/// Every recorded body whose name begins and goes on like this; there must be one.
pub(crate) fn recorded(folder: &PathBuf, start: &str, middle: &str) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if name.starts_with(start) && name.contains(middle) {
            found.push((name, std::fs::read(&path).expect("a file")));
        }
    }
    assert!(!found.is_empty(), "no sample {start}...{middle}");
    found
}

#[tokio::test]
async fn lists_and_single_invoices_have_the_recorded_shape() {
    let Some(folder) = samples() else { return };
    let world = World::start().await;
    for resource in [SALES, EXTERNAL] {
        let path = format!("{resource}?filter=state:all&per_page=100");
        let list = world.get(&path).await;
        let ours = Shape::of(&list.body);
        for (name, body) in recorded(&folder, &format!("GET__{resource}__200__"), "") {
            Shape::of(&body).must_equal(&ours, &name);
        }
        let ids = crate::world::ids(&list.json());
        let batch = world
            .post(
                &format!("{resource}/synchronization"),
                json!({ "ids": ids }),
            )
            .await;
        let ours = Shape::of(&batch.body);
        let start = format!("POST__{resource}.synchronization__200__");
        for (name, body) in recorded(&folder, &start, "") {
            Shape::of(&body).must_equal(&ours, &name);
        }
        for id in ids {
            let ours = Shape::of(&world.get(&format!("{resource}/{id}")).await.body);
            for (name, body) in recorded(&folder, &format!("GET__{resource}._id__200__"), "") {
                Shape::of(&body).must_equal(&ours, &name);
            }
        }
    }
}

#[tokio::test]
async fn versions_payments_and_notes_have_the_recorded_shape() {
    let Some(folder) = samples() else { return };
    let world = World::start().await;
    for resource in [SALES, EXTERNAL] {
        let ours = world.get(&format!("{resource}/synchronization")).await;
        let ours = Shape::of(&ours.body);
        for (name, body) in recorded(
            &folder,
            &format!("GET__{resource}.synchronization__200__"),
            "",
        ) {
            Shape::of(&body).must_equal(&ours, &name);
        }
    }
    let books = world.books("moneybird").await;
    for (list, middle) in [("payments", "payments__201__"), ("notes", ".notes__201__")] {
        let all: Vec<&Value> = books
            .iter()
            .flat_map(|one| one[list].as_array().expect("a list"))
            .collect();
        assert!(!all.is_empty());
        // A parsed value has lost the order of its keys, so both sides are compared sorted.
        let ours = Shape::of(json!(all).to_string().as_bytes());
        for (name, body) in recorded(&folder, "POST__sales_invoices", middle) {
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            Shape::of(json!([body]).to_string().as_bytes()).must_equal(&ours, &name);
        }
    }
}

#[tokio::test]
async fn refusals_equal_the_recorded_ones() {
    let Some(folder) = samples() else { return };
    let world = World::start().await;
    let external = &world.books("moneybird-external").await[0];
    let external = external["id"].as_str().expect("an id");
    for (sample, path) in [
        (
            "GET__external_sales_invoices._id__404__",
            format!("{EXTERNAL}/1"),
        ),
        (
            "GET__external_sales_invoices._external_sales_invoice_id.attachments._id.download__404__",
            format!("{EXTERNAL}/{external}/attachments/1/download"),
        ),
        (
            "GET__sales_invoices._id.download_pdf__404__",
            format!("{SALES}/1/download_pdf"),
        ),
        (
            "GET__sales_invoices._id.download_packing_slip_pdf__404__",
            format!("{SALES}/1/download_packing_slip_pdf"),
        ),
        (
            "GET__external_sales_invoices__400__",
            format!("{EXTERNAL}?per_page=101"),
        ),
    ] {
        for (name, body) in recorded(&folder, sample, "") {
            let recorded: Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(world.get(&path).await.json(), recorded, "{name}");
        }
    }
    for (error, sent) in [
        ("400__POST__contacts.synchronization__", json!({})),
        (
            "400__POST__recurring_sales_invoices.synchronization__",
            json!({"ids": 1}),
        ),
    ] {
        for (name, body) in recorded(&folder.join("errors"), error, "") {
            let recorded: Value = serde_json::from_slice(&body).expect("JSON");
            let ours = world
                .post(&format!("{SALES}/synchronization"), sent.clone())
                .await;
            assert_eq!(ours.json(), recorded, "{name}");
        }
    }
    world
        .control(json!({"rate_limit": {"on": true, "limit": 0}}))
        .await;
    let refused = world
        .plain(Method::GET, &format!("{API}/123/{SALES}"))
        .await;
    for (name, body) in recorded(&folder.join("errors"), "429__", "") {
        let recorded: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(refused.json(), recorded, "{name}");
    }
}

#[tokio::test]
async fn attachment_redirects_carry_the_recorded_bodies() {
    let Some(folder) = samples() else { return };
    let world = World::start().await;
    for (resource, name) in [(SALES, "moneybird"), (EXTERNAL, "moneybird-external")] {
        let file = json!({"filename": "a.pdf"});
        let id = world.add(name, json!({"attachments": [file]})).await;
        let invoice = world.get(&format!("{resource}/{id}")).await.json();
        let attachment = invoice["attachments"][0]["id"].as_str().expect("an id");
        let path = format!("{resource}/{id}/attachments/{attachment}/download");
        let answer = world.get(&path).await;
        let start = format!("GET__{resource}.");
        for (name, body) in recorded(&folder, &start, "attachments._id.download__302__") {
            assert_eq!(
                answer.text().trim(),
                String::from_utf8_lossy(&body).trim(),
                "{name}"
            );
        }
    }
}
