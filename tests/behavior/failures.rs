//! Every trouble meets every operation: the right error, no needless call, nothing secret, nothing lost.

use std::time::{Duration, Instant};

use invoice_gateway::{
    domain::NativeId,
    error::{Error, ErrorKind},
    provider::{Call, Lookup},
};
use serde_json::json;

use crate::{
    activity::is_separate,
    providers::{Row, Wish},
    record::Record,
    suite::{Case, case},
    trouble::{self, Trouble, assert_discreet, assert_whose},
    world::{LONG, World, changes},
};

/// How long after its deadline an operation may still take to say so.
const GRACE: Duration = Duration::from_secs(2);

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![
        case("one_odd_document_spoils_no_other_in_a_load", odd_in_load),
        case("one_odd_document_spoils_no_other_by_id", odd_by_id),
        case("a_passing_fault_is_not_noticed", passing),
        case("a_short_wait_is_waited", short_wait),
        case("nobody_at_the_address_is_unavailable", nobody),
        case("a_refused_token_is_told_as_such", refused_token),
        case("a_deadline_in_the_past_calls_nobody", too_late),
    ];
    for trouble in trouble::all() {
        type Test = fn(&'static Row, Trouble) -> futures_util::future::BoxFuture<'static, ()>;
        let tests: [(&str, Test); 6] = [
            ("ends_a_load", |row, trouble| Box::pin(load(row, trouble))),
            ("ends_a_refresh", |row, trouble| {
                Box::pin(refresh(row, trouble))
            }),
            ("ends_a_read_by_id", |row, trouble| {
                Box::pin(read(row, trouble, 1))
            }),
            ("ends_a_read_of_many", |row, trouble| {
                Box::pin(read(row, trouble, 5))
            }),
            ("ends_a_lookup", |row, trouble| Box::pin(find(row, trouble))),
            ("ends_a_look_at_activity", |row, trouble| {
                Box::pin(look_at_activity(row, trouble))
            }),
        ];
        for (what, test) in tests {
            let name = format!("{}_{what}", trouble.name);
            let trouble = trouble.clone();
            cases.push(case(name, move |row| test(row, trouble.clone())));
        }
    }
    cases
}

fn assert_in_time(started: Instant, trouble: &Trouble) {
    let took = started.elapsed();
    assert!(took < trouble.deadline + GRACE, "it took {took:?}");
}

async fn load(row: &'static Row, trouble: Trouble) {
    let world = World::with(row, 5).await;
    let record = Record::default();
    world.fault(&trouble.answer).await;
    let started = Instant::now();
    let call = Call::within(trouble.deadline);
    let error = world.provider().changes(&call, None, &record).await;
    let error = error.expect_err("a load that fails");
    assert_in_time(started, &trouble);
    judge_account(&world, &trouble, &error);
    assert_eq!(world.calls().await, trouble.attempts);
    assert_eq!(record.ids(), []);
}

/// Judges an error of a call that was about no single invoice.
fn judge_account(world: &World, trouble: &Trouble, error: &Error) {
    let kind = match trouble.kind(world.row) {
        ErrorKind::NotFound => world.row.account_not_found,
        kind => kind,
    };
    trouble.judge(kind, error);
    assert_whose(world, error);
    assert_discreet(world, error);
}

async fn refresh(row: &'static Row, trouble: Trouble) {
    let world = World::with(row, 5).await;
    let provider = world.provider();
    let (record, checkpoint) = world.load(provider.as_ref()).await;
    let ids = world.ids().await;
    let wish = Wish {
        text: Some("changed".to_owned()),
        ..Wish::default()
    };
    world.edit(&ids[1..3], &wish).await;
    world.fault(&trouble.answer).await;
    let started = Instant::now();
    let call = Call::within(trouble.deadline);
    let error = provider.changes(&call, Some(&checkpoint), &record).await;
    let error = error.expect_err("a refresh that fails");
    assert_in_time(started, &trouble);
    judge_account(&world, &trouble, &error);
    assert_eq!(world.calls().await, trouble.attempts);
    assert_eq!(record.held().len(), 5, "nothing is forgotten");

    // The old checkpoint stays in force: what changed is told as soon as the vendor is well.
    world.heal().await;
    let well = changes(provider.as_ref(), Some(&checkpoint), &record).await;
    well.expect("a refresh");
    world.agrees_with(&record).await;
}

async fn read(row: &'static Row, trouble: Trouble, count: usize) {
    let world = World::with(row, 5).await;
    let provider = world.provider();
    let ids: Vec<NativeId> = world.ids().await.into_iter().take(count).collect();
    world.fault(&trouble.answer).await;
    let started = Instant::now();
    let batch = provider
        .invoices(&Call::within(trouble.deadline), &ids)
        .await;
    assert_in_time(started, &trouble);
    // Where several are asked for in one call, a refusal of the call says nothing of any of them.
    let together = count > 1 && provider.info().batch.is_some();
    for id in &ids {
        let answer = batch.get(id).expect("one answer for each id").clone();
        let error = answer.expect_err("a read that fails");
        if together {
            judge_account(&world, &trouble, &error);
        } else {
            trouble.judge(trouble.kind(row), &error);
        }
        assert_whose(&world, &error);
        assert_discreet(&world, &error);
    }
    let requests = if together { 1 } else { count as u64 };
    let (calls, most) = (world.calls().await, trouble.attempts * requests);
    // Those that were still waiting for their turn when the time was up were never sent.
    let least = if trouble.deadline < LONG { 1 } else { most };
    assert!((least..=most).contains(&calls), "{calls} calls");
}

async fn find(row: &'static Row, trouble: Trouble) {
    let world = World::with(row, 5).await;
    let (lookup, can) = if row.finds_number || !row.finds_reference {
        (Lookup::Number("2026-0001".to_owned()), row.finds_number)
    } else {
        (Lookup::Reference("PO-1".to_owned()), true)
    };
    world.fault(&trouble.answer).await;
    let started = Instant::now();
    let call = Call::within(trouble.deadline);
    let found = world.provider().find(&call, &lookup).await;
    assert_in_time(started, &trouble);
    if can && !row.finds_in_list && trouble.kind(row) == ErrorKind::NotFound {
        // This is how the vendor says that there is none.
        assert_eq!(found.expect("an answer").len(), 0);
        return;
    }
    let error = found.expect_err("a lookup that fails");
    assert_whose(&world, &error);
    assert_discreet(&world, &error);
    if can {
        judge_account(&world, &trouble, &error);
        assert_eq!(world.calls().await, trouble.attempts);
    } else {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(world.calls().await, 0);
    }
}

async fn look_at_activity(row: &'static Row, trouble: Trouble) {
    let world = World::with(row, 5).await;
    let provider = world.provider();
    let id = world.ids().await[1].clone();
    world.fault(&trouble.answer).await;
    let started = Instant::now();
    let call = Call::within(trouble.deadline);
    let told = provider.activity(&call, &id).await;
    let error = told.expect_err("a look that fails");
    assert_in_time(started, &trouble);
    assert_whose(&world, &error);
    assert_discreet(&world, &error);
    if is_separate(row, provider.as_ref()) {
        trouble.judge(trouble.kind(row), &error);
        assert_eq!(world.calls().await, trouble.attempts);
    } else {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(world.calls().await, 0);
    }
}

async fn odd_in_load(row: &'static Row) {
    let world = World::with(row, 120).await;
    let ids = world.ids().await;
    let odd = ids[50].clone();
    let field = row.firm_key;
    world
        .fault(&json!({"wrong_type": {"field": field, "id": odd.as_str()}}))
        .await;
    let record = Record::default();
    let provider = world.provider();
    let loaded = changes(provider.as_ref(), None, &record).await;
    loaded.expect("one odd document is no reason to give up");
    assert_eq!(record.ids().len(), 120);
    for (id, put) in record.puts() {
        assert_eq!(put.is_ok(), id != odd, "{id}");
        if let Err(error) = put {
            assert_eq!(error.kind(), ErrorKind::BadAnswer);
            assert_whose(&world, &error);
            assert_discreet(&world, &error);
        }
    }
    world.heal().await;
    let well = changes(provider.as_ref(), None, &record).await;
    well.expect("a load");
    world.agrees_with(&record).await;
}

async fn odd_by_id(row: &'static Row) {
    let world = World::with(row, 10).await;
    let ids = world.ids().await;
    let field = row.firm_key;
    world
        .fault(&json!({"wrong_type": {"field": field, "id": ids[4].as_str()}}))
        .await;
    let provider = world.provider();
    let together = provider.invoices(&Call::within(LONG), &ids).await;
    let alone = provider.invoices(&Call::within(LONG), &ids[4..5]).await;
    for (id, answer) in together.into_iter().chain(alone) {
        match answer {
            Ok(invoice) => assert!(invoice.id == id && id != ids[4]),
            Err(error) => {
                assert_eq!((error.kind(), &id), (ErrorKind::BadAnswer, &ids[4]));
                assert_discreet(&world, &error);
            }
        }
    }
}

async fn passing(row: &'static Row) {
    let world = World::with(row, 5).await;
    let provider = world.provider();
    for answer in [json!({"status": 503}), json!("close"), json!({"html": 502})] {
        let fault = json!({"resource": row.resource, "times": 2, "answer": answer});
        world.control(json!({"fault": {"add": fault}})).await;
        let record = Record::default();
        let loaded = changes(provider.as_ref(), None, &record).await;
        loaded.expect("a load");
        world.agrees_with(&record).await;
    }
    let torn = json!({"resource": row.resource, "times": 1, "answer": "torn"});
    world.control(json!({"fault": {"add": torn}})).await;
    world.load(provider.as_ref()).await;
}

async fn short_wait(row: &'static Row) {
    let world = World::with(row, 2).await;
    let answer = json!({"rate_limited": {"retry_after": {"seconds": 1}}});
    let fault = json!({"resource": row.resource, "times": 1, "answer": answer});
    world.control(json!({"fault": {"add": fault}})).await;
    let ids = world.ids().await;
    let started = Instant::now();
    let batch = world
        .provider()
        .invoices(&Call::within(LONG), &ids[..1])
        .await;
    let answer = batch.get(&ids[0]).expect("an answer");
    answer.as_ref().expect("an invoice");
    assert!(started.elapsed() >= Duration::from_secs(1));
    let calls = world.calls().await;
    assert!((2..=2 + (row.calls.search)(1)).contains(&calls));
}

async fn nobody(row: &'static Row) {
    let world = World::with(row, 2).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a free port");
    let host = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let provider = world.provider_with(&host, |transport| transport);
    let loaded = changes(provider.as_ref(), None, &Record::default()).await;
    let error = loaded.expect_err("nobody is there");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_discreet(&world, &error);
    let port = host.split_once(':').expect("a port").1;
    assert!(!format!("{error:?}").contains(port), "{error:?}");
}

async fn refused_token(row: &'static Row) {
    let world = World::with(row, 2).await;
    // As the vendor itself refuses, not as a fault does.
    let provider = world.provider_as("another-s3cret");
    let error = changes(provider.as_ref(), None, &Record::default()).await;
    let error = error.expect_err("the token is wrong");
    assert_eq!(error.kind(), ErrorKind::ProviderAuth);
    assert!(!format!("{error} {error:?}").contains("s3cret"));
    assert_eq!(world.calls().await, 1, "a refusal is not repeated");
}

async fn too_late(row: &'static Row) {
    let world = World::with(row, 2).await;
    let provider = world.provider();
    let call = Call::within(Duration::ZERO);
    let record = Record::default();
    let error = provider.changes(&call, None, &record).await;
    let error = error.expect_err("there is no time left");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(world.calls().await, 0);
}
