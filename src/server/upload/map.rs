//! Where the files belong: `map`, by the names of the parts.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::{Value, Variables};

use crate::server::{
    refusal::{Refusal, clipped},
    scan::{Fault, scan_json},
    settings::ServerSettings,
};

/// The files that are to come, each with the variables that it stands for.
#[derive(Debug, Default)]
pub(super) struct Places {
    expected: BTreeMap<String, Vec<String>>,
}

impl Places {
    /// Reads a map, whose places must be variables that are null.
    pub(super) fn read(
        text: &[u8],
        variables: &Variables,
        settings: &ServerSettings,
    ) -> Result<Self, Refusal> {
        let not_a_map = || {
            Refusal::malformed("map must be a JSON object of lists of paths, by the parts' names")
        };
        // A list in an object is two brackets deep, and each path costs no more than one value.
        let values = settings.max_upload_files * 4;
        let limit = settings.max_upload_files;
        let too_many = || Refusal::too_many(format!("map has more than {limit} files"));
        scan_json(text, 2, values).map_err(|fault| match fault {
            Fault::Tokens(_) => too_many(),
            _ => not_a_map(),
        })?;
        let expected: BTreeMap<String, Vec<String>> =
            serde_json::from_slice(text).map_err(|_| not_a_map())?;
        let count = expected.values().map(Vec::len).sum::<usize>();
        if expected.len().max(count) > limit {
            return Err(too_many());
        }
        let mut taken = BTreeSet::new();
        for (name, paths) in &expected {
            if paths.is_empty() {
                let name = clipped(name);
                return Err(Refusal::malformed(format!("map has no place for {name:?}")));
            }
            for path in paths {
                if !taken.insert(path) {
                    let path = clipped(path);
                    let message = format!("map has two files for {path:?}");
                    return Err(Refusal::malformed(message));
                }
                check(path, variables)?;
            }
        }
        Ok(Self { expected })
    }

    /// The places of a part, which can come once.
    pub(super) fn take(&mut self, name: Option<&str>) -> Result<Vec<String>, Refusal> {
        let places = name.and_then(|name| self.expected.remove(name));
        places.ok_or_else(|| {
            let name = clipped(name.unwrap_or_default());
            Refusal::malformed(format!("the part {name:?} is not in map, or comes twice"))
        })
    }

    /// All places of the files that are still to come.
    pub(super) fn rest(self) -> Vec<String> {
        self.expected.into_values().flatten().collect()
    }

    /// Checks that every file came.
    pub(super) fn check_all_came(&self) -> Result<(), Refusal> {
        match self.expected.keys().next() {
            None => Ok(()),
            Some(name) => {
                let name = clipped(name);
                let message = format!("the part {name:?} that map names did not come");
                Err(Refusal::malformed(message))
            }
        }
    }
}

/// Checks that a path leads to a variable, or a part of one, that is null.
fn check(path: &str, variables: &Variables) -> Result<(), Refusal> {
    let refuse = |what: &str| {
        let path = clipped(path);
        Err(Refusal::malformed(format!("map: {path:?} {what}")))
    };
    let Some(inner) = path.strip_prefix("variables.") else {
        return refuse("does not begin with \"variables.\"");
    };
    let mut steps = inner.split('.');
    let first = steps.next().and_then(|name| variables.get(name));
    let found = steps.try_fold(first, |found, step| match found? {
        Value::Object(fields) => Some(fields.get(step)),
        // Only as a number is usually written: `01` would be a second way to say `1`.
        Value::List(items) => {
            let place: usize = step.parse().ok()?;
            (place.to_string() == step).then(|| items.get(place))
        }
        _ => None,
    });
    match found.flatten() {
        Some(Value::Null) => Ok(()),
        Some(_) => refuse("is not null in operations"),
        None => refuse("is not a variable in operations"),
    }
}
