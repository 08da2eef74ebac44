//! Which states forbid which action.

use std::sync::Arc;

use serde_json::json;

use crate::{
    adapters::moneybird::tests::{
        actions::{always, external_invoice, invoice},
        script::{external, sales},
    },
    domain::{Invoice, ProviderId},
    provider::action::{ActionKind, Obstacle, ObstacleKind},
};

fn obstacle(kind: ActionKind, invoice: &Arc<Invoice>) -> Option<Obstacle> {
    let vendor = always(500, "");
    let provider = match invoice.provider {
        ProviderId::MoneybirdExternal => external(&vendor),
        _ => sales(&vendor),
    };
    let obstacle = provider.obstacle(kind, invoice);
    assert!(vendor.take().is_empty(), "nobody is asked");
    obstacle
}

fn forbids(kind: ActionKind, fields: serde_json::Value) -> Option<ObstacleKind> {
    obstacle(kind, &invoice(fields)).map(|obstacle| obstacle.kind)
}

#[test]
fn an_open_invoice_can_be_acted_on_in_every_way_that_is_offered() {
    let open = invoice(json!({"state": "open", "invoice_date": "2026-01-01"}));
    for kind in sales(&always(500, "")).info().actions {
        let expected = match kind {
            ActionKind::ResumeInvoice | ActionKind::SettleCreditInvoice => {
                Some(ObstacleKind::WrongState)
            }
            _ => None,
        };
        let found = obstacle(*kind, &open).map(|obstacle| obstacle.kind);
        assert_eq!(found, expected, "{kind:?}");
    }
}

#[test]
fn a_draft_is_neither_paid_nor_reminded_of_nor_credited() {
    let state = Some(ObstacleKind::WrongState);
    for kind in [
        ActionKind::CreatePayment,
        ActionKind::MarkPaid,
        ActionKind::SendReminders,
        ActionKind::CreditInvoice,
        ActionKind::MarkDubious,
        ActionKind::MarkUncollectible,
    ] {
        assert_eq!(forbids(kind, json!({"state": "draft"})), state, "{kind:?}");
        assert_eq!(
            forbids(kind, json!({"state": "scheduled"})),
            state,
            "{kind:?}"
        );
    }
    assert_eq!(
        forbids(ActionKind::SendInvoice, json!({"state": "draft"})),
        None
    );
}

#[test]
fn what_lacks_lines_or_a_customer_is_not_sent() {
    for kind in [
        ActionKind::SendInvoice,
        ActionKind::ScheduleInvoice,
        ActionKind::MarkSent,
    ] {
        let missing = Some(ObstacleKind::MissingData);
        assert_eq!(forbids(kind, json!({"details": []})), missing);
        assert_eq!(
            forbids(kind, json!({"contact": null, "contact_id": null})),
            missing
        );
    }
}

#[test]
fn only_what_is_open_and_of_a_past_day_is_doubted() {
    for kind in [ActionKind::MarkDubious, ActionKind::MarkUncollectible] {
        for state in ["open", "late", "reminded"] {
            assert_eq!(forbids(kind, json!({"state": state})), None, "{state}");
        }
        for state in ["paid", "pending_payment", "uncollectible"] {
            assert!(forbids(kind, json!({"state": state})).is_some(), "{state}");
        }
        let credit = json!({"state": "open", "original_sales_invoice_id": "5"});
        assert!(forbids(kind, credit).is_some());
        let future = json!({"state": "open", "invoice_date": "2999-01-01"});
        assert!(forbids(kind, future).is_some());
        assert!(obstacle(kind, &external_invoice(json!({"state": "new"}))).is_some());
        assert!(obstacle(kind, &external_invoice(json!({"state": "open"}))).is_none());
    }
}

#[test]
fn what_is_done_already_is_not_done_again() {
    let paused = json!({"paused": true});
    assert!(forbids(ActionKind::PauseInvoice, paused.clone()).is_some());
    assert!(forbids(ActionKind::ResumeInvoice, paused).is_none());
    let paid = json!({"state": "paid", "total_unpaid": "0.0"});
    assert!(forbids(ActionKind::MarkPaid, paid.clone()).is_some());
    assert!(forbids(ActionKind::SendReminders, paid).is_some());
    let credit = |state| json!({"state": state, "original_sales_invoice_id": "5"});
    assert!(forbids(ActionKind::SettleCreditInvoice, credit("draft")).is_some());
    assert!(forbids(ActionKind::SettleCreditInvoice, credit("open")).is_none());
    assert!(forbids(ActionKind::SettleCreditInvoice, credit("paid")).is_some());
}

#[test]
fn nothing_is_deleted_from_what_has_none() {
    for (kind, field) in [
        (ActionKind::DeletePayment, "payments"),
        (ActionKind::DeleteNote, "notes"),
        (ActionKind::DeleteAttachment, "attachments"),
    ] {
        let found = forbids(kind, json!({ field: [] }));
        assert_eq!(found, Some(ObstacleKind::MissingData), "{field}");
        assert_eq!(forbids(kind, json!({})), None, "{field}");
    }
    let pending = json!({"state": "pending_payment"});
    assert!(forbids(ActionKind::DeleteInvoices, pending).is_some());
}
