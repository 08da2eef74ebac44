//! `extensions.upstream`: what an answer cost at the providers, for whoever may know and asks for it.

use async_graphql::{Name, Value, indexmap::IndexMap};
use axum::http::{HeaderMap, HeaderName};

use crate::{auth::Viewer, tally::Tally};

/// The header that asks for it, with the value `1`.
pub(super) const UPSTREAM: HeaderName = HeaderName::from_static("x-upstream");

/// Whether a request asks for it.
pub(super) fn is_asked(headers: &HeaderMap) -> bool {
    headers.get(UPSTREAM).is_some_and(|value| value == "1")
}

/// Tells it, of the accounts that the viewer sees.
pub(super) fn told(tally: &Tally, viewer: &Viewer) -> Value {
    let cost = tally.cost(|account| viewer.sees(account));
    let rows = cost.rows.iter().map(|row| {
        object([
            ("account", row.account.as_str().into()),
            ("operation", row.operation.into()),
            ("calls", row.calls.into()),
            ("ms", row.ms.into()),
        ])
    });
    let mut told = vec![
        ("calls", cost.calls.into()),
        ("ms", cost.ms.into()),
        ("cache", tally.source().word().into()),
        ("waited", tally.has_waited().into()),
        ("accounts", Value::List(rows.collect())),
    ];
    if cost.more > 0 {
        told.push(("more", cost.more.into()));
    }
    object(told)
}

fn object(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let fields = fields.into_iter();
    let fields = fields.map(|(name, value)| (Name::new(name), value));
    Value::Object(fields.collect::<IndexMap<_, _>>())
}
