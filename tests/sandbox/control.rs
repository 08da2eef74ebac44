//! Changes behind the API's back.

use reqwest::StatusCode;
use serde_json::json;

use crate::world::{EXTERNAL, SALES, World};

#[tokio::test]
async fn an_added_invoice_needs_nothing_and_takes_the_vendors_words() {
    let world = World::start().await;
    let plain = world.add("moneybird", json!({})).await;
    let plain = world.get(&format!("{SALES}/{plain}")).await.json();
    assert_eq!(plain["state"], "open");
    assert_eq!(plain["invoice_date"], "2026-03-10");
    assert_eq!(plain["total_price_incl_tax"], "121.0");
    assert!(plain["invoice_id"].is_string() && plain["contact"].is_object());

    let full = json!({
        "state": "reminded", "reference": "R \"1\"", "currency": "JPY", "invoice_id": "X-1",
        "invoice_date": "2025-12-31", "due_date": "2026-01-14", "discount": "10",
        "contact": {"company_name": "Nieuw & Co", "country": "BE"},
        "details": [
            {"description": "een", "price": "1000", "amount": "2,5 uur", "tax_rate": "0"},
            {"description": "twee", "price": 105, "tax_rate": "9"},
        ],
        "payments": [{"price": "50", "payment_date": "2026-01-02"}],
        "notes": [{"note": "bel", "todo": true}],
        "attachments": [{"filename": "a b.png", "content_type": "image/png", "size": 7}],
        "custom_fields": [{"name": "Regio", "value": "Noord"}],
        "created_at": "2025-12-30T10:00:00Z", "updated_at": "2026-01-05T11:00:00.250Z",
    });
    let id = world.add("moneybird", full).await;
    let one = world.get(&format!("{SALES}/{id}")).await.json();
    assert_eq!(one["contact"]["company_name"], "Nieuw & Co");
    assert_eq!(one["total_discount"], "260.0");
    assert_eq!(one["total_price_excl_tax"], "2345.0");
    assert_eq!(one["total_price_incl_tax"], "2354.0");
    assert_eq!(one["total_paid"], "50.0");
    assert_eq!(one["total_unpaid"], "2304.0");
    assert_eq!(one["notes"][0]["todo"], true);
    assert_eq!(one["attachments"][0]["size"], 7);
    assert_eq!(one["updated_at"], "2026-01-05T11:00:00.250Z");
    assert_eq!(one["version"], 1_767_610_800);
}

#[tokio::test]
async fn paying_by_state_adds_the_payment_of_the_rest() {
    let world = World::start().await;
    for (name, resource) in [("moneybird", SALES), ("moneybird-external", EXTERNAL)] {
        let id = world
            .add(
                name,
                json!({"currency": "USD", "details": [{"price": "19.99"}]}),
            )
            .await;
        let edit = json!({"edit": {"resource": name, "id": id, "set": {"state": "paid"}}});
        world.control(edit).await;
        let one = world.get(&format!("{resource}/{id}")).await.json();
        assert_eq!(one["state"], "paid");
        assert_eq!(one["paid_at"], "2026-03-10");
        assert_eq!(one["total_unpaid"], "0.0");
        assert_eq!(one["total_unpaid_base"], "0.0");
        assert_eq!(one["payments"][0]["price"], one["total_price_incl_tax"]);
        assert_eq!(
            one["payments"][0]["price_base"],
            one["total_price_incl_tax_base"]
        );
    }
}

#[tokio::test]
async fn a_contact_edit_stays_in_its_invoice_and_keeps_the_id() {
    let world = World::start().await;
    let one = world.add("moneybird", json!({})).await;
    let two = world.add("moneybird", json!({})).await;
    let set = json!({"contact": {"company_name": "Omgedoopt"}});
    world
        .control(json!({"edit": {"resource": "moneybird", "id": one, "set": set}}))
        .await;
    let one = world.get(&format!("{SALES}/{one}")).await.json();
    let two = world.get(&format!("{SALES}/{two}")).await.json();
    assert_eq!(one["contact"]["company_name"], "Omgedoopt");
    assert_eq!(one["contact_id"], two["contact_id"]);
    assert_ne!(two["contact"]["company_name"], "Omgedoopt");
}

#[tokio::test]
async fn an_upload_has_no_contact_and_a_draft_no_number() {
    let world = World::start().await;
    let upload = world
        .add(
            "moneybird-external",
            json!({"state": "new", "due_date": null}),
        )
        .await;
    let upload = world.get(&format!("{EXTERNAL}/{upload}")).await.json();
    assert!(upload["contact"].is_null() && upload["contact_id"].is_null());
    let draft = world.add("moneybird", json!({"state": "draft"})).await;
    let path = format!("{SALES}/{draft}");
    let before = world.get(&path).await.json();
    assert!(before["invoice_id"].is_null() && before["invoice_date"].is_null());
    let send = json!({"edit": {"resource": "moneybird", "id": draft, "set": {"state": "open"}}});
    world.control(send).await;
    let after = world.get(&path).await.json();
    assert!(after["invoice_id"].is_string() && after["draft_id"].is_null());
    assert_eq!(after["sent_at"], "2026-03-10");
}

#[tokio::test]
async fn an_edit_of_a_planned_draft_keeps_its_date() {
    let world = World::start().await;
    let planned = json!({"state": "draft", "invoice_date": "2026-04-01"});
    let id = world.add("moneybird", planned).await;
    let edit = json!({"resource": "moneybird", "id": id, "set": {"reference": "other"}});
    world.control(json!({"edit": edit})).await;
    let draft = world.get(&format!("{SALES}/{id}")).await.json();
    assert_eq!(
        (&draft["reference"], &draft["invoice_date"]),
        (&json!("other"), &json!("2026-04-01"))
    );
}

#[tokio::test]
async fn a_new_day_makes_open_invoices_late_and_moves_the_year() {
    let world = World::start().await;
    let id = world
        .add("moneybird", json!({"due_date": "2026-03-20"}))
        .await;
    world.control(json!({"today": "2026-03-20"})).await;
    let path = format!("{SALES}/{id}");
    assert_eq!(world.get(&path).await.json()["state"], "open");
    world.control(json!({"today": "2027-01-02"})).await;
    assert_eq!(world.get(&path).await.json()["state"], "late");
    assert!(!world.ids(SALES).await.contains(&id));
}

#[tokio::test]
async fn an_array_is_answered_in_order_and_wrong_input_changes_nothing() {
    let world = World::start().await;
    let answer = world.control(json!([
        {"add": {"resource": "moneybird", "count": 2}},
        {"add": {"resource": "moneybird-external"}},
    ]));
    let answer = answer.await;
    assert_eq!(answer[0]["ids"].as_array().map(Vec::len), Some(2));
    assert_eq!(answer[1]["ids"].as_array().map(Vec::len), Some(1));
    let before = world.books("moneybird").await;
    let id = before[0]["id"].clone();
    let edit = |set| json!({"edit": {"resource": "moneybird", "id": id, "set": set}});
    for (command, word) in [
        (json!({"explode": {}}), "explode"),
        (json!({"add": {"resource": "dropbox"}}), "dropbox"),
        (
            json!({"add": {"resource": "moneybird", "invoice": {"colour": 1}}}),
            "colour",
        ),
        (
            json!({"add": {"resource": "moneybird", "invoice": {"state": "new"}}}),
            "new",
        ),
        (
            json!({"add": {"resource": "moneybird", "invoice": {"date": "2026-01-01"}}}),
            "date",
        ),
        (json!({"remove": {"resource": "moneybird"}}), "ids"),
        (
            json!({"remove": {"resource": "moneybird", "ids": [id, "5"]}}),
            "\"5\"",
        ),
        (json!({"fault": {"add": {"answer": {"status": 7}}}}), "7"),
        (
            edit(json!({"details": [{"price": "2000000000"}]})),
            "amount",
        ),
        (
            edit(json!({"details": [{"price": 1, "tax_rate": "19"}]})),
            "tax",
        ),
        (edit(json!({"contact": null})), "contact"),
        (edit(json!({"currency": "XXX"})), "XXX"),
        (
            json!([{"remove": {"resource": "moneybird", "id": id}}, {"today": "soon"}]),
            "command 2",
        ),
    ] {
        let answer = world.try_control(command.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{command}");
        let error = answer.json()["error"]
            .as_str()
            .expect("an error")
            .to_owned();
        assert!(error.contains(word), "{command}: {error}");
    }
    assert_eq!(world.books("moneybird").await, before);
}
