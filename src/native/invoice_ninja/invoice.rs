//! An invoice.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    list::List,
    native::{
        InvoiceNinjaActivityRecord, InvoiceNinjaClient, InvoiceNinjaDocument,
        InvoiceNinjaInvitation, InvoiceNinjaLineItem, InvoiceNinjaPayment, lenient,
    },
    scalar::{Date, DateTime, DecimalText, Json},
};

/// An invoice as Invoice Ninja tells it. Absent texts and ids are null. Amounts are in the currency of its client, which
/// the invoice does not name.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaInvoice {
    /// Invoice Ninja's id of the invoice.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// Who made it.
    #[serde(deserialize_with = "lenient::id")]
    pub user_id: Option<ID>,
    /// The project that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub project_id: Option<ID>,
    /// To whom it is assigned.
    #[serde(deserialize_with = "lenient::id")]
    pub assigned_user_id: Option<ID>,
    /// The total with tax, after discount.
    #[serde(deserialize_with = "lenient::decimal")]
    pub amount: Option<DecimalText>,
    /// Still to be paid; zero while a draft, and when paid or cancelled.
    #[serde(deserialize_with = "lenient::decimal")]
    pub balance: Option<DecimalText>,
    /// The client that it is for.
    #[serde(deserialize_with = "lenient::id")]
    pub client_id: Option<ID>,
    /// The vendor that it is linked to.
    #[serde(deserialize_with = "lenient::id")]
    pub vendor_id: Option<ID>,
    /// Where it stands: 1 draft, 2 sent, 3 partial, 4 paid, 5 cancelled or 6 reversed.
    #[serde(deserialize_with = "lenient::text")]
    pub status_id: Option<String>,
    /// The design of its PDF.
    #[serde(deserialize_with = "lenient::id")]
    pub design_id: Option<ID>,
    /// The recurring invoice that made it.
    #[serde(deserialize_with = "lenient::id")]
    pub recurring_id: Option<ID>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::unix")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::unix")]
    pub updated_at: Option<DateTime>,
    /// When it was archived or deleted; null when it is neither.
    #[serde(deserialize_with = "lenient::unix")]
    pub archived_at: Option<DateTime>,
    /// Whether it is deleted.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_deleted: Option<bool>,
    /// The printed number; null where it is given at sending, and with a suffix once deleted.
    #[serde(deserialize_with = "lenient::text")]
    pub number: Option<String>,
    /// The discount, as an amount or in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub discount: Option<DecimalText>,
    /// The customer's order number.
    #[serde(deserialize_with = "lenient::text")]
    pub po_number: Option<String>,
    /// The date on the document.
    #[serde(deserialize_with = "lenient::date")]
    pub date: Option<Date>,
    /// The day that it was last sent.
    #[serde(deserialize_with = "lenient::date")]
    pub last_sent_date: Option<Date>,
    /// When the next reminder is sent.
    #[serde(deserialize_with = "lenient::utc")]
    pub next_send_date: Option<DateTime>,
    /// The last day to pay.
    #[serde(deserialize_with = "lenient::date")]
    pub due_date: Option<Date>,
    /// The terms, perhaps with HTML or Markdown.
    #[serde(deserialize_with = "lenient::text")]
    pub terms: Option<String>,
    /// The text for the client.
    #[serde(deserialize_with = "lenient::text")]
    pub public_notes: Option<String>,
    /// The text for the company's own people.
    #[serde(deserialize_with = "lenient::text")]
    pub private_notes: Option<String>,
    /// The text at its foot, perhaps with HTML or Markdown.
    #[serde(deserialize_with = "lenient::text")]
    pub footer: Option<String>,
    /// Whether prices include tax.
    #[serde(deserialize_with = "lenient::flag")]
    pub uses_inclusive_taxes: Option<bool>,
    /// The first tax over the whole invoice.
    #[serde(deserialize_with = "lenient::text")]
    pub tax_name1: Option<String>,
    /// The rate of the first tax over the whole invoice, in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub tax_rate1: Option<DecimalText>,
    /// The second tax over the whole invoice.
    #[serde(deserialize_with = "lenient::text")]
    pub tax_name2: Option<String>,
    /// The rate of the second tax over the whole invoice, in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub tax_rate2: Option<DecimalText>,
    /// The third tax over the whole invoice.
    #[serde(deserialize_with = "lenient::text")]
    pub tax_name3: Option<String>,
    /// The rate of the third tax over the whole invoice, in percent.
    #[serde(deserialize_with = "lenient::decimal")]
    pub tax_rate3: Option<DecimalText>,
    /// All taxes together.
    #[serde(deserialize_with = "lenient::decimal")]
    pub total_taxes: Option<DecimalText>,
    /// Whether the discount is an amount instead of a percentage.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_amount_discount: Option<bool>,
    /// The deposit that is still asked for; zero when none.
    #[serde(deserialize_with = "lenient::decimal")]
    pub partial: Option<DecimalText>,
    /// The last day to pay the deposit.
    #[serde(deserialize_with = "lenient::date")]
    pub partial_due_date: Option<Date>,
    /// The first field of the company's own.
    #[serde(deserialize_with = "lenient::text")]
    pub custom_value1: Option<String>,
    /// The second field of the company's own.
    #[serde(deserialize_with = "lenient::text")]
    pub custom_value2: Option<String>,
    /// The third field of the company's own.
    #[serde(deserialize_with = "lenient::text")]
    pub custom_value3: Option<String>,
    /// The fourth field of the company's own.
    #[serde(deserialize_with = "lenient::text")]
    pub custom_value4: Option<String>,
    /// No longer used by Invoice Ninja.
    #[serde(deserialize_with = "lenient::flag")]
    pub has_tasks: Option<bool>,
    /// No longer used by Invoice Ninja.
    #[serde(deserialize_with = "lenient::flag")]
    pub has_expenses: Option<bool>,
    /// The first surcharge of the company's own.
    #[serde(deserialize_with = "lenient::decimal")]
    pub custom_surcharge1: Option<DecimalText>,
    /// The second surcharge of the company's own.
    #[serde(deserialize_with = "lenient::decimal")]
    pub custom_surcharge2: Option<DecimalText>,
    /// The third surcharge of the company's own.
    #[serde(deserialize_with = "lenient::decimal")]
    pub custom_surcharge3: Option<DecimalText>,
    /// The fourth surcharge of the company's own.
    #[serde(deserialize_with = "lenient::decimal")]
    pub custom_surcharge4: Option<DecimalText>,
    /// Whether the first surcharge is taxed.
    #[serde(deserialize_with = "lenient::flag")]
    pub custom_surcharge_tax1: Option<bool>,
    /// Whether the second surcharge is taxed.
    #[serde(deserialize_with = "lenient::flag")]
    pub custom_surcharge_tax2: Option<bool>,
    /// Whether the third surcharge is taxed.
    #[serde(deserialize_with = "lenient::flag")]
    pub custom_surcharge_tax3: Option<bool>,
    /// Whether the fourth surcharge is taxed.
    #[serde(deserialize_with = "lenient::flag")]
    pub custom_surcharge_tax4: Option<bool>,
    /// The rate of the client's currency to the company's, for information.
    #[serde(deserialize_with = "lenient::decimal")]
    pub exchange_rate: Option<DecimalText>,
    /// The lines.
    #[serde(deserialize_with = "lenient::list")]
    pub line_items: Option<List<InvoiceNinjaLineItem>>,
    /// Always invoice.
    #[serde(deserialize_with = "lenient::text")]
    pub entity_type: Option<String>,
    /// The day that the first reminder was sent.
    #[serde(deserialize_with = "lenient::date")]
    pub reminder1_sent: Option<Date>,
    /// The day that the second reminder was sent.
    #[serde(deserialize_with = "lenient::date")]
    pub reminder2_sent: Option<Date>,
    /// The day that the third reminder was sent.
    #[serde(deserialize_with = "lenient::date")]
    pub reminder3_sent: Option<Date>,
    /// The day that the last reminder was sent.
    #[serde(deserialize_with = "lenient::date")]
    pub reminder_last_sent: Option<Date>,
    /// Paid so far.
    #[serde(deserialize_with = "lenient::decimal")]
    pub paid_to_date: Option<DecimalText>,
    /// The payment link that made it.
    #[serde(deserialize_with = "lenient::id")]
    pub subscription_id: Option<ID>,
    /// Whether it is charged by itself.
    #[serde(deserialize_with = "lenient::flag")]
    pub auto_bill_enabled: Option<bool>,
    /// How often charging it was tried, where the server says.
    #[serde(deserialize_with = "lenient::integer")]
    pub auto_bill_tries: Option<i64>,
    /// When the client last saw it, where the server says.
    #[serde(deserialize_with = "lenient::unix")]
    pub last_viewed: Option<DateTime>,
    /// What its taxes were computed from, in free form; an empty object when nothing is kept.
    #[serde(deserialize_with = "lenient::json")]
    pub tax_info: Option<Json>,
    /// What it says as an electronic invoice, in free form; an empty object when nothing is kept.
    #[serde(deserialize_with = "lenient::json")]
    pub e_invoice: Option<Json>,
    /// What it was before it was cancelled or sent on, in free form; an empty object when nothing is kept.
    #[serde(deserialize_with = "lenient::json")]
    pub backup: Option<Json>,
    /// The location of the client that it is for.
    #[serde(deserialize_with = "lenient::id")]
    pub location_id: Option<ID>,
    /// One for each contact that it goes to.
    #[serde(deserialize_with = "lenient::list")]
    pub invitations: Option<List<InvoiceNinjaInvitation>>,
    /// The files added to it.
    #[serde(deserialize_with = "lenient::list")]
    pub documents: Option<List<InvoiceNinjaDocument>>,
    /// The client that it is for.
    #[serde(deserialize_with = "lenient::object")]
    pub client: Option<Box<InvoiceNinjaClient>>,
    /// The payments, each whole, that paid it at least in part.
    #[serde(deserialize_with = "lenient::list")]
    pub payments: Option<List<InvoiceNinjaPayment>>,
    /// The latest activities, where they were asked for with it.
    #[serde(deserialize_with = "lenient::list")]
    pub activities: Option<List<InvoiceNinjaActivityRecord>>,
    /// The location of the client that it is for, in free form, where it was asked for.
    #[serde(deserialize_with = "lenient::json")]
    pub location: Option<Json>,
    /// The reminders to come as HTML, where they were asked for.
    #[serde(deserialize_with = "lenient::text")]
    pub reminder_schedule: Option<String>,
    /// Whether it can no longer be edited, where that was asked for.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_locked: Option<bool>,
    /// The payments to come, where they were asked for.
    #[serde(deserialize_with = "lenient::json")]
    pub schedule: Option<Json>,
}
