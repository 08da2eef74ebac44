//! A first load tells everything, whatever happens meanwhile.

use std::{collections::HashSet, sync::Arc};

use invoice_gateway::{
    domain::NativeId,
    provider::{Call, Provider},
};
use serde_json::{Value, json};

use crate::{
    meddling::BetweenCalls,
    providers::{Row, Wish},
    record::Record,
    suite::{Case, case},
    world::{LONG, World, changes},
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("tells_that_there_is_nothing", |row| tells_all(row, 0)),
        case("tells_a_single_invoice", |row| tells_all(row, 1)),
        case("tells_a_hundred_invoices", |row| tells_all(row, 100)),
        case("follows_the_second_page", |row| tells_all(row, 101)),
        case("follows_every_page", |row| tells_all(row, 250)),
        case("costs_the_calls_of_its_pages", costs_its_pages),
        case("survives_rows_that_move_between_calls", survives_moves),
        case("continues_where_it_was_interrupted", continues),
        case("asks_for_nothing_that_is_held", asks_for_nothing_held),
    ]
}

fn assert_each_once(told: &[NativeId]) {
    let distinct: HashSet<&NativeId> = told.iter().collect();
    assert_eq!(distinct.len(), told.len(), "something was told twice");
}

/// What changed while the list was read may be told again, what did not may not.
fn assert_each_version_once(record: &Record) {
    let mut told = HashSet::new();
    for (id, put) in record.puts() {
        let version = put.ok().map(|invoice| invoice.version.clone());
        assert!(told.insert((id.clone(), version)), "{id} was told twice");
    }
}

async fn tells_all(row: &'static Row, count: usize) {
    let world = World::with(row, count).await;
    let record = Record::default();
    let loaded = changes(world.provider().as_ref(), None, &record).await;
    loaded.expect("a load");
    assert_eq!(
        record.ids(),
        world.ids().await,
        "every invoice once, newest first"
    );
    assert_eq!(record.last_total(), Some(count));
    if row.total_first {
        assert_eq!(record.total(), Some(count), "the total comes first");
    }
    world.agrees_with(&record).await;
}

async fn costs_its_pages(row: &'static Row) {
    let world = World::with(row, 250).await;
    let provider = world.provider();
    let loaded = changes(provider.as_ref(), None, &Record::default()).await;
    loaded.expect("a load");
    let most = row.calls.first + (row.calls.list)(250) + (row.calls.documents)(250);
    let calls = world.calls().await;
    assert!(calls <= most, "{calls} calls, {most} expected at most");
}

/// Lets the calls pass that come before the pages.
fn before_pages(row: &Row) -> Vec<Option<Value>> {
    (0..row.calls.first).map(|_| None).collect()
}

/// Loads while `commands` run, one after each answer.
async fn load_meanwhile(world: &World, commands: Vec<Option<Value>>) -> Record {
    let record = Record::default();
    let provider = meddled(world, commands);
    let loaded = changes(provider.as_ref(), None, &record).await;
    let checkpoint = loaded.expect("a load");
    match world.row.tells_again {
        true => assert_each_version_once(&record),
        false => assert_each_once(&record.ids()),
    }
    // Whatever was missed by the way is caught up with by the next exact look.
    let exactly = Call {
        exact: true,
        ..Call::within(LONG)
    };
    let caught_up = provider.changes(&exactly, Some(&checkpoint), &record).await;
    caught_up.expect("a refresh");
    record
}

fn meddled(world: &World, commands: Vec<Option<Value>>) -> Arc<dyn Provider> {
    world.provider_with(&world.host, |inner| {
        Arc::new(BetweenCalls {
            inner,
            host: world.host.clone(),
            commands: std::sync::Mutex::new(commands.into()),
        })
    })
}

async fn survives_moves(row: &'static Row) {
    // Pages of a hundred rows end among those that move, and pages of 250.
    let world = World::with(row, 600).await;
    let ids = world.ids().await;
    let wish = |text: &str| Wish {
        text: Some(text.to_owned()),
        ..Wish::default()
    };
    let added = |count: usize| {
        let invoice = (row.invoice)(&wish("came by the way"));
        json!({"add": {"resource": row.resource, "count": count, "invoice": invoice}})
    };
    let commands = [
        json!([
            added(3),
            world.remove_command(&[ids[0].clone(), ids[120].clone(), ids[270].clone()])
        ]),
        world.edit_command(
            &[ids[5].clone(), ids[240].clone(), ids[248].clone()],
            &wish("changed"),
        ),
        json!([
            world.remove_command(&[ids[101].clone(), ids[249].clone(), ids[599].clone()]),
            added(2)
        ]),
        world.edit_command(
            &[ids[99].clone(), ids[100].clone(), ids[250].clone()],
            &wish("changed too"),
        ),
    ];
    let mut meanwhile = before_pages(row);
    meanwhile.extend(commands.into_iter().map(Some));
    let record = load_meanwhile(&world, meanwhile).await;
    world.agrees_with(&record).await;
}

async fn continues(row: &'static Row) {
    const ALL: usize = 650;
    let world = World::with(row, ALL).await;
    let outage = world.fault_command(&json!({"status": 500}));
    let mut commands = before_pages(row);
    commands.extend([None, Some(outage)]);
    let provider = meddled(&world, commands);
    let record = Record::default();
    let interrupted = changes(provider.as_ref(), None, &record).await;
    interrupted.expect_err("the outage ends it");
    let before: HashSet<NativeId> = record.ids().into_iter().collect();
    assert!(
        (1..ALL).contains(&before.len()),
        "what arrived before the outage is told: {}",
        before.len()
    );

    world.heal().await;
    world.forget_calls().await;
    record.turn_page();
    let resumed = changes(provider.as_ref(), None, &record).await;
    resumed.expect("a load");
    let told = record.ids();
    assert_each_once(&told);
    assert!(
        !told.iter().any(|id| before.contains(id)),
        "told again what was told already"
    );
    assert_eq!(told.len() + before.len(), ALL);
    world.agrees_with(&record).await;
    let most = (row.calls.list)(ALL as u64) + (row.calls.documents)(told.len() as u64);
    let calls = world.calls().await;
    assert!(calls <= most, "{calls} calls, {most} expected at most");
}

async fn asks_for_nothing_held(row: &'static Row) {
    let world = World::with(row, 150).await;
    let provider = world.provider();
    let (record, _) = world.load(provider.as_ref()).await;
    // As after a start with what an earlier process kept: all is held, and there is no checkpoint.
    let loaded = changes(provider.as_ref(), None, &record).await;
    loaded.expect("a load");
    assert_eq!(record.ids(), []);
    assert!(world.calls().await <= (row.calls.list)(150));
}
