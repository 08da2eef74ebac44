//! The vendor's own document, packed.

use std::fmt;

use lz4_flex::block::{compress_prepend_size_with_dict, decompress_size_prepended_with_dict};

/// The vendor's document as it was received, kept so that its own words can be shown on demand.
///
/// It is packed: thousands of documents are held that nobody may ever ask for, and most of each is keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Raw {
    packed: Box<[u8]>,
    pattern: &'static str,
}

impl Raw {
    /// Keeps the JSON text of one document. `pattern` is any text that such documents resemble, their keys above all:
    /// the better it fits, the less memory they take.
    #[must_use]
    pub fn new(json: &str, pattern: &'static str) -> Self {
        let packed = compress_prepend_size_with_dict(json.as_bytes(), pattern.as_bytes());
        Self {
            packed: packed.into(),
            pattern,
        }
    }

    /// The JSON text, as it was.
    #[must_use]
    pub fn json(&self) -> String {
        let text = decompress_size_prepended_with_dict(&self.packed, self.pattern.as_bytes())
            .expect("it was packed here, with the same pattern");
        String::from_utf8(text).expect("it was packed from text")
    }

    /// How many bytes are held.
    #[must_use]
    pub fn packed_bytes(&self) -> usize {
        self.packed.len()
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Raw({} bytes packed)", self.packed.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_text_comes_back_as_it_was(text in ".*") {
            prop_assert_eq!(Raw::new(&text, "").json(), text.clone());
            prop_assert_eq!(Raw::new(&text, "{\"id\":\"1\",\"state\":\"open\"}").json(), text);
        }
    }

    #[test]
    fn what_resembles_its_pattern_is_small() {
        let pattern =
            "{\"administration_id\":\"123\",\"contact_id\":\"\",\"total_price_incl_tax\":\"\"}";
        let document =
            "{\"administration_id\":\"123\",\"contact_id\":\"7\",\"total_price_incl_tax\":\"1.0\"}";
        assert!(Raw::new(document, pattern).packed_bytes() < document.len() / 2);
    }
}
