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
mod process;
mod vendors;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use acts::Act;
use chance::Chance;
use client::{Line, Protocol, Reply};
use crowd::{Asked, Crowd};
use futures_util::future::join_all;
use process::Gateway;
use serde_json::Value;
use vendors::{Books, Vendors};

/// How many gateways are stopped at the same time, and how often each.
const LANES: u64 = 3;
const STOPS: u64 = 4;

/// The slowest answer of a vendor, and the time to look for one that is lost.
const TIME_TO_STOP: Duration = Duration::from_secs(10);

/// How long a client may wait for what it asked without being heard: that nobody listens is known at once.
const UNHEARD: Duration = Duration::from_secs(2);

/// What happened.
#[derive(Debug, Default)]
struct Tally {
    reads: usize,
    writes: usize,
    /// Asked before the signal and answered after it.
    in_flight: usize,
    /// Of these, after more than a second.
    slow: usize,
    unknown: usize,
    unsent: usize,
    unheard: usize,
    longest: Duration,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.reads += other.reads;
        self.writes += other.writes;
        self.in_flight += other.in_flight;
        self.slow += other.slow;
        self.unknown += other.unknown;
        self.unsent += other.unsent;
        self.unheard += other.unheard;
        self.longest = self.longest.max(other.longest);
    }
}

fn config(place: &Path, vendors: &Vendors, chance: &mut Chance) -> PathBuf {
    // Shorter than a request may take: what was lost is known before the end. Longer: it is known after the restart.
    let settle = if chance.below(2) == 0 { "2s" } else { "8s" };
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[cache]\nstate_dir = \"{}/state\"\n\
         [limits]\nsettle = \"{settle}\"\ndeadline = \"6s\"\nrate = 1000000\n{}",
        place.display(),
        vendors.accounts()
    );
    let file = place.join("gateway.toml");
    std::fs::write(&file, text).unwrap();
    file
}

async fn round(place: &Path, round: u64) -> Tally {
    let mut chance = Chance::new(round);
    let vendors = Vendors::open().await;
    let acts: Arc<[Act]> = Act::prepare(&vendors, round).await.into();
    let config = config(place, &vendors, &mut chance);
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

/// Holds what clients were told against the books.
fn judge(asked: &[Asked], signalled: Instant, books: &Books, round: u64) -> Tally {
    let mut tally = Tally::default();
    for one in asked {
        let Asked {
            act,
            sent,
            over,
            reply,
            ..
        } = one;
        match reply {
            Reply::Torn(why) => panic!("round {round}: a torn answer: {why} {one:?}"),
            Reply::Answer(answer) => {
                assert_eq!(answer.get("errors"), None, "round {round}: {one:?}");
                let after = *sent < signalled && signalled < *over;
                tally.in_flight += usize::from(after);
                tally.slow += usize::from(after && *over - *sent > Duration::from_secs(1));
                match act {
                    None => tally.reads += 1,
                    Some(act) => {
                        tally.writes += 1;
                        tally.unknown += usize::from(told(act, answer, books, round));
                    }
                }
            }
            Reply::Unsent => tally.unsent += 1,
            Reply::Nothing(why) => {
                // Nobody can know of an end that comes while a request is on its way.
                assert!(
                    *sent > signalled,
                    "round {round}: not answered: {why} {one:?}"
                );
                tally.unheard += 1;
            }
        }
        if let (Some(act), Reply::Unsent | Reply::Nothing(_)) = (act, reply) {
            assert!(!act.was_heard_in(books), "round {round}: cut: {one:?}");
            assert!(*over - *sent < UNHEARD, "round {round}: {one:?}");
        }
    }
    tally
}

/// Holds what was told of an act against the books; tells whether nobody knew.
fn told(act: &Act, answer: &Value, books: &Books, round: u64) -> bool {
    let times = act.times_in(books);
    match answer["data"]["told"]["outcome"].as_str() {
        Some("APPLIED") => assert_eq!(times, 1, "round {round}: {act:?} {answer}"),
        Some("UNKNOWN") => assert!(times <= 1, "round {round}: {act:?} {answer}"),
        _ => panic!("round {round}: {act:?} {answer}"),
    }
    answer["data"]["told"]["outcome"] == "UNKNOWN"
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
        let number = lane * STOPS + stop;
        let name = format!("invoice-gateway-stopped-{}-{number}", std::process::id());
        let place = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&place).unwrap();
        tally.add(&round(&place, number).await);
        std::fs::remove_dir_all(&place).unwrap();
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
