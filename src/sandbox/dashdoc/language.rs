//! The two languages that refusals come in.

use axum::http::{HeaderMap, header};

/// The language of the texts; machines must not depend on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Language {
    /// What was seen without any preference.
    #[default]
    French,
    English,
}

impl Language {
    /// Takes the first preferred language that there are texts in.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let preferred = headers.get(header::ACCEPT_LANGUAGE);
        let preferred = preferred.and_then(|value| value.to_str().ok());
        for range in preferred.unwrap_or_default().split(',') {
            let range = range.trim().to_ascii_lowercase();
            if range.starts_with("en") {
                return Self::English;
            }
            if range.starts_with("fr") {
                break;
            }
        }
        Self::French
    }

    /// The code for `Content-Language`.
    pub(super) fn code(self) -> &'static str {
        self.choose("fr", "en")
    }

    /// Chooses the text.
    pub(super) fn choose(self, french: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }
}
