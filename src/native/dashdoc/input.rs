//! What only Dashdoc takes when an invoice is paid or gets its document.

use async_graphql::{ID, InputObject, MaybeUndefined};
use serde::Serialize;

/// What only Dashdoc knows of how an invoice was paid.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct DashdocMarkPaidInput {
    /// Dashdoc's id of the way in which it was paid, as set up there.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub payment_method_uid: MaybeUndefined<ID>,
    /// Words about the payment, for the company's own people.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub payment_notes: MaybeUndefined<String>,
}

/// What only Dashdoc knows of a file: it is the document of the invoice, and there is one at most.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct DashdocAttachmentInput {
    /// Whether a document that is there is replaced. Unless this is true, the file is refused while there is one.
    #[serde(skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub replace_file: MaybeUndefined<bool>,
}
