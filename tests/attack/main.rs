//! Tries to break the shipped program from the outside, and to make it tell what it must not.
//!
//! Every family of bad requests is a file in `families`; a new one is a function that gives attacks, and a line in
//! `families::all`. Everything is deterministic.

mod attack;
mod controls;
mod crowd;
mod families;
mod judge;
mod listed;
#[path = "../it/inside/text.rs"]
mod page;
mod panics;
mod planted;
mod process;
mod relay;
mod secrets;
mod series;
mod slow;
mod ssrf;
mod wire;
mod world;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use crate::{
    attack::Attack,
    world::{Plan, World},
};

/// How much the memory may grow at any moment of all attacks, in kilobytes.
const MAX_GROWTH_KB: u64 = 100 << 10;
/// How many attacks there are at the very least.
const MIN_ATTACKS: usize = 500;
/// How many failures are told in full.
const TOLD: usize = 40;

/// How many attacks each family has, and how long they took.
type Counts = BTreeMap<&'static str, (usize, Duration)>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bad_request_breaks_it_or_reaches_a_provider() {
    let world = World::open(Plan {
        log: "info,invoice_gateway=trace",
        ..Plan::new("requests")
    })
    .await;
    world.load().await;
    controls::pass(&world).await;
    let attacks = families::all(&world).await;
    // Whatever the finding of ids and links has begun is over.
    tokio::time::sleep(Duration::from_millis(300)).await;
    world.relay.calls();
    let before = world.process.resident_kb();
    let (mut wrong, counts) = run(&world, &attacks).await;
    for (family, (count, time)) in &counts {
        println!("{count:5} {family} in {} ms", time.as_millis());
    }
    println!("{:5} in all, {} wrong", attacks.len(), wrong.len());
    if let (Some(before), Some(peak)) = (before, world.process.peak_kb()) {
        println!("memory: {before} kB before, {peak} kB at most");
        assert!(peak < before + MAX_GROWTH_KB, "{before} kB, then {peak} kB");
    }
    wrong.extend(told_by_the_log(&world));
    none_is_wrong(&wrong);
    // It is as healthy as before.
    world.load().await;
    assert!(attacks.len() >= MIN_ATTACKS, "only {}", attacks.len());
}

/// Makes each attack, and tells those that came to something else than they must.
async fn run(world: &World, attacks: &[Attack]) -> (Vec<String>, Counts) {
    let mut wrong = vec![];
    let mut counts = Counts::new();
    let leaks = judge::leaks(&world.relay.address.to_string(), &world.place);
    for attack in attacks {
        let started = Instant::now();
        let answer = world.send(&attack.wire).await;
        let calls = world.relay.calls();
        let (count, time) = counts.entry(attack.family).or_default();
        *count += 1;
        *time += started.elapsed();
        let found = judge::judge(attack, &answer, &calls, &leaks);
        if !found.is_empty() {
            wrong.push(told(attack, &found, &answer.text()));
        }
        if !world.process.is_alive() {
            wrong.push(format!("it died of {} / {}", attack.family, attack.name));
            break;
        }
    }
    (wrong, counts)
}

/// What the log should not say: secrets, tokens (which begin as their headers do), panics.
fn told_by_the_log(world: &World) -> Vec<String> {
    let log = world.process.log();
    let mut wrong = vec![];
    for word in ["panicked", "a panic at", planted::MARK, "eyJ"] {
        let lines = log.lines().filter(|line| line.contains(word));
        wrong.extend(lines.take(5).map(|line| format!("the log says: {line}")));
    }
    wrong
}

#[track_caller]
fn none_is_wrong(wrong: &[String]) {
    let shown = wrong[..wrong.len().min(TOLD)].join("\n");
    assert!(wrong.is_empty(), "{} wrong:\n{shown}", wrong.len());
}

fn told(attack: &Attack, found: &[String], answer: &str) -> String {
    let answer: String = answer.chars().take(700).collect();
    let sent = attack.wire.pieces.concat();
    let sent = String::from_utf8_lossy(&sent[..sent.len().min(600)]).into_owned();
    let Attack { family, name, .. } = attack;
    format!(
        "{family} / {name} {}\n  sent: {sent:?}\n  answer: {answer:?}",
        found.join(", ")
    )
}
