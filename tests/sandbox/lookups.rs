//! One record by a key, and the different ways not to find it.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::world::{API, EXTERNAL, SALES, World};

#[tokio::test]
async fn a_missing_record_is_missing_in_each_resources_own_words() {
    let world = World::start().await;
    let symbolic = json!({"error": "record not found", "symbolic": {"id": "not_found"}});
    let named = json!({"error": "Record not found for model name: External invoice"});
    for (path, expected) in [
        ("sales_invoices/1", &symbolic),
        ("sales_invoices/abc", &symbolic),
        ("sales_invoices/1/download_pdf", &symbolic),
        ("sales_invoices/1/download_packing_slip_pdf", &symbolic),
        ("sales_invoices/1/download_ubl", &symbolic),
        ("payments/1", &symbolic),
        ("external_sales_invoices/1", &named),
    ] {
        let answer = world.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.json(), *expected, "{path}");
    }
}

#[tokio::test]
async fn an_invoice_is_found_by_number_but_never_a_draft() {
    let world = World::start().await;
    let books = world.books("moneybird").await;
    let sent = books.iter().find(|one| one["invoice_id"].is_string());
    let sent = sent.expect("a sent invoice");
    let number = sent["invoice_id"].as_str().expect("a number");
    let found = world
        .get(&format!("{SALES}/find_by_invoice_id/{number}.json"))
        .await;
    assert_eq!(found.json(), *sent);
    for unsent in books
        .iter()
        .filter(|one| one["state"] == "draft" || one["state"] == "scheduled")
    {
        assert!(unsent["invoice_id"].is_null() && unsent["draft_id"].is_i64());
    }
    let missing = world.get(&format!("{SALES}/find_by_invoice_id/1337")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let expected = json!({
        "error": "Sales invoice with invoice_id: 1337 was not found",
        "symbolic": {"invoice_id": "not_found"},
    });
    assert_eq!(missing.json(), expected);
}

#[tokio::test]
async fn a_reference_with_odd_letters_is_found() {
    let world = World::start().await;
    let reference = "A/B ? & % ü \"x\" v1.2";
    let id = world
        .add("moneybird", json!({ "reference": reference }))
        .await;
    let encoded = "A%2FB%20%3F%20%26%20%25%20%C3%BC%20%22x%22%20v1.2";
    for suffix in ["", ".json"] {
        let path = format!("{SALES}/find_by_reference/{encoded}{suffix}");
        assert_eq!(world.get(&path).await.json()["id"], json!(id));
    }
    let missing = world.get(&format!("{SALES}/find_by_reference/none")).await;
    let expected = json!({
        "error": "Sales invoice with reference: none was not found",
        "symbolic": {"reference": "not_found"},
    });
    assert_eq!(missing.json(), expected);
}

#[tokio::test]
async fn a_payment_is_the_one_inside_its_invoice() {
    let world = World::start().await;
    for resource in ["moneybird", "moneybird-external"] {
        let books = world.books(resource).await;
        let paid = books.iter().find(|one| one["state"] == "paid");
        let payment = &paid.expect("a paid invoice")["payments"][0];
        let id = payment["id"].as_str().expect("an id");
        assert_eq!(world.get(&format!("payments/{id}")).await.json(), *payment);
    }
}

#[tokio::test]
async fn only_the_right_token_and_administration_are_accepted() {
    let world = World::start().await;
    let path = format!("{API}/123/{SALES}");
    let expected = json!({"error": "token is invalid", "symbolic": {"request": "invalid_grant"}});
    for token in [None, Some("wrong"), Some("")] {
        let answer = world.send(Method::GET, &path, token, None).await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.json(), expected);
    }
    for path in [
        format!("{API}/124/{SALES}"),
        format!("{API}/0123/{EXTERNAL}.json"),
    ] {
        let answer = world.send(Method::GET, &path, Some("sandbox"), None).await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.json()["symbolic"].is_object());
    }
    let answer = world.send(
        Method::GET,
        "/moneybird/api/v2/administrations.json",
        Some("sandbox"),
        None,
    );
    let answer = answer.await.expect("an answer").json();
    assert_eq!(answer[0]["id"], json!(123));
}
