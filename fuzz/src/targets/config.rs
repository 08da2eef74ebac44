//! What an operator types: a config is good or tells what is wrong, and tells no secret in either case.

use invoice_gateway::{config::Config, gateway};

/// What stands for a secret in the environment.
const SECRET: &str = "swordfish-in-the-environment";
/// What stands for a secret in a seed: it is written where a secret belongs and nowhere else.
const TYPED: &str = "swordfish-typed-by-hand";

/// Any text.
pub(super) fn config(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if text.contains(SECRET) {
        // Whoever types it where no secret belongs may read it again.
        return;
    }
    let env = |name: &str| (name == "SECRET").then(|| SECRET.to_owned());
    match Config::parse(&text, "gateway.toml", env) {
        Ok(config) => {
            hides(&text, &format!("{config:?}"));
            config
                .warnings
                .iter()
                .for_each(|warning| hides(&text, warning));
            if let Err(problems) = gateway::check(&config) {
                problems.iter().for_each(|problem| hides(&text, problem));
            }
        }
        Err(problems) => {
            hides(&text, &problems.to_string());
            hides(&text, &format!("{problems:?}"));
        }
    }
}

/// Tells nothing of the secret of the environment, nor of a key's value that is named as a secret.
fn hides(text: &str, told: &str) {
    assert!(!told.contains(SECRET), "a secret: {told}");
    // Only where it is a secret's value, whole and on its own line, is a typed text one.
    let line = format!("token = \"{TYPED}\"");
    let is_secret = text.lines().any(|typed| typed == line) && text.matches(TYPED).count() == 1;
    assert!(
        !is_secret || !told.contains(TYPED),
        "a typed secret: {told}"
    );
}
