//! Changes of invoices that are refused, and change nothing.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{add, ask, complaints, edit, now, post};
use crate::world::{Answer, World};

const CLIENT: &str = "VolejRejNm";

async fn create(world: &World, invoice: Value) -> Answer {
    ask(world, Method::POST, "invoices", invoice).await
}

#[tokio::test]
async fn wrong_fields_of_a_new_invoice_are_named() {
    let world = World::start().await;
    let before = world.books("invoice-ninja").await;
    let deleted = json!({"is_deleted": true});
    let gone = world.add("invoice-ninja-clients", deleted).await;
    for (invoice, wrong) in [
        (json!({}), &["client_id"][..]),
        (json!({"client_id": ""}), &["client_id"]),
        (json!({"client_id": "nobody"}), &["client_id"]),
        (json!({"client_id": gone}), &["client_id"]),
        (
            json!({"client_id": CLIENT, "is_amount_discount": null}),
            &["is_amount_discount"],
        ),
        (
            json!({"client_id": CLIENT, "is_amount_discount": ""}),
            &["is_amount_discount"],
        ),
        (
            json!({"client_id": CLIENT, "discount": null}),
            &["discount"],
        ),
        (
            json!({"client_id": CLIENT, "discount": 1e15}),
            &["discount"],
        ),
        (json!({"client_id": CLIENT, "amount": "much"}), &["amount"]),
        (json!({"client_id": CLIENT, "partial": -1}), &["partial"]),
        (
            json!({"client_id": CLIENT, "tax_rate1": "high"}),
            &["tax_rate1"],
        ),
        (json!({"client_id": CLIENT, "date": "soon"}), &["date"]),
        (
            json!({"client_id": CLIENT, "line_items": "[]"}),
            &["line_items"],
        ),
        (
            json!({"client_id": CLIENT, "project_id": "VolejRejNm"}),
            &["project_id"],
        ),
        (
            json!({"client_id": CLIENT, "documents": [{"id": "x"}]}),
            &["documents.0"],
        ),
        (
            json!({"client_id": CLIENT, "invitations": [{}]}),
            &["invitations.0.client_contact_id"],
        ),
        (
            json!({"client_id": CLIENT, "partial_due_date": "2026-04-01", "due_date": "2026-03-20"}),
            &["due_date", "partial_due_date"],
        ),
        (
            json!({"client_id": CLIENT, "partial_due_date": "2026-02-01", "due_date": "2026-03-20"}),
            &["partial_due_date"],
        ),
        (json!({"date": "soon"}), &["client_id", "date"]),
    ] {
        let answer = create(&world, invoice.clone()).await;
        assert_eq!(complaints(&answer), wrong, "{invoice}");
    }
    let twice = json!([{"client_contact_id": CLIENT}, {"client_contact_id": CLIENT}]);
    let answer = create(&world, json!({"client_id": CLIENT, "invitations": twice})).await;
    assert_eq!(complaints(&answer), ["invitations.1.client_contact_id"]);
    assert_eq!(world.books("invoice-ninja").await, before);
}

#[tokio::test]
async fn the_last_day_of_a_deposit_is_filled_from_the_terms() {
    let world = World::start().await;
    let new = json!({"client_id": CLIENT, "partial": 1, "partial_due_date": "2026-03-12",
        "line_items": [{"quantity": 1, "cost": 10}]});
    let one = post(&world, "invoices", new).await;
    assert_eq!(one["due_date"], "2026-03-24");
    let more =
        json!({"client_id": CLIENT, "partial": 99, "line_items": [{"quantity": 1, "cost": 10}]});
    assert_eq!(post(&world, "invoices", more).await["partial"], 10);
}

#[tokio::test]
async fn wrong_fields_of_a_change_are_named() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let number = add(&world, json!({"number": "taken"})).await;
    assert_ne!(id, number);
    let before = now(&world, &id).await;
    let path = format!("invoices/{id}");
    for (change, wrong) in [
        (json!({"client_id": "Wpmbk5ezJn"}), "client_id"),
        (json!({"number": "taken"}), "number"),
        (json!({"due_date": "2026-03-09"}), "due_date"),
        (json!({"status_id": "5"}), "status_id"),
        (json!({"discount": "half"}), "discount"),
    ] {
        let answer = ask(&world, Method::PUT, &path, change.clone()).await;
        assert_eq!(complaints(&answer), [wrong], "{change}");
    }
    assert_eq!(now(&world, &id).await, before);
    edit(&world, "invoice-ninja", &id, json!({"status_id": "5"})).await;
    let echoed = ask(&world, Method::PUT, &path, json!({"status_id": "2"})).await;
    assert_eq!(complaints(&echoed), ["status_id"]);
    let unknown = ask(&world, Method::PUT, "invoices/zzz", json!({})).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_day_of_a_deposit_needs_client_and_date_beside_it() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let path = format!("invoices/{id}");
    let alone = json!({"partial_due_date": "2026-03-15"});
    let answer = ask(&world, Method::PUT, &path, alone).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.json(), json!({"message": "Server Error"}));
    let full = json!({"partial_due_date": "2026-03-15", "client_id": CLIENT, "date": "2026-03-10"});
    let answer = ask(&world, Method::PUT, &path, full).await;
    assert_eq!(answer.json()["data"]["partial_due_date"], "2026-03-15");
}

#[tokio::test]
async fn deleted_and_locked_invoices_are_not_edited() {
    let world = World::start().await;
    let settings = json!({"settings": {"lock_invoices": "when_sent"}});
    let client = world.add("invoice-ninja-clients", settings).await;
    let id = add(&world, json!({"client_id": client})).await;
    let path = format!("invoices/{id}");
    let locked = ask(&world, Method::PUT, &path, json!({"po_number": "x"})).await;
    assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = "This invoice is locked and unable to be modified";
    assert_eq!(
        locked.json(),
        json!({"message": "", "errors": {"number": error}})
    );
    let draft = add(&world, json!({"client_id": client, "status_id": "1"})).await;
    let answer = ask(&world, Method::PUT, &format!("invoices/{draft}"), json!({})).await;
    assert_eq!(answer.status, StatusCode::OK);

    let gone = add(&world, json!({"is_deleted": true})).await;
    let answer = ask(&world, Method::PUT, &format!("invoices/{gone}"), json!({})).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let message = "Record is deleted and cannot be edited. Restore the record to enable editing";
    assert_eq!(answer.json(), json!({ "message": message }));
}
