//! The HTTP face: an axum router around one GraphQL engine.
//!
//! It speaks GraphQL over HTTP, refuses what is too large before the parser sees it, checks who is being called
//! (`Host`) and who asks, numbers requests and bounds their time. Files go in and out in pieces. It does not know the schema, a provider or what an invoice is.
//!
//! Invariant: every answer of `/graphql`, whatever went wrong, is a well-formed GraphQL response whose errors carry
//! `extensions.code` and `extensions.requestId`, and no text of a client reaches the parser without passing the gate. Nothing is
//! executed for somebody who was not recognised.

mod access;
mod answer;
mod body;
mod budget;
mod compression;
mod connections;
mod endpoint;
mod engine;
mod file;
mod file_type;
mod front;
mod gate;
mod handler;
mod host;
mod inside;
mod lengths;
mod literals;
mod media;
mod memory;
mod operation;
mod origins;
mod params;
mod persisted;
mod protection;
mod refusal;
mod request_id;
mod routes;
mod rows;
mod rules;
mod scan;
mod settings;
#[cfg(test)]
mod tests;
mod traffic;
mod upload;
mod upstream;
mod viewer;

pub use connections::{Certificates, ConnectionSettings, Current, Listening, run};
pub use engine::{Engine, Purse, Standing};
pub use file::{Files, NoFile, ServedFile, files};
pub use gate::judge;
pub use inside::Vitals;
pub use memory::Memory;
pub use persisted::PersistedDocuments;
pub use request_id::RequestId;
pub use routes::{router, router_with};
pub use settings::{ServerSettings, apply_limits};
