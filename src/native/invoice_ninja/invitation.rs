//! What each contact of a client gets of an invoice.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{native::lenient, scalar::DateTime};

/// An invitation of one contact to one invoice.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaInvitation {
    /// Invoice Ninja's id of the invitation.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// The contact.
    #[serde(deserialize_with = "lenient::id")]
    pub client_contact_id: Option<ID>,
    /// The key to the invoice in the client portal. A secret.
    #[serde(deserialize_with = "lenient::text")]
    pub key: Option<String>,
    /// Where the contact sees and pays the invoice. Carries a secret.
    #[serde(deserialize_with = "lenient::text")]
    pub link: Option<String>,
    /// When it was sent.
    #[serde(deserialize_with = "lenient::utc")]
    pub sent_date: Option<DateTime>,
    /// When the contact saw the invoice.
    #[serde(deserialize_with = "lenient::utc")]
    pub viewed_date: Option<DateTime>,
    /// When the contact opened the e-mail.
    #[serde(deserialize_with = "lenient::utc")]
    pub opened_date: Option<DateTime>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::unix")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::unix")]
    pub updated_at: Option<DateTime>,
    /// When it was archived or deleted; null when it is neither.
    #[serde(deserialize_with = "lenient::unix")]
    pub archived_at: Option<DateTime>,
    /// What became of the e-mail: delivered, bounced or spam.
    #[serde(deserialize_with = "lenient::text")]
    pub email_status: Option<String>,
    /// Why the e-mail failed.
    #[serde(deserialize_with = "lenient::text")]
    pub email_error: Option<String>,
    /// The e-mail's id.
    #[serde(deserialize_with = "lenient::text")]
    pub message_id: Option<String>,
    /// Whether the contact may sign, where the server says.
    #[serde(deserialize_with = "lenient::flag")]
    pub can_sign: Option<bool>,
}
