//! What is different with another config, in words for the log.

use std::{fmt, path::Path};

use crate::{auth::Client, config::Config, gateway::prints::Prints, provider::AccountSettings};

/// What is different since another config is in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// By id.
    accounts: Difference,
    /// By name.
    clients: Difference,
    /// Sections, and keys of files.
    others: Vec<&'static str>,
    /// Keys that ask for what only a start can change.
    pub(super) fixed: Vec<&'static str>,
    /// What the config remarks on itself and the one before did not.
    pub(super) warnings: Vec<String>,
}

impl Changes {
    /// Compares two configs, and what is in the files that they name.
    pub(super) fn between(
        (before, old): (&Config, &Prints),
        (after, new): (&Config, &Prints),
        fixed: Vec<&'static str>,
    ) -> Self {
        let warnings = after.warnings.iter();
        let warnings = warnings.filter(|warning| !before.warnings.contains(warning));
        Self {
            accounts: accounts(before, after),
            clients: clients(before, after),
            others: others((before, old), (after, new)),
            fixed,
            warnings: warnings.cloned().collect(),
        }
    }

    /// Whether everything is as it was.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.accounts.is_nothing() && self.clients.is_nothing() && self.others.is_empty()
    }

    /// The keys that ask for what only a start can change, such as `server.listen`: they are as they were.
    #[must_use]
    pub fn fixed(&self) -> &[&'static str] {
        &self.fixed
    }
}

/// Such as `accounts: added trucks, changed acme; clients: removed old-dashboard; limits`.
impl fmt::Display for Changes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_nothing() {
            return formatter.write_str("nothing");
        }
        let mut parts = vec![];
        for (what, difference) in [("accounts", &self.accounts), ("clients", &self.clients)] {
            if !difference.is_nothing() {
                parts.push(format!("{what}: {difference}"));
            }
        }
        if !self.others.is_empty() {
            parts.push(self.others.join(", "));
        }
        formatter.write_str(&parts.join("; "))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Difference {
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
}

impl Difference {
    /// Compares what has a name.
    fn between<T>(
        before: &[T],
        after: &[T],
        name: impl Fn(&T) -> String,
        is_same: impl Fn(&T, &T) -> bool,
    ) -> Self {
        let mut difference = Self::default();
        for one in after {
            match before.iter().find(|other| name(other) == name(one)) {
                None => difference.added.push(name(one)),
                Some(other) if !is_same(one, other) => difference.changed.push(name(one)),
                Some(_) => {}
            }
        }
        let is_gone = |one: &&T| !after.iter().any(|other| name(other) == name(one));
        difference.removed = before.iter().filter(is_gone).map(&name).collect();
        difference
    }

    fn is_nothing(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [
            ("added", &self.added),
            ("changed", &self.changed),
            ("removed", &self.removed),
        ];
        let parts = all.into_iter().filter(|(_, names)| !names.is_empty());
        let parts = parts.map(|(what, names)| format!("{what} {}", names.join(" ")));
        formatter.write_str(&parts.collect::<Vec<_>>().join(", "))
    }
}

fn accounts(before: &Config, after: &Config) -> Difference {
    let settings = |config: &Config| -> Vec<AccountSettings> {
        let accounts = config.accounts.iter();
        accounts.map(|account| account.settings.clone()).collect()
    };
    Difference::between(
        &settings(before),
        &settings(after),
        |settings| settings.id.to_string(),
        AccountSettings::is_same,
    )
}

fn clients(before: &Config, after: &Config) -> Difference {
    Difference::between(
        &before.clients,
        &after.clients,
        |client| client.viewer.name.to_string(),
        Client::eq,
    )
}

fn others(
    (before, old): (&Config, &Prints),
    (after, new): (&Config, &Prints),
) -> Vec<&'static str> {
    let sections = [
        ("server", before.server == after.server),
        ("tls", before.tls == after.tls),
        ("cache", before.cache == after.cache),
        ("files", before.files == after.files),
        ("limits", before.limits == after.limits),
        ("cors", before.cors == after.cors),
        ("jwt", before.tokens == after.tokens),
    ];
    let sections = sections.into_iter().filter(|(_, is_same)| !is_same);
    let was_there = |file: &Path| before.named_files().any(|(_, before)| before == file);
    let is_other = |file: &Path| was_there(file) && old.print(file) != new.print(file);
    let files = after.named_files().filter(|(_, file)| is_other(file));
    let sections = sections.map(|(section, _)| section);
    sections.chain(files.map(|(key, _)| key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(before: &str, after: &str) -> Changes {
        let config = |text: &str| Config::parse(text, "test.toml", |_: &str| None).unwrap();
        let none = Prints::default();
        Changes::between((&config(before), &none), (&config(after), &none), vec![])
    }

    fn account(id: &str, token: &str) -> String {
        format!("[[accounts]]\nid = \"{id}\"\nprovider = \"dashdoc\"\ntoken = \"{token}\"\n")
    }

    #[test]
    fn what_is_different_is_told_by_name_and_without_secrets() {
        let before = [
            account("a", "one"),
            account("b", "two"),
            account("c", "three"),
        ]
        .concat();
        let after = [
            account("d", "four"),
            account("c", "three"),
            account("b", "swordfish"),
        ]
        .concat();
        let told = changes(
            &before,
            &format!("{after}[cors]\norigins = [\"https://a.example\"]\n"),
        );
        assert_eq!(
            told.to_string(),
            "accounts: added d, changed b, removed a; cors"
        );
        assert!(!format!("{told:?}").contains("swordfish"));
    }

    #[test]
    fn another_order_and_other_words_for_the_same_are_nothing() {
        let before = [account("a", "one"), account("b", "two")].concat();
        let after = format!(
            "# A remark.\n{}{}[limits]\ndepth = 15\n",
            account("b", "two"),
            account("a", "one")
        );
        let told = changes(&before, &after);
        assert!(told.is_nothing() && told.to_string() == "nothing", "{told}");
    }

    #[test]
    fn a_warning_is_told_once() {
        let with = |text: &str| format!("{}{text}", account("a", "one"));
        let redis = with("[cache]\nredis = \"redis://localhost\"\n");
        assert_eq!(changes(&with(""), &redis).warnings.len(), 1);
        assert_eq!(changes(&redis, &redis).warnings, [""; 0]);
    }
}
