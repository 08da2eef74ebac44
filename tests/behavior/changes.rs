//! A refresh tells what changed, for as few calls as the provider says.

use invoice_gateway::{
    domain::NativeId,
    provider::{Call, Checkpoint, Provider},
};
use jiff::SignedDuration;

use crate::{
    providers::{Row, Wish},
    record::Record,
    suite::{Case, case},
    values::assert_payments,
    world::{LONG, World},
};

/// In this time every invoice is read again.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![
        case("tells_nothing_when_nothing_changed", nothing),
        case("stays_quiet_however_often_it_is_asked", stays_quiet),
        case("tells_new_invoices", tells_new),
        case("keeps_two_edits_within_one_second_apart", two_edits),
        case("notices_deletions_when_asked_to_be_exact", deletions),
        case("notices_within_a_day_what_was_forgotten", forgotten),
        case("tells_what_changed_elsewhere", elsewhere),
        case("is_cheap_unless_asked_to_be_exact", cheap),
        case("catches_up_with_everything_at_once", everything),
        case("takes_an_old_checkpoint_again", old_checkpoint),
    ];
    for (count, name) in [
        (1, "one_change"),
        (100, "a_hundred_changes"),
        (101, "a_hundred_and_one_changes"),
        (250, "two_hundred_and_fifty_changes"),
    ] {
        cases.push(case(format!("tells_{name}_and_no_more"), move |row| {
            tells(row, count, false)
        }));
        cases.push(case(format!("tells_{name}_exactly"), move |row| {
            tells(row, count, true)
        }));
    }
    cases
}

fn touched(text: &str) -> Wish {
    Wish {
        text: Some(text.to_owned()),
        ..Wish::default()
    }
}

async fn refresh(
    provider: &dyn Provider,
    exact: bool,
    from: &Checkpoint,
    record: &Record,
) -> Checkpoint {
    let call = Call {
        exact,
        ..Call::within(LONG)
    };
    let refreshed = provider.changes(&call, Some(from), record).await;
    refreshed.expect("a refresh")
}

/// What a refresh may cost when `changed` invoices of `all` did.
fn most_calls(row: &Row, exact: bool, changed: u64, all: u64) -> u64 {
    match exact {
        true => (row.calls.exact)(changed, all),
        false => (row.calls.refresh)(changed, all),
    }
}

fn sorted(mut ids: Vec<NativeId>) -> Vec<NativeId> {
    ids.sort_unstable();
    ids
}

async fn nothing(row: &'static Row) {
    let world = World::with(row, 250).await;
    let provider = world.provider();
    let (record, checkpoint) = world.load(provider.as_ref()).await;
    refresh(provider.as_ref(), false, &checkpoint, &record).await;
    assert_eq!(record.ids(), []);
    let total = record.last_total();
    assert!(total.is_none_or(|total| total == 250), "{total:?}");
    let documented = u64::from(provider.info().refresh_calls);
    assert!(world.calls().await <= documented);
    world.agrees_with(&record).await;
}

async fn stays_quiet(row: &'static Row) {
    let world = World::with(row, 30).await;
    let provider = world.provider();
    let (record, mut checkpoint) = world.load(provider.as_ref()).await;
    for round in 0..6 {
        checkpoint = refresh(provider.as_ref(), round % 2 == 1, &checkpoint, &record).await;
    }
    assert_eq!(record.ids(), []);
}

async fn tells(row: &'static Row, count: usize, exact: bool) {
    let world = World::with(row, 300).await;
    let provider = world.provider();
    let (record, checkpoint) = world.load(provider.as_ref()).await;
    let ids = world.ids().await;
    // Old and new ones alike.
    let changed: Vec<NativeId> = ids.iter().rev().take(count).cloned().collect();
    world.edit(&changed, &touched("changed")).await;
    let next = refresh(provider.as_ref(), exact, &checkpoint, &record).await;
    let most = most_calls(row, exact, count as u64, 300);
    let calls = world.calls().await;
    assert!(calls <= most, "{calls} calls, {most} expected at most");
    let told = record.ids();
    if !exact {
        assert!(told.iter().all(|id| changed.contains(id)), "and no more");
        assert_noticed(&world, &changed, &told).await;
    }
    if !exact && told.len() < changed.len() {
        // What the cheap look may miss, the next exact one tells, and nothing twice.
        refresh(provider.as_ref(), true, &next, &record).await;
    }
    assert_eq!(sorted(record.ids()), sorted(changed));
    world.agrees_with(&record).await;
}

/// A cheap look may miss only what the provider says.
async fn assert_noticed(world: &World, changed: &[NativeId], told: &[NativeId]) {
    for document in world.books().await {
        let id = NativeId::new(&(world.row.truth)(&document).id);
        if changed.contains(&id) && (world.row.notices)(&document) {
            assert!(told.contains(&id), "{id} changed and was not told");
        }
    }
}

async fn tells_new(row: &'static Row) {
    let world = World::with(row, 20).await;
    let provider = world.provider();
    let (record, mut checkpoint) = world.load(provider.as_ref()).await;
    let first = world.add(&touched("new"), 3).await;
    checkpoint = refresh(provider.as_ref(), false, &checkpoint, &record).await;
    assert_eq!(sorted(record.ids()), sorted(first));
    let second = world.add(&touched("newer"), 120).await;
    refresh(provider.as_ref(), false, &checkpoint, &record).await;
    let told = record.ids();
    assert!(second.iter().all(|id| told.contains(id)));
    world.agrees_with(&record).await;
}

async fn two_edits(row: &'static Row) {
    let world = World::with(row, 20).await;
    let provider = world.provider();
    let (record, mut checkpoint) = world.load(provider.as_ref()).await;
    let id = world.ids().await[7].clone();
    // A round takes some milliseconds, so that most of them share a second with the one before.
    for round in 0..8 {
        let text = format!("edit {round}");
        world.edit(std::slice::from_ref(&id), &touched(&text)).await;
        checkpoint = refresh(provider.as_ref(), round % 3 == 2, &checkpoint, &record).await;
        world.agrees_with(&record).await;
    }
}

async fn deletions(row: &'static Row) {
    let world = World::with(row, 130).await;
    let provider = world.provider();
    let (record, checkpoint) = world.load(provider.as_ref()).await;
    let ids = world.ids().await;
    let gone = [ids[0].clone(), ids[64].clone(), ids[129].clone()];
    let before = world.settled().await;
    world.remove(&gone).await;
    let added = world.add(&touched("new"), 2).await;
    let after = world.settled().await;
    refresh(provider.as_ref(), true, &checkpoint, &record).await;
    assert!(gone.iter().all(|id| world.is_gone(&record, id)));
    let told = record.puts().into_iter();
    let told: Vec<NativeId> = told
        .filter(|(_, put)| put.is_ok())
        .map(|(id, _)| id)
        .collect();
    assert!(added.iter().all(|id| told.contains(id)));
    // Where an invoice that is gone changed others, those are told too, and nothing else is.
    let changed = after.into_iter();
    let changed = changed.filter(|(id, document)| before.get(id) != Some(document));
    let changed: Vec<NativeId> = changed.map(|(id, _)| id).collect();
    assert_eq!(sorted(told), sorted(changed));
    world.agrees_with(&record).await;
    let most = most_calls(row, true, 2, 129) + (row.calls.gone)(3);
    assert!(world.calls().await <= most);
}

async fn forgotten(row: &'static Row) {
    let world = World::with(row, 130).await;
    let provider = world.provider();
    let (record, mut checkpoint) = world.load(provider.as_ref()).await;
    let ids = world.ids().await;
    let gone = [ids[0].clone(), ids[64].clone(), ids[129].clone()];
    world.forget(&gone).await;
    checkpoint.listed_at = checkpoint.listed_at.map(|listed| listed - A_DAY);
    refresh(provider.as_ref(), true, &checkpoint, &record).await;
    assert!(gone.iter().all(|id| record.get(id).is_none()));
    world.agrees_with(&record).await;
}

async fn elsewhere(row: &'static Row) {
    let world = World::with(row, 130).await;
    let provider = world.provider();
    let (record, mut checkpoint) = world.load(provider.as_ref()).await;
    for command in row.elsewhere {
        let before = world.settled().await;
        let books = world.books().await;
        let command = books.iter().find_map(command);
        world
            .control(command.expect("a document that shows it"))
            .await;
        assert_ne!(world.settled().await, before, "documents show it");
        checkpoint = refresh(provider.as_ref(), true, &checkpoint, &record).await;
        world.agrees_with(&record).await;
        for truth in world.truths().await {
            let told = record.get(&NativeId::new(&truth.id)).expect("it is held");
            assert_eq!(
                told.currency.map(|told| told.code().to_owned()),
                truth.currency
            );
            let customer = told
                .customer
                .as_ref()
                .and_then(|party| party.name.as_deref());
            assert_eq!(customer, truth.customer.as_deref());
            assert_eq!(
                told.payments.as_ref().map(Vec::len),
                Some(truth.payments.len())
            );
            assert_payments(&told, &truth);
        }
    }
}

async fn cheap(row: &'static Row) {
    let world = World::with(row, 130).await;
    let provider = world.provider();
    let (record, checkpoint) = world.load(provider.as_ref()).await;
    let ids = world.ids().await;
    world.remove(&ids[..2]).await;
    let checkpoint = refresh(provider.as_ref(), false, &checkpoint, &record).await;
    let documented = u64::from(provider.info().refresh_calls) + (row.calls.gone)(2);
    assert!(world.calls().await <= documented);
    assert!(
        ids[2..].iter().all(|id| record.get(id).is_some()),
        "nothing else is lost"
    );
    // What the cheap look may miss, the next exact one tells.
    refresh(provider.as_ref(), true, &checkpoint, &record).await;
    world.agrees_with(&record).await;
}

async fn everything(row: &'static Row) {
    let world = World::with(row, 120).await;
    let provider = world.provider();
    let (record, checkpoint) = world.load(provider.as_ref()).await;
    let ids = world.ids().await;
    world.remove(&ids[40..60]).await;
    world.edit(&ids[..40], &touched("changed")).await;
    world.edit(&ids[60..], &touched("changed as well")).await;
    world.add(&touched("new"), 130).await;
    refresh(provider.as_ref(), true, &checkpoint, &record).await;
    world.agrees_with(&record).await;
}

async fn old_checkpoint(row: &'static Row) {
    let world = World::with(row, 60).await;
    let provider = world.provider();
    let (record, old) = world.load(provider.as_ref()).await;
    let ids = world.ids().await;
    world.edit(&ids[..3], &touched("first")).await;
    let newer = refresh(provider.as_ref(), false, &old, &record).await;
    world.edit(&ids[10..12], &touched("second")).await;
    // As after a refresh whose end nobody saw.
    refresh(provider.as_ref(), false, &old, &record).await;
    world.agrees_with(&record).await;
    refresh(provider.as_ref(), false, &newer, &record).await;
    world.agrees_with(&record).await;
}
