//! Documents and attachments behind signed links.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::world::{EXTERNAL, SALES, World};

#[tokio::test]
async fn documents_are_behind_a_redirect_with_a_sentence() {
    let world = World::start().await;
    let id = world.add("moneybird", json!({})).await;
    for document in ["download_pdf", "download_packing_slip_pdf"] {
        let path = format!("{SALES}/{id}/{document}.json?media=stationery");
        let answer = world.get(&path).await;
        assert!(answer.redirects());
        let location = answer.header("location");
        let sentence = format!("\"This resource has been moved temporarily to {location}.\"");
        assert_eq!(answer.text(), sentence);
        let file = world.follow(&answer).await;
        assert_eq!(file.header("content-type"), "application/pdf");
        assert!(file.body.starts_with(b"%PDF-") && file.body.ends_with(b"%%EOF\n"));
    }
}

#[tokio::test]
async fn ubl_is_answered_directly_with_the_pdf_inside() {
    let world = World::start().await;
    let id = world.add("moneybird", json!({})).await;
    let answer = world.get(&format!("{SALES}/{id}/download_ubl")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("content-type").starts_with("text/xml"));
    let text = answer.text();
    assert!(text.contains("<cbc:UBLVersionID>2.1</cbc:UBLVersionID>"));
    assert!(text.contains("mimeCode=\"application/pdf\""));
}

#[tokio::test]
async fn attachments_redirect_with_json_here_and_xml_there() {
    let world = World::start().await;
    for (resource, name, body) in [
        (SALES, "moneybird", "{\"message\""),
        (EXTERNAL, "moneybird-external", "<?xml"),
    ] {
        let file =
            json!({"filename": "één.pdf", "content_type": "application/pdf", "size": 40_000});
        let id = world.add(name, json!({"attachments": [file]})).await;
        let invoice = world.get(&format!("{resource}/{id}")).await.json();
        let attachment = invoice["attachments"][0]["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        let path = format!("{resource}/{id}/attachments/{attachment}/download");
        let answer = world.get(&path).await;
        assert!(answer.redirects() && answer.text().starts_with(body));
        let file = world.follow(&answer).await;
        assert_eq!((file.status, file.body.len()), (StatusCode::OK, 40_000));
        assert_eq!(file.header("content-type"), "application/pdf");

        let path = format!("{resource}/{id}/attachments/1/download");
        assert_eq!(world.get(&path).await.status, StatusCode::NOT_FOUND);
    }
    let external = world.books("moneybird-external").await;
    let id = external[0]["id"].as_str().expect("an id");
    let missing = world
        .get(&format!("{EXTERNAL}/{id}/attachments/1/download"))
        .await;
    let expected = json!({"error": "Record not found for model name: Attachment"});
    assert_eq!(missing.json(), expected);
}

#[tokio::test]
async fn a_signed_link_refuses_credentials_and_forged_signatures() {
    let world = World::start().await;
    let id = world.add("moneybird", json!({})).await;
    let answer = world.get(&format!("{SALES}/{id}/download_pdf")).await;
    let location = answer.header("location");
    let path = location.strip_prefix(&world.origin).expect("this host");
    let with_token = world.send(Method::GET, path, Some("sandbox"), None).await;
    assert_eq!(
        with_token.expect("an answer").status,
        StatusCode::BAD_REQUEST
    );
    let forged = path.replace("expires=", "expires=1");
    let forged = world.plain(Method::GET, &forged).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}
