//! Documents.

use crate::sandbox::invoice_ninja::fixed::{APP_URL, USER};
use crate::sandbox::invoice_ninja::hashid;
use crate::sandbox::invoice_ninja::json::Json;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::render::{id, none, token};
use crate::sandbox::invoice_ninja::rows::{Document, Parent};

/// Writes the documents with these ids.
pub(super) fn of<'a>(ledger: &'a Ledger, ids: &[u32]) -> Json<'a> {
    let found = ids.iter().filter_map(|id| ledger.documents.get(id));
    Json::List(found.map(|row| document(row)).collect())
}

/// The name of the stored file, which the vendor calls the hash.
pub(super) fn stored_name(row: &Document) -> String {
    format!("{}.{}", token(row.id, 4, 40), row.extension)
}

/// Writes a document.
pub(super) fn document(row: &Document) -> Json<'_> {
    let own = hashid::encode(row.id);
    let link = match row.parent {
        Parent::Company => "/settings/company_details/documents".to_owned(),
        Parent::Client(client) => format!("/clients/{}/edit", hashid::encode(client)),
        Parent::Invoice(invoice) => format!("/invoices/{}/edit", hashid::encode(invoice)),
        Parent::Payment(payment) => format!("/payments/{}/edit", hashid::encode(payment)),
    };
    Json::object([
        ("id", id(row.id)),
        ("user_id", id(USER)),
        ("assigned_user_id", none()),
        ("project_id", none()),
        ("vendor_id", none()),
        (
            "url",
            format!("{APP_URL}/api/v1/documents/{own}/download").into(),
        ),
        ("preview", none()),
        ("name", row.name.as_ref().into()),
        ("type", row.extension.as_ref().into()),
        ("disk", "public".into()),
        ("hash", stored_name(row).into()),
        ("size", row.size_bytes.into()),
        ("width", row.width.into()),
        ("height", row.height.into()),
        ("is_default", false.into()),
        ("updated_at", row.stamps.updated_at.into()),
        ("archived_at", row.stamps.archived_at.into()),
        ("created_at", row.stamps.created_at.into()),
        ("is_deleted", false.into()),
        ("is_public", row.is_public.into()),
        ("link", link.into()),
    ])
}
