//! `[tls]`: by what clients know that it is us.

use std::path::PathBuf;

use super::{file::TlsSection, problem::ConfigError, section::Section};

/// The files of the certificate. What is in them is judged by who shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate with its chain, in PEM.
    pub cert: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
}

impl Tls {
    /// Nothing, if the section is not in the file: connections are plain then.
    pub(super) fn check(
        section: &Section<'_, TlsSection>,
        problems: &mut Vec<ConfigError>,
    ) -> Option<Self> {
        if !section.is_present() {
            return None;
        }
        let mut file = |key: &str, typed: Option<&String>| {
            let path = typed.filter(|path| !path.is_empty());
            if path.is_none() {
                let message =
                    format!("{key} must name a file: [tls] needs cert and key, both in PEM");
                section.refuse(key, message, problems);
            }
            path.map(PathBuf::from)
        };
        let cert = file("cert", section.values.cert.as_ref());
        let key = file("key", section.values.key.as_ref());
        Some(Self {
            cert: cert?,
            key: key?,
        })
    }
}
