//! Pages, order and includes.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{add, data, get, ids, rows, text, wanted};
use crate::world::World;

async fn pagination(world: &World, query: &str) -> Value {
    let answer = get(world, &format!("invoices?{query}")).await;
    answer.json()["meta"]["pagination"].clone()
}

#[tokio::test]
async fn per_page_is_20_at_most_5000_and_15_when_it_is_nonsense() {
    let world = World::start().await;
    for (query, per_page) in [
        ("", 20),
        ("per_page=7", 7),
        ("per_page=-50", 50),
        ("per_page=99999", 5000),
        ("per_page=0", 15),
        ("per_page=", 15),
        ("per_page=all", 15),
    ] {
        let page = pagination(&world, query).await;
        assert_eq!(page["per_page"], per_page, "{query}");
        assert_eq!(page["total"], 64);
    }
}

#[tokio::test]
async fn links_know_the_page_and_forget_everything_else() {
    let world = World::start().await;
    let page = pagination(&world, "per_page=10&page=2&sort=id%7Casc&status=active").await;
    let base = format!("{}/invoice-ninja/api/v1/invoices", world.origin);
    let links = json!({"previous": format!("{base}?page=1"), "next": format!("{base}?page=3")});
    assert_eq!(page["links"], links);
    let only = pagination(&world, "per_page=100").await;
    assert_eq!(only["links"], json!({}));
    assert_eq!(only["total_pages"], 1);
}

#[tokio::test]
async fn a_page_past_the_end_is_empty_with_the_true_total() {
    let world = World::start().await;
    let answer = get(&world, "invoices?page=9").await.json();
    assert_eq!(answer["data"], json!([]));
    assert_eq!(answer["meta"]["pagination"]["total"], 64);
    let none = get(&world, "invoices?number=nope").await.json();
    assert_eq!(none["meta"]["pagination"]["total_pages"], 1);
    for page in ["0", "-3", "x"] {
        let page = pagination(&world, &format!("page={page}")).await;
        assert_eq!(page["current_page"], 1);
    }
}

async fn walk(world: &World, query: &str) -> Vec<String> {
    let mut found = Vec::new();
    for page in 1..=7 {
        let path = format!("invoices?per_page=10&page={page}{query}");
        found.extend(crate::world::ids(&data(world, &path).await));
    }
    found
}

#[tokio::test]
async fn only_a_unique_order_keeps_pages_from_overlapping() {
    let world = World::start().await;
    let by_id = walk(&world, "&sort=id%7Casc").await;
    assert_eq!(by_id.iter().collect::<BTreeSet<_>>().len(), 64);
    let unsorted = walk(&world, "").await;
    assert_eq!(unsorted.len(), 64);
    assert!(unsorted.iter().collect::<BTreeSet<_>>().len() < 64);
    let tied = walk(&world, "&sort=status_id%7Casc").await;
    assert!(tied.iter().collect::<BTreeSet<_>>().len() < 64);
}

#[tokio::test]
async fn only_the_word_asc_ascends_and_unknown_columns_are_ignored() {
    let world = World::start().await;
    let amounts = async |sort: &str| -> Vec<f64> {
        let rows = rows(&world, &format!("invoices?sort={sort}")).await;
        let amount = |row: &Value| row["amount"].as_f64().expect("a number");
        rows.iter().map(amount).collect()
    };
    assert!(amounts("amount|asc").await.is_sorted());
    for direction in ["desc", "ASC", "ascending"] {
        let falling = amounts(&format!("amount|{direction}")).await;
        assert!(falling.is_sorted_by(|left, right| left >= right));
    }
    for nonsense in ["name|asc", "amount", "amount|asc|x"] {
        assert!(!amounts(nonsense).await.is_sorted());
    }
}

#[tokio::test]
async fn number_sorts_by_its_digits_and_client_by_name() {
    let world = World::start().await;
    let numbers: Vec<u64> = rows(&world, "invoices?sort=number|asc")
        .await
        .iter()
        .map(|row| {
            let digits = text(&row["number"]).chars().filter(char::is_ascii_digit);
            digits.collect::<String>().parse().unwrap_or(0)
        })
        .collect();
    assert!(numbers.is_sorted());
    let names: Vec<String> = rows(&world, "invoices?sort=client_id|asc&include=client")
        .await
        .iter()
        .map(|row| text(&row["client"]["name"]).to_lowercase())
        .collect();
    assert!(names.is_sorted());
}

#[tokio::test]
async fn includes_nest_and_unknown_ones_are_refused_by_lists_alone() {
    let world = World::start().await;
    let all = rows(&world, "invoices?include=client.group_settings,payments").await;
    let with_group = all
        .iter()
        .find(|row| row["client"]["group_settings"].is_object());
    assert!(text(&with_group.expect("a group")["client"]["group_settings_id"]).len() == 10);
    let without = all
        .iter()
        .find(|row| row["client"]["group_settings_id"] == "");
    let without = without.expect("a client without a group")["client"].clone();
    assert!(
        without
            .as_object()
            .expect("an object")
            .get("group_settings")
            .is_none()
    );
    let paid = all.iter().find(|row| row["payments"] != json!([]));
    assert!(paid.expect("a paid one")["payments"][0]["paymentables"].is_array());

    let refused = get(&world, "invoices?include=clients").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let message = "Relation `clients` is not a valid include.";
    assert_eq!(refused.json(), json!({ "message": message }));
    let ignored = data(&world, "invoices/VolejRejNm?include=clients").await;
    assert!(ignored.get("clients").is_none() && ignored.get("client").is_none());
}

#[tokio::test]
async fn activities_come_with_a_record_but_not_with_a_list() {
    let world = World::start().await;
    let list = rows(&world, "invoices?include=activities").await;
    assert!(list.iter().all(|row| row["activities"] == json!([])));
    let one = data(&world, "invoices/VolejRejNm?include=activities").await;
    let times: Vec<i64> = one["activities"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["created_at"].as_i64().expect("seconds"))
        .collect();
    assert!(times.len() > 1 && times.is_sorted_by(|left, right| left >= right));
}

#[tokio::test]
async fn lists_hold_archived_and_deleted_rows() {
    let world = World::start().await;
    assert_eq!(
        ids(&world, "invoices").await,
        wanted(&world, |_| true).await
    );
    let gone = wanted(&world, |row| row["is_deleted"] == true).await;
    assert!(!gone.is_empty());
}

#[tokio::test]
async fn the_index_parameter_renames_or_drops_the_envelope() {
    let world = World::start().await;
    let renamed = get(&world, "invoices?index=rows&per_page=1").await.json();
    assert!(renamed["rows"].is_array() && renamed["meta"].is_object());
    assert!(get(&world, "invoices?index=none").await.json().is_array());
    let more = get(&world, "invoices/VolejRejNm?include_static=true").await;
    assert!(more.json()["static"]["currencies"].is_array());
}

#[tokio::test]
async fn parameters_may_come_in_a_json_body() {
    let world = World::start().await;
    let number = "B-1";
    let id = add(&world, json!({ "number": number })).await;
    let path = format!("{}/invoices", super::API);
    let body = json!({"number": number, "per_page": 3});
    let answer = world
        .say(reqwest::Method::GET, &path, &super::HEADERS, Some(&body))
        .await;
    assert_eq!(crate::world::ids(&answer.json()["data"]), [id]);
}

async fn disturb(world: &World, manner: Value) {
    let command = json!({"paging": {"resource": "invoice-ninja", "manner": manner}});
    world.control(command).await;
}

fn distinct(pages: &[Vec<String>]) -> usize {
    pages.iter().flatten().collect::<BTreeSet<_>>().len()
}

/// Follows pages of ten rows as far as they go, or twenty of them.
async fn follow(world: &World, query: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    for number in 1..=20 {
        let path = format!("invoices?per_page=10&page={number}{query}");
        let answer = get(world, &path).await.json();
        pages.push(crate::world::ids(&answer["data"]));
        let meta = &answer["meta"]["pagination"];
        assert_eq!(meta["total"], 64);
        let is_last = meta["current_page"].as_u64() >= meta["total_pages"].as_u64();
        assert_eq!(meta["links"].get("next").is_none(), is_last);
        if is_last {
            break;
        }
    }
    pages
}

#[tokio::test]
async fn what_the_order_leaves_open_moves_with_each_page_with_each_call_or_never() {
    let world = World::start().await;
    for (manner, covers, stays) in [
        ("normal", false, true),
        ("unordered", true, true),
        ("shuffle", false, false),
    ] {
        for open in ["", "&sort=status_id%7Casc"] {
            disturb(&world, json!(manner)).await;
            let (one, other) = (follow(&world, open).await, follow(&world, open).await);
            assert_eq!(distinct(&one) == 64, covers, "{manner}{open}");
            assert_eq!(one == other, stays, "{manner}{open}");
        }
        let firm = follow(&world, "&sort=id%7Casc").await;
        assert!(distinct(&firm) == 64 && firm.concat().len() == 64);
    }
}

#[tokio::test]
async fn pages_come_twice_or_never_end_when_that_is_asked_for() {
    let world = World::start().await;
    let by_id = "&sort=id%7Casc";
    disturb(&world, json!("repeat")).await;
    let pages = follow(&world, by_id).await;
    assert_eq!((pages.len(), distinct(&pages)), (14, 64));
    assert_eq!(pages[0], pages[1]);
    disturb(&world, json!("endless")).await;
    let pages = follow(&world, by_id).await;
    assert_eq!((pages.len(), distinct(&pages)), (20, 64));
    disturb(&world, json!("stuck")).await;
    let pages = follow(&world, by_id).await;
    assert_eq!((pages.len(), distinct(&pages)), (20, 10));
    let clients = data(&world, "clients?per_page=2&page=2&sort=id%7Casc").await;
    let first = data(&world, "clients?per_page=2&page=1&sort=id%7Casc").await;
    assert_ne!(
        clients, first,
        "the lists of clients have a manner of their own"
    );
}
