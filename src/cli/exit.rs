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
    /// Who read our output has left, such as `head`; there is nobody to tell. Exit code 1.
    Unread,
}

impl Failure {
    /// The sentence, if there is somebody to tell.
    pub(super) fn message(&self) -> Option<&str> {
        match self {
            Self::Usage(message) | Self::Failed(message) => Some(message),
            Self::Unread => None,
        }
    }

    /// The exit code.
    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 64,
            Self::Failed(_) | Self::Unread => 1,
        }
    }
}

impl From<&Failure> for ExitCode {
    fn from(failure: &Failure) -> Self {
        Self::from(failure.code())
    }
}

/// Standard output cannot be written.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self::Unread;
        }
        Self::Failed(format!("cannot write to standard output: {error}"))
    }
}
