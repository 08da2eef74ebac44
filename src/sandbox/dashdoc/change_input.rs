//! An invoice as control commands give it, and how it is written into a row.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::sandbox::dashdoc::company::ISSUER;
use crate::sandbox::dashdoc::invoice::{Attachment, CreditNote, File, Invoice, Line, Text};
use crate::sandbox::dashdoc::ledger::Ledger;

/// A partial invoice in the vendor's words. The outer option is "given", the inner one "not null".
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Input {
    status: Option<String>,
    #[serde(deserialize_with = "given")]
    document_number: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    due_date: Option<Option<Date>>,
    #[serde(deserialize_with = "given")]
    invoicing_date: Option<Option<Date>>,
    created: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
    #[serde(deserialize_with = "given")]
    finalized_at: Option<Option<Timestamp>>,
    total_price: Option<Decimal>,
    #[serde(deserialize_with = "given")]
    total_tax_amount: Option<Option<Decimal>>,
    currency: Option<String>,
    #[serde(deserialize_with = "given")]
    file: Option<Option<String>>,
    remote_id: Option<String>,
    debtor_reference: Option<String>,
    debtor: Option<DebtorInput>,
    lines: Option<Vec<LineInput>>,
    credit_notes: Option<Vec<CreditNoteInput>>,
    attachments: Option<Vec<AttachmentInput>>,
    #[serde(deserialize_with = "given")]
    paid_at: Option<Option<Timestamp>>,
    #[serde(deserialize_with = "given")]
    payment_method: Option<Option<MethodInput>>,
    payment_notes: Option<String>,
    is_dashdoc: Option<bool>,
    omit: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DebtorInput {
    pk: Option<u32>,
    name: Option<String>,
    country: Option<String>,
    vat_number: Option<String>,
    invoicing_remote_id: Option<String>,
    notes: Option<String>,
    is_invoiceable: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineInput {
    #[serde(default)]
    description: String,
    #[serde(default = "one")]
    quantity: Decimal,
    unit_price: Decimal,
    #[serde(default)]
    tax_rate: Option<Decimal>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CreditNoteInput {
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    document_number: Option<String>,
    total_tax_free_amount: Decimal,
    #[serde(default)]
    total_tax_amount: Decimal,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttachmentInput {
    name: String,
    #[serde(default)]
    file_size: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MethodInput {
    name: String,
}

fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

fn one() -> Decimal {
    Decimal::ONE
}

impl Input {
    /// Reads a partial invoice; unknown keys are refused by name.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        serde_path_to_error::deserialize(value).map_err(|error| error.to_string())
    }

    /// Writes everything that is given into a row; companies are written at once.
    pub(super) fn apply(
        &self,
        ledger: &mut Ledger,
        row: &mut Invoice,
        now: i64,
    ) -> Result<(), String> {
        self.apply_money(row)?;
        self.apply_lists(ledger, row, now)?;
        self.apply_plain(row);
        self.apply_state(row, now);
        if let Some(debtor) = &self.debtor {
            debtor.apply(ledger, row)?;
        }
        Ok(())
    }

    fn apply_money(&self, row: &mut Invoice) -> Result<(), String> {
        row.is_dashdoc = self.is_dashdoc.unwrap_or(row.is_dashdoc);
        if let Some(lines) = &self.lines {
            row.groups.clear();
            row.lines = lines
                .iter()
                .map(LineInput::line)
                .collect::<Result<_, _>>()?;
            row.total_up();
        } else if !row.is_dashdoc {
            row.total_tax_amount = None;
        }
        if let Some(total) = self.total_price {
            row.total_price = whole(total, 2)?;
        }
        if let Some(tax) = self.total_tax_amount {
            row.total_tax_amount = tax.map(|tax| whole(tax, 2)).transpose()?;
        }
        Ok(())
    }

    fn apply_lists(&self, ledger: &mut Ledger, row: &mut Invoice, now: i64) -> Result<(), String> {
        if let Some(notes) = &self.credit_notes {
            let mut made = Vec::with_capacity(notes.len());
            for note in notes {
                let status = text(note.status.as_deref().unwrap_or("final"));
                made.push(CreditNote {
                    uid: ledger.uid(),
                    status,
                    document_number: note.document_number.as_deref().map(text),
                    total_tax_free_amount: whole(note.total_tax_free_amount, 2)?,
                    total_tax_amount: whole(note.total_tax_amount, 2)?,
                    currency: text(self.currency.as_deref().unwrap_or(&row.currency)),
                    created: now,
                });
            }
            row.credit_notes = made;
        }
        if let Some(files) = &self.attachments {
            let made = files.iter().map(|file| Attachment {
                uid: ledger.uid(),
                name: text(&file.name),
                file_size: file.file_size.unwrap_or(1_000),
                created: now,
            });
            row.attachments = made.collect();
        }
        Ok(())
    }

    fn apply_plain(&self, row: &mut Invoice) {
        for (given, field) in [
            (&self.status, &mut row.status),
            (&self.currency, &mut row.currency),
            (&self.remote_id, &mut row.remote_id),
            (&self.debtor_reference, &mut row.debtor_reference),
            (&self.payment_notes, &mut row.payment_notes),
        ] {
            if let Some(given) = given {
                *field = text(given);
            }
        }
        if let Some(created) = self.created {
            row.created = created.as_microsecond();
        }
        if let Some(file) = &self.file {
            row.file = file
                .as_deref()
                .map_or(File::Missing, |url| File::Given(text(url)));
        }
        if let Some(omit) = &self.omit {
            row.omit = omit.iter().map(|key| text(key)).collect();
        }
    }

    /// Lets the fields that go with a status follow it, unless they are given.
    fn apply_state(&self, row: &mut Invoice, now: i64) {
        let is_new = self.status.is_some();
        if is_new && row.status == "draft" {
            row.document_number = None;
            row.due_date = None;
            row.invoicing_date = None;
            row.finalized_at = None;
            row.file = File::Missing;
        } else if is_new {
            row.finalized_at = row.finalized_at.or(Some(now));
        }
        if is_new {
            row.paid_at = (row.status == "paid").then(|| row.paid_at.unwrap_or(now));
        }
        if let Some(number) = &self.document_number {
            row.document_number = number.as_deref().map(text);
        }
        row.due_date = self.due_date.unwrap_or(row.due_date);
        row.invoicing_date = self.invoicing_date.unwrap_or(row.invoicing_date);
        let moment = |at: Option<Timestamp>| at.map(Timestamp::as_microsecond);
        row.finalized_at = self.finalized_at.map_or(row.finalized_at, moment);
        row.paid_at = self.paid_at.map_or(row.paid_at, moment);
        if let Some(method) = &self.payment_method {
            row.payment_method = method.as_ref().map(|method| text(&method.name));
        }
    }
}

impl DebtorInput {
    /// Changes the customer everywhere; a key chooses another one, which may be new.
    fn apply(&self, ledger: &mut Ledger, row: &mut Invoice) -> Result<(), String> {
        let pk = self.pk.unwrap_or(row.debtor);
        if pk == ISSUER {
            return Err(format!(
                "company {ISSUER} is the issuer, it cannot be a debtor"
            ));
        }
        let companies = ledger.companies();
        let mut company = companies.get(&pk).cloned().unwrap_or_default();
        company.pk = pk;
        for (given, field) in [
            (&self.name, &mut company.name),
            (&self.country, &mut company.country),
            (&self.vat_number, &mut company.vat_number),
            (&self.invoicing_remote_id, &mut company.invoicing_remote_id),
            (&self.notes, &mut company.notes),
        ] {
            if let Some(given) = given {
                *field = text(given);
            }
        }
        company.is_blocked = match self.is_invoiceable {
            Some(is_invoiceable) => !is_invoiceable,
            None => company.is_blocked,
        };
        row.debtor = pk;
        ledger.put_company(company);
        Ok(())
    }
}

impl LineInput {
    fn line(&self) -> Result<Line, String> {
        Ok(Line {
            description: text(&self.description),
            quantity: whole(self.quantity, 3)?,
            unit_price: whole(self.unit_price, 4)?,
            tax_rate: self.tax_rate.map(|rate| whole(rate, 2)).transpose()?,
        })
    }
}

fn text(given: &str) -> Text {
    Text::Owned(given.to_owned())
}

/// Counts a decimal in its last place; more places than that are refused.
pub(super) fn whole(number: Decimal, places: u32) -> Result<i64, String> {
    let scaled = number.checked_mul(Decimal::from(10_u32.pow(places)));
    let scaled = scaled.filter(|scaled| scaled.fract().is_zero());
    scaled
        .and_then(|scaled| scaled.to_i64())
        .filter(|scaled| scaled.abs() < 100_000_000_000_000)
        .ok_or_else(|| format!("{number} is too large or has more than {places} places"))
}
