//! What people and Invoice Ninja did with an invoice, notes included.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    error::Result,
    list::List,
    native::{lenient, unexpected},
    scalar::DateTime,
};

/// Invoice Ninja's number of an activity that is a note.
const NOTE: &str = "141";

/// Everything that happened to one invoice, newest first.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InvoiceNinjaActivities {
    /// Notes and events, as they came.
    #[serde(deserialize_with = "lenient::list")]
    pub data: Option<List<InvoiceNinjaActivity>>,
}

impl InvoiceNinjaActivities {
    /// The notes and the events, each in the vendor's order. Any activity may have words, so only its number tells.
    ///
    /// # Errors
    /// `BadAnswer` when there is no list.
    pub fn split(self) -> Result<(Vec<InvoiceNinjaActivity>, Vec<InvoiceNinjaActivity>)> {
        let all = self.data.ok_or_else(|| unexpected("data"))?;
        Ok(all
            .into_iter()
            .partition(|activity| activity.activity_type_id.as_deref() == Some(NOTE)))
    }
}

/// Something that happened, or a note, with the names of those involved.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaActivity {
    /// The number of the activity in the server's database.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// Invoice Ninja's id of the activity.
    #[serde(deserialize_with = "lenient::id")]
    pub hashed_id: Option<ID>,
    /// What happened, as one of Invoice Ninja's numbers: 141 is a note.
    #[serde(deserialize_with = "lenient::text")]
    pub activity_type_id: Option<String>,
    /// The words of a note, or the particulars.
    #[serde(deserialize_with = "lenient::text")]
    pub notes: Option<String>,
    /// When it happened.
    #[serde(deserialize_with = "lenient::unix")]
    pub created_at: Option<DateTime>,
    /// The address that it came from.
    #[serde(deserialize_with = "lenient::text")]
    pub ip: Option<String>,
    /// Who did it.
    #[serde(deserialize_with = "lenient::object")]
    pub user: Option<InvoiceNinjaActivityParty>,
    /// The client that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub client: Option<InvoiceNinjaActivityParty>,
    /// The contact that it is about, or who did it.
    #[serde(deserialize_with = "lenient::object")]
    pub contact: Option<InvoiceNinjaActivityParty>,
    /// The invoice that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub invoice: Option<InvoiceNinjaActivityParty>,
    /// The payment that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub payment: Option<InvoiceNinjaActivityParty>,
    /// The amount of the payment.
    #[serde(deserialize_with = "lenient::object")]
    pub payment_amount: Option<InvoiceNinjaActivityParty>,
    /// The amount of the change.
    #[serde(deserialize_with = "lenient::object")]
    pub adjustment: Option<InvoiceNinjaActivityParty>,
    /// The credit note that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub credit: Option<InvoiceNinjaActivityParty>,
    /// The quote that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub quote: Option<InvoiceNinjaActivityParty>,
    /// The recurring invoice that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub recurring_invoice: Option<InvoiceNinjaActivityParty>,
    /// The recurring expense that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub recurring_expense: Option<InvoiceNinjaActivityParty>,
    /// The purchase order that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub purchase_order: Option<InvoiceNinjaActivityParty>,
    /// The vendor that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub vendor: Option<InvoiceNinjaActivityParty>,
    /// The contact of the vendor.
    #[serde(deserialize_with = "lenient::object")]
    pub vendor_contact: Option<InvoiceNinjaActivityParty>,
    /// The expense that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub expense: Option<InvoiceNinjaActivityParty>,
    /// The task that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub task: Option<InvoiceNinjaActivityParty>,
    /// The project that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub project: Option<InvoiceNinjaActivityParty>,
    /// The payment link that it is about.
    #[serde(deserialize_with = "lenient::object")]
    pub subscription: Option<InvoiceNinjaActivityParty>,
}

/// Somebody or something involved in an activity.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaActivityParty {
    /// What to call it.
    #[serde(deserialize_with = "lenient::text")]
    pub label: Option<String>,
    /// Its id.
    #[serde(deserialize_with = "lenient::id")]
    pub hashed_id: Option<ID>,
    /// For a contact: of what it is one.
    #[serde(deserialize_with = "lenient::text")]
    pub contact_entity: Option<String>,
}

/// Something that happened, or a note, with the ids of those involved.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaActivityRecord {
    /// Invoice Ninja's id of the activity.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// What happened, as one of Invoice Ninja's numbers: 141 is a note.
    #[serde(deserialize_with = "lenient::text")]
    pub activity_type_id: Option<String>,
    /// The client that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub client_id: Option<ID>,
    /// The recurring invoice that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub recurring_invoice_id: Option<ID>,
    /// The recurring expense that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub recurring_expense_id: Option<ID>,
    /// The purchase order that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub purchase_order_id: Option<ID>,
    /// The vendor that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub vendor_id: Option<ID>,
    /// The contact of a vendor that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub vendor_contact_id: Option<ID>,
    /// The company.
    #[serde(deserialize_with = "lenient::id")]
    pub company_id: Option<ID>,
    /// Who did it.
    #[serde(deserialize_with = "lenient::id")]
    pub user_id: Option<ID>,
    /// The invoice that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub invoice_id: Option<ID>,
    /// The quote that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub quote_id: Option<ID>,
    /// The payment that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub payment_id: Option<ID>,
    /// The credit that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub credit_id: Option<ID>,
    /// When its record last changed.
    #[serde(deserialize_with = "lenient::unix")]
    pub updated_at: Option<DateTime>,
    /// When it happened.
    #[serde(deserialize_with = "lenient::unix")]
    pub created_at: Option<DateTime>,
    /// The expense that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub expense_id: Option<ID>,
    /// Whether the server did it by itself.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_system: Option<bool>,
    /// The contact that it is about, or who did it.
    #[serde(deserialize_with = "lenient::id")]
    pub contact_id: Option<ID>,
    /// The task that it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub task_id: Option<ID>,
    /// The token by which it was done.
    #[serde(deserialize_with = "lenient::id")]
    pub token_id: Option<ID>,
    /// The words of a note, or the particulars.
    #[serde(deserialize_with = "lenient::text")]
    pub notes: Option<String>,
    /// The address that it came from.
    #[serde(deserialize_with = "lenient::text")]
    pub ip: Option<String>,
}
