//! An invoice as control commands give it, and how it is written into a row.

use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use serde_json::Value;

use crate::sandbox::i3d::currency::Currency;
use crate::sandbox::i3d::invoice::{Client, Invoice, Item, PdfForm, Text, rounded};
use crate::sandbox::i3d::seed::DAY;

/// A partial invoice in the vendor's words: those of the list, and those of details that only they have.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Input {
    invoice_number: Option<String>,
    description: Option<String>,
    currency: Option<String>,
    currency_sign: Option<String>,
    creation_date: Option<i64>,
    due_date: Option<i64>,
    #[serde(rename = "amountIncVAT")]
    amount_inc_vat: Option<Decimal>,
    #[serde(rename = "amountExclVAT")]
    amount_excl_vat: Option<Decimal>,
    payment_status: Option<i64>,
    payment_date: Option<i64>,
    is_credit: Option<u8>,
    remaining_amount: Option<Decimal>,
    total_paid_amount: Option<Decimal>,
    payment_term: Option<i64>,
    vat_percentage: Option<i64>,
    items: Option<Vec<ItemInput>>,
    client_number: Option<String>,
    client_details: Option<ClientInput>,
    pdf: Option<PdfForm>,
    pdf_size: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ItemInput {
    #[serde(default)]
    order_id: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    remarks: String,
    #[serde(default = "one")]
    quantity: i64,
    unit_price: Decimal,
    #[serde(default)]
    setup_costs: Decimal,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClientInput {
    full_name: Option<String>,
    company_name: Option<String>,
    email: Option<String>,
    city: Option<String>,
    country: Option<String>,
    vat_number: Option<String>,
}

fn one() -> i64 {
    1
}

impl Input {
    /// Reads a partial invoice; unknown keys are refused by name.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        serde_path_to_error::deserialize(value).map_err(|error| error.to_string())
    }

    /// Writes everything that is given into a row.
    pub(super) fn apply(&self, row: &mut Invoice, now: i64) -> Result<(), String> {
        self.apply_plain(row);
        self.apply_client(row);
        self.apply_amounts(row)?;
        self.apply_payment(row, now)
    }

    fn apply_plain(&self, row: &mut Invoice) {
        for (given, field) in [
            (&self.invoice_number, &mut row.number),
            (&self.description, &mut row.description),
            (&self.currency, &mut row.currency),
            (&self.currency_sign, &mut row.currency_sign),
        ] {
            if let Some(given) = given {
                *field = text(given);
            }
        }
        // A currency that is not known keeps the sign, so that odd pairs can be made.
        let currency = self.currency.as_deref().and_then(Currency::named);
        if let (Some(currency), None) = (currency, &self.currency_sign) {
            row.currency_sign = Text::Borrowed(currency.sign);
        }
        row.pdf_form = self.pdf.unwrap_or(row.pdf_form);
        row.pdf_size = self.pdf_size.or(row.pdf_size);
        row.payment_term = self.payment_term.unwrap_or(row.payment_term);
        if let Some(created) = self.creation_date {
            row.created = created;
            row.due = created + row.payment_term * DAY;
        }
        row.due = self.due_date.unwrap_or(row.due);
        row.is_credit = self.is_credit.map_or(row.is_credit, |given| given == 1);
    }

    fn apply_client(&self, row: &mut Invoice) {
        let given = self.client_details.as_ref();
        if self.client_number.is_none() && given.is_none() {
            return;
        }
        let mut client = Client::clone(&row.client);
        if let Some(number) = &self.client_number {
            client.number = text(number);
        }
        if let Some(given) = given {
            for (given, field) in [
                (&given.full_name, &mut client.full_name),
                (&given.company_name, &mut client.company_name),
                (&given.email, &mut client.email),
                (&given.city, &mut client.city),
                (&given.country, &mut client.country),
                (&given.vat_number, &mut client.vat_number),
            ] {
                if let Some(given) = given {
                    *field = text(given);
                }
            }
        }
        row.client = Arc::new(client);
    }

    /// Items make the totals, and totals that are given make one item; what was paid is forgotten.
    fn apply_amounts(&self, row: &mut Invoice) -> Result<(), String> {
        let step = Currency::named(&row.currency).map_or(100, |currency| currency.step());
        row.vat_percentage = self.vat_percentage.unwrap_or(row.vat_percentage);
        let incl = self.amount_inc_vat.map(cents).transpose()?;
        let excl = self.amount_excl_vat.map(cents).transpose()?;
        if let Some(items) = &self.items {
            let period = (row.created, row.created + 30 * DAY - 1);
            let items = items
                .iter()
                .map(|item| item.item(row.vat_percentage, step, period));
            row.items = items.collect::<Result<_, _>>()?;
        } else if incl.is_some() || excl.is_some() {
            row.items.truncate(1);
            let price = excl.or(incl).unwrap_or_default();
            for item in &mut row.items {
                item.quantity = 1;
                item.setup_costs = 0;
                item.unit_price = price;
                item.step = step;
            }
        }
        for item in &mut row.items {
            item.vat_percentage = row.vat_percentage;
        }
        if self.items.is_some() || incl.is_some() || excl.is_some() {
            row.total_up();
            row.payment_status = 0;
            row.excl_vat = excl.unwrap_or(row.excl_vat);
            row.vat = match incl {
                Some(incl) => incl - row.excl_vat,
                None => rounded(row.excl_vat * row.vat_percentage / 100, step),
            };
            row.remaining = row.incl_vat();
        }
        Ok(())
    }

    /// A status of 1 without amounts pays everything; of 0, nothing.
    fn apply_payment(&self, row: &mut Invoice, now: i64) -> Result<(), String> {
        let total = row.incl_vat();
        let paid = self.total_paid_amount.map(cents).transpose()?;
        let remaining = self.remaining_amount.map(cents).transpose()?;
        let paid = paid.or_else(|| remaining.map(|remaining| total - remaining));
        let paid = paid.or(match self.payment_status {
            Some(1) => Some(total),
            Some(0) => Some(0),
            _ => None,
        });
        if let Some(paid) = paid {
            row.payment_date = 0;
            row.pay(paid, now);
        }
        row.remaining = remaining.unwrap_or(row.remaining);
        row.payment_status = self.payment_status.unwrap_or(row.payment_status);
        row.payment_date = self.payment_date.unwrap_or(row.payment_date);
        Ok(())
    }
}

impl ItemInput {
    fn item(&self, vat_percentage: i64, step: i64, period: (i64, i64)) -> Result<Item, String> {
        Ok(Item {
            order_id: text(&self.order_id),
            description: text(&self.description),
            period_from: period.0,
            period_to: period.1,
            remarks: text(&self.remarks),
            quantity: self.quantity,
            setup_costs: cents(self.setup_costs)?,
            unit_price: cents(self.unit_price)?,
            vat_percentage,
            step,
        })
    }
}

fn text(given: &str) -> Text {
    Text::Owned(given.to_owned())
}

/// Counts hundredths of a cent; smaller parts are refused.
fn cents(amount: Decimal) -> Result<i64, String> {
    let scaled = amount.checked_mul(Decimal::ONE_HUNDRED);
    let scaled = scaled.filter(|scaled| scaled.fract().is_zero());
    scaled
        .and_then(|scaled| scaled.to_i64())
        .filter(|scaled| scaled.abs() < 100_000_000_000_000)
        .ok_or_else(|| format!("{amount} cents is too large or too fine"))
}
