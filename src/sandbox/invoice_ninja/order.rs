//! `sort`, and what the database does without it.

use std::cmp::Ordering;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::params::Params;
use crate::sandbox::invoice_ninja::rows::{Client, Credit, Document, Invoice, Payment, Stamps};
use crate::sandbox::random::scramble;

/// The value of a column; what is absent comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Null,
    Number(Decimal),
    Day(Date),
    Text(String),
}

impl Key {
    fn integer(number: i64) -> Self {
        Self::Number(Decimal::from(number))
    }

    fn text(text: &str) -> Self {
        Self::Text(text.to_lowercase())
    }

    fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Null, Self::Day)
    }
}

/// What all lists know of their rows.
pub(super) trait Row {
    /// The number behind the id.
    fn id(&self) -> u32;
    /// When it was made, changed and put away.
    fn stamps(&self) -> &Stamps;
    /// The value of a column of the row's own table; none when there is no such column.
    fn column(&self, ledger: &Ledger, name: &str) -> Option<Key>;
}

/// The columns that all tables have.
fn common(row: &impl Row, name: &str) -> Option<Key> {
    let stamps = row.stamps();
    Some(match name {
        "id" => Key::integer(i64::from(row.id())),
        "created_at" => Key::integer(stamps.created_at),
        "updated_at" => Key::integer(stamps.updated_at),
        "is_deleted" => Key::integer(i64::from(stamps.is_deleted)),
        "deleted_at" if stamps.archived_at == 0 => Key::Null,
        "deleted_at" => Key::integer(stamps.archived_at),
        _ => return None,
    })
}

/// Puts rows in the order that was asked for.
///
/// Nothing else decides: rows that are equal, and all rows without `sort`, come as the database
/// likes, which is another order for each `mood`.
pub(super) fn arrange<T: Row>(rows: &mut Vec<&T>, ledger: &Ledger, params: &Params, mood: u64) {
    let whim = |row: &T| scramble(u64::from(row.id()) ^ (mood << 32));
    rows.sort_by_cached_key(|row| whim(row));
    let Some((column, direction)) = params.get("sort").and_then(|sort| {
        let (column, direction) = sort.split_once('|')?;
        (!direction.contains('|')).then_some((column, direction))
    }) else {
        return;
    };
    if rows
        .first()
        .is_none_or(|row| row.column(ledger, column).is_none())
    {
        return;
    }
    // Everything but this very word is descending.
    let ascending = direction == "asc";
    let mut keyed: Vec<(Option<Key>, &T)> = rows
        .iter()
        .map(|row| (row.column(ledger, column), *row))
        .collect();
    keyed.sort_by(|(left, _), (right, _)| {
        let order = left.cmp(right);
        if ascending { order } else { order.reverse() }
    });
    debug_assert!(keyed.is_sorted_by(|(left, _), (right, _)| {
        left.cmp(right)
            != if ascending {
                Ordering::Greater
            } else {
                Ordering::Less
            }
    }));
    *rows = keyed.into_iter().map(|(_, row)| row).collect();
}

impl Row for Invoice {
    fn id(&self) -> u32 {
        self.id
    }

    fn stamps(&self) -> &Stamps {
        &self.stamps
    }

    fn column(&self, ledger: &Ledger, name: &str) -> Option<Key> {
        Some(match name {
            "amount" => Key::Number(self.money.amount),
            "balance" => Key::Number(self.money.balance),
            "paid_to_date" => Key::Number(self.money.paid_to_date),
            "partial" => Key::Number(self.money.partial),
            "total_taxes" => Key::Number(self.money.total_taxes),
            "discount" => Key::Number(self.discount),
            "exchange_rate" => Key::Number(self.exchange_rate),
            "date" => Key::Day(self.date),
            "due_date" => Key::day(self.due_date),
            "partial_due_date" => Key::day(self.partial_due_date),
            "last_sent_date" => Key::day(self.last_sent_date),
            "next_send_date" if self.next_send_at == 0 => Key::Null,
            "next_send_date" => Key::integer(self.next_send_at),
            "po_number" => Key::text(&self.po_number),
            "public_notes" => Key::text(&self.public_notes),
            "private_notes" => Key::text(&self.private_notes),
            "custom_value1" => Key::text(&self.custom_values[0]),
            "custom_value2" => Key::text(&self.custom_values[1]),
            "custom_value3" => Key::text(&self.custom_values[2]),
            "custom_value4" => Key::text(&self.custom_values[3]),
            // By the name of the client.
            "client_id" => Key::text(ledger.client_of(self).map_or("", |client| &client.name)),
            // By the digits alone, taken together.
            "number" => digits(&self.number),
            "status_id" => Key::integer(self.rank(ledger.today)),
            _ => return common(self, name),
        })
    }
}

impl Invoice {
    /// The status in tenths, between which what was viewed and what is late have their own place.
    fn rank(&self, today: Date) -> i64 {
        match self.status {
            2 if self.due_date.is_some_and(|due| due < today) => 29,
            2 if self.invited().any(|one| one.viewed_at > 0) => 25,
            2 => 22,
            status => i64::from(status) * 10,
        }
    }
}

fn digits(number: &str) -> Key {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    Key::Number(digits.parse().unwrap_or_default())
}

impl Row for Credit {
    fn id(&self) -> u32 {
        self.row.id
    }

    fn stamps(&self) -> &Stamps {
        &self.row.stamps
    }

    fn column(&self, ledger: &Ledger, name: &str) -> Option<Key> {
        self.row.column(ledger, name)
    }
}

impl Row for Payment {
    fn id(&self) -> u32 {
        self.id
    }

    fn stamps(&self) -> &Stamps {
        &self.stamps
    }

    fn column(&self, ledger: &Ledger, name: &str) -> Option<Key> {
        Some(match name {
            "amount" => Key::Number(self.amount),
            "refunded" => Key::Number(self.refunded),
            "applied" => Key::Number(self.applied),
            "date" => Key::Day(self.date),
            "transaction_reference" => Key::text(&self.transaction_reference),
            "status_id" => Key::integer(i64::from(self.status)),
            "type_id" => Key::integer(i64::from(self.type_id)),
            "number" => digits(&self.number),
            "client_id" => {
                let client = ledger.clients.get(&self.client);
                Key::text(client.map_or("", |client| &client.name))
            }
            _ => return common(self, name),
        })
    }
}

impl Row for Client {
    fn id(&self) -> u32 {
        self.id
    }

    fn stamps(&self) -> &Stamps {
        &self.stamps
    }

    fn column(&self, ledger: &Ledger, name: &str) -> Option<Key> {
        let sums = ledger.sums.get(&self.id).copied().unwrap_or_default();
        Some(match name {
            "name" | "display_name" => Key::text(&self.name),
            "number" => digits(&self.number),
            "balance" => Key::Number(sums.0),
            "paid_to_date" => Key::Number(sums.1),
            "city" => Key::text(&self.city),
            "vat_number" => Key::text(&self.vat_number),
            _ => return common(self, name),
        })
    }
}

impl Row for Document {
    fn id(&self) -> u32 {
        self.id
    }

    fn stamps(&self) -> &Stamps {
        &self.stamps
    }

    fn column(&self, _: &Ledger, name: &str) -> Option<Key> {
        Some(match name {
            "name" => Key::text(&self.name),
            "size" => Key::integer(self.size_bytes),
            "type" => Key::text(&self.extension),
            _ => return common(self, name),
        })
    }
}
