//! What is uploaded is what the vendor gets, and what a link gives back.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::files;
use crate::house::House;

const ADD: &str = "mutation ($input: AddAttachmentInput!) { addAttachment(input: $input) {
  outcome userErrors { code message field } attachment { filename sizeBytes url }
} }";

/// A form as the specification has it, with one file in the place of `path`.
pub(crate) fn form(query: &str, variables: &Value, path: &str, file: Part) -> Form {
    let operations = json!({"query": query, "variables": variables});
    Form::new()
        .text("operations", operations.to_string())
        .text("map", json!({"0": [path]}).to_string())
        .part("0", file)
}

fn pdf(size: usize) -> Vec<u8> {
    let noise = (0..size).map(|place| (place % 253) as u8);
    b"%PDF-1.7\n".iter().copied().chain(noise).collect()
}

fn part(content: &[u8], filename: &str, content_type: &str) -> Part {
    let part = Part::bytes(content.to_vec()).file_name(filename.to_owned());
    part.mime_str(content_type).unwrap()
}

#[tokio::test]
async fn a_file_reaches_the_vendor_and_comes_back_by_its_link() {
    let house = House::new().await;
    house.load().await;
    let content = pdf(30_000);
    for account in ["sales", "external"] {
        let invoice = files(&house, account, false).await.remove(0);
        let variables = json!({"input": {"invoiceId": invoice["id"], "file": null}});
        let file = part(&content, "Übersicht März.pdf", "application/pdf");
        house.forget_calls().await;
        let answer = house
            .upload(form(ADD, &variables, "variables.input.file", file))
            .await;
        let payload = &answer["data"]["addAttachment"];
        assert_eq!(payload["outcome"], "APPLIED", "{answer:#}");
        let attachment = &payload["attachment"];
        assert_eq!(attachment["filename"], "Übersicht März.pdf");
        assert_eq!(attachment["sizeBytes"], content.len());
        let log = house.vendors.log().await;
        let sent = log.iter().find_map(|call| call["parts"][0].as_object());
        let sha256 = Sha256::digest(&content);
        let sha256: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        let sent = sent.unwrap_or_else(|| panic!("{log:#?}"));
        assert_eq!(
            (&sent["name"], &sent["sha256"]),
            (&json!("file"), &json!(sha256))
        );
        let back = house.open(attachment["url"].as_str().unwrap()).await;
        assert_eq!(back.headers()["content-type"], "application/pdf");
        assert!(back.bytes().await.unwrap() == content);
    }
}

#[tokio::test]
async fn what_is_refused_reaches_no_vendor() {
    let house = House::new().await;
    house.load().await;
    let invoice = files(&house, "sales", false).await.remove(0);
    let variables = json!({"input": {"invoiceId": invoice["id"], "file": null}});
    house.forget_calls().await;
    let html = part(b"<script>alert(1)</script>", "x.html", "text/html");
    let disguised = part(b"MZ\x90\0", "x.pdf", "application/pdf");
    for file in [html, disguised] {
        let answer = house
            .upload(form(ADD, &variables, "variables.input.file", file))
            .await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT");
    }
    let empty = part(b"", "x.pdf", "application/pdf");
    let answer = house
        .upload(form(ADD, &variables, "variables.input.file", empty))
        .await;
    let payload = &answer["data"]["addAttachment"];
    assert_eq!(payload["outcome"], "REFUSED", "{answer:#}");
    assert_eq!(payload["userErrors"][0]["field"], json!(["input", "file"]));
    let elsewhere = part(b"%PDF-", "x.pdf", "application/pdf");
    let answer = house
        .upload(form(
            ADD,
            &variables,
            "variables.input.invoiceId",
            elsewhere,
        ))
        .await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT");
    assert!(house.calls().await.is_empty());
}

#[tokio::test]
async fn a_number_in_place_of_a_file_is_bad_input_and_no_crash() {
    let house = House::new().await;
    house.load().await;
    let invoice = files(&house, "sales", false).await.remove(0);
    for file in [
        "#__graphql_file__:0",
        "#__graphql_file__:x",
        "#__graphql_file__:-1",
        "#__graphql_file__:18446744073709551615",
        "#__graphql_file__:99999999999999999999",
        "a file",
    ] {
        let variables = json!({"input": {"invoiceId": invoice["id"], "file": file}});
        let answer = house.ask(ADD, variables).await;
        let told = match answer["errors"][0]["extensions"]["code"].as_str() {
            Some(code) => code,
            None => answer["data"]["addAttachment"]["userErrors"][0]["code"]
                .as_str()
                .unwrap(),
        };
        assert_eq!(told, "INVALID_INPUT", "{file}: {answer}");
        let literal = format!(
            "mutation {{ addAttachment(input: {{invoiceId: {}, file: {file:?}}}) {{ userErrors {{ code }} }} }}",
            invoice["id"]
        );
        let text = house.text(&literal, json!({})).await;
        assert!(
            text.contains("INVALID_INPUT") && !text.contains("INTERNAL"),
            "{text}"
        );
    }
}
