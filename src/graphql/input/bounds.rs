//! What all inputs keep to: short lists, short searches, ranges the right way round.

use async_graphql::InputObject;

use crate::{
    error::{Error, ErrorKind, Result},
    scalar::{Date, DecimalText},
    snapshot::Range,
};

/// Most entries of a list.
const MAX_ENTRIES: usize = 250;
/// Longest text that something is searched or looked up by, in characters.
const MAX_SEARCH: usize = 200;

/// A range of days; both ends are included, and either may be left out.
#[derive(Debug, InputObject)]
pub(crate) struct DateRange {
    /// The first day.
    from: Option<Date>,
    /// The last day.
    to: Option<Date>,
}

/// A range of amounts in whole units of their currency; both ends are included, and either may be left out.
#[derive(Debug, InputObject)]
pub(crate) struct DecimalRange {
    /// The least.
    from: Option<DecimalText>,
    /// The most.
    to: Option<DecimalText>,
}

/// A range with its two ends.
pub(crate) trait Ends {
    type End: PartialOrd;

    fn ends(self) -> (Option<Self::End>, Option<Self::End>);
}

impl Ends for DateRange {
    type End = jiff::civil::Date;

    fn ends(self) -> (Option<Self::End>, Option<Self::End>) {
        (self.from.map(|day| day.0), self.to.map(|day| day.0))
    }
}

impl Ends for DecimalRange {
    type End = crate::domain::Decimal;

    fn ends(self) -> (Option<Self::End>, Option<Self::End>) {
        (
            self.from.map(|amount| amount.0),
            self.to.map(|amount| amount.0),
        )
    }
}

/// Reads a range; a missing one lets everything through.
pub(crate) fn range<R: Ends>(name: &str, range: Option<R>) -> Result<Range<R::End>> {
    let (from, to) = range.map_or((None, None), Ends::ends);
    if let (Some(from), Some(to)) = (&from, &to)
        && from > to
    {
        return Err(invalid(format!(
            "`{name}` ends before it begins: swap `from` and `to`"
        )));
    }
    Ok(Range { from, to })
}

/// Reads a list, and refuses one that is too long. It is a set: the same entries in another order, or twice, are the same
/// filter, and its cursors go on.
pub(crate) fn at_most<T, U: Ord>(
    name: &str,
    list: Option<Vec<T>>,
    read: impl Fn(T) -> U,
) -> Result<Option<Vec<U>>> {
    let Some(list) = list else {
        return Ok(None);
    };
    if list.len() > MAX_ENTRIES {
        return Err(invalid(format!(
            "`{name}` has {} entries: give at most {MAX_ENTRIES}",
            list.len()
        )));
    }
    let mut entries: Vec<U> = list.into_iter().map(read).collect();
    entries.sort_unstable();
    entries.dedup();
    Ok(Some(entries))
}

/// Reads a text that is searched for, in lowercase.
pub(crate) fn searched(name: &str, text: Option<String>) -> Result<Option<String>> {
    let too_long = |text: &String| text.chars().nth(MAX_SEARCH).is_some();
    match text {
        Some(text) if too_long(&text) => Err(invalid(format!(
            "`{name}` is longer than {MAX_SEARCH} characters: search for less"
        ))),
        text => Ok(text.map(|text| text.to_lowercase())),
    }
}

/// Reads a text that something is looked up by at a provider.
pub(crate) fn looked_up(name: &str, text: String) -> Result<String> {
    match text.chars().nth(MAX_SEARCH) {
        None => Ok(text),
        Some(_) => Err(invalid(format!(
            "`{name}` is longer than {MAX_SEARCH} characters: no invoice has such a one"
        ))),
    }
}

/// Reads the words of a search, in lowercase.
pub(crate) fn words(name: &str, text: Option<String>) -> Result<Vec<String>> {
    let text = searched(name, text)?.unwrap_or_default();
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidInput, message)
}
