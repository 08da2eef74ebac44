//! The rows of the books, kept small: a hundred thousand of them must fit.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;

/// A text that is mostly one of the seeded words.
pub(super) type Text = Cow<'static, str>;

/// One invoice. Moments are seconds since the Unix epoch, amounts hundredths of a cent.
#[derive(Debug, Clone)]
pub(super) struct Invoice {
    pub(super) id: u64,
    pub(super) number: Text,
    pub(super) description: Text,
    pub(super) currency: Text,
    pub(super) currency_sign: Text,
    pub(super) created: i64,
    pub(super) due: i64,
    pub(super) excl_vat: i64,
    pub(super) vat: i64,
    /// Percent.
    pub(super) vat_percentage: i64,
    pub(super) remaining: i64,
    pub(super) paid: i64,
    /// 0 or 1, or what a control command says.
    pub(super) payment_status: i64,
    /// As the vendor writes it, also when nothing is paid.
    pub(super) payment_date: i64,
    pub(super) is_credit: bool,
    /// Days.
    pub(super) payment_term: i64,
    pub(super) date_form: DateForm,
    pub(super) items: Vec<Item>,
    pub(super) client: Arc<Client>,
    pub(super) pdf_form: PdfForm,
    /// The size of the PDF in bytes, when it matters.
    pub(super) pdf_size: Option<u64>,
}

impl Invoice {
    pub(super) fn incl_vat(&self) -> i64 {
        self.excl_vat + self.vat
    }

    /// Sets the totals from the items; nothing is paid then.
    pub(super) fn total_up(&mut self) {
        self.excl_vat = self.items.iter().map(Item::excl_vat).sum();
        self.vat = self.items.iter().map(Item::vat).sum();
        self.paid = 0;
        self.remaining = self.incl_vat();
    }

    /// Pays a part, or all of it.
    pub(super) fn pay(&mut self, amount: i64, at: i64) {
        self.paid = amount;
        self.remaining = self.incl_vat() - amount;
        self.payment_status = i64::from(self.remaining == 0);
        if self.remaining == 0 {
            self.payment_date = at;
        }
    }
}

/// How an invoice's details write dates; the page does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateForm {
    /// `1767225600`
    Digits,
    /// `2026-01-01`
    Day,
    /// `2026-01-01 00:00:00`
    DayAndTime,
    /// `2026-01-01T00:00:00+00:00`
    Rfc3339,
    /// `01-01-2026`
    DayFirst,
}

/// How the PDF comes. The page says raw bytes, but knows other downloads of the vendor that are not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PdfForm {
    /// Its bytes.
    #[default]
    Raw,
    /// Base64 as plain text.
    Base64,
    /// Base64 in a JSON string.
    Json,
    /// A failure that says it were a PDF, as the vendor's schema has it.
    Failure,
}

/// One position.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) order_id: Text,
    pub(super) description: Text,
    pub(super) period_from: i64,
    pub(super) period_to: i64,
    pub(super) remarks: Text,
    pub(super) quantity: i64,
    pub(super) setup_costs: i64,
    pub(super) unit_price: i64,
    pub(super) vat_percentage: i64,
    /// What amounts are rounded to: a cent, or more where the currency has no cents.
    pub(super) step: i64,
}

impl Item {
    pub(super) fn excl_vat(&self) -> i64 {
        rounded(
            self.quantity * self.unit_price + self.setup_costs,
            self.step,
        )
    }

    pub(super) fn vat(&self) -> i64 {
        rounded(self.excl_vat() * self.vat_percentage / 100, self.step)
    }
}

/// Rounds half away from zero to a multiple of `step`.
pub(super) fn rounded(amount: i64, step: i64) -> i64 {
    let half = if amount < 0 { -step / 2 } else { step / 2 };
    (amount + half) / step * step
}

/// The customer, as the invoice keeps it.
#[derive(Debug, Clone, Default)]
pub(super) struct Client {
    pub(super) number: Text,
    pub(super) full_name: Text,
    pub(super) company_name: Text,
    pub(super) email: Text,
    pub(super) address: Text,
    pub(super) zip: Text,
    pub(super) city: Text,
    pub(super) country: Text,
    pub(super) vat_number: Text,
    pub(super) iban: Text,
    pub(super) bic: Text,
}
