//! Reminders, grouped as the vendor demands.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::moneybird_writes::{actions, draft, id_of, read, refused, sent};
use crate::world::{Answer, SALES, World};

fn reminder(invoice: &Value, ids: &[&str]) -> Value {
    json!({
        "contact_id": invoice["contact_id"], "workflow_id": invoice["workflow_id"],
        "document_style_id": invoice["document_style_id"], "identity_id": invoice["identity_id"],
        "sales_invoice_ids": ids,
    })
}

async fn remind(world: &World, reminders: Value) -> Answer {
    let body = json!({ "sales_invoice_reminders": reminders });
    world
        .call(Method::POST, &format!("{SALES}/send_reminders"), body)
        .await
}

#[tokio::test]
async fn a_letter_reminds_of_several_invoices_and_answers_a_bare_200() {
    let world = World::start().await;
    let (first, second) = (sent(&world).await, sent(&world).await);
    let (one, two) = (id_of(&first), id_of(&second));
    let mut letter = reminder(&first, &[&one, &two]);
    letter["reminder_text"] = json!("Denkt u eraan?");
    letter["email_address"] = json!("a@example.com");
    let answer = remind(&world, json!([letter])).await;
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (StatusCode::OK, "200")
    );
    for id in [&one, &two] {
        let invoice = read(&world, SALES, id).await;
        assert_eq!(
            (&invoice["state"], &invoice["reminder_count"]),
            (&json!("reminded"), &json!(1))
        );
        assert_eq!(invoice["next_reminder"], "2026-03-17");
        let actions = actions(&invoice);
        assert_eq!(
            actions[actions.len() - 2..],
            [
                "sales_invoice_send_reminder_email",
                "sales_invoice_state_changed_to_reminded"
            ]
        );
    }
    let mut letter = reminder(&first, &[&one]);
    letter["delivery_method"] = json!("Manual");
    remind(&world, json!([letter])).await;
    let invoice = read(&world, SALES, &one).await;
    assert_eq!(invoice["reminder_count"], 2);
    assert!(actions(&invoice).contains(&"sales_invoice_send_reminder_manually".to_owned()));
}

#[tokio::test]
async fn invoices_of_another_group_or_unsent_or_paid_are_refused() {
    let world = World::start().await;
    let first = sent(&world).await;
    let one = id_of(&first);
    let other = world
        .add("moneybird", json!({"workflow_id": "281474976710700202"}))
        .await;
    let unsent = id_of(&draft(&world).await);
    let paid = world.add("moneybird", json!({"state": "paid"})).await;
    for id in [&other, &unsent, &paid] {
        let answer = remind(&world, json!([reminder(&first, &[&one, id])])).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.text()
        );
        assert!(answer.json()["error"]["sales_invoice_ids"].is_array());
    }
    assert_eq!(read(&world, SALES, &one).await["reminder_count"], 0);
}

#[tokio::test]
async fn the_five_keys_are_required() {
    let world = World::start().await;
    let first = sent(&world).await;
    let one = id_of(&first);
    for (key, title) in [
        ("contact_id", "Contact ID"),
        ("workflow_id", "Workflow ID"),
        ("document_style_id", "Document Style ID"),
        ("identity_id", "Identity ID"),
        ("sales_invoice_ids", "Sales Invoice IDs"),
    ] {
        let mut letter = reminder(&first, &[&one]);
        letter.as_object_mut().expect("an object").remove(key);
        let expected = json!({"error": format!("{title} is required"), "symbolic": {"sales_invoice_reminders": {key: "required"}}});
        refused(&remind(&world, json!([letter])).await, 400, &expected);
    }
    let expected = json!({"error": "Sales Invoice Reminders is required", "symbolic": {"sales_invoice_reminders": "required"}});
    let path = format!("{SALES}/send_reminders");
    refused(
        &world.call(Method::POST, &path, json!({})).await,
        400,
        &expected,
    );
    let mut letter = reminder(&first, &[&one]);
    letter["delivery_method"] = json!("Peppol");
    assert_eq!(
        remind(&world, json!([letter])).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(read(&world, SALES, &one).await["reminder_count"], 0);
}
