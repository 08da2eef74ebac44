//! The rooms and who may know whom.

use std::collections::BTreeSet;

use crate::{paths::paths, source::Source};

/// Each room, and the rooms that it may use. Above the line compose, below it words.
pub(crate) const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    (
        "cli",
        &[
            "auth",
            "config",
            "gateway",
            "graphql",
            "sandbox",
            "telemetry",
            "clock",
            "provider",
            "domain",
        ],
    ),
    (
        "gateway",
        &[
            "auth",
            "config",
            "adapters",
            "snapshot",
            "server",
            "graphql",
            "graphiql",
            "transport",
            "provider",
            "act",
            "store",
            "files",
            "list",
            "meter",
        ],
    ),
    ("config", &["auth", "provider", "domain"]),
    (
        "server",
        &["auth", "meter", "span", "tally", "error", "clock"],
    ),
    (
        "graphql",
        &[
            "act", "auth", "files", "list", "loaders", "snapshot", "native", "scalar", "tally",
            "provider", "error", "domain",
        ],
    ),
    (
        "act",
        &[
            "snapshot",
            "precedence",
            "tally",
            "provider",
            "store",
            "meter",
            "error",
            "domain",
            "clock",
        ],
    ),
    (
        "files",
        &["auth", "snapshot", "provider", "error", "domain", "clock"],
    ),
    ("loaders", &["snapshot", "provider", "error", "domain"]),
    (
        "snapshot",
        &[
            "span", "tally", "provider", "meter", "error", "domain", "clock",
        ],
    ),
    (
        "adapters",
        &[
            "list",
            "native",
            "scalar",
            "transport",
            "provider",
            "error",
            "domain",
            "clock",
        ],
    ),
    ("native", &["list", "scalar", "domain", "error"]),
    ("list", &["error"]),
    ("scalar", &["domain"]),
    (
        "transport",
        &[
            "meter",
            "span",
            "precedence",
            "tally",
            "error",
            "domain",
            "clock",
        ],
    ),
    ("span", &["domain"]),
    ("precedence", &[]),
    ("tally", &["domain"]),
    ("provider", &["error", "domain"]),
    ("auth", &["transport", "error", "domain", "clock"]),
    ("error", &["domain"]),
    ("store", &["error"]),
    ("meter", &["clock"]),
    ("telemetry", &["span", "transport", "error"]),
    ("domain", &[]),
    // The simulators are a witness against the adapters, so they share nothing with anybody.
    ("sandbox", &[]),
    ("clock", &[]),
    ("graphiql", &[]),
];

/// The rooms that a room may use.
pub(crate) fn allowed(room: &str) -> Option<&'static [&'static str]> {
    let row = ARROWS.iter().find(|(name, _)| *name == room);
    row.map(|(_, targets)| *targets)
}

/// The room that a file of `src` belongs to; `lib.rs` only lists them.
pub(crate) fn room_of(path: &str) -> Option<String> {
    let path = path.strip_prefix("src/")?;
    let room = path.split('/').next()?.trim_end_matches(".rs");
    (room != "lib").then(|| room.to_owned())
}

/// The rooms that a file names, with the line.
pub(crate) fn imports(source: &Source) -> Vec<(usize, String)> {
    let depth = depth_of(&source.path);
    let mut found = vec![];
    for (line, path) in paths(&source.code) {
        let mut segments = path.iter().map(String::as_str);
        let climbs = path
            .iter()
            .take_while(|segment| *segment == "super")
            .count();
        let target = match segments.next() {
            Some("crate" | "invoice_gateway") => segments.next(),
            Some("super") if climbs >= depth => path.get(climbs).map(String::as_str),
            _ => None,
        };
        // Below `super`, only a room's name is sure to be one: a test module climbs once more than its file.
        if let Some(target) = target
            && (climbs == 0 || allowed(target).is_some())
        {
            found.push((line, target.to_owned()));
        }
    }
    found
}

/// How many `super::` lead from a file to the crate's root.
fn depth_of(path: &str) -> usize {
    let parts = path.split('/').skip(1);
    parts.filter(|part| *part != "mod.rs").count()
}

/// The rooms that are left when those that use nothing are taken away again and again: none, without a circle.
pub(crate) fn circle() -> BTreeSet<&'static str> {
    let mut left: BTreeSet<_> = ARROWS.iter().map(|(room, _)| *room).collect();
    loop {
        let is_free = |room: &&str| {
            let targets = allowed(room).unwrap_or_default();
            !targets.iter().any(|target| left.contains(target))
        };
        let free: Vec<_> = left.iter().copied().filter(is_free).collect();
        if free.is_empty() {
            return left;
        }
        left.retain(|room| !free.contains(room));
    }
}
