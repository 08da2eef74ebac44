//! The program on its port: how it stops, its log, TLS, proxies, and a system that has no more files.

mod log;
pub(crate) mod process;
mod proxy;
mod stopping;
mod tls;
