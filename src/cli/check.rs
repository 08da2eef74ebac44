//! `check`: tells whether a config file is valid, and what its accounts are.

use std::io::Write;

use super::{
    args::Check,
    args::Global,
    exit::Failure,
    rooms::Rooms,
    settings::{Environment, config_file},
};
use crate::config::Config;

/// Checks the file and prints each account, without secrets.
pub(super) fn check(
    check: &Check,
    global: &Global,
    rooms: &impl Rooms,
    env: Environment<'_>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if check.online {
        let message = "check --online is not yet supported: this version checks the file alone; leave the option out";
        return Err(Failure::Usage(message.to_owned()));
    }
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
    for line in accounts(&config, rooms) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// One line for each account: id, name, provider, base URL.
fn accounts(config: &Config, rooms: &impl Rooms) -> Vec<String> {
    let providers = rooms.providers();
    let rows: Vec<[String; 4]> = config
        .accounts
        .iter()
        .map(|account| {
            let settings = &account.settings;
            let default = providers.iter().find(|info| info.id == settings.provider);
            let base_url = match (&settings.base_url, default) {
                (Some(url), _) => url.to_string(),
                (None, Some(info)) => info.base_url.to_owned(),
                (None, None) => "the vendor's".to_owned(),
            };
            [
                settings.id.to_string(),
                settings.name.clone(),
                settings.provider.to_string(),
                base_url,
            ]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths = [0, 1, 2].map(|column| width(column).unwrap_or_default());
    let line = |row: &[String; 4]| {
        let [id, name, provider, base_url] = row;
        let [first, second, third] = widths;
        format!("  {id:first$}  {name:second$}  {provider:third$}  {base_url}")
    };
    rows.iter().map(line).collect()
}
