//! Invoices that are doubted, given up, paused and resumed.

use serde_json::{Value, json};

use crate::{
    Case, case,
    desk::Desk,
    moneybird::{added, open, path},
    vendors::today,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("markDubious", mark_dubious),
        case("markUncollectible", mark_uncollectible),
        case("pauseInvoice", pause),
        case("resumeInvoice", resume),
    ]
}

async fn mark_dubious(desk: Desk) {
    let (dated, today_s) = (open(&desk).await, open(&desk).await);
    for (invoice, date, body, on) in [
        (
            &dated,
            json!("2026-04-03"),
            json!({"dubious_date": "2026-04-03"}),
            json!("2026-04-03"),
        ),
        (&today_s, Value::Null, json!({}), json!(today().to_string())),
    ] {
        let input = json!({"invoiceId": invoice, "date": date});
        let told = desk
            .done("markDubious", input, "invoice { dubiousOn status }")
            .await;
        let write = desk.write().await;
        write.must_be("PATCH", &path(invoice, "/mark_as_dubious"), body);
        let wanted = json!({"dubiousOn": on, "status": "OPEN"});
        assert_eq!(told["invoice"], wanted, "the state stays");
        assert_eq!(desk.later(invoice, "dubiousOn status").await, wanted);
    }
}

async fn mark_uncollectible(desk: Desk) {
    let (dated, today_s) = (open(&desk).await, open(&desk).await);
    for (invoice, date, body, on) in [
        (
            &dated,
            json!("2026-04-03"),
            json!({"uncollectible_date": "2026-04-03"}),
            json!("2026-04-03"),
        ),
        (&today_s, Value::Null, json!({}), json!(today().to_string())),
    ] {
        let input = json!({"invoiceId": invoice, "date": date});
        let selection = "uncollectibleOn status balance { amount }";
        let told = desk
            .done(
                "markUncollectible",
                input,
                &format!("invoice {{ {selection} }}"),
            )
            .await;
        let write = desk.write().await;
        write.must_be("PATCH", &path(invoice, "/mark_as_uncollectible"), body);
        // The vendor leaves the balance as it is.
        let wanted = json!({"uncollectibleOn": on, "status": "UNCOLLECTIBLE", "balance": {"amount": "100.00"}});
        assert_eq!(told["invoice"], wanted);
        assert_eq!(desk.later(invoice, selection).await, wanted);
    }
}

async fn pause(desk: Desk) {
    let invoice = open(&desk).await;
    let input = json!({"invoiceId": invoice});
    let told = desk
        .done("pauseInvoice", input, "invoice { paused status }")
        .await;
    let write = desk.write().await;
    write.must_be("POST", &path(&invoice, "/pause"), json!({}));
    assert_eq!(told["invoice"], json!({"paused": true, "status": "OPEN"}));
    let later = desk
        .later(&invoice, "paused actions { action allowed reason }")
        .await;
    assert_eq!(later["paused"], json!(true));
    let states = later["actions"].as_array().expect("a list");
    let state = |name: &str| states.iter().find(|state| state["action"] == json!(name));
    assert_eq!(
        state("PAUSE_INVOICE").expect("told")["reason"],
        json!("WRONG_STATE")
    );
    assert_eq!(
        state("RESUME_INVOICE").expect("told")["allowed"],
        json!(true)
    );
}

async fn resume(desk: Desk) {
    let invoice = added(&desk, json!({"state": "late", "paused": true})).await;
    let input = json!({"invoiceId": invoice});
    let told = desk
        .done("resumeInvoice", input, "invoice { paused }")
        .await;
    let write = desk.write().await;
    write.must_be("POST", &path(&invoice, "/resume"), json!({}));
    assert_eq!(told["invoice"]["paused"], json!(false));
    assert_eq!(
        desk.later(&invoice, "paused").await,
        json!({"paused": false})
    );
}
