//! What the locked dependencies are, held against `deny.toml`, without the internet.
//!
//! `cargo deny check` reads the same file and knows more: advisories and withdrawn versions, for which it asks the internet.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use serde_json::Value;
use toml::Table;

/// A dependency that was locked for this machine.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: Option<String>,
    /// Where it comes from; `None` for the house itself.
    pub(crate) source: Option<String>,
}

/// Every package of the house, with all features and tests' ones included.
pub(crate) fn packages(house: &Path) -> Vec<Package> {
    // Those of other systems need not be on this machine.
    let platform = host();
    let arguments = ["metadata", "--offline", "--locked", "--format-version=1"];
    let ask = |features: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        let command = command.current_dir(house).args(arguments);
        let command = command.args(["--filter-platform", &platform]);
        command.args(features).output().expect("cargo is here")
    };
    let mut told = ask(&["--all-features"]);
    if !told.status.success() {
        // What a feature brings is on a machine that has built it, as `make test` does.
        eprintln!("the packages of features are not on this machine, and not checked");
        told = ask(&[]);
    }
    let said = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "cargo metadata: {said}");
    let told = told.stdout;
    let told: Value = serde_json::from_slice(&told).expect("cargo tells JSON");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let packages = told["packages"].as_array().expect("cargo tells packages");
    let package = |package: &Value| Package {
        name: text(&package["name"]).expect("a package has a name"),
        version: text(&package["version"]).expect("a package has a version"),
        licence: text(&package["license"]),
        source: text(&package["source"]),
    };
    packages.iter().map(package).collect()
}

fn host() -> String {
    let told = run(Command::new("rustc").arg("-vV"));
    let told = String::from_utf8(told).expect("rustc tells text");
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc tells its host").to_owned()
}

fn run(command: &mut Command) -> Vec<u8> {
    let output = command
        .output()
        .expect("the tools that built this test are here");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    output.stdout
}

/// What may come in.
#[derive(Debug)]
pub(crate) struct Rules(Table);

impl Rules {
    pub(crate) fn read(house: &Path) -> Self {
        let text = fs::read_to_string(house.join("deny.toml")).expect("deny.toml is there");
        Self(text.parse().expect("deny.toml is TOML"))
    }

    fn list(&self, section: &str, key: &str) -> &[toml::Value] {
        let list = self.0[section][key].as_array();
        list.expect("deny.toml has this list")
    }

    fn texts(&self, section: &str, key: &str) -> Vec<&str> {
        let list = self.list(section, key).iter();
        list.filter_map(toml::Value::as_str).collect()
    }

    /// What is wrong with these packages, in words.
    pub(crate) fn broken_by(&self, packages: &[Package]) -> Vec<String> {
        let mut broken = self.unlicensed(packages);
        broken.extend(self.foreign(packages));
        broken.extend(self.banned(packages));
        broken
    }

    fn unlicensed(&self, packages: &[Package]) -> Vec<String> {
        let allowed = self.texts("licenses", "allow");
        let is_refused = |package: &&Package| {
            let licence = package.licence.as_deref();
            !licence.is_some_and(|licence| satisfied(licence, &allowed))
        };
        let tell = |package: &Package| {
            let Package { name, version, .. } = package;
            format!("{name} {version}: licence {:?}", package.licence)
        };
        packages.iter().filter(is_refused).map(tell).collect()
    }

    fn foreign(&self, packages: &[Package]) -> Vec<String> {
        let registries = self.texts("sources", "allow-registry");
        let known = |source: &str| {
            let registry = source.strip_prefix("registry+");
            registry.is_some_and(|registry| registries.contains(&registry))
        };
        let sources = packages.iter().filter_map(|package| {
            let source = package.source.as_deref()?;
            (!known(source)).then(|| format!("{} comes from {source}", package.name))
        });
        sources.collect()
    }

    fn banned(&self, packages: &[Package]) -> Vec<String> {
        let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for Package { name, version, .. } in packages {
            versions.entry(name).or_default().push(version);
        }
        let broken = self.list("bans", "deny").iter().filter_map(|ban| {
            let name = ban["name"].as_str().expect("a ban has a name");
            let found = versions.get(name)?;
            let once = ban.get("deny-multiple-versions").is_some();
            (!once || found.len() > 1).then(|| format!("{name} is banned: {found:?}"))
        });
        broken.collect()
    }
}

/// Tells whether an expression of licences (SPDX, or with the old `/` for "or") can be met by what is allowed.
pub(crate) fn satisfied(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    either(&mut words, allowed) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut met = both(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= both(words, allowed);
    }
    met
}

fn both(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let Some(word) = words.next() else {
        return false;
    };
    if word == "(" {
        let met = either(words, allowed);
        return words.next_if_eq(&")").is_some() && met;
    }
    if words.next_if_eq(&"WITH").is_none() {
        return allowed.contains(&word);
    }
    let exception = words.next().unwrap_or_default();
    allowed.contains(&format!("{word} WITH {exception}").as_str())
}
