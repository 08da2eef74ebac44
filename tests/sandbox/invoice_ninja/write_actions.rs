//! Actions of a single invoice, its deletion, its schedule and its reminders.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{add, age, ask, complaints, data, edit, get, kinds, now, post, text};
use crate::world::World;

#[tokio::test]
async fn marking_as_sent_makes_a_draft_due_and_again_changes_nothing() {
    let world = World::start().await;
    let draft = json!({"status_id": "1", "number": "", "due_date": ""});
    let id = add(&world, draft).await;
    age(&world, &id).await;
    let sent = data(&world, &format!("invoices/{id}/mark_sent")).await;
    assert_eq!(
        (&sent["status_id"], &sent["balance"]),
        (&json!("2"), &json!(121))
    );
    assert_eq!(sent["due_date"], "2026-03-24");
    assert_ne!(sent["number"], "");
    let one = now(&world, &id).await;
    assert!(one["updated_at"].as_i64() > Some(5));
    assert_eq!(kinds(&one)[0], "53");
    data(&world, &format!("invoices/{id}/mark_sent")).await;
    assert_eq!(now(&world, &id).await, one);
}

#[tokio::test]
async fn marking_as_paid_pays_the_balance_once() {
    let world = World::start().await;
    for status in ["1", "2"] {
        let id = add(&world, json!({"status_id": status})).await;
        let path = format!("invoices/{id}/mark_paid?include=payments");
        let paid = data(&world, &path).await;
        assert_eq!(
            (&paid["status_id"], &paid["balance"]),
            (&json!("4"), &json!(0))
        );
        assert_eq!(paid["payments"][0]["transaction_reference"], "Manual entry");
        assert_eq!(paid["payments"][0]["paymentables"][0]["amount"], 121);
        let again = get(&world, &path).await;
        assert_eq!(again.status, StatusCode::BAD_REQUEST);
        let error = json!({"error": {"message": "Invoice cannot be marked as paid"}});
        assert_eq!(again.json(), error);
    }
    let gone = add(&world, json!({"is_deleted": true})).await;
    let answer = get(&world, &format!("invoices/{gone}/mark_paid")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn archiving_and_restoring_move_the_state_alone() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let archived = data(&world, &format!("invoices/{id}/archive")).await;
    assert!(archived["archived_at"].as_i64() > Some(0));
    assert_eq!(archived["is_deleted"], false);
    let body = json!({"po_number": "still"});
    let changed = ask(&world, Method::PUT, &format!("invoices/{id}"), body).await;
    assert_eq!(changed.status, StatusCode::OK);
    let restored = data(&world, &format!("invoices/{id}/restore")).await;
    assert_eq!(restored["archived_at"], 0);
    assert_eq!(kinds(&now(&world, &id).await)[..2], ["25", "5"]);
}

#[tokio::test]
async fn cancelling_answers_nothing_and_takes_only_what_is_open() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let answer = get(&world, &format!("invoices/{id}/cancel")).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    let one = now(&world, &id).await;
    assert_eq!(
        (&one["status_id"], &one["balance"]),
        (&json!("5"), &json!(0))
    );
    let before = json!({"cancellation": {"adjustment": 121, "status_id": 2}});
    assert_eq!(one["backup"], before);
    for state in [
        json!({"status_id": "1"}),
        json!({"status_id": "4"}),
        json!({"archived_at": 9}),
    ] {
        let id = add(&world, state).await;
        let before = now(&world, &id).await;
        get(&world, &format!("invoices/{id}/cancel")).await;
        assert_eq!(now(&world, &id).await, before);
    }
}

#[tokio::test]
async fn a_clone_is_shown_and_not_stored() {
    let world = World::start().await;
    let id = add(&world, json!({"public_notes": "zelfde"})).await;
    let before = world.books("invoice-ninja").await;
    for action in ["clone_to_invoice", "clone_to_quote"] {
        let copy = data(&world, &format!("invoices/{id}/{action}")).await;
        assert_eq!((&copy["id"], &copy["status_id"]), (&json!(""), &json!("1")));
        assert_eq!((&copy["number"], &copy["balance"]), (&json!(""), &json!(0)));
        assert_eq!(
            (&copy["public_notes"], &copy["amount"]),
            (&json!("zelfde"), &json!(121))
        );
    }
    data(&world, &format!("invoices/{id}/auto_bill")).await;
    let history = get(&world, &format!("invoices/{id}/history")).await;
    assert_eq!((history.status, history.body.len()), (StatusCode::OK, 0));
    assert_eq!(world.books("invoice-ninja").await, before);
    for action in ["email", "send_email", "frobnicate"] {
        let answer = get(&world, &format!("invoices/{id}/{action}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        let message = format!("The requested action {action} is not available.");
        assert_eq!(answer.json(), json!({ "message": message }));
    }
    let unknown = get(&world, "invoices/zzz/mark_sent").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_deleted_invoice_takes_its_payment_along_and_brings_it_back() {
    let world = World::start().await;
    let id = add(&world, json!({"number": "D-1", "status_id": "4"})).await;
    let payment = text(&now(&world, &id).await["payments"][0]["id"]).to_owned();
    age(&world, &id).await;
    // The action answers what was read before it.
    let stale = data(&world, &format!("invoices/{id}/delete")).await;
    assert_eq!(stale["is_deleted"], false);
    let gone = now(&world, &id).await;
    assert_eq!(
        (&gone["is_deleted"], &gone["number"]),
        (&json!(true), &json!("D-1_Deleted"))
    );
    assert!(gone["archived_at"].as_i64() > Some(5) && gone["updated_at"].as_i64() > Some(5));
    assert_eq!(
        data(&world, &format!("payments/{payment}")).await["is_deleted"],
        true
    );
    let restored = data(&world, &format!("invoices/{id}/restore?include=payments")).await;
    assert_eq!(
        (&restored["number"], &restored["archived_at"]),
        (&json!("D-1"), &json!(0))
    );
    assert_eq!(
        (&restored["payments"][0]["id"], &restored["status_id"]),
        (&json!(payment), &json!("4"))
    );
    let payment = data(&world, &format!("payments/{payment}")).await;
    assert_eq!(
        (&payment["is_deleted"], &payment["status_id"]),
        (&json!(false), &json!("4"))
    );
    assert_eq!(payment["paymentables"][0]["amount"], 121);
}

#[tokio::test]
async fn a_payment_of_several_invoices_loses_the_part_of_the_deleted_one() {
    let world = World::start().await;
    let one = add(&world, json!({})).await;
    let two = add(&world, json!({})).await;
    let part = |id: &str| json!({"invoice_id": id, "amount": 121});
    let payment = json!({"invoices": [part(&one), part(&two)]});
    let payment = world.add("invoice-ninja-payments", payment).await;
    data(&world, &format!("invoices/{one}/delete")).await;
    let less = data(&world, &format!("payments/{payment}")).await;
    assert_eq!(
        (&less["amount"], &less["applied"]),
        (&json!(121), &json!(121))
    );
    assert_eq!(less["paymentables"].as_array().map(Vec::len), Some(1));
    data(&world, &format!("invoices/{one}/restore")).await;
    let again = data(&world, &format!("payments/{payment}")).await;
    assert_eq!(
        (&again["amount"], &again["is_deleted"]),
        (&json!(242), &json!(false))
    );
}

#[tokio::test]
async fn a_second_deletion_within_a_second_is_a_duplicate_and_later_it_is_fine() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let other = add(&world, json!({})).await;
    let delete = |id: String| {
        let path = format!("invoices/{id}");
        let world = &world;
        async move { ask(world, Method::DELETE, &path, json!({})).await }
    };
    let gone = delete(id.clone()).await;
    assert_eq!(gone.status, StatusCode::OK);
    assert_eq!(gone.json()["data"]["is_deleted"], true);
    let again = delete(id.clone()).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert_eq!(again.json(), json!({"message": "Duplicate request"}));
    assert_eq!(delete(other).await.status, StatusCode::OK);
    let before = now(&world, &id).await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    assert_eq!(delete(id.clone()).await.status, StatusCode::OK);
    assert_eq!(now(&world, &id).await, before);
    assert_eq!(
        delete("zzz".to_owned()).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_payment_schedule_adds_up_and_is_forgotten() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let path = format!("invoices/{id}/payment_schedule");
    let part = |date: &str, amount: i64| json!({"date": date, "amount": amount, "is_amount": true});
    let wrong = json!({"next_run": "2026-04-01", "schedule": [part("2026-04-01", 120)]});
    assert_eq!(
        complaints(&ask(&world, Method::POST, &path, wrong).await),
        ["schedule"]
    );
    let parts = json!([part("2026-04-01", 100), part("2026-05-01", 21)]);
    let plan =
        json!({"next_run": "2026-04-01", "schedule": parts, "parameters": {"auto_bill": true}});
    let query = format!("{path}?show_schedule=true");
    let planned = post(&world, &query, plan).await;
    let expected = json!([
        {"date": "2026-04-01", "amount": "€100.00", "auto_bill": true},
        {"date": "2026-05-01", "amount": "€21.00", "auto_bill": true},
    ]);
    assert_eq!(planned["schedule"], expected);
    let monthly = json!({"next_run": "2026-01-31", "frequency_id": "5", "remaining_cycles": 3});
    let planned = post(&world, &query, monthly).await;
    assert_eq!(planned["schedule"][1]["date"], "2026-02-28");
    assert_eq!(planned["schedule"][2]["amount"], "€40.34");
    assert_eq!(
        complaints(&ask(&world, Method::POST, &path, json!({"schedule": []})).await).len(),
        2
    );
    let gone = ask(&world, Method::DELETE, &path, json!({})).await;
    assert_eq!(gone.status, StatusCode::OK);
    let one = data(&world, &format!("invoices/{id}?show_schedule=true")).await;
    assert_eq!(one["schedule"], json!([]));
}

#[tokio::test]
async fn updating_reminders_follows_the_days_on_which_they_are_due() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    edit(
        &world,
        "invoice-ninja",
        &id,
        json!({"due_date": "2026-04-09", "updated_at": 5}),
    )
    .await;
    let answer = ask(&world, Method::POST, "invoices/update_reminders", json!({})).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.text(), "{\"message\":\"Updating reminders\"}");
    let one = now(&world, &id).await;
    assert_eq!(
        (&one["next_send_date"], &one["updated_at"]),
        (&json!("2026-04-09 06:00:00"), &json!(5))
    );
}
