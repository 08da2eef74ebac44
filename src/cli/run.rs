//! Parse, run, end.

use std::{
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

use super::{
    args::{Arguments, Command},
    check::check,
    exit::Failure,
    key::key,
    rooms::{House, Rooms},
    sandbox::sandbox,
    serve::serve,
    settings::Environment,
    shutdown::{Stop, on_signals, pair},
};
use crate::telemetry;

/// Does what the process was started for and tells how it ended.
#[must_use]
pub fn main() -> ExitCode {
    match try_main() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(message) = failure.message() {
                // Where that cannot be told, the exit code still tells.
                let _ = writeln!(io::stderr(), "{message}");
            }
            ExitCode::from(&failure)
        }
    }
}

fn try_main() -> Result<(), Failure> {
    telemetry::log_panics();
    let mut out = io::stdout();
    let Some(arguments) = parse(std::env::args_os(), &mut out)? else {
        return Ok(());
    };
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::Failed(format!("cannot start the runtime: {error}")))?;
    let ended = runtime.block_on(async {
        let (stopper, stop) = pair();
        tokio::spawn(on_signals(stopper));
        let env: Environment<'static> = &|name: &str| std::env::var(name).ok();
        run(arguments, &House, env, stop, &mut out).await
    });
    // What still runs in the background has had its grace.
    runtime.shutdown_background();
    ended
}

/// Reads the arguments; `None` when they only asked for help or the version, which is printed.
pub(super) fn parse(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
) -> Result<Option<Arguments>, Failure> {
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => Ok(Some(arguments)),
        Err(error) if error.use_stderr() => {
            Err(Failure::Usage(error.to_string().trim_end().to_owned()))
        }
        Err(help) => {
            write!(out, "{help}")?;
            Ok(None)
        }
    }
}

/// Runs a command until it is done or `stop`.
pub(super) async fn run(
    arguments: Arguments,
    rooms: &impl Rooms,
    env: Environment<'static>,
    stop: Stop,
    out: &mut (dyn Write + Send),
) -> Result<(), Failure> {
    let global = &arguments.global;
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(global, rooms, env, stop, out).await,
        Command::Sandbox(options) => sandbox(&options, global, rooms, env, stop, out).await,
        Command::Check(options) => check(&options, global, rooms, env, &stop, out).await,
        Command::Key => key(rooms, out),
        Command::Schema => Ok(out.write_all(rooms.sdl().as_bytes())?),
    }
}
