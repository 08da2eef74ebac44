//! Reminders: which invoices share an entry, and how it is known that each was reminded of.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    adapters::moneybird::tests::{
        actions::{
            document, invoice, is_applied, native, plan, planned, reason, reasons, refused, texts,
        },
        script::{Script, answer, call, ok, sales},
    },
    domain::{Invoice, ProviderId},
    error::ErrorKind,
    provider::action::{Action, Outcome, Receipt, Reminder, What},
    transport::Response,
};

fn of(targets: Vec<Arc<Invoice>>, wanted: Reminder) -> Action {
    Action {
        targets,
        what: What::SendReminders(wanted),
        native: None,
        keyed: false,
    }
}

fn late(id: &str, fields: Value) -> Arc<Invoice> {
    let mut all = json!({
        "id": id, "contact_id": "1", "workflow_id": "2", "document_style_id": "3",
        "identity_id": "4", "reminder_count": 1
    });
    all.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    invoice(all)
}

#[test]
fn invoices_share_an_entry_when_customer_workflow_style_and_identity_are_the_same() {
    let targets = vec![
        late("11", json!({})),
        late("12", json!({"contact_id": "9"})),
        late("13", json!({})),
        late("14", json!({"identity_id": "8"})),
    ];
    let wanted = Reminder {
        message: Some("please".to_owned()),
        ..Reminder::default()
    };
    let entry = |contact: &str, identity: &str, ids: &[&str]| {
        json!({
            "contact_id": contact, "workflow_id": "2", "document_style_id": "3", "identity_id": identity,
            "sales_invoice_ids": ids, "reminder_text": "please"
        })
    };
    assert_eq!(
        planned(&of(targets, wanted)),
        (
            "POST /123/sales_invoices/send_reminders.json".to_owned(),
            json!({"sales_invoice_reminders": [
                entry("1", "4", &["11", "13"]), entry("9", "4", &["12"]), entry("1", "8", &["14"])
            ]})
        )
    );
}

#[test]
fn what_the_input_says_counts_more_than_what_the_invoice_says() {
    let mut action = of(
        vec![
            late("11", json!({"workflow_id": "7"})),
            late("12", json!({})),
        ],
        Reminder::default(),
    );
    let fields = json!({"workflow_id": "20", "delivery_method": "Manual", "identity_id": null});
    action.native = Some(native(ProviderId::Moneybird, fields));
    assert_eq!(
        planned(&action).1["sales_invoice_reminders"],
        json!([{
            "contact_id": "1", "workflow_id": "20", "document_style_id": "3", "identity_id": "4",
            "sales_invoice_ids": ["11", "12"], "delivery_method": "Manual"
        }])
    );
}

#[test]
fn an_address_means_e_mail() {
    let wanted = Reminder {
        email_address: Some("a@example.com".to_owned()),
        ..Reminder::default()
    };
    let mut action = of(vec![late("11", json!({}))], wanted);
    let entry = planned(&action).1["sales_invoice_reminders"][0].clone();
    assert_eq!(entry["delivery_method"], "Email");
    assert_eq!(entry["email_address"], "a@example.com");
    action.native = Some(native(
        ProviderId::Moneybird,
        json!({"delivery_method": "Manual"}),
    ));
    let invalid = ErrorKind::InvalidInput;
    assert_eq!(refused(&action), [(invalid, "emailAddress".to_owned())]);
}

#[test]
fn moneybird_chooses_the_step_itself() {
    let wanted = Reminder {
        step: Some(2),
        ..Reminder::default()
    };
    let action = of(vec![late("11", json!({}))], wanted);
    assert_eq!(
        refused(&action),
        [(ErrorKind::Unsupported, "step".to_owned())]
    );
}

#[test]
fn an_invoice_without_what_an_entry_needs_is_named() {
    let targets = vec![
        late("11", json!({})),
        late("12", json!({"identity_id": null})),
    ];
    let refusals = plan(&of(targets, Reminder::default())).unwrap_err();
    assert_eq!(
        reason(&refusals[0]),
        (ErrorKind::Conflict, "invoiceIds.1".to_owned())
    );
    assert_eq!(
        refusals[0].error.message(),
        "cannot be reminded of: it has no identity"
    );
}

/// Reminds of two invoices, each once reminded of before, at a vendor that then counts so many on each.
async fn remind(sent: Response, counts: Option<[i64; 2]>) -> (Receipt, Vec<String>) {
    let vendor =
        Script::new(
            move |request| match (request.url.path().contains("send_reminders"), counts) {
                (true, _) => sent.clone(),
                (false, None) => answer(503, ""),
                (false, Some(counts)) => ok(&json!([
                    document(json!({"id": "11", "reminder_count": counts[0]})),
                    document(json!({"id": "12", "reminder_count": counts[1]})),
                ])),
            },
        );
    let targets = vec![late("11", json!({})), late("12", json!({}))];
    let action = of(targets, Reminder::default());
    let receipt = sales(&vendor).perform(&call(), &action).await;
    (receipt, vendor.lines())
}

#[tokio::test]
async fn a_reminder_is_believed_when_the_invoice_counts_it() {
    let (receipt, calls) = remind(answer(200, "200"), Some([2, 1])).await;
    assert_eq!(
        calls,
        [
            "POST /api/v2/123/sales_invoices/send_reminders.json",
            "POST /api/v2/123/sales_invoices/synchronization.json"
        ]
    );
    assert!(matches!(
        receipt.outcomes[..],
        [Outcome::Applied, Outcome::Lost(_)]
    ));
    assert_eq!(receipt.touched.shown[0].id.as_str(), "11");
    assert_eq!(texts(&receipt.touched.unseen), ["12"]);

    // What cannot be looked at is as the vendor says, and has to be read again.
    let (receipt, _) = remind(answer(200, "200"), None).await;
    assert!(is_applied(&receipt));
    assert_eq!(texts(&receipt.touched.unseen), ["11", "12"]);
}

fn blank() -> Response {
    let body = json!({"error": {"email_address": ["can't be blank"]}});
    answer(422, &body.to_string())
}

#[tokio::test]
async fn a_refusal_does_not_hide_what_was_sent_before_it() {
    let (receipt, calls) = remind(blank(), Some([2, 1])).await;
    assert_eq!(calls.len(), 2);
    assert!(matches!(
        receipt.outcomes[..],
        [Outcome::Applied, Outcome::Refused(_)]
    ));
    assert_eq!(receipt.touched.shown.len(), 2);

    let (receipt, _) = remind(blank(), Some([1, 1])).await;
    assert!(matches!(
        receipt.outcomes[..],
        [Outcome::Refused(_), Outcome::Refused(_)]
    ));
    assert_eq!(
        reason(&reasons(&receipt)[0]),
        (ErrorKind::InvalidInput, "emailAddress".to_owned())
    );

    // What cannot be looked at may be either.
    let (receipt, _) = remind(blank(), None).await;
    assert!(matches!(
        receipt.outcomes[..],
        [Outcome::Lost(_), Outcome::Lost(_)]
    ));
    assert_eq!(texts(&receipt.touched.unseen), ["11", "12"]);
}

#[tokio::test]
async fn what_the_vendor_did_not_look_into_is_not_read_again() {
    let (receipt, calls) = remind(answer(429, ""), None).await;
    assert_eq!(calls.len(), 1);
    assert!(matches!(
        receipt.outcomes[..],
        [Outcome::Refused(_), Outcome::Refused(_)]
    ));
    let (receipt, calls) = remind(answer(502, ""), None).await;
    assert_eq!(calls.len(), 1);
    assert!(matches!(
        receipt.outcomes[..],
        [Outcome::Lost(_), Outcome::Lost(_)]
    ));
    assert_eq!(texts(&receipt.touched.unseen), ["11", "12"]);
}
