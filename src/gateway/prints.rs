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
        let prints = files.into_iter();
        Self(
            prints
                .map(|file| (file.to_owned(), print_of(file)))
                .collect(),
        )
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

/// Nothing of a pipe: what was read from there to look at it would be missing when it counts.
fn print_of(file: &Path) -> Option<[u8; 32]> {
    if !fs::metadata(file).ok()?.is_file() {
        return None;
    }
    Some(Sha256::digest(fs::read(file).ok()?).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_print_and_what_is_none_has_not() {
        let folder = tempfile::tempdir().unwrap();
        let (file, missing) = (folder.path().join("file"), folder.path().join("missing"));
        fs::write(&file, "one").unwrap();
        let files = [file.as_path(), missing.as_path(), folder.path()];
        let before = Prints::of(files);
        assert!(before.print(&file).is_some());
        assert!(before.print(&missing).is_none() && before.print(folder.path()).is_none());
        assert_eq!(before.again(), before);
        fs::write(&file, "two").unwrap();
        fs::write(&missing, "one").unwrap();
        let after = before.again();
        assert_ne!(after.print(&file), before.print(&file));
        assert_eq!(
            after.print(&missing),
            before.print(&file),
            "it is the content that counts"
        );
        let both = Prints::of([file.as_path()]).and(&before);
        assert_eq!(both.print(&file), after.print(&file));
        assert!(both.print(&missing).is_none());
    }
}
