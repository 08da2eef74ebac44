//! Traces as a collector gets them: the program in a process of its own, which only a build with the feature `otel` is.
//!
//! The collector decodes as much of OTLP as the tests ask, by itself and not with what made it.

mod collector;
mod program;

use std::{net::SocketAddr, time::Duration};

use axum::http::HeaderMap;
use invoice_gateway::domain::{AccountId, GlobalId, NativeId};
use serde_json::json;

use crate::{
    collector::{Collector, Span},
    program::{KEY, Program, TOKEN, Vendor, closed_port, silent_port},
};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";
const LIST: &str = "query Page($text: [String!]) { invoices(first: 1, freshness: LIVE, filter: {reference: $text}) { complete } }";
const NODE: &str = "query Single { node(id: \"pl4nted-id\") { id } }";

const REMARK: &str = "mutation Remark($id: ID!) { addNote(input: {invoiceId: $id, text: \"pl4nted-note\"}) { outcome } }";

/// An invoice that the vendor does not know.
fn invoice() -> String {
    GlobalId::invoice(&AccountId::new("acme"), &NativeId::new("7")).encode()
}

fn named<'s>(spans: &'s [Span], name: &str) -> Vec<&'s Span> {
    spans.iter().filter(|span| span.name == name).collect()
}

fn only<'s>(spans: &'s [Span], name: &str) -> &'s Span {
    let found = named(spans, name);
    assert_eq!(found.len(), 1, "{name} in {spans:#?}");
    found[0]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trace_goes_from_the_client_to_the_calls_and_tells_no_secret() {
    let (collector, vendor) = (Collector::open().await, Vendor::open().await);
    let headers = "authorization=Bearer c0llector";
    let endpoint = format!("http://{}", collector.address);
    let mut program = Program::start(&endpoint, vendor.address, headers).await;
    let traceparent = format!("00-{TRACE}-{PARENT}-01");
    let variables = json!({"text": ["pl4nted-text"]});
    let answer = program.ask(LIST, &variables, Some(&traceparent)).await;
    assert_eq!(
        answer["data"]["invoices"]["complete"],
        json!(true),
        "{answer}"
    );
    for garbage in ["", "00", "ff-x", "pl4nted-garbage"] {
        program.ask(NODE, &json!({}), Some(garbage)).await;
    }
    let unsampled = format!("00-{TRACE}-{PARENT}-00");
    program
        .ask(
            "query Unsampled { providers { id } }",
            &json!({}),
            Some(&unsampled),
        )
        .await;
    let remark = json!({"id": invoice()});
    let answer = program.ask(REMARK, &remark, None).await;
    assert_eq!(
        answer["data"]["addNote"]["outcome"],
        json!("REFUSED"),
        "{answer}"
    );
    let wrote = program.asked();
    program.stop().await;
    let spans = collector.spans();

    let operation = only(&spans, "query Page");
    let request = spans
        .iter()
        .find(|span| span.id == operation.parent)
        .unwrap();
    assert_eq!((request.name.as_str(), request.kind), ("POST /graphql", 2));
    assert_eq!(
        (request.trace.as_str(), request.parent.as_str()),
        (TRACE, PARENT)
    );
    assert_eq!(request.told("http.route"), "/graphql");
    assert_eq!(request.told("http.response.status_code"), "200");
    assert_eq!(request.told("request_id"), "r-1");
    assert_eq!(operation.trace, TRACE);
    assert_eq!(operation.told("graphql.operation.name"), "Page");
    assert_eq!(operation.told("graphql.operation.type"), "query");
    assert_ne!(operation.told("upstream_calls"), "0");

    // The refresh serves everybody, so it is a trace of its own that names who began it.
    let refresh = only(&spans, "refresh");
    assert_eq!(refresh.told("account"), "acme");
    assert_eq!(
        refresh.links,
        [(operation.trace.clone(), operation.id.clone())]
    );
    let calls: Vec<&Span> = spans.iter().filter(|span| span.kind == 3).collect();
    for call in &calls {
        assert_eq!(call.told("account"), "acme");
        assert_eq!(call.told("http.response.status_code"), "200");
    }
    let refreshes = |call: &&&Span| call.parent == refresh.id && call.trace == refresh.trace;
    assert!(calls.iter().any(|call| refreshes(&call)), "{calls:#?}");
    // A write goes on without its client, and is the work of its operation all the same: in the trace and in the log.
    let write = only(&spans, "mutation Remark");
    let writes = |call: &&&Span| call.parent == write.id && call.trace == write.trace;
    assert!(calls.iter().any(|call| writes(&call)), "{calls:#?}");
    assert!(
        calls.iter().all(|call| refreshes(&call) || writes(&call)),
        "{calls:#?}"
    );
    let log = program.log();
    let audit = log.lines().find(|line| line.contains("addNote")).unwrap();
    for word in [&format!("request_id={wrote}"), "client=\"somebody\""] {
        assert!(audit.contains(word), "{word} is not in {audit}");
    }
    // The vendor fails twice before it answers.
    assert!(
        calls.iter().any(|call| call.told("attempts") == "3"),
        "{calls:#?}"
    );

    let garbled = named(&spans, "query Single");
    assert_eq!(garbled.len(), 4);
    assert!(
        garbled
            .iter()
            .all(|span| span.trace != TRACE && span.told("errors") == "1")
    );
    assert_eq!(named(&spans, "query Unsampled").len(), 0);

    assert!(collector.resource_names("invoice-gateway"));
    let told = collector.headers();
    assert_eq!(told["authorization"], "Bearer c0llector");
    assert_eq!(told["content-type"], "application/x-protobuf");
    for planted in [KEY, TOKEN, "pl4nted", "invoices(first", "127.0.0.1"] {
        assert!(!collector.contains(planted), "{planted} is in a trace");
    }
    let is_clean = |headers: &HeaderMap| {
        let mut names = headers.keys().map(|name| name.as_str());
        names.all(|name| !["traceparent", "tracestate", "baggage"].contains(&name))
    };
    assert!(
        vendor.headers().iter().all(is_clean),
        "{:#?}",
        vendor.headers()
    );
    // The log knows nothing of spans.
    assert!(
        log.contains("answered 200") && !log.contains("graphql.operation"),
        "{log}"
    );
    assert!(
        !log.contains("c0llector") && !log.contains("traces are lost"),
        "{log}"
    );
}

async fn a_collector_that_fails_harms_nobody(collector: SocketAddr) {
    let vendor = Vendor::open().await;
    let endpoint = format!("http://{collector}");
    let mut program = Program::start(&endpoint, vendor.address, "").await;
    for _ in 0..50 {
        let answer = program.ask(NODE, &json!({}), None).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"],
            json!("INVALID_ID")
        );
    }
    program.says("traces are lost").await;
    let took = program.stop().await;
    assert!(took < Duration::from_secs(15), "{took:?}");
    let log = program.log();
    assert_eq!(log.matches("traces are lost").count(), 1, "{log}");
    for line in log.lines().filter(|line| line.contains("answered ")) {
        let (_, rest) = line.split_once("duration_ms=").unwrap();
        let took: u64 = rest.split(' ').next().unwrap().parse().unwrap();
        assert!(took < 1000, "{line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_away_harms_nobody() {
    a_collector_that_fails_harms_nobody(closed_port()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_never_answers_harms_nobody() {
    let listener = silent_port();
    a_collector_that_fails_harms_nobody(listener.local_addr().unwrap()).await;
}
