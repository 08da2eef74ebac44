//! The rules by which a refresh notices what no list says outright: deletions, ties, other names of a customer.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use invoice_gateway::{
    domain::{Invoice, NativeId, ProviderId},
    provider::{Call, Checkpoint, Provider},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    disturbed::{Manner, disturb},
    meddling::Hidden,
    providers::{Row, Wish},
    record::Record,
    suite::{Case, case},
    world::{LONG, World},
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("asks_for_what_a_list_hides_before_it_is_gone", hidden)
            .only_where(|row| !tells_all_ids(row)),
        case("loses_nothing_of_many_changes_in_one_second", |row| {
            ties(row, Manner::Normal)
        })
        .only_where(|row| change_key(row).is_some()),
        case(
            "loses_none_of_them_in_another_order_for_every_call",
            |row| ties(row, Manner::Shuffle),
        )
        .only_where(|row| change_key(row).is_some() && Manner::Shuffle.is_possible(row)),
        case("shows_the_new_name_of_a_customer", renamed),
    ]
}

/// Whether the vendor has a list of all ids, so that what is missing there is gone.
fn tells_all_ids(row: &Row) -> bool {
    matches!(
        row.id,
        ProviderId::Moneybird | ProviderId::MoneybirdExternal
    )
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

async fn hidden(row: &'static Row) {
    let world = World::with(row, 130).await;
    let id = world.ids().await[64].clone();
    let mut between = None;
    let provider = world.provider_with(&world.host, |inner| {
        let hidden = Arc::new(Hidden {
            inner,
            id: id.clone(),
            on: AtomicBool::new(false),
            asked: AtomicUsize::new(0),
        });
        between = Some(Arc::clone(&hidden));
        hidden
    });
    let between = between.expect("a provider takes its transport");
    let provider = provider.as_ref();
    let (record, mut checkpoint) = world.load(provider).await;

    between.on.store(true, Ordering::SeqCst);
    for exact in [true, false, true] {
        checkpoint = refresh(provider, exact, &checkpoint, &record).await;
        world.agrees_with(&record).await;
    }
    let asked = between.asked.swap(0, Ordering::SeqCst);
    // Where the vendor goes on telling what is deleted, a list that leaves one out says nothing of it.
    let wanted = if row.deletion.is_some() { 0..1 } else { 1..4 };
    assert!(wanted.contains(&asked), "asked for {asked} times");

    between.on.store(false, Ordering::SeqCst);
    world.remove(std::slice::from_ref(&id)).await;
    refresh(provider, true, &checkpoint, &record).await;
    assert!(world.is_gone(&record, &id));
    world.agrees_with(&record).await;
}

/// How an invoice is written as changed at a moment; `None` where the vendor does not tell such moments.
fn change_key(row: &Row) -> Option<fn(Timestamp) -> Value> {
    match row.id {
        ProviderId::Moneybird | ProviderId::MoneybirdExternal => {
            Some(|moment| json!({"updated_at": moment.to_string()}))
        }
        ProviderId::InvoiceNinja => Some(|moment| json!({"updated_at": moment.as_second()})),
        ProviderId::Dashdoc => Some(|moment| json!({"updated": moment.to_string()})),
        ProviderId::I3d => None,
    }
}

async fn ties(row: &'static Row, manner: Manner) {
    let world = World::with(row, 300).await;
    let provider = world.provider();
    let (record, mut checkpoint) = world.load(provider.as_ref()).await;
    disturb(&world, manner).await;
    let ids = world.ids().await;
    let second = Timestamp::from_second(Timestamp::now().as_second()).expect("a time");
    let written = change_key(row).expect("a key")(second);
    // More than a page of them, and then others that the vendor wrote down in the same second.
    for (places, text) in [(0..250, "tied"), (250..300, "tied as well")] {
        let wish = Wish {
            text: Some(text.to_owned()),
            ..Wish::default()
        };
        let mut command = world.edit_command(&ids[places], &wish);
        let written = written.as_object().expect("an object").clone();
        let set = command["edit"]["set"].as_object_mut();
        set.expect("an object").extend(written);
        world.control(command).await;
        let exact = !(row.notices)(&world.books().await[0]);
        checkpoint = refresh(provider.as_ref(), exact, &checkpoint, &record).await;
        world.agrees_with(&record).await;
    }
}

/// The command that gives the customer of an invoice another name. Whether that changes the invoice is the vendor's
/// custom: Invoice Ninja's does not.
fn rename_command(world: &World, document: &Value, name: &str) -> Value {
    let id = |key: &str| document[key].as_str().expect("an id").to_owned();
    let edit = |id: String, set: Value| {
        let resource = world.row.resource;
        json!({"edit": {"resource": resource, "id": id, "set": set}})
    };
    match world.row.id {
        ProviderId::Moneybird | ProviderId::MoneybirdExternal => {
            edit(id("id"), json!({"contact": {"company_name": name}}))
        }
        ProviderId::InvoiceNinja => {
            let (resource, client) = ("invoice-ninja-clients", id("client_id"));
            json!({"edit": {"resource": resource, "id": client, "set": {"name": name}}})
        }
        ProviderId::Dashdoc => edit(id("uid"), json!({"debtor": {"name": name}})),
        ProviderId::I3d => {
            let id = document["list"]["id"].as_str().expect("an id");
            let client = json!({"clientDetails": {"companyName": name}});
            edit(id.to_owned(), client)
        }
    }
}

fn name_of(invoice: &Invoice) -> Option<String> {
    let customer = invoice.customer.as_ref()?;
    customer.name.as_deref().map(str::to_owned)
}

async fn renamed(row: &'static Row) {
    let world = World::with(row, 120).await;
    let provider = world.provider();
    let (record, mut checkpoint) = world.load(provider.as_ref()).await;
    for (round, name) in ["Anders & Zn.", "Weer Anders", "Weer Anders"]
        .iter()
        .enumerate()
    {
        let document = world.books().await.swap_remove(60 + round);
        world.control(rename_command(&world, &document, name)).await;
        let exact = !(row.notices)(&document);
        checkpoint = refresh(provider.as_ref(), exact, &checkpoint, &record).await;
        world.agrees_with(&record).await;
        let mut named = 0;
        for truth in world.truths().await {
            let id = NativeId::new(&truth.id);
            let mut invoice = record.get(&id).expect("it is held");
            if invoice.partial && truth.customer.as_deref() == Some(name) {
                // Who the customer is, only the details say.
                let ids = std::slice::from_ref(&id);
                let batch = provider.invoices(&Call::within(LONG), ids).await;
                let whole = batch.get(&id).expect("an answer").clone();
                invoice = whole.expect("an invoice");
            }
            assert!(
                invoice.partial || name_of(&invoice) == truth.customer,
                "{id}"
            );
            named += usize::from(truth.customer.as_deref() == Some(name));
        }
        assert!(named > 0, "the name is in the books");
    }
}
