//! The program with a certificate.

use std::{path::Path, process::Output};

use rcgen::generate_simple_self_signed;
use reqwest::{Certificate, ClientBuilder, Version};

use crate::http::process::{Folder, PATIENCE, Process, command};

const ACCOUNT: &str = "[[accounts]]\nid = \"trucks\"\nprovider = \"dashdoc\"\ntoken = \"t\"\nbase_url = \"http://127.0.0.1:9\"\n";

fn config(folder: &Folder, listen: &str, cert: &Path, key: &Path) -> std::path::PathBuf {
    let text = format!(
        "[server]\nlisten = \"{listen}\"\n[tls]\ncert = \"{}\"\nkey = \"{}\"\n{ACCOUNT}",
        cert.display(),
        key.display()
    );
    folder.write("gateway.toml", &text)
}

#[tokio::test]
async fn it_is_served_by_both_protocols() {
    let folder = Folder::new("tls");
    let made = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let cert = folder.write("cert.pem", &made.cert.pem());
    let key = folder.write("key.pem", &made.signing_key.serialize_pem());
    let config = config(&folder, "127.0.0.1:0", &cert, &key);
    let mut process = Process::start(&config, None).await;
    let port = process.address.rsplit(':').next().unwrap().to_owned();
    assert_eq!(
        process.said,
        format!("Listening at https://127.0.0.1:{port}/")
    );
    let url = format!("https://localhost:{port}/graphql");
    let trusted = Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let client = || {
        let client = ClientBuilder::new().no_proxy().timeout(PATIENCE);
        client.tls_certs_only([trusted.clone()])
    };
    for (client, version) in [
        (client(), Version::HTTP_2),
        (client().http1_only(), Version::HTTP_11),
    ] {
        let request = client.build().unwrap().post(&url);
        let request = request.header("content-type", "application/json");
        let answer = request
            .body(r#"{"query":"{ accounts { id } }"}"#)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.version(), version);
        assert_eq!(
            answer.headers()["strict-transport-security"],
            "max-age=31536000"
        );
        let text = answer.text().await.unwrap();
        assert_eq!(text, r#"{"data":{"accounts":[{"id":"trucks"}]}}"#);
    }
    let plain = reqwest::Client::builder().no_proxy().build().unwrap();
    let plain = plain.get(format!("http://localhost:{port}/health/live"));
    assert!(plain.send().await.is_err());
    process.signal("TERM");
    assert_eq!(process.ended().await.0.code(), Some(0));
}

#[tokio::test]
async fn files_that_cannot_be_used_are_told_before_the_port_is_taken() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = Folder::new("no-tls");
    let text = folder.write("text.pem", "not a certificate");
    let missing = folder.write("x", "").with_file_name("missing.pem");
    for (cert, told) in [
        (&text, "text.pem holds no certificate"),
        (&missing, "missing.pem cannot be read"),
    ] {
        let config = config(&folder, &address, cert, &text);
        let Output { status, stderr, .. } = command(&config, None).output().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(64), "{stderr}");
        assert!(
            stderr.contains("tls.cert") && stderr.contains(told),
            "{stderr}"
        );
        let Output { status, stderr, .. } = command(&config, None).arg("check").output().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(told), "{stderr}");
    }
}
