//! What mutations leave in the log that get no further than this room.

use std::sync::Arc;

use super::double::{Double, Gateway, id, invoice};
use crate::{
    act::tests::log::Log,
    domain::{AccountId, ChildKind, GlobalId, NativeId},
    error::{Error, ErrorKind},
};

/// What is left in the log by a mutation with this input.
async fn told(gateway: &Gateway, log: &Log, mutation: &str) -> Vec<String> {
    let query = format!("mutation {{ told: {mutation} {{ outcome }} }}");
    gateway.data(query.as_str()).await;
    let text = log.text();
    assert!(!text.contains("planted"), "{text}");
    for line in text.lines().filter(|line| line.contains("audit")) {
        assert!(line.contains(r#""client":"anonymous""#), "{line}");
    }
    log.told()
}

#[tokio::test]
async fn an_id_that_is_none_or_of_another_kind_leaves_a_line() {
    let (log, _guard) = Log::start();
    let double = Arc::new(Double::with(vec![invoice("1")]));
    let gateway = Gateway::over([("acme", &double)]);
    let here = id("acme", "1");
    let elsewhere = id("elsewhere", "7");
    let (acme, one) = (AccountId::new("acme"), NativeId::new("1"));
    let note = GlobalId::child(&acme, &one, ChildKind::Note, &NativeId::new("n")).encode();
    for (mutation, line) in [
        (
            r#"cancelInvoice(input: {invoiceId: "planted"})"#.to_owned(),
            "ended cancelInvoice REFUSED INVALID_ID",
        ),
        (
            format!(r#"cancelInvoice(input: {{invoiceId: "{elsewhere}"}})"#),
            "ended cancelInvoice 7 REFUSED INVALID_ID",
        ),
        (
            format!(r#"deletePayment(input: {{paymentId: "{note}"}})"#),
            "ended deletePayment acme 1 REFUSED INVALID_ID",
        ),
        (
            format!(r#"deletePayment(input: {{paymentId: "{here}"}})"#),
            "ended deletePayment acme 1 REFUSED INVALID_ID",
        ),
        (
            r#"createInvoice(input: {accountId: "planted", customerId: "1"})"#.to_owned(),
            "ended createInvoice REFUSED NOT_FOUND",
        ),
        (
            r#"refreshAccount(input: {accountId: "planted"})"#.to_owned(),
            "ended refreshAccount REFUSED NOT_FOUND",
        ),
        (
            "deleteInvoices(input: {invoiceIds: []})".to_owned(),
            "ended deleteInvoices REFUSED INVALID_INPUT",
        ),
    ] {
        assert_eq!(told(&gateway, &log, &mutation).await, [line], "{mutation}");
    }
    assert_eq!(double.calls(), 0);
}

#[tokio::test]
async fn bad_ids_among_good_ones_leave_a_line_of_their_own() {
    let (log, _guard) = Log::start();
    let double = Arc::new(Double::with(vec![invoice("1")]));
    let gateway = Gateway::over([("acme", &double)]);
    let (here, elsewhere) = (id("acme", "1"), id("elsewhere", "7"));
    let mutation =
        format!(r#"deleteInvoices(input: {{invoiceIds: ["planted", "{here}", "{elsewhere}"]}})"#);
    assert_eq!(
        told(&gateway, &log, &mutation).await,
        [
            "ended deleteInvoices 7 REFUSED INVALID_ID",
            "ended deleteInvoices acme 1 REFUSED UNSUPPORTED",
        ]
    );
}

#[tokio::test]
async fn a_refresh_leaves_both_lines_whether_it_works_or_not() {
    let (log, _guard) = Log::start();
    let works = Arc::new(Double::with(vec![invoice("1")]));
    let fails = Error::new(ErrorKind::Unavailable, "it is down");
    let fails = Arc::new(Double::failing(fails));
    let gateway = Gateway::over([("works", &works), ("fails", &fails)]);
    for (account, outcome) in [("works", "APPLIED"), ("fails", "REFUSED UNAVAILABLE")] {
        let mutation = format!(r#"refreshAccount(input: {{accountId: "{account}"}})"#);
        assert_eq!(
            told(&gateway, &log, &mutation).await,
            [
                format!("begun refreshAccount {account}"),
                format!("ended refreshAccount {account} {outcome}")
            ]
        );
    }
}
