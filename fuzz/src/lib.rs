//! The door through which libFuzzer's programs reach the targets.

mod targets;

/// Runs one target on one input.
///
/// # Panics
/// When the input shows a fault, which is what libFuzzer looks for.
pub fn run(name: &str, bytes: &[u8]) {
    let target = targets::TARGETS.iter().find(|target| target.name == name);
    (target.expect("every program names a target").run)(bytes);
}
