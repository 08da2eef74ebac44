//! The house rules, so that nobody has to remember them: who may know whom, and what nobody does.
//!
//! The tables here are the documentation; `src` must fit them. It reads the text of the program and compiles nothing.

mod bans;
mod dependencies;
mod paths;
mod rooms;
mod source;

use std::path::Path;

use bans::BANS;
use dependencies::{Package, Rules, packages, satisfied};
use source::{Source, sources};

/// Most lines of a file: more is more than one story.
const MAX_LINES: usize = 500;

fn house() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Fails with every offence, each on a line of its own.
fn assert_none(offences: &[String], rule: &str) {
    assert!(offences.is_empty(), "{rule}\n{}", offences.join("\n"));
}

#[test]
fn every_room_knows_only_the_rooms_below_it() {
    let mut offences = vec![];
    for source in sources(house(), &["src"]) {
        let Some(room) = rooms::room_of(&source.path) else {
            continue;
        };
        let Some(allowed) = rooms::allowed(&room) else {
            offences.push(format!(
                "{}: `{room}` is not in the table of arrows",
                source.path
            ));
            continue;
        };
        for (line, target) in rooms::imports(&source) {
            if target != room && !allowed.contains(&target.as_str()) {
                offences.push(format!(
                    "{}:{line}: `{room}` must not know `{target}`",
                    source.path
                ));
            }
        }
    }
    assert_none(
        &offences,
        "a room uses another that is not in its row of tests/architecture/rooms.rs",
    );
}

#[test]
fn every_arrow_is_used() {
    let sources = sources(house(), &["src"]);
    let mut idle = vec![];
    for (room, targets) in rooms::ARROWS {
        let of_room = |source: &&Source| rooms::room_of(&source.path).as_deref() == Some(room);
        let used: Vec<String> = sources
            .iter()
            .filter(of_room)
            .flat_map(|source| rooms::imports(source).into_iter().map(|(_, target)| target))
            .collect();
        let unused = targets
            .iter()
            .filter(|target| !used.iter().any(|used| used == *target));
        idle.extend(unused.map(|target| format!("{room} -> {target}")));
    }
    assert_none(
        &idle,
        "an arrow of tests/architecture/rooms.rs is not used: take it out",
    );
}

#[test]
fn the_arrows_make_no_circle() {
    let circle = rooms::circle();
    assert!(
        circle.is_empty(),
        "these rooms know each other in a circle: {circle:?}"
    );
}

#[test]
fn every_arrow_ends_at_a_room() {
    for (room, targets) in rooms::ARROWS {
        for target in *targets {
            assert!(rooms::allowed(target).is_some(), "{room} -> {target}");
        }
    }
}

#[test]
fn no_file_is_longer_than_one_story() {
    let long = |source: &Source| {
        let lines = source.text.lines().count();
        (lines > MAX_LINES).then(|| format!("{}: {lines} lines", source.path))
    };
    let sources = sources(house(), &["src", "tests", "benches", "fuzz"]);
    let offences: Vec<_> = sources.iter().filter_map(long).collect();
    assert_none(
        &offences,
        &format!("a file has more than {MAX_LINES} lines: give each story its own"),
    );
}

#[test]
fn nobody_does_what_is_banned() {
    let mut offences = vec![];
    for source in sources(house(), &["src", "tests", "benches", "fuzz"]) {
        for ban in BANS.iter().filter(|ban| ban.applies_to(&source)) {
            for (line, found) in ban.find_in(&source) {
                offences.push(format!("{}:{line}: {found}: {}", source.path, ban.reason));
            }
        }
    }
    assert_none(
        &offences,
        "something banned was found; tests/architecture/bans.rs says where it is allowed",
    );
}

#[test]
fn every_dependency_is_one_that_may_come_in() {
    let packages = packages(house());
    assert!(packages.len() > 100, "cargo tells {}", packages.len());
    let rules = Rules::read(house());
    assert_none(&rules.broken_by(&packages), "deny.toml does not allow this");
}

#[test]
fn what_may_not_come_in_would_be_noticed() {
    let crates = "registry+https://github.com/rust-lang/crates.io-index";
    let package = |name: &str, licence: Option<&str>, source: &str| Package {
        name: name.to_owned(),
        version: "1.0.0".to_owned(),
        licence: licence.map(str::to_owned),
        source: Some(source.to_owned()),
    };
    let packages = [
        package("good", Some("MIT"), crates),
        package("copyleft", Some("GPL-3.0-only"), crates),
        package("unsaid", None, crates),
        package("forked", Some("MIT"), "git+https://example.org/x#1"),
        package("openssl", Some("Apache-2.0"), crates),
        package("rustls", Some("MIT"), crates),
        package("rustls", Some("MIT"), crates),
    ];
    let broken = Rules::read(house()).broken_by(&packages);
    let names = ["copyleft", "unsaid", "forked", "openssl", "rustls"];
    for name in names {
        let told = broken.iter().filter(|told| told.starts_with(name));
        assert_eq!(told.count(), 1, "{name}: {broken:#?}");
    }
    assert_eq!(broken.len(), names.len(), "{broken:#?}");
}

#[test]
fn licences_are_read_as_they_are_written() {
    let allowed = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"];
    for (expression, met) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-2.0-only OR (MIT AND ISC)", true),
        ("(GPL-2.0-only OR MIT) AND Zlib", false),
        ("MIT AND GPL-2.0-only OR ISC", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("MIT WITH LLVM-exception", false),
        ("Apache-2.0", false),
        ("", false),
        ("(MIT", false),
        ("MIT)", false),
        ("MIT ISC", false),
    ] {
        assert_eq!(satisfied(expression, &allowed), met, "{expression}");
    }
}

#[test]
fn the_rules_would_notice() {
    let source = Source::new(
        "src/graphql/bad.rs",
        "use crate::{adapters::moneybird, domain::{Money, Invoice}};\nuse std::{env, fs};\n// dbg!(x)\n\
         fn f(x: f64) { todo!(); \"println!\"; x.unwrap(); reqwest::get(crate::server::url()); Timestamp::now() }\n\
         #[cfg(test)]\nmod tests { fn g() { x.unwrap(); println!(\"{}\", '\"'); } #[ignore] fn h() {} }\n\
         #[allow(dead_code)] fn i<'a>() {}\n",
    );
    let imports: Vec<_> = rooms::imports(&source);
    let imports: Vec<_> = imports
        .iter()
        .map(|(line, room)| (*line, room.as_str()))
        .collect();
    assert_eq!(
        imports,
        [(1, "adapters"), (1, "domain"), (1, "domain"), (4, "server")]
    );
    let hunted: Vec<_> = BANS
        .iter()
        .filter(|ban| ban.applies_to(&source))
        .flat_map(|ban| ban.find_in(&source))
        .collect();
    let mut found: Vec<_> = hunted
        .iter()
        .map(|(line, found)| (*line, found.as_str()))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            (2, "std::env"),
            (4, ".unwrap()"),
            (4, "Timestamp::now"),
            (4, "f64"),
            (4, "reqwest::get"),
            (4, "todo!"),
            (6, "#[ignore"),
            (7, "#[allow("),
        ]
    );
    let climbing = Source::new("src/error.rs", "use super::domain::Money;");
    assert_eq!(rooms::imports(&climbing), [(1, "domain".to_owned())]);
    let inside = Source::new(
        "src/config/check.rs",
        "use super::{server::http_url, section};",
    );
    assert_eq!(rooms::imports(&inside), []);
}
