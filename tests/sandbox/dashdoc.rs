//! Dashdoc's manners: envelopes, languages, slashes, and values that differ from row to row.

use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{Answer, World};

/// The API below its base URL.
pub(crate) const DASHDOC: &str = "/dashdoc/api/v4";

/// The header with the token.
pub(crate) const TOKEN: (&str, &str) = ("authorization", "Token sandbox");
const ENGLISH: (&str, &str) = ("accept-language", "en-GB,en;q=0.9,fr;q=0.5");

/// Asks the API as an authorized client.
pub(crate) async fn get(world: &World, path: &str) -> Answer {
    world.ask(&format!("{DASHDOC}{path}"), &[TOKEN]).await
}

/// Asks for something that must be there.
pub(crate) async fn get_json(world: &World, path: &str) -> Value {
    let answer = get(world, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// The ids on a page.
pub(crate) fn uids(page: &Value) -> Vec<String> {
    let rows = page["results"].as_array().expect("results");
    let uid = |row: &Value| row["uid"].as_str().expect("a uid").to_owned();
    rows.iter().map(uid).collect()
}

/// Takes the path after the API from a link, whatever its host.
fn path_of(link: &Value) -> Option<String> {
    let link = link.as_str()?;
    let path = link.split_once("/api/v4").expect("a path of the API").1;
    Some(path.to_owned())
}

/// The invoice with a uid.
pub(crate) async fn one(world: &World, uid: &str) -> Value {
    get_json(world, &format!("/invoices/{uid}/")).await
}

/// A copy without the keys that hold links, which books write without a host.
fn without_links(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_links).collect(),
        Value::Object(fields) => {
            let is_link = |key: &str| ["file", "file_url", "document"].contains(&key);
            let kept = fields.iter().filter(|(key, _)| !is_link(key));
            Value::Object(
                kept.map(|(key, value)| (key.clone(), without_links(value)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

#[tokio::test]
async fn following_next_yields_every_invoice_once_and_it_equals_the_invoice_by_uid() {
    let world = World::start().await;
    let books = world.books("dashdoc").await;
    assert!(books.len() >= 64);
    let mut path = Some("/invoices/".to_owned());
    let mut seen = Vec::new();
    while let Some(asked) = path {
        let page = get_json(&world, &asked).await;
        assert_eq!(page["count"], books.len());
        let rows = page["results"].as_array().expect("results").clone();
        assert!(rows.len() == 20 || page["next"].is_null());
        seen.extend(rows);
        path = path_of(&page["next"]);
    }
    assert_eq!(without_links(&json!(seen)), without_links(&json!(books)));
    for row in &seen {
        assert_eq!(one(&world, row["uid"].as_str().expect("a uid")).await, *row);
    }
}

#[tokio::test]
async fn links_between_pages_name_another_host_and_keep_what_was_asked() {
    let world = World::start().await;
    let first = get_json(&world, "/invoices/").await;
    assert!(first["previous"].is_null());
    let next = first["next"].as_str().expect("a link");
    assert!(
        next.starts_with("https://") && !next.contains("127.0.0.1"),
        "{next}"
    );
    assert!(next.ends_with("/api/v4/invoices/?page=2"), "{next}");
    let second = get_json(&world, "/invoices/?page=2&colour=red").await;
    let previous = second["previous"].as_str().expect("a link");
    assert!(previous.ends_with("/invoices/?colour=red"), "{previous}");
    let last = get_json(&world, "/invoices/?page=last").await;
    assert!(last["next"].is_null() && uids(&last).len() < 20);
}

#[tokio::test]
async fn a_page_past_the_end_looks_like_a_missing_invoice() {
    let world = World::start().await;
    for page in ["99", "0", "-1", "x"] {
        let answer = get(&world, &format!("/invoices/?page={page}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.json(), json!({"detail": "Page invalide."}));
    }
}

#[tokio::test]
async fn the_page_size_cannot_be_chosen_and_unknown_filters_are_ignored() {
    let world = World::start().await;
    let plain = get_json(&world, "/invoices/").await;
    let asked = "/invoices/?page_size=100&limit=5&status=paid&created__gte=2026-01-01";
    let odd = get_json(&world, asked).await;
    assert_eq!(uids(&odd), uids(&plain));
    assert_eq!(odd["count"], plain["count"]);
}

#[tokio::test]
async fn finalized_since_hides_drafts_and_includes_the_moment_itself() {
    let world = World::start().await;
    let moment = "2026-01-15T10:00:00.000001Z";
    let exact = world.add("dashdoc", json!({"finalized_at": moment})).await;
    let before = world
        .add("dashdoc", json!({"finalized_at": "2026-01-15T10:00:00Z"}))
        .await;
    let draft = world.add("dashdoc", json!({"status": "draft"})).await;
    let mut path = Some(format!("/invoices/?finalized_at__gte={moment}"));
    let mut seen = Vec::new();
    while let Some(asked) = path {
        let page = get_json(&world, &asked).await;
        path = path_of(&page["next"]);
        seen.extend(uids(&page));
    }
    assert!(seen.contains(&exact) && !seen.contains(&before) && !seen.contains(&draft));
    let books = world.books("dashdoc").await;
    let moment_of = |text: &str| text.parse::<Timestamp>().expect("a moment");
    let expected = books.iter().filter(|row| {
        let finalized_at = row["finalized_at"].as_str();
        finalized_at.is_some_and(|at| moment_of(at) >= moment_of(moment))
    });
    assert_eq!(seen.len(), expected.count());
    for row in books.iter().filter(|row| row["status"] == "draft") {
        assert!(row["finalized_at"].is_null());
    }
}

#[tokio::test]
async fn a_moment_without_z_is_refused_field_by_field() {
    let world = World::start().await;
    for moment in [
        "2026-01-15",
        "2026-01-15T10:00:00",
        "2026-01-15T10:00:00%2B01:00",
    ] {
        let answer = get(&world, &format!("/invoices/?finalized_at__gte={moment}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{moment}");
        let error = &answer.json()["finalized_at__gte"];
        assert_eq!(error["code"], json!(["invalid"]));
        assert!(error["detail"][0].is_string());
    }
}

#[tokio::test]
async fn only_the_token_scheme_and_the_token_are_accepted() {
    let world = World::start().await;
    let path = format!("{DASHDOC}/invoices/");
    let missing = json!({"detail": "Informations d'authentification non fournies."});
    let wrong = json!({"detail": "Token invalide"});
    for (headers, body) in [
        (vec![], &missing),
        (vec![("authorization", "Bearer sandbox")], &missing),
        (vec![("authentication", "sandbox")], &missing),
        (vec![("authorization", "sandbox")], &missing),
        (vec![("authorization", "Token sandbox2")], &wrong),
    ] {
        let answer = world.ask(&path, &headers).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{headers:?}");
        assert_eq!(answer.header("www-authenticate"), "Token");
        assert_eq!(answer.json(), *body, "{headers:?}");
    }
}

#[tokio::test]
async fn errors_are_french_unless_english_is_preferred() {
    let world = World::start().await;
    let path = format!("{DASHDOC}/invoices/00000000-0000-4000-8000-000000000000/");
    let french = world.ask(&path, &[TOKEN]).await;
    assert_eq!(french.status, StatusCode::NOT_FOUND);
    assert_eq!(french.json(), json!({"detail": "Pas trouvé."}));
    assert_eq!(french.header("content-language"), "fr");
    let english = world.ask(&path, &[TOKEN, ENGLISH]).await;
    assert_eq!(english.json(), json!({"detail": "Not found."}));
    assert_eq!(english.header("content-language"), "en");
    let german = world.ask(&path, &[TOKEN, ("accept-language", "de")]).await;
    assert_eq!(german.json(), french.json());
    let token = world.ask(&path, &[ENGLISH]).await;
    assert_eq!(
        token.json(),
        json!({"detail": "Authentication credentials were not provided."})
    );
}

#[tokio::test]
async fn without_its_slash_a_get_is_redirected_and_nothing_else_works() {
    let world = World::start().await;
    for path in ["/invoices", "/invoices/items", "/invoices/abc"] {
        let answer = get(&world, &format!("{path}?page=2")).await;
        assert_eq!(answer.status, StatusCode::MOVED_PERMANENTLY);
        assert_eq!(
            answer.header("location"),
            format!("{DASHDOC}{path}/?page=2")
        );
        // Nobody is asked who they are yet.
        let anonymous = world.plain(Method::GET, &format!("{DASHDOC}{path}")).await;
        assert_eq!(anonymous.status, StatusCode::MOVED_PERMANENTLY);
        let posted = world.plain(Method::POST, &format!("{DASHDOC}{path}")).await;
        assert_eq!(posted.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
}

#[tokio::test]
async fn what_is_no_uid_is_not_found_and_other_methods_are_not_allowed() {
    let world = World::start().await;
    for uid in ["1", "abc", "00000000000040008000000000000000", "%2F"] {
        let answer = get(&world, &format!("/invoices/{uid}/")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let page = get_json(&world, "/invoices/").await;
    let upper = uids(&page)[0].to_uppercase();
    assert_eq!(one(&world, &upper).await["uid"], page["results"][0]["uid"]);
    let items = get_json(&world, "/invoices/items/").await;
    assert!(items["count"].as_u64() > Some(3) && items["next"].is_null());
    let path = format!("{DASHDOC}/invoices/");
    let deleted = world.ask_by(Method::DELETE, &path, &[TOKEN]).await;
    assert_eq!(deleted.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(deleted.json()["detail"].is_string());
}

#[tokio::test]
async fn faults_come_in_the_vendors_shapes() {
    for (status, key) in [
        (400, "non_field_errors"),
        (401, "detail"),
        (403, "detail"),
        (429, "detail"),
    ] {
        let world = World::start().await;
        let fault = json!({"resource": "dashdoc", "answer": {"status": status}});
        world.control(json!({"fault": {"add": fault}})).await;
        let answer = get(&world, "/invoices/").await;
        assert_eq!(answer.status.as_u16(), status);
        assert!(!answer.json()[key].is_null(), "{}", answer.text());
    }
    let world = World::start().await;
    let page = get_json(&world, "/invoices/").await;
    let uid = uids(&page)[1].clone();
    let wrong_type = json!({"wrong_type": {"field": "total_price", "id": uid}});
    world
        .control(json!({"fault": {"add": {"times": 1, "answer": wrong_type}}}))
        .await;
    let spoilt = get_json(&world, "/invoices/").await;
    assert!(spoilt["results"][1]["total_price"].is_object());
    assert!(spoilt["results"][0]["total_price"].is_string());
    world
        .control(json!({"fault": {"add": {"answer": {"status": 500}}}}))
        .await;
    let broken = get(&world, "/invoices/").await;
    assert!(broken.header("content-type").starts_with("text/html"));
}
