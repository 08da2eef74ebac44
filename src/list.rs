//! Lists whose length nobody knows before they are read: their entries are counted when they are answered.
//!
//! What a page and a list of ids may bring is counted from the query's text before anything runs. How many accounts,
//! lines or payments there are, no text tells; and a query can go round: from an account to its provider, and to the
//! accounts there. So each of these lists takes its entries from what its HTTP request may read, before one is answered.

use std::{
    borrow::Cow,
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_graphql::{
    Context, ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    parser::types::Field, registry::Registry,
};
use serde::Deserialize;

use crate::error::{Error, ErrorKind, Result};

/// The entries of lists that the operations of one HTTP request may read.
#[derive(Debug)]
pub struct Rows {
    most: u64,
    left: AtomicU64,
}

impl Rows {
    /// Allows this many.
    #[must_use]
    pub fn new(most: u64) -> Self {
        Self {
            most,
            left: AtomicU64::new(most),
        }
    }

    /// Takes so many, all or none. The message says nothing of how long the list is.
    fn take(&self, rows: usize) -> Result<()> {
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        let (store, load) = (Ordering::Relaxed, Ordering::Relaxed);
        let taken = self
            .left
            .fetch_update(store, load, |left| left.checked_sub(rows));
        taken.map(drop).map_err(|_| {
            let most = self.most;
            let message = format!(
                "the lists of this request have more than {most} entries: ask for less at a time, or raise limits.rows"
            );
            Error::new(ErrorKind::LimitExceeded, message)
        })
    }
}

/// Counts entries that are about to be answered, against what the request may read.
///
/// # Errors
/// `LimitExceeded` when that is spent.
pub(crate) fn count(ctx: &Context<'_>, entries: usize) -> Result<()> {
    ctx.data_opt::<Arc<Rows>>()
        .map_or(Ok(()), |rows| rows.take(entries))
}

/// A list that counts its entries when it is answered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct List<T>(Vec<T>);

impl<T> From<Vec<T>> for List<T> {
    fn from(entries: Vec<T>) -> Self {
        Self(entries)
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

/// In the schema it is a list like any other.
impl<T: OutputType> OutputType for List<T> {
    fn type_name() -> Cow<'static, str> {
        <Vec<T> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<T> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<T> as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        if let Some(rows) = ctx.data_opt::<Arc<Rows>>()
            && let Err(error) = rows.take(self.len())
        {
            let error = async_graphql::Error::from(error);
            return Err(ctx.set_error_path(error.into_server_error(field.pos)));
        }
        self.0.resolve(ctx, field).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_taken_for_a_list_or_not_at_all() {
        let rows = Rows::new(10);
        assert!(rows.take(0).is_ok() && rows.take(7).is_ok());
        let error = rows.take(4).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LimitExceeded);
        assert_eq!(
            error.message(),
            "the lists of this request have more than 10 entries: ask for less at a time, or raise limits.rows"
        );
        assert!(rows.take(3).is_ok());
        assert!(rows.take(1).is_err());
    }
}
