//! Files of invoices.

use serde_json::{Value, json};

use crate::{Case, case, desk::Desk, invoice_ninja::added};

pub(super) fn cases() -> Vec<Case> {
    vec![case("deleteAttachment", delete)]
}

async fn delete(desk: Desk) {
    let files = json!([{"name": "hours.pdf", "size": 2000}, {"name": "photo.png", "size": 300}]);
    let invoice = added(&desk, json!({"status_id": "2", "documents": files})).await;
    let held = desk
        .read(&invoice, "attachments { id nativeId filename }")
        .await;
    let listed = held["attachments"].as_array().expect("a list");
    let is_hours = |file: &&Value| file["filename"] == json!("hours.pdf");
    let hours = listed.iter().find(is_hours).expect("told");
    let input = json!({"attachmentId": hours["id"]});
    let selection = "deletedId invoice { attachments { filename } }";
    let told = desk.done("deleteAttachment", input, selection).await;
    // The other way wants the user's password.
    desk.write().await.must_be(
        "POST",
        "/api/v1/documents/bulk?per_page=1",
        json!({"action": "delete", "ids": [hours["nativeId"]]}),
    );
    assert_eq!(told["deletedId"], hours["id"]);
    let rest = json!({"attachments": [{"filename": "photo.png"}]});
    assert_eq!(told["invoice"], rest);
    assert_eq!(desk.later(&invoice, "attachments { filename }").await, rest);
}
