//! A text, or a list of texts: one need not be put into brackets.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, SeqAccess},
};

/// Texts, as many as were written.
#[derive(Debug)]
pub(super) struct OneOrMore(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Texts)
    }
}

struct Texts;

impl<'de> de::Visitor<'de> for Texts {
    type Value = OneOrMore;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string or a list of strings")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMore, E> {
        Ok(OneOrMore(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<OneOrMore, A::Error> {
        let mut texts = vec![];
        while let Some(text) = access.next_element()? {
            texts.push(text);
        }
        Ok(OneOrMore(texts))
    }
}
