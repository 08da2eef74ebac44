//! The keys of a JSON object in the order of its text, which a parsed value forgets.

use std::{collections::BTreeMap, fmt};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

struct Ordered(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Ordered;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// The keys of the object at `path`, such as `/data/list`; none may stand twice.
pub(crate) fn keys(json: &str, path: &str) -> Vec<String> {
    let mut object: Ordered = serde_json::from_str(json).unwrap();
    for step in path.split('/').skip(1) {
        let inner = object
            .0
            .iter()
            .find(|(key, _)| key == step)
            .unwrap_or_else(|| panic!("no {step} in {json}"));
        object = serde_json::from_str(inner.1.get()).unwrap();
    }
    let distinct: BTreeMap<&String, ()> = object.0.iter().map(|(key, _)| (key, ())).collect();
    assert_eq!(distinct.len(), object.0.len(), "a key stands twice");
    object.0.into_iter().map(|(key, _)| key).collect()
}
