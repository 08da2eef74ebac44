//! The `RANGED-DATA` header, which chooses the rows of a list.

use axum::http::HeaderMap;

use crate::sandbox::i3d::errors::Refusal;

/// Rows without the header.
const DEFAULT_RESULTS: usize = 25;

/// The most rows of one answer. The page knows no maximum, only that clients ask for 100.
const MOST_RESULTS: usize = 100;

/// Which rows a client wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    /// Rows before the first one.
    pub(super) start: usize,
    pub(super) results: usize,
}

impl Range {
    /// Reads `start=0,results=25`, where each part is optional; more than the most is cut silently.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let mut range = Self {
            start: 0,
            results: DEFAULT_RESULTS,
        };
        let Some(header) = headers.get("ranged-data") else {
            return Ok(range);
        };
        let text = header.to_str().map_err(|_| Refusal::bad_range())?;
        for part in text.split(',') {
            let (key, value) = part.split_once('=').ok_or_else(Refusal::bad_range)?;
            let value: usize = value.trim().parse().map_err(|_| Refusal::bad_range())?;
            match key.trim() {
                "start" => range.start = value,
                "results" if value > 0 => range.results = value.min(MOST_RESULTS),
                _ => return Err(Refusal::bad_range()),
            }
        }
        Ok(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Option<(usize, usize)> {
        let mut headers = HeaderMap::new();
        headers.insert("RANGED-DATA", text.parse().expect("a header"));
        let range = Range::of(&headers).ok()?;
        Some((range.start, range.results))
    }

    #[test]
    fn each_part_is_optional_and_the_size_is_capped() {
        assert_eq!(read("start=50,results=10"), Some((50, 10)));
        assert_eq!(read("results=10"), Some((0, 10)));
        assert_eq!(read("start=3"), Some((3, 25)));
        assert_eq!(read("start=0, results=500"), Some((0, 100)));
        assert_eq!(
            Range::of(&HeaderMap::new()).map(|range| range.results).ok(),
            Some(25)
        );
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "",
            "0-25",
            "start=-1",
            "results=0",
            "results=many",
            "page=2",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
