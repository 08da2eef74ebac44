//! What the gateway must not forget: texts by name, on the disk when a directory is configured.
//!
//! It knows nothing of what it keeps. A text that was put is on the disk when `put` returns, and two processes never
//! share a directory. Without a directory everything is forgotten when the process ends.

#[cfg(test)]
mod tests;

use std::{fmt, fs, path::Path, sync::Arc};

use redb::{Database, DatabaseError, ReadableDatabase, TableDefinition, backends::InMemoryBackend};

use crate::error::{Error, ErrorKind, Result};

/// The one table: texts by name.
const TEXTS: TableDefinition<&str, &str> = TableDefinition::new("texts");
/// The file in the directory.
const FILE: &str = "gateway.redb";

/// Texts by name.
#[derive(Clone)]
pub struct Store(Arc<Database>);

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// Keeps everything in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        let database = Database::builder()
            .create_with_backend(InMemoryBackend::new())
            .expect("an empty store in memory can be opened");
        Self(Arc::new(database))
    }

    /// Opens the store in this directory, which is made when it is not there.
    ///
    /// # Errors
    /// In one sentence, when the directory cannot be used or another process uses it.
    pub fn open(directory: &Path) -> Result<Self, String> {
        let shown = directory.display();
        fs::create_dir_all(directory).map_err(|error| format!("{shown}: {error}"))?;
        match Database::create(directory.join(FILE)) {
            Ok(database) => Ok(Self(Arc::new(database))),
            Err(DatabaseError::DatabaseAlreadyOpen) => Err(format!(
                "{shown}: another process uses it: give each gateway a directory of its own"
            )),
            Err(error) => Err(format!("{shown}: {error}")),
        }
    }

    /// The text with this name.
    ///
    /// # Errors
    /// `Internal` when the disk fails.
    pub async fn get(&self, name: &str) -> Result<Option<String>> {
        let name = name.to_owned();
        self.run(move |database| {
            let read = database.begin_read()?;
            let table = match read.open_table(TEXTS) {
                Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
                table => table?,
            };
            Ok(table
                .get(name.as_str())?
                .map(|text| text.value().to_owned()))
        })
        .await
    }

    /// Tells whether there is a text whose name begins so.
    ///
    /// # Errors
    /// `Internal` when the disk fails.
    pub async fn any(&self, prefix: &str) -> Result<bool> {
        let prefix = prefix.to_owned();
        self.run(move |database| {
            let read = database.begin_read()?;
            let table = match read.open_table(TEXTS) {
                Err(redb::TableError::TableDoesNotExist(_)) => return Ok(false),
                table => table?,
            };
            let first = table.range(prefix.as_str()..)?.next().transpose()?;
            Ok(first.is_some_and(|(name, _)| name.value().starts_with(&prefix)))
        })
        .await
    }

    /// Keeps a text under a name, in place of what was there. It is on the disk when this returns.
    ///
    /// # Errors
    /// `Internal` when the disk fails.
    pub async fn put(&self, name: &str, text: &str) -> Result<()> {
        let (name, text) = (name.to_owned(), text.to_owned());
        self.run(move |database| {
            let write = database.begin_write()?;
            write
                .open_table(TEXTS)?
                .insert(name.as_str(), text.as_str())?;
            Ok(write.commit()?)
        })
        .await
    }

    /// Forgets what has this name.
    ///
    /// # Errors
    /// `Internal` when the disk fails.
    pub async fn remove(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.run(move |database| {
            let write = database.begin_write()?;
            write.open_table(TEXTS)?.remove(name.as_str())?;
            Ok(write.commit()?)
        })
        .await
    }

    /// Forgets all texts whose names begin so and that are not to be kept, given their names and themselves. Nobody writes
    /// meanwhile, so that what is forgotten is what was looked at.
    ///
    /// # Errors
    /// `Internal` when the disk fails.
    pub async fn retain(
        &self,
        prefix: &str,
        is_kept: impl Fn(&str, &str) -> bool + Send + 'static,
    ) -> Result<()> {
        let prefix = prefix.to_owned();
        self.run(move |database| {
            let write = database.begin_write()?;
            write
                .open_table(TEXTS)?
                .retain_in(prefix.as_str().., |name, text| {
                    !name.starts_with(&prefix) || is_kept(name, text)
                })?;
            Ok(write.commit()?)
        })
        .await
    }

    /// The disk may take its time: other requests must not wait for it.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, redb::Error> + Send + 'static,
    ) -> Result<T> {
        let database = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || work(&database)).await;
        match done {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(broken(&error)),
            Err(panic) => Err(broken(&panic)),
        }
    }
}

fn broken(error: &dyn fmt::Display) -> Error {
    Error::new(
        ErrorKind::Internal,
        "the gateway's own store failed: see its log",
    )
    .with_detail(error)
}
