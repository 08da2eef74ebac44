//! i3D's manners: arrays everywhere, two faces of one invoice, ranges in a header.

use std::collections::BTreeSet;

use invoice_gateway::sandbox::Options;
use reqwest::{Method, StatusCode};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::world::{Answer, TODAY, World, ids};

/// The API below its base URL, and the version that clients add.
pub(crate) const I3D: &str = "/i3d/v3";

/// The header with the key.
pub(crate) const KEY: (&str, &str) = ("PRIVATE-TOKEN", "sandbox");

/// Asks the API as an authorized client, with a range or without.
pub(crate) async fn get(world: &World, path: &str, range: Option<&str>) -> Answer {
    let mut headers = vec![KEY];
    headers.extend(range.map(|range| ("RANGED-DATA", range)));
    world.ask(&format!("{I3D}{path}"), &headers).await
}

async fn rows(world: &World, path: &str, range: Option<&str>) -> Vec<Value> {
    let answer = get(world, path, range).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json().as_array().expect("an array").clone()
}

async fn details(world: &World, id: &str) -> Value {
    let rows = rows(world, &format!("/account/invoice/{id}"), None).await;
    assert_eq!(rows.len(), 1);
    rows[0].clone()
}

async fn listed(world: &World, id: &str) -> Value {
    let rows = rows(world, "/account/invoice", Some("results=100")).await;
    let found = rows.into_iter().find(|row| row["id"] == id);
    found.expect("a row")
}

async fn add(world: &World, invoice: Value) -> String {
    world.add("i3d", invoice).await
}

async fn edit(world: &World, id: &str, set: Value) {
    let edit = json!({"edit": {"resource": "i3d", "id": id, "set": set}});
    world.control(edit).await;
}

fn cents(value: &Value) -> Decimal {
    let text = value.as_str().expect("cents are a string");
    text.parse().expect("a decimal")
}

#[tokio::test]
async fn ranges_yield_every_invoice_once_and_it_equals_the_books() {
    let world = World::start().await;
    let books = world.books("i3d").await;
    assert!(books.len() >= 64);
    let mut seen = Vec::new();
    loop {
        let range = format!("start={},results=30", seen.len());
        let page = rows(&world, "/account/invoice", Some(&range)).await;
        let short = page.len() < 30;
        seen.extend(page);
        if short {
            break;
        }
    }
    let lists: Vec<Value> = books.iter().map(|row| row["list"].clone()).collect();
    assert_eq!(seen, lists);
    for row in &books {
        let id = row["list"]["id"].as_str().expect("a string id");
        assert_eq!(details(&world, id).await, row["details"]);
        assert_eq!(row["details"]["id"].to_string(), id);
    }
}

#[tokio::test]
async fn a_range_defaults_to_25_is_capped_at_100_and_ends_in_an_empty_array() {
    let mut options = Options::new(TODAY);
    options.invoices = 130;
    let world = World::with(options).await;
    for (range, expected) in [
        (None, 25),
        (Some("start=0,results=25"), 25),
        (Some("results=7"), 7),
        (Some("start=120"), 10),
        (Some("start=0,results=500"), 100),
        (Some("start=100,results=100"), 30),
        (Some("start=130,results=100"), 0),
    ] {
        assert_eq!(
            rows(&world, "/account/invoice", range).await.len(),
            expected,
            "{range:?}"
        );
    }
    for range in ["rows 1 to 5", "start=-1,results=5", "results=0"] {
        let answer = get(&world, "/account/invoice", Some(range)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.json()["errorCode"], 10008);
        assert_eq!(answer.json()["errors"], json!([]));
        assert!(
            answer.json()["errorMessage"]
                .as_str()
                .is_some_and(|text| text.ends_with(", "))
        );
    }
}

#[tokio::test]
async fn unpaid_lists_leave_out_what_is_paid_and_all_credit_invoices() {
    let world = World::start().await;
    let unpaid = rows(&world, "/account/invoice/unpaid", Some("results=100")).await;
    let books = world.books("i3d").await;
    let expected = books.iter().map(|row| &row["list"]);
    let expected: Vec<&Value> = expected
        .filter(|row| row["paymentStatus"] == 0 && row["isCredit"] == 0)
        .collect();
    assert_eq!(json!(unpaid), json!(expected));
    assert!(
        books
            .iter()
            .any(|row| row["list"]["isCredit"] == 1 && row["list"]["paymentStatus"] == 0)
    );
    let id = add(&world, json!({})).await;
    let unpaid = || rows(&world, "/account/invoice/unpaid", None);
    assert_eq!(unpaid().await[0]["id"], json!(id));
    edit(&world, &id, json!({"paymentStatus": 1})).await;
    assert_ne!(unpaid().await[0]["id"], json!(id));
}

#[tokio::test]
async fn the_filter_looks_into_descriptions_only() {
    let world = World::start().await;
    let id = add(
        &world,
        json!({"description": "Ünïque & odd/part", "invoiceNumber": "needle"}),
    )
    .await;
    for (part, found) in [
        ("%C3%BCn%C3%AFque%20%26", true),
        ("odd%2Fpart", true),
        ("needle", false),
    ] {
        let path = format!("/account/invoice?filter={part}&currency=XXX");
        let list = rows(&world, &path, None).await;
        assert_eq!(ids(&json!(list)) == [id.clone()], found, "{part}");
        assert_eq!(list.len(), usize::from(found));
    }
}

#[tokio::test]
async fn the_two_faces_differ_in_types_names_and_fields() {
    let world = World::start().await;
    for row in world.books("i3d").await {
        let (list, details) = (&row["list"], &row["details"]);
        assert!(list["id"].is_string() && details["id"].is_number());
        for key in ["creationDate", "dueDate"] {
            assert!(list[key].is_i64() && details[key].is_string());
        }
        assert_eq!(list["amountIncVAT"], details["amountIncVat"]);
        assert_eq!(list["amountExclVAT"], details["amountExclVat"]);
        assert!(list["amountIncVat"].is_null() && details["amountIncVAT"].is_null());
        for key in ["description", "remainingAmount", "totalPaidAmount"] {
            assert!(list[key].is_string() && details.get(key).is_none());
        }
        for key in [
            "clientNumber",
            "paymentTerm",
            "vatPercentage",
            "vatAmount",
            "items",
        ] {
            assert!(list.get(key).is_none() && !details[key].is_null());
        }
    }
}

#[tokio::test]
async fn amounts_add_up_in_cents_of_every_currency() {
    let mut options = Options::new(TODAY);
    options.invoices = 400;
    let world = World::with(options).await;
    let mut currencies = BTreeSet::new();
    for row in world.books("i3d").await {
        let (list, details) = (&row["list"], &row["details"]);
        let (incl, excl) = (cents(&list["amountIncVAT"]), cents(&list["amountExclVAT"]));
        assert_eq!(excl + cents(&details["vatAmount"]), incl);
        assert_eq!(
            cents(&list["remainingAmount"]) + cents(&list["totalPaidAmount"]),
            incl
        );
        let items = details["items"].as_array().expect("items");
        let sum = |key: &str| items.iter().map(|item| cents(&item[key])).sum::<Decimal>();
        assert_eq!((sum("amountIncVat"), sum("amountExclVat")), (incl, excl));
        assert!(incl.fract().is_zero());
        if list["currency"] == "JPY" {
            assert!((incl / Decimal::ONE_HUNDRED).fract().is_zero(), "{row}");
        }
        currencies.insert(list["currency"].as_str().expect("a code").to_owned());
    }
    let table = rows(&world, "/currency", None).await;
    let names = table
        .iter()
        .map(|row| row["name"].as_str().expect("a name").to_owned());
    assert_eq!(currencies, names.collect());
    let decimals = |name: &str| {
        table
            .iter()
            .find(|row| row["name"] == name)
            .map(|row| &row["decimals"])
    };
    assert_eq!(decimals("JPY"), Some(&json!(0)));
    assert_eq!(decimals("KWD"), Some(&json!(3)));
}

#[tokio::test]
async fn every_state_and_every_oddity_occurs() {
    let world = World::start().await;
    let books = world.books("i3d").await;
    let today = 1_773_100_800;
    let any = |holds: &dyn Fn(&Value, &Value) -> bool| {
        assert!(books.iter().any(|row| holds(&row["list"], &row["details"])));
    };
    let zero = Decimal::ZERO;
    any(&|row, _| row["paymentStatus"] == 1 && row["paymentDate"].as_i64() > Some(0));
    any(&|row, _| row["paymentStatus"] == 0 && row["dueDate"].as_i64() < Some(today));
    any(&|row, _| row["paymentStatus"] == 0 && row["dueDate"].as_i64() > Some(today));
    any(&|row, _| {
        row["paymentStatus"] == 0 && row["isCredit"] == 0 && cents(&row["totalPaidAmount"]) > zero
    });
    any(&|row, _| row["isCredit"] == 1 && row["paymentStatus"] == 1);
    any(&|row, _| row["isCredit"] == 1 && cents(&row["amountIncVAT"]) < zero);
    any(&|row, _| row["isCredit"] == 1 && cents(&row["amountIncVAT"]) > zero);
    any(&|row, _| row["paymentStatus"] == 0 && row["paymentDate"] == 0);
    any(&|row, _| row["paymentStatus"] == 0 && row["paymentDate"].as_i64() < Some(-1));
    any(&|row, _| row["description"] == "");
    any(&|row, _| {
        row["description"]
            .as_str()
            .is_some_and(|text| text.len() > 400)
    });
    any(&|row, _| row["amountIncVAT"] == "0");
    any(&|_, details| {
        details["items"]
            .as_array()
            .is_some_and(|items| items.len() > 50)
    });
    any(&|_, details| details["clientDetails"]["companyName"] == "");
    for form in [10, 19, 25] {
        any(&|_, details| details["creationDate"].as_str().map(str::len) == Some(form));
    }
    any(&|_, details| {
        let items = details["items"].as_array().expect("items");
        items.iter().any(|item| {
            item["unitPrice"]
                .as_str()
                .is_some_and(|text| text.contains('.'))
        })
    });
    for row in &books {
        assert!(row["list"]["creationDate"].as_i64() < Some(today));
        assert!(row["list"]["paymentDate"].as_i64() < Some(today));
    }
}

#[tokio::test]
async fn a_number_is_looked_up_as_it_is_written() {
    let world = World::start().await;
    let books = world.books("i3d").await;
    let known = books[5]["details"].clone();
    let number = known["invoiceNumber"].as_str().expect("a number");
    let path = format!("/account/invoice/number/{number}");
    assert_eq!(rows(&world, &path, None).await, [known]);
    let id = add(&world, json!({"invoiceNumber": "F 26/ü%"})).await;
    let found = rows(&world, "/account/invoice/number/F%2026%2F%C3%BC%25", None).await;
    assert_eq!(found[0]["id"].to_string(), id);
    let missing = get(&world, "/account/invoice/number/F00-0", None).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(
        missing.json()["errors"][0]["message"],
        "Invalid invoice number"
    );
}

#[tokio::test]
async fn an_unknown_id_is_an_error_and_a_removed_one_an_empty_array() {
    let world = World::start().await;
    for (id, code) in [("999999999", 10001), ("abc", 10002), ("-5", 10002)] {
        for path in [
            format!("/account/invoice/{id}"),
            format!("/account/invoice/{id}/pdf"),
        ] {
            let answer = get(&world, &path, None).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            let body = answer.json();
            assert!(body.is_object() && body["errorCode"] == code, "{body}");
            assert_eq!(body["errors"][0]["property"], "invoiceId");
        }
    }
    let id = add(&world, json!({"invoiceNumber": "gone"})).await;
    world
        .control(json!({"remove": {"resource": "i3d", "id": id}}))
        .await;
    for path in [
        format!("/account/invoice/{id}"),
        "/account/invoice/number/gone".into(),
    ] {
        assert!(rows(&world, &path, None).await.is_empty());
    }
    let pdf = get(&world, &format!("/account/invoice/{id}/pdf"), None).await;
    assert_eq!(pdf.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_key_is_403_with_the_code_of_a_login() {
    let world = World::start().await;
    let path = format!("{I3D}/account/invoice");
    for headers in [
        vec![],
        vec![("PRIVATE-TOKEN", "other")],
        vec![("authorization", "Bearer sandbox")],
    ] {
        let answer = world.ask(&path, &headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert_eq!(answer.json()["errorCode"], 10004);
    }
    let posted = world.plain(Method::POST, &path).await;
    assert_eq!(posted.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn added_and_edited_invoices_take_the_vendors_words() {
    let world = World::start().await;
    let id = add(
        &world,
        json!({"currency": "JPY", "amountExclVAT": "1210000", "vatPercentage": 10}),
    )
    .await;
    let row = listed(&world, &id).await;
    assert_eq!(
        (&row["amountIncVAT"], &row["currencySign"]),
        (&json!("1331000"), &json!("¥"))
    );
    edit(&world, &id, json!({"totalPaidAmount": "331000"})).await;
    let row = listed(&world, &id).await;
    assert_eq!(
        (&row["remainingAmount"], &row["paymentStatus"]),
        (&json!("1000000"), &json!(0))
    );
    edit(
        &world,
        &id,
        json!({"paymentStatus": 1, "paymentDate": 1_770_000_000}),
    )
    .await;
    let row = listed(&world, &id).await;
    assert_eq!(
        (&row["remainingAmount"], &row["paymentDate"]),
        (&json!("0"), &json!(1_770_000_000))
    );
    edit(&world, &id, json!({
        "isCredit": 1, "currency": "€", "currencySign": "€", "vatPercentage": 21, "dueDate": 1_800_000_000,
        "items": [{"unitPrice": "-0.85", "quantity": 1000, "setupCosts": "-5"}],
        "clientDetails": {"companyName": "Renamed"}, "clientNumber": "K9", "description": "",
    })).await;
    let both = (listed(&world, &id).await, details(&world, &id).await);
    assert_eq!(
        (&both.0["amountIncVAT"], &both.0["isCredit"]),
        (&json!("-1035"), &json!(1))
    );
    assert_eq!(
        (&both.0["currency"], &both.0["paymentStatus"]),
        (&json!("€"), &json!(0))
    );
    assert_eq!(both.1["items"][0]["unitPrice"], "-0.85");
    assert_eq!(
        (&both.1["vatAmount"], &both.1["dueDate"]),
        (&json!("-180"), &json!("1800000000"))
    );
    assert_eq!(both.1["clientDetails"]["companyName"], "Renamed");
    assert_eq!(both.1["clientNumber"], "K9");
    let wrong =
        world.try_control(json!({"edit": {"resource": "i3d", "id": id, "set": {"amount": 1}}}));
    assert!(wrong.await.text().contains("amount"));
}

#[tokio::test]
async fn equal_options_give_equal_books() {
    let books = |world: World| async move { world.plain(Method::GET, "/_books/i3d").await.body };
    let (one, other) = (World::start().await, World::start().await);
    assert_eq!(books(one).await, books(other).await);
}

#[tokio::test]
async fn faults_come_in_the_vendors_shapes() {
    for (status, code) in [
        (400, 10008),
        (401, 10004),
        (403, 10003),
        (404, 10001),
        (409, 10009),
        (422, 11001),
        (500, 10007),
    ] {
        let world = World::start().await;
        let fault = json!({"resource": "i3d", "answer": {"status": status}});
        world.control(json!({"fault": {"add": fault}})).await;
        let answer = get(&world, "/account/invoice", None).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["errorCode"]),
            (status, &json!(code))
        );
    }
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let wrong_type = json!({"wrong_type": {"field": "items", "id": id}});
    world
        .control(json!({"fault": {"add": {"times": 1, "answer": wrong_type}}}))
        .await;
    assert!(details(&world, &id).await["items"].is_object());
    world
        .control(json!({"fault": {"add": {"answer": {"status": 429}}}}))
        .await;
    let limited = get(&world, "/account/invoice", None).await;
    assert!(serde_json::from_slice::<Value>(&limited.body).is_err());
}
