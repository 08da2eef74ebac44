//! Looking for a number or a reference.

use invoice_gateway::{
    error::ErrorKind,
    provider::{Call, Lookup},
};

use crate::{
    providers::{Row, Wish},
    suite::{Case, case},
    world::{LONG, World},
};

/// Texts that break paths, queries and filters where they are not escaped.
const ODD: [&str; 16] = [
    "A/B",
    "..",
    ".",
    "?page=2",
    "R&D 50%",
    "%2F",
    "ü – 日本 🧾",
    "\"quoted\"",
    "a#b;c",
    "a+b c",
    "1,2|3:4",
    "\\",
    "order.json",
    " leads and trails ",
    "{id}",
    "'; drop table",
];

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("finds_by_number_or_says_that_it_cannot", by_number),
        case("finds_by_reference_or_says_that_it_cannot", by_reference),
        case("finds_numbers_with_odd_characters", odd_numbers),
        case("finds_references_with_odd_characters", odd_references),
        case("finds_a_long_reference", long_reference),
        case("finds_none_where_there_is_none", none),
        case("looks_for_nothing_when_asked_for_nothing", empty),
    ]
}

/// Looks, and holds the answer to what the provider can: `wanted` is the id to find, `None` that there is none.
async fn look(world: &World, lookup: Lookup, wanted: Option<&str>) {
    let can = match lookup {
        Lookup::Number(_) => world.row.finds_number,
        Lookup::Reference(_) => world.row.finds_reference,
    };
    let unaskable = |text: &String| world.row.unaskable.contains(&text.as_str());
    let wanted = match &lookup {
        Lookup::Number(number) => wanted.filter(|_| !unaskable(number)),
        Lookup::Reference(_) => wanted,
    };
    world.forget_calls().await;
    let found = world.provider().find(&Call::within(LONG), &lookup).await;
    if !can {
        let error = found.expect_err("what a provider cannot do it says");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(world.calls().await, 0, "what cannot be is not asked for");
        return;
    }
    let found = found.unwrap_or_else(|error| panic!("{lookup:?}: {error:?}"));
    let ids: Vec<&str> = found.iter().map(|invoice| invoice.id.as_str()).collect();
    assert_eq!(ids, wanted.into_iter().collect::<Vec<_>>(), "{lookup:?}");
    let newest = world.ids().await.len() as u64;
    assert!(world.calls().await <= 1 + (world.row.calls.search)(newest));
}

async fn by_number(row: &'static Row) {
    let world = World::with(row, 40).await;
    let truths = world.truths().await;
    let numbered = truths.iter().filter(|truth| truth.number.is_some());
    let numbered: Vec<_> = numbered.collect();
    assert!(!numbered.is_empty());
    // Numbers may occur more than once; the vendor then chooses.
    let once = |number: &Option<String>| {
        let same = numbered.iter().filter(|truth| truth.number == *number);
        same.count() == 1
    };
    for truth in numbered.iter().filter(|truth| once(&truth.number)).take(3) {
        let number = truth.number.clone().expect("it has a number");
        look(&world, Lookup::Number(number), Some(&truth.id)).await;
    }
}

async fn by_reference(row: &'static Row) {
    let world = World::with(row, 5).await;
    let wish = Wish {
        reference: Some("PO-4711".to_owned()),
        ..Wish::default()
    };
    let ids = world.add(&wish, 1).await;
    let lookup = Lookup::Reference("PO-4711".to_owned());
    look(&world, lookup, Some(ids[0].as_str())).await;
}

async fn odd_numbers(row: &'static Row) {
    let world = World::with(row, 5).await;
    for number in ODD {
        let wish = Wish {
            number: Some(number.to_owned()),
            ..Wish::default()
        };
        let ids = world.add(&wish, 1).await;
        look(
            &world,
            Lookup::Number(number.to_owned()),
            Some(ids[0].as_str()),
        )
        .await;
    }
}

async fn odd_references(row: &'static Row) {
    let world = World::with(row, 5).await;
    for reference in ODD {
        let wish = Wish {
            reference: Some(reference.to_owned()),
            ..Wish::default()
        };
        let ids = world.add(&wish, 1).await;
        look(
            &world,
            Lookup::Reference(reference.to_owned()),
            Some(ids[0].as_str()),
        )
        .await;
    }
}

async fn long_reference(row: &'static Row) {
    let world = World::with(row, 5).await;
    let reference = "lang ü/".repeat(200);
    let wish = Wish {
        reference: Some(reference.clone()),
        ..Wish::default()
    };
    let ids = world.add(&wish, 1).await;
    look(&world, Lookup::Reference(reference), Some(ids[0].as_str())).await;
}

async fn none(row: &'static Row) {
    let world = World::with(row, 20).await;
    look(&world, Lookup::Number("no such number".to_owned()), None).await;
    let reference = Lookup::Reference("no such reference".to_owned());
    look(&world, reference, None).await;
}

async fn empty(row: &'static Row) {
    let world = World::with(row, 20).await;
    look(&world, Lookup::Number(String::new()), None).await;
    look(&world, Lookup::Reference(String::new()), None).await;
    assert_eq!(world.calls().await, 0);
}
