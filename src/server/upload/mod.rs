//! Files that come with a request: the GraphQL multipart request specification, read as it comes.
//!
//! First what is asked (`operations`), then where the files belong (`map`), then the files, each onto the disk without a
//! name there. What is asked is checked before a byte of a file is read, and each part has a limit.
//!
//! Invariant: no more of a request is held in memory than one piece of it, whatever its sender does.

mod feed;
mod kind;
mod map;
mod preflight;
mod receive;
mod spool;

pub(super) use preflight::is_multipart;
pub(super) use receive::{Files, Received, receive};
