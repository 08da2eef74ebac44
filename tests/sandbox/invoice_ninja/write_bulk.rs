//! Bulk requests: silent about what they skipped.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{add, age, ask, complaints, data, kinds, now, post, text};
use crate::world::World;

async fn bulk(world: &World, action: &str, ids: &[&str]) -> Value {
    let body = json!({"action": action, "ids": ids});
    post(world, "invoices/bulk", body).await
}

#[tokio::test]
async fn every_action_changes_its_rows_and_answers_them() {
    let world = World::start().await;
    let draft = add(&world, json!({"status_id": "1"})).await;
    let open = add(&world, json!({})).await;
    let of = |rows: &Value, id: &str, key: &str| {
        let rows = rows.as_array().expect("rows").clone();
        let row = rows.into_iter().find(|row| row["id"] == id);
        row.expect("the row")[key].clone()
    };
    let rows = bulk(&world, "mark_sent", &[&draft, &open]).await;
    assert_eq!(of(&rows, &draft, "status_id"), "2");
    let rows = bulk(&world, "mark_paid", &[&draft]).await;
    assert_eq!(of(&rows, &draft, "status_id"), "4");
    let rows = bulk(&world, "archive", &[&draft]).await;
    assert!(of(&rows, &draft, "archived_at").as_i64() > Some(0));
    let rows = bulk(&world, "restore", &[&draft]).await;
    assert_eq!(of(&rows, &draft, "archived_at"), 0);
    let rows = bulk(&world, "cancel", &[&draft, &open]).await;
    // What is paid cannot be cancelled, and nobody says so.
    assert_eq!(of(&rows, &draft, "status_id"), "4");
    assert_eq!(of(&rows, &open, "status_id"), "5");
    let rows = bulk(&world, "delete", &[&draft]).await;
    assert_eq!(of(&rows, &draft, "is_deleted"), true);
    let link =
        json!({"action": "set_payment_link", "ids": [open], "subscription_id": "Wpmbk5ezJn"});
    let rows = post(&world, "invoices/bulk", link).await;
    assert_eq!(of(&rows, &open, "subscription_id"), "Wpmbk5ezJn");
    assert_eq!(now(&world, &open).await["subscription_id"], "Wpmbk5ezJn");
}

#[tokio::test]
async fn what_cannot_be_done_is_skipped_in_silence() {
    let world = World::start().await;
    let paid = add(&world, json!({"status_id": "4"})).await;
    let open = add(&world, json!({})).await;
    let before = now(&world, &paid).await;
    let ids = [&*paid, &*open, "zzz", "123", "1YQdJ2dOGpxx"];
    let rows = bulk(&world, "mark_paid", &ids).await;
    assert_eq!(rows.as_array().map(Vec::len), Some(2));
    assert_eq!(now(&world, &paid).await, before);
    assert_eq!(now(&world, &open).await["status_id"], "4");
    let books = world.books("invoice-ninja").await;
    for action in [
        "clone_to_invoice",
        "history",
        "auto_bill",
        "frobnicate",
        "bulk_download",
    ] {
        let rows = bulk(&world, action, &[&open]).await;
        assert_eq!(rows[0]["id"], open, "{action}");
    }
    assert_eq!(world.books("invoice-ninja").await, books);
    let none = json!({"action": "archive", "ids": ["zzz"]});
    let none = ask(&world, Method::POST, "invoices/bulk", none).await;
    assert_eq!(none.status, StatusCode::OK);
    assert_eq!(none.text(), "{\"message\":\"No Invoices Found\"}");
}

#[tokio::test]
async fn only_twenty_rows_are_answered_unless_more_are_asked_for() {
    let world = World::start().await;
    let add = json!({"add": {"resource": "invoice-ninja", "invoice": {}, "count": 25}});
    let ids = world.control(add).await["ids"].clone();
    let body = json!({"action": "archive", "ids": ids});
    let answer = ask(&world, Method::POST, "invoices/bulk", body)
        .await
        .json();
    assert_eq!(answer["data"].as_array().map(Vec::len), Some(20));
    let pages = &answer["meta"]["pagination"];
    assert_eq!(
        (&pages["total"], &pages["total_pages"]),
        (&json!(25), &json!(2))
    );
    let archived = super::wanted(&world, |row| {
        row["archived_at"].as_i64() > Some(1_700_000_000)
    })
    .await;
    assert!(
        ids.as_array()
            .expect("ids")
            .iter()
            .all(|id| archived.contains(&text(id).to_owned()))
    );
    let body = json!({"action": "restore", "ids": ids, "per_page": 25, "include": "payments"});
    let answer = ask(&world, Method::POST, "invoices/bulk", body)
        .await
        .json();
    let rows = answer["data"].as_array().expect("rows");
    assert_eq!(rows.len(), 25);
    let order: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
    assert_ne!(
        order,
        ids.as_array().expect("ids").iter().collect::<Vec<_>>()
    );
    assert!(rows[0]["payments"].is_array());
    let include = json!({"action": "mark_sent", "ids": ids, "include": "foo"});
    let answer = ask(&world, Method::POST, "invoices/bulk", include).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_same_action_within_a_second_is_a_duplicate_even_for_other_rows() {
    let world = World::start().await;
    let one = add(&world, json!({})).await;
    let two = add(&world, json!({})).await;
    bulk(&world, "archive", &[&one]).await;
    let body = json!({"action": "archive", "ids": [two]});
    let again = ask(&world, Method::POST, "invoices/bulk", body.clone()).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert_eq!(again.text(), "{\"message\":\"Duplicate request\"}");
    assert_eq!(now(&world, &two).await["archived_at"], 0);
    bulk(&world, "restore", &[&one]).await;
    bulk(&world, "delete", &[&one, &two]).await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    bulk(&world, "archive", &[&one]).await;
    // Two rows were deleted, so that lock is two seconds long.
    let deletion = json!({"action": "delete", "ids": [one]});
    let again = ask(&world, Method::POST, "invoices/bulk", deletion).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn wrong_bulk_requests_are_refused() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    for (body, wrong) in [
        (json!({"ids": [id]}), "action"),
        (json!({"action": "archive"}), "ids"),
        (json!({"action": "restore", "ids": []}), "ids"),
        (
            json!({"action": "email", "ids": [id], "email_type": "reminder4"}),
            "email_type",
        ),
        (
            json!({"action": "set_payment_link", "ids": [id]}),
            "subscription_id",
        ),
    ] {
        let answer = ask(&world, Method::POST, "invoices/bulk", body.clone()).await;
        assert_eq!(complaints(&answer), [wrong], "{body}");
    }
}

#[tokio::test]
async fn reminders_are_sent_with_the_template_that_is_named_or_due() {
    let world = World::start().await;
    let id = add(&world, json!({"status_id": "1"})).await;
    age(&world, &id).await;
    let body = json!({"action": "email", "ids": [id], "email_type": "reminder2"});
    let rows = post(&world, "invoices/bulk", body).await;
    assert_eq!(
        (&rows[0]["status_id"], &rows[0]["last_sent_date"]),
        (&json!("2"), &json!("2026-03-10"))
    );
    let one = now(&world, &id).await;
    assert_eq!(
        (
            &one["reminder1_sent"],
            &one["reminder2_sent"],
            &one["reminder_last_sent"]
        ),
        (&json!(""), &json!("2026-03-10"), &json!("2026-03-10"))
    );
    assert_eq!(kinds(&one)[0], "64");
    assert!(one["updated_at"].as_i64() > Some(5));
    assert_ne!(one["invitations"][0]["sent_date"], "");
    let gone = add(&world, json!({"is_deleted": true})).await;
    let plain = bulk(&world, "send_email", &[&id, &gone]).await;
    assert_eq!(plain.as_array().map(Vec::len), Some(2));
    assert_eq!(
        now(&world, &gone).await["last_sent_date"],
        data(&world, &format!("invoices/{gone}")).await["last_sent_date"]
    );
}

#[tokio::test]
async fn files_of_many_are_printed_or_promised() {
    let world = World::start().await;
    let one = add(&world, json!({"number": "EEN"})).await;
    let two = add(&world, json!({})).await;
    let ask_for = |action: &'static str| {
        let body = json!({"action": action, "ids": [one, two]});
        ask(&world, Method::POST, "invoices/bulk", body)
    };
    let pdf = ask_for("download").await;
    assert_eq!(
        pdf.header("content-disposition"),
        "attachment; filename=EEN.pdf"
    );
    assert!(pdf.body.starts_with(b"%PDF-"));
    let print = ask_for("bulk_print").await;
    assert_eq!(
        print.header("content-disposition"),
        "attachment; filename=print.pdf"
    );
    for action in ["bulk_download", "template"] {
        let answer = ask_for(action).await.json();
        assert!(answer["message"].is_string() && answer.get("data").is_none());
    }
}
