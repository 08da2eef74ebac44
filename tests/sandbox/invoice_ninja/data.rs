//! What the default books hold.

use std::collections::BTreeSet;

use invoice_gateway::sandbox::Options;
use reqwest::Method;
use serde_json::Value;

use super::{rows, text};
use crate::world::{TODAY, World};

async fn books() -> (World, Vec<Value>) {
    let world = World::start().await;
    let books = world.books("invoice-ninja").await;
    (world, books)
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[tokio::test]
async fn every_status_and_record_state_occurs() {
    let (_, books) = books().await;
    assert!(books.len() >= 64);
    let statuses: BTreeSet<&str> = books.iter().map(|row| text(&row["status_id"])).collect();
    assert_eq!(statuses, BTreeSet::from(["1", "2", "3", "4", "5", "6"]));
    let archived = |row: &&Value| row["archived_at"] != 0 && row["is_deleted"] == false;
    assert!(books.iter().filter(archived).count() >= 2);
    let deleted = books.iter().filter(|row| row["is_deleted"] == true);
    for row in deleted {
        assert!(text(&row["number"]).ends_with("_Deleted"));
    }
    assert!(books.iter().any(|row| row["number"] == ""));
}

#[tokio::test]
async fn balances_follow_the_status() {
    let (_, books) = books().await;
    for row in &books {
        let (amount, balance) = (number(&row["amount"]), number(&row["balance"]));
        match text(&row["status_id"]) {
            "1" | "4" | "5" | "6" => assert_eq!(balance, 0.0, "{row}"),
            "3" => assert!(balance > 0.0 && balance < amount),
            _ => {}
        }
    }
    let overpaid = |row: &&Value| number(&row["amount"]) > 0.0 && number(&row["balance"]) < 0.0;
    assert!(
        books
            .iter()
            .filter(overpaid)
            .all(|row| row["status_id"] == "2")
    );
    assert!(books.iter().any(|row| overpaid(&row)));
    assert!(books.iter().any(|row| number(&row["amount"]) < 0.0));
    assert!(books.iter().any(|row| row["amount"] == 0));
    let deposit = |row: &Value| row["status_id"] == "2" && number(&row["partial"]) > 0.0;
    assert!(books.iter().any(deposit));
}

#[tokio::test]
async fn numbers_flip_their_json_type_and_some_are_odd() {
    let (world, books) = books().await;
    let whole = books.iter().filter(|row| row["amount"].is_i64()).count();
    assert!(whole > 0 && whole < books.len());
    let text = world
        .plain(Method::GET, "/_books/invoice-ninja")
        .await
        .text();
    for odd in ["20.150000000000002", ":1.0e-5,", ":-0,"] {
        assert!(text.contains(odd), "{odd}");
    }
    let lines: Vec<&Value> = books
        .iter()
        .flat_map(|row| row["line_items"].as_array().expect("a list"))
        .collect();
    assert!(lines.iter().any(|line| line["cost"].is_string()));
    assert!(lines.iter().any(|line| line["sort_id"].is_i64()));
    assert!(lines.iter().any(|line| line.get("tax_amount").is_none()));
}

#[tokio::test]
async fn totals_have_the_digits_of_the_currency() {
    let (_, books) = books().await;
    let of = |currency: &'static str| {
        books.iter().filter(move |row| {
            row["client"]["settings"]["currency_id"] == currency
                || row["client"]["group_settings"]["settings"]["currency_id"] == currency
        })
    };
    assert!(of("45").count() > 0);
    assert!(of("45").chain(of("69")).all(|row| row["amount"].is_i64()));
    let thousandths = |row: &Value| (number(&row["amount"]) * 1000.0).round() % 10.0 != 0.0;
    assert!(of("104").any(thousandths));
}

#[tokio::test]
async fn texts_taxes_discounts_files_and_notes_are_varied() {
    let (_, books) = books().await;
    let some = |key: &str, want: fn(&Value) -> bool| books.iter().any(|row| want(&row[key]));
    assert!(some("public_notes", |text| text
        .as_str()
        .is_some_and(|t| t.len() > 1000)));
    assert!(some("public_notes", |text| text
        .as_str()
        .is_some_and(|t| !t.is_ascii())));
    for key in [
        "private_notes",
        "terms",
        "footer",
        "po_number",
        "custom_value1",
        "tax_name3",
    ] {
        assert!(some(key, |text| text != ""), "{key}");
        assert!(some(key, |text| text == ""), "{key}");
    }
    assert!(some("is_amount_discount", |flag| flag == true));
    assert!(some("uses_inclusive_taxes", |flag| flag == true));
    assert!(some("documents", |list| list
        .as_array()
        .is_some_and(|l| l.len() == 2)));
    assert!(some("due_date", |date| date == ""));
    assert!(some("backup", |backup| backup["cancellation"].is_object()));
    let viewed = |row: &Value| row["invitations"][0]["viewed_date"] != "";
    assert!(books.iter().any(viewed));
    let notes = |row: &Value| {
        let all = row["activities"].as_array().expect("a list");
        all.iter().any(|one| one["activity_type_id"] == "141")
    };
    assert!(books.iter().any(notes));
    let times: Vec<i64> = books
        .iter()
        .filter_map(|row| row["updated_at"].as_i64())
        .collect();
    assert!(
        times.iter().collect::<BTreeSet<_>>().len() < times.len(),
        "no ties"
    );
}

#[tokio::test]
async fn seeded_rows_end_before_today_and_null_never_occurs() {
    let (world, books) = books().await;
    let midnight = TODAY.to_zoned(jiff::tz::TimeZone::UTC).expect("a time");
    let midnight = midnight.timestamp().as_second();
    for row in &books {
        assert!(row["updated_at"].as_i64() < Some(midnight));
    }
    let mut all = books;
    all.extend(rows(&world, "payments").await);
    all.extend(rows(&world, "documents").await);
    for row in all {
        assert!(!row.to_string().contains("null"), "{row}");
    }
}

#[tokio::test]
async fn equal_options_give_equal_books() {
    let (first, _) = books().await;
    let (second, _) = books().await;
    for resource in [
        "invoice-ninja",
        "invoice-ninja-clients",
        "invoice-ninja-payments",
    ] {
        let path = format!("/_books/{resource}");
        let first = first.plain(Method::GET, &path).await;
        assert_eq!(first.text(), second.plain(Method::GET, &path).await.text());
    }
}

#[tokio::test]
async fn the_number_of_invoices_is_as_told() {
    for count in [0, 1, 5, 3000] {
        let mut options = Options::new(TODAY);
        options.invoices = count;
        let world = World::with(options).await;
        let ids = world.plain(Method::GET, "/_books/invoice-ninja?ids_only=true");
        let ids = ids.await.json();
        assert_eq!(ids.as_array().map(Vec::len), Some(count));
    }
}
