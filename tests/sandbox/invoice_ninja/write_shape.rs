//! Changes against the vendor's bodies that are known to be right.
//!
//! The bodies are not part of the project. Where they are absent, this says so and proves nothing.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use super::ordered::Ordered;
use super::shape::sample;
use super::{add, ask, edit, post, text};
use crate::shape::folder_of;
use crate::world::{Answer, World};

const CLIENT: &str = "VolejRejNm";

fn json_of(folder: &Path, path: &str) -> Value {
    serde_json::from_slice(&sample(folder, path)).expect("JSON")
}

#[tokio::test]
async fn refused_changes_equal_the_vendors() {
    let Some(folder) = folder_of("invoice_ninja") else {
        return;
    };
    let world = World::start().await;
    let equals = |answer: Answer, name: &str| {
        let theirs = json_of(&folder, &format!("derived/{name}.json"));
        assert_eq!(answer.json(), theirs, "{name}");
        assert!(name.contains(&answer.status.as_u16().to_string()), "{name}");
    };
    let gone = add(&world, json!({"is_deleted": true})).await;
    let path = format!("invoices/{gone}");
    let answer = ask(&world, Method::PUT, &path, json!({})).await;
    equals(answer, "error_400_deleted_record_update");
    ask(&world, Method::DELETE, &path, json!({})).await;
    let answer = ask(&world, Method::DELETE, &path, json!({})).await;
    equals(answer, "error_400_duplicate_request");
    let answer = ask(&world, Method::POST, "invoices", json!({})).await;
    equals(answer, "error_422_validation");

    let open = add(&world, json!({})).await;
    let part = json!({"invoice_id": open, "amount": 122});
    let over = json!({"client_id": CLIENT, "invoices": [part]});
    let answer = ask(&world, Method::POST, "payments", over).await;
    equals(answer, "error_422_overpay");
    let key = |amount: i64| json!({"client_id": CLIENT, "amount": amount, "idempotency_key": "k"});
    post(&world, "payments", key(1)).await;
    let answer = ask(&world, Method::POST, "payments", key(2)).await;
    equals(answer, "error_422_idempotency");

    let settings = json!({"settings": {"lock_invoices": "when_paid"}});
    edit(&world, "invoice-ninja-clients", CLIENT, settings).await;
    edit(&world, "invoice-ninja", &open, json!({"status_id": "4"})).await;
    let answer = ask(&world, Method::PUT, &format!("invoices/{open}"), json!({})).await;
    equals(answer, "error_422_locked_invoice");
}

#[tokio::test]
async fn changed_records_have_the_keys_and_types_of_the_vendors() {
    let Some(folder) = folder_of("invoice_ninja") else {
        return;
    };
    let world = World::start().await;
    let open = add(&world, json!({})).await;
    let part = json!({"invoice_id": open, "amount": 100.44});
    let new = json!({"client_id": CLIENT, "amount": 423.44, "type_id": "1",
        "transaction_reference": "R", "invoices": [part]});
    let payment = ask(&world, Method::POST, "payments", new).await;
    let id = payment.json()["data"]["id"].clone();
    let back = json!({"invoice_id": open, "amount": 100});
    let refund = json!({"id": id, "date": "2026-03-10", "invoices": [back]});
    let refunded = ask(&world, Method::POST, "payments/refund", refund).await;
    let theirs = sample(&folder, "derived/payment_refunded_partially.json");
    Ordered::read(&refunded.body).equals(&theirs, "refund");

    let note = json!({"entity": "invoices", "entity_id": open, "notes": "x"});
    let note = ask(&world, Method::POST, "activities/notes", note).await;
    let theirs = sample(&folder, "derived/activity_note_response.json");
    Ordered::read(&note.body).equals(&theirs, "note");
}

#[tokio::test]
async fn requests_of_the_vendors_own_tests_are_taken() {
    let Some(folder) = folder_of("invoice_ninja") else {
        return;
    };
    let world = World::start().await;
    let new = json_of(&folder, "server_tests/invoice_create_request.json");
    let made = post(&world, "invoices", new).await;
    assert_eq!(made["amount"], 100_000_000);
    let note = json_of(&folder, "server_tests/activities_notes_request.json");
    post(&world, "activities/notes", note).await;
    let link = json_of(
        &folder,
        "server_tests/invoices_bulk_set_payment_link_request.json",
    );
    let linked = post(&world, "invoices/bulk", link).await;
    assert_eq!(linked[0]["subscription_id"], "Wpmbk5ezJn");

    let mut create = json_of(
        &folder,
        "documentation/invoice_create_request_codesample.json",
    );
    create["client_id"] = json!(CLIENT);
    let made = post(&world, "invoices?mark_sent=true", create).await;
    // A fixed discount of nothing, and 14 of something.
    assert_eq!(made["amount"], 14);
    let mut pay = json_of(
        &folder,
        "documentation/payment_create_request_codesample.json",
    );
    pay["client_id"] = json!(CLIENT);
    pay["invoices"][0] = json!({"invoice_id": made["id"], "amount": 14});
    let paid = post(&world, "payments", pay).await;
    assert_eq!(
        (&paid["amount"], &paid["applied"]),
        (&json!(100), &json!(14))
    );
    let mut refund = json_of(&folder, "server_tests/payment_refund_request.json");
    refund["id"] = paid["id"].clone();
    refund["invoices"][0]["invoice_id"] = made["id"].clone();
    let refunded = post(&world, "payments/refund", refund).await;
    assert_eq!(
        (text(&refunded["status_id"]), &refunded["refunded"]),
        ("5", &json!(10))
    );
}
