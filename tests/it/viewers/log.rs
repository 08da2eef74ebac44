//! What the log tells of requests, and what it never tells: the program in a process of its own, heard at its loudest.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    Guest,
    tokens::{
        issuer::{ISSUED_BY, ISSUER, claims},
        jwks_file, now, section,
    },
};
use crate::{
    house::FIVE,
    http::process::{Folder, PATIENCE, command},
    vendors::{Vendors, client},
};

const DASHBOARD: Guest = Guest {
    name: "dashboard",
    rights: "scopes = [\"read\", \"write\"]\n",
};

/// A running gateway whose log goes to a file.
struct Heard {
    child: Child,
    folder: Folder,
    address: String,
    _vendors: Arc<Vendors>,
}

impl Drop for Heard {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Heard {
    async fn start(name: &str, format: &str, extra: &str) -> Self {
        let vendors = Vendors::open(Some(64), false).await;
        let folder = Folder::new(name);
        let plan = super::plan(&[DASHBOARD], extra);
        let account = FIVE[0];
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\n[[accounts]]\nid = \"{}\"\nprovider = \"{}\"\ntoken = \"sandbox\"\n\
             base_url = \"http://{}{}\"\nquota_calls = 100000\n{}\n{}",
            account.id,
            account.provider,
            vendors.address,
            account.path,
            account.settings,
            plan.extra
        );
        let config = folder.write("gateway.toml", &text);
        let log = fs::File::create(config.with_file_name("log")).unwrap();
        let mut child = command(&config, None)
            .args(["--log-format", format])
            .env("RUST_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let said = child.stdout.take().unwrap();
        let said = tokio::task::spawn_blocking(|| BufReader::new(said).lines().next());
        let said = said.await.unwrap().unwrap().unwrap();
        let (_, address) = said.split_once("://").unwrap();
        Self {
            child,
            folder,
            address: address.trim_end_matches('/').to_owned(),
            _vendors: vendors,
        }
    }

    fn log(&self) -> PathBuf {
        self.folder.write("nothing", "").with_file_name("log")
    }

    /// All that was told so far.
    fn text(&self) -> String {
        fs::read_to_string(self.log()).unwrap()
    }

    /// All that was told, once it tells of this.
    async fn told(&self, what: &str) -> String {
        let started = Instant::now();
        loop {
            let text = self.text();
            if text.contains(what) {
                return text;
            }
            assert!(started.elapsed() < PATIENCE, "{what} is not in {text}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn post(&self, key: &str, id: &str, body: &Value) -> Value {
        let request = client().post(format!("http://{}/graphql", self.address));
        let request = request
            .header("authorization", format!("Bearer {key}"))
            .header("x-request-id", id)
            .header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }
}

/// The one line of a request, of a log in JSON.
fn line(text: &str, id: &str) -> Value {
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let is_it = |line: &Value| {
        line["target"] == "invoice_gateway::server::access" && line["span"]["request_id"] == id
    };
    let mut lines = lines.filter(is_it);
    let line = lines
        .next()
        .unwrap_or_else(|| panic!("{id} is not in {text}"));
    assert!(lines.next().is_none(), "{id} is twice in {text}");
    line
}

const LIST: &str = "query Page($a: String) { invoices(first: 1, freshness: LIVE, filter: {search: $a}) { nodes { id } } }";
const NOTE: &str = "mutation Remark($id: ID!) { addNote(input: {invoiceId: $id, text: \"pl4nted-text\"}) { outcome } }";

#[tokio::test]
async fn a_request_leaves_one_line_that_tells_what_became_of_it() {
    let heard = Heard::start("log-json", "json", "batch = 3\n").await;
    let key = DASHBOARD.key();
    let list = json!({"query": LIST, "variables": {"a": "pl4nted-search"}});
    heard.post(&key, "r-list", &list).await;
    let long = "N".repeat(128);
    let unknown =
        json!({"query": format!("query {long} {{ invoice(id: \"pl4nted-id\") {{ id }} }}")});
    heard.post(&key, "r-unknown", &unknown).await;
    let forged =
        json!({"query": "query A { accounts { id } }", "operationName": "pl4nted\n\u{1b}[31m"});
    heard.post(&key, "r-forged", &forged).await;
    let batch = json!([list, {"query": NOTE, "variables": {"id": "pl4nted-id"}}, {"query": "{"}]);
    heard.post(&key, "r-batch", &batch).await;
    heard.post("pl4nted-key", "r-stranger", &list).await;
    let text = heard.told("r-stranger").await;
    let word = |id: &str, name: &str| line(&text, id)[name].clone();

    let told = line(&text, "r-list");
    assert_eq!(told["span"]["client"], json!("dashboard"));
    assert_eq!(told["span"]["method"], json!("POST"));
    assert_eq!(told["span"]["path"], json!("/graphql"));
    assert_eq!(told["status"], json!(200));
    assert_eq!(told["operation_type"], json!("query"));
    assert_eq!(told["operation_name"], json!("Page"));
    assert!(told["upstream_calls"].as_u64().unwrap() > 0, "{told}");
    assert!(
        told["duration_ms"].is_u64() && told.get("errors").is_none(),
        "{told}"
    );

    assert_eq!(word("r-unknown", "operation_name"), json!("N".repeat(64)));
    assert_eq!(word("r-unknown", "errors"), json!("INVALID_ID"));
    assert_eq!(word("r-unknown", "upstream_calls"), json!(0));
    assert_eq!(word("r-forged", "operation_name"), Value::Null);
    assert_eq!(word("r-forged", "errors"), json!("INVALID_INPUT"));
    assert_eq!(word("r-batch", "operations"), json!(2));
    assert_eq!(word("r-batch", "operation_type"), json!("query mutation"));
    assert_eq!(word("r-batch", "operation_name"), json!("Page Remark"));
    assert_eq!(word("r-stranger", "status"), json!(401));
    assert_eq!(word("r-stranger", "errors"), json!("UNAUTHENTICATED"));
    assert_eq!(line(&text, "r-stranger")["span"].get("client"), None);
    for planted in ["pl4nted", "\u{1b}"] {
        assert!(!text.contains(planted), "{planted} is in {text}");
    }
}

#[tokio::test]
async fn in_text_a_line_tells_the_same() {
    let heard = Heard::start("log-text", "text", "").await;
    let list = json!({"query": LIST, "variables": {"a": "pl4nted"}});
    heard.post(&DASHBOARD.key(), "r-list", &list).await;
    let text = heard.told("answered 200").await;
    let line = text
        .lines()
        .find(|line| line.contains("r-list") && line.contains("answered"));
    let line = line.unwrap();
    for word in [
        "method=\"POST\" path=\"/graphql\" request_id=r-list client=\"dashboard\"",
        "status=200 duration_ms=",
        "operation_type=\"query\" operation_name=\"Page\" upstream_calls=",
    ] {
        assert!(line.contains(word), "{word} is not in {line}");
    }
    assert!(!text.contains("pl4nted"), "{text}");
}

#[tokio::test]
async fn the_audit_names_the_client_and_no_key_or_token_is_told_at_the_loudest() {
    let extra = section(&jwks_file(), ISSUER);
    let heard = Heard::start("log-audit", "json", &extra).await;
    let (key, token) = (DASHBOARD.key(), ISSUED_BY.ed.token(&claims(now())));
    let list = json!({"query": "{ invoices(first: 1, freshness: LIVE) { nodes { id } } }"});
    for (secret, id, client) in [(&key, "w-key", "dashboard"), (&token, "w-token", "/alice")] {
        let found = heard.post(secret, "r", &list).await;
        let invoice = &found["data"]["invoices"]["nodes"][0]["id"];
        let note = json!({"query": NOTE, "variables": {"id": invoice}});
        let answer = heard.post(secret, id, &note).await;
        assert_eq!(
            answer["data"]["addNote"]["outcome"],
            json!("APPLIED"),
            "{answer}"
        );
        let text = heard.told(id).await;
        let lines = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let is_it = |line: &Value| line["target"] == "audit" && line["span"]["request_id"] == id;
        let lines: Vec<Value> = lines.filter(is_it).collect();
        assert_eq!(lines.len(), 2, "{lines:#?}");
        for line in lines {
            assert!(line["client"].as_str().unwrap().ends_with(client), "{line}");
            assert_eq!(line["account"], json!("moneybird"));
            assert_eq!(line["action"], json!("addNote"));
        }
    }
    // Over h2, whose parser tells much, and where nobody expects it.
    let h2 = reqwest::Client::builder()
        .http2_prior_knowledge()
        .no_proxy();
    let h2 = h2.tls_certs_only(Vec::new()).build().unwrap();
    for secret in [&key, &token] {
        let url = format!(
            "http://{}/graphql?key={secret}&access_token={secret}",
            heard.address
        );
        let request = h2.get(url).bearer_auth(secret).header("cookie", secret);
        let answer = request
            .header("x-request-id", format!("a {secret}"))
            .send()
            .await;
        assert!(!answer.unwrap().status().is_server_error());
        heard.post(&format!("{secret}x"), "r-wrong", &list).await;
    }
    let text = heard.told("r-wrong").await;
    let signature = token.rsplit('.').next().unwrap();
    for secret in [key.as_str(), &token, signature, "pl4nted-text"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    assert!(text.contains("\"level\":\"TRACE\""), "{text}");
}

#[tokio::test]
async fn the_log_tells_when_all_connections_are_taken() {
    let heard = Heard::start("log-places", "json", "connections = 3\n").await;
    let taken: Vec<TcpStream> = (0..4)
        .map(|_| TcpStream::connect(&heard.address).unwrap())
        .collect();
    let text = heard
        .told("all 3 connections are taken and others wait: see limits.connections")
        .await;
    let lines = text
        .lines()
        .filter(|line| line.contains("connections are taken"));
    let lines: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let [line] = lines.as_slice() else {
        panic!("{lines:#?}");
    };
    assert_eq!(
        (&line["level"], &line["connections"]),
        (&json!("WARN"), &json!(3))
    );
    drop(taken);
}
