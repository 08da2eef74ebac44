//! The gate itself: what it keeps, and that it is quick.

use std::{sync::Arc, time::Instant};

use crate::{
    error::ErrorKind,
    server::{ServerSettings, gate::Gate},
};

fn gate() -> Gate {
    Gate::new(Arc::new(ServerSettings::default()))
}

#[test]
fn an_accepted_document_is_parsed_once() {
    let gate = gate();
    let first = gate.admit("{ hello }").unwrap();
    let second = gate.admit("{ hello }").unwrap();
    assert!(Arc::ptr_eq(&first, &second));
    let other = gate.admit("{  hello }").unwrap();
    assert!(!Arc::ptr_eq(&first, &other));
    assert_eq!(gate.kept(), 2);
}

#[test]
fn a_refused_document_is_not_kept() {
    let gate = gate();
    for query in ["{", "{ ...A } fragment A on Query { ...A }", "{{{"] {
        gate.admit(query).unwrap_err();
    }
    assert_eq!(gate.kept(), 0);
}

#[test]
fn the_cache_stays_within_its_bytes() {
    let settings = ServerSettings {
        document_cache_bytes: 10_000,
        ..ServerSettings::default()
    };
    let gate = Gate::new(Arc::new(settings));
    for number in 0..1000 {
        gate.admit(&format!("{{ a{number} }}")).unwrap();
    }
    assert!(gate.kept() <= 25, "{} documents", gate.kept());
}

#[test]
fn the_deepest_accepted_document_fits_a_workers_stack() {
    // Debug builds need the most stack; a worker has 2 MiB.
    let parse = || {
        let gate = gate();
        for (opening, closing) in [("[", "]"), ("{a:", "}")] {
            let (open, close) = (opening.repeat(62), closing.repeat(62));
            let query = format!("{{ echo(text: {open} 1 {close}) }}").replace(":}", ":1}");
            gate.admit(&query).unwrap();
        }
        let types = format!(
            "query($a: {}Int{}) {{ hello }}",
            "[".repeat(63),
            "]".repeat(63)
        );
        gate.admit(&types).unwrap();
        let sets = format!("{}hello{}", "{...".repeat(32), "}".repeat(32));
        gate.admit(&sets).unwrap();
    };
    let worker = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    worker.spawn(parse).unwrap().join().unwrap();
}

#[test]
fn hostile_documents_cost_next_to_nothing() {
    let mut bomb = String::from("{ ...F0 }");
    for number in 0..25 {
        let next = number + 1;
        bomb += &format!("fragment F{number} on Query{{...F{next} ...F{next}}}");
    }
    bomb += "fragment F25 on Query{hello}";
    let gate = gate();
    for query in [bomb, format!("{{ a(b: {}", "[".repeat(60_000))] {
        let started = Instant::now();
        let refusal = gate.admit(&query).unwrap_err();
        assert_eq!(refusal.kind, ErrorKind::LimitExceeded);
        // Expanded, the bomb would take minutes. In release both take microseconds.
        assert!(
            started.elapsed().as_millis() < 500,
            "{:?}",
            started.elapsed()
        );
    }
}
