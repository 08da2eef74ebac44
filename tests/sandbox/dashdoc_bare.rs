//! Dashdoc's bare invoices and their lines: what a later read shows, and what is refused.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::dashdoc::{get_json, one};
use crate::dashdoc_writes::{codes, send};
use crate::world::World;

async fn customer(world: &World) -> Value {
    get_json(world, "/invoices/").await["results"][0]["debtor"].clone()
}

#[tokio::test]
async fn a_bare_invoice_is_answered_by_its_uid_and_read_as_an_empty_draft() {
    let world = World::start().await;
    let debtor = customer(&world).await;
    let input = json!({"customer_to_invoice_id": debtor["pk"], "currency": "GBP"});
    let answer = send(&world, Method::POST, "/invoices/", input).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let body = answer.json();
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(1));
    let row = one(&world, body["uid"].as_str().expect("a uid")).await;
    assert_eq!(
        (&row["status"], &row["currency"]),
        (&json!("draft"), &json!("GBP"))
    );
    assert_eq!(row["debtor"], debtor);
    assert_eq!(
        (&row["total_price"], &row["total_tax_amount"]),
        (&json!("0.00"), &json!("0.00"))
    );
    assert_eq!(
        (&row["lines"], &row["line_groups"]),
        (&json!([]), &json!([]))
    );
    for key in ["document_number", "due_date", "invoicing_date", "file"] {
        assert_eq!(row[key], Value::Null, "{key}");
    }
    assert_eq!(get_json(&world, "/invoices/").await["results"][0], row);

    let input = json!({"customer_to_invoice_id": debtor["pk"]});
    let answer = send(&world, Method::POST, "/invoices/", input).await;
    let plain = one(&world, answer.json()["uid"].as_str().expect("a uid")).await;
    assert_eq!(plain["currency"], "EUR");
}

#[tokio::test]
async fn a_wrong_bare_invoice_is_refused_in_sentences_that_belong_to_no_field() {
    let world = World::start().await;
    for (input, sentences) in [
        (json!({}), vec!["customer_to_invoice_id: Field required"]),
        (
            json!({"customer_to_invoice_id": "4111"}),
            vec!["customer_to_invoice_id: Input should be a valid integer"],
        ),
        (
            json!({"customer_to_invoice_id": null, "currency": "eur"}),
            vec![
                "customer_to_invoice_id: Input should be a valid integer",
                "currency: Input should be 'EUR'",
            ],
        ),
    ] {
        let answer = send(&world, Method::POST, "/invoices/", input).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        let wrong = &answer.json()["non_field_errors"];
        assert_eq!(wrong["code"], json!(vec!["invalid_input"; sentences.len()]));
        for (index, sentence) in sentences.iter().enumerate() {
            let detail = wrong["detail"][index].as_str().expect("a sentence");
            assert!(detail.starts_with(sentence), "{detail}");
        }
    }
}

#[tokio::test]
async fn who_cannot_be_invoiced_is_refused_by_a_code_of_its_own() {
    let world = World::start().await;
    world
        .add(
            "dashdoc",
            json!({"debtor": {"pk": 77, "name": "Fermé", "is_invoiceable": false}}),
        )
        .await;
    let count = get_json(&world, "/invoices/").await["count"].clone();
    let issuer = get_json(&world, "/invoices/").await["results"][0]["created_by"]["pk"].clone();
    for (pk, code) in [
        (json!(77), "non_invoiceable_customer_to_invoice"),
        (issuer, "invalid_customer_to_invoice"),
        (json!(1), "company_does_not_exist_or_not_visible"),
        (
            json!(5_000_000_000_u64),
            "company_does_not_exist_or_not_visible",
        ),
    ] {
        let input = json!({"customer_to_invoice_id": pk});
        let answer = send(&world, Method::POST, "/invoices/", input).await;
        assert_eq!(codes(&answer), json!({"customer_to_invoice_id": code}));
        assert!(answer.json()["customer_to_invoice_id"]["detail"].is_string());
    }
    assert_eq!(get_json(&world, "/invoices/").await["count"], count);
}

#[tokio::test]
async fn lines_go_onto_drafts_and_into_their_totals() {
    let world = World::start().await;
    let pk = customer(&world).await["pk"].clone();
    let input = json!({"customer_to_invoice_id": pk});
    let created = send(&world, Method::POST, "/invoices/", input).await;
    let uid = created.json()["uid"].as_str().expect("a uid").to_owned();
    let path = format!("/invoices/{uid}/lines/");
    let items = get_json(&world, "/invoices/items/").await;
    for item in [items["results"][0]["uid"].clone(), Value::Null] {
        let input = json!({
            "description": "Attente", "quantity": "1.5", "unit_price": "10.0333",
            "invoice_item_uid": item,
        });
        let answer = send(&world, Method::POST, &path, input).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    }
    let row = one(&world, &uid).await;
    assert_eq!(row["total_price"], "30.10");
    assert_eq!(row["lines"][1]["unit_price"], "10.0333");

    let nobody = "00000000-0000-4000-8000-000000000000";
    for (input, expected) in [
        (
            json!({}),
            json!({"quantity": ["required"], "unit_price": ["required"]}),
        ),
        (
            json!({"quantity": "1.2345", "unit_price": 5}),
            json!({"quantity": ["max_decimal_places"], "unit_price": ["invalid"]}),
        ),
        (
            json!({"quantity": "1", "unit_price": "x", "invoice_item_uid": nobody}),
            json!({"unit_price": ["invalid"], "invoice_item_uid": ["does_not_exist"]}),
        ),
    ] {
        let answer = send(&world, Method::POST, &path, input).await;
        assert_eq!(codes(&answer), expected);
    }
    let last = world.add("dashdoc", json!({})).await;
    let path = format!("/invoices/{last}/lines/");
    let input = json!({"quantity": "1", "unit_price": "1"});
    let answer = send(&world, Method::POST, &path, input).await;
    assert_eq!(codes(&answer), json!({"non_field_errors": ["invalid"]}));
    assert_eq!(
        one(&world, &last).await["lines"].as_array().map(Vec::len),
        Some(1)
    );
}
