//! Dubious, uncollectible, paused and resumed.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::moneybird_writes::{
    NOBODY, actions, draft, id_of, not_found, open, read, refused, sent,
};
use crate::world::{Answer, EXTERNAL, SALES, World, name_of};

async fn mark(world: &World, resource: &str, id: &str, action: &str, body: Value) -> Answer {
    let path = format!("{resource}/{id}/{action}");
    world.call(Method::PATCH, &path, body).await
}

#[tokio::test]
async fn dubious_leaves_the_state_and_takes_a_date() {
    let world = World::start().await;
    for resource in [SALES, EXTERNAL] {
        let id = id_of(&open(&world, resource).await);
        let answer = mark(&world, resource, &id, "mark_as_dubious", json!({})).await;
        assert_eq!(answer.status, StatusCode::OK);
        let invoice = answer.json();
        assert_eq!(
            (&invoice["state"], &invoice["marked_dubious_on"]),
            (&json!("open"), &json!("2026-03-10"))
        );
        assert!(
            actions(&invoice)
                .last()
                .expect("one")
                .ends_with("_marked_as_dubious")
        );
        let body = json!({"dubious_date": "2026-03-05"});
        mark(&world, resource, &id, "mark_as_dubious", body).await;
        assert_eq!(
            read(&world, resource, &id).await["marked_dubious_on"],
            "2026-03-05"
        );
        let answer = mark(
            &world,
            resource,
            &id,
            "mark_as_dubious",
            json!({"dubious_date": "x"}),
        )
        .await;
        refused(
            &answer,
            400,
            &json!({"error": "dubious_date does not have a valid value"}),
        );
    }
}

#[tokio::test]
async fn uncollectible_is_a_state_that_stays_unpaid() {
    let world = World::start().await;
    for resource in [SALES, EXTERNAL] {
        let id = id_of(&open(&world, resource).await);
        let body = json!({"uncollectible_date": "2026-03-06", "book_method": "revenue"});
        let answer = mark(&world, resource, &id, "mark_as_uncollectible", body).await;
        assert_eq!(answer.status, StatusCode::OK);
        let invoice = read(&world, resource, &id).await;
        assert_eq!(
            (&invoice["state"], &invoice["total_unpaid"]),
            (&json!("uncollectible"), &json!("121.0"))
        );
        assert_eq!(invoice["marked_uncollectible_on"], "2026-03-06");
        let again = mark(&world, resource, &id, "mark_as_uncollectible", json!({})).await;
        assert_eq!(again.json()["symbolic"], json!({"invoice": "not_open"}));
        let odd = json!({"book_method": "expense"});
        let answer = mark(&world, resource, &id, "mark_as_uncollectible", odd).await;
        refused(
            &answer,
            400,
            &json!({"error": "Book Method isn't an option", "symbolic": {"book_method": "in"}}),
        );
    }
}

#[tokio::test]
async fn only_what_is_open_and_no_credit_can_be_marked() {
    let world = World::start().await;
    let credit = json!({"details": [{"price": "-10"}]});
    let future = json!({"invoice_date": "2026-04-01"});
    let sales = [
        json!({"state": "draft"}),
        json!({"state": "paid"}),
        credit.clone(),
        future,
    ];
    let external = [
        json!({"state": "new"}),
        json!({"state": "paid"}),
        credit,
        json!({"date": "2026-04-01"}),
    ];
    let texts = [
        "Sales invoice should be open, late or due, not a credit invoice and cannot have a invoice date in the future",
        "Invoice should be open, late or due, not a credit invoice and cannot have an invoice date in the future",
    ];
    for ((resource, rows), text) in [(SALES, sales), (EXTERNAL, external)]
        .into_iter()
        .zip(texts)
    {
        for row in rows {
            let id = world.add(name_of(resource), row).await;
            for action in ["mark_as_dubious", "mark_as_uncollectible"] {
                let answer = mark(&world, resource, &id, action, json!({})).await;
                refused(
                    &answer,
                    400,
                    &json!({"error": text, "symbolic": {"invoice": "not_open"}}),
                );
            }
        }
    }
    let answer = mark(&world, SALES, NOBODY, "mark_as_dubious", json!({})).await;
    refused(&answer, 404, &not_found("id"));
    let answer = mark(&world, EXTERNAL, NOBODY, "mark_as_uncollectible", json!({})).await;
    refused(
        &answer,
        404,
        &json!({"error": "Record not found for model name: External invoice"}),
    );
}

#[tokio::test]
async fn pausing_puts_the_reminder_off_and_resuming_restores_it() {
    let world = World::start().await;
    let before = sent(&world).await;
    let id = id_of(&before);
    let call = async |action: &str| {
        let path = format!("{SALES}/{id}/{action}");
        world.call(Method::POST, &path, json!({})).await
    };
    refused(
        &call("resume").await,
        400,
        &json!({"error": "The sales_invoice isn't paused"}),
    );
    let answer = call("pause").await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let invoice = answer.json();
    assert_eq!(
        (&invoice["paused"], &invoice["next_reminder"]),
        (&json!(true), &json!("2099-01-01"))
    );
    assert_eq!(read(&world, SALES, &id).await, invoice);
    refused(
        &call("pause").await,
        400,
        &json!({"error": "The sales_invoice is already paused"}),
    );
    let answer = call("resume").await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let invoice = answer.json();
    assert_eq!(
        (&invoice["paused"], &invoice["next_reminder"]),
        (&json!(false), &before["next_reminder"])
    );
    assert_eq!(
        actions(&invoice)[3..],
        ["sales_invoice_paused", "sales_invoice_unpaused"]
    );
    let path = format!("{SALES}/{NOBODY}/pause");
    refused(
        &world.call(Method::POST, &path, json!({})).await,
        404,
        &not_found("id"),
    );
}

#[tokio::test]
async fn the_other_verbs_are_not_allowed() {
    let world = World::start().await;
    let id = id_of(&draft(&world).await);
    for (method, action) in [
        (Method::POST, "send_invoice"),
        (Method::POST, "mark_as_dubious"),
        (Method::POST, "duplicate_creditinvoice"),
        (Method::PATCH, "pause"),
        (Method::PATCH, "payments"),
        (Method::PATCH, "notes"),
    ] {
        let answer = world
            .call(method, &format!("{SALES}/{id}/{action}"), json!({}))
            .await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{action}");
    }
    // Attachments are plural here and singular there.
    let answer = world
        .call(Method::POST, &format!("{SALES}/{id}/attachment"), json!({}))
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = world
        .call(
            Method::POST,
            &format!("{EXTERNAL}/{id}/attachments"),
            json!({}),
        )
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
