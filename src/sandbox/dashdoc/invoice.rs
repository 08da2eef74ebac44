//! The rows of the books, kept small: a hundred thousand of them must fit.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;

use crate::sandbox::dashdoc::uploads::InvoiceFile;

/// A text that is mostly one of the seeded words.
pub(super) type Text = Cow<'static, str>;

/// An id of 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Uid(pub(super) u128);

/// One invoice. Moments are microseconds since the Unix epoch, amounts are hundredths.
#[derive(Debug, Clone)]
pub(super) struct Invoice {
    pub(super) uid: Uid,
    /// `draft`, `final` or `paid`, or what a control command says.
    pub(super) status: Text,
    pub(super) document_number: Option<Text>,
    pub(super) due_date: Option<Date>,
    pub(super) invoicing_date: Option<Date>,
    pub(super) created: i64,
    pub(super) updated: i64,
    pub(super) finalized_at: Option<i64>,
    /// Without tax.
    pub(super) total_price: i64,
    /// Unknown for invoices that another tool numbers.
    pub(super) total_tax_amount: Option<i64>,
    pub(super) currency: Text,
    pub(super) file: File,
    pub(super) remote_id: Text,
    pub(super) debtor_reference: Text,
    /// Key of the customer among the companies.
    pub(super) debtor: u32,
    pub(super) has_template: bool,
    pub(super) groups: Vec<Group>,
    pub(super) lines: Vec<Line>,
    pub(super) credit_notes: Vec<CreditNote>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) paid_at: Option<i64>,
    pub(super) payment_method: Option<Text>,
    pub(super) payment_notes: Text,
    pub(super) is_dashdoc: bool,
    /// Keys that this row is written without.
    pub(super) omit: Vec<Text>,
}

impl Invoice {
    /// Sets the totals from the lines; the tax stays unknown where another tool numbers.
    pub(super) fn total_up(&mut self) {
        let lines = || {
            self.groups
                .iter()
                .flat_map(|group| &group.lines)
                .chain(&self.lines)
        };
        let total = lines().map(Line::amount).sum();
        let tax = lines().map(Line::tax).sum();
        self.total_price = total;
        self.total_tax_amount = self.is_dashdoc.then_some(tax);
    }

    /// Whether it is final and due before `today`.
    pub(super) fn is_late(&self, today: Date) -> bool {
        self.status == "final" && self.due_date.is_some_and(|due| due < today)
    }
}

/// Where the PDF is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum File {
    /// Not made yet.
    Missing,
    /// An absolute link to storage.
    Stored,
    /// A path of this host.
    Relative,
    /// What a client sent, in storage.
    Uploaded(Arc<InvoiceFile>),
    /// What a control command says.
    Given(Text),
}

/// What one transport brings onto an invoice.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// What everything but the lines follows from.
    pub(super) seed: u64,
    pub(super) lines: Vec<Line>,
}

/// One position.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) description: Text,
    /// Thousandths.
    pub(super) quantity: i64,
    /// Ten-thousandths.
    pub(super) unit_price: i64,
    /// Hundredths of a percent.
    pub(super) tax_rate: Option<i64>,
}

impl Line {
    /// The price without tax in hundredths, rounded half away from zero.
    pub(super) fn amount(&self) -> i64 {
        divide(
            i128::from(self.quantity) * i128::from(self.unit_price),
            100_000,
        )
    }

    /// The tax in hundredths.
    pub(super) fn tax(&self) -> i64 {
        let rate = self.tax_rate.unwrap_or_default();
        divide(i128::from(self.amount()) * i128::from(rate), 10_000)
    }
}

fn divide(number: i128, by: i128) -> i64 {
    let half = if number < 0 { -by / 2 } else { by / 2 };
    i64::try_from((number + half) / by).unwrap_or(i64::MAX)
}

/// A link to a credit note, the only trace of one.
#[derive(Debug, Clone)]
pub(super) struct CreditNote {
    pub(super) uid: Uid,
    pub(super) status: Text,
    pub(super) document_number: Option<Text>,
    pub(super) total_tax_free_amount: i64,
    pub(super) total_tax_amount: i64,
    pub(super) currency: Text,
    pub(super) created: i64,
}

/// A file beside the PDF.
#[derive(Debug, Clone)]
pub(super) struct Attachment {
    pub(super) uid: Uid,
    pub(super) name: Text,
    pub(super) file_size: u64,
    pub(super) created: i64,
}
