//! An invoice.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    list::List,
    native::{DashdocCompany, DashdocLine, DashdocLineGroup, lenient},
    scalar::{Date, DateTime, DecimalText, Json},
};

/// An invoice as Dashdoc tells it. Its list and its single document have the same fields.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocInvoice {
    /// Dashdoc's id of the invoice.
    #[serde(deserialize_with = "lenient::id")]
    pub uid: Option<ID>,
    /// Where it stands: draft, final or paid.
    #[serde(deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// The printed number; null while a draft.
    #[serde(deserialize_with = "lenient::text")]
    pub document_number: Option<String>,
    /// The date on the document; null while a draft.
    #[serde(deserialize_with = "lenient::date")]
    pub invoicing_date: Option<Date>,
    /// The last day to pay; null while a draft.
    #[serde(deserialize_with = "lenient::date")]
    pub due_date: Option<Date>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated: Option<DateTime>,
    /// When it became final; null while a draft.
    #[serde(deserialize_with = "lenient::moment")]
    pub finalized_at: Option<DateTime>,
    /// The total without tax.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_price: Option<DecimalText>,
    /// The tax alone; null where another tool numbers the invoices, then nobody knows the total with tax.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_tax_amount: Option<DecimalText>,
    /// The ISO 4217 code of its amounts.
    #[serde(deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// Where its document is, once there is one; not signed, and not always on the same host.
    #[serde(deserialize_with = "lenient::text")]
    pub file: Option<String>,
    /// The company's own id of it.
    #[serde(deserialize_with = "lenient::text")]
    pub remote_id: Option<String>,
    /// The customer's reference, given while it was a draft.
    #[serde(deserialize_with = "lenient::text")]
    pub debtor_reference: Option<String>,
    /// How many transports it bills; none for a bare invoice.
    #[serde(deserialize_with = "lenient::integer")]
    pub transports_count: Option<i64>,
    /// The template of its description.
    pub description_template: Option<DashdocNamed>,
    /// The other tool that it is passed on to, in free form.
    #[serde(deserialize_with = "lenient::json")]
    pub invoicing_connector: Option<Json>,
    /// Who issued it.
    pub created_by: Option<DashdocCompany>,
    /// To whom it is addressed.
    pub debtor: Option<DashdocCompany>,
    /// The lines of each transport.
    pub line_groups: Option<List<DashdocLineGroup>>,
    /// The lines that belong to no transport.
    pub lines: Option<List<DashdocLine>>,
    /// The credit notes that take of it back.
    pub credit_notes: Option<List<DashdocCreditNote>>,
    /// The files added to it.
    pub attachments: Option<List<DashdocAttachment>>,
    /// When it was paid: a day or a moment; not on the page that describes invoices.
    #[serde(deserialize_with = "lenient::text")]
    pub paid_at: Option<String>,
    /// How it was paid.
    pub payment_method: Option<DashdocNamed>,
    /// What was noted about the payment.
    #[serde(deserialize_with = "lenient::text")]
    pub payment_notes: Option<String>,
    /// Whether it is past due.
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_payment_late: Option<bool>,
    /// Whether it bills no transport.
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_bare_invoice: Option<bool>,
    /// Whether Dashdoc numbers it, and not another tool.
    #[serde(deserialize_with = "lenient::boolean")]
    pub is_dashdoc: Option<bool>,
}

/// Something of which an invoice tells the name alone.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocNamed {
    /// Dashdoc's id of it.
    #[serde(deserialize_with = "lenient::id")]
    pub uid: Option<ID>,
    /// Its name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
}

/// A credit note, as the invoice that it credits tells it.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocCreditNote {
    /// Dashdoc's id of the credit note.
    #[serde(deserialize_with = "lenient::id")]
    pub uid: Option<ID>,
    /// Where it stands, such as draft.
    #[serde(deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// The printed number; null while a draft.
    #[serde(deserialize_with = "lenient::text")]
    pub document_number: Option<String>,
    /// What it gives back, without tax.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_tax_free_amount: Option<DecimalText>,
    /// The tax that it gives back.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_tax_amount: Option<DecimalText>,
    /// The ISO 4217 code of its amounts.
    #[serde(deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created: Option<DateTime>,
}

/// A file added to an invoice.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct DashdocAttachment {
    /// Dashdoc's id of the attachment.
    #[serde(deserialize_with = "lenient::id")]
    pub uid: Option<ID>,
    /// The file's name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Where the file is.
    #[serde(deserialize_with = "lenient::text")]
    pub file_url: Option<String>,
    /// The size in bytes.
    #[serde(deserialize_with = "lenient::integer")]
    pub file_size: Option<i64>,
    /// When it was added.
    #[serde(deserialize_with = "lenient::moment")]
    pub created: Option<DateTime>,
}
