//! What a person may choose about the simulators.

use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;
use serde::Deserialize;

use crate::sandbox::fault::Fault;

/// How many invoices each resource holds unless told otherwise.
const DEFAULT_INVOICES: usize = 64;

/// The most invoices one resource may be asked to hold.
pub(crate) const MAX_INVOICES: usize = 100_000;

/// Settings of one set of simulators.
#[derive(Debug, Clone)]
pub struct Options {
    /// Number of invoices in each resource, at most 100,000.
    pub invoices: usize,
    /// The day that the data is relative to: it decides `this_year`, late and the like.
    pub today: Date,
    /// How long every vendor answer waits before it is given.
    pub latency: Duration,
    /// Failures that are switched on from the start.
    pub faults: Vec<Fault>,
    /// Whether the vendors' rate limits are enforced.
    pub rate_limit: bool,
}

impl Options {
    /// Starts from the defaults: 64 invoices per resource, no latency, no faults, limits on.
    pub fn new(today: Date) -> Self {
        Self {
            invoices: DEFAULT_INVOICES,
            today,
            latency: Duration::ZERO,
            faults: Vec::new(),
            rate_limit: true,
        }
    }

    /// Reads a TOML file with one `[[faults]]` table per [`Fault`].
    ///
    /// # Errors
    /// Says in words which file, line and key is wrong.
    pub fn load_faults(path: &Path) -> Result<Vec<Fault>, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct FaultFile {
            #[serde(default)]
            faults: Vec<Fault>,
        }
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read the faults file {}: {error}", path.display()))?;
        let file: FaultFile = toml::from_str(&text)
            .map_err(|error| format!("faults file {}: {error}", path.display()))?;
        for fault in &file.faults {
            fault
                .check()
                .map_err(|error| format!("faults file {}: {error}", path.display()))?;
        }
        Ok(file.faults)
    }
}
