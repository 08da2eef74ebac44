//! The seeded books: realistic, varied, repeatable, and right to the cent.

use std::collections::BTreeSet;

use invoice_gateway::sandbox::Options;
use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::world::{TODAY, World};

const BOTH: [&str; 2] = ["moneybird", "moneybird-external"];

fn money(value: &Value) -> Decimal {
    let text = value.as_str().expect("money is a string");
    let digits = text.split_once('.').expect("a dot").1;
    assert!(
        !digits.is_empty() && (digits == "0" || !digits.ends_with('0')),
        "{text}"
    );
    text.parse().expect("a decimal")
}

fn sum(rows: &Value, key: &str) -> Decimal {
    rows.as_array()
        .expect("a list")
        .iter()
        .map(|row| money(&row[key]))
        .sum()
}

#[tokio::test]
async fn totals_add_up_to_the_cent_in_both_currencies() {
    let mut options = Options::new(TODAY);
    options.invoices = 400;
    let world = World::with(options).await;
    for invoice in BOTH.map(|name| world.books(name)) {
        for one in invoice.await {
            for base in ["", "_base"] {
                let key = |name: &str| format!("{name}{base}");
                let excl = money(&one[key("total_price_excl_tax")]);
                let incl = money(&one[key("total_price_incl_tax")]);
                let lines = key("total_price_excl_tax_with_discount");
                assert_eq!(sum(&one["details"], &lines), excl);
                assert_eq!(excl + sum(&one["tax_totals"], &key("tax_amount")), incl);
                let paid = sum(&one["payments"], &key("price"));
                assert_eq!(incl - paid, money(&one[key("total_unpaid")]), "{one}");
            }
            assert_eq!(sum(&one["payments"], "price"), money(&one["total_paid"]));
            if one["state"] == "paid" {
                assert!(money(&one["total_unpaid"]).is_zero() && one["paid_at"].is_string());
            }
            if one["currency"] == "JPY" {
                assert!(money(&one["total_price_incl_tax"]).fract().is_zero());
            }
        }
    }
}

#[tokio::test]
async fn every_state_and_every_kind_of_oddity_occurs() {
    let world = World::start().await;
    let mut seen = BTreeSet::new();
    let words = |key: &str, rows: &[Value]| -> BTreeSet<String> {
        rows.iter()
            .map(|one| one[key].as_str().unwrap_or("null").to_owned())
            .collect()
    };
    let [sales, external] = BOTH.map(|name| world.books(name));
    let (sales, external) = (sales.await, external.await);
    assert!(sales.len() >= 60 && external.len() >= 60);
    let states = "draft late open paid pending_payment reminded scheduled uncollectible";
    assert_eq!(
        words("state", &sales),
        states.split(' ').map(str::to_owned).collect()
    );
    let states = "late new open paid pending_payment uncollectible";
    assert_eq!(
        words("state", &external),
        states.split(' ').map(str::to_owned).collect()
    );
    for rows in [&sales, &external] {
        assert!(
            words("currency", rows)
                .is_superset(&["EUR", "GBP", "JPY", "USD"].map(str::to_owned).into())
        );
        for one in rows.iter() {
            let mut note = |holds: bool, what: &'static str| {
                if holds {
                    seen.insert(what);
                }
            };
            let total = money(&one["total_price_incl_tax"]);
            let unpaid = money(&one["total_unpaid"]);
            note(
                total.is_sign_negative() && one["original_sales_invoice_id"].is_string(),
                "credit",
            );
            note(!unpaid.is_zero() && unpaid != total, "partly paid");
            note(one["marked_dubious_on"].is_string(), "dubious");
            note(
                one["paused"] == true && one["next_reminder"] == "2099-01-01",
                "paused",
            );
            note(one["prices_are_incl_tax"] == true, "incl");
            note(
                one["invoice_date"].is_null() && one["date"].is_null(),
                "no date",
            );
            note(
                one["payments"].as_array().is_some_and(|all| all.len() > 1),
                "two payments",
            );
            note(
                one["details"].as_array().is_some_and(|all| all.len() > 30),
                "many lines",
            );
            note(
                one["discount"].as_str().is_some_and(|text| text != "0.0"),
                "discount",
            );
            note(one["contact"]["address2"] == "", "empty texts");
            note(
                one["contact"]["address2"].is_null() && one["contact"].is_object(),
                "null texts",
            );
            note(one["contact_person"].is_object(), "contact person");
            note(
                one["reference"]
                    .as_str()
                    .is_some_and(|text| text.contains("? 50% & ü \"")),
                "reference",
            );
            for (list, what) in [
                ("notes", "notes"),
                ("attachments", "attachments"),
                ("events", "events"),
                ("custom_fields", "custom fields"),
                ("time_entries", "hours"),
                ("tax_totals", "taxes"),
            ] {
                note(
                    one[list].as_array().is_some_and(|all| !all.is_empty()),
                    what,
                );
            }
            let description = one["details"][0]["description"].as_str().expect("a text");
            note(description.len() > 10_000, "long text");
            note(
                description.contains("\"")
                    && description.contains('\\')
                    && description.contains('\n'),
                "awkward text",
            );
        }
    }
    assert_eq!(seen.len(), 21, "{seen:?}");
}

#[tokio::test]
async fn credit_invoices_take_back_an_earlier_invoice_of_the_same_contact() {
    let world = World::start().await;
    let books = world.books("moneybird").await;
    let credits = books
        .iter()
        .filter(|one| one["original_sales_invoice_id"].is_string());
    for credit in credits {
        let original = books
            .iter()
            .find(|one| one["id"] == credit["original_sales_invoice_id"]);
        let original = original.expect("the original is in the books");
        assert_eq!(credit["contact_id"], original["contact_id"]);
        let [taken, given] = [credit, original].map(|one| money(&one["total_price_incl_tax"]));
        assert_eq!(taken, -given);
        assert!(credit["id"].as_str() > original["id"].as_str());
    }
}

#[tokio::test]
async fn equal_options_give_equal_bytes_and_sizes_are_kept() {
    let mut options = Options::new(TODAY);
    options.invoices = 150;
    let one = World::with(options.clone()).await;
    let two = World::with(options).await;
    for name in BOTH {
        let path = format!("/_books/{name}");
        let books = one.plain(Method::GET, &path).await;
        assert_eq!(books.json().as_array().map(Vec::len), Some(150));
        assert!(books.body == two.plain(Method::GET, &path).await.body);
        let ids = one
            .plain(Method::GET, &format!("{path}?ids_only=true"))
            .await
            .json();
        assert_eq!(
            crate::world::ids(&books.json()),
            serde_json::from_value::<Vec<String>>(ids).expect("ids")
        );
    }
    let mut options = Options::new(TODAY);
    options.invoices = 0;
    let empty = World::with(options).await;
    assert_eq!(
        empty.plain(Method::GET, "/_books/moneybird").await.text(),
        "[]"
    );
    let id = empty
        .add(
            "moneybird",
            serde_json::json!({"contact": {"company_name": "Eerste"}}),
        )
        .await;
    assert_eq!(empty.ids("sales_invoices").await, [id]);
}

#[tokio::test]
async fn nothing_unpaid_is_open_past_its_due_date() {
    let world = World::start().await;
    for name in BOTH {
        for one in world.books(name).await {
            let due = one["due_date"].as_str().unwrap_or("9999-12-31");
            let today = TODAY.to_string();
            match one["state"].as_str().expect("a state") {
                "open" | "pending_payment" => assert!(due >= &*today, "{one}"),
                "late" | "reminded" => assert!(due < &*today, "{one}"),
                _ => {}
            }
            assert!(one["updated_at"].as_str() >= one["created_at"].as_str());
        }
    }
}
