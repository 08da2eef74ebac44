//! Uploading, downloading and deleting attachments.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::moneybird_writes::{NOBODY, id_of, invalid, not_found, open, read, refused};
use crate::world::{Answer, EXTERNAL, SALES, World};

const FORM: &str = "multipart/form-data; boundary=seam";

/// Where each resource takes a file.
fn path_of(resource: &str, id: &str) -> String {
    match resource {
        SALES => format!("{SALES}/{id}/attachments"),
        _ => format!("{EXTERNAL}/{id}/attachment"),
    }
}

async fn upload(world: &World, path: &str, name: &str, content: &str) -> Answer {
    let body = format!(
        "--seam\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"bon.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n{content}\r\n--seam--\r\n"
    );
    world.upload(path, FORM, body.as_bytes()).await
}

#[tokio::test]
async fn an_upload_is_answered_by_three_bytes_and_found_by_reading_again() {
    let world = World::start().await;
    for (resource, class) in [(SALES, "SalesInvoice"), (EXTERNAL, "ExternalSalesInvoice")] {
        let id = id_of(&open(&world, resource).await);
        let answer = upload(&world, &path_of(resource, &id), "file", "%PDF-1.4 inhoud").await;
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (StatusCode::OK, "200")
        );
        assert!(
            answer
                .header("content-type")
                .starts_with("application/json")
        );
        let invoice = read(&world, resource, &id).await;
        let attachment = &invoice["attachments"][0];
        assert_eq!(
            (&attachment["attachable_id"], &attachment["attachable_type"]),
            (&json!(id), &json!(class))
        );
        assert_eq!(
            (
                &attachment["filename"],
                &attachment["content_type"],
                &attachment["size"]
            ),
            (&json!("bon.pdf"), &json!("application/pdf"), &json!(15))
        );

        let path = format!("{resource}/{id}/attachments/{}", id_of(attachment));
        let answer = world.get(&format!("{path}/download")).await;
        assert!(answer.redirects());
        let file = world.follow(&answer).await;
        assert_eq!(
            (file.text().as_str(), file.header("content-type").as_str()),
            ("%PDF-1.4 inhoud", "application/pdf")
        );

        let answer = world.call(Method::DELETE, &path, json!({})).await;
        assert_eq!(
            (answer.status, answer.body.len()),
            (StatusCode::NO_CONTENT, 0)
        );
        assert_eq!(read(&world, resource, &id).await["attachments"], json!([]));
        assert_eq!(
            world.call(Method::DELETE, &path, json!({})).await.status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_file_under_another_name_or_none_or_empty_is_refused() {
    let world = World::start().await;
    let required = json!({"error": "File is required", "symbolic": {"file": "required"}});
    for resource in [SALES, EXTERNAL] {
        let id = id_of(&open(&world, resource).await);
        let path = path_of(resource, &id);
        refused(
            &upload(&world, &path, "attachment", "x").await,
            400,
            &required,
        );
        refused(
            &world.call(Method::POST, &path, json!({"file": "x"})).await,
            400,
            &required,
        );
        let answer = upload(&world, &path, "file", "").await;
        if resource == SALES {
            refused(&answer, 422, &invalid("file", "can't be blank", "blank"));
        } else {
            refused(&answer, 400, &required);
        }
        refused(
            &upload(&world, &path_of(resource, NOBODY), "file", "x").await,
            404,
            &not_found("id"),
        );
        assert_eq!(read(&world, resource, &id).await["attachments"], json!([]));
    }
}

#[tokio::test]
async fn an_invoice_made_from_a_file_is_new_and_its_id_untold() {
    let world = World::start().await;
    let before = world.books("moneybird-external").await.len();
    let answer = upload(&world, &format!("{EXTERNAL}/attachment"), "file", "%PDF").await;
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (StatusCode::OK, "200")
    );
    let books = world.books("moneybird-external").await;
    assert_eq!(books.len(), before + 1);
    let made = books
        .iter()
        .find(|invoice| invoice["attachments"][0]["filename"] == "bon.pdf");
    let made = made.expect("the new invoice");
    assert_eq!(
        (&made["state"], &made["origin"]),
        (&json!("new"), &json!("upload"))
    );
    assert!(made["contact"].is_null() && made["reference"].is_null() && made["due_date"].is_null());
    let listed = world.ids(&format!("{EXTERNAL}?filter=state:new")).await;
    assert!(listed.contains(&id_of(made)));
    let answer = world
        .call(Method::POST, &format!("{EXTERNAL}/attachment"), json!({}))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}
