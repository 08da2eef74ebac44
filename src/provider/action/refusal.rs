//! Why something is not done.

use crate::error::{Error, ErrorKind, Retry};

/// Why an action cannot be done with an invoice as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObstacleKind {
    /// The provider does not offer it.
    NotSupported,
    /// The invoice's state forbids it.
    WrongState,
    /// The invoice lacks something that it needs.
    MissingData,
    /// The caller may not change anything here.
    NoScope,
}

/// Why an action cannot be done, for programs and for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// What kind of reason.
    pub kind: ObstacleKind,
    /// The sentence: lowercase, no full stop.
    pub message: String,
}

impl Obstacle {
    /// Says that the invoice's state forbids it.
    #[must_use]
    pub fn state(message: impl Into<String>) -> Self {
        Self {
            kind: ObstacleKind::WrongState,
            message: message.into(),
        }
    }

    /// Says that the invoice lacks something.
    #[must_use]
    pub fn missing(message: impl Into<String>) -> Self {
        Self {
            kind: ObstacleKind::MissingData,
            message: message.into(),
        }
    }
}

/// Why an action was not done, and by which part of its input.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What went wrong; its message is shown.
    pub error: Error,
    /// The names that lead to the part of the input, outermost first, as in the schema and without `input`; empty for the
    /// whole. Places in lists are numbers.
    pub field: Vec<String>,
}

impl Refusal {
    /// Refuses the whole.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::from(Error::new(kind, message))
    }

    /// Blames a part of the input, named by its path with dots between (`lineItems.0.unitPrice`).
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        self.field = path
            .split('.')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        self
    }

    /// Says that a part of the input makes no sense.
    #[must_use]
    pub fn invalid(path: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidInput, message).at(path)
    }

    /// Says that the provider has no such thing.
    #[must_use]
    pub fn unsupported(path: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unsupported, message).at(path)
    }

    /// Whether asking again can help.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.error.retry()
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self {
            error,
            field: Vec::new(),
        }
    }
}
