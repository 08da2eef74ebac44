//! How a change is noticed: by a signal, and by looking at the files.

use std::{fs, os::unix::fs::symlink, time::Duration};

use rcgen::generate_simple_self_signed;
use reqwest::{Certificate, ClientBuilder};
use tokio::time::sleep;

use super::program::Program;

/// A config that is looked at often.
const SOON: &str = "reload = \"100ms\"";
/// One that is not looked at.
const NEVER: &str = "reload = \"0s\"";

const UNUSED: &str = "cannot be used, and everything stays as it was";

fn config(reload: &str, accounts: &[&str]) -> String {
    let mut text = format!("[server]\nlisten = \"127.0.0.1:0\"\n{reload}\n");
    for id in accounts {
        text += &format!(
            "[[accounts]]\nid = \"{id}\"\nprovider = \"dashdoc\"\ntoken = \"${{PLANTED}}\"\nbase_url = \"http://127.0.0.1:9\"\n"
        );
    }
    text
}

#[tokio::test]
async fn a_signal_has_the_file_read_again_whether_it_is_looked_at_or_not() {
    let program = Program::start(&config(NEVER, &["one"]));
    program.write("gateway.toml", &config(NEVER, &["one", "two"]));
    sleep(Duration::from_millis(500)).await;
    assert_eq!(program.accounts().await, ["one"]);
    program.hang_up();
    program.gets(&["one", "two"]).await;
    program
        .says(
            "gateway.toml is read again, and changed: accounts: added two",
            1,
        )
        .await;
    program.hang_up();
    program.says("and changed: nothing", 1).await;
    // It begins to look when it is told to.
    program.write("gateway.toml", &config(SOON, &["two"]));
    program.hang_up();
    program.gets(&["two"]).await;
    program.write("gateway.toml", &config(SOON, &["three"]));
    program.gets(&["three"]).await;
}

#[tokio::test]
async fn without_a_file_a_signal_changes_nothing() {
    let program = Program::simulated();
    for times in 1..3 {
        program.hang_up();
        program.says("there is nothing to read again", times).await;
    }
    assert_eq!(program.accounts().await.len(), 5);
}

#[tokio::test]
async fn a_file_is_noticed_however_it_is_replaced() {
    let program = Program::start(&config(SOON, &["one"]));
    program.write("gateway.toml", &config(SOON, &["written"]));
    program.gets(&["written"]).await;
    program.write("next.toml", &config(SOON, &["renamed"]));
    fs::rename(
        program.path().join("next.toml"),
        program.path().join("gateway.toml"),
    )
    .unwrap();
    program.gets(&["renamed"]).await;
    // It has the same length as before.
    program.write("gateway.toml", &config(SOON, &["demaner"]));
    program.gets(&["demaner"]).await;
    assert!(!program.log().contains(UNUSED), "{}", program.log());
}

#[tokio::test]
async fn a_link_that_leads_elsewhere_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (version, id) in [("v1", "one"), ("v2", "two")] {
        fs::create_dir(path(version)).unwrap();
        fs::write(path(version).join("gateway.toml"), config(SOON, &[id])).unwrap();
    }
    // As Kubernetes mounts a ConfigMap.
    symlink("v1", path("..data")).unwrap();
    symlink("..data/gateway.toml", path("gateway.toml")).unwrap();
    let program = Program::start_in(folder, "gateway.toml", None);
    assert_eq!(program.accounts().await, ["one"]);
    let path = |name: &str| program.path().join(name);
    symlink("v2", path("..next")).unwrap();
    fs::rename(path("..next"), path("..data")).unwrap();
    program.gets(&["two"]).await;
}

#[tokio::test]
async fn a_bad_file_and_none_at_all_leave_everything_as_it_was() {
    let program = Program::start(&config(SOON, &["one"]));
    let bad = format!(
        "{}colour = \"red\"\ntime_zone = \"nowhere\"\n",
        config(SOON, &["two"])
    );
    program.write("gateway.toml", &bad);
    program.says(UNUSED, 1).await;
    program
        .says("gateway.toml:10: [[accounts]] \"two\": time_zone", 1)
        .await;
    program
        .says(
            "gateway.toml:9: [[accounts]] \"two\": unknown key \"colour\"",
            1,
        )
        .await;
    assert_eq!(program.accounts().await, ["one"]);
    fs::remove_file(program.path().join("gateway.toml")).unwrap();
    program.says(UNUSED, 2).await;
    program.says("gateway.toml: cannot be read", 1).await;
    assert_eq!(program.accounts().await, ["one"]);
    // What is only there in part is not taken for the whole.
    program.write("gateway.toml", "[server]\nlisten");
    program.says(UNUSED, 3).await;
    assert_eq!(program.accounts().await, ["one"]);
    program.write("gateway.toml", &config(SOON, &["two"]));
    program.gets(&["two"]).await;
    sleep(Duration::from_millis(500)).await;
    let log = program.log();
    assert_eq!(log.matches(UNUSED).count(), 3, "each is told once: {log}");
    assert!(!log.contains("s3cr3t"), "{log}");
}

#[tokio::test]
async fn what_was_missing_is_noticed_when_it_comes() {
    let program = Program::start(&config(SOON, &["one"]));
    let documents = "persisted_documents = \"documents.json\"\n";
    program.write(
        "gateway.toml",
        &config(&format!("{SOON}\n{documents}"), &["two"]),
    );
    program.says(UNUSED, 1).await;
    program.says("persisted_documents documents.json", 1).await;
    assert_eq!(program.accounts().await, ["one"]);
    program.write("documents.json", r#"{"all": "{ accounts { id } }"}"#);
    program.gets(&["two"]).await;
}

#[tokio::test]
async fn a_certificate_is_renewed_by_its_files_alone_even_while_the_config_is_bad() {
    let folder = tempfile::tempdir().unwrap();
    let renew = |folder: &std::path::Path| {
        let made = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
        fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        Certificate::from_pem(made.cert.pem().as_bytes()).unwrap()
    };
    let shown = async |url: &str, trusted: &Certificate| {
        let client = ClientBuilder::new()
            .no_proxy()
            .tls_certs_only([trusted.clone()]);
        let url = url.replace("127.0.0.1", "localhost") + "/health/live";
        client.build().unwrap().get(url).send().await.is_ok()
    };
    let old = renew(folder.path());
    let tls = "[tls]\ncert = \"cert.pem\"\nkey = \"key.pem\"\n";
    let text = format!("{}{tls}", config(SOON, &["one"]));
    let program = Program::start_in(folder, "gateway.toml", Some(&text));
    assert!(shown(&program.url, &old).await);
    let new = renew(program.path());
    program.says("and changed: tls.cert, tls.key", 1).await;
    assert!(shown(&program.url, &new).await && !shown(&program.url, &old).await);
    program.write("gateway.toml", &format!("{text}colour = 1\n"));
    program.says(UNUSED, 1).await;
    let newest = renew(program.path());
    program.says("the certificate is renewed", 1).await;
    assert!(shown(&program.url, &newest).await);
}
