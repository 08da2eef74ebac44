//! Changing and paying an invoice at Dashdoc: what a later read shows, and what is refused.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::dashdoc::{DASHDOC, TOKEN, one};
use crate::world::{Answer, World};

const JSON: (&str, &str) = ("content-type", "application/json");
const ENGLISH: (&str, &str) = ("accept-language", "en");

/// Sends JSON as an authorized client who reads English.
pub(crate) async fn send(world: &World, method: Method, path: &str, body: Value) -> Answer {
    let path = format!("{DASHDOC}{path}");
    let headers = [TOKEN, JSON, ENGLISH];
    world.say(method, &path, &headers, Some(&body)).await
}

async fn patch(world: &World, uid: &str, body: Value) -> Answer {
    let path = format!("/invoices/{uid}/");
    send(world, Method::PATCH, &path, body).await
}

async fn add(world: &World, invoice: Value) -> String {
    world.add("dashdoc", invoice).await
}

/// The codes of a refusal, field by field.
pub(crate) fn codes(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text());
    let body = answer.json();
    let fields = body.as_object().expect("fields").iter();
    let code = |(field, wrong): (&String, &Value)| {
        assert_eq!(wrong["detail"].is_array(), wrong["code"].is_array());
        (field.clone(), wrong["code"].clone())
    };
    Value::Object(fields.map(code).collect())
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_moves_updated() {
    let world = World::start().await;
    let set = json!({"status": "draft", "updated": "2026-01-01T00:00:00Z"});
    let uid = add(&world, set).await;
    let before = one(&world, &uid).await;
    let input = json!({
        "document_number": " N° 7/é ", "invoicing_date": "2026-02-28",
        "debtor_reference": "PO 1 & 2", "due_date": "2030-01-01", "status": "paid",
    });
    let answer = patch(&world, &uid, input).await;
    assert_eq!(answer.status, StatusCode::OK);
    let after = one(&world, &uid).await;
    assert_eq!(answer.json(), after);
    let mut expected = before.clone();
    expected["document_number"] = json!("N° 7/é");
    expected["invoicing_date"] = json!("2026-02-28");
    expected["debtor_reference"] = json!("PO 1 & 2");
    expected["updated"] = after["updated"].clone();
    assert_eq!(after, expected);
    assert!(after["updated"].as_str() > before["updated"].as_str());

    // Externally numbered, as the vendor's tutorial has it: the number comes after the draft.
    let uid = add(
        &world,
        json!({"is_dashdoc": false, "document_number": null}),
    )
    .await;
    patch(&world, &uid, json!({"document_number": "VT 1"})).await;
    assert_eq!(one(&world, &uid).await["document_number"], "VT 1");
    let empty = patch(&world, &uid, json!({})).await;
    assert_eq!(empty.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_patch_is_refused_field_by_field_and_changes_nothing() {
    let world = World::start().await;
    let uid = add(&world, json!({"status": "draft"})).await;
    let before = one(&world, &uid).await;
    for (input, expected) in [
        (
            json!({"document_number": "é".repeat(65), "debtor_reference": "kept out"}),
            json!({"document_number": ["max_length"]}),
        ),
        (
            json!({"document_number": "", "invoicing_date": "2026-02-30", "debtor_reference": null}),
            json!({"document_number": ["blank"], "invoicing_date": ["invalid"], "debtor_reference": ["null"]}),
        ),
        (
            json!({"document_number": 7, "invoicing_date": "2026-02-03T00:00:00Z"}),
            json!({"document_number": ["invalid"], "invoicing_date": ["invalid"]}),
        ),
        (
            json!({"invoicing_date": null, "file": "JVBERi0="}),
            json!({"invoicing_date": ["null"], "file": ["invalid"]}),
        ),
        (json!({"file": null}), json!({"file": ["null"]})),
        (json!([1]), json!({"non_field_errors": ["invalid"]})),
    ] {
        assert_eq!(codes(&patch(&world, &uid, input).await), expected);
    }
    assert_eq!(one(&world, &uid).await, before);
    let longest = json!({"document_number": "é".repeat(64)});
    assert_eq!(patch(&world, &uid, longest).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_customers_reference_belongs_to_drafts() {
    let world = World::start().await;
    for status in ["final", "paid"] {
        let set = json!({"status": status, "debtor_reference": "PO 3"});
        let uid = add(&world, set).await;
        let input = json!({"debtor_reference": "PO 3", "document_number": "F 1"});
        let answer = patch(&world, &uid, input).await;
        assert_eq!(codes(&answer), json!({"debtor_reference": ["invalid"]}));
        assert_ne!(one(&world, &uid).await["document_number"], "F 1");
    }
}

#[tokio::test]
async fn a_final_invoice_is_marked_as_paid_once() {
    let world = World::start().await;
    let uid = add(&world, json!({"due_date": "2026-01-01"})).await;
    assert_eq!(one(&world, &uid).await["is_payment_late"], true);
    let path = format!("{DASHDOC}/invoices/{uid}/mark-paid/");
    let answer = world.ask_by(Method::POST, &path, &[TOKEN]).await;
    assert_eq!(answer.status, StatusCode::OK);
    let row = one(&world, &uid).await;
    assert_eq!(answer.json(), row);
    assert_eq!(
        (&row["status"], &row["is_payment_late"]),
        (&json!("paid"), &json!(false))
    );
    assert!(row["paid_at"].is_string() && row["payment_method"].is_null());

    let again = world.ask_by(Method::POST, &path, &[TOKEN, ENGLISH]).await;
    assert_eq!(codes(&again), json!({"non_field_errors": ["invalid"]}));
    assert_eq!(
        again.json()["non_field_errors"]["detail"],
        json!(["Only final invoices can be marked as paid."])
    );
    assert_eq!(one(&world, &uid).await, row);
    let draft = add(&world, json!({"status": "draft"})).await;
    let path = format!("/invoices/{draft}/mark-paid/");
    let answer = send(&world, Method::POST, &path, json!({})).await;
    assert_eq!(codes(&answer), json!({"non_field_errors": ["invalid"]}));
    assert_eq!(one(&world, &draft).await["status"], "draft");
}

#[tokio::test]
async fn a_payment_may_have_a_day_a_method_and_notes() {
    let world = World::start().await;
    let known = world.books("dashdoc").await;
    let method = known.iter().find(|row| row["payment_method"].is_object());
    let method = method.expect("a method")["payment_method"].clone();
    let uid = add(&world, json!({})).await;
    let path = format!("/invoices/{uid}/mark-paid/");
    let nobody = "00000000-0000-4000-8000-000000000000";
    let input = json!({"paid_at": "03/02/2026", "payment_method_uid": nobody});
    let answer = send(&world, Method::POST, &path, input).await;
    let expected = json!({"paid_at": ["invalid"], "payment_method_uid": ["does_not_exist"]});
    assert_eq!(codes(&answer), expected);
    let input = json!({
        "paid_at": "2026-02-03", "payment_method_uid": method["uid"], "payment_notes": "reçu",
    });
    let answer = send(&world, Method::POST, &path, input).await;
    assert_eq!(answer.status, StatusCode::OK);
    let row = one(&world, &uid).await;
    let paid_at = row["paid_at"].as_str().expect("a day or a moment");
    assert!(paid_at.starts_with("2026-02-03"), "{paid_at}");
    assert_eq!(
        (&row["payment_method"], &row["payment_notes"]),
        (&method, &json!("reçu"))
    );
}

#[tokio::test]
async fn unknown_invoices_wrong_bodies_and_missing_slashes_are_refused_before_anything_changes() {
    let world = World::start().await;
    let uid = add(&world, json!({})).await;
    let before = world.books("dashdoc").await;
    let nobody = "00000000-0000-4000-8000-000000000000";
    for (method, path) in [
        (Method::PATCH, format!("/invoices/{nobody}/")),
        (Method::POST, format!("/invoices/{nobody}/mark-paid/")),
        (Method::POST, format!("/invoices/{nobody}/lines/")),
    ] {
        let answer = send(&world, method, &path, json!([])).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.json(), json!({"detail": "Not found."}));
    }
    for (method, path) in [
        (Method::POST, "/invoices/".to_owned()),
        (Method::PATCH, format!("/invoices/{uid}/")),
        (Method::POST, format!("/invoices/{uid}/mark-paid/")),
    ] {
        let url = format!("{DASHDOC}{path}");
        let plain = [TOKEN, ("content-type", "text/plain")];
        let answer = world.submit(method.clone(), &url, &plain, b"{}").await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{path}");
        let answer = world
            .submit(method.clone(), &url, &[TOKEN, JSON], b"{")
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(
            answer.json()["detail"]
                .as_str()
                .is_some_and(|text| text.starts_with("JSON parse error"))
        );
        let answer = world.submit(method.clone(), &url, &[JSON], b"{}").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let url = url.trim_end_matches('/');
        let answer = world.submit(method, url, &[TOKEN, JSON], b"{}").await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
    // What only the vendor's own application was seen to use.
    for (method, path, status) in [
        (Method::DELETE, format!("/invoices/{uid}/"), 405),
        (Method::PUT, format!("/invoices/{uid}/"), 405),
        (Method::POST, format!("/invoices/{uid}/mark-not-paid/"), 404),
        (Method::POST, format!("/invoices/{uid}/send-reminder/"), 404),
        (Method::GET, format!("/invoices/{uid}/mark-paid/"), 405),
    ] {
        let answer = send(&world, method, &path, json!({})).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert!(answer.json()["detail"].is_string());
    }
    assert_eq!(world.books("dashdoc").await, before);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_invoice_paid_or_not_and_the_request_in_the_log() {
    for (applied, status) in [("yes", "paid"), ("no", "final")] {
        let world = World::start().await;
        let uid = add(&world, json!({})).await;
        let lost = json!({"lose_answer": {"applied": applied}});
        let fault = json!({"resource": "dashdoc", "method": "POST", "path": "mark-paid", "times": 1, "answer": lost});
        world.control(json!({"fault": {"add": fault}})).await;
        let path = format!("{DASHDOC}/invoices/{uid}/mark-paid/");
        let body = json!({"paid_at": "2026-02-03"});
        let answer = world
            .try_submit(
                Method::POST,
                &path,
                &[TOKEN, JSON],
                body.to_string().as_bytes(),
            )
            .await;
        assert!(answer.is_err(), "{answer:?}");
        assert_eq!(one(&world, &uid).await["status"], status);
        let log = world.plain(Method::GET, "/_requests/log").await.json();
        let expected = json!({
            "method": "POST", "path": path, "query": null,
            "content_type": "application/json", "body": body.to_string(),
        });
        assert_eq!(log[0], expected);
    }
}

#[tokio::test]
async fn texts_of_refusals_are_french_unless_english_is_preferred() {
    let world = World::start().await;
    let uid = add(&world, json!({})).await;
    let path = format!("{DASHDOC}/invoices/{uid}/");
    let body = json!({"document_number": ""});
    for (language, text) in [
        ("fr", "Ce champ ne peut être vide."),
        ("en", "This field may not be blank."),
    ] {
        let headers = [TOKEN, JSON, ("accept-language", language)];
        let answer = world.say(Method::PATCH, &path, &headers, Some(&body)).await;
        assert_eq!(answer.json()["document_number"]["detail"], json!([text]));
        assert_eq!(answer.header("content-language"), language);
    }
}
