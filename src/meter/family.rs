//! Handles of one metric that differ in their labels.

use std::{
    borrow::Borrow,
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{PoisonError, RwLock},
};

/// Handles by what tells them apart, each made when it is first needed. The keys are of a closed set, so it stays small.
pub(crate) struct Family<K, T>(RwLock<HashMap<K, T>>);

impl<K, T> Default for Family<K, T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<K: Eq + Hash, T: Clone> Family<K, T> {
    /// The handle of a key, which `make` makes the first time.
    pub(crate) fn get<Q>(&self, key: &Q, make: impl FnOnce() -> T) -> T
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        // A panic elsewhere leaves nothing half done: an entry is there or it is not.
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = known.get(key) {
            return handle.clone();
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(key.to_owned()).or_insert_with(make).clone()
    }
}

impl<K, T> fmt::Debug for Family<K, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Family").finish_non_exhaustive()
    }
}
