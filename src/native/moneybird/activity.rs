//! What people and Moneybird did with an invoice: notes, attachments and events.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{
    native::lenient,
    scalar::{DateTime, Json},
};

/// A note or to-do.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdNote {
    /// Moneybird's id of the note.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The administration that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub administration_id: Option<ID>,
    /// What it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub entity_id: Option<ID>,
    /// The kind of what it is about, such as SalesInvoice.
    #[serde(deserialize_with = "lenient::text")]
    pub entity_type: Option<String>,
    /// Who wrote it.
    #[serde(deserialize_with = "lenient::id")]
    pub user_id: Option<ID>,
    /// Whom it asks to do something.
    #[serde(deserialize_with = "lenient::id")]
    pub assignee_id: Option<ID>,
    /// Whether it asks somebody to do something.
    #[serde(deserialize_with = "lenient::boolean")]
    pub todo: Option<bool>,
    /// The words; null for to-dos that Moneybird makes itself.
    #[serde(deserialize_with = "lenient::text")]
    pub note: Option<String>,
    /// When it was done.
    #[serde(deserialize_with = "lenient::moment")]
    pub completed_at: Option<DateTime>,
    /// Who did it.
    #[serde(deserialize_with = "lenient::id")]
    pub completed_by_id: Option<ID>,
    /// The kind of a to-do that Moneybird makes itself, such as sales_invoice_due.
    #[serde(deserialize_with = "lenient::text")]
    pub todo_type: Option<String>,
    /// What the to-do is about, in free form.
    #[serde(deserialize_with = "lenient::json")]
    pub data: Option<Json>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated_at: Option<DateTime>,
}

/// A file added to an invoice.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdAttachment {
    /// Moneybird's id of the attachment.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The administration that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub administration_id: Option<ID>,
    /// What it is added to.
    #[serde(deserialize_with = "lenient::id")]
    pub attachable_id: Option<ID>,
    /// The kind of what it is added to, such as SalesInvoice.
    #[serde(deserialize_with = "lenient::text")]
    pub attachable_type: Option<String>,
    /// The file's name.
    #[serde(deserialize_with = "lenient::text")]
    pub filename: Option<String>,
    /// The media type.
    #[serde(deserialize_with = "lenient::text")]
    pub content_type: Option<String>,
    /// The size in bytes.
    #[serde(deserialize_with = "lenient::integer")]
    pub size: Option<i64>,
    /// How far the picture is turned.
    #[serde(deserialize_with = "lenient::integer")]
    pub rotation: Option<i64>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::moment")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated_at: Option<DateTime>,
}

/// Something that happened to an invoice.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct MoneybirdEvent {
    /// The administration that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub administration_id: Option<ID>,
    /// Who did it.
    #[serde(deserialize_with = "lenient::id")]
    pub user_id: Option<ID>,
    /// What happened, such as sales_invoice_send_email.
    #[serde(deserialize_with = "lenient::text")]
    pub action: Option<String>,
    /// What else it is about.
    #[serde(deserialize_with = "lenient::id")]
    pub link_entity_id: Option<ID>,
    /// The kind of what else it is about.
    #[serde(deserialize_with = "lenient::text")]
    pub link_entity_type: Option<String>,
    /// The particulars, in free form.
    #[serde(deserialize_with = "lenient::json")]
    pub data: Option<Json>,
    /// When it happened.
    #[serde(deserialize_with = "lenient::moment")]
    pub created_at: Option<DateTime>,
    /// When its record last changed.
    #[serde(deserialize_with = "lenient::moment")]
    pub updated_at: Option<DateTime>,
}
