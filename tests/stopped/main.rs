//! A gateway that is told to stop while many read and write, again and again: who was heard is answered, and what was
//! accepted is done once.
//!
//! Clients with connections of their own and with shares of h2 connections ask without a pause. At some moment a few of
//! the vendors' answers begin to take seconds, or are lost, and soon after comes SIGTERM. Whoever got no answer was not
//! heard: no vendor knows of it. A second gateway over the same `state_dir` then tells what became of every key.

mod acts;
mod chance;
mod client;
mod crowd;
mod judge;
mod process;
mod vendors;

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use acts::{Act, Kind};
use chance::Chance;
use client::{Line, Protocol, Reply};
use crowd::Crowd;
use futures_util::future::join_all;
use judge::{Tally, judge};
use process::Gateway;
use vendors::Vendors;

/// How many gateways are stopped at the same time, and how often each.
const LANES: u64 = 3;
const STOPS: u64 = 4;

/// The slowest answer of a vendor, and the time to look for one that is lost.
const TIME_TO_STOP: Duration = Duration::from_secs(10);

/// A folder that is gone with the test.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let name = format!("invoice-gateway-stopped-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A config with an account of every vendor, and with state and limits of its own.
    fn config(&self, vendors: &Vendors, limits: &str) -> PathBuf {
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\n[cache]\nstate_dir = \"{}/state\"\n\
             [limits]\nrate = 1000000\n{limits}\n{}",
            self.0.display(),
            vendors.accounts()
        );
        let file = self.0.join("gateway.toml");
        std::fs::write(&file, text).unwrap();
        file
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn round(round: u64) -> Tally {
    let mut chance = Chance::new(round);
    let vendors = Vendors::open().await;
    let acts: Arc<[Act]> = Act::prepare(&vendors, round).await.into();
    let place = Place::new(&round.to_string());
    // Shorter than a request may take: what was lost is known before the end. Longer: it is known after the restart.
    let settle = if chance.below(2) == 0 { "2s" } else { "8s" };
    let limits = format!("settle = \"{settle}\"\ndeadline = \"6s\"");
    let config = place.config(&vendors, &limits);
    let mut gateway = Gateway::start(&config).await;
    let crowd = Crowd::start(&gateway.address, Arc::clone(&acts), &mut chance).await;
    tokio::time::sleep(Duration::from_millis(300 + chance.below(700))).await;
    vendors.become_slow(&mut chance).await;
    tokio::time::sleep(Duration::from_millis(chance.below(400))).await;
    let signalled = Instant::now();
    gateway.terminate();
    let status = gateway.ended().await;
    let took = signalled.elapsed();
    let asked = crowd.left().await;
    assert_eq!(status.code(), Some(0), "round {round}: {status}");
    assert!(took < TIME_TO_STOP, "round {round}: it took {took:?}");
    let books = vendors.books().await;
    let mut tally = judge(&asked, signalled, &books, round);
    tally.longest = took;

    vendors.recover().await;
    let mut next = Gateway::start(&config).await;
    let keyed = acts.iter().filter(|act| act.kind.keyed());
    join_all(keyed.map(|act| until_it_is_done(&next.address, act))).await;
    let books = vendors.books().await;
    for act in acts.iter().filter(|act| act.kind.keyed()) {
        assert_eq!(act.times_in(&books), 1, "round {round}: {act:?}");
    }
    next.terminate();
    assert_eq!(next.ended().await.code(), Some(0));
    tally
}

/// Sends an act with its key until it is told what became of it: that it is done.
async fn until_it_is_done(address: &str, act: &Act) {
    let patience = Instant::now() + Duration::from_secs(30);
    let line = Line::open(address, Protocol::One).await;
    let mut line = line.expect("it listens");
    loop {
        let reply = line.ask(address, &act.body()).await;
        let Reply::Answer(answer) = &reply else {
            panic!("{act:?}: {reply:?}");
        };
        let told = &answer["data"]["told"];
        match told["outcome"].as_str() {
            Some("APPLIED") => return,
            Some("UNKNOWN") => {}
            _ => panic!("{act:?}: {answer}"),
        }
        assert!(
            Instant::now() < patience,
            "it is never known: {act:?} {answer}"
        );
        let seconds = told["userErrors"][0]["retryAfter"].as_u64().unwrap_or(1);
        tokio::time::sleep(Duration::from_secs(seconds.clamp(1, 3))).await;
    }
}

async fn lane(lane: u64) -> Tally {
    let mut tally = Tally::default();
    for stop in 0..STOPS {
        tally.add(&round(lane * STOPS + stop).await);
    }
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_under_load_it_answers_who_was_heard_and_loses_nothing() {
    let lanes = (0..LANES).map(|number| tokio::spawn(lane(number)));
    let mut tally = Tally::default();
    for lane in join_all(lanes).await {
        tally.add(&lane.unwrap());
    }
    println!("{} stops: {tally:?}", LANES * STOPS);
    let stops = usize::try_from(LANES * STOPS).unwrap();
    assert!(tally.slow >= stops, "nobody was waited for: {tally:?}");
    assert!(
        tally.writes >= 5 * stops && tally.reads >= stops,
        "there was no load: {tally:?}"
    );
    assert!(tally.unknown > 0, "no answer was lost: {tally:?}");
}

/// The server once gave everybody 15 s, whatever the config said.
#[tokio::test]
async fn an_operation_has_its_whole_deadline_while_the_gateway_stops() {
    let vendors = Vendors::open().await;
    let place = Place::new("patient");
    let config = place.config(&vendors, "deadline = \"25s\"\nattempt_timeout = \"24s\"");
    let acts = Act::prepare(&vendors, 0).await;
    let note = acts.iter().find(|act| act.kind == Kind::Note("moneybird"));
    let note = note.expect("there are some");
    let slow = Duration::from_secs(17);
    vendors.delay_notes(slow).await;
    let mut gateway = Gateway::start(&config).await;
    let address = gateway.address.clone();
    let line = Line::open(&address, Protocol::One).await;
    let mut line = line.expect("it listens");
    let body = note.body();
    let asking = line.ask(&address, &body);
    let stopping = async {
        vendors.wait_for_write().await;
        gateway.terminate();
        gateway.ended().await
    };
    let (reply, status) = tokio::join!(asking, stopping);
    let Reply::Answer(answer) = &reply else {
        panic!("{reply:?}");
    };
    assert_eq!(answer["data"]["told"]["outcome"], "APPLIED", "{answer}");
    assert_eq!(status.code(), Some(0));
    assert_eq!(note.times_in(&vendors.books().await), 1);
}
