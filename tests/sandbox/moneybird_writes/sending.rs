//! Sending, sending again, and scheduling.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::moneybird_writes::{
    NOBODY, actions, contact, draft, id_of, invalid, not_found, read, refused, sent,
};
use crate::world::{Answer, SALES, World};

async fn send(world: &World, id: &str, sending: Value) -> Answer {
    let body = match sending {
        Value::Null => json!({}),
        sending => json!({ "sales_invoice_sending": sending }),
    };
    let path = format!("{SALES}/{id}/send_invoice");
    world.call(Method::PATCH, &path, body).await
}

fn last_event(invoice: &Value) -> &Value {
    invoice["events"]
        .as_array()
        .expect("events")
        .last()
        .expect("an event")
}

#[tokio::test]
async fn a_draft_gets_number_and_dates_and_is_open() {
    let world = World::start().await;
    let numbers = world.books("moneybird").await;
    let id = id_of(&draft(&world).await);
    let answer = send(&world, &id, Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK);
    let invoice = answer.json();
    assert_eq!(invoice["state"], "open");
    assert_eq!(invoice["draft_id"], Value::Null);
    for field in ["invoice_date", "sent_at"] {
        assert_eq!(invoice[field], "2026-03-10", "{field}");
    }
    assert_eq!(
        (&invoice["due_date"], &invoice["next_reminder"]),
        (&json!("2026-03-24"), &json!("2026-03-24"))
    );
    assert!(invoice["payment_reference"].is_string() && invoice["public_view_code"].is_string());
    let number = invoice["invoice_id"].as_str().expect("a number");
    assert!(number.starts_with("2026-") && numbers.iter().all(|one| one["invoice_id"] != number));
    assert_eq!(
        actions(&invoice),
        [
            "sales_invoice_created",
            "sales_invoice_state_changed_to_open",
            "sales_invoice_send_email"
        ]
    );
    assert_eq!(read(&world, SALES, &id).await, invoice);
    let found = world
        .get(&format!("{SALES}/find_by_invoice_id/{number}"))
        .await
        .json();
    assert_eq!(found["id"], *id);
}

#[tokio::test]
async fn numbers_follow_each_other_in_the_year_of_the_invoice() {
    let world = World::start().await;
    let number = |invoice: &Value| {
        let number = invoice["invoice_id"].as_str().expect("a number").to_owned();
        number
            .rsplit_once('-')
            .and_then(|(_, digits)| digits.parse::<u32>().ok())
            .expect("digits")
    };
    let (first, second) = (sent(&world).await, sent(&world).await);
    assert_eq!(number(&second), number(&first) + 1);
    let id = id_of(&draft(&world).await);
    let dated = json!({"sales_invoice": {"invoice_date": "2024-12-30"}});
    world
        .call(Method::PATCH, &format!("{SALES}/{id}"), dated)
        .await;
    let invoice = send(&world, &id, Value::Null).await.json();
    assert!(
        invoice["invoice_id"]
            .as_str()
            .is_some_and(|number| number.starts_with("2024-"))
    );
    assert_eq!(invoice["due_date"], "2025-01-13");
}

#[tokio::test]
async fn an_email_goes_where_it_is_told_with_the_number_in_its_text() {
    let world = World::start().await;
    let id = id_of(&draft(&world).await);
    let sending = json!({"delivery_method": "Email", "email_address": "a@example.com",
        "email_message": "Zie {invoice_id}!", "deliver_ubl": true});
    let invoice = send(&world, &id, sending).await.json();
    let message = format!("Zie {}!", invoice["invoice_id"].as_str().expect("a number"));
    let data = json!({"email_address": "a@example.com", "email_message": message});
    assert_eq!(last_event(&invoice)["data"], data);
    // Without a body the last settings count again.
    let again = send(&world, &id, Value::Null).await.json();
    assert_eq!(
        (&last_event(&again)["data"], &again["invoice_id"]),
        (&data, &invoice["invoice_id"])
    );
}

#[tokio::test]
async fn manual_sending_marks_as_sent() {
    let world = World::start().await;
    let id = id_of(&draft(&world).await);
    let invoice = send(&world, &id, json!({"delivery_method": "Manual"}))
        .await
        .json();
    assert_eq!(
        (&invoice["state"], &invoice["sent_at"]),
        (&json!("open"), &json!("2026-03-10"))
    );
    assert_eq!(
        last_event(&invoice)["action"],
        "sales_invoice_send_manually"
    );
}

#[tokio::test]
async fn a_second_sending_by_peppol_falls_back_to_email() {
    let world = World::start().await;
    let books = world.books("moneybird").await;
    let mut contacts = books.iter().map(|invoice| &invoice["contact"]);
    let peppol = contacts
        .find(|contact| contact["delivery_method"] == "Peppol")
        .expect("one");
    let id = world
        .add(
            "moneybird",
            json!({"state": "draft", "contact_id": peppol["id"]}),
        )
        .await;
    let invoice = send(&world, &id, Value::Null).await.json();
    assert_eq!(last_event(&invoice)["action"], "sales_invoice_send_si");
    assert_eq!(
        last_event(&invoice)["data"],
        json!({"si_identifier": peppol["si_identifier"]})
    );
    let invoice = send(&world, &id, Value::Null).await.json();
    assert_eq!(last_event(&invoice)["action"], "sales_invoice_send_email");
    let other = id_of(&draft(&world).await);
    let answer = send(&world, &other, json!({"delivery_method": "Peppol"})).await;
    refused(
        &answer,
        422,
        &invalid("delivery_method", "is invalid", "invalid"),
    );
}

#[tokio::test]
async fn a_scheduled_invoice_waits_for_its_day_unless_it_is_paused() {
    let world = World::start().await;
    let schedule = json!({"sending_scheduled": true, "invoice_date": "2026-03-20"});
    let mut ids = Vec::new();
    for _ in 0..2 {
        let before = draft(&world).await;
        let invoice = send(&world, &id_of(&before), schedule.clone()).await.json();
        assert_eq!(
            (&invoice["state"], &invoice["invoice_date"]),
            (&json!("scheduled"), &json!("2026-03-20"))
        );
        assert_eq!(
            (&invoice["invoice_id"], &invoice["sent_at"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(
            (&invoice["draft_id"], &invoice["due_date"]),
            (&before["draft_id"], &json!("2026-04-03"))
        );
        ids.push(id_of(&before));
    }
    world
        .call(
            Method::POST,
            &format!("{SALES}/{}/pause", ids[1]),
            json!({}),
        )
        .await;
    world.control(json!({"today": "2026-03-21"})).await;
    let invoice = read(&world, SALES, &ids[0]).await;
    assert_eq!(
        (&invoice["state"], &invoice["invoice_date"]),
        (&json!("open"), &json!("2026-03-20"))
    );
    assert!(invoice["invoice_id"].is_string());
    assert_eq!(read(&world, SALES, &ids[1]).await["state"], "scheduled");
}

#[tokio::test]
async fn scheduling_needs_a_draft_and_a_day_to_come() {
    let world = World::start().await;
    let id = id_of(&draft(&world).await);
    let answer = send(&world, &id, json!({"sending_scheduled": "true"})).await;
    refused(
        &answer,
        422,
        &invalid("invoice_date", "can't be blank", "blank"),
    );
    let past = json!({"sending_scheduled": true, "invoice_date": "2026-03-01"});
    assert_eq!(
        send(&world, &id, past).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let id = id_of(&sent(&world).await);
    let answer = send(
        &world,
        &id,
        json!({"sending_scheduled": true, "invoice_date": "2026-03-20"}),
    )
    .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(read(&world, SALES, &id).await["state"], "open");
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_and_stays_a_draft() {
    let world = World::start().await;
    let empty = json!({"sales_invoice": {"contact_id": contact(&world).await}});
    let id = id_of(&world.call(Method::POST, SALES, empty).await.json());
    let expected = json!({"error": "details cannot be empty", "symbolic": {"sales_invoice": "details_cannot_be_empty"}});
    refused(&send(&world, &id, Value::Null).await, 400, &expected);

    let nameless = json!({"state": "draft", "contact": {"company_name": "Stil B.V."}});
    let id = world.add("moneybird", nameless).await;
    refused(
        &send(&world, &id, Value::Null).await,
        422,
        &invalid("email_address", "can't be blank", "blank"),
    );
    let word = json!({"delivery_method": "Post"});
    let expected = json!({"error": "Delivery Method isn't an option", "symbolic": {"sales_invoice_sending": {"delivery_method": "in"}}});
    refused(&send(&world, &id, word).await, 400, &expected);
    let invoice = read(&world, SALES, &id).await;
    assert_eq!(
        (&invoice["state"], &invoice["invoice_id"]),
        (&json!("draft"), &Value::Null)
    );
    refused(
        &send(&world, NOBODY, Value::Null).await,
        404,
        &not_found("id"),
    );
}
