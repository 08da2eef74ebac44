//! Changes behind the API's back.

use reqwest::StatusCode;
use serde_json::json;

use super::{add, data, edit, get, text};
use crate::world::World;

const RESOURCE: &str = "invoice-ninja";

#[tokio::test]
async fn an_added_invoice_needs_nothing_and_takes_the_vendors_words() {
    let world = World::start().await;
    let plain = add(&world, json!({})).await;
    let plain = data(&world, &format!("invoices/{plain}")).await;
    assert_eq!(
        (&plain["status_id"], &plain["amount"]),
        (&json!("2"), &json!(121))
    );
    assert_eq!(
        (&plain["date"], &plain["due_date"]),
        (&json!("2026-03-10"), &json!("2026-03-24"))
    );

    let full = json!({
        "status_id": "3", "number": "X 1", "date": "2026-01-31", "due_date": "", "discount": 10,
        "tax_name1": "btw", "tax_rate1": 9, "public_notes": "aan u", "private_notes": "intern",
        "custom_value4": "vier", "archived_at": 1_770_000_000, "updated_at": 1_770_000_001,
        "line_items": [
            {"quantity": 2, "cost": "50", "tax_name1": "btw", "tax_rate1": "21"},
            {"quantity": -1, "cost": 0, "era": "noisy"},
            {"quantity": 1, "cost": 403, "tax_rate1": 5, "tax_name1": "x", "era": "noisy"},
        ],
        "payments": [{"amount": 100, "date": "2026-02-01", "transaction_reference": "R", "refunded": 40}],
    });
    let id = add(&world, full).await;
    let one = data(&world, &format!("invoices/{id}?include=payments")).await;
    // 503 less ten percent, and its taxes: 18.9 and 18.14 on lines, 40.74 on the whole.
    assert_eq!(one["amount"], 530.48);
    assert_eq!(
        (&one["balance"], &one["paid_to_date"]),
        (&json!(470.48), &json!(60))
    );
    assert_eq!(
        (&one["due_date"], &one["archived_at"]),
        (&json!(""), &json!(1_770_000_000))
    );
    assert_eq!(one["updated_at"], 1_770_000_001);
    let text = get(&world, &format!("invoices/{id}")).await.text();
    assert!(text.contains("\"tax_amount\": 20.150000000000002,"));
    assert!(text.contains("\"line_total\": -0,"));
    assert_eq!(one["payments"][0]["status_id"], "5");
    assert_eq!(one["payments"][0]["paymentables"][0]["refunded"], 40);
    assert_eq!(one["payments"][0]["date"], "2026-02-01");
}

#[tokio::test]
async fn an_edit_moves_the_balance_and_the_time() {
    let world = World::start().await;
    let id = add(&world, json!({"updated_at": 5})).await;
    let lines = json!([{"quantity": 1, "cost": "20.15"}]);
    edit(
        &world,
        RESOURCE,
        &id,
        json!({"line_items": lines, "po_number": "P"}),
    )
    .await;
    let one = data(&world, &format!("invoices/{id}")).await;
    assert_eq!(
        (&one["amount"], &one["balance"]),
        (&json!(20.15), &json!(20.15))
    );
    assert!(one["updated_at"].as_i64() > Some(1_700_000_000));
    edit(
        &world,
        RESOURCE,
        &id,
        json!({"amount": "20.150000000000002", "status_id": "4"}),
    )
    .await;
    let one = data(&world, &format!("invoices/{id}?include=payments")).await;
    let text = get(&world, &format!("invoices/{id}")).await.text();
    assert!(text.contains("\"amount\": 20.150000000000002,"));
    assert_eq!(
        (&one["status_id"], &one["balance"]),
        (&json!("4"), &json!(0))
    );
    assert_eq!(one["payments"][0]["amount"], one["amount"]);
}

#[tokio::test]
async fn deleting_keeps_the_row_and_removing_does_not() {
    let world = World::start().await;
    let id = add(&world, json!({"number": "D", "status_id": "4"})).await;
    let path = format!("invoices/{id}?include=payments");
    edit(&world, RESOURCE, &id, json!({"is_deleted": true})).await;
    let deleted = data(&world, &path).await;
    assert_eq!(
        (&deleted["number"], &deleted["payments"]),
        (&json!("D_Deleted"), &json!([]))
    );
    assert!(deleted["archived_at"].as_i64() > Some(0));
    edit(&world, RESOURCE, &id, json!({"is_deleted": false})).await;
    assert_eq!(data(&world, &path).await["number"], "D");
    let command = json!({"remove": {"resource": RESOURCE, "id": id}});
    world.control(command).await;
    assert_eq!(get(&world, &path).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_payment_over_several_invoices_is_added_and_refunded() {
    let world = World::start().await;
    let one = add(&world, json!({})).await;
    let two = add(&world, json!({})).await;
    let part = |id: &str, amount: i64| json!({"invoice_id": id, "amount": amount});
    let payment = json!({"invoices": [part(&one, 121), part(&two, 21)], "date": "2026-03-09"});
    let id = world.add("invoice-ninja-payments", payment).await;
    assert_eq!(
        data(&world, &format!("invoices/{one}")).await["status_id"],
        "4"
    );
    assert_eq!(
        data(&world, &format!("invoices/{two}")).await["balance"],
        100
    );
    let refund = json!({"refund": [part(&one, 121)]});
    edit(&world, "invoice-ninja-payments", &id, refund).await;
    assert_eq!(
        data(&world, &format!("invoices/{one}")).await["status_id"],
        "2"
    );
    let payment = data(&world, &format!("payments/{id}")).await;
    assert_eq!(
        (&payment["amount"], &payment["refunded"]),
        (&json!(142), &json!(121))
    );
}

#[tokio::test]
async fn a_client_of_another_currency_can_be_added() {
    let world = World::start().await;
    let client = json!({
        "name": "Yen & Zonen", "settings": {"currency_id": "45"},
        "contacts": [{"first_name": "A", "email": "a@b.example"}],
    });
    let client = world.add("invoice-ninja-clients", client).await;
    let line = json!({"cost": "100.4"});
    let id = add(&world, json!({"client_id": client, "line_items": [line]})).await;
    let one = data(&world, &format!("invoices/{id}?include=client")).await;
    assert_eq!(
        (&one["amount"], &one["client"]["balance"]),
        (&json!(100), &json!(100))
    );
    assert_eq!(text(&one["invitations"][0]["client_contact_id"]).len(), 10);
}

#[tokio::test]
async fn wrong_commands_are_refused_and_change_nothing() {
    let world = World::start().await;
    let before = world.books(RESOURCE).await;
    for invoice in [
        json!({"state": "open"}),
        json!({"status_id": "9"}),
        json!({"amount": "much"}),
        json!({"due_date": "tomorrow"}),
        json!({"client_id": "nobody"}),
        json!({"client_id": "zzz"}),
    ] {
        let command = json!({"add": {"resource": RESOURCE, "invoice": invoice}});
        let answer = world.try_control(command).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{invoice}");
    }
    let command = json!({"edit": {
        "resource": RESOURCE, "ids": ["VolejRejNm", "unknown"], "set": {"number": "Z"},
    }});
    assert_eq!(
        world.try_control(command).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(world.books(RESOURCE).await, before);
}
