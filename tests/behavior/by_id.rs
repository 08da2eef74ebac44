//! Reading by id: one answer for each id, in the fewest calls.

use std::sync::Arc;

use crate::{
    providers::Row,
    suite::{Case, case},
    world::{LONG, World},
};
use invoice_gateway::{
    domain::{Invoice, NativeId},
    error::ErrorKind,
    provider::{Batch, Call, Provider},
};

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![
        case("asks_once_for_an_id_given_twice", duplicates),
        case("tells_an_unknown_id_among_known_ones", unknown),
        case("tells_that_a_single_id_is_unknown", lonely),
        case("tells_in_advance_what_ids_cost", told),
        case("takes_no_harm_from_odd_ids", odd),
        case("asks_for_no_id_of_ten_thousand_characters", long),
        case(
            "takes_no_harm_from_odd_ids_among_known_ones",
            odd_in_company,
        ),
    ];
    for (count, name) in [
        (0, "no_ids_for_no_call"),
        (1, "one_id"),
        (2, "two_ids"),
        (100, "a_hundred_ids"),
        (101, "a_hundred_and_one_ids"),
        (250, "two_hundred_and_fifty_ids"),
    ] {
        cases.push(case(format!("reads_{name}"), move |row| reads(row, count)));
    }
    cases
}

/// Ids that no vendor gives, and that break paths, queries and JSON where they are not escaped.
fn odd_ids() -> Vec<NativeId> {
    let short = [
        "",
        " ",
        "/",
        "a/b",
        "..",
        "../..",
        "?",
        "?page=1",
        "a&b=c",
        "%",
        "%2e%2e%2f",
        "%zz",
        "ü",
        "\"",
        "\\",
        "'",
        "#",
        ";",
        "\n",
        "\r\nX: y",
        "\0",
        "null",
        "-1",
        "1.0",
        "1e3",
        "0",
        "007",
        "١٢٣",
        "[]",
        // Words that are addresses of something else.
        "synchronization",
        "items",
        "unpaid",
        "number",
        "create",
    ];
    let short = short.iter().map(|id| NativeId::new(id));
    short.chain(long_ids()).collect()
}

fn long_ids() -> impl Iterator<Item = NativeId> {
    let long = ["9".repeat(10_000), "x".repeat(10_000), "ü".repeat(5_000)];
    long.into_iter().map(|id| NativeId::new(&id))
}

async fn read(provider: &dyn Provider, ids: &[NativeId]) -> Batch<Arc<Invoice>> {
    provider.invoices(&Call::within(LONG), ids).await
}

fn most_calls(provider: &dyn Provider, ids: usize) -> u64 {
    let ids = ids as u64;
    let batch = provider.info().batch;
    batch.map_or(ids, |batch| ids.div_ceil(batch.into()))
}

fn assert_missing(batch: &Batch<Arc<Invoice>>, id: &NativeId) {
    let shown: String = id.as_str().chars().take(40).collect();
    let answer = batch
        .get(id)
        .unwrap_or_else(|| panic!("{shown:?} was forgotten"));
    let error = answer.as_ref().expect_err(&shown);
    assert_eq!(error.kind(), ErrorKind::NotFound, "{shown:?}: {error:?}");
    assert!(error.message().len() < 500, "the id is not repeated");
}

async fn assert_read(world: &World, batch: &Batch<Arc<Invoice>>, ids: &[NativeId]) {
    let books = world.books().await;
    let books: Vec<_> = books.iter().map(world.row.whole).collect();
    for id in ids {
        let answer = batch.get(id).expect("one answer for each id");
        let invoice = answer.as_ref().expect("an invoice");
        assert_eq!(&invoice.id, id);
        let raw = world.as_in_books(invoice);
        assert!(books.contains(&raw), "{id} is not as in the books");
    }
}

async fn reads(row: &'static Row, count: usize) {
    let world = World::with(row, 260).await;
    let provider = world.provider();
    let ids: Vec<NativeId> = world.ids().await.into_iter().take(count).collect();
    let batch = read(provider.as_ref(), &ids).await;
    assert_read(&world, &batch, &ids).await;
    assert_eq!(batch.into_iter().count(), count);
    assert_calls(&world, most_calls(provider.as_ref(), count), count).await;
}

/// Holds the calls to a number, beside those that look for the rest of the newest invoices.
async fn assert_calls(world: &World, calls: u64, newest: usize) {
    let search = (world.row.calls.search)(newest as u64);
    let made = world.calls().await;
    assert!((calls..=calls + search).contains(&made), "{made} calls");
}

async fn told(row: &'static Row) {
    let world = World::with(row, 130).await;
    let provider = world.provider();
    let mut ids = world.ids().await;
    // What is the same for the whole account is read by now.
    read(provider.as_ref(), &ids.split_off(129)).await;
    for count in [0, 1, 2, 129] {
        let ids = &ids[..count];
        let told = provider.calls_for(ids) as u64;
        // A few more, to look for the rest of the newest invoices.
        let fewest = most_calls(provider.as_ref(), count);
        assert!((fewest..=fewest + 10).contains(&told), "{told} told");
        world.forget_calls().await;
        read(provider.as_ref(), ids).await;
        let made = world.calls().await;
        assert!(made <= told, "{made} calls, {told} told");
    }
    let long: Vec<NativeId> = long_ids().collect();
    assert_eq!(provider.calls_for(&long), 0);
}

async fn duplicates(row: &'static Row) {
    let world = World::with(row, 120).await;
    let provider = world.provider();
    let ids = world.ids().await;
    for distinct in [1, 3, 100] {
        let mut asked = ids[..distinct].to_vec();
        asked.extend_from_slice(&ids[..distinct]);
        asked.push(ids[0].clone());
        world.forget_calls().await;
        let batch = read(provider.as_ref(), &asked).await;
        assert_read(&world, &batch, &ids[..distinct]).await;
        let most = most_calls(provider.as_ref(), distinct);
        assert_calls(&world, most, distinct).await;
    }
}

async fn unknown(row: &'static Row) {
    let world = World::with(row, 120).await;
    let provider = world.provider();
    let known = world.ids().await;
    let unknown = NativeId::new(row.unknown_id);
    for count in [1, 50, 120] {
        let mut asked = known[..count].to_vec();
        asked.insert(count / 2, unknown.clone());
        let batch = read(provider.as_ref(), &asked).await;
        assert_read(&world, &batch, &known[..count]).await;
        assert_missing(&batch, &unknown);
    }
}

async fn lonely(row: &'static Row) {
    let world = World::with(row, 2).await;
    let provider = world.provider();
    let unknown = NativeId::new(row.unknown_id);
    let batch = read(provider.as_ref(), std::slice::from_ref(&unknown)).await;
    assert_missing(&batch, &unknown);
    assert_eq!(world.calls().await, 1, "an answer is not asked for twice");
}

async fn odd(row: &'static Row) {
    let world = World::with(row, 3).await;
    let provider = world.provider();
    let mut odd = odd_ids();
    // The id of an invoice, but not as the vendor writes it.
    let known = &world.ids().await[0];
    odd.extend([
        NativeId::new(&format!("0{known}")),
        NativeId::new(&format!(" {known}")),
        NativeId::new(&format!("{known}/")),
        NativeId::new(&format!("{known}.json")),
        NativeId::new(&format!("{known}?x=1")),
    ]);
    let loud = known.as_str().to_uppercase();
    odd.extend(Some(NativeId::new(&loud)).filter(|loud| loud != known));
    for id in &odd {
        let batch = read(provider.as_ref(), std::slice::from_ref(id)).await;
        assert_missing(&batch, id);
    }
    assert!(world.calls().await <= odd.len() as u64);
}

async fn long(row: &'static Row) {
    let world = World::with(row, 3).await;
    let provider = world.provider();
    let ids: Vec<NativeId> = long_ids().collect();
    let batch = read(provider.as_ref(), &ids).await;
    for id in &ids {
        assert_missing(&batch, id);
        let alone = read(provider.as_ref(), std::slice::from_ref(id)).await;
        assert_missing(&alone, id);
    }
    // Servers refuse such an address in ways that say nothing of the invoice.
    assert_eq!(world.calls().await, 0);
}

async fn odd_in_company(row: &'static Row) {
    let world = World::with(row, 30).await;
    let provider = world.provider();
    let known = world.ids().await;
    let mut asked = odd_ids();
    asked.extend(known.iter().cloned());
    let batch = read(provider.as_ref(), &asked).await;
    assert_read(&world, &batch, &known).await;
    for id in &odd_ids() {
        assert_missing(&batch, id);
    }
    let search = (row.calls.search)(known.len() as u64);
    let most = most_calls(provider.as_ref(), asked.len()) + search;
    assert!(world.calls().await <= most);
}
