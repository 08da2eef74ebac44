//! What files hold, as far as it takes to tell that it changed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// The SHA-256 of each file, or nothing where it cannot be read.
///
/// The content and not its length and time: a file that is copied back, a link that leads elsewhere and a clock that
/// jumps are then nothing special, and the files are small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Prints(BTreeMap<PathBuf, Option<[u8; 32]>>);

impl Prints {
    /// Reads them.
    pub(super) fn of<'p>(files: impl IntoIterator<Item = &'p Path>) -> Self {
        let print = |file: &Path| Some(Sha256::digest(fs::read(file).ok()?).into());
        let prints = files.into_iter();
        Self(prints.map(|file| (file.to_owned(), print(file))).collect())
    }

    /// The same files as they are now.
    pub(super) fn again(&self) -> Self {
        Self::of(self.0.keys().map(PathBuf::as_path))
    }

    /// These and others; what is in both is as these say.
    pub(super) fn and(mut self, others: &Self) -> Self {
        for (file, print) in &others.0 {
            self.0.entry(file.clone()).or_insert(*print);
        }
        self
    }

    /// What is known of one file.
    pub(super) fn print(&self, file: &Path) -> Option<&[u8; 32]> {
        self.0.get(file)?.as_ref()
    }
}
