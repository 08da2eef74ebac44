//! Lists whose pages do not follow each other: nothing is missed, or the error says so.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::tests::{
        script::{Held, Script, asked, call, ninja, ok},
        world::{World, ago, cold},
    },
    error::ErrorKind,
    provider::Lookup,
    transport::{Request, Response},
};

/// A vendor that tells another page than the one asked for, at most `longest` rows of it, and always promises one more.
fn promising(world: &Arc<World>, longest: usize, page: fn(usize) -> usize) -> Arc<Script> {
    let world = Arc::clone(world);
    Script::new(move |request| {
        let number = |name: &str| asked(request, name).map(|text| text.parse().unwrap());
        let (Some(asked_for), Some(per_page)) = (number("page"), number("per_page")) else {
            return world.answer(request);
        };
        let answer = world.answer(&with(request, page(asked_for), longest.min(per_page)));
        promised(&answer, asked_for)
    })
}

fn with(request: &Request, page: usize, per_page: usize) -> Request {
    let mut request = request.clone();
    let pairs = request.url.query_pairs().into_owned();
    let pairs: Vec<(String, String)> = pairs
        .map(|(key, value)| match key.as_str() {
            "page" => (key, page.to_string()),
            "per_page" => (key, per_page.to_string()),
            _ => (key, value),
        })
        .collect();
    request.url.query_pairs_mut().clear().extend_pairs(pairs);
    request
}

fn promised(answer: &Response, page: usize) -> Response {
    let mut body: Value = serde_json::from_slice(&answer.body).unwrap();
    body["meta"]["pagination"]["total_pages"] = json!(page + 1);
    ok(&body)
}

#[tokio::test]
async fn a_load_needs_no_second_page_when_that_is_the_first_one_again() {
    let world = World::with(1..=600, ago(100_000));
    for number in 1..=600 {
        world.edit(number, ago(90_000 - number as i64 / 3), |_| {});
    }
    let vendor = promising(&world, 5000, |_| 1);
    let held = Held::default();
    cold(&ninja(&vendor), &held).await;
    assert_eq!(held.count(), 600);
    assert!(vendor.take().len() < 20);
}

#[tokio::test]
async fn a_load_follows_pages_that_come_twice_to_the_end_and_no_further() {
    let world = World::with(1..=600, ago(100_000));
    let vendor = promising(&world, 5000, |page| page.div_ceil(2));
    let held = Held::default();
    cold(&ninja(&vendor), &held).await;
    assert_eq!((held.count(), vendor.lines().len()), (600, 5));
}

#[tokio::test]
async fn ties_on_pages_that_are_short_and_come_twice_lose_nothing() {
    let world = World::with(1..=160, ago(100_000));
    let vendor = promising(&world, 50, |page| page.div_ceil(2));
    let (held, provider) = (Held::default(), ninja(&vendor));
    let next = cold(&provider, &held).await;
    for number in 1..=160 {
        world.edit(number, ago(30), |row| row["number"] = json!("tied"));
    }
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    for number in 1..=160 {
        let told = held.told_of(number, |invoice| invoice.number.clone());
        assert_eq!(told.unwrap().as_deref(), Some("tied"), "{number}");
    }
}

#[tokio::test]
async fn ties_behind_the_same_page_for_ever_are_an_error() {
    let world = World::with(1..=160, ago(100_000));
    let (held, calm) = (Held::default(), ninja(&world.vendor()));
    let next = cold(&calm, &held).await;
    for number in 1..=160 {
        world.edit(number, ago(30), |row| row["number"] = json!("tied"));
    }
    let vendor = promising(&world, 50, |_| 1);
    let failed = ninja(&vendor).changes(&call(), Some(&next), &held).await;
    let error = failed.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    assert_eq!(error.operation(), Some("listInvoices"));
    assert!(error.message().contains("does not end"), "{error}");
    assert!(vendor.take().len() < 40);
}

#[tokio::test]
async fn a_lookup_never_says_no_when_pages_are_hidden() {
    let world = World::with(1..=600, ago(100_000));
    let vendor = promising(&world, 5000, |_| 1);
    let lookup = Lookup::Reference("PO-1".to_owned());
    let error = ninja(&vendor).find(&call(), &lookup).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    assert!(vendor.take().len() < 10);
}
