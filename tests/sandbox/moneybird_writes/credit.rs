//! Credit invoices.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::moneybird_writes::{NOBODY, draft, id_of, not_found, read, refused, sent};
use crate::world::{Answer, SALES, World};

async fn call(world: &World, id: &str, action: &str) -> Answer {
    let path = format!("{SALES}/{id}/{action}");
    world.call(Method::PATCH, &path, json!({})).await
}

#[tokio::test]
async fn crediting_answers_with_a_new_draft_that_negates_the_original() {
    let world = World::start().await;
    let original = sent(&world).await;
    let answer = call(&world, &id_of(&original), "duplicate_creditinvoice").await;
    assert_eq!(answer.status, StatusCode::OK);
    let credit = answer.json();
    assert_ne!(credit["id"], original["id"]);
    assert_eq!(
        (&credit["state"], &credit["invoice_id"]),
        (&json!("draft"), &Value::Null)
    );
    assert_eq!(credit["original_sales_invoice_id"], original["id"]);
    assert_eq!(
        (&credit["total_price_incl_tax"], &credit["contact_id"]),
        (&json!("-121.0"), &original["contact_id"])
    );
    let heading = format!(
        "**Creditfactuur voor factuur {}**",
        original["invoice_id"].as_str().expect("a number")
    );
    assert_eq!(
        (
            &credit["details"][0]["description"],
            &credit["details"][0]["price"]
        ),
        (&json!(heading), &json!("0.0"))
    );
    let line = &credit["details"][1];
    assert_eq!(
        (&line["amount_decimal"], &line["price"]),
        (&json!("-1.0"), &json!("100.0"))
    );
    assert_eq!(read(&world, SALES, &id_of(&credit)).await, credit);
    assert_eq!(read(&world, SALES, &id_of(&original)).await, original);
}

#[tokio::test]
async fn drafts_and_credits_cannot_be_credited() {
    let world = World::start().await;
    let unsent = id_of(&draft(&world).await);
    let original = id_of(&sent(&world).await);
    let credit = id_of(
        &call(&world, &original, "duplicate_creditinvoice")
            .await
            .json(),
    );
    call(&world, &credit, "send_invoice").await;
    let before = world.books("moneybird").await.len();
    for id in [&unsent, &credit] {
        let answer = call(&world, id, "duplicate_creditinvoice").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text());
        assert!(answer.json()["symbolic"]["invoice"].is_string());
    }
    assert_eq!(world.books("moneybird").await.len(), before);
    refused(
        &call(&world, NOBODY, "duplicate_creditinvoice").await,
        404,
        &not_found("id"),
    );
}

#[tokio::test]
async fn a_sent_credit_is_settled_against_its_original() {
    let world = World::start().await;
    let original = id_of(&sent(&world).await);
    let credit = id_of(
        &call(&world, &original, "duplicate_creditinvoice")
            .await
            .json(),
    );
    let too_early = call(&world, &credit, "register_payment_creditinvoice").await;
    assert_eq!(too_early.status, StatusCode::BAD_REQUEST);
    call(&world, &credit, "send_invoice").await;
    let answer = call(&world, &credit, "register_payment_creditinvoice").await;
    assert_eq!(answer.status, StatusCode::OK);
    let settled = answer.json();
    assert_eq!(
        (&settled["id"], &settled["state"]),
        (&json!(credit), &json!("paid"))
    );
    let payment = &settled["payments"][0];
    assert_eq!(
        (&payment["price"], &payment["payment_date"]),
        (&json!("-121.0"), &json!("2026-03-10"))
    );
    let original = read(&world, SALES, &original).await;
    assert_eq!(
        (&original["state"], &original["total_unpaid"]),
        (&json!("paid"), &json!("0.0"))
    );
    let other = &original["payments"][0];
    assert_eq!(
        (&other["price"], &other["credit_invoice_id"]),
        (&json!("121.0"), &json!(credit))
    );
    assert_eq!(other["linked_payment_id"], payment["id"]);
    let again = call(&world, &credit, "register_payment_creditinvoice").await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    let plain = id_of(&sent(&world).await);
    let answer = call(&world, &plain, "register_payment_creditinvoice").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}
