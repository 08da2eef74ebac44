//! TLS: what is offered, and files that are no certificate.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::{
    ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName},
    version::{TLS12, TLS13},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::server::{
    Certificates, ConnectionSettings,
    tests::{
        Server,
        running::{ALIVE, PATIENCE, Running},
    },
};

/// A certificate and its key in two files, which are there as long as this.
struct Files {
    folder: TempDir,
    shown: CertificateDer<'static>,
}

impl Files {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shown = CertificateDer::from(vec![]);
        let mut files = Self { folder, shown };
        files.renew();
        files
    }

    /// Writes another certificate into them.
    fn renew(&mut self) {
        let made: CertifiedKey<KeyPair> =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(self.cert(), made.cert.pem()).unwrap();
        fs::write(self.key(), made.signing_key.serialize_pem()).unwrap();
        self.shown = made.cert.der().clone();
    }

    fn cert(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    fn load(&self) -> Result<Arc<Certificates>, String> {
        Certificates::load(&self.cert(), &self.key())
    }
}

async fn connect(
    running: &Running,
    trusted: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
    protocols: &[&str],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let protocols = protocols.iter();
    config.alpn_protocols = protocols.map(|name| name.as_bytes().to_vec()).collect();
    let socket = TcpStream::connect(running.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    timeout(PATIENCE, connector.connect(name, socket))
        .await
        .expect("the handshake ends")
}

#[tokio::test]
async fn both_versions_and_both_protocols_are_offered() {
    let files = Files::new();
    let settings = ConnectionSettings::default();
    let running = Running::start_tls(&Server::new(), settings, files.load().unwrap()).await;
    for (version, number) in [
        (&TLS12, ProtocolVersion::TLSv1_2),
        (&TLS13, ProtocolVersion::TLSv1_3),
    ] {
        for (offered, taken) in [
            (&["h2", "http/1.1"][..], Some("h2")),
            (&["http/1.1", "h2"], Some("h2")),
            (&["http/1.1"], Some("http/1.1")),
            (&[], None),
        ] {
            let stream = connect(&running, &files.shown, &[version], offered).await;
            let mut stream = stream.unwrap();
            let (_, session) = stream.get_ref();
            assert_eq!(session.protocol_version(), Some(number));
            let protocol = session.alpn_protocol();
            assert_eq!(protocol, taken.map(str::as_bytes));
            if taken == Some("h2") {
                let (client, connection) = h2::client::handshake(stream).await.unwrap();
                tokio::spawn(connection);
                let request = axum::http::Request::get("https://localhost/health/live");
                let request = request.body(()).unwrap();
                let mut client = client.ready().await.unwrap();
                let (response, _) = client.send_request(request, true).unwrap();
                assert_eq!(response.await.unwrap().status(), 200);
                let _: h2::client::SendRequest<bytes::Bytes> = client;
            } else {
                stream.write_all(ALIVE.as_bytes()).await.unwrap();
                let mut head = [0; 12];
                stream.read_exact(&mut head).await.unwrap();
                assert_eq!(&head, b"HTTP/1.1 200");
            }
        }
    }
    let stream = connect(&running, &files.shown, &[&TLS13], &["ftp"]).await;
    assert!(stream.is_err(), "nothing else is spoken");
}

#[tokio::test]
async fn a_handshake_that_does_not_end_is_cut() {
    let files = Files::new();
    let settings = ConnectionSettings {
        handshake_timeout: Duration::from_millis(300),
        ..ConnectionSettings::default()
    };
    let running = Running::start_tls(&Server::new(), settings, files.load().unwrap()).await;
    for begun in ["", "\u{16}\u{3}\u{1}"] {
        let mut client = running.connect().await;
        client.write(begun).await;
        let (said, took) = client.rest().await;
        assert_eq!(said, "");
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
    // Who speaks without TLS is not answered.
    let mut plain = running.connect().await;
    plain.write(ALIVE).await;
    assert!(!plain.rest().await.0.contains("HTTP"));
}

#[tokio::test]
async fn a_stop_waits_for_no_handshake() {
    let files = Files::new();
    let settings = ConnectionSettings::default();
    let mut running = Running::start_tls(&Server::new(), settings, files.load().unwrap()).await;
    let _silent = running.connect().await;
    let kept = connect(&running, &files.shown, &[&TLS13], &["h2"]).await;
    let (_client, connection) = h2::client::handshake(kept.unwrap()).await.unwrap();
    let _: &h2::client::SendRequest<bytes::Bytes> = &_client;
    tokio::spawn(connection);
    running.stop();
    let took = running.ended().await;
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[tokio::test]
async fn a_certificate_is_renewed_without_a_stop() {
    let mut files = Files::new();
    let certificates = files.load().unwrap();
    let settings = ConnectionSettings::default();
    let running = Running::start_tls(&Server::new(), settings, Arc::clone(&certificates)).await;
    let old = files.shown.clone();
    let mut open = connect(&running, &old, &[&TLS13], &[]).await.unwrap();
    files.renew();
    assert!(certificates.adopt(&files.load().unwrap()));
    let new = files.shown.clone();
    assert!(connect(&running, &new, &[&TLS13], &[]).await.is_ok());
    assert!(connect(&running, &old, &[&TLS13], &[]).await.is_err());
    open.write_all(ALIVE.as_bytes()).await.unwrap();
    let mut head = [0; 12];
    open.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    assert!(
        !certificates.adopt(&files.load().unwrap()),
        "it is the same"
    );
    assert!(connect(&running, &new, &[&TLS13], &[]).await.is_ok());
}

#[test]
fn files_that_are_no_certificate_are_refused_with_the_reason() {
    let good = Files::new();
    let (cert, key) = (good.cert(), good.key());
    let other = Files::new();
    let write = |name: &str, text: &str| {
        let path = good.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let block = |label: &str| format!("-----BEGIN {label}-----\nc2VjcmV0\n-----END {label}-----\n");
    let missing = good.folder.path().join("missing.pem");
    let empty = write("empty.pem", "");
    let text = write("text.pem", "secret");
    let cut = write("cut.pem", "-----BEGIN CERTIFICATE-----\nc2VjcmV0");
    let nonsense = write("nonsense.pem", &block("CERTIFICATE"));
    let bad_key = write("bad_key.pem", &block("PRIVATE KEY"));
    let locked = write("locked.pem", &block("ENCRYPTED PRIVATE KEY"));
    for (cert, key, names, reason) in [
        (&missing, &key, "missing.pem", "tls.cert"),
        (&missing, &key, "missing.pem", "cannot be read"),
        (&cert, &missing, "missing.pem", "tls.key"),
        (&empty, &key, "empty.pem", "holds no certificate"),
        (&text, &key, "text.pem", "holds no certificate"),
        (&key, &key, "key.pem", "holds no certificate"),
        (&cut, &key, "cut.pem", "is not PEM"),
        (
            &nonsense,
            &key,
            "nonsense.pem",
            "no certificate that can be understood",
        ),
        (&cert, &cert, "cert.pem", "holds no private key"),
        (&cert, &empty, "empty.pem", "holds no private key"),
        (
            &cert,
            &locked,
            "locked.pem",
            "one that needs a password is not taken",
        ),
        (
            &cert,
            &bad_key,
            "bad_key.pem",
            "is not a key that can be used",
        ),
        (
            &cert,
            &other.key(),
            "cert.pem",
            "is not the key of the certificate",
        ),
    ] {
        let told = Certificates::load(cert, key).unwrap_err();
        assert!(told.contains(names) && told.contains(reason), "{told}");
        assert!(!told.contains("secret"), "{told}");
    }
    let shown = format!("{:?}", good.load().unwrap());
    assert!(
        shown.contains("key.pem") && !shown.contains("BEGIN"),
        "{shown}"
    );
}
