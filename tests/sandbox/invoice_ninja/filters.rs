//! Filters, and how little the vendor says about wrong ones.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{add, edit, get, ids, text, wanted};
use crate::world::World;

const TODAY: &str = "2026-03-10";

fn is_owed(row: &Value) -> bool {
    let balance = row["balance"].as_f64().expect("a number");
    (row["status_id"] == "2" || row["status_id"] == "3")
        && row["is_deleted"] == false
        && balance > 0.0
}

#[tokio::test]
async fn words_filter_by_client_status_and_numbers_do_nothing() {
    let world = World::start().await;
    let all = wanted(&world, |_| true).await;
    let status =
        |ids: &'static [&'static str]| move |row: &Value| ids.contains(&text(&row["status_id"]));
    for (words, expected) in [
        ("draft", wanted(&world, status(&["1"])).await),
        ("paid,draft", wanted(&world, status(&["1", "4"])).await),
        ("unpaid", wanted(&world, status(&["2", "3"])).await),
        ("cancelled", wanted(&world, status(&["5"])).await),
        ("all,draft", all.clone()),
        ("4", all.clone()),
        ("reversed", all.clone()),
    ] {
        let path = format!("invoices?client_status={words}");
        assert_eq!(ids(&world, &path).await, expected, "{words}");
    }
    let numeric = ids(&world, "invoices?status_id=4,6").await;
    assert_eq!(numeric, wanted(&world, status(&["4", "6"])).await);
}

#[tokio::test]
async fn overdue_takes_any_invoice_whose_deposit_day_is_past() {
    let world = World::start().await;
    let found = ids(&world, "invoices?client_status=overdue").await;
    let expected = wanted(&world, |row| {
        let is_past = |key: &str| !text(&row[key]).is_empty() && text(&row[key]) < TODAY;
        (is_owed(row) && is_past("due_date")) || is_past("partial_due_date")
    })
    .await;
    assert_eq!(found, expected);
    let late = ids(&world, "invoices?overdue=false").await;
    let expected = wanted(&world, |row| {
        let is_past = |key: &str| !text(&row[key]).is_empty() && text(&row[key]) <= TODAY;
        is_owed(row) && (is_past("due_date") || is_past("partial_due_date"))
    })
    .await;
    assert_eq!(late, expected);
    let today = wanted(&world, |row| is_owed(row) && row["due_date"] == TODAY).await;
    assert!(!today.is_empty() && today.iter().all(|id| late.contains(id)));
}

#[tokio::test]
async fn record_states_are_words_and_is_deleted_is_a_digit() {
    let world = World::start().await;
    let active = |row: &Value| row["archived_at"] == 0;
    let deleted = |row: &Value| row["is_deleted"] == true;
    let live = |row: &Value| row["is_deleted"] == false;
    for (query, expected) in [
        ("status=active", wanted(&world, active).await),
        ("status=active,archived", wanted(&world, live).await),
        ("status=deleted", wanted(&world, deleted).await),
        ("status=gone", wanted(&world, |_| true).await),
        ("is_deleted=1", wanted(&world, deleted).await),
        ("is_deleted=0", wanted(&world, live).await),
        ("is_deleted=true", wanted(&world, live).await),
        ("with_trashed=false", wanted(&world, live).await),
        ("with_trashed=true", wanted(&world, |_| true).await),
    ] {
        let path = format!("invoices?{query}");
        assert_eq!(ids(&world, &path).await, expected, "{query}");
    }
}

#[tokio::test]
async fn updated_at_is_inclusive_and_sees_deletions() {
    let world = World::start().await;
    let id = add(&world, json!({"updated_at": 2_000_000_000})).await;
    let later = add(
        &world,
        json!({"updated_at": 2_000_000_001, "is_deleted": true}),
    )
    .await;
    let mut both = vec![id, later.clone()];
    both.sort();
    assert_eq!(ids(&world, "invoices?updated_at=2000000000").await, both);
    assert_eq!(ids(&world, "invoices?updated_at=2000000001").await, [later]);
    assert_eq!(ids(&world, "invoices?updated_at=2033-05-18").await, both);
    let all = wanted(&world, |_| true).await;
    assert_eq!(ids(&world, "invoices?updated_at=whenever").await, all);
}

#[tokio::test]
async fn numbers_and_clients_are_exact_and_what_cannot_be_decoded_finds_nothing() {
    let world = World::start().await;
    let id = add(
        &world,
        json!({"number": "X/ü 1", "client_id": "Wpmbk5ezJn"}),
    )
    .await;
    let path = "invoices?number=X%2F%C3%BC%201";
    assert_eq!(ids(&world, path).await, [id]);
    let of_client = wanted(&world, |row| row["client_id"] == "Wpmbk5ezJn").await;
    assert_eq!(
        ids(&world, "invoices?client_id=Wpmbk5ezJn").await,
        of_client
    );
    let nothing: [String; 0] = [];
    assert_eq!(ids(&world, "invoices?client_id=nonsense").await, nothing);
}

#[tokio::test]
async fn free_text_looks_into_lines_clients_and_amounts() {
    let world = World::start().await;
    let line = json!({"cost": "77.77", "notes": "Zeldzaam woord"});
    let id = add(&world, json!({"line_items": [line], "po_number": "PO%9"})).await;
    for needle in ["zeldzaam", "77.77", "zel_zaam", "z%25m%20woord"] {
        let found = ids(&world, &format!("invoices?filter={needle}")).await;
        assert_eq!(found, [id.as_str()], "{needle}");
    }
}

#[tokio::test]
async fn ranges_of_days_have_both_ends_and_bad_ones_are_ignored() {
    let world = World::start().await;
    let inside = |row: &Value| ("2026-01-01"..="2026-02-15").contains(&text(&row["date"]));
    let found = ids(&world, "invoices?date_range=2026-01-01,2026-02-15").await;
    assert_eq!(found, wanted(&world, inside).await);
    let all = wanted(&world, |_| true).await;
    assert_eq!(ids(&world, "invoices?date_range=2026-01-01").await, all);
    assert_eq!(ids(&world, "invoices?clientstatus=paid&x=1").await, all);
}

#[tokio::test]
async fn some_filters_make_the_program_fail() {
    let world = World::start().await;
    for query in [
        "with_trashed=",
        "filter_deleted_clients=",
        "due_date=x",
        "split=1",
    ] {
        let answer = get(&world, &format!("invoices?{query}")).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{query}");
        assert_eq!(answer.json(), json!({"message": "Server Error"}));
    }
}

#[tokio::test]
async fn clients_that_are_gone_can_be_left_out() {
    let world = World::start().await;
    let kept = |archived_too: bool| {
        move |row: &Value| {
            let client = &row["client"];
            client["is_deleted"] == false && (!archived_too || client["archived_at"] == 0)
        }
    };
    let found = ids(&world, "invoices?filter_deleted_clients=true").await;
    assert_eq!(found, wanted(&world, kept(false)).await);
    let found = ids(&world, "invoices?without_deleted_clients=x").await;
    assert_eq!(found, wanted(&world, kept(true)).await);
    assert!(found.len() < wanted(&world, |_| true).await.len());
}

#[tokio::test]
async fn payments_have_their_own_words_and_a_range_of_three_parts() {
    let world = World::start().await;
    let refunded = super::rows(&world, "payments?client_status=refunded").await;
    assert!(!refunded.is_empty());
    assert!(refunded.iter().all(|row| row["status_id"] == "6"));
    let loose = super::rows(&world, "payments?client_status=partially_unapplied").await;
    assert!(loose.iter().any(|row| row["applied"] == 0));
    let all = ids(&world, "payments").await;
    assert_eq!(ids(&world, "payments?status_id=6&invoice_id=x").await, all);
    assert_eq!(
        ids(&world, "payments?date_range=2026-01-01,2026-02-01").await,
        all
    );
    let days = super::rows(&world, "payments?date_range=date,2026-01-01,2026-02-01").await;
    let inside = |row: &Value| ("2026-01-01"..="2026-02-01").contains(&text(&row["date"]));
    assert!(!days.is_empty() && days.iter().all(inside));
}

#[tokio::test]
async fn a_client_that_is_edited_leaves_its_invoices_untouched() {
    let world = World::start().await;
    let before = ids(&world, "invoices?updated_at=1790000000").await;
    let rename = json!({"name": "Nieuwe Naam", "updated_at": 1_900_000_000});
    edit(&world, "invoice-ninja-clients", "VolejRejNm", rename).await;
    assert_eq!(ids(&world, "invoices?updated_at=1790000000").await, before);
    let renamed = super::rows(&world, "clients?updated_at=1900000000").await;
    assert_eq!(renamed.len(), 1);
    assert_eq!(renamed[0]["display_name"], "Nieuwe Naam");
}
