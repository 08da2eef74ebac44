//! Lists that misbehave on demand.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::{World, ids};
use crate::{dashdoc, i3d};

async fn disturb(world: &World, manner: Value) {
    for resource in ["dashdoc", "i3d"] {
        let command = json!({"paging": {"resource": resource, "manner": manner}});
        world.control(command).await;
    }
}

/// Both vendors' pages of 20, as far as they go or ten of them.
async fn pages(world: &World) -> [Vec<Vec<String>>; 2] {
    let mut trucks = Vec::new();
    for page in 1..=10 {
        let page = dashdoc::get(world, &format!("/invoices/?page={page}"))
            .await
            .json();
        trucks.push(dashdoc::uids(&page));
        if page["next"].is_null() {
            break;
        }
    }
    let mut hosting = Vec::new();
    for page in 0..10 {
        let range = format!("start={},results=20", page * 20);
        let page = i3d::get(world, "/account/invoice", Some(&range))
            .await
            .json();
        let rows = ids(&page);
        let is_short = rows.len() < 20;
        hosting.push(rows);
        if is_short {
            break;
        }
    }
    [trucks, hosting]
}

fn distinct(pages: &[Vec<String>]) -> usize {
    pages.iter().flatten().collect::<BTreeSet<_>>().len()
}

#[tokio::test]
async fn rows_that_move_between_pages_are_seen_twice_and_others_never() {
    let world = World::start().await;
    for by in [1, -1, 7] {
        disturb(&world, json!({"rotate": by})).await;
        for pages in pages(&world).await {
            assert_eq!(pages.len(), 4);
            assert!(distinct(&pages) < 64, "{by}");
        }
    }
    disturb(&world, json!("normal")).await;
    for pages in pages(&world).await {
        assert_eq!(distinct(&pages), 64);
    }
}

#[tokio::test]
async fn shuffled_pages_differ_every_time_and_unordered_ones_do_not() {
    let world = World::start().await;
    disturb(&world, json!("shuffle")).await;
    let (one, other) = (pages(&world).await, pages(&world).await);
    assert!(one[0] != other[0] && one[1] != other[1]);
    let normal = World::start().await;
    let normal = pages(&normal).await;
    disturb(&world, json!("unordered")).await;
    let (one, other) = (pages(&world).await, pages(&world).await);
    assert_eq!(one, other);
    for (pages, normal) in one.iter().zip(&normal) {
        assert!(distinct(pages) == 64 && pages != normal);
    }
}

#[tokio::test]
async fn repeated_pages_come_twice_and_the_list_still_ends() {
    let world = World::start().await;
    disturb(&world, json!("repeat")).await;
    let [trucks, hosting] = pages(&world).await;
    assert_eq!((trucks.len(), distinct(&trucks)), (8, 64));
    assert_eq!(trucks[0], trucks[1]);
    // Its last page is short, so a client need not ask again.
    assert_eq!((hosting.len(), distinct(&hosting)), (7, 64));
    let beyond = dashdoc::get(&world, "/invoices/?page=9").await;
    assert_eq!(beyond.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_list_can_go_on_for_ever_or_ignore_what_page_is_asked() {
    let world = World::start().await;
    disturb(&world, json!("endless")).await;
    for pages in pages(&world).await {
        assert_eq!((pages.len(), distinct(&pages)), (10, 64));
        assert!(pages.iter().all(|page| page.len() == 20));
    }
    disturb(&world, json!("stuck")).await;
    for pages in pages(&world).await {
        assert_eq!((pages.len(), distinct(&pages)), (10, 20));
    }
}

#[tokio::test]
async fn where_pages_cannot_be_disturbed_the_command_says_so() {
    let world = World::start().await;
    for (resource, manner, word) in [
        ("moneybird", json!("shuffle"), "moneybird"),
        ("dashdoc", json!("dance"), "dance"),
        ("i3d", json!("rotate"), "rotate"),
        ("invoice-ninja", json!({"rotate": 1}), "rotate"),
    ] {
        let command = json!({"paging": {"resource": resource, "manner": manner}});
        let answer = world.try_control(command).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.text().contains(word), "{}", answer.text());
    }
}
