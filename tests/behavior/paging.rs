//! Lists whose pages do not fit together: what is held equals the books all the same, or the error says so.
//!
//! A simulator disturbs the pages of all its lists in the manner that is asked for, in the same way in each run. Nobody
//! knows the order of the lists of Dashdoc and i3D.net, so there everything can happen; Moneybird tells all ids at once.

use invoice_gateway::{
    domain::{NativeId, ProviderId},
    error::{ErrorKind, Result},
    provider::{Call, Checkpoint, Provider},
};
use serde_json::{Value, json};

use crate::{
    disturbed::{Eventful, Manner, disturb},
    providers::{Row, Wish},
    record::Record,
    suite::{Case, case},
    trouble::assert_whose,
    world::{LONG, World, changes},
};

/// How many invoices the books have: several pages, of twenty rows or of up to 250.
fn size(row: &Row) -> usize {
    match row.id {
        ProviderId::I3d | ProviderId::InvoiceNinja => 260,
        ProviderId::Dashdoc | ProviderId::Moneybird | ProviderId::MoneybirdExternal => 130,
    }
}

pub(crate) fn cases() -> Vec<Case> {
    Manner::ALL.into_iter().flat_map(cases_of).collect()
}

fn cases_of(manner: Manner) -> [Case; 4] {
    let name = manner.name();
    let cases = [
        case(format!("loads_all_of_{name}"), move |row| {
            loads(row, manner)
        }),
        case(format!("keeps_up_with_{name}"), move |row| {
            keeps_up(row, manner)
        }),
        case(
            format!("loads_all_of_{name}_and_is_edited_meanwhile"),
            move |row| loads_under_edits(row, manner),
        ),
        case(
            format!("keeps_up_with_{name}_and_is_edited_meanwhile"),
            move |row| keeps_up_under_edits(row, manner),
        ),
    ];
    cases.map(|case| case.only_where(move |row| manner.is_possible(row)))
}

fn named(text: &str) -> Wish {
    Wish {
        text: Some(text.to_owned()),
        ..Wish::default()
    }
}

/// Most calls that a look at everything may make, however its pages behave: a dozen readings of a list that is told
/// twice, and the documents one by one.
fn most_calls(row: &Row) -> u64 {
    let all = size(row) as u64 + 40;
    12 * (2 * (row.calls.list)(all) + 5)
        + row.calls.first
        + (row.calls.documents)(all)
        + (row.calls.gone)(all)
        + 20
}

async fn refresh(
    provider: &dyn Provider,
    exact: bool,
    from: &Checkpoint,
    record: &Record,
) -> Result<Checkpoint> {
    let call = Call {
        exact,
        ..Call::within(LONG)
    };
    provider.changes(&call, Some(from), record).await
}

/// Holds the outcome of a look at everything to its promise: all is as in the books, or the list is one that says
/// nothing of its later pages, and the error says that.
async fn settled(
    world: &World,
    manner: Manner,
    outcome: Result<Checkpoint>,
    record: &Record,
) -> Option<Checkpoint> {
    let calls = world.calls().await;
    let most = most_calls(world.row);
    assert!(calls <= most, "{calls} calls, {most} expected at most");
    match outcome {
        Ok(checkpoint) => {
            world.agrees_with(record).await;
            Some(checkpoint)
        }
        Err(error) => {
            assert!(is_hopeless(world.row, manner), "{error:?}");
            assert_eq!(error.kind(), ErrorKind::BadAnswer, "{error:?}");
            assert!(error.message().contains("list"), "{error}");
            assert_whose(world, &error);
            None
        }
    }
}

/// Whether nobody can read a list to its end that misbehaves so. Invoice Ninja's can be asked for in the order of change.
fn is_hopeless(row: &Row, manner: Manner) -> bool {
    manner == Manner::Stuck && row.id != ProviderId::InvoiceNinja
}

async fn loads(row: &'static Row, manner: Manner) {
    let world = World::with(row, size(row)).await;
    disturb(&world, manner).await;
    let provider = world.provider();
    let record = Record::default();
    let outcome = changes(provider.as_ref(), None, &record).await;
    let loaded = settled(&world, manner, outcome, &record).await;

    // As soon as the pages fit together, all is read, whatever came of the first attempt.
    disturb(&world, Manner::Normal).await;
    let outcome = match &loaded {
        Some(checkpoint) => refresh(provider.as_ref(), true, checkpoint, &record).await,
        None => changes(provider.as_ref(), None, &record).await,
    };
    outcome.expect("a list that behaves");
    world.agrees_with(&record).await;
}

/// One round of changes: some invoices are edited, removed and added, old and new ones alike. Gives what was added.
async fn live_on(world: &World, round: usize) -> Vec<NativeId> {
    let ids = world.ids().await;
    let at = |place: usize| ids[place * (ids.len() - 1) / 100].clone();
    let text = format!("round {round}");
    let edited = [at(3 + round), at(31), at(64 + round), at(99)];
    world.edit(&edited, &named(&text)).await;
    world.remove(&[at(12 + round), at(50), at(100)]).await;
    world.add(&named(&text), 2 + round).await
}

async fn keeps_up(row: &'static Row, manner: Manner) {
    let world = World::with(row, size(row)).await;
    let provider = world.provider();
    let (record, mut checkpoint) = world.load(provider.as_ref()).await;
    disturb(&world, manner).await;
    for round in 0..2 {
        let added = live_on(&world, round).await;
        world.forget_calls().await;
        let outcome = refresh(provider.as_ref(), false, &checkpoint, &record).await;
        if let Ok(next) = outcome {
            checkpoint = next;
        }
        let calls = world.calls().await;
        assert!(calls <= most_calls(row), "{calls} calls");
        // It may not notice everything, but what is in the books and was held stays.
        for id in world.ids().await {
            let is_held = record.get(&id).is_some() || added.contains(&id);
            assert!(is_held || is_hopeless(row, manner), "{id} is lost");
        }
        world.forget_calls().await;
        let outcome = refresh(provider.as_ref(), true, &checkpoint, &record).await;
        if let Some(next) = settled(&world, manner, outcome, &record).await {
            checkpoint = next;
        }
    }
    disturb(&world, Manner::Normal).await;
    let outcome = refresh(provider.as_ref(), true, &checkpoint, &record).await;
    outcome.expect("a list that behaves");
    world.agrees_with(&record).await;
}

/// What happens behind the API's back, a command after each answer.
fn happenings(world: &World, ids: &[NativeId]) -> Vec<Value> {
    let row = world.row;
    // Places are counted in books of 260.
    let at = |place: &usize| ids[place * ids.len() / 260].clone();
    let added = |count: usize| {
        let invoice = (row.invoice)(&named("came by the way"));
        json!({"add": {"resource": row.resource, "count": count, "invoice": invoice}})
    };
    let edit = |places: &[usize], text: &str| {
        let ids: Vec<NativeId> = places.iter().map(at).collect();
        world.edit_command(&ids, &named(text))
    };
    let remove = |places: &[usize]| {
        let ids: Vec<NativeId> = places.iter().map(at).collect();
        world.remove_command(&ids)
    };
    vec![
        json!([added(1), remove(&[2, 130])]),
        edit(&[4, 250], "changed"),
        json!([remove(&[106, 258]), added(2)]),
        edit(&[98, 100], "changed too"),
        remove(&[40]),
        added(3),
        json!([remove(&[22, 24]), added(2)]),
        edit(&[0, 60, 200], "changed last"),
    ]
}

async fn loads_under_edits(row: &'static Row, manner: Manner) {
    let world = World::with(row, size(row)).await;
    let ids = world.ids().await;
    disturb(&world, manner).await;
    let eventful = Eventful::new(&world);
    eventful.expect(happenings(&world, &ids));
    let provider = eventful.provider.as_ref();
    let record = Record::default();
    let loaded = changes(provider, None, &record).await;
    let calls = world.calls().await;
    assert!(calls <= most_calls(row), "{calls} calls");
    eventful.calm();
    world.forget_calls().await;
    // What happened to a page after it was read, the next look tells.
    let outcome = match &loaded {
        Ok(checkpoint) => refresh(provider, true, checkpoint, &record).await,
        Err(_) => changes(provider, None, &record).await,
    };
    settled(&world, manner, outcome, &record).await;
}

async fn keeps_up_under_edits(row: &'static Row, manner: Manner) {
    let world = World::with(row, size(row)).await;
    let ids = world.ids().await;
    let eventful = Eventful::new(&world);
    let provider = eventful.provider.as_ref();
    let (record, mut checkpoint) = world.load(provider).await;
    disturb(&world, manner).await;
    eventful.expect(happenings(&world, &ids));
    for exact in [false, true] {
        world.forget_calls().await;
        if let Ok(next) = refresh(provider, exact, &checkpoint, &record).await {
            checkpoint = next;
        }
        let calls = world.calls().await;
        assert!(calls <= most_calls(row), "{calls} calls");
    }
    eventful.calm();
    world.forget_calls().await;
    let outcome = refresh(provider, true, &checkpoint, &record).await;
    settled(&world, manner, outcome, &record).await;
}
