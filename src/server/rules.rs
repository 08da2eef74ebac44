//! What the schema says that a document is judged by before it runs, read once from the schema's own language.

use async_graphql::parser::parse_schema;

use crate::server::{literals::Literals, rows::Rows};

/// The schema as the judges of documents need it.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// How much a field may read.
    pub(super) rows: Rows,
    /// What stands where a document has a literal.
    pub(super) literals: Literals,
}

impl Rules {
    pub(super) fn new(sdl: &str) -> Self {
        let Ok(schema) = parse_schema(sdl) else {
            tracing::error!(
                "the schema cannot be read: rows are not counted, literals not checked"
            );
            return Self::default();
        };
        Self {
            rows: Rows::new(&schema),
            literals: Literals::new(&schema),
        }
    }
}
