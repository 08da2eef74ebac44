//! Panics with secrets in their text: where something is broken inside, whoever asks reads `INTERNAL`, and neither they nor
//! the log read more.
//!
//! Nothing in the shipped program panics on demand, so a vendor, a page and tasks that do stand in the gateway's own rooms,
//! in a process of their own: what it writes is all that anybody could read.

use std::{env, process::Command, sync::Arc, time::Duration};

use async_graphql::{Request as GraphqlRequest, Response as GraphqlResponse};
use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request as HttpRequest, header},
    routing::get,
};
use invoice_gateway::{
    act::Door,
    adapters::Adapter,
    auth::{Clients, Viewer},
    domain::{AccountId, ProviderId},
    error::Result,
    files::{LinkSettings, Links},
    gateway,
    graphql::{self, Schema},
    list::Rows,
    meter::Sheet,
    provider::AccountSettings,
    server::{self, Engine, Purse, ServerSettings, Standing},
    snapshot::{Account, Accounts, Allowance, Policy, Shelf},
    store::Store,
    telemetry::{self, LogFormat},
    transport::{Request, Response, Transport},
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::planted;

/// Set in the process in which things panic.
const INSIDE: &str = "ATTACK_PANICS_INSIDE";

fn fail(what: &str) -> ! {
    panic!("{what} broke at {:?}", planted::TOKENS)
}

/// A vendor whose answers break whoever reads them.
#[derive(Debug)]
struct Vendor;

#[async_trait]
impl Transport for Vendor {
    async fn send(&self, request: Request) -> Result<Response> {
        fail(request.url.as_str())
    }
}

fn accounts() -> Accounts {
    let account = |id: &str, provider, administration: Option<&str>| {
        let settings = AccountSettings {
            id: AccountId::new(id),
            name: id.to_owned(),
            provider,
            administration_id: administration.map(str::to_owned),
            token: planted::TOKENS[0].to_owned().into(),
            password: None,
            base_url: None,
            time_zone: TimeZone::UTC,
            quota_calls: None,
            webhook_secrets: Vec::new(),
            file_hosts: Vec::new(),
        };
        let policy = Policy {
            refresh: Duration::from_secs(60),
            max_age: Duration::from_secs(60),
            max_wait: Duration::from_secs(1),
            stale_for: Duration::from_secs(3600),
            deadline: Duration::from_secs(2),
        };
        let adapter = Adapter::of(provider).unwrap();
        let adapter = (adapter.build)(&settings, Arc::new(Vendor)).unwrap();
        let shelf = Shelf::new(Duration::from_secs(3600));
        Arc::new(Account::new(&settings, adapter, policy, shelf))
    };
    Accounts::new([
        account("moneybird", ProviderId::Moneybird, Some("123")),
        account("ninja", ProviderId::InvoiceNinja, None),
        account("dashdoc", ProviderId::Dashdoc, None),
        account("i3d", ProviderId::I3d, None),
    ])
}

struct Gateway {
    schema: Schema,
    accounts: Accounts,
}

#[async_trait]
impl Engine for Gateway {
    fn purse(&self) -> Purse {
        Arc::new(())
    }

    async fn execute(
        &self,
        request: GraphqlRequest,
        viewer: Arc<Viewer>,
        _: Purse,
    ) -> GraphqlResponse {
        if request.operation_name.as_deref() == Some("Broken") {
            fail("the engine");
        }
        let allowance = Arc::new(Allowance::new(50));
        let rows = Arc::new(Rows::new(50_000));
        let request = graphql::of_viewer(request, viewer, &self.accounts, allowance, rows);
        graphql::execute(&self.schema, request).await
    }

    fn accounts(&self, _: &Viewer) -> Vec<Standing> {
        Vec::new()
    }

    fn measure(&self, _: &Viewer, _: &mut Sheet) {}

    fn sdl(&self) -> String {
        graphql::sdl()
    }
}

fn router() -> Router {
    let key = planted::SIGNING_KEY.to_owned().into();
    let links = LinkSettings {
        key: Some(&key),
        life: Duration::from_secs(60),
        public_url: None,
    };
    let links = Arc::new(Links::new(&links).unwrap());
    let door = Door::new(Store::in_memory(), Duration::from_secs(60));
    let builder = graphql::schema(door, links, gateway::providers());
    let settings = ServerSettings::default();
    let gateway = Gateway {
        schema: server::apply_limits(builder, &settings).finish(),
        accounts: accounts(),
    };
    let pages = Router::new().route("/broken", get(async || -> String { fail("a page") }));
    server::router(
        Arc::new(gateway),
        Arc::new(Clients::anybody()),
        settings,
        pages,
    )
}

/// Makes everything panic, and prints what a client reads; does nothing in the process of the other tests.
#[tokio::test]
async fn inside() {
    if env::var_os(INSIDE).is_none() {
        return;
    }
    let _telemetry = telemetry::start(LogFormat::Json, "trace", None).unwrap();
    telemetry::log_panics();
    let router = router();
    let ask = async |path: &str, body: Value| {
        let request = HttpRequest::post(path)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        println!(
            "\nANSWER {status} {}",
            String::from_utf8_lossy(&body).trim()
        );
    };
    let broken = json!({"query": "query Broken { __typename }", "operationName": "Broken"});
    ask("/graphql", broken).await;
    for query in [
        "{ invoices(freshness: LIVE) { totalCount accounts { state error { code message } } } }",
        "{ invoiceByNumber(account: \"dashdoc\", number: \"1\") { id } }",
        "{ invoiceVersions(account: \"ninja\") { complete } }",
    ] {
        ask("/graphql", json!({ "query": query })).await;
    }
    let page = HttpRequest::get("/broken").header(header::HOST, "localhost");
    let page = router
        .oneshot(page.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let status = page.status().as_u16();
    let body = to_bytes(page.into_body(), usize::MAX).await.unwrap();
    println!(
        "\nANSWER {status} {}",
        String::from_utf8_lossy(&body).trim()
    );
    tokio::spawn(async { fail("a task") }).await.unwrap_err();
    std::thread::spawn(|| fail("a thread")).join().unwrap_err();
    std::thread::spawn(|| panic!("a text that is in the program"))
        .join()
        .unwrap_err();
}

#[test]
fn a_panic_tells_its_place_and_nothing_that_was_said() {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "panics::inside", "--nocapture"])
        .env(INSIDE, "1")
        .env_remove("RUST_BACKTRACE")
        .output()
        .unwrap();
    let (told, log) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert!(output.status.success(), "{told}{log}");
    for (what, text) in [("an answer", &told), ("the log", &log)] {
        let leak = text.lines().find(|line| line.contains(planted::MARK));
        assert_eq!(leak, None, "{what} tells a secret");
    }
    let answers: Vec<&str> = told
        .lines()
        .filter_map(|line| line.strip_prefix("ANSWER "))
        .collect();
    assert_eq!(answers.len(), 5, "{told}");
    for answer in &answers {
        assert!(
            !answer.contains(".rs") && !answer.contains("broke at"),
            "{answer}"
        );
    }
    let (engine, page) = (answers[0], answers[4]);
    let engine: Value = serde_json::from_str(engine.strip_prefix("500 ").unwrap()).unwrap();
    assert_eq!(engine["errors"][0]["extensions"]["code"], json!("INTERNAL"));
    assert_eq!(
        page,
        "500 something went wrong inside; quote the request id"
    );
    let [lists, number, versions] = [1, 2, 3].map(|at| {
        let answer = answers[at].strip_prefix("200 ").unwrap();
        serde_json::from_str::<Value>(answer).unwrap()
    });
    for account in lists["data"]["invoices"]["accounts"].as_array().unwrap() {
        assert_eq!(account["error"]["code"], json!("INTERNAL"), "{lists}");
    }
    assert_eq!(number["errors"][0]["extensions"]["code"], json!("INTERNAL"));
    assert_eq!(
        versions["data"]["invoiceVersions"]["complete"],
        json!(false)
    );
    let events: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let panics: Vec<&Value> = events
        .iter()
        .filter(|event| {
            event["message"]
                .as_str()
                .is_some_and(|said| said.starts_with("a panic at "))
        })
        .collect();
    assert!(panics.len() >= 6, "{panics:#?}");
    for panic in &panics {
        assert!(
            panic["place"].as_str().unwrap().contains("panics.rs:"),
            "{panic}"
        );
        assert_eq!(panic["level"], json!("ERROR"));
    }
    let said: Vec<&Value> = panics
        .iter()
        .map(|panic| &panic["said"])
        .filter(|said| !said.is_null())
        .collect();
    assert_eq!(said, [&json!("a text that is in the program")]);
}
