//! The filter grammar, mostly its traps.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::{EXTERNAL, SALES, World, ids, name_of};

async fn filtered(world: &World, resource: &str, filter: &str) -> Vec<String> {
    let path = format!("{resource}?per_page=100&filter={filter}");
    world.ids(&path).await
}

async fn refused(world: &World, resource: &str, filter: &str) -> (StatusCode, Value) {
    let answer = world.get(&format!("{resource}?filter={filter}")).await;
    (answer.status, answer.json())
}

async fn in_books(world: &World, resource: &str, wanted: impl Fn(&Value) -> bool) -> Vec<String> {
    let mut books = world.books(name_of(resource)).await;
    books.retain(wanted);
    ids(&json!(books))
}

#[tokio::test]
async fn any_filter_replaces_the_current_year_even_an_unknown_key() {
    let world = World::start().await;
    let all = in_books(&world, SALES, |_| true).await;
    assert_eq!(filtered(&world, SALES, "filter:open").await, all);
    let paid = in_books(&world, SALES, |invoice| invoice["state"] == "paid").await;
    assert_eq!(filtered(&world, SALES, "state:paid").await, paid);
    // What only sales invoices know is unknown here, and therefore ignored.
    let all = in_books(&world, EXTERNAL, |_| true).await;
    let future = "updated_after:2999-01-01T00:00:00Z";
    assert_eq!(filtered(&world, EXTERNAL, future).await, all);
}

#[tokio::test]
async fn states_are_alternatives_at_pipes() {
    let world = World::start().await;
    let wanted = ["draft", "scheduled"].map(Value::from);
    let expected = in_books(&world, SALES, |one| wanted.contains(&one["state"])).await;
    assert!(!expected.is_empty());
    assert_eq!(
        filtered(&world, SALES, "state:draft%7Cscheduled").await,
        expected
    );
}

#[tokio::test]
async fn an_unknown_state_is_refused_and_a_foreign_one_matches_nothing() {
    let world = World::start().await;
    let error = json!({
        "error": "Status is not included in the list",
        "symbolic": {"filter": "invalid"},
    });
    for resource in [SALES, EXTERNAL] {
        let answer = refused(&world, resource, "state:unpaid").await;
        assert_eq!(answer, (StatusCode::BAD_REQUEST, error.clone()));
    }
    assert!(filtered(&world, EXTERNAL, "state:draft").await.is_empty());
    assert!(
        filtered(&world, EXTERNAL, "state:uncollectible")
            .await
            .is_empty()
    );
    assert!(filtered(&world, SALES, "state:new").await.is_empty());
}

#[tokio::test]
async fn periods_are_presets_or_closed_ranges() {
    let world = World::start().await;
    let from = |first: &'static str, last: &'static str| {
        move |one: &Value| {
            let date = one["date"].as_str().expect("a date");
            first <= date && date <= last
        }
    };
    for (period, first, last) in [
        ("prev_year", "2025-01-01", "2025-12-31"),
        ("this_month", "2026-03-01", "2026-03-31"),
        ("this_week", "2026-03-09", "2026-03-15"),
        ("prev_quarter", "2025-10-01", "2025-12-31"),
        ("202511..202601", "2025-11-01", "2026-01-31"),
        ("20260101..20260228", "2026-01-01", "2026-02-28"),
    ] {
        let expected = in_books(&world, EXTERNAL, from(first, last)).await;
        assert!(!expected.is_empty(), "{period}");
        let found = filtered(&world, EXTERNAL, &format!("period:{period}")).await;
        assert_eq!(found, expected, "{period}");
    }
    let both = json!({"error": "Period must have both a start and end date"});
    for period in ["20260101..", "..20260101"] {
        let answer = refused(&world, SALES, &format!("period:{period}")).await;
        assert_eq!(answer, (StatusCode::BAD_REQUEST, both.clone()));
    }
    let (status, _) = refused(&world, SALES, "period:202601").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_draft_without_a_date_belongs_to_periods_that_contain_today() {
    let world = World::start().await;
    let draft = world.add("moneybird", json!({"state": "draft"})).await;
    assert!(
        filtered(&world, SALES, "period:this_month")
            .await
            .contains(&draft)
    );
    assert!(
        !filtered(&world, SALES, "period:prev_month")
            .await
            .contains(&draft)
    );
    assert!(
        filtered(&world, SALES, "state:draft")
            .await
            .contains(&draft)
    );
}

#[tokio::test]
async fn an_unknown_contact_is_empty_for_sales_and_missing_for_external() {
    let world = World::start().await;
    assert!(filtered(&world, SALES, "contact_id:123").await.is_empty());
    let error = json!({"error": "record not found", "symbolic": {"contact_id": "not_found"}});
    let answer = refused(&world, EXTERNAL, "contact_id:123").await;
    assert_eq!(answer, (StatusCode::NOT_FOUND, error));

    let books = world.books("moneybird-external").await;
    let contact = books[0]["contact_id"].clone();
    let id = contact.as_str().expect("a contact");
    for resource in [SALES, EXTERNAL] {
        let expected = in_books(&world, resource, |one| one["contact_id"] == contact).await;
        assert_eq!(
            filtered(&world, resource, &format!("contact_id:{id}")).await,
            expected
        );
    }
}

#[tokio::test]
async fn references_are_alternatives_and_cut_at_the_first_colon_only() {
    let world = World::start().await;
    let one = world.add("moneybird", json!({"reference": "a:b c"})).await;
    let two = world.add("moneybird", json!({"reference": "ü&%"})).await;
    let found = filtered(&world, SALES, "reference:a:b+c%7C%C3%BC%26%25").await;
    assert_eq!(found, [two, one]);
}

#[tokio::test]
async fn times_are_exclusive_and_come_in_two_spellings() {
    let world = World::start().await;
    let at = "2030-08-20T13:50:12.000Z";
    let id = world
        .add("moneybird", json!({"created_at": at, "updated_at": at}))
        .await;
    for key in ["created_after", "updated_after"] {
        for (time, found) in [
            ("2030-08-20T13:50:11Z", true),
            ("2030-08-20+13:50:11+UTC", true),
            ("2030-08-20T15:50:11%2B02:00", true),
            ("2030-08-20T13:50:12Z", false),
            ("2030-08-20+13:50:12+UTC", false),
        ] {
            let matched = filtered(&world, SALES, &format!("{key}:{time}")).await;
            assert_eq!(matched.contains(&id), found, "{key}:{time}");
        }
    }
}

#[tokio::test]
async fn several_conditions_must_all_hold() {
    let world = World::start().await;
    let expected = in_books(&world, SALES, |one| {
        let date = one["invoice_date"].as_str().unwrap_or("2026-03-10");
        one["state"] == "paid" && date.starts_with("2025")
    });
    let expected = expected.await;
    let found = filtered(&world, SALES, "state:paid,period:prev_year").await;
    assert_eq!(found, expected);
}
