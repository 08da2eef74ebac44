//! Creating sales invoices.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::moneybird_writes::{
    NOBODY, actions, contact, draft, id_of, invalid, not_found, read, refused,
};
use crate::world::{Answer, SALES, World};

async fn create(world: &World, invoice: Value) -> Answer {
    let body = json!({ "sales_invoice": invoice });
    world.call(Method::POST, SALES, body).await
}

#[tokio::test]
async fn a_new_invoice_is_a_draft_without_number_and_date() {
    let world = World::start().await;
    let invoice = draft(&world).await;
    assert_eq!(invoice["state"], "draft");
    for field in [
        "invoice_id",
        "invoice_date",
        "sent_at",
        "payment_reference",
        "public_view_code",
    ] {
        assert_eq!(invoice[field], Value::Null, "{field}");
    }
    assert!(invoice["draft_id"].is_u64());
    assert_eq!(invoice["due_date"], "2026-03-24");
    assert_eq!(invoice["reference"], "Order 7");
    assert_eq!(invoice["total_price_incl_tax"], "121.0");
    assert_eq!(invoice["total_unpaid"], "121.0");
    assert_eq!(invoice["details"][0]["amount"], Value::Null);
    assert_eq!(invoice["details"][0]["amount_decimal"], "1.0");
    assert_eq!(actions(&invoice), ["sales_invoice_created"]);
    assert_eq!(read(&world, SALES, &id_of(&invoice)).await, invoice);
    let drafts = world.ids(&format!("{SALES}?filter=state:draft")).await;
    assert!(drafts.contains(&id_of(&invoice)));
}

#[tokio::test]
async fn all_parameters_are_taken() {
    let world = World::start().await;
    let books = world.books("moneybird").await;
    let persons = |invoice: &&Value| !invoice["contact"]["contact_people"][0].is_null();
    let with_person = books.iter().find(persons).expect("a contact with people");
    let contact = &with_person["contact"];
    let answer = create(&world, json!({
        "contact_id": contact["id"], "contact_person_id": contact["contact_people"][0]["id"],
        "original_estimate_id": "281474976710703000", "document_style_id": "281474976710700302",
        "workflow_id": "281474976710700202", "invoice_sequence_id": "281474976710700551",
        "invoice_date": "2026-03-02", "first_due_interval": 30, "currency": "USD",
        "prices_are_incl_tax": "true", "payment_conditions": "Vooraf", "discount": "10,5",
        "time_entry_ids": ["281474976710700901", 281_474_976_710_700_902_u64],
        "details_attributes": {
            "1": {"description": "Tweede", "price": "20,5", "amount": 2, "tax_rate_id": "281474976710700109"},
            "0": {"description": "Eerste", "price": 10.25, "amount": "3 x", "period": "this_month",
                "ledger_account_id": "281474976710700603", "project_id": "281474976710704000"},
            "2": {"product_id": "281474976710705003", "row_order": 0},
        },
        "custom_fields_attributes": [{"id": "281474976710700802", "value": "4100"}],
        "no_such_key": {"at": "all"},
    }))
    .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let invoice = answer.json();
    assert_eq!(invoice["contact_id"], contact["id"]);
    assert_eq!(
        invoice["contact_person"]["email"],
        contact["contact_people"][0]["email"]
    );
    for (field, value) in [
        ("original_estimate_id", "281474976710703000"),
        ("document_style_id", "281474976710700302"),
        ("workflow_id", "281474976710700202"),
        ("invoice_date", "2026-03-02"),
        ("due_date", "2026-04-01"),
        ("currency", "USD"),
        ("payment_conditions", "Vooraf"),
        ("discount", "10.5"),
        ("state", "draft"),
    ] {
        assert_eq!(invoice[field], value, "{field}");
    }
    assert_eq!(invoice["prices_are_incl_tax"], true);
    assert_eq!(invoice["time_entries"].as_array().map(Vec::len), Some(2));
    let field = json!([{"id": "281474976710700802", "name": "Kostenplaats", "value": "4100"}]);
    assert_eq!(invoice["custom_fields"], field);
    let line = |index: usize| &invoice["details"][index];
    assert_eq!(
        (&line(0)["description"], &line(0)["price"]),
        (&json!("Product 4"), &json!("13.0"))
    );
    assert_eq!(
        (&line(1)["description"], &line(1)["price"]),
        (&json!("Eerste"), &json!("10.25"))
    );
    assert_eq!(
        (&line(1)["amount"], &line(1)["amount_decimal"]),
        (&json!("3 x"), &json!("3.0"))
    );
    assert_eq!(line(1)["period"], "20260301..20260331");
    assert_eq!(line(1)["ledger_account_id"], "281474976710700603");
    assert_eq!(line(1)["project_id"], "281474976710704000");
    assert_eq!(
        (&line(2)["amount"], &line(2)["price"]),
        (&json!("2"), &json!("20.5"))
    );
    assert_eq!(line(2)["tax_rate_id"], "281474976710700109");
    let taken = create(
        &world,
        json!({"contact_id": contact["id"], "time_entry_ids": ["281474976710700901"]}),
    )
    .await;
    refused(
        &taken,
        422,
        &invalid("time_entry_ids", "is not found", "invalid"),
    );
}

#[tokio::test]
async fn mistakes_are_collected_field_by_field() {
    let world = World::start().await;
    let line =
        json!({"price": "ten", "project_id": "1", "tax_rate_id": "2", "period": "this_week"});
    let answer = create(
        &world,
        json!({"currency": "XXX", "discount": "101", "details_attributes": [line]}),
    )
    .await;
    let expected = json!({
        "error": {
            "contact_id": ["can't be blank"],
            "currency": ["is not included in the list"],
            "details.period": ["is invalid"],
            "details.price": ["is not a number"],
            "details.project_id": ["is not found"],
            "details.tax_rate_id": ["is not found"],
            "discount": ["must be less than or equal to 100"],
        },
        "details": {
            "contact_id": [{"error": "blank"}],
            "currency": [{"error": "inclusion", "value": "XXX"}],
            "details.period": [{"error": "invalid"}],
            "details.price": [{"error": "not_a_number"}],
            "details.project_id": [{"error": "invalid"}],
            "details.tax_rate_id": [{"error": "invalid"}],
            "discount": [{"error": "less_than_or_equal_to", "count": 100}],
        },
    });
    refused(&answer, 422, &expected);
    let dear = json!([{"price": "1000000001"}]);
    let answer = create(
        &world,
        json!({"contact_id": contact(&world).await, "details_attributes": dear}),
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_unknown_or_missing_is_refused_and_nothing_is_created() {
    let world = World::start().await;
    let before = world.books("moneybird").await.len();
    let answer = create(&world, json!({"contact_id": NOBODY})).await;
    refused(&answer, 404, &not_found("contact_id"));
    let field = json!([{"id": "123456", "value": "x"}]);
    let body = json!({"contact_id": contact(&world).await, "custom_fields_attributes": field});
    let expected = json!({
        "error": "Custom field with id 123456 not found for administration",
        "symbolic": {"custom_fields_attributes": "not_found"},
    });
    refused(&create(&world, body).await, 404, &expected);
    let unwrapped = world
        .call(Method::POST, SALES, json!({"reference": "x"}))
        .await;
    let expected =
        json!({"error": "Sales Invoice is required", "symbolic": {"sales_invoice": "required"}});
    refused(&unwrapped, 400, &expected);
    assert_eq!(world.books("moneybird").await.len(), before);
}

#[tokio::test]
async fn numbers_keep_their_cents_and_ids_may_be_numbers() {
    let world = World::start().await;
    let contact_id: u64 = contact(&world).await.parse().expect("digits");
    let lines = json!([{"description": "Stoel", "price": 129.95}]);
    let body = json!({"contact_id": contact_id, "details_attributes": lines});
    let invoice = create(&world, body).await.json();
    assert_eq!(invoice["details"][0]["price"], "129.95");
    assert_eq!(invoice["total_price_incl_tax"], "157.24");
}
