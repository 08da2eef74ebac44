//! Dashdoc's rows: what is seeded, how control commands change it, where its files are.

use std::collections::BTreeSet;

use invoice_gateway::sandbox::Options;
use reqwest::{Method, StatusCode};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::dashdoc::{DASHDOC, TOKEN, get, get_json, one};
use crate::world::{TODAY, World};

async fn add(world: &World, invoice: Value) -> String {
    world.add("dashdoc", invoice).await
}

async fn edit(world: &World, uid: &str, set: Value) {
    let edit = json!({"edit": {"resource": "dashdoc", "id": uid, "set": set}});
    world.control(edit).await;
}

fn decimal(value: &Value) -> Decimal {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    text.parse().expect("a decimal")
}

#[tokio::test]
async fn totals_are_strings_of_two_places_and_tax_is_null_where_another_tool_numbers() {
    let mut options = Options::new(TODAY);
    options.invoices = 300;
    let world = World::with(options).await;
    for row in world.books("dashdoc").await {
        let total = row["total_price"].as_str().expect("a string");
        assert_eq!(total.split_once('.').expect("a dot").1.len(), 2);
        assert_eq!(
            row["total_tax_amount"].is_null(),
            row["is_dashdoc"] == false,
            "{row}"
        );
        let groups = row["line_groups"].as_array().expect("a list").iter();
        let grouped: Decimal = groups
            .map(|group| decimal(&group["total_price_without_tax"]))
            .sum();
        let lines = row["lines"].as_array().expect("a list").iter();
        let alone: Decimal = lines.map(|line| decimal(&line["amount"])).sum();
        assert_eq!(grouped + alone, decimal(&row["total_price"]), "{row}");
        assert_eq!(
            row["is_bare_invoice"] == true,
            grouped.is_zero() && row["transports_count"] == 0
        );
    }
}

#[tokio::test]
async fn lines_carry_numbers_or_strings() {
    let world = World::start().await;
    let books = world.books("dashdoc").await;
    let groups = books
        .iter()
        .flat_map(|row| row["line_groups"].as_array().expect("a list"));
    let (mut numbers, mut strings, mut noisy) = (0, 0, 0);
    for line in groups.flat_map(|group| group["lines"].as_array().expect("a list")) {
        if line["unit_price"].is_number() {
            numbers += 1;
            noisy += usize::from(line["total_price_without_tax"].to_string().len() > 14);
            let product = decimal(&line["quantity"]) * decimal(&line["unit_price"]);
            let total = decimal(&line["total_price_without_tax"]);
            assert!((product - total).abs() < Decimal::new(1, 6), "{line}");
        } else {
            strings += 1;
            assert!(line["amount"].is_string() && line["total_price_without_tax"].is_null());
        }
    }
    assert!(
        numbers > 5 && strings > 5 && noisy > 0,
        "{numbers} {strings} {noisy}"
    );
    let alone = books
        .iter()
        .flat_map(|row| row["lines"].as_array().expect("a list"));
    assert!(alone.clone().any(|line| line["tax_rate"].is_null()));
    assert!(
        alone
            .clone()
            .all(|line| line["amount"].is_string() && line["quantity"].is_string())
    );
}

#[tokio::test]
async fn every_state_and_every_oddity_occurs() {
    let world = World::start().await;
    let books = world.books("dashdoc").await;
    let words = |key: &str| -> BTreeSet<String> {
        books
            .iter()
            .map(|row| row[key].as_str().unwrap_or("null").to_owned())
            .collect()
    };
    let set = |words: &str| words.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(words("status"), set("draft final paid"));
    assert_eq!(words("currency"), set("CHF EUR GBP PLN USD"));
    for key in ["document_number", "due_date", "file", "paid_at"] {
        assert!(words(key).contains("null") && words(key).len() > 1, "{key}");
    }
    for key in ["remote_id", "debtor_reference", "payment_notes"] {
        assert!(words(key).contains("") && words(key).len() > 1, "{key}");
    }
    let any = |holds: &dyn Fn(&Value) -> bool| assert!(books.iter().any(holds));
    any(&|row| row["is_payment_late"] == true);
    any(&|row| row.get("finalized_at").is_none());
    any(&|row| row.get("finalized_at") == Some(&Value::Null));
    any(&|row| row["credit_notes"][0]["total_tax_free_amount"] == row["total_price"]);
    any(&|row| {
        row["credit_notes"][1]["document_number"].is_null() && row["credit_notes"][1].is_object()
    });
    any(&|row| {
        row["attachments"]
            .as_array()
            .is_some_and(|files| files.len() > 1)
    });
    any(&|row| {
        row["lines"]
            .as_array()
            .is_some_and(|lines| lines.len() > 30)
    });
    any(&|row| {
        row["lines"][0]["description"]
            .as_str()
            .is_some_and(|text| text.len() > 400)
    });
    any(&|row| row["debtor"]["primary_address"].is_null());
    any(&|row| row["total_price"] == "0.00");
    any(&|row| row["paid_at"].as_str().is_some_and(|text| text.len() == 10));
    any(&|row| row["status"] == "final" && row["file"].is_null());
    any(&|row| {
        row["document_number"]
            .as_str()
            .is_some_and(|text| text.contains('/'))
    });
    for row in &books {
        assert!(row["created_by"]["primary_address"]["pk"].is_string());
        assert!(!row["debtor"]["primary_address"]["pk"].is_string());
        assert_eq!(row["status"] == "draft", row["invoicing_date"].is_null());
        assert!(row["updated"].as_str() < Some("2026-03-10"), "{row}");
    }
}

#[tokio::test]
async fn equal_options_give_equal_books() {
    let books =
        |world: World| async move { world.plain(Method::GET, "/_books/dashdoc").await.body };
    let (one, other) = (World::start().await, World::start().await);
    assert_eq!(books(one).await, books(other).await);
}

#[tokio::test]
async fn added_and_edited_invoices_take_the_vendors_words() {
    let world = World::start().await;
    let uid = add(&world, json!({})).await;
    let plain = one(&world, &uid).await;
    assert_eq!(
        (&plain["status"], &plain["total_price"]),
        (&json!("final"), &json!("100.00"))
    );
    assert_eq!(plain["total_tax_amount"], "20.00");
    let ids = world
        .plain(Method::GET, "/_books/dashdoc?ids_only=true")
        .await
        .json();
    assert_eq!(ids[0], json!(uid));

    edit(
        &world,
        &uid,
        json!({
            "status": "paid", "paid_at": "2026-02-03T00:00:00Z", "currency": "JPY",
            "document_number": "N/1", "debtor_reference": "", "file": null, "is_dashdoc": false,
            "lines": [{"quantity": "2.5", "unit_price": "0.0333", "tax_rate": "5.5"}],
            "credit_notes": [{"total_tax_free_amount": "0.08"}],
            "attachments": [{"name": "a.png", "file_size": 9}],
            "payment_method": {"name": "Chèque"}, "omit": ["currency", "is_dashdoc"],
            "updated": "2026-02-04T01:02:03.5Z",
        }),
    )
    .await;
    let row = one(&world, &uid).await;
    assert_eq!(row["total_price"], "0.08");
    assert!(row["total_tax_amount"].is_null() && row["file"].is_null());
    assert!(row.get("currency").is_none() && row.get("is_dashdoc").is_none());
    assert_eq!(row["lines"][0]["currency"], "JPY");
    assert_eq!(row["lines"][0]["amount"], "0.08");
    assert_eq!(row["updated"], "2026-02-04T01:02:03.5Z");
    assert_eq!(row["credit_notes"][0]["status"], "final");
    assert_eq!(row["payment_method"]["name"], "Chèque");

    edit(&world, &uid, json!({"status": "draft"})).await;
    let row = one(&world, &uid).await;
    assert!(row["document_number"].is_null() && row["paid_at"].is_null());
    edit(&world, &uid, json!({"status": "exported"})).await;
    assert_eq!(one(&world, &uid).await["status"], "exported");

    world
        .control(json!({"remove": {"resource": "dashdoc", "id": uid}}))
        .await;
    let gone = get(&world, &format!("/invoices/{uid}/")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let wrong =
        world.try_control(json!({"add": {"resource": "dashdoc", "invoice": {"colour": 1}}}));
    assert!(wrong.await.text().contains("colour"));
}

#[tokio::test]
async fn renaming_a_customer_shows_in_invoices_that_did_not_change() {
    let world = World::start().await;
    let (first, second) = (add(&world, json!({})).await, add(&world, json!({})).await);
    let before = one(&world, &second).await;
    edit(&world, &first, json!({"debtor": {"name": "Nouveau Nom"}})).await;
    let after = one(&world, &second).await;
    assert_eq!(after["debtor"]["name"], "Nouveau Nom");
    assert_ne!(before["debtor"]["name"], after["debtor"]["name"]);
    assert_eq!(before["updated"], after["updated"]);
    edit(
        &world,
        &first,
        json!({"debtor": {"pk": 77, "name": "Autre"}}),
    )
    .await;
    assert_eq!(one(&world, &first).await["debtor"]["pk"], 77);
    assert_eq!(one(&world, &second).await["debtor"]["name"], "Nouveau Nom");
}

#[tokio::test]
async fn a_new_day_makes_payments_late() {
    let world = World::start().await;
    let uid = add(&world, json!({"due_date": "2026-03-20"})).await;
    assert_eq!(one(&world, &uid).await["is_payment_late"], false);
    world.control(json!({"today": "2026-03-21"})).await;
    assert_eq!(one(&world, &uid).await["is_payment_late"], true);
}

#[tokio::test]
async fn storage_has_another_name_and_refuses_the_token() {
    let world = World::start().await;
    let uid = add(
        &world,
        json!({"attachments": [{"name": "b c.png", "file_size": 900}]}),
    )
    .await;
    let row = one(&world, &uid).await;
    let url = row["file"].as_str().expect("a link");
    let port = world.origin.rsplit(':').next().expect("a port");
    let path = url
        .strip_prefix(&format!("http://localhost:{port}"))
        .expect("another name");
    let pdf = world.ask(path, &[]).await;
    assert_eq!(
        (pdf.status, pdf.header("content-type")),
        (StatusCode::OK, "application/pdf".into())
    );
    assert!(pdf.body.starts_with(b"%PDF-"));
    assert_eq!(
        world.ask(path, &[TOKEN]).await.status,
        StatusCode::UNAUTHORIZED
    );
    let url = row["attachments"][0]["file_url"].as_str().expect("a link");
    let path = url.split_once(port).expect("a path").1;
    let file = world.ask(path, &[]).await;
    assert_eq!(
        (file.body.len(), file.header("content-type")),
        (900, "image/png".into())
    );
    let path = format!("{DASHDOC}/invoices/{uid}/");
    let named = world.ask(&path, &[TOKEN, ("host", "localhost:9")]).await;
    let named = named.json();
    assert!(
        named["file"]
            .as_str()
            .is_some_and(|url| url.starts_with("http://127.0.0.1:9/"))
    );
}

#[tokio::test]
async fn some_files_are_paths_of_this_host_and_documents_want_the_token() {
    let world = World::start().await;
    let page = get_json(&world, "/invoices/?page=2").await;
    let rows = page["results"].as_array().expect("results");
    let relative = rows.iter().filter_map(|row| row["file"].as_str());
    let relative: Vec<&str> = relative.filter(|file| file.starts_with('/')).collect();
    for headers in [&[][..], &[TOKEN][..]] {
        let file = world.ask(relative[0], headers).await;
        assert!(file.status.is_success() && file.body.starts_with(b"%PDF-"));
    }
    let mut groups = rows
        .iter()
        .flat_map(|row| row["line_groups"].as_array().expect("a list"));
    let document = &groups.next().expect("a group")["transport"]["documents"][0]["file"];
    let path = document
        .as_str()
        .and_then(|url| url.strip_prefix(&world.origin));
    let path = path.expect("this host");
    assert_eq!(world.ask(path, &[]).await.status, StatusCode::UNAUTHORIZED);
    assert!(world.ask(path, &[TOKEN]).await.body.starts_with(b"%PDF-"));
}
