//! Feeds every door of the gateway with nonsense that began as something good.
//!
//! The targets and their seeds are in `fuzz/`, where libFuzzer drives the same ones for as long as somebody likes. Here each
//! gets its seeds and some hundreds of changes of them, always the same. `FUZZ_SECONDS=300 cargo test --test fuzz i3d`
//! goes on for so long, with other changes each time. What shows a fault is written below `target/fuzz`; put it among the
//! seeds when it is mended.

mod mutate;
mod run;
#[path = "../../fuzz/src/targets/mod.rs"]
mod targets;

use std::{fs, panic, path::Path};

use targets::{TARGETS, Target};

macro_rules! targets {
    ($($name:ident)+) => {
        $(#[test]
        fn $name() {
            run::run(stringify!($name));
        })+

        const TESTED: &[&str] = &[$(stringify!($name),)+];
    };
}

targets! {
    global_id
    cursor
    file_link
    config
    query
    request_body
    multipart
    moneybird
    moneybird_external
    invoice_ninja
    dashdoc
    i3d
    moneybird_actions
    moneybird_external_actions
    invoice_ninja_actions
    dashdoc_actions
}

#[test]
fn a_panic_is_noticed_even_where_it_is_caught() {
    let target = |run| Target { name: "", run };
    let caught = |bytes: &[u8]| drop(panic::catch_unwind(|| assert!(bytes.is_empty())));
    assert!(run::shows_a_fault(&target(caught), b"x"));
    assert!(!run::shows_a_fault(&target(caught), b""));
    let open = |bytes: &[u8]| assert!(bytes.is_empty());
    assert!(run::shows_a_fault(&target(open), b"x"));
}

#[test]
fn every_target_is_tested_and_has_seeds_and_a_program() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(house.join("fuzz/Cargo.toml")).unwrap();
    let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names, TESTED);
    for name in names {
        assert!(run::seeds(name).len() > 3, "{name} has too few seeds");
        let program = house.join(format!("fuzz/fuzz_targets/{name}.rs"));
        let program = fs::read_to_string(program).unwrap();
        assert!(program.contains(&format!("run(\"{name}\"")), "{name}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
