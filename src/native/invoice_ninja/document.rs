//! A file added to an invoice, a payment or a client.

use async_graphql::{ID, SimpleObject};
use serde::Deserialize;

use crate::{native::lenient, scalar::DateTime};

/// A file.
#[derive(Clone, Debug, Default, Deserialize, SimpleObject)]
#[serde(default)]
pub struct InvoiceNinjaDocument {
    /// Invoice Ninja's id of the document.
    #[serde(deserialize_with = "lenient::id")]
    pub id: Option<ID>,
    /// Who added it.
    #[serde(deserialize_with = "lenient::id")]
    pub user_id: Option<ID>,
    /// To whom it is assigned.
    #[serde(deserialize_with = "lenient::id")]
    pub assigned_user_id: Option<ID>,
    /// The project that it belongs to.
    #[serde(deserialize_with = "lenient::id")]
    pub project_id: Option<ID>,
    /// The vendor that it is linked to.
    #[serde(deserialize_with = "lenient::id")]
    pub vendor_id: Option<ID>,
    /// Where the server gives its bytes to who has the token.
    #[serde(deserialize_with = "lenient::text")]
    pub url: Option<String>,
    /// Where a preview of it is.
    #[serde(deserialize_with = "lenient::text")]
    pub preview: Option<String>,
    /// The file's name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The file's extension, guessed from its bytes.
    #[serde(deserialize_with = "lenient::text")]
    #[serde(rename = "type")]
    #[graphql(name = "type")]
    pub kind: Option<String>,
    /// Where the server keeps it.
    #[serde(deserialize_with = "lenient::text")]
    pub disk: Option<String>,
    /// The name under which the server keeps it; not a checksum.
    #[serde(deserialize_with = "lenient::text")]
    pub hash: Option<String>,
    /// The size in bytes.
    #[serde(deserialize_with = "lenient::integer")]
    pub size: Option<i64>,
    /// The width in pixels; zero when it is no picture.
    #[serde(deserialize_with = "lenient::integer")]
    pub width: Option<i64>,
    /// The height in pixels; zero when it is no picture.
    #[serde(deserialize_with = "lenient::integer")]
    pub height: Option<i64>,
    /// Whether it goes along with every document.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_default: Option<bool>,
    /// When it was made.
    #[serde(deserialize_with = "lenient::unix")]
    pub created_at: Option<DateTime>,
    /// When it last changed.
    #[serde(deserialize_with = "lenient::unix")]
    pub updated_at: Option<DateTime>,
    /// When it was archived or deleted; null when it is neither.
    #[serde(deserialize_with = "lenient::unix")]
    pub archived_at: Option<DateTime>,
    /// Always false.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_deleted: Option<bool>,
    /// Whether the client may see it.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_public: Option<bool>,
    /// The page of what it is added to, as a path of the server's own user interface.
    #[serde(deserialize_with = "lenient::text")]
    pub link: Option<String>,
}
