//! Files.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{HEADERS, add, data, get, text};
use crate::world::World;

#[tokio::test]
async fn an_invoice_is_printed_by_its_id_or_by_an_invitation() {
    let world = World::start().await;
    let one = data(&world, "invoices/VolejRejNm").await;
    let key = text(&one["invitations"][0]["key"]).to_owned();
    for path in [
        "invoices/VolejRejNm/download".to_owned(),
        "invoices/VolejRejNm/delivery_note".to_owned(),
        format!("invoice/{key}/download?inline=true"),
    ] {
        let answer = get(&world, &path).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "application/pdf");
        let disposition = answer.header("content-disposition");
        assert_eq!(disposition, "attachment; filename=0001.pdf");
        assert!(answer.body.starts_with(b"%PDF-"));
    }
    let xml = get(&world, &format!("invoice/{key}/download_e_invoice")).await;
    assert_eq!(xml.header("content-type"), "application/xml");
    let bad = get(&world, "invoice/nokey/download").await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    assert_eq!(bad.json(), json!({"message": "no record found"}));
}

#[tokio::test]
async fn a_document_has_two_addresses_with_different_names() {
    let world = World::start().await;
    let file = json!({"name": "opzet ü.pdf", "size": 70_000, "is_public": false});
    let id = add(&world, json!({"documents": [file]})).await;
    let one = data(&world, &format!("invoices/{id}")).await;
    let document = &one["documents"][0];
    assert_eq!(document["type"], "pdf");
    assert_eq!(document["link"], format!("/invoices/{id}/edit"));
    let hash = text(&document["hash"]);

    let path = format!("documents/{}/download", text(&document["id"]));
    let by_id = get(&world, &path).await;
    assert_eq!(by_id.body.len(), 70_000);
    let disposition = by_id.header("content-disposition");
    assert_eq!(disposition, format!("attachment; filename={hash}"));

    let path = format!("/invoice-ninja/documents/{hash}?inline=true");
    let by_hash = world.say(Method::GET, &path, &HEADERS, None).await;
    assert_eq!(by_hash.header("content-type"), "application/pdf");
    let disposition = by_hash.header("content-disposition");
    assert!(disposition.starts_with("inline") && disposition.contains("opzet%20%C3%BC.pdf"));
    let refused = world.say(Method::GET, &path, &HEADERS[1..], None).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
