//! Links to files: what a client gets in place of a provider's address, and what becomes of it when it comes back.
//!
//! A link is signed and short-lived, and says which file of which invoice it opens; nothing is kept of it. This room knows
//! no HTTP and no vendor: it hands a file from the provider to the server as it comes in.
//!
//! Invariant: what this gateway did not sign, or signed too long ago, never reaches a provider.

mod desk;
mod link;
mod links;
mod name;

pub use desk::{Desk, NoFile};
pub use link::FileLink;
pub use links::{BadLink, LinkSettings, Links};
pub use name::{document_name, document_type};
