//! The gate before the parser and before validation: what passes here is safe to parse, to walk and to expand.
//!
//! Documents that passed are kept, keyed by their whole text, so that the next client with the same query skips
//! scanning, parsing and weighing. Only accepted documents are kept: refusing is cheap.

use std::sync::{Arc, OnceLock};

use async_graphql::{
    Pos,
    parser::{self, parse_query, types::ExecutableDocument},
};
use moka::sync::Cache;

use crate::{
    error::ErrorKind,
    server::{
        budget::weigh,
        refusal::Refusal,
        scan::{Fault, ScanLimits, position, scan_query},
        settings::ServerSettings,
    },
};

/// Bytes that a parsed token takes in memory at most: between 74 for a list of numbers and 258 for nested fields.
const BYTES_PER_TOKEN: usize = 260;

/// Judges a document as the server will when a client names it; tells the name of an operation in it, which it needs
/// where there are several.
///
/// # Errors
/// Why the server would refuse it.
pub fn judge(text: &str, settings: &ServerSettings) -> Result<Option<String>, String> {
    let gate = Gate::new(Arc::new(settings.clone()));
    let document = gate.admit(text).map_err(|refusal| refusal.message)?;
    let mut names = document.parsed.operations.iter().map(|(name, _)| name);
    Ok(names.next().flatten().map(ToString::to_string))
}

/// A document that may be executed.
#[derive(Debug)]
pub(super) struct Document {
    /// Its text.
    pub(super) text: Arc<str>,
    /// The parsed document.
    pub(super) parsed: ExecutableDocument,
    /// What the schema makes of it, once it was looked at so.
    pub(super) judged: OnceLock<Result<(), Refusal>>,
    tokens: usize,
}

/// Lets documents pass, or says why not.
#[derive(Debug)]
pub(super) struct Gate {
    settings: Arc<ServerSettings>,
    accepted: Cache<Arc<str>, Arc<Document>>,
}

impl Gate {
    /// Builds a gate with an empty cache.
    pub(super) fn new(settings: Arc<ServerSettings>) -> Self {
        let accepted = Cache::builder()
            .max_capacity(settings.document_cache_bytes)
            .weigher(|text: &Arc<str>, document: &Arc<Document>| {
                let bytes = text.len() + document.tokens * BYTES_PER_TOKEN;
                u32::try_from(bytes).unwrap_or(u32::MAX)
            })
            .build();
        Self { settings, accepted }
    }

    /// Checks and parses a query, or finds it among those accepted before.
    pub(super) fn admit(&self, query: &str) -> Result<Arc<Document>, Refusal> {
        let limit = self.settings.max_query_bytes;
        if query.len() > limit {
            let what = format!("the query is longer than {limit} bytes");
            return Err(Refusal::too_large(&what, "query_bytes"));
        }
        if let Some(document) = self.accepted.get(query) {
            return Ok(document);
        }
        let document = Arc::new(self.examine(query)?);
        self.accepted
            .insert(Arc::clone(&document.text), Arc::clone(&document));
        Ok(document)
    }

    /// How many documents are kept, after the cache has settled.
    #[cfg(test)]
    pub(super) fn kept(&self) -> u64 {
        self.accepted.run_pending_tasks();
        self.accepted.entry_count()
    }

    fn examine(&self, query: &str) -> Result<Document, Refusal> {
        let limits = ScanLimits {
            nesting: self.settings.max_nesting,
            tokens: self.settings.max_tokens,
            name_bytes: self.settings.max_name_bytes,
        };
        let tokens = scan_query(query, limits).map_err(|fault| refuse(fault, query, limits))?;
        let parsed = parse_query(query).map_err(|error| reword(&error))?;
        let introspects = weigh(&parsed, &self.settings)?;
        if introspects && !self.settings.introspection {
            let message = "this server does not answer questions about its schema";
            return Err(Refusal::document(ErrorKind::Forbidden, message));
        }
        Ok(Document {
            text: query.into(),
            parsed,
            judged: OnceLock::new(),
            tokens,
        })
    }
}

fn refuse(fault: Fault, query: &str, limits: ScanLimits) -> Refusal {
    let at = position(query, fault.offset());
    let refusal = match fault {
        Fault::Nesting(_) => {
            let limit = limits.nesting;
            let what = format!("the query nests more than {limit} brackets");
            Refusal::too_large(&what, "nesting")
        }
        Fault::Tokens(_) => {
            let limit = limits.tokens;
            let what = format!("the query has more than {limit} tokens");
            Refusal::too_large(&what, "tokens")
        }
        Fault::Name(_) => {
            let limit = limits.name_bytes;
            let what = format!("a name or number in the query is longer than {limit} bytes");
            Refusal::far_too_large(&what)
        }
        Fault::String(_) => syntax_error(at, "this string has no end"),
        Fault::Closing(_) => syntax_error(at, "this bracket closes nothing"),
        Fault::Opening(_) => syntax_error(at, "this bracket is never closed"),
        Fault::Twice(_) => {
            let Pos { line, column } = at;
            Refusal::invalid(format!(
                "an object has a field twice: see line {line}, column {column}, and give each field once"
            ))
        }
        Fault::Reserved(_) => syntax_error(at, "no field has this name"),
    };
    refusal.at(at)
}

/// Says in one line what the parser says in a drawing.
fn reword(error: &parser::Error) -> Refusal {
    let at = error.positions().next();
    let refusal = match error {
        parser::Error::Syntax { message, start, .. } => syntax_error(*start, &expectation(message)),
        parser::Error::MultipleOperations { .. } => {
            Refusal::invalid("an operation without a name must be the only one")
        }
        parser::Error::OperationDuplicated { .. } => {
            Refusal::invalid("two operations have the same name")
        }
        parser::Error::FragmentDuplicated { .. } => {
            Refusal::invalid("two fragments have the same name")
        }
        parser::Error::MissingOperation => Refusal::invalid("the query has no operation"),
        parser::Error::RecursionLimitExceeded => {
            Refusal::far_too_large("the query nests too many selection sets")
        }
        _ => Refusal::invalid("the query cannot be understood"),
    };
    match at {
        Some(at) => refusal.at(at),
        None => refusal,
    }
}

fn syntax_error(at: Pos, detail: &str) -> Refusal {
    let Pos { line, column } = at;
    Refusal::invalid(format!(
        "syntax error at line {line}, column {column}: {detail}"
    ))
}

/// Finds what the parser expected in its drawing: the line that begins with an equals sign.
fn expectation(drawing: &str) -> String {
    let expected = drawing
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_prefix("= "));
    match expected {
        Some(expected) => expected.replace('_', " ").replace("EOI", "the end"),
        None => "this is not part of the language".to_owned(),
    }
}
