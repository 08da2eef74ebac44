//! The program on its port: how it stops, TLS, and a system that has no more files.

pub(crate) mod process;
mod stopping;
mod tls;
