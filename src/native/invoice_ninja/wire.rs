//! How Invoice Ninja wants plain values written in a request.

use async_graphql::MaybeUndefined;
use serde::{Serialize, Serializer};

use crate::scalar::{Date, DecimalText};

/// Writes an exact number as its shortest text: the server takes numbers in quotes, and to it "0.00" is not nothing.
pub(super) fn number<S: Serializer>(
    number: &MaybeUndefined<DecimalText>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match number {
        MaybeUndefined::Value(number) => exact(number, serializer),
        _ => serializer.serialize_none(),
    }
}

/// Writes an exact number that is always there.
pub(super) fn exact<S: Serializer>(number: &DecimalText, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&number.0.normalize())
}

/// Writes a day.
pub(super) fn day<S: Serializer>(
    date: &MaybeUndefined<Date>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match date {
        MaybeUndefined::Value(date) => serializer.collect_str(&date.0),
        _ => serializer.serialize_none(),
    }
}

/// Writes yes and no as words, where the server compares words.
pub(super) fn word<S: Serializer>(
    flag: &MaybeUndefined<bool>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    flag.value().map(bool::to_string).serialize(serializer)
}
