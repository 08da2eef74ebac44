//! The command as a person uses it.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_invoice-gateway"));
    command
        .env_remove("INVOICE_GATEWAY_CONFIG")
        .env_remove("RUST_LOG");
    command
}

/// A process that is ended with the test.
struct Running {
    child: Child,
    said: Vec<String>,
    address: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts it and reads until it says where it listens.
fn start(arguments: &[&str]) -> Running {
    let mut child = command()
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    let address = loop {
        let line = lines
            .next()
            .expect("it ended without saying where it listens")
            .unwrap();
        said.push(line.clone());
        if let Some((_, rest)) = line.split_once("http://") {
            break rest.split(['/', ' ']).next().unwrap().to_owned();
        }
    };
    let rest = std::thread::spawn(move || {
        let rest: Vec<String> = lines
            .map_while(Result::ok)
            .take_while(|line| !line.contains("-d '"))
            .collect();
        rest
    });
    // What follows is said at once; a simulator says nothing more.
    let patience = Instant::now() + Duration::from_millis(500);
    while !rest.is_finished() && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(5));
    }
    Running {
        child,
        said,
        address,
    }
}

async fn ask(address: &str, query: &str) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client
        .post(format!("http://{address}/graphql"))
        .header("content-type", "application/json");
    let text = request
        .body(json!({"query": query}).to_string())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    serde_json::from_str(&text).unwrap()
}

async fn get(address: &str, path: &str) -> (u16, String) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = client
        .get(format!("http://{address}{path}"))
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn without_a_config_it_serves_simulated_accounts_with_graphiql() {
    let before = Instant::now();
    let running = start(&["--listen", "127.0.0.1:0"]);
    let query = "{ accounts { id providerId } providers { id } }";
    let answer = ask(&running.address, query).await;
    assert!(
        before.elapsed() < Duration::from_secs(10),
        "{:?}",
        before.elapsed()
    );
    let accounts = answer["data"]["accounts"].as_array().unwrap();
    let providers = answer["data"]["providers"].as_array().unwrap();
    assert_eq!(accounts.len(), providers.len(), "one account of each");
    assert!(accounts.contains(&json!({"id": "moneybird", "providerId": "MONEYBIRD"})));
    let list = ask(
        &running.address,
        "{ invoices(freshness: LIVE, filter: {providers: [MONEYBIRD, MONEYBIRD_EXTERNAL]}) { totalCount complete } }",
    )
    .await;
    assert_eq!(list["data"]["invoices"]["complete"], json!(true), "{list}");
    assert!(list["data"]["invoices"]["totalCount"].as_u64().unwrap() >= 120);
    let (status, page) = get(&running.address, "/").await;
    assert!(status == 200 && page.contains("<html"), "{page:.200}");
    assert_eq!(get(&running.address, "/health/live").await.0, 200);
    let (_, schema) = get(&running.address, "/schema.graphql").await;
    assert!(schema.contains("type Query"));
    assert!(
        running.said[0].starts_with("Listening at http://127.0.0.1:"),
        "{:?}",
        running.said
    );
}

#[test]
fn schema_prints_the_schema_that_is_checked_in() {
    let Output { status, stdout, .. } = command().arg("schema").output().unwrap();
    assert!(status.success());
    let file =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql")).unwrap();
    assert_eq!(
        String::from_utf8(stdout).unwrap().trim_end(),
        file.trim_end()
    );
}

#[tokio::test]
async fn the_simulators_alone_take_their_options() {
    let options = [
        "sandbox",
        "--listen",
        "127.0.0.1:0",
        "--invoices",
        "70",
        "--today",
        "2026-03-01",
        "--latency-ms",
        "1",
    ];
    let running = start(&options);
    let (status, books) = get(&running.address, "/_books/moneybird?ids_only=true").await;
    assert_eq!(status, 200);
    let ids: Vec<String> = serde_json::from_str(&books).unwrap();
    assert_eq!(ids.len(), 70);
}

fn with_config(name: &str, text: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder =
        std::env::temp_dir().join(format!("invoice-gateway-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("gateway.toml");
    std::fs::write(&file, text).unwrap();
    let mut command = command();
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .args(arguments)
        .arg("--config")
        .arg(&file)
        .env("PLANTED_TOKEN", "t0p-s3cret-value")
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    (
        status.code(),
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    )
}

const GOOD: &str = "[[accounts]]\nid = \"acme\"\nname = \"Acme BV\"\nprovider = \"moneybird\"\nadministration_id = \"123\"\n\
                    token = \"${PLANTED_TOKEN}\"\n";

#[test]
fn check_names_the_accounts_and_shows_no_secret() {
    let (code, out, err) = with_config("good", GOOD, &["check"]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("acme") && out.contains("Acme BV"), "{out}");
    assert!(!format!("{out}{err}").contains("s3cret"), "{out}{err}");
}

#[test]
fn what_is_wrong_is_told_with_file_line_and_key_before_a_port_is_bound() {
    for (name, text, expected) in [
        (
            "unknown",
            format!("{GOOD}tokn = \"x\"\n"),
            vec!["gateway.toml:7", "tokn"],
        ),
        (
            "missing",
            GOOD.replace("PLANTED_TOKEN", "NOT_THERE_AT_ALL"),
            vec!["gateway.toml:6", "token", "NOT_THERE_AT_ALL"],
        ),
        (
            "provider",
            GOOD.replace("moneybird", "quickbooks"),
            vec!["gateway.toml:4", "quickbooks"],
        ),
        (
            "administration",
            GOOD.replace("administration_id = \"123\"\n", ""),
            vec!["gateway.toml", "administration_id"],
        ),
        (
            "clients",
            format!("{GOOD}[[clients]]\nname = \"x\"\nkey_sha256 = [\"00\"]\n"),
            vec![
                "gateway.toml:9",
                "clients",
                "key_sha256",
                "invoice-gateway key",
            ],
        ),
        (
            "jwt",
            format!("{GOOD}[jwt]\nissuer = \"x\"\n"),
            vec![
                "gateway.toml:7",
                "[jwt]",
                "jwks_url is missing",
                "audience is missing",
            ],
        ),
        (
            "listen",
            format!("[server]\nlisten = \"0.0.0.0:0\"\n{GOOD}"),
            vec!["gateway.toml:2", "listen", "[[clients]]"],
        ),
    ] {
        let (code, out, err) = with_config(name, &text, &["serve"]);
        assert!(code.is_some_and(|code| code != 0), "{name}: {out}{err}");
        for part in expected {
            assert!(err.contains(part), "{name}: {part:?} is not in {err}");
        }
        assert!(
            !format!("{out}{err}").contains("s3cret"),
            "{name}: {out}{err}"
        );
        assert!(!out.contains("Listening"), "{name}: {out}");
    }
}
