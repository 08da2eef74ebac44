//! Every kind of file of every provider, compared with what the vendor itself sends.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{files, link};
use crate::house::House;

const MONEYBIRD: (&str, &str) = ("authorization", "Bearer sandbox");
const NINJA: (&str, &str) = ("x-api-token", "sandbox");
const I3D: (&str, &str) = ("private-token", "sandbox");

/// The header of an answer as text.
fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// What a link opens.
async fn opened(house: &House, link: &str) -> (String, Bytes) {
    let response = house.open(link).await;
    assert_eq!(response.status(), 200, "{response:?}");
    assert_eq!(header(&response, "cache-control"), "private, no-store");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    let content_type = header(&response, "content-type").to_owned();
    (content_type, response.bytes().await.unwrap())
}

/// Compares each kind of document of some invoices with what the vendor sends when it is asked at `path`.
async fn compare(house: &House, account: &str, kinds: &[(&str, &str, &str)], token: (&str, &str)) {
    let invoices = files(house, account, false).await;
    for invoice in invoices.iter().take(3) {
        let told: BTreeSet<&str> = invoice["documents"]
            .as_array()
            .unwrap()
            .iter()
            .map(|document| document["kind"].as_str().unwrap())
            .collect();
        assert_eq!(told, kinds.iter().map(|kind| kind.0).collect());
        for (kind, path, content_type) in kinds {
            let id = invoice["nativeId"].as_str().unwrap();
            let path = path.replace("{id}", id);
            let url = format!("http://{}{path}", house.vendors.address);
            let expected = house.vendors.file(&url, token).await;
            let (told, body) = opened(house, link(invoice, kind).unwrap()).await;
            assert_eq!((&*told, body), (*content_type, expected), "{kind} {id}");
        }
    }
}

/// Compares each attachment of an account with what the vendor sends when it is asked at `path`; tells how many.
async fn compare_attachments(
    house: &House,
    account: &str,
    path: &str,
    token: (&str, &str),
) -> usize {
    let mut count = 0;
    for invoice in files(house, account, false).await {
        for file in invoice["attachments"].as_array().unwrap() {
            let words = [
                ("{invoice}", &invoice["nativeId"]),
                ("{id}", &file["nativeId"]),
            ];
            let path = words.iter().fold(path.to_owned(), |path, (word, id)| {
                path.replace(word, id.as_str().unwrap())
            });
            let url = format!("http://{}{path}", house.vendors.address);
            let expected = house.vendors.file(&url, token).await;
            let (_, body) = opened(house, file["url"].as_str().unwrap()).await;
            assert_eq!(body.len() as u64, file["sizeBytes"].as_u64().unwrap());
            assert!(body == expected, "{}", file["filename"]);
            count += 1;
        }
    }
    count
}

#[tokio::test]
async fn moneybirds_documents_and_attachments() {
    let house = House::small().await;
    house.load().await;
    let root = "/moneybird/api/v2/123/sales_invoices/{id}";
    let kinds = [
        ("PDF", format!("{root}/download_pdf"), "application/pdf"),
        ("UBL", format!("{root}/download_ubl"), "text/xml"),
        (
            "PACKING_SLIP",
            format!("{root}/download_packing_slip_pdf"),
            "application/pdf",
        ),
    ];
    let kinds: Vec<_> = kinds
        .iter()
        .map(|kind| (kind.0, &*kind.1, kind.2))
        .collect();
    compare(&house, "moneybird", &kinds, MONEYBIRD).await;
    for (account, resource) in [
        ("moneybird", "sales_invoices"),
        ("moneybird-external", "external_sales_invoices"),
    ] {
        let path =
            format!("/moneybird/api/v2/123/{resource}/{{invoice}}/attachments/{{id}}/download");
        let count = compare_attachments(&house, account, &path, MONEYBIRD).await;
        assert!(count > 0, "{account}");
    }
    let external = files(&house, "moneybird-external", false).await;
    assert!(
        external
            .iter()
            .all(|invoice| invoice["documents"] == json!([]))
    );
}

#[tokio::test]
async fn stationery_is_asked_for_where_there_is_any() {
    let house = House::small().await;
    house.load().await;
    let invoice = files(&house, "moneybird", true).await.remove(0);
    house.forget_calls().await;
    for kind in ["PDF", "PACKING_SLIP", "UBL"] {
        opened(&house, link(&invoice, kind).unwrap()).await;
    }
    let log = house.vendors.log().await;
    let queries: Vec<_> = log
        .iter()
        .filter(|call| call["path"].as_str().unwrap().contains("/download_"))
        .map(|call| call["query"].clone())
        .collect();
    let stationery = json!("media=stationery");
    assert_eq!(queries, [stationery.clone(), stationery, Value::Null]);
}

#[tokio::test]
async fn invoice_ninjas_documents_and_attachments() {
    let house = House::small().await;
    house.load().await;
    let root = "/invoice-ninja/api/v1";
    let books = house.books("invoice-ninja").await;
    for invoice in files(&house, "invoice-ninja", false).await.iter().take(3) {
        let id = invoice["nativeId"].as_str().unwrap();
        let row = books.iter().find(|row| row["id"] == id).unwrap();
        let key = row["invitations"][0]["key"].as_str().unwrap();
        for (kind, path, content_type) in [
            ("PDF", format!("invoice/{key}/download"), "application/pdf"),
            (
                "E_INVOICE",
                format!("invoice/{key}/download_e_invoice"),
                "application/xml",
            ),
            (
                "DELIVERY_NOTE",
                format!("invoices/{id}/delivery_note"),
                "application/pdf",
            ),
        ] {
            let url = format!("http://{}{root}/{path}", house.vendors.address);
            let expected = house.vendors.file(&url, NINJA).await;
            let (told, body) = opened(&house, link(invoice, kind).unwrap()).await;
            assert_eq!((&*told, body), (content_type, expected), "{kind}");
        }
    }
    let path = format!("{root}/documents/{{id}}/download");
    assert!(compare_attachments(&house, "invoice-ninja", &path, NINJA).await > 0);
}

#[tokio::test]
async fn dashdocs_files_wherever_it_says_that_they_are() {
    let house = House::small().await;
    house.load().await;
    let invoices = files(&house, "dashdoc", false).await;
    let books = house.books("dashdoc").await;
    let mut places = BTreeSet::new();
    for invoice in &invoices {
        let row = books.iter().find(|row| row["uid"] == invoice["nativeId"]);
        let Some(path) = row.unwrap()["file"].as_str() else {
            assert_eq!(invoice["documents"], json!([]));
            places.insert("none");
            continue;
        };
        places.insert(if path.contains("storage") {
            "storage"
        } else {
            "api"
        });
        let url = format!("http://localhost:{}{path}", house.vendors.address.port());
        let expected = house.vendors.file(&url, ("x-none", "")).await;
        let (told, body) = opened(&house, link(invoice, "PDF").unwrap()).await;
        assert_eq!((&*told, body), ("application/pdf", expected));
    }
    assert_eq!(places, BTreeSet::from(["api", "none", "storage"]));
    let attached = invoices
        .iter()
        .flat_map(|invoice| invoice["attachments"].as_array().unwrap());
    let mut count = 0;
    for file in attached {
        let (_, body) = opened(&house, file["url"].as_str().unwrap()).await;
        assert_eq!(body.len() as u64, file["sizeBytes"].as_u64().unwrap());
        count += 1;
    }
    assert!(count > 0);
}

#[tokio::test]
async fn i3ds_pdf_in_every_form_that_it_may_have() {
    let house = House::small().await;
    let mut ids = Vec::new();
    for form in ["raw", "base64", "json", "failure"] {
        ids.push((form, house.add("i3d", json!({"pdf": form})).await));
    }
    let large = house
        .add("i3d", json!({"pdf": "raw", "pdfSize": 3_000_000}))
        .await;
    ids.push(("large", large));
    house.load().await;
    let invoices = files(&house, "i3d", false).await;
    for (form, id) in ids {
        let invoice = invoices
            .iter()
            .find(|invoice| invoice["nativeId"] == *id)
            .unwrap();
        let link = link(invoice, "PDF").unwrap();
        if form == "failure" {
            let response = house.open(link).await;
            assert_eq!(response.status(), 503);
            let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
            assert_eq!(body["error"]["code"], "UNAVAILABLE");
            continue;
        }
        let path = format!("/i3d/v3/account/invoice/{id}/pdf");
        let url = format!("http://{}{path}", house.vendors.address);
        let sent = house.vendors.file(&url, I3D).await;
        let expected = match form {
            "raw" | "large" => sent.to_vec(),
            "base64" => STANDARD.decode(&sent).unwrap(),
            _ => {
                let text: Value = serde_json::from_slice(&sent).unwrap();
                let text = text.as_str().or(text[0].as_str()).unwrap();
                STANDARD.decode(text).unwrap()
            }
        };
        let (told, body) = opened(&house, link).await;
        assert!(body.starts_with(b"%PDF-") && body == expected, "{form}");
        assert_eq!(told, "application/pdf");
    }
}

#[tokio::test]
async fn a_file_is_named_after_its_invoice_and_a_head_tells_so_too() {
    let house = House::small().await;
    house.load().await;
    let invoices = files(&house, "i3d", false).await;
    let invoice = &invoices[0];
    let number = invoice["number"].as_str().unwrap();
    let link = link(invoice, "PDF").unwrap();
    let got = house.open(link).await;
    let named = format!("inline; filename=\"{number}.pdf\"");
    assert_eq!(header(&got, "content-disposition"), named);
    assert_eq!(invoice["documents"][0]["filename"], format!("{number}.pdf"));
    let saved = house.open(&format!("{link}?download=1")).await;
    assert!(header(&saved, "content-disposition").starts_with("attachment; "));
    let head = house.send(Method::HEAD, link).await;
    assert_eq!(header(&head, "content-disposition"), named);
    assert_eq!(
        header(&head, "content-length"),
        header(&got, "content-length")
    );
}

#[tokio::test]
async fn links_that_nobody_selects_or_opens_cost_no_call() {
    let house = House::small().await;
    house.load().await;
    house.forget_calls().await;
    for account in ["moneybird", "invoice-ninja", "dashdoc", "i3d"] {
        assert!(!files(&house, account, true).await.is_empty());
    }
    assert!(house.calls().await.is_empty());
}
