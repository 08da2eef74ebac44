//! Answers in fewer bytes, for clients that take brotli or gzip.
//!
//! Only answers of the schema and of `/graphql` are compressed: files mostly are already, and stream as they come. That a
//! compressed answer's length tells something of what is in it (BREACH) helps nobody here: it needs a page that makes a
//! victim's browser ask again and again with the victim's rights, and rights come in an `Authorization` header, which
//! browsers do not add by themselves. The only secrets in answers are links to files, which are signed anew each time.

use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer, Predicate,
        predicate::{NotForContentType, SizeAbove},
    },
};

/// Below this, in bytes, an answer fits into a packet anyway.
const MIN_BYTES: u16 = 1024;

/// Beyond this level both codings take many times longer for a few bytes.
const LEVEL: CompressionLevel = CompressionLevel::Precise(4);

/// The layer.
pub(super) fn compression() -> CompressionLayer<impl Predicate> {
    // Events must leave at once.
    let large = SizeAbove::new(MIN_BYTES).and(NotForContentType::SSE);
    CompressionLayer::new().quality(LEVEL).compress_when(large)
}
