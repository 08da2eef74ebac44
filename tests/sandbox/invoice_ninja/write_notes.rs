//! Notes and single emails.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{add, age, ask, complaints, data, kinds, now, post, text};
use crate::world::World;

#[tokio::test]
async fn a_note_is_an_activity_that_the_record_shows() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    age(&world, &id).await;
    let note = json!({"entity": "invoices", "entity_id": id, "notes": "Gebeld: \"morgen\" é"});
    let made = post(&world, "activities/notes", note).await;
    assert_eq!(
        (&made["activity_type_id"], &made["invoice_id"]),
        (&json!("141"), &json!(id))
    );
    assert_eq!(
        (&made["notes"], &made["client_id"]),
        (&json!("Gebeld: \"morgen\" é"), &json!("VolejRejNm"))
    );
    let one = now(&world, &id).await;
    assert_eq!(one["activities"][0], made);
    // A note is no change of the invoice.
    assert_eq!(one["updated_at"], 5);
    let about = json!({"entity": "invoice", "entity_id": id});
    let labelled = post(&world, "activities/entity", about).await;
    assert_eq!(
        (&labelled[0]["activity_type_id"], &labelled[0]["notes"]),
        (&json!(141), &made["notes"])
    );
    for (entity, path) in [("payments", "payments"), ("clients", "clients")] {
        let note = json!({"entity": entity, "entity_id": "VolejRejNm", "notes": entity});
        post(&world, "activities/notes", note).await;
        let row = data(&world, &format!("{path}/VolejRejNm?include=activities")).await;
        assert_eq!(row["activities"][0]["notes"], entity);
    }
    let bank = json!({"entity": "bank_transactions", "entity_id": id, "notes": "x"});
    let bank = ask(&world, Method::POST, "activities/notes", bank).await;
    assert_eq!((bank.status, bank.body.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn wrong_notes_are_refused() {
    let world = World::start().await;
    let refused = |body| ask(&world, Method::POST, "activities/notes", body);
    let empty = refused(json!({})).await;
    assert_eq!(complaints(&empty), ["entity", "entity_id", "notes"]);
    let singular = json!({"entity": "invoice", "entity_id": "VolejRejNm", "notes": "x"});
    assert_eq!(complaints(&refused(singular).await), ["entity"]);
    let unknown = json!({"entity": "invoices", "entity_id": "zzz", "notes": "x"});
    assert_eq!(complaints(&refused(unknown).await), ["entity_id"]);
    let foreign = json!({"entity": "quotes", "entity_id": "VolejRejNm", "notes": "x"});
    assert_eq!(refused(foreign).await.status, StatusCode::UNAUTHORIZED);
    let id = "VolejRejNm";
    for method in [Method::PUT, Method::DELETE] {
        let answer = ask(&world, method, &format!("activities/notes/{id}"), json!({})).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn an_email_marks_as_sent_and_says_when() {
    let world = World::start().await;
    let id = add(&world, json!({"status_id": "1"})).await;
    age(&world, &id).await;
    let email = json!({
        "entity": "invoice", "entity_id": id, "template": "email_template_invoice",
        "subject": "Uw factuur", "body": "Zie bijlage", "cc_email": "a@b.example,c@d.example",
    });
    let sent = post(&world, "emails", email).await;
    assert_eq!(
        (&sent["status_id"], &sent["last_sent_date"]),
        (&json!("2"), &json!("2026-03-10"))
    );
    assert_ne!(sent["invitations"][0]["sent_date"], "");
    let one = now(&world, &id).await;
    assert_eq!(kinds(&one)[0], "6");
    assert!(one["updated_at"].as_i64() > Some(5));
    let reminder =
        json!({"entity": "invoice", "entity_id": id, "template": "email_template_reminder1"});
    let reminded = post(&world, "emails", reminder).await;
    assert_eq!(reminded["reminder1_sent"], "2026-03-10");
    let receipt = json!({"entity": "payment", "entity_id": "VolejRejNm", "template": "email_template_payment"});
    let payment = post(&world, "emails?include=activities", receipt).await;
    assert_eq!(payment["activities"][0]["activity_type_id"], "138");
    assert_eq!(text(&payment["id"]), "VolejRejNm");
}

#[tokio::test]
async fn wrong_emails_are_refused() {
    let world = World::start().await;
    let id = add(&world, json!({})).await;
    let template = "email_template_invoice";
    for (email, wrong) in [
        (json!({}), &["entity", "entity_id", "template"][..]),
        (
            json!({"entity": "invoices", "entity_id": id, "template": template}),
            &["entity", "entity_id"],
        ),
        (
            json!({"entity": "invoice", "entity_id": "zzz", "template": template}),
            &["entity_id"],
        ),
        (
            json!({"entity": "invoice", "entity_id": id, "template": "invoice"}),
            &["template"],
        ),
        (
            json!({"entity": "invoice", "entity_id": id, "template": template, "cc_email": "a@b,c@d,e@f,g@h,i@j"}),
            &["cc_email"],
        ),
    ] {
        let answer = ask(&world, Method::POST, "emails", email.clone()).await;
        assert_eq!(complaints(&answer), wrong, "{email}");
    }
}
