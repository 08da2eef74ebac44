//! The feed of changed invoices: which calls it takes, and what the snapshot is told, however the vendor's lists move.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::tests::{
        script::{Held, Script, asked, call, document, ninja, ok},
        world::{World, ago, cold},
    },
    clock,
    error::ErrorKind,
};

const INCLUDE: &str = "include=client.group_settings%2Cpayments";

fn since(request: &str) -> bool {
    request.contains("updated_at=")
}

#[tokio::test]
async fn a_cold_start_reads_the_newest_first_a_page_at_a_time() {
    for (count, pages) in [(0, 1), (1, 1), (250, 1), (251, 2), (700, 3)] {
        let world = World::with(1..=count, ago(1000));
        let vendor = world.vendor();
        let held = Held::default();
        let next = cold(&ninja(&vendor), &held).await;
        let expected: Vec<_> = (1..=pages)
            .map(|page| {
                format!("GET /api/v1/invoices?sort=id%7Cdesc&per_page=250&page={page}&{INCLUDE}")
            })
            .collect();
        assert_eq!(vendor.lines(), expected, "{count}");
        assert_eq!(held.count() as u64, count);
        assert_eq!(held.take()[0], format!("expect {count}"));
        assert!(next.changed_at.unwrap() < clock::now() && next.listed_at.is_some());
    }
}

#[tokio::test]
async fn when_little_changed_two_calls_are_enough() {
    let world = World::with(1..=3, ago(1000));
    let vendor = world.vendor();
    let provider = ninja(&vendor);
    let held = Held::default();
    let next = cold(&provider, &held).await;
    held.take();
    vendor.take();
    let changed_at = ago(30);
    world.edit(2, changed_at, |row| row["number"] = json!("2b"));
    let later = provider.changes(&call(), Some(&next), &held).await.unwrap();
    let (invoices, clients) = (next.changed_at.unwrap().as_second(), &next.marks["clients"]);
    assert_eq!(
        vendor.lines(),
        [
            format!(
                "GET /api/v1/invoices?updated_at={invoices}&sort=updated_at%7Casc&per_page=100&page=1&{INCLUDE}"
            ),
            format!(
                "GET /api/v1/clients?updated_at={clients}&sort=updated_at%7Casc&per_page=100&page=1&include=group_settings"
            ),
        ]
    );
    assert_eq!(held.take(), ["put 1"]);
    assert_eq!(
        held.told_of(2, |invoice| invoice.number.clone())
            .unwrap()
            .as_deref(),
        Some("2b")
    );
    assert_eq!(
        later.changed_at.unwrap().as_second(),
        changed_at.as_second()
    );
    held.age(10);
    provider
        .changes(&call(), Some(&later), &held)
        .await
        .unwrap();
    assert!(
        held.take().is_empty(),
        "what is held in that version is told no more"
    );
}

#[tokio::test]
async fn what_changed_twice_in_one_second_is_read_again() {
    let world = World::with(1..=1, ago(1000));
    let vendor = world.vendor();
    let provider = ninja(&vendor);
    let held = Held::default();
    let next = cold(&provider, &held).await;
    let second = ago(0);
    world.edit(1, second, |row| row["number"] = json!("first"));
    let next = provider.changes(&call(), Some(&next), &held).await.unwrap();
    world.edit(1, second, |row| row["number"] = json!("second"));
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    assert_eq!(
        held.told_of(1, |invoice| invoice.number.clone())
            .unwrap()
            .as_deref(),
        Some("second")
    );
}

#[tokio::test]
async fn a_deletion_is_a_change() {
    let world = World::with(1..=2, ago(1000));
    let provider = ninja(&world.vendor());
    let held = Held::default();
    let next = cold(&provider, &held).await;
    world.edit(1, ago(0), |row| {
        row["is_deleted"] = json!(true);
        row["archived_at"] = json!(5);
    });
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    assert_eq!(held.told_of(1, |invoice| invoice.deleted), Some(Some(true)));
    assert_eq!(
        held.told_of(2, |invoice| invoice.deleted),
        Some(Some(false))
    );
}

#[tokio::test]
async fn many_changes_are_read_from_page_one_again_and_again() {
    let world = World::with(1..=350, ago(5000));
    let vendor = world.vendor();
    let provider = ninja(&vendor);
    let held = Held::default();
    let mut next = cold(&provider, &held).await;
    vendor.take();
    next.changed_at = Some(ago(5000));
    for number in 1..=350 {
        world.edit(number, ago(2000 - number as i64), |row| {
            row["number"] = json!("new")
        });
    }
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    let lines = vendor.lines();
    let feed: Vec<_> = lines
        .iter()
        .filter(|line| line.contains("/invoices?"))
        .collect();
    assert_eq!(feed.len(), 4, "{feed:#?}");
    assert!(
        feed.iter()
            .all(|line| line.contains("page=1&") && since(line))
    );
    for number in 1..=350 {
        assert_eq!(
            held.told_of(number, |invoice| invoice.number.clone())
                .unwrap()
                .as_deref(),
            Some("new")
        );
    }
}

#[tokio::test]
async fn many_changes_in_one_second_make_the_page_longer() {
    for (ties, longest) in [(100, "per_page=500"), (600, "per_page=2500")] {
        let world = World::with(1..=ties + 50, ago(5000));
        let vendor = world.vendor();
        let provider = ninja(&vendor);
        let held = Held::default();
        let mut next = cold(&provider, &held).await;
        vendor.take();
        next.changed_at = Some(ago(900));
        // So lately that what is held of them is no proof.
        let second = ago(0);
        for number in 1..=ties + 1 {
            world.edit(number, second, |row| row["number"] = json!("tied"));
        }
        held.take();
        provider.changes(&call(), Some(&next), &held).await.unwrap();
        let lines = vendor.lines();
        assert!(
            lines.iter().any(|line| line.contains(longest)),
            "{lines:#?}"
        );
        assert!(lines.iter().all(|line| line.contains("page=1&")));
        let told = held.take();
        let told = told.iter().filter_map(|words| words.strip_prefix("put "));
        let told: u64 = told.map(|count| count.parse::<u64>().unwrap()).sum();
        assert_eq!(told, ties + 1, "each once, though pages repeat them");
        for number in 1..=ties + 1 {
            assert_eq!(
                held.told_of(number, |invoice| invoice.number.clone())
                    .unwrap()
                    .as_deref(),
                Some("tied")
            );
        }
    }
}

#[tokio::test]
async fn a_server_with_short_pages_and_many_ties_is_read_in_the_order_of_ids() {
    let world = World::with(1..=230, ago(5000));
    let copy = Arc::clone(&world);
    // Whatever is asked for, it tells at most 40 rows a page.
    let vendor = Script::new(move |request| {
        let mut short = request.clone();
        let query: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
        short.url.query_pairs_mut().clear();
        for (name, value) in query {
            let value = match (name.as_str(), value.parse::<usize>()) {
                ("per_page", Ok(asked)) => asked.min(40).to_string(),
                _ => value,
            };
            short.url.query_pairs_mut().append_pair(&name, &value);
        }
        copy.answer(&short)
    });
    let provider = ninja(&vendor);
    let held = Held::default();
    let mut next = cold(&provider, &held).await;
    assert_eq!(held.count(), 230);
    next.changed_at = Some(ago(900));
    let second = ago(800);
    for number in 1..=200 {
        world.edit(number, second, |row| row["number"] = json!("tied"));
    }
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    for number in 1..=200 {
        assert_eq!(
            held.told_of(number, |invoice| invoice.number.clone())
                .unwrap()
                .as_deref(),
            Some("tied")
        );
    }
}

#[tokio::test]
async fn rows_that_move_while_they_are_read_are_not_missed() {
    let world = World::with(1..=350, ago(5000));
    let copy = Arc::clone(&world);
    let calls = AtomicUsize::new(0);
    // After each answer the first rows of that answer change and move to the end.
    let vendor = Script::new(move |request| {
        let answer = copy.answer(request);
        let call = calls.fetch_add(1, Ordering::Relaxed) as u64;
        if request.url.path().ends_with("/invoices") && call < 6 {
            for number in 1..=5 {
                copy.edit(call * 5 + number, ago(600 - call as i64), |row| {
                    row["number"] = json!("moved")
                });
            }
            copy.add(1000 + call, ago(600 - call as i64));
        }
        answer
    });
    let provider = ninja(&vendor);
    let held = Held::default();
    let mut next = cold(&provider, &held).await;
    for number in 1..=350 {
        world.edit(number, ago(2000 - number as i64), |row| {
            row["number"] = json!("new")
        });
    }
    next.changed_at = Some(ago(5000));
    let next = provider.changes(&call(), Some(&next), &held).await.unwrap();
    held.age(10);
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    for row in world.invoices.lock().unwrap().iter() {
        let invoices = held.invoices.lock().unwrap();
        let invoice = &invoices[row["id"].as_str().unwrap()];
        assert_eq!(invoice.number.as_deref(), row["number"].as_str());
    }
}

#[tokio::test]
async fn what_comes_while_everything_is_listed_costs_one_call_more() {
    let world = World::with(1..=600, ago(5000));
    let copy = Arc::clone(&world);
    let calls = AtomicUsize::new(0);
    let vendor = Script::new(move |request| {
        let answer = copy.answer(request);
        let call = calls.fetch_add(1, Ordering::Relaxed) as u64;
        copy.add(1000 + call, ago(0));
        answer
    });
    let held = Held::default();
    cold(&ninja(&vendor), &held).await;
    let lines = vendor.lines();
    let (list, feed) = lines.split_at(3);
    assert!(list.iter().all(|line| line.contains("sort=id%7Cdesc")));
    assert!(feed.len() == 1 && since(&feed[0]), "{feed:?}");
    assert_eq!(held.count(), 603);
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up() {
    let time = AtomicUsize::new(1_000);
    let vendor = Script::new(move |request| {
        let from = time.fetch_add(100, Ordering::Relaxed) as i64;
        let rows: Vec<Value> = (0..100)
            .map(|row| {
                document(
                    (from + row) as u64,
                    Timestamp::from_second(from + row).unwrap(),
                )
            })
            .collect();
        let endless = json!({"total": 101, "total_pages": from});
        match asked(request, "sort").as_deref() {
            Some("id|desc") => ok(&json!({"data": []})),
            _ => ok(&json!({"data": rows, "meta": {"pagination": endless}})),
        }
    });
    let provider = ninja(&vendor);
    let held = Held::default();
    let next = cold(&provider, &held).await;
    let error = provider
        .changes(&call(), Some(&next), &held)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    assert!(vendor.take().len() < 40);
}
