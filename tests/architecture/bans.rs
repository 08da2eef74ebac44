//! What nobody does, where it is allowed all the same, and why.

use crate::{
    paths::paths,
    source::{Source, line_at},
};

/// What is looked for.
#[derive(Debug)]
pub(crate) enum Hunt {
    /// A path that starts like this, in an import or in an expression.
    Path(&'static [&'static str]),
    /// A path that ends like this.
    PathEnd(&'static [&'static str]),
    /// A path with this segment.
    Segment(&'static str),
    /// A text, outside strings and comments.
    Text(&'static str),
}

/// Where a ban holds.
#[derive(Debug)]
pub(crate) enum Scope {
    /// Everywhere, tests included.
    Everywhere,
    /// In `src`, tests included, but not below these.
    SrcBut(&'static [&'static str]),
    /// In the program itself, not in its tests, and not below these.
    ProgramBut(&'static [&'static str]),
    /// In the program itself, only below these.
    ProgramIn(&'static [&'static str]),
}

/// Something banned.
#[derive(Debug)]
pub(crate) struct Ban {
    pub(crate) hunt: Hunt,
    pub(crate) scope: Scope,
    /// Paths that are fine all the same, each below these places.
    pub(crate) except: &'static [(&'static str, &'static [&'static str])],
    pub(crate) reason: &'static str,
}

const fn ban(hunt: Hunt, scope: Scope, reason: &'static str) -> Ban {
    Ban {
        hunt,
        scope,
        except: &[],
        reason,
    }
}

const MONEY: Scope = Scope::ProgramIn(&[
    "src/adapters",
    "src/domain",
    "src/native",
    "src/snapshot",
    "src/graphql",
]);
const NO_FLOATS: &str = "money is exact: decimals, from the text of the number";
const CLOCKS: Scope = Scope::SrcBut(&["src/clock.rs", "src/sandbox/clock"]);
const ONE_CLOCK: &str = "the time is told by `clock` alone, so that a test can choose it";
const PRINTERS: Scope = Scope::ProgramBut(&["src/cli"]);
const NO_PRINTING: &str = "only `cli` writes to the terminal; everybody else writes to the log";

/// The bans.
pub(crate) const BANS: &[Ban] = &[
    ban(
        Hunt::Path(&["std", "env"]),
        Scope::SrcBut(&["src/cli"]),
        "only `cli` reads the environment; everybody else is handed settings",
    ),
    Ban {
        hunt: Hunt::Path(&["reqwest"]),
        scope: Scope::SrcBut(&["src/transport"]),
        except: &[("src/adapters", &["Method", "StatusCode", "header"])],
        reason: "only `transport` speaks HTTP; adapters may use its words",
    },
    ban(Hunt::PathEnd(&["Timestamp", "now"]), CLOCKS, ONE_CLOCK),
    ban(Hunt::PathEnd(&["SystemTime", "now"]), CLOCKS, ONE_CLOCK),
    ban(Hunt::PathEnd(&["Zoned", "now"]), CLOCKS, ONE_CLOCK),
    ban(Hunt::Segment("f64"), MONEY, NO_FLOATS),
    ban(Hunt::Segment("f32"), MONEY, NO_FLOATS),
    ban(Hunt::PathEnd(&["println!"]), PRINTERS, NO_PRINTING),
    ban(Hunt::PathEnd(&["eprintln!"]), PRINTERS, NO_PRINTING),
    ban(Hunt::PathEnd(&["print!"]), PRINTERS, NO_PRINTING),
    ban(Hunt::PathEnd(&["eprint!"]), PRINTERS, NO_PRINTING),
    ban(
        Hunt::PathEnd(&["todo!"]),
        Scope::Everywhere,
        "what is not built is not there",
    ),
    ban(
        Hunt::PathEnd(&["unimplemented!"]),
        Scope::Everywhere,
        "what is not built is not there",
    ),
    ban(
        Hunt::PathEnd(&["dbg!"]),
        Scope::Everywhere,
        "a trace of debugging",
    ),
    ban(
        Hunt::Text("#[ignore"),
        Scope::Everywhere,
        "a test that does not run promises nothing",
    ),
    ban(
        Hunt::Text(".unwrap()"),
        Scope::ProgramBut(&[]),
        "use `?`, or `expect` with the reason why it cannot fail",
    ),
    ban(
        Hunt::Text("#[allow("),
        Scope::Everywhere,
        "use `#[expect(lint, reason = \"...\")]`, which says when it is no longer needed",
    ),
    ban(
        Hunt::Text("#![allow("),
        Scope::Everywhere,
        "use `#![expect(lint, reason = \"...\")]`, which says when it is no longer needed",
    ),
];

impl Ban {
    /// Whether the ban holds in a file.
    pub(crate) fn applies_to(&self, source: &Source) -> bool {
        let is_below = |places: &[&str]| places.iter().any(|place| source.path.starts_with(place));
        let in_src = source.path.starts_with("src/");
        match self.scope {
            Scope::Everywhere => true,
            Scope::SrcBut(places) | Scope::ProgramBut(places) => in_src && !is_below(places),
            Scope::ProgramIn(places) => is_below(places),
        }
    }

    /// Where a file does it: the line and what was found.
    pub(crate) fn find_in(&self, source: &Source) -> Vec<(usize, String)> {
        let code = match self.scope {
            Scope::Everywhere | Scope::SrcBut(_) => &source.code,
            Scope::ProgramBut(_) | Scope::ProgramIn(_) => &source.program,
        };
        match self.hunt {
            Hunt::Text(text) => {
                let hits = code.match_indices(text);
                hits.map(|(position, _)| (line_at(code, position), text.to_owned()))
                    .collect()
            }
            Hunt::Path(start) => self.find_paths(source, code, |path| path.starts_with(start)),
            Hunt::Segment(segment) => self.find_paths(source, code, |path| path.contains(&segment)),
            Hunt::PathEnd(end) => self.find_paths(source, code, |path| path.ends_with(end)),
        }
    }

    fn find_paths(
        &self,
        source: &Source,
        code: &str,
        is_banned: impl Fn(&[&str]) -> bool,
    ) -> Vec<(usize, String)> {
        let is_excepted = |path: &[&str]| {
            self.except.iter().any(|(place, names)| {
                source.path.starts_with(place)
                    && path.get(1).is_some_and(|name| names.contains(name))
            })
        };
        let mut found = vec![];
        for (line, path) in paths(code) {
            let path: Vec<_> = path.iter().map(String::as_str).collect();
            if is_banned(&path) && !is_excepted(&path) {
                found.push((line, path.join("::")));
            }
        }
        found
    }
}
