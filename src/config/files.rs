//! `[files]`: links to files.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::{file::FilesSection, problem::ConfigError, section::Section};

/// Shortest signing key, in bytes: 128 bits, below which a key can be guessed.
const MIN_KEY_BYTES: usize = 16;

/// Links to files.
#[derive(Clone, Debug)]
pub struct Files {
    /// What signs links; without one a random key is made, and links end with the process.
    pub signing_key: Option<SecretString>,
    /// How long a link works. Default 5 min: enough for a click, too short for a bookmark.
    pub link_life: Duration,
}

impl Files {
    /// Whether links are signed with the same key, or with one that nobody configured.
    #[must_use]
    pub fn has_same_key(&self, other: &Self) -> bool {
        match (&self.signing_key, &other.signing_key) {
            (Some(one), Some(other)) => one.expose_secret() == other.expose_secret(),
            (None, None) => true,
            _ => false,
        }
    }
}

impl PartialEq for Files {
    fn eq(&self, other: &Self) -> bool {
        self.link_life == other.link_life && self.has_same_key(other)
    }
}

impl Eq for Files {}

impl Default for Files {
    fn default() -> Self {
        Self {
            signing_key: None,
            link_life: Duration::from_secs(5 * 60),
        }
    }
}

impl Files {
    pub(super) fn check(
        section: &Section<'_, FilesSection>,
        problems: &mut Vec<ConfigError>,
    ) -> Self {
        let default = Self::default();
        let values = &section.values;
        let signing_key = values.signing_key.clone();
        if let Some(key) = &signing_key
            && key.expose_secret().len() < MIN_KEY_BYTES
        {
            let message = format!("signing_key is too short: {MIN_KEY_BYTES} bytes at least");
            section.refuse("signing_key", message, problems);
        }
        let link_life = values.link_life.map_or(default.link_life, |typed| typed.0);
        if link_life.is_zero() {
            section.refuse(
                "link_life",
                "link_life must be longer than nothing",
                problems,
            );
        }
        Self {
            signing_key,
            link_life,
        }
    }
}
