//! The program on its port: how it stops, TLS, proxies, and a system that has no more files.

pub(crate) mod process;
mod proxy;
mod stopping;
mod tls;
