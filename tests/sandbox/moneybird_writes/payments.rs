//! Registering and deleting payments.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::moneybird_writes::{
    NOBODY, actions, draft, id_of, invalid, not_found, open, read, refused, sent,
};
use crate::world::{Answer, EXTERNAL, SALES, World, name_of};

async fn pay(world: &World, resource: &str, id: &str, payment: Value) -> Answer {
    let path = format!("{resource}/{id}/payments");
    world
        .call(Method::POST, &path, json!({ "payment": payment }))
        .await
}

#[tokio::test]
async fn payments_lower_what_is_unpaid_until_the_invoice_is_paid() {
    let world = World::start().await;
    for (resource, class) in [(SALES, "SalesInvoice"), (EXTERNAL, "ExternalSalesInvoice")] {
        let id = id_of(&open(&world, resource).await);
        let part = json!({"payment_date": "2026-03-08T23:00:00.000Z", "price": "21,5", "transaction_identifier": "TRX 1"});
        let answer = pay(&world, resource, &id, part).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        let payment = answer.json();
        assert_eq!(
            (&payment["invoice_type"], &payment["invoice_id"]),
            (&json!(class), &json!(id))
        );
        assert_eq!(
            (&payment["price"], &payment["price_base"]),
            (&json!("21.5"), &json!("21.5"))
        );
        assert_eq!(
            (&payment["payment_date"], &payment["transaction_identifier"]),
            (&json!("2026-03-08"), &json!("TRX 1"))
        );
        let invoice = read(&world, resource, &id).await;
        assert_eq!(
            (
                &invoice["state"],
                &invoice["total_paid"],
                &invoice["total_unpaid"]
            ),
            (&json!("open"), &json!("21.5"), &json!("99.5"))
        );
        assert_eq!(invoice["payments"], json!([payment]));
        let found = world
            .get(&format!("payments/{}", id_of(&payment)))
            .await
            .json();
        assert_eq!(found, payment);

        let rest = json!({"payment_date": "2026-03-09", "price": 99.5});
        pay(&world, resource, &id, rest).await;
        let invoice = read(&world, resource, &id).await;
        assert_eq!(
            (
                &invoice["state"],
                &invoice["paid_at"],
                &invoice["total_unpaid"]
            ),
            (&json!("paid"), &json!("2026-03-09"), &json!("0.0"))
        );
        assert!(
            actions(&invoice)
                .last()
                .expect("one")
                .ends_with("_state_changed_to_paid")
        );
        let paid = world
            .ids(&format!("{resource}?filter=state:paid&per_page=100"))
            .await;
        assert!(paid.contains(&id));
    }
}

#[tokio::test]
async fn a_deleted_payment_reopens_the_invoice() {
    let world = World::start().await;
    for resource in [SALES, EXTERNAL] {
        let row = json!({"due_date": "2026-02-01", "state": "late"});
        let late = world.add(name_of(resource), row).await;
        for (id, state) in [
            (id_of(&open(&world, resource).await), "open"),
            (late, "late"),
        ] {
            let whole = json!({"payment_date": "2026-03-09", "price": "121"});
            let payment = id_of(&pay(&world, resource, &id, whole).await.json());
            assert_eq!(read(&world, resource, &id).await["state"], "paid");
            let path = format!("{resource}/{id}/payments/{payment}");
            let answer = world.call(Method::DELETE, &path, json!({})).await;
            assert_eq!(
                (answer.status, answer.body.len()),
                (StatusCode::NO_CONTENT, 0)
            );
            let invoice = read(&world, resource, &id).await;
            assert_eq!(
                (&invoice["state"], &invoice["paid_at"], &invoice["payments"]),
                (&json!(state), &Value::Null, &json!([]))
            );
            let again = world.call(Method::DELETE, &path, json!({})).await;
            refused(&again, 404, &not_found("id"));
        }
    }
}

#[tokio::test]
async fn too_much_and_twice_is_taken_and_shows_in_the_books() {
    let world = World::start().await;
    let id = id_of(&sent(&world).await);
    let whole = json!({"payment_date": "2026-03-09", "price": "121"});
    for (paid, unpaid) in [("121.0", "0.0"), ("242.0", "-121.0")] {
        assert_eq!(
            pay(&world, SALES, &id, whole.clone()).await.status,
            StatusCode::CREATED
        );
        let invoice = read(&world, SALES, &id).await;
        assert_eq!(
            (
                &invoice["state"],
                &invoice["total_paid"],
                &invoice["total_unpaid"]
            ),
            (&json!("paid"), &json!(paid), &json!(unpaid))
        );
    }
}

#[tokio::test]
async fn what_is_missing_is_told_for_every_field() {
    let world = World::start().await;
    let expected = json!({
        "error": {"payment_date": ["can't be blank", "is not a valid date"], "price": ["can't be blank", "is not a number"]},
        "details": {"payment_date": [{"error": "blank"}, {"error": "invalid_date"}], "price": [{"error": "blank"}, {"error": "not_a_number"}]},
    });
    for resource in [SALES, EXTERNAL] {
        let id = id_of(&open(&world, resource).await);
        refused(&pay(&world, resource, &id, json!({})).await, 422, &expected);
        refused(
            &pay(&world, resource, NOBODY, json!({})).await,
            404,
            &not_found("invoice_id"),
        );
    }
    let id = id_of(&sent(&world).await);
    let answer = world
        .call(Method::POST, &format!("{SALES}/{id}/payments"), json!({}))
        .await;
    refused(
        &answer,
        400,
        &json!({"error": "Payment is required", "symbolic": {"payment": "required"}}),
    );
}

#[tokio::test]
async fn manual_bookings_need_their_counterpart() {
    let world = World::start().await;
    let id = id_of(&sent(&world).await);
    let base = |action: &str| json!({"payment_date": "2026-03-09", "price": "1", "manual_payment_action": action});
    for (action, needed, value) in [
        (
            "private_payment",
            "financial_account_id",
            "281474976710700701",
        ),
        ("cash_payment", "financial_account_id", "281474976710700701"),
        (
            "bank_transfer",
            "financial_mutation_id",
            "281474976710799999",
        ),
        (
            "balance_settlement",
            "ledger_account_id",
            "281474976710700602",
        ),
        ("invoices_settlement", "invoice_id", "281474976710799998"),
    ] {
        let answer = pay(&world, SALES, &id, base(action)).await;
        refused(&answer, 422, &invalid(needed, "can't be blank", "blank"));
        let mut payment = base(action);
        payment[needed] = json!(value);
        let answer = pay(&world, SALES, &id, payment).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        assert_eq!(answer.json()["manual_payment_action"], action);
    }
    for action in ["payment_without_proof", "rounding_error"] {
        assert_eq!(
            pay(&world, SALES, &id, base(action)).await.status,
            StatusCode::CREATED
        );
    }
    let answer = pay(&world, SALES, &id, base("gift")).await;
    assert_eq!(
        answer.json()["error"]["manual_payment_action"],
        json!(["is not included in the list"])
    );
}

#[tokio::test]
async fn a_foreign_currency_needs_the_amount_in_euros() {
    let world = World::start().await;
    let id = world.add("moneybird", json!({"currency": "USD"})).await;
    let mut payment = json!({"payment_date": "2026-03-09", "price": "121"});
    let answer = pay(&world, SALES, &id, payment.clone()).await;
    refused(
        &answer,
        422,
        &invalid("price_base", "can't be blank", "blank"),
    );
    payment["price_base"] = json!("104.06");
    let payment = pay(&world, SALES, &id, payment).await.json();
    assert_eq!(
        (&payment["price"], &payment["price_base"]),
        (&json!("121.0"), &json!("104.06"))
    );
}

#[tokio::test]
async fn drafts_and_uncollectibles_are_not_paid() {
    let world = World::start().await;
    let payment = json!({"payment_date": "2026-03-09", "price": "121"});
    let mut ids = vec![id_of(&draft(&world).await)];
    for state in ["scheduled", "uncollectible"] {
        ids.push(world.add("moneybird", json!({"state": state})).await);
    }
    for id in ids {
        let answer = pay(&world, SALES, &id, payment.clone()).await;
        assert_eq!(
            answer.json()["symbolic"],
            json!({"invoice": "invalid_state"})
        );
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(read(&world, SALES, &id).await["payments"], json!([]));
    }
    let id = world
        .add("moneybird-external", json!({"state": "new"}))
        .await;
    let answer = pay(&world, EXTERNAL, &id, payment).await;
    refused(&answer, 422, &invalid("invoice", "is invalid", "invalid"));
}

#[tokio::test]
async fn the_deprecated_way_answers_200_with_the_payment() {
    let world = World::start().await;
    let id = id_of(&sent(&world).await);
    let body = json!({"payment": {"payment_date": "2026-03-09", "price": "121"}});
    let path = format!("{SALES}/{id}/register_payment");
    let answer = world.call(Method::PATCH, &path, body).await;
    assert_eq!(
        (answer.status, &answer.json()["price"]),
        (StatusCode::OK, &json!("121.0"))
    );
    assert_eq!(read(&world, SALES, &id).await["state"], "paid");
}
