//! The fields of a payment that a request may set.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::rows::Payment;
use crate::sandbox::invoice_ninja::write::check::Check;

/// What a request says about a payment; what is left out stays.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) date: Option<Date>,
    type_id: Option<u8>,
    number: Option<String>,
    transaction_reference: Option<String>,
    private_notes: Option<String>,
    custom_values: [Option<String>; 4],
    assigned_user: Option<u32>,
    exchange_rate: Option<Decimal>,
}

impl Fields {
    /// Reads the fields; `own` is the payment itself, whose number is no other's.
    pub(super) fn read(check: &mut Check<'_>, ledger: &Ledger, own: u32) -> Self {
        let number = check.text("number").filter(|number| !number.is_empty());
        let is_taken = |number: &str| {
            let mut others = ledger.payments.values();
            others.any(|row| row.id != own && row.number == number)
        };
        if number.as_deref().is_some_and(is_taken) {
            check.complain("number", "The", "has already been taken.");
        }
        let type_id = check.number("type_id").map(Option::unwrap_or_default);
        let values = [
            "custom_value1",
            "custom_value2",
            "custom_value3",
            "custom_value4",
        ];
        Self {
            date: check.date("date").flatten(),
            type_id: type_id.map(|id| u8::try_from(id).unwrap_or(0)),
            number,
            transaction_reference: check.text("transaction_reference"),
            private_notes: check.text("private_notes"),
            custom_values: values.map(|name| check.text(name)),
            assigned_user: check.row("assigned_user_id"),
            exchange_rate: check.number("exchange_rate").flatten(),
        }
    }

    /// Writes what was sent. A rate of one is no rate where the currency is another.
    pub(super) fn write(&self, row: &mut Payment) {
        row.date = self.date.unwrap_or(row.date);
        row.type_id = self.type_id.unwrap_or(row.type_id);
        row.assigned_user = self.assigned_user.unwrap_or(row.assigned_user);
        let rate = self.exchange_rate.filter(|rate| *rate != Decimal::ONE);
        row.exchange_rate = rate.unwrap_or(row.exchange_rate);
        for (place, sent) in [
            (&mut row.number, &self.number),
            (&mut row.transaction_reference, &self.transaction_reference),
            (&mut row.private_notes, &self.private_notes),
        ] {
            if let Some(text) = sent {
                *place = Cow::Owned(text.clone());
            }
        }
        if self.custom_values.iter().any(Option::is_some) {
            let values = row.custom_values.get_or_insert_default();
            for (place, sent) in values.iter_mut().zip(&self.custom_values) {
                if let Some(text) = sent {
                    *place = Cow::Owned(text.clone());
                }
            }
        }
    }
}
