//! Planted secrets through everything that can go wrong: none of them may be told, to anybody, anywhere.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    attack::{get, post},
    families::Known,
    planted,
    relay::Manner,
    wire::Wire,
    world::{Plan, World},
};

const LIVE: &str = "{ invoices(first: 5, freshness: LIVE) { complete nodes { id number native { __typename } }
    accounts { account { id } state error { code message operation } } }
  accounts { id name } customers(freshness: LIVE) { totalCount } payments(freshness: LIVE) { totalCount } }";
const BY_ID: &str =
    "query ($id: ID!) { invoice(id: $id) { number notes { text } timeline { __typename }
    payments { id } attachments { url } documents { url } } }";

/// Everything that was told to anybody.
#[derive(Default)]
struct Told(Vec<(String, String)>);

impl Told {
    async fn ask(&mut self, world: &World, what: &str, bytes: Vec<u8>) {
        let answer = world.send(&Wire::of(bytes)).await;
        assert!(answer.status.is_some(), "{what}: {}", answer.text());
        self.0.push((what.to_owned(), answer.text()));
    }

    /// A broad load: reads of every kind, a dry run and a write of every mutation that takes no more than an id, files.
    async fn load(&mut self, world: &World, known: &Known, manner: &str) {
        let key = planted::WRITER;
        for (name, query, variables) in [
            ("lists", LIVE, json!({})),
            ("by id", BY_ID, json!({"id": known.invoice})),
            (
                "by a child's id",
                "query ($id: ID!) { node(id: $id) { __typename } }",
                json!({"id": known.child}),
            ),
            (
                "by number",
                "{ invoiceByNumber(account: \"dashdoc\", number: \"no such\") { id } }",
                json!({}),
            ),
            (
                "by reference",
                "{ invoiceByReference(account: \"i3d\", reference: \"no such\") { id } }",
                json!({}),
            ),
            (
                "versions",
                "{ invoiceVersions(account: \"ninja\") { complete } }",
                json!({}),
            ),
            (
                "summary",
                "{ invoiceSummary { complete groups { count } } }",
                json!({}),
            ),
            ("providers", "{ providers { id name } }", json!({})),
        ] {
            let body = json!({"query": query, "variables": variables}).to_string();
            self.ask(world, &format!("{manner}: {name}"), post(key, body))
                .await;
        }
        for field in mutations(&known.schema) {
            for (dry_run, planned) in [(true, "dry"), (false, "wet")] {
                let query = format!(
                    "mutation ($id: ID!) {{ {field}(input: {{invoiceId: $id, dryRun: {dry_run}}}) {{
                        outcome userErrors {{ code message }} request {{ __typename {REQUEST} }} }} }}"
                );
                let body = json!({"query": query, "variables": {"id": known.invoice}}).to_string();
                self.ask(
                    world,
                    &format!("{manner}: {field} {planned}"),
                    post(key, body),
                )
                .await;
            }
        }
        // What a vendor sends as a file is passed on as it is: it is that vendor's to say.
        if manner != "echo 200" {
            self.ask(world, &format!("{manner}: a file"), get(key, &known.link))
                .await;
        }
        self.ask(world, &format!("{manner}: metrics"), get(key, "/metrics"))
            .await;
        self.ask(
            world,
            &format!("{manner}: ready"),
            get(key, "/health/ready"),
        )
        .await;
    }
}

/// What a dry run tells of the request that would be sent.
const REQUEST: &str = "method path body";

/// The mutations that take an invoice and nothing else that they must have.
fn mutations(schema: &Value) -> Vec<String> {
    let types = schema["types"].as_array().unwrap();
    let root = types.iter().find(|one| one["name"] == "Mutation").unwrap();
    let fields = root["fields"].as_array().unwrap();
    let takes_an_invoice =
        |field: &&Value| field["args"][0]["type"]["ofType"]["name"] == "InvoiceActionInput";
    let names = fields.iter().filter(takes_an_invoice);
    names
        .map(|field| field["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_told_by_anything_that_goes_right_or_wrong() {
    let world = World::open(Plan {
        log: "trace",
        refresh: "1ms",
        ..Plan::new("secrets")
    })
    .await;
    world.load().await;
    let known = Known::of(&world).await;
    let mut told = Told::default();
    told.load(&world, &known, "honest").await;
    for status in [200, 400, 401, 403, 404, 409, 422, 429, 500, 503] {
        world.relay.behave(Manner::Echo(status));
        told.load(&world, &known, &format!("echo {status}")).await;
    }
    world.relay.behave(Manner::Redirect(format!(
        "http://127.0.0.1:1/{}",
        planted::UPSTREAM_BODY
    )));
    told.load(&world, &known, "redirect").await;
    for key in [planted::REMOVED, "pl4nted-key-that-never-was"] {
        told.ask(
            &world,
            "a wrong key",
            post(key, "{\"query\":\"{ accounts { id } }\"}"),
        )
        .await;
        told.ask(&world, "a wrong key by GET", get(key, "/schema.graphql"))
            .await;
    }
    let file = format!("{}/gateway.toml", world.place);
    for arguments in [
        vec!["--help"],
        vec!["check", &file],
        vec!["--version"],
        vec!["schema"],
        vec!["check", &file, "--online"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_invoice-gateway"))
            .args(&arguments)
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        told.0
            .push((arguments.join(" "), String::from_utf8(text).unwrap()));
    }
    told.0.push(("a config".to_owned(), debugged(&file)));
    let pages = told.0.iter();
    let mut pages = pages.filter(|(what, _)| what.ends_with(": metrics"));
    let is_told = |text: &str| text.contains("invoice_gateway_upstream_attempts_total{");
    assert!(pages.all(|(_, text)| is_told(text)), "a page of metrics");
    let log = world.process.log();
    assert!(log.contains("TRACE"), "the log tells everything");
    let log = log
        .lines()
        .map(|line| ("the log".to_owned(), line.to_owned()));
    told.0.extend(log);
    let leaks: Vec<String> = told
        .0
        .iter()
        .filter_map(|(what, text)| leak(what, text))
        .collect();
    println!("{} texts, {} leaks", told.0.len(), leaks.len());
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks[..leaks.len().min(30)].join("\n")
    );
}

/// The parsed config, as `Debug` prints it.
fn debugged(file: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let config = invoice_gateway::config::Config::parse(&text, file, |_: &str| None).unwrap();
    format!("{config:?} {config:#?}")
}

fn leak(what: &str, text: &str) -> Option<String> {
    // An operator may see the words of a vendor; whoever asks may not.
    let words = (what != "the log").then_some(planted::UPSTREAM_BODY);
    let found = [Some(planted::MARK), words];
    let mut leaks = found
        .into_iter()
        .flatten()
        .filter_map(|word| text.find(word));
    let at = leaks.next()?;
    let from = (0..=at.saturating_sub(200))
        .rev()
        .find(|from| text.is_char_boundary(*from))?;
    let shown: String = text[from..].chars().take(400).collect();
    Some(format!("{what}: ...{shown}..."))
}
