//! `[limits]`: how much a request may ask and an answer may bring.

use std::time::Duration;

use super::{
    file::LimitsSection,
    problem::ConfigError,
    section::Section,
    units::{TypedDuration, TypedSize},
};

/// How much a request may ask and an answer may bring. Each default lets through what a large real page asks, and each
/// limit stops one way to make a small request expensive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request's body. Default 1 MiB: 250 ids and every variable fit many times over.
    pub body: usize,
    /// Bytes of the uploaded files of one request, together. Default 25 MiB: the largest mail attachment.
    pub upload: usize,
    /// Bytes of a query's text. Default 64 KiB: generated queries reach some 20 KiB.
    pub query_bytes: usize,
    /// Brackets, braces and parentheses open at once in a query's text, counted before it is parsed. Default 64: four for
    /// each level of `depth`.
    pub nesting: usize,
    /// Tokens of a query. Default 10 000: about what `query_bytes` holds of honest text.
    pub tokens: usize,
    /// Levels of fields. Default 15: exactly what the introspection query of current tools has; a page of invoices has 6.
    pub depth: usize,
    /// Fields under another name. Default 100: 50 of one root field must pass.
    pub aliases: usize,
    /// Fields of the operation's root, fragments expanded. Default 60: each can cost calls of its own.
    pub root_fields: usize,
    /// Fields with all fragments expanded. Default 20 000: an invoice with everything has some 500.
    pub selections: usize,
    /// Directives. Default 50: clients use `@include` here and there.
    pub directives: usize,
    /// Operations in one request. Default 1: no batches.
    pub batch: usize,
    /// Upstream calls that one operation may make for itself, counted before they are made, also those that a write takes
    /// until it has begun; refreshes, which everybody shares, are not, but `refreshAccount` is. Default 200: a page of 50
    /// rows with whatever costs a call for each row fits several times over, and no single query keeps a vendor busy for
    /// minutes.
    pub cost: usize,
    /// Rows that the operations of one request may read, counted before they are: a page counts its size, `ids` their number,
    /// any other list 5, each times the rows around it; and as many entries that those others turn out to have, 4 of
    /// `invoiceVersions` as one. Default 50 000: 250 invoices with all their children have some 15 000.
    pub rows: usize,
    /// Operations and opened links a minute for each client, whose own `rate` goes before; as many may come at once. Default 600: ten a
    /// second are more than a page of a frontend asks. Without keys, this machine is not counted.
    pub rate: usize,
    /// Requests a minute from one address without a good key. Default 60: a client with an old key gives up before, and
    /// nobody guesses.
    pub attempts: usize,
    /// Operations under way at a time, of which one client has at most a quarter. Default 1024: as many as
    /// connections; most are over in milliseconds.
    pub concurrent: usize,
    /// Uploads and downloads under way at a time, of which one client has at most a quarter, by its address for downloads.
    /// Default 64: uploads wait on the disk.
    pub transfers: usize,
    /// Connections at a time. Default 1024; more wait until one is given back, and those that idle are closed for them.
    pub connections: usize,
    /// How long an operation may take. Default 10 s: after that a person has left.
    pub deadline: Duration,
    /// How long one attempt at a provider may take. Default 8 s, so that a slow account fails inside the deadline and the
    /// others are still told. A shorter `deadline` ends it earlier.
    pub attempt_timeout: Duration,
    /// How long after its last sending a write without an answer may still be carried out by a provider. Default 60 s: load
    /// balancers and servers give a request up within that time. Until then nothing of it is sent again, although the
    /// provider shows nothing of it; after it, what is not there was not done.
    pub settle: Duration,
    /// Bytes of one answer of a provider, unpacked. Default 32 MiB: 100 invoices with all their children have some 2.
    pub upstream_body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            upload: 25 << 20,
            query_bytes: 64 << 10,
            nesting: 64,
            tokens: 10_000,
            depth: 15,
            aliases: 100,
            root_fields: 60,
            selections: 20_000,
            directives: 50,
            batch: 1,
            cost: 200,
            rows: 50_000,
            rate: 600,
            attempts: 60,
            concurrent: 1024,
            transfers: 64,
            connections: 1024,
            deadline: Duration::from_secs(10),
            attempt_timeout: Duration::from_secs(8),
            settle: Duration::from_secs(60),
            upstream_body: 32 << 20,
        }
    }
}

impl Limits {
    pub(super) fn check(
        section: &Section<'_, LimitsSection>,
        problems: &mut Vec<ConfigError>,
    ) -> Self {
        let (values, default) = (&section.values, Self::default());
        let mut check = Checker { section, problems };
        Self {
            body: check.size("body", values.body, default.body),
            upload: check.size("upload", values.upload, default.upload),
            query_bytes: check.size("query_bytes", values.query_bytes, default.query_bytes),
            nesting: check.count("nesting", values.nesting, default.nesting),
            tokens: check.count("tokens", values.tokens, default.tokens),
            depth: check.count("depth", values.depth, default.depth),
            aliases: check.count("aliases", values.aliases, default.aliases),
            root_fields: check.count("root_fields", values.root_fields, default.root_fields),
            selections: check.count("selections", values.selections, default.selections),
            directives: check.count("directives", values.directives, default.directives),
            batch: check.count("batch", values.batch, default.batch),
            cost: check.count("cost", values.cost, default.cost),
            rows: check.count("rows", values.rows, default.rows),
            rate: check.count("rate", values.rate, default.rate),
            attempts: check.count("attempts", values.attempts, default.attempts),
            concurrent: check.count("concurrent", values.concurrent, default.concurrent),
            transfers: check.count("transfers", values.transfers, default.transfers),
            connections: check.count("connections", values.connections, default.connections),
            deadline: check.duration("deadline", values.deadline, default.deadline),
            attempt_timeout: check.duration(
                "attempt_timeout",
                values.attempt_timeout,
                default.attempt_timeout,
            ),
            settle: check.duration("settle", values.settle, default.settle),
            upstream_body: check.size("upstream_body", values.upstream_body, default.upstream_body),
        }
    }
}

/// Largest count: above it a limit is none, and sums with it stay far from overflow.
const MAX_COUNT: i64 = 1_000_000;

/// A limit of nothing would refuse everything, so each must allow something.
struct Checker<'c, 't> {
    section: &'c Section<'t, LimitsSection>,
    problems: &'c mut Vec<ConfigError>,
}

impl Checker<'_, '_> {
    fn count(&mut self, key: &str, typed: Option<i64>, default: usize) -> usize {
        let Some(count) = typed else {
            return default;
        };
        if (1..=MAX_COUNT).contains(&count) {
            return usize::try_from(count).unwrap_or(default);
        }
        let message = format!("{key} must be between 1 and {MAX_COUNT}");
        self.section.refuse(key, message, self.problems);
        default
    }

    fn size(&mut self, key: &str, typed: Option<TypedSize>, default: usize) -> usize {
        let size = typed.map_or(default, |typed| typed.0);
        if size == 0 {
            self.section.refuse(
                key,
                format!("{key} must be more than nothing"),
                self.problems,
            );
        }
        size
    }

    fn duration(&mut self, key: &str, typed: Option<TypedDuration>, default: Duration) -> Duration {
        let duration = typed.map_or(default, |typed| typed.0);
        if duration.is_zero() {
            self.section.refuse(
                key,
                format!("{key} must be longer than nothing"),
                self.problems,
            );
        }
        duration
    }
}
