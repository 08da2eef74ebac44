//! What is asked of several accounts at once, and what comes back.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    domain::NativeId,
    error::{Error, ErrorKind, Result},
    snapshot::{
        account::Account,
        filter::Filter,
        order::Order,
        state::{AccountResult, Freshness},
        summary::Group,
    },
};

/// Which page of a list: at most `first` rows from its start or `last` from its end, between two cursors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageArguments {
    /// How many from the start.
    pub first: Option<i32>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
}

/// Rows of a page when the client does not say how many.
const DEFAULT_ROWS: usize = 50;
/// Rows of a page at most.
const MOST_ROWS: usize = 250;

impl PageArguments {
    /// How many rows, and whether from the end.
    pub(crate) fn size(&self) -> Result<(usize, bool)> {
        let (count, from_end, name) = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                return Err(invalid(
                    "`first` and `last` exclude each other: give one of them",
                ));
            }
            (None, Some(last)) => (last, true, "last"),
            (Some(first), None) => (first, false, "first"),
            // Going backwards from a cursor without saying how far still means going backwards.
            (None, None) => {
                return Ok((DEFAULT_ROWS, self.before.is_some() && self.after.is_none()));
            }
        };
        match usize::try_from(count) {
            Ok(count) if (1..=MOST_ROWS).contains(&count) => Ok((count, from_end)),
            _ => Err(invalid(format!(
                "`{name}` must be between 1 and {MOST_ROWS}"
            ))),
        }
    }
}

/// Which invoices, in which order, how fresh, and until when somebody waits.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Which.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// Which page of them.
    pub page: PageArguments,
    /// How fresh.
    pub freshness: Freshness,
    /// Whether to count all of them.
    pub count: bool,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct PageOf<T> {
    /// The rows with their cursors.
    pub rows: Vec<(T, String)>,
    /// Whether the list goes on after them.
    pub has_next: bool,
    /// Whether there are rows before them.
    pub has_previous: bool,
    /// How many rows the whole list has; `None` when not asked, or not known because the list is not complete.
    pub total: Option<usize>,
    /// What each account contributed.
    pub accounts: Vec<AccountResult>,
    /// Whether nothing is missing.
    pub complete: bool,
}

/// Sums over invoices.
#[derive(Clone, Debug)]
pub struct SummaryOf {
    /// The groups.
    pub groups: Vec<Group>,
    /// What each account contributed.
    pub accounts: Vec<AccountResult>,
    /// Whether nothing is missing.
    pub complete: bool,
}

/// The ids and versions of one account's invoices, for clients that keep a copy.
#[derive(Clone, Debug)]
pub struct Versions {
    /// The account.
    pub account: Arc<Account>,
    /// Each invoice with its version.
    pub items: Vec<(NativeId, Option<String>)>,
    /// Whether nothing is missing.
    pub complete: bool,
    /// When this was last known to be right.
    pub fetched_at: Option<Timestamp>,
}
/// Says that arguments make no sense.
pub(crate) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidInput, message)
}
