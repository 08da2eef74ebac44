//! Invoices that requests create and change.

use reqwest::Method;
use serde_json::json;

use super::{add, age, ask, complaints, data, edit, kinds, now, post, put, text};
use crate::world::World;

const CLIENT: &str = "VolejRejNm";

#[tokio::test]
async fn a_created_invoice_is_a_draft_that_a_later_read_shows() {
    let world = World::start().await;
    let sent = json!({
        "client_id": CLIENT, "po_number": "  P 1  ", "date": "2026-03-01", "due_date": "2026/03/31",
        "discount": "10", "is_amount_discount": 1, "custom_value1": 0, "custom_value2": "", "partial": 50,
        "public_notes": "aan </script> u", "footer": "onder",
        "line_items": [
            {"quantity": "2", "cost": 50.5, "product_key": "A", "notes": "x onerror y",
             "tax_name1": "btw", "tax_rate1": 21, "custom_value3": "drie", "shelf": {"row": 4}, "id": "q"},
            {"quantity": 1, "cost": 1, "type_id": "2"}, {"quantity": 1, "cost": 9, "type_id": "3"},
        ],
        // All of this is the vendor's own business.
        "amount": 5, "balance": 5, "status_id": "4", "paid_to_date": 5, "id": "x", "exchange_rate": 7,
        "custom_surcharge_tax1": true, "idempotency_key": "k", "created_at": 3,
    });
    let made = post(&world, "invoices?include=client", sent).await;
    assert_eq!(made["client"]["id"], CLIENT);
    let id = text(&made["id"]);
    let one = now(&world, id).await;
    for key in [
        "amount",
        "number",
        "line_items",
        "invitations",
        "updated_at",
    ] {
        assert_eq!(one[key], made[key], "{key}");
    }
    assert_eq!(
        (&one["status_id"], &one["balance"]),
        (&json!("1"), &json!(0))
    );
    // 101 + 1, less 10, and 21 % of what is left of the first line: 91.10 times 0.21.
    assert_eq!(one["amount"], 111.13);
    assert_eq!(
        (&one["partial"], &one["exchange_rate"]),
        (&json!(50), &json!(1))
    );
    assert_eq!(
        (&one["po_number"], &one["due_date"]),
        (&json!("P 1"), &json!("2026-03-31"))
    );
    assert_eq!(
        (&one["custom_value1"], &one["custom_value2"]),
        (&json!("0"), &json!(""))
    );
    assert_eq!(one["public_notes"], "aan <-ript> u");
    let lines = one["line_items"].as_array().expect("lines");
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["quantity"], &lines[0]["notes"]),
        (&json!(2), &json!("x <- y"))
    );
    assert_eq!(
        (&lines[0]["shelf"]["row"], lines[0].get("id")),
        (&json!(4), None)
    );
    assert_eq!(
        (&lines[0]["tax_id"], &lines[1]["tax_id"]),
        (&json!("1"), &json!("2"))
    );
    assert!(
        one["invitations"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    );
    assert!(one["created_at"].as_i64() > Some(1_700_000_000));
    assert_eq!(kinds(&one), ["4"]);
    let found = data(&world, &format!("invoices?number={}", text(&one["number"]))).await;
    assert_eq!(found[0]["id"], one["id"]);
}

#[tokio::test]
async fn a_number_is_taken_once_and_freed_by_deletion_alone() {
    let world = World::start().await;
    let new = |number: &str| json!({"client_id": CLIENT, "number": number});
    let first = post(&world, "invoices", new("N-1")).await;
    let path = format!("invoices/{}", text(&first["id"]));
    let taken = || ask(&world, Method::POST, "invoices", new("N-1"));
    assert_eq!(complaints(&taken().await), ["number"]);
    data(&world, &format!("{path}/archive")).await;
    assert_eq!(complaints(&taken().await), ["number"]);
    let body = json!({});
    let gone = ask(&world, Method::DELETE, &path, body).await.json();
    assert_eq!(gone["data"]["number"], "N-1_Deleted");
    let second = post(&world, "invoices", new("N-1")).await;
    // Restored, the first finds its number taken and gets another.
    let restored = data(&world, &format!("{path}/restore")).await;
    assert_eq!(restored["is_deleted"], false);
    assert_ne!(restored["number"], "N-1");
    let path = format!("invoices/{}", text(&second["id"]));
    let gone = ask(&world, Method::DELETE, &path, json!({})).await.json();
    assert_eq!(gone["data"]["number"], "N-1_Deleted");
    let third = post(&world, "invoices", new("N-1")).await;
    let path = format!("invoices/{}", text(&third["id"]));
    let gone = ask(&world, Method::DELETE, &path, json!({})).await.json();
    assert_eq!(gone["data"]["number"], "N-1_Deleted_1");
}

#[tokio::test]
async fn a_change_keeps_what_it_does_not_name_and_replaces_all_lines() {
    let world = World::start().await;
    let id = add(&world, json!({"private_notes": "intern", "status_id": "4"})).await;
    age(&world, &id).await;
    let path = format!("invoices/{id}");
    let lines = json!([{"quantity": 2, "cost": 100}]);
    let changed = put(
        &world,
        &path,
        json!({"line_items": lines, "public_notes": "Nieuw"}),
    )
    .await;
    assert_eq!(
        (&changed["amount"], &changed["balance"]),
        (&json!(200), &json!(79))
    );
    // It was paid, and now it is not.
    assert_eq!(
        (&changed["status_id"], &changed["paid_to_date"]),
        (&json!("3"), &json!(121))
    );
    let one = now(&world, &id).await;
    assert_eq!(
        (&one["public_notes"], &one["private_notes"]),
        (&json!("Nieuw"), &json!("intern"))
    );
    assert_eq!(one["line_items"].as_array().map(Vec::len), Some(1));
    assert!(one["updated_at"].as_i64() > Some(1_700_000_000));
    assert_eq!(kinds(&one)[0], "5");
    let cleared = json!({"private_notes": "", "due_date": null, "exchange_rate": 1.5});
    let cleared = ask(&world, Method::PATCH, &path, cleared).await.json();
    assert_eq!(cleared["data"]["private_notes"], "");
    assert_eq!(cleared["data"]["due_date"], "");
    assert_eq!(cleared["data"]["exchange_rate"], 1.5);
    let number = text(&one["number"]).to_owned();
    let renumbered = put(&world, &path, json!({"number": ""})).await;
    assert!(!text(&renumbered["number"]).is_empty() && renumbered["number"] != number);
}

#[tokio::test]
async fn invitations_are_synchronized_by_their_keys() {
    let world = World::start().await;
    let client = json!({"contacts": [{"email": "a@x.example"}, {"email": "b@x.example"}]});
    let client = world.add("invoice-ninja-clients", client).await;
    let contacts = data(&world, &format!("clients/{client}")).await["contacts"].clone();
    let contact = |nth: usize| json!({"client_contact_id": contacts[nth]["id"]});
    let new = json!({"client_id": client, "invitations": [contact(1)]});
    let one = post(&world, "invoices", new).await;
    assert_eq!(one["invitations"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        one["invitations"][0]["client_contact_id"],
        contacts[1]["id"]
    );
    let path = format!("invoices/{}", text(&one["id"]));
    let old = one["invitations"][0].clone();
    let untouched = put(&world, &path, json!({"po_number": "x"})).await;
    assert_eq!(untouched["invitations"], one["invitations"]);
    let both = put(&world, &path, json!({"invitations": [old, contact(0)]})).await;
    assert_eq!(both["invitations"].as_array().map(Vec::len), Some(2));
    assert_eq!(both["invitations"][0]["key"], old["key"]);
    let stranger = json!([{"client_contact_id": "VolejRejNm"}, contact(0)]);
    let other = put(&world, &path, json!({"invitations": stranger})).await;
    // Without its key it is taken back and then revived for the same contact.
    assert_eq!(other["invitations"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        other["invitations"][0]["client_contact_id"],
        contacts[0]["id"]
    );
    let all = put(&world, &path, json!({"invitations": []})).await;
    assert_eq!(all["invitations"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn actions_ride_on_creation_and_change_when_they_say_true() {
    let world = World::start().await;
    let line = json!([{"quantity": 1, "cost": 100}]);
    let new = json!({"client_id": CLIENT, "line_items": line});
    let one = post(&world, "invoices?mark_sent=true", new.clone()).await;
    assert_eq!(
        (&one["status_id"], &one["balance"]),
        (&json!("2"), &json!(100))
    );
    assert_eq!(
        (&one["due_date"], &one["last_sent_date"]),
        (&json!("2026-03-24"), &json!(""))
    );
    assert_eq!(one["next_send_date"], "2026-03-24 06:00:00");
    let id = text(&one["id"]);

    let number = json!({"paid": 1});
    assert_eq!(
        put(&world, &format!("invoices/{id}"), number).await["status_id"],
        "2"
    );
    let path = format!("invoices/{id}?amount_paid=40&reference=R-1");
    let part = put(&world, &path, json!({})).await;
    assert_eq!(
        (&part["status_id"], &part["balance"]),
        (&json!("3"), &json!(60))
    );
    let paid = json!({"paid": true, "reference": "R-2"});
    put(&world, &format!("invoices/{id}"), paid).await;
    let one = now(&world, id).await;
    assert_eq!(
        (&one["status_id"], &one["paid_to_date"]),
        (&json!("4"), &json!(100))
    );
    let references = |at: usize| one["payments"][at]["transaction_reference"].clone();
    assert_eq!((references(0), references(1)), (json!("R-1"), json!("R-2")));
    // More than is due is taken as well.
    let over = put(&world, &format!("invoices/{id}?amount_paid=5"), json!({})).await;
    assert_eq!(
        (&over["status_id"], &over["balance"]),
        (&json!("2"), &json!(-5))
    );

    let mailed = post(&world, "invoices?send_email=true", new.clone()).await;
    assert_eq!(mailed["last_sent_date"], "2026-03-10");
    assert_ne!(mailed["invitations"][0]["sent_date"], "");
    let cancelled = post(&world, "invoices?mark_sent=true&cancel=true", new).await;
    assert_eq!(
        (&cancelled["status_id"], &cancelled["balance"]),
        (&json!("5"), &json!(0))
    );
    assert_eq!(cancelled["backup"]["cancellation"]["adjustment"], 100);
}

#[tokio::test]
async fn defaults_fill_what_is_empty_and_the_clients_notes_win() {
    let world = World::start().await;
    let save = json!({"client_id": CLIENT, "terms": "Binnen 14 dagen", "footer": "KvK"});
    post(
        &world,
        "invoices?save_default_terms=true&save_default_footer=true",
        save,
    )
    .await;
    let client = world
        .add("invoice-ninja-clients", json!({"public_notes": "Van ons"}))
        .await;
    let line = json!({"quantity": 1, "cost": 1, "notes": "Over :MONTH+1 :YEAR"});
    let new = json!({"client_id": client, "public_notes": "Van mij", "line_items": [line]});
    let one = post(&world, "invoices", new).await;
    assert_eq!(
        (&one["terms"], &one["footer"]),
        (&json!("Binnen 14 dagen"), &json!("KvK"))
    );
    assert_eq!(one["public_notes"], "Van ons");
    assert_eq!(one["line_items"][0]["notes"], "Over april 2026");
}

#[tokio::test]
async fn a_form_is_read_like_json() {
    let world = World::start().await;
    let path = format!("{}/invoices", super::API);
    let mut headers = super::HEADERS;
    headers[3] = ("Content-Type", "application/x-www-form-urlencoded");
    let form = "client_id=VolejRejNm&line_items[0][cost]=12.5&line_items[0][quantity]=2";
    let url = format!("{}{path}", world.origin);
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only(Vec::new());
    let mut request = client.build().expect("a client").post(url).body(form);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.expect("a body");
    assert!(text.contains("\"amount\": 25,"), "{text}");
}

#[tokio::test]
async fn a_clients_sums_move_with_its_invoices() {
    let world = World::start().await;
    let client = world
        .add("invoice-ninja-clients", json!({"updated_at": 5}))
        .await;
    edit(
        &world,
        "invoice-ninja-clients",
        &client,
        json!({"updated_at": 5}),
    )
    .await;
    let path = format!("clients/{client}");
    let line = json!([{"quantity": 1, "cost": 70}]);
    let new = json!({"client_id": client, "line_items": line});
    post(&world, "invoices", new.clone()).await;
    assert_eq!(data(&world, &path).await["updated_at"], 5);
    let one = post(&world, "invoices?mark_sent=true", new).await;
    let owing = data(&world, &path).await;
    assert_eq!(
        (&owing["balance"], &owing["paid_to_date"]),
        (&json!(70), &json!(0))
    );
    assert!(owing["updated_at"].as_i64() > Some(5));
    data(&world, &format!("invoices/{}/mark_paid", text(&one["id"]))).await;
    let paid = data(&world, &path).await;
    assert_eq!(
        (&paid["balance"], &paid["paid_to_date"]),
        (&json!(0), &json!(70))
    );
}
