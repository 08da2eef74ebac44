//! Notes and events that are asked for separately.

use invoice_gateway::{
    domain::{Activity, NativeId},
    error::{ErrorKind, Result},
    native::NativeActivity,
    provider::{Call, Feature, Provider},
};

use crate::{
    providers::{Row, Wish},
    suite::{Case, case},
    truth::Truth,
    world::{LONG, World},
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("is_what_the_books_say_or_unsupported", as_in_the_books),
        case("has_odd_notes_unharmed", odd_notes),
        case("is_not_found_where_the_invoice_is_not", unknown),
    ]
}

/// Tells whether a provider has anything to be asked for separately.
pub(crate) fn is_separate(row: &Row, provider: &dyn Provider) -> bool {
    let reads = provider.info().reads;
    let is_separate = [reads.notes, reads.timeline].contains(&Feature::Separate);
    assert_eq!(is_separate, row.calls.activity > 0);
    is_separate
}

/// Asks, and holds the answer to what the provider says that it tells.
async fn ask(world: &World, id: &NativeId) -> Option<Result<Activity>> {
    world.forget_calls().await;
    let provider = world.provider();
    let told = provider.activity(&Call::within(LONG), id).await;
    if is_separate(world.row, provider.as_ref()) {
        assert!(world.calls().await <= world.row.calls.activity);
        return Some(told);
    }
    let error = told.expect_err("what a provider cannot do it says");
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(world.calls().await, 0, "what cannot be is not asked for");
    None
}

fn assert_told(world: &World, activity: &Activity, truth: &Truth) {
    let notes = activity.notes.iter();
    let notes: Vec<_> = notes
        .map(|note| note.text.as_deref().map(str::to_owned))
        .collect();
    let events = activity.timeline.iter();
    let events: Vec<_> = events
        .map(|event| Some((*event.action).to_owned()))
        .collect();
    assert_eq!(notes, truth.notes, "{}", truth.id);
    assert_eq!(events, truth.timeline, "{}", truth.id);
    let native = NativeActivity::decode(world.row.id, &activity.raw).expect("its typed form");
    // A child's own words are found by its place.
    assert_eq!(native.notes.len(), notes.len());
    assert_eq!(native.events.len(), events.len());
}

async fn as_in_the_books(row: &'static Row) {
    let world = World::with(row, 40).await;
    let (mut notes, mut events) = (0, 0);
    for truth in world.truths().await {
        let Some(told) = ask(&world, &NativeId::new(&truth.id)).await else {
            return;
        };
        let activity = told.expect("an answer");
        assert_told(&world, &activity, &truth);
        notes += activity.notes.len();
        events += activity.timeline.len();
    }
    assert!(
        notes > 1 && events > 40,
        "the books hold {notes} and {events}"
    );
}

async fn odd_notes(row: &'static Row) {
    let world = World::with(row, 2).await;
    let texts = [
        "ünïcödé – 日本語 🧾 \u{202e}dlrow".to_owned(),
        "\"quoted\" \\ back / slash \t tab \n line".to_owned(),
        "<b>&amp;</b> %20 ' ; --".to_owned(),
        "null".to_owned(),
        String::new(),
        "0123456789".repeat(1_000),
    ];
    let wish = Wish {
        notes: texts.to_vec(),
        ..Wish::default()
    };
    let ids = world.add(&wish, 1).await;
    let Some(told) = ask(&world, &ids[0]).await else {
        return;
    };
    let activity = told.expect("an answer");
    let mut told: Vec<&str> = activity
        .notes
        .iter()
        .map(|note| note.text.as_deref().unwrap_or_default())
        .collect();
    // The newest comes first.
    told.reverse();
    assert_eq!(told, texts);
    let truths = world.truths().await;
    let truth = truths.iter().find(|truth| truth.id == ids[0].as_str());
    assert_told(&world, &activity, truth.expect("it is in the books"));
}

async fn unknown(row: &'static Row) {
    let world = World::with(row, 2).await;
    for id in [row.unknown_id, "", "a/b", "1", "create"] {
        let Some(told) = ask(&world, &NativeId::new(id)).await else {
            return;
        };
        let error = told.expect_err("nobody has it");
        assert_eq!(error.kind(), ErrorKind::NotFound, "{id:?}: {error:?}");
    }
}
