//! The command line: what was asked, in which order it is checked, and how the process ends.
//!
//! The only room that reads the environment, the arguments and the signals, and that writes to standard output. It knows
//! the other rooms by the few functions of `Rooms`.
//!
//! Invariant: everything is checked before a port is bound.
//!
//! Exit codes: 0 done, 1 failed, 64 asked wrongly (arguments or config; `EX_USAGE` of sysexits.h). `check` ends with 1
//! when the file has problems, because finding them is its work.

mod args;
mod check;
mod exit;
mod hangup;
mod key;
mod listen;
mod rooms;
mod run;
mod sandbox;
mod serve;
mod settings;
mod shutdown;
mod supervisor;
#[cfg(test)]
mod tests;
mod version;

pub use run::main;
