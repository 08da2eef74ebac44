//! Lists: pages, links, order and the answers to wrong parameters.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::world::{API, EXTERNAL, SALES, World, name_of};

#[tokio::test]
async fn following_next_yields_every_invoice_once_newest_first() {
    let world = World::start().await;
    for resource in [SALES, EXTERNAL] {
        let mut path = format!("{API}/123/{resource}.json?filter=state:all&per_page=25");
        let mut seen = Vec::new();
        loop {
            let page = world.send(Method::GET, &path, Some("sandbox"), None).await;
            let page = page.expect("an answer");
            seen.extend(crate::world::ids(&page.json()));
            let Some(links) = page.headers.get("link") else {
                panic!("every page of three has a link");
            };
            let links = links.to_str().expect("text").to_owned();
            let next = links
                .split(", ")
                .find(|link| link.ends_with("; rel=\"next\""));
            let Some(next) = next else { break };
            assert!(next.contains("filter=state%3Aall") && next.contains("per_page=25"));
            let url = next
                .trim_start_matches('<')
                .split('>')
                .next()
                .expect("a url");
            path = url
                .strip_prefix(&world.origin)
                .expect("this host")
                .to_owned();
        }
        let books = world.books(name_of(resource)).await;
        assert_eq!(seen, crate::world::ids(&json!(books)));
        assert!(seen.is_sorted_by(|newer, older| newer > older));
        assert!(seen.iter().all(|id| id.len() == 18));
    }
}

#[tokio::test]
async fn a_single_page_has_no_link_and_a_later_one_leads_back() {
    let world = World::start().await;
    let single = world
        .get("sales_invoices?filter=state:all&per_page=100")
        .await;
    assert!(!single.headers.contains_key("link"));
    let last = world
        .get("sales_invoices?filter=state:all&per_page=60&page=2")
        .await;
    let link = last.header("link");
    assert!(link.contains("page=1&") && link.ends_with("rel=\"prev\""));
    assert!(!link.contains("next"));
    let beyond = world.get("sales_invoices?filter=state:all&page=99").await;
    assert_eq!(
        (beyond.status, beyond.text()),
        (StatusCode::OK, "[]".into())
    );
}

#[tokio::test]
async fn wrong_pages_and_sizes_are_refused_without_a_symbolic_code() {
    let world = World::start().await;
    for (query, parameter) in [
        ("per_page=101", "per_page"),
        ("per_page=0", "per_page"),
        ("per_page=many", "per_page"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=x", "page"),
    ] {
        let answer = world.get(&format!("{SALES}?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        let error = format!("{parameter} does not have a valid value");
        assert_eq!(answer.json(), json!({ "error": error }));
    }
}

#[tokio::test]
async fn a_list_shows_this_year_and_dateless_drafts_only() {
    let world = World::start().await;
    for (resource, date) in [(SALES, "invoice_date"), (EXTERNAL, "date")] {
        let listed = world.ids(&format!("{resource}?per_page=100")).await;
        let books = world.books(name_of(resource)).await;
        let this_year = books.iter().filter(|invoice| {
            invoice[date].is_null() || invoice[date].as_str().expect("a date").starts_with("2026")
        });
        let this_year: Vec<_> = this_year.map(|invoice| invoice["id"].clone()).collect();
        assert_eq!(json!(listed), json!(this_year));
        assert!(listed.len() < books.len());
    }
}

#[tokio::test]
async fn list_items_equal_the_invoice_by_id_with_and_without_suffix() {
    let world = World::start().await;
    for resource in [SALES, EXTERNAL] {
        let list = world.get(&format!("{resource}?per_page=3")).await.json();
        for item in list.as_array().expect("a list") {
            let id = item["id"].as_str().expect("an id");
            assert_eq!(world.get(&format!("{resource}/{id}")).await.json(), *item);
            assert_eq!(
                world.get(&format!("{resource}/{id}.json")).await.json(),
                *item
            );
        }
    }
}
