//! Lines, taxes and documents as commands write them.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::sandbox::invoice_ninja::change_input::Amount;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::rows::{Document, Era, Line, Parent, Stamps, Tax};

/// A line by the vendor's keys, and which version of the programs saved it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LineInput {
    quantity: Option<Amount>,
    cost: Option<Amount>,
    product_key: String,
    notes: String,
    discount: Option<Amount>,
    is_amount_discount: bool,
    tax_name1: Option<String>,
    tax_rate1: Option<Amount>,
    tax_name2: Option<String>,
    tax_rate2: Option<Amount>,
    tax_name3: Option<String>,
    tax_rate3: Option<Amount>,
    custom_value1: String,
    custom_value2: String,
    custom_value3: String,
    custom_value4: String,
    type_id: Option<String>,
    era: EraInput,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EraInput {
    Strings,
    Noisy,
    #[default]
    Now,
}

impl LineInput {
    /// The line of an invoice that names none.
    pub(super) fn plain() -> Line {
        let mut line = Line {
            quantity: Decimal::ONE,
            cost: Decimal::ONE_HUNDRED,
            product_key: Cow::Borrowed("STUK"),
            notes: Cow::Borrowed("Een stuk"),
            type_id: 1,
            ..Line::default()
        };
        line.taxes[0] = Tax {
            name: Cow::Borrowed("btw"),
            rate: Decimal::from(21),
        };
        line
    }

    /// The line that is meant.
    pub(super) fn line(&self) -> Line {
        let amount = |given: Option<Amount>, default: Decimal| given.map_or(default, |one| one.0);
        let mut taxes = <[Tax; 3]>::default();
        let given = [
            TaxInput(&self.tax_name1, self.tax_rate1),
            TaxInput(&self.tax_name2, self.tax_rate2),
            TaxInput(&self.tax_name3, self.tax_rate3),
        ];
        for (place, given) in taxes.iter_mut().zip(given) {
            given.write(place);
        }
        let values = [
            &self.custom_value1,
            &self.custom_value2,
            &self.custom_value3,
            &self.custom_value4,
        ];
        let has_values = values.iter().any(|value| !value.is_empty());
        let values = values.map(|value| Cow::Owned(value.clone()));
        Line {
            quantity: amount(self.quantity, Decimal::ONE),
            cost: amount(self.cost, Decimal::ZERO),
            product_key: Cow::Owned(self.product_key.clone()),
            notes: Cow::Owned(self.notes.clone()),
            discount: amount(self.discount, Decimal::ZERO),
            is_amount_discount: self.is_amount_discount,
            taxes,
            custom_values: has_values.then(|| Box::new(values)),
            type_id: self
                .type_id
                .as_deref()
                .and_then(|id| id.parse().ok())
                .unwrap_or(1),
            era: match self.era {
                EraInput::Strings => Era::Strings,
                EraInput::Noisy => Era::Noisy,
                EraInput::Now => Era::Now,
            },
            extra: None,
        }
    }
}

/// Name and rate of a tax; what is left out stays.
#[derive(Debug)]
pub(super) struct TaxInput<'a>(pub(super) &'a Option<String>, pub(super) Option<Amount>);

impl TaxInput<'_> {
    /// Writes what is given.
    pub(super) fn write(&self, place: &mut Tax) {
        if let Some(name) = self.0 {
            place.name = Cow::Owned(name.clone());
        }
        if let Some(rate) = self.1 {
            place.rate = rate.0;
        }
    }
}

/// A document; its type is the extension of its name.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FileInput {
    name: String,
    size: i64,
    is_public: Option<bool>,
}

/// Hangs a document on an invoice.
pub(super) fn attach(ledger: &mut Ledger, invoice: u32, file: &FileInput, at: i64) {
    let extension = file.name.rsplit_once('.').map_or("txt", |(_, end)| end);
    let document = Document {
        id: 0,
        parent: Parent::Invoice(invoice),
        stamps: Stamps {
            created_at: at,
            updated_at: at,
            ..Stamps::default()
        },
        name: Cow::Owned(file.name.replace('/', "-")),
        extension: Cow::Owned(extension.to_lowercase()),
        size_bytes: file.size,
        width: 0,
        height: 0,
        is_public: file.is_public.unwrap_or(true),
        content: None,
    };
    ledger.attach(document);
}
