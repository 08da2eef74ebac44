//! When nobody waits any more, the vendor is left alone.

use std::{future::Future, time::Duration};

use invoice_gateway::provider::{Call, Lookup, Provider};
use serde_json::json;
use tokio::time::{Instant, sleep, timeout};

use crate::{
    activity::is_separate,
    pipe::Pipe,
    providers::Row,
    record::Record,
    suite::{Case, case},
    world::{LONG, World},
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("ends_the_call_of_a_load", load),
        case("ends_the_call_of_a_read_by_id", one),
        case("ends_the_calls_of_a_read_of_many", many),
        case("ends_the_call_of_a_lookup", find),
        case("ends_the_call_of_a_look_at_activity", look_at_activity),
        case("is_what_a_deadline_does", deadline),
    ]
}

/// A vendor that answers nothing, and an adapter that reaches it through a pipe.
async fn silent(row: &'static Row) -> (World, Pipe, std::sync::Arc<dyn Provider>) {
    let world = World::with(row, 250).await;
    world.fault(&json!("hang")).await;
    let pipe = Pipe::before(&world.host).await;
    let provider = world.provider_with(&pipe.host, |transport| transport);
    (world, pipe, provider)
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(5);
    while !condition() {
        assert!(Instant::now() < end, "{what}");
        sleep(Duration::from_millis(5)).await;
    }
}

/// Drops an operation once the vendor has been asked, and waits for the connections to end.
async fn drop_under_way<T>(world: &World, pipe: &Pipe, operation: impl Future<Output = T>) {
    let mut operation = Box::pin(operation);
    let end = Instant::now() + Duration::from_secs(5);
    while world.calls().await == 0 {
        assert!(Instant::now() < end, "the vendor was never asked");
        let step = timeout(Duration::from_millis(20), &mut operation).await;
        assert!(step.is_err(), "a silent vendor cannot have answered");
    }
    assert!(pipe.open() > 0);
    drop(operation);
    until("the call goes on for nobody", || pipe.open() == 0).await;
    let calls = world.calls().await;
    sleep(Duration::from_millis(50)).await;
    assert_eq!(world.calls().await, calls, "nothing is asked for nobody");
}

async fn load(row: &'static Row) {
    let (world, pipe, provider) = silent(row).await;
    let (call, record) = (Call::within(LONG), Record::default());
    drop_under_way(&world, &pipe, provider.changes(&call, None, &record)).await;
}

async fn one(row: &'static Row) {
    let (world, pipe, provider) = silent(row).await;
    let (call, ids) = (Call::within(LONG), world.ids().await);
    drop_under_way(&world, &pipe, provider.invoices(&call, &ids[..1])).await;
}

async fn many(row: &'static Row) {
    let (world, pipe, provider) = silent(row).await;
    let (call, ids) = (Call::within(LONG), world.ids().await);
    drop_under_way(&world, &pipe, provider.invoices(&call, &ids)).await;
}

async fn find(row: &'static Row) {
    let (world, pipe, provider) = silent(row).await;
    let lookup = match row.finds_number {
        true => Lookup::Number("1".to_owned()),
        false => Lookup::Reference("1".to_owned()),
    };
    let call = Call::within(LONG);
    if !row.finds_number && !row.finds_reference {
        let found = provider.find(&call, &lookup).await;
        found.expect_err("there is nothing to be dropped");
        assert_eq!(world.calls().await, 0);
        return;
    }
    drop_under_way(&world, &pipe, provider.find(&call, &lookup)).await;
}

async fn look_at_activity(row: &'static Row) {
    let (world, pipe, provider) = silent(row).await;
    let (call, id) = (Call::within(LONG), world.ids().await[0].clone());
    if !is_separate(row, provider.as_ref()) {
        let told = provider.activity(&call, &id).await;
        told.expect_err("there is nothing to be dropped");
        assert_eq!(world.calls().await, 0);
        return;
    }
    drop_under_way(&world, &pipe, provider.activity(&call, &id)).await;
}

async fn deadline(row: &'static Row) {
    let (world, pipe, provider) = silent(row).await;
    let call = Call::within(Duration::from_millis(200));
    let ids = world.ids().await;
    provider.invoices(&call, &ids).await;
    until("the call outlives its deadline", || pipe.open() == 0).await;
    assert!(world.calls().await > 0);
}
