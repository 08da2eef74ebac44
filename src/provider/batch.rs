//! One answer for every id asked.

use std::collections::HashMap;

use crate::{
    domain::NativeId,
    error::{Error, ErrorKind, Result},
};

/// Exactly one result for each id that was asked, by id and never by position.
///
/// It can only be made from the asked ids, so an adapter cannot forget one: what the vendor left out is `NotFound`, and
/// what was not asked is dropped.
#[derive(Debug)]
pub struct Batch<T>(HashMap<NativeId, Result<T>>);

impl<T: Clone> Batch<T> {
    /// Pairs what was asked with what was found.
    #[must_use]
    pub fn new(asked: &[NativeId], found: impl IntoIterator<Item = (NativeId, Result<T>)>) -> Self {
        let missing = Error::new(ErrorKind::NotFound, "the provider has no such invoice");
        let mut results: HashMap<NativeId, Result<T>> = asked
            .iter()
            .map(|id| (id.clone(), Err(missing.clone())))
            .collect();
        for (id, result) in found {
            if let Some(slot) = results.get_mut(&id) {
                *slot = result;
            }
        }
        Self(results)
    }

    /// Gives the same failure to every id.
    #[must_use]
    pub fn failed(asked: &[NativeId], error: &Error) -> Self {
        Self(
            asked
                .iter()
                .map(|id| (id.clone(), Err(error.clone())))
                .collect(),
        )
    }

    /// Adds the answers of another batch.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The answer for an id that was asked.
    #[must_use]
    pub fn get(&self, id: &NativeId) -> Option<&Result<T>> {
        self.0.get(id)
    }
}

impl<T> Default for Batch<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> IntoIterator for Batch<T> {
    type Item = (NativeId, Result<T>);
    type IntoIter = std::collections::hash_map::IntoIter<NativeId, Result<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_out_is_not_found_and_what_was_not_asked_is_dropped() {
        let id = NativeId::new;
        let batch = Batch::new(
            &[id("1"), id("2")],
            [(id("2"), Ok("two")), (id("3"), Ok("three"))],
        );
        assert_eq!(
            batch.get(&id("1")).unwrap().as_ref().unwrap_err().kind(),
            ErrorKind::NotFound
        );
        assert_eq!(batch.get(&id("2")).unwrap().as_ref().unwrap(), &"two");
        assert!(batch.get(&id("3")).is_none());
    }
}
