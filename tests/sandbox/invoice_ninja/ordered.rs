//! Compares bodies by their keys, the order of these, and JSON types.

use std::collections::{BTreeMap, BTreeSet};

use crate::shape::Node;

/// Where servers of different age write `[]` or `{}` for the same nothing.
const EMPTY_EITHER_WAY: &str = ".meta.pagination.links";

/// Per path, what a body has there.
#[derive(Debug, Default)]
pub(super) struct Ordered {
    types: BTreeMap<String, BTreeSet<&'static str>>,
    keys: BTreeMap<String, BTreeSet<Vec<String>>>,
}

impl Ordered {
    /// Reads a body.
    pub(super) fn read(text: &[u8]) -> Self {
        let node: Node = serde_json::from_slice(text).expect("JSON");
        let mut ordered = Self::default();
        ordered.walk(&node, "");
        ordered
    }

    fn walk(&mut self, node: &Node, path: &str) {
        if path == EMPTY_EITHER_WAY {
            return;
        }
        let kind = match node {
            Node::Null => "null",
            // A whole amount has no fraction.
            Node::Scalar("float") => "number",
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
            Node::Object(fields) if !fields.is_empty() => {
                let keys = fields.iter().map(|(key, _)| key.clone()).collect();
                self.keys.entry(path.to_owned()).or_default().insert(keys);
                for (key, value) in fields {
                    self.walk(value, &format!("{path}.{key}"));
                }
            }
            _ => {}
        }
    }

    /// Every object of theirs is one of ours, key by key, and types are the same.
    pub(super) fn equals(&self, theirs: &[u8], name: &str) {
        self.compare(theirs, name, |our, their| our == their);
    }

    /// Every object of theirs is within one of ours: theirs may be cut, or older.
    pub(super) fn covers(&self, theirs: &[u8], name: &str) {
        self.compare(theirs, name, |our, their| {
            let mut our = our.iter();
            their.iter().all(|key| our.any(|known| known == key))
        });
    }

    fn compare(&self, theirs: &[u8], name: &str, fits: impl Fn(&[String], &[String]) -> bool) {
        let theirs = Self::read(theirs);
        for (path, their_keys) in &theirs.keys {
            let Some(our_keys) = self.keys.get(path) else {
                panic!("{name}: nothing at {path:?} to compare with");
            };
            for their in their_keys {
                let fitting = our_keys.iter().any(|our| fits(our, their));
                assert!(
                    fitting,
                    "{name}: keys at {path:?}: {their:?}, ours {our_keys:?}"
                );
            }
        }
        for (path, their_types) in &theirs.types {
            let our_types = &self.types[path];
            let known = their_types.is_subset(our_types);
            assert!(
                known,
                "{name}: type at {path:?}: {their_types:?}, ours {our_types:?}"
            );
        }
    }
}
