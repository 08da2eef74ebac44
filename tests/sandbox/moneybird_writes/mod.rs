//! Every endpoint of Moneybird that changes the books: its answer, what a later read shows, and what
//! it refuses.

mod attachments;
mod create;
mod credit;
mod external;
mod large;
mod lost;
mod marks;
mod notes;
mod payments;
mod reminders;
mod sending;
mod shape;
mod update;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{Answer, EXTERNAL, SALES, World, name_of};

/// The id of something that is not there.
pub(crate) const NOBODY: &str = "490000000000000001";

/// A 404 of the usual shape.
pub(crate) fn not_found(field: &str) -> Value {
    json!({"error": "record not found", "symbolic": {field: "not_found"}})
}

/// A 422 for one field.
pub(crate) fn invalid(field: &str, message: &str, code: &str) -> Value {
    json!({"error": {field: [message]}, "details": {field: [{"error": code}]}})
}

/// Checks status and body of a refusal.
pub(crate) fn refused(answer: &Answer, status: u16, body: &Value) {
    assert_eq!((answer.status.as_u16(), &answer.json()), (status, body));
}

/// Makes a draft of 100 excluding and 121 including tax through the API.
pub(crate) async fn draft(world: &World) -> Value {
    let contact_id = contact(world).await;
    let invoice = json!({"contact_id": contact_id, "reference": "Order 7",
        "details_attributes": [{"description": "Stoel", "price": "100"}]});
    let body = json!({ "sales_invoice": invoice });
    let answer = world.call(Method::POST, SALES, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()
}

/// Makes a sent invoice of 121 through the API.
pub(crate) async fn sent(world: &World) -> Value {
    let id = id_of(&draft(world).await);
    let path = format!("{SALES}/{id}/send_invoice");
    let answer = world.call(Method::PATCH, &path, json!({})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// Makes an open external invoice of 121 through the API.
pub(crate) async fn external(world: &World) -> Value {
    let contact_id = contact(world).await;
    let invoice = json!({"contact_id": contact_id, "reference": "WEB-7",
        "details_attributes": [{"description": "Stoel", "price": 100}]});
    let body = json!({ "external_sales_invoice": invoice });
    let answer = world.call(Method::POST, EXTERNAL, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()
}

/// An open invoice of either resource.
pub(crate) async fn open(world: &World, resource: &str) -> Value {
    if resource == SALES {
        sent(world).await
    } else {
        external(world).await
    }
}

/// The first contact that gets its invoices by e-mail.
pub(crate) async fn contact(world: &World) -> String {
    let books = world.books("moneybird").await;
    let mut contacts = books.iter().map(|invoice| &invoice["contact"]);
    let found = contacts.find(|contact| contact["delivery_method"] == "Email");
    id_of(found.expect("a contact"))
}

/// The id of an object.
pub(crate) fn id_of(object: &Value) -> String {
    object["id"].as_str().expect("a string id").to_owned()
}

/// Reads an invoice again.
pub(crate) async fn read(world: &World, resource: &str, id: &str) -> Value {
    let answer = world.get(&format!("{resource}/{id}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// The actions of an invoice's events, oldest first.
pub(crate) fn actions(invoice: &Value) -> Vec<String> {
    let events = invoice["events"].as_array().expect("events");
    let action = |event: &Value| event["action"].as_str().expect("an action").to_owned();
    events.iter().map(action).collect()
}

/// Adds an old invoice behind the API's back, so that a change must move its version.
pub(crate) async fn old(world: &World, resource: &str, mut invoice: Value) -> String {
    invoice["created_at"] = json!("2026-02-01T10:00:00Z");
    invoice["updated_at"] = json!("2026-02-01T10:00:00Z");
    world.add(name_of(resource), invoice).await
}

/// The version that the list of ids and versions has for an invoice.
pub(crate) async fn version(world: &World, resource: &str, id: &str) -> i64 {
    let path = format!("{resource}/synchronization?filter=period:20000101..20991231");
    let list = world.get(&path).await.json();
    let mut rows = list.as_array().expect("a list").iter();
    let row = rows.find(|row| row["id"] == id).expect("the invoice");
    row["version"].as_i64().expect("a number")
}

#[tokio::test]
async fn every_change_moves_version_and_updated_at() {
    let world = World::start().await;
    for resource in [SALES, EXTERNAL] {
        let note = json!({"note": {"note": "Bel even"}});
        let payment = json!({"payment": {"payment_date": "2026-03-01", "price": "1"}});
        for (method, action, body) in [
            (Method::POST, "notes", note),
            (Method::POST, "payments", payment),
            (Method::PATCH, "mark_as_dubious", json!({})),
            (Method::PATCH, "mark_as_uncollectible", json!({})),
        ] {
            let id = old(&world, resource, json!({})).await;
            let before = version(&world, resource, &id).await;
            let path = format!("{resource}/{id}/{action}");
            let answer = world.call(method, &path, body).await;
            assert!(answer.status.is_success(), "{action}: {}", answer.text());
            let after = version(&world, resource, &id).await;
            assert!(after > before, "{action} of {resource}");
            assert_eq!(read(&world, resource, &id).await["version"], after);
        }
    }
}

#[tokio::test]
async fn writes_count_against_the_quota_and_stand_in_the_log() {
    let mut options = invoice_gateway::sandbox::Options::new(crate::world::TODAY);
    options.rate_limit = true;
    let world = World::with(options).await;
    let id = id_of(&draft(&world).await);
    let path = format!("{SALES}/{id}/send_invoice.json");
    let body = json!({"sales_invoice_sending": {"delivery_method": "Manual"}});
    let answer = world.call(Method::PATCH, &path, body.clone()).await;
    assert_eq!(answer.number("ratelimit-requestsremaining"), 148);
    let counts = world.plain(Method::GET, "/_requests").await.json();
    let tenant = "/moneybird/api/v2/{administration_id}";
    assert_eq!(counts[format!("POST {tenant}/sales_invoices")], 1);
    let route = format!("PATCH {tenant}/sales_invoices/{{id}}/send_invoice");
    assert_eq!(counts[route], 1);
    let log = world.plain(Method::GET, "/_requests/log").await.json();
    let call = log.as_array().expect("a list").last().expect("a call");
    let expected = json!({
        "method": "PATCH",
        "path": format!("/moneybird/api/v2/123/{path}"),
        "query": null,
        "content_type": "application/json",
        "body": body.to_string(),
    });
    assert_eq!(*call, expected);

    world.control(json!({"rate_limit": {"used": 150}})).await;
    let note = json!({"note": {"note": "Bel even"}});
    let answer = world
        .call(Method::POST, &format!("{SALES}/{id}/notes"), note)
        .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let invoice = world.books("moneybird").await;
    let invoice = invoice.iter().find(|invoice| invoice["id"] == *id);
    assert_eq!(invoice.expect("the invoice")["notes"], json!([]));
}

#[tokio::test]
async fn deleting_leaves_nothing_and_twice_is_not_found() {
    let world = World::start().await;
    for resource in [SALES, EXTERNAL] {
        let id = id_of(&open(&world, resource).await);
        let path = format!("{resource}/{id}");
        let answer = world.call(Method::DELETE, &path, json!({})).await;
        assert_eq!(
            (answer.status, answer.body.len()),
            (StatusCode::NO_CONTENT, 0)
        );
        assert_eq!(world.get(&path).await.status, StatusCode::NOT_FOUND);
        assert!(
            !world
                .ids(&format!("{resource}/synchronization"))
                .await
                .contains(&id)
        );
        let again = world.call(Method::DELETE, &path, json!({})).await;
        refused(&again, 404, &not_found("id"));
    }
}

#[tokio::test]
async fn a_sales_invoice_with_a_pending_payment_cannot_be_deleted() {
    let world = World::start().await;
    let id = world
        .add("moneybird", json!({"state": "pending_payment"}))
        .await;
    let path = format!("{SALES}/{id}");
    let answer = world.call(Method::DELETE, &path, json!({})).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(world.get(&path).await.status, StatusCode::OK);
}
