//! The orders in which invoices can be listed.
//!
//! Every order is total: the sort value (missing ones last both ways), then the account, then the vendor's id, the last
//! two always ascending.

use std::cmp::Ordering;

use jiff::{Timestamp, civil::Date};

use crate::{
    domain::{AccountId, Decimal},
    snapshot::row::Row,
};

/// What is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderField {
    /// The date on the document.
    IssueDate,
    /// The last day to pay.
    DueDate,
    /// When it was made.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// The total with tax.
    Total,
    /// The printed number, as text.
    Number,
}

/// A sort value and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// What is sorted by.
    pub field: OrderField,
    /// Largest first.
    pub descending: bool,
}

impl Order {
    /// Newest document first.
    pub const NEWEST: Self = Self {
        field: OrderField::IssueDate,
        descending: true,
    };
    /// How many orders there are.
    pub(crate) const COUNT: usize = 12;

    pub(crate) fn index(self) -> usize {
        self.field as usize * 2 + usize::from(self.descending)
    }

    /// Compares two rows of one account.
    pub(crate) fn compare(self, left: &Row, right: &Row) -> Ordering {
        self.compare_values(&self.value(left), &self.value(right))
            .then_with(|| left.invoice.id.cmp(&right.invoice.id))
    }

    /// Compares rows of two accounts.
    pub(crate) fn compare_across(
        self,
        left: (&AccountId, &Row),
        right: (&AccountId, &Row),
    ) -> Ordering {
        self.compare_values(&self.value(left.1), &self.value(right.1))
            .then_with(|| left.0.cmp(right.0))
            .then_with(|| left.1.invoice.id.cmp(&right.1.invoice.id))
    }

    /// Compares a row with a place in the list.
    pub(crate) fn compare_to_place(
        self,
        account: &AccountId,
        row: &Row,
        place: &Place,
    ) -> Ordering {
        self.compare_values(&self.value(row), &place.value.borrowed())
            .then_with(|| account.as_str().cmp(&place.account))
            .then_with(|| row.invoice.id.as_str().cmp(&place.id))
    }

    /// The place of a row in the list.
    pub(crate) fn place(self, account: &AccountId, row: &Row) -> Place {
        let (account, id) = (
            account.as_str().to_owned(),
            row.invoice.id.as_str().to_owned(),
        );
        Place {
            value: self.value(row).owned(),
            account,
            id,
        }
    }

    fn value(self, row: &Row) -> SortValue<'_> {
        let value = match self.field {
            OrderField::IssueDate => row.issue_date.map(SortValue::Date),
            OrderField::DueDate => row.due_date.map(SortValue::Date),
            OrderField::CreatedAt => row.created_at.map(SortValue::Time),
            OrderField::UpdatedAt => row.updated_at.map(SortValue::Time),
            OrderField::Total => row.total.map(SortValue::Number),
            OrderField::Number => row.invoice.number.as_deref().map(SortValue::Text),
        };
        value.unwrap_or(SortValue::Missing)
    }

    fn compare_values(self, left: &SortValue<'_>, right: &SortValue<'_>) -> Ordering {
        match (left, right) {
            (SortValue::Missing, SortValue::Missing) => Ordering::Equal,
            (SortValue::Missing, _) => Ordering::Greater,
            (_, SortValue::Missing) => Ordering::Less,
            _ if self.descending => right.cmp(left),
            _ => left.cmp(right),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SortValue<'a> {
    Date(Date),
    Time(Timestamp),
    Number(Decimal),
    Text(&'a str),
    Missing,
}

impl SortValue<'_> {
    fn owned(&self) -> PlaceValue {
        match self {
            Self::Date(date) => PlaceValue::Date(*date),
            Self::Time(time) => PlaceValue::Time(*time),
            Self::Number(number) => PlaceValue::Number(*number),
            Self::Text(text) => PlaceValue::Text((*text).to_owned()),
            Self::Missing => PlaceValue::Missing,
        }
    }
}

/// A place in a list: just at the row with this sort value, account and id, whether it still exists or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) value: PlaceValue,
    pub(crate) account: String,
    pub(crate) id: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlaceValue {
    Date(Date),
    Time(Timestamp),
    Number(Decimal),
    Text(String),
    Missing,
}

impl PlaceValue {
    fn borrowed(&self) -> SortValue<'_> {
        match self {
            Self::Date(date) => SortValue::Date(*date),
            Self::Time(time) => SortValue::Time(*time),
            Self::Number(number) => SortValue::Number(*number),
            Self::Text(text) => SortValue::Text(text),
            Self::Missing => SortValue::Missing,
        }
    }

    /// Tells whether this can be a sort value of `field`.
    pub(crate) fn fits(&self, field: OrderField) -> bool {
        match self {
            Self::Missing => true,
            Self::Date(_) => matches!(field, OrderField::IssueDate | OrderField::DueDate),
            Self::Time(_) => matches!(field, OrderField::CreatedAt | OrderField::UpdatedAt),
            Self::Number(_) => field == OrderField::Total,
            Self::Text(_) => field == OrderField::Number,
        }
    }
}
