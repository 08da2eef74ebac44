//! Who may call: keys and tokens are recognised here, and what their owners may do and see is said.
//!
//! It knows headers, and neither routes nor GraphQL: what is not allowed is refused by the server and by `graphql`, and
//! accounts are hidden by handing out only those that a [`Viewer`] sees.
//!
//! A key is a bearer token and is never kept: the config holds its hash. A token that another system signed, in [`jwt`],
//! is another way to a [`Viewer`] beside the keys, in [`Clients::recognise`].
//!
//! Invariant: how long it takes to recognise a key tells neither whose it is nor how much of a hash it shares, and no
//! message, `Debug` text or log line contains one.

mod bearer;
mod clients;
pub mod jwt;
mod key;
mod scope;
mod viewer;

pub use clients::{Client, Clients, Unknown};
pub use key::{KeyHash, NewKey};
pub use scope::{Scope, Scopes};
pub use viewer::{ANONYMOUS, Sight, Viewer};
