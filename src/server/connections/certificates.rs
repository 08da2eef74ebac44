//! What a client of TLS is shown, and by what it knows that it is us.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio_rustls::TlsAcceptor;

/// What is offered to clients, the best first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// A certificate with its chain and its key, read from two files; another may take its place while the server runs.
pub struct Certificates(RwLock<Shown>);

/// What is shown, and where it was read.
#[derive(Clone)]
struct Shown {
    cert: PathBuf,
    key: PathBuf,
    certified: Arc<CertifiedKey>,
}

impl Certificates {
    /// Reads a certificate with its chain, and the key that belongs to it, both in PEM.
    ///
    /// # Errors
    /// A sentence with the file and what is wrong with it.
    pub fn load(cert: &Path, key: &Path) -> Result<Arc<Self>, String> {
        Ok(Arc::new(Self(RwLock::new(Shown {
            certified: read(cert, key)?,
            cert: cert.to_owned(),
            key: key.to_owned(),
        }))))
    }

    /// Shows what another one shows to connections from now on; those that are open go on. Tells whether that differs.
    pub fn adopt(&self, other: &Self) -> bool {
        let other = other.shown();
        let mut shown = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let differs = shown.certified.cert != other.certified.cert;
        *shown = other;
        differs
    }

    fn shown(&self) -> Shown {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// TLS 1.2 and 1.3, with h2 and HTTP/1.1 behind them.
    pub(super) fn acceptor(self: Arc<Self>) -> TlsAcceptor {
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .expect("the provider has ciphers for both versions")
            .with_no_client_auth()
            .with_cert_resolver(self);
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
        TlsAcceptor::from(Arc::new(config))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.shown().certified)
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.shown();
        formatter
            .debug_struct("Certificates")
            .field("cert", &shown.cert)
            .field("key", &shown.key)
            .finish_non_exhaustive()
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn read(cert: &Path, key: &Path) -> Result<Arc<CertifiedKey>, String> {
    let chain =
        CertificateDer::pem_file_iter(cert).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| unread("tls.cert", cert, &error))?;
    if chain.is_empty() {
        return Err(unread("tls.cert", cert, &pem::Error::NoItemsFound));
    }
    let private =
        PrivateKeyDer::from_pem_file(key).map_err(|error| unread("tls.key", key, &error))?;
    let certified = CertifiedKey::from_der(chain, private, &provider());
    certified.map(Arc::new).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => format!(
            "tls.key {} is not the key of the certificate in {}",
            key.display(),
            cert.display()
        ),
        rustls::Error::InvalidCertificate(_) => format!(
            "tls.cert {} holds no certificate that can be understood",
            cert.display()
        ),
        _ => format!(
            "tls.key {} is not a key that can be used: RSA, ECDSA (P-256, P-384, P-521) and Ed25519 can",
            key.display()
        ),
    })
}

/// Says why a file could not be read, and nothing of what is in it.
fn unread(option: &str, file: &Path, error: &pem::Error) -> String {
    let file = file.display();
    match error {
        pem::Error::Io(error) => format!("{option} {file} cannot be read: {error}"),
        pem::Error::NoItemsFound if option == "tls.key" => {
            format!("{option} {file} holds no private key; one that needs a password is not taken")
        }
        pem::Error::NoItemsFound => format!("{option} {file} holds no certificate"),
        _ => format!("{option} {file} is not PEM"),
    }
}
