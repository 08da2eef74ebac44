//! Copies of invoices.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::tests::{
        actions::{document, done, invoice, judged, native_id, on, planned, refused, with_native},
        script::{answer, ok},
    },
    clock,
    error::ErrorKind,
    provider::action::{Action, Evidence, Outcome, What},
};

const NEW: &str = "Nw1aaaaaaa";
const CLIENT: &str = "Cl4pT7xY9w";

fn copy(fields: Value) -> Action {
    on(&invoice(fields), What::CloneInvoice)
}

#[test]
fn a_copy_has_the_content_and_nothing_of_the_servers() {
    let mut lines = document(json!({}))["line_items"].clone();
    lines[0]["task_id"] = json!("Ta5kaaaaaa");
    lines
        .as_array_mut()
        .unwrap()
        .push(json!({"type_id": "4", "cost": 3, "quantity": 1}));
    let (line, body) = planned(&copy(json!({"line_items": lines, "status_id": "3"})));
    assert_eq!(
        line,
        "POST /invoices?include=client.group_settings,payments"
    );
    let Value::Object(fields) = &body else {
        panic!("a body is an object")
    };
    for server in [
        "id",
        "number",
        "date",
        "due_date",
        "status_id",
        "amount",
        "balance",
        "created_at",
        "invitations",
        "documents",
        "payments",
        "client",
        "last_sent_date",
        "recurring_id",
        "exchange_rate",
        "backup",
    ] {
        assert!(!fields.contains_key(server), "{server}");
    }
    assert_eq!(body["client_id"], CLIENT);
    assert_eq!(body["po_number"], "PO 99 / \"ü\"");
    assert_eq!(body["discount"], "10");
    assert_eq!(body["is_amount_discount"], false);
    let lines = body["line_items"].as_array().unwrap();
    assert_eq!(lines.len(), 2, "gateway fees are not copied");
    assert_eq!(lines[1]["quantity"], "0.3", "the noise is gone");
    assert_eq!(lines[1]["cost"], "266.6666");
    for server in [
        "line_total",
        "gross_line_total",
        "tax_amount",
        "net_cost",
        "task_id",
    ] {
        assert!(lines[0].get(server).is_none(), "{server}");
    }
    let native = with_native(copy(json!({})), json!({"terms": "x"}));
    assert_eq!(
        refused(&native),
        [(
            ErrorKind::Unsupported,
            "native.invoiceNinja.terms".to_owned()
        )]
    );
}

#[tokio::test]
async fn a_copy_is_told_and_found_again() {
    let action = copy(json!({}));
    let at = |seconds: i64, fields: Value| {
        let made = clock::now() - SignedDuration::from_secs(seconds);
        let mut copy = document(
            json!({"id": NEW, "number": "0100", "payments": [], "created_at": made.as_second()}),
        );
        copy.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        copy
    };
    let receipt = done(&action, ok(&json!({"data": at(0, json!({}))}))).await;
    assert_eq!(receipt.created, Some(native_id(NEW)));
    assert_eq!(receipt.touched.shown[0].id.as_str(), NEW);
    assert!(
        receipt.touched.unseen.is_empty(),
        "the original did not change"
    );
    let judged = |copy: Value| judged(&action, &super::actions::read(&copy));
    assert_eq!(
        judged(at(-1, json!({}))),
        Evidence::Done(Some(native_id(NEW)))
    );
    assert_eq!(
        judged(at(100, json!({}))),
        Evidence::Unclear,
        "it may be an earlier copy"
    );
    assert_eq!(judged(at(310, json!({}))), Evidence::NotDone);
    assert_eq!(judged(at(-1, json!({"po_number": ""}))), Evidence::NotDone);
    assert_eq!(judged(at(-1, json!({"line_items": []}))), Evidence::NotDone);
    assert_eq!(
        judged(document(json!({}))),
        Evidence::NotDone,
        "it is the original"
    );
    let lost = done(&action, answer(503, "")).await;
    assert!(matches!(lost.outcomes[..], [Outcome::Lost(_)]));
}
