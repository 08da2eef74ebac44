//! `check`: tells whether a config file is valid, what its accounts are, and with `--online` whether they can be used.

use std::io::Write;

use super::{
    args::{Check, Global},
    exit::Failure,
    rooms::Rooms,
    settings::{Environment, config_file},
    shutdown::Stop,
};
use crate::{config::Config, gateway::Tried};

/// Checks the file and prints each account, without secrets.
pub(super) async fn check(
    check: &Check,
    global: &Global,
    rooms: &impl Rooms,
    env: Environment<'_>,
    stop: &Stop,
    out: &mut (dyn Write + Send),
) -> Result<(), Failure> {
    let Some(file) = check.file.clone().or_else(|| config_file(global, env)) else {
        let message = "which file? write: invoice-gateway check FILE";
        return Err(Failure::Usage(message.to_owned()));
    };
    // Problems are what this command looks for, so they are its failure, not a wrong question.
    let config = Config::load(&file, env).map_err(|errors| Failure::Failed(errors.to_string()))?;
    rooms
        .check(&config)
        .map_err(|problems| Failure::Failed(problems.join("\n")))?;
    writeln!(out, "{} is valid", file.display())?;
    for warning in &config.warnings {
        writeln!(out, "warning: {warning}")?;
    }
    let mut rows = accounts(&config, rooms);
    if !check.online {
        return print(&rows, out);
    }
    out.flush()?;
    let tried = probe(config, rooms, stop).await?;
    for (row, tried) in rows.iter_mut().zip(&tried) {
        row.push(told(tried));
    }
    print(&rows, out)?;
    let failed = tried.iter().filter(|tried| tried.outcome.is_err()).count();
    if failed == 0 {
        return Ok(());
    }
    let all = tried.len();
    let message = format!("{failed} of {all} accounts cannot be used");
    Err(Failure::Failed(message))
}

/// Tries each account, unless it is told to stop meanwhile.
async fn probe(config: Config, rooms: &impl Rooms, stop: &Stop) -> Result<Vec<Tried>, Failure> {
    tokio::select! {
        biased;
        tried = rooms.probe(config) => {
            tried.map_err(|problems| Failure::Failed(problems.join("\n")))
        }
        () = stop.shutdown() => {
            Err(Failure::Failed("stopped before every account was tried".to_owned()))
        }
    }
}

/// What came of trying an account, and what to do about it where the message does not say so.
fn told(tried: &Tried) -> String {
    let obstacle = match &tried.outcome {
        Ok(took) => return format!("ok in {} ms", took.as_millis()),
        Err(obstacle) => obstacle,
    };
    let (code, message) = (obstacle.code, &obstacle.message);
    match code {
        // It says to others when to come back.
        "RATE_LIMITED" => {
            format!("{code}: the vendor's quota is used up, try again in some minutes")
        }
        _ if message.contains("check ") => format!("{code}: {message}"),
        "BAD_ANSWER" => format!("{code}: {message}, check base_url"),
        "TIMEOUT" | "UNAVAILABLE" => {
            format!("{code}: {message}, try again, then check base_url and the way there")
        }
        _ => format!("{code}: {message}"),
    }
}

/// A row for each account: id, name, provider, base URL.
fn accounts(config: &Config, rooms: &impl Rooms) -> Vec<Vec<String>> {
    let providers = rooms.providers();
    let accounts = config.accounts.iter().map(|account| {
        let settings = &account.settings;
        let default = providers.iter().find(|info| info.id == settings.provider);
        let base_url = match (&settings.base_url, default) {
            (Some(url), _) => url.to_string(),
            (None, Some(info)) => info.base_url.to_owned(),
            (None, None) => "the vendor's".to_owned(),
        };
        vec![
            settings.id.to_string(),
            settings.name.clone(),
            settings.provider.to_string(),
            base_url,
        ]
    });
    accounts.collect()
}

/// Prints rows of as many columns as the first has, one below the other.
fn print(rows: &[Vec<String>], out: &mut dyn Write) -> Result<(), Failure> {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..columns)
        .map(|column| width(column).unwrap_or_default())
        .collect();
    for row in rows {
        let cells = row.iter().zip(&widths);
        let line: String = cells
            .map(|(cell, width)| format!("  {cell:width$}"))
            .collect();
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
