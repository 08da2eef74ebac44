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

/// Content, name and type.
type Paper = (&'static [u8], &'static str, &'static str);

/// Uploads two files in one request, their parts in this order, each under a key of its own; gives the two payloads.
async fn upload_two(
    house: &House,
    invoice: &Value,
    order: [usize; 2],
    papers: &[Paper; 2],
) -> [Value; 2] {
    let select = "{ outcome userErrors { code field } attachment { id filename } }";
    let query = format!(
        "mutation ($a: AddAttachmentInput!, $b: AddAttachmentInput!) {{ \
         a: addAttachment(input: $a) {select} b: addAttachment(input: $b) {select} }}"
    );
    let input = |key: &str| json!({"invoiceId": invoice, "file": null, "idempotencyKey": key});
    let operations = json!({"query": query, "variables": {"a": input("a"), "b": input("b")}});
    let paths = ["variables.a.file", "variables.b.file"];
    let map = json!({"0": [paths[order[0]]], "1": [paths[order[1]]]});
    let mut form = Form::new()
        .text("operations", operations.to_string())
        .text("map", map.to_string());
    for (name, place) in ["0", "1"].into_iter().zip(order) {
        let (content, filename, content_type) = papers[place];
        form = form.part(name, part(content, filename, content_type));
    }
    let answer = house.upload(form).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    ["a", "b"].map(|name| answer["data"][name].clone())
}

#[tokio::test]
async fn a_key_knows_a_file_by_what_it_is_and_not_by_its_place() {
    let house = House::new().await;
    house.load().await;
    let invoice = files(&house, "sales", false).await.remove(0)["id"].clone();
    const ONE: Paper = (b"%PDF-1.7 one", "one.pdf", "application/pdf");
    const TWO: Paper = (b"%PDF-1.7 two", "two.pdf", "application/pdf");
    let first = upload_two(&house, &invoice, [0, 1], &[ONE, TWO]).await;
    for payload in &first {
        assert_eq!(payload["outcome"], "APPLIED", "{payload:#}");
    }
    house.forget_calls().await;
    let again = upload_two(&house, &invoice, [1, 0], &[ONE, TWO]).await;
    assert_eq!(again, first);
    // What the vendor would see otherwise is another input: its content, its name and its type.
    for other in [
        (b"%PDF-1.7 ONE".as_slice(), ONE.1, ONE.2),
        (ONE.0, "other.pdf", ONE.2),
        (b"one".as_slice(), "one.pdf", "text/plain"),
    ] {
        let [refused, told] = upload_two(&house, &invoice, [0, 1], &[other, TWO]).await;
        let error = &refused["userErrors"][0];
        assert_eq!(error["code"], "CONFLICT", "{refused:#}");
        assert_eq!(error["field"], json!(["input", "idempotencyKey"]));
        assert_eq!(told, first[1]);
    }
    assert!(house.calls().await.is_empty());
}
