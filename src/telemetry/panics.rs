//! Panics, told as other events are.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    panic,
};

/// Has panics logged as other events are: where they were, and what they say as far as it was written into the program. A
/// text that was put together as it ran may hold what a vendor or a client sent, or a secret.
///
/// As long as no log was started, they go to standard error as usual.
pub fn log_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !tracing::dispatcher::has_been_set() {
            return usual(panic);
        }
        let place = panic.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        let said = panic.payload().downcast_ref::<&'static str>().copied();
        // Only where the environment asks for it; it names functions and lines, no values.
        let backtrace = Backtrace::capture();
        let backtrace = (backtrace.status() == BacktraceStatus::Captured)
            .then(|| tracing::field::display(&backtrace));
        tracing::error!(place, said, backtrace, "a panic at {place}");
    }));
}
