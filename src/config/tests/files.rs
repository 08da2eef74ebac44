//! `[files]`: what signs links, and how long they live.

use std::time::Duration;

use super::{ACCOUNT, parse, problems_of};

#[test]
fn links_are_signed_with_a_key_that_cannot_be_guessed_and_live_for_a_while() {
    for (section, expected) in [
        (
            "signing_key = \"fifteen bytes..\"",
            "signing_key is too short: 16 bytes at least",
        ),
        ("signing_key = \"\"", "signing_key is too short"),
        (
            "link_life = \"0s\"",
            "link_life must be longer than nothing",
        ),
    ] {
        let told = problems_of(&format!("[files]\n{section}\n"));
        assert!(told.contains(expected), "{section}: {told}");
    }
    let enough = "[files]\nsigning_key = \"sixteen bytes...\"\nlink_life = \"1s\"\n";
    let files = parse(&format!("{enough}{ACCOUNT}")).files;
    assert_eq!(files.link_life, Duration::from_secs(1));
}
