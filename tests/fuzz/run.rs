//! Runs a target and notices a panic wherever it was, even where the gateway catches it.

use std::{
    cell::Cell,
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::Once,
    time::{Duration, Instant},
};

use crate::{
    mutate::Mutator,
    targets::{TARGETS, Target},
};

/// How many changes of its seeds a target gets, unless it is told how long to go on.
const ROUNDS: usize = 150;
/// Every run of the tests makes the same changes.
const SEED: u64 = 1;

thread_local! {
    /// Whether something panicked here. The targets' runtimes work on one thread.
    static PANICKED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a target on its seeds and on changes of them.
pub(crate) fn run(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let seeds = seeds(name);
    for seed in &seeds {
        attempt(target, seed);
    }
    let seconds = env::var("FUZZ_SECONDS").ok();
    let seconds = seconds.map(|seconds| seconds.parse().expect("FUZZ_SECONDS is a number"));
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let seed = until.map_or(SEED, |_| u64::from(std::process::id()));
    let mut mutator = Mutator::new(seed, &seeds);
    let mut rounds = 0;
    while until.map_or(rounds < ROUNDS, |until| Instant::now() < until) {
        attempt(target, &mutator.change());
        rounds += 1;
    }
    println!("{name}: {} seeds, {rounds} changes", seeds.len());
}

/// The seeds of a target, always in the same order.
pub(crate) fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let files = fs::read_dir(folder.join(name)).unwrap();
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Tells whether an input shows a fault of a target.
pub(crate) fn shows_a_fault(target: &Target, input: &[u8]) -> bool {
    listen();
    PANICKED.set(false);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    outcome.is_err() || PANICKED.get()
}

fn attempt(target: &Target, input: &[u8]) {
    if shows_a_fault(target, input) {
        let file = keep(target.name, input);
        let shown: String = String::from_utf8_lossy(input).chars().take(2000).collect();
        panic!("{} fails with {}: {shown}", target.name, file.display());
    }
}

fn keep(name: &str, input: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    fs::create_dir_all(&folder).unwrap();
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    let file = folder.join(format!("{name}-{:016x}", hasher.finish()));
    fs::write(&file, input).unwrap();
    file
}

/// Notes every panic, and says it as usual.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            PANICKED.set(true);
            usual(panic);
        }));
    });
}
