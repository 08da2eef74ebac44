//! What all bulk requests have in common: an action and the ids that it is for.

use serde_json::Value;

use crate::sandbox::invoice_ninja::errors::Refusal;
use crate::sandbox::invoice_ninja::write::check::{Check, row_id};
use crate::sandbox::invoice_ninja::write::input::Input;

/// A bulk request.
#[derive(Debug)]
pub(super) struct Bulk {
    pub(super) action: String,
    /// The numbers of the rows; an id that is none stands for a row that is not there.
    pub(super) ids: Vec<u32>,
}

impl Bulk {
    /// Reads a request; neither actions nor ids need to be known.
    pub(super) fn read(input: &Input) -> Result<Self, Box<Refusal>> {
        let mut check = Check::new(input);
        let bulk = Self::checked(&mut check);
        check.done()?;
        Ok(bulk)
    }

    /// Reads a request of which more is looked at.
    pub(super) fn checked(check: &mut Check<'_>) -> Self {
        check.require("action");
        let action = check.text("action").unwrap_or_default();
        let ids = check.list("ids").unwrap_or_default();
        if ids.is_empty() {
            check.complain("ids", "The", "field is required.");
        }
        Self {
            action,
            ids: numbers(ids),
        }
    }
}

fn numbers(ids: &[Value]) -> Vec<u32> {
    let mut numbers: Vec<u32> = ids.iter().map(row_id).collect();
    let mut seen = std::collections::BTreeSet::new();
    numbers.retain(|number| seen.insert(*number));
    numbers
}
