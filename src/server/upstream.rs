//! `extensions.upstream`: what an answer cost at the providers, for whoever may know and asks for it.

use async_graphql::{Name, Value, indexmap::IndexMap};
use axum::http::{HeaderMap, HeaderName};

use crate::{auth::Viewer, tally::Tally};

/// The header that asks for it, with the value `1`.
pub(super) const UPSTREAM: HeaderName = HeaderName::from_static("x-upstream");

/// Most rows of `accounts`: the calls of others are in the sums and counted in `more`.
const MAX_ROWS: usize = 100;

/// Whether a request asks for it.
pub(super) fn is_asked(headers: &HeaderMap) -> bool {
    headers.get(UPSTREAM).is_some_and(|value| value == "1")
}

/// Tells it, of the accounts that the viewer sees.
pub(super) fn told(tally: &Tally, viewer: &Viewer) -> Value {
    let mut seen = tally.by_account();
    seen.retain(|row| viewer.sees(&row.account));
    let calls: u64 = seen.iter().map(|row| row.calls).sum();
    let ms: u64 = seen.iter().map(|row| row.ms).sum();
    let more = seen.len().saturating_sub(MAX_ROWS);
    let rows = seen.iter().take(MAX_ROWS).map(|row| {
        object([
            ("account", row.account.as_str().into()),
            ("operation", row.operation.into()),
            ("calls", row.calls.into()),
            ("ms", row.ms.into()),
        ])
    });
    let mut told = vec![
        ("calls", calls.into()),
        ("ms", ms.into()),
        ("cache", tally.source().word().into()),
        ("waited", tally.has_waited().into()),
        ("accounts", Value::List(rows.collect())),
    ];
    if more > 0 {
        told.push(("more", more.into()));
    }
    object(told)
}

fn object(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let fields = fields.into_iter();
    let fields = fields.map(|(name, value)| (Name::new(name), value));
    Value::Object(fields.collect::<IndexMap<_, _>>())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        auth::Sight,
        domain::AccountId,
        tally::{self, Source},
    };

    #[tokio::test]
    async fn accounts_that_are_not_seen_are_neither_named_nor_counted() {
        let tally = Tally::begin();
        let work = async {
            for account in ["mine", "theirs"] {
                drop(tally::call(&AccountId::new(account), "list"));
            }
            tally::read(Source::Asked);
        };
        tally.count(work).await;
        let viewer = Viewer {
            accounts: Sight::Only(BTreeSet::from([AccountId::new("mine")])),
            ..Viewer::anonymous()
        };
        let told = told(&tally, &viewer).into_json().unwrap();
        let expected = serde_json::json!({
            "calls": 1, "ms": 0, "cache": "asked", "waited": false,
            "accounts": [{"account": "mine", "operation": "list", "calls": 1, "ms": 0}],
        });
        assert_eq!(told, expected);
    }

    #[tokio::test]
    async fn rows_are_bounded_and_sums_are_not() {
        let tally = Tally::begin();
        let work = async {
            for number in 0..150 {
                let account = AccountId::new(&format!("a{number:03}"));
                drop(tally::call(&account, "list"));
            }
        };
        tally.count(work).await;
        let told = told(&tally, &Viewer::anonymous()).into_json().unwrap();
        assert_eq!(told["accounts"].as_array().unwrap().len(), MAX_ROWS);
        assert_eq!((&told["calls"], &told["more"]), (&150.into(), &50.into()));
    }
}
