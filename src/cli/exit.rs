//! How the process ends.

use std::process::ExitCode;

/// Why a command did not do its work, in a sentence for standard error.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It was asked wrongly: arguments or config. Exit code 64, `EX_USAGE` of sysexits.h, so that a supervisor can tell
    /// "do not try again" from an accident.
    Usage(String),
    /// It failed. Exit code 1.
    Failed(String),
}

impl Failure {
    /// The sentence.
    pub(super) fn message(&self) -> &str {
        match self {
            Self::Usage(message) | Self::Failed(message) => message,
        }
    }

    /// The exit code.
    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 64,
            Self::Failed(_) => 1,
        }
    }
}

impl From<&Failure> for ExitCode {
    fn from(failure: &Failure) -> Self {
        Self::from(failure.code())
    }
}

/// Standard output cannot be written, such as a pipe whose reader has left.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(format!("cannot write to standard output: {error}"))
    }
}
