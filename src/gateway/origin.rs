//! Where a config comes from, and may come from again.

use std::{fmt, path::PathBuf, sync::Arc};

use tokio::sync::Notify;

use crate::{config::Config, gateway::prints::Prints};

type Load = Box<dyn Fn() -> Result<Config, String> + Send + Sync>;

/// Where a config comes from. It is made before the config is read for the first time, so that no change is missed.
pub struct Origin {
    pub(super) file: PathBuf,
    pub(super) load: Load,
    pub(super) asked: Arc<Notify>,
    /// What the file held before it was read.
    pub(super) prints: Prints,
}

impl Origin {
    /// A config is in `file`, `load` reads and checks it or tells all that is wrong with it, a line each, and `asked`
    /// wakes whoever should read it again although it did not change.
    #[must_use]
    pub fn new(
        file: PathBuf,
        load: impl Fn() -> Result<Config, String> + Send + Sync + 'static,
        asked: Arc<Notify>,
    ) -> Self {
        Self {
            prints: Prints::of([file.as_path()]),
            file,
            load: Box::new(load),
            asked,
        }
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Origin")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}
