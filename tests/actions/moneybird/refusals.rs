//! What is not done: in the wrong state, with an old version, with ids that are not there.

use invoice_gateway::domain::ChildKind;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, global_id, native_id},
    moneybird::{added, open},
    promise,
    vendors::today,
};

pub(super) fn promises(account: &'static str) -> Vec<Trial> {
    let mut promises = vec![
        promise(
            account,
            "a_wrong_state_is_refused_as_actions_said",
            wrong_state,
        ),
        promise(
            account,
            "a_state_that_changed_behind_the_gateway_is_seen",
            changed_state,
        ),
        promise(account, "an_old_version_is_refused", old_version),
        promise(account, "many_ids_are_answered_in_order", many_ids),
        promise(account, "ids_of_nothing_are_refused_unasked", wrong_ids),
        promise(account, "what_is_gone_already_is_deleted", gone_already),
    ];
    if account == "moneybird" {
        promises.push(promise(
            account,
            "the_vendor_has_the_last_word_on_a_state",
            last_word,
        ));
    }
    promises
}

/// What cannot be done with an invoice as it stands.
fn wrong_states(desk: &Desk) -> Vec<(Value, &'static str, Value)> {
    let payment = json!({"amount": "1", "date": "2026-05-01"});
    let credit = json!({"description": "Desk", "price": "100", "amount": "-1 x", "tax_rate": "0"});
    let future = (today() + jiff::Span::new().days(3)).to_string();
    let mut wrong = vec![
        (json!({"state": "paid"}), "markPaid", json!({})),
        (json!({"state": "paid"}), "markDubious", json!({})),
        (
            json!({"state": "uncollectible"}),
            "markUncollectible",
            json!({}),
        ),
        (
            json!({"state": "open", "details": [credit]}),
            "markDubious",
            json!({}),
        ),
    ];
    if desk.account == "moneybird" {
        wrong.extend([
            (
                json!({"state": "open", "invoice_date": future}),
                "markUncollectible",
                json!({}),
            ),
            (json!({"state": "draft"}), "createPayment", payment),
            (json!({"state": "scheduled"}), "markPaid", json!({})),
            (
                json!({"state": "draft", "details": []}),
                "sendInvoice",
                json!({}),
            ),
            (
                json!({"state": "open", "paused": true}),
                "pauseInvoice",
                json!({}),
            ),
            (json!({"state": "open"}), "resumeInvoice", json!({})),
            (json!({"state": "draft"}), "creditInvoice", json!({})),
            (json!({"state": "open"}), "settleCreditInvoice", json!({})),
        ]);
    } else {
        wrong.push((
            json!({"state": "open", "date": future}),
            "markUncollectible",
            json!({}),
        ));
    }
    wrong
}

async fn wrong_state(desk: Desk) {
    for (state, mutation, mut input) in wrong_states(&desk) {
        let invoice = added(&desk, state).await;
        let held = desk
            .read(&invoice, "actions { action allowed reason message }")
            .await;
        input["invoiceId"] = json!(invoice);
        let told = desk.act(mutation, input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{mutation}: {told:#}");
        let error = &told["userErrors"][0];
        assert_eq!(error["code"], json!("CONFLICT"), "{mutation}: {told:#}");
        assert_eq!(error["field"], json!(["input", "invoiceId"]));
        assert_eq!(desk.writes().await, [], "{mutation}");
        let state = action(&held, mutation);
        assert_eq!(state["allowed"], json!(false), "{mutation}: {state:#}");
        assert_eq!(state["message"], error["message"], "{mutation}");
    }
}

/// What an invoice says of an action.
pub(crate) fn action(invoice: &Value, mutation: &str) -> Value {
    let name = mutation.chars().fold(String::new(), |mut name, letter| {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
        name
    });
    let states = invoice["actions"].as_array().expect("a list");
    let state = states.iter().find(|state| state["action"] == json!(name));
    state.expect("every action is told").clone()
}

async fn edit(desk: &Desk, invoice: &str, fields: Value) {
    let command =
        json!({"edit": {"resource": desk.account, "id": native_id(invoice), "set": fields}});
    desk.house.control(command).await;
}

/// An old state in the gateway stands in nobody's way.
async fn changed_state(desk: Desk) {
    let invoice = added(&desk, json!({"state": "paid"})).await;
    let held = desk
        .read(&invoice, "status actions { action allowed }")
        .await;
    assert_eq!(action(&held, "markDubious")["allowed"], json!(false));
    edit(
        &desk,
        &invoice,
        json!({"state": "open", "payments": [], "paid_at": null}),
    )
    .await;
    let told = desk
        .done(
            "markDubious",
            json!({"invoiceId": invoice}),
            "invoice { status }",
        )
        .await;
    assert_eq!(told["invoice"]["status"], json!("OPEN"));
}

/// The gateway believes what it holds; the vendor knows better, and says so.
async fn last_word(desk: Desk) {
    let invoice = open(&desk).await;
    let held = desk.read(&invoice, "paused").await;
    assert_eq!(held["paused"], json!(false));
    edit(&desk, &invoice, json!({"paused": true})).await;
    let told = desk
        .act("pauseInvoice", json!({"invoiceId": invoice}), "")
        .await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("CONFLICT"));
    let message = error["message"].as_str().expect("a text");
    assert!(message.contains("already paused"), "{message}");
    assert_eq!(desk.writes().await.len(), 1);
}

async fn old_version(desk: Desk) {
    let invoice = open(&desk).await;
    let held = desk.read(&invoice, "version").await;
    edit(
        &desk,
        &invoice,
        json!({"reference": "Changed by somebody else"}),
    )
    .await;
    let mut input = json!({"invoiceId": invoice, "changes": {"reference": "Mine"}, "expectedVersion": held["version"]});
    let told = desk
        .act(
            "updateInvoice",
            input.clone(),
            "invoice { reference version }",
        )
        .await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    let error = &told["userErrors"][0];
    assert_eq!(error["code"], json!("CONFLICT"));
    assert_eq!(error["field"], json!(["input", "expectedVersion"]));
    assert_eq!(desk.writes().await, []);
    // The refusal shows what is there now, so that a person can decide.
    assert_eq!(
        told["invoice"]["reference"],
        json!("Changed by somebody else")
    );
    input["expectedVersion"] = told["invoice"]["version"].clone();
    desk.done("updateInvoice", input, "").await;
    let later = desk.later(&invoice, "reference").await;
    assert_eq!(later["reference"], json!("Mine"));
}

async fn many_ids(desk: Desk) {
    let (first, second) = (open(&desk).await, open(&desk).await);
    let other = match desk.account {
        "moneybird" => "moneybird-external",
        _ => "moneybird",
    };
    let command = json!({"add": {"resource": other, "invoice": {"reference": "Other"}}});
    let others = desk.house.control(command).await;
    let foreign = global_id(other, others["ids"][0].as_str().expect("an id"));
    let stranger = global_id("nobody", "12");
    let unknown = desk.id("999");
    let dashdoc = global_id("dashdoc", "7");
    let ids = [&second, &unknown, &foreign, &stranger, &dashdoc, &first];
    let selection = "results { id outcome userErrors { code field } }";
    let told = desk
        .act("deleteInvoices", json!({"invoiceIds": ids}), selection)
        .await;
    assert_eq!(told["outcome"], json!("APPLIED"), "{told:#}");
    let result = |place: usize, code: &str| {
        let errors = match code {
            "" => json!([]),
            "UNSUPPORTED" => json!([{"code": code, "field": ["input"]}]),
            code => json!([{"code": code, "field": ["input", "invoiceIds", place.to_string()]}]),
        };
        let outcome = if code.is_empty() {
            "APPLIED"
        } else {
            "REFUSED"
        };
        json!({"id": ids[place], "outcome": outcome, "userErrors": errors})
    };
    let codes = ["", "NOT_FOUND", "", "INVALID_ID", "UNSUPPORTED", ""];
    let wanted: Vec<Value> = codes
        .iter()
        .enumerate()
        .map(|(place, code)| result(place, code))
        .collect();
    assert_eq!(told["results"], json!(wanted), "{told:#}");
    assert_eq!(desk.writes().await.len(), 3);
    for id in [&first, &second, &foreign] {
        desk.gone(id).await;
    }
}

async fn wrong_ids(desk: Desk) {
    let invoice = open(&desk).await;
    let note = desk.child(&invoice, ChildKind::Note, "5");
    let payment = desk.child(&invoice, ChildKind::Payment, "5");
    for (mutation, input, field, code) in [
        (
            "markPaid",
            json!({"invoiceId": "nonsense"}),
            "invoiceId",
            "INVALID_ID",
        ),
        (
            "markPaid",
            json!({"invoiceId": note}),
            "invoiceId",
            "INVALID_ID",
        ),
        (
            "deleteNote",
            json!({"noteId": payment}),
            "noteId",
            "INVALID_ID",
        ),
        (
            "deletePayment",
            json!({"paymentId": invoice}),
            "paymentId",
            "INVALID_ID",
        ),
        (
            "createInvoice",
            json!({"accountId": "nobody", "reference": "R"}),
            "accountId",
            "NOT_FOUND",
        ),
    ] {
        let told = desk.act(mutation, input, "").await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
        assert_eq!(
            told["userErrors"][0]["code"],
            json!(code),
            "{mutation}: {told:#}"
        );
        assert_eq!(
            told["userErrors"][0]["field"],
            json!(["input", field]),
            "{mutation}"
        );
        assert_eq!(desk.heard().await, [], "{mutation}");
    }
    // One that may be there is looked for.
    let unknown = json!({"invoiceId": desk.id("999")});
    let told = desk.act("markPaid", unknown, "").await;
    assert_eq!(
        told["userErrors"][0]["code"],
        json!("NOT_FOUND"),
        "{told:#}"
    );
    assert_eq!(
        told["userErrors"][0]["field"],
        json!(["input", "invoiceId"])
    );
    assert_eq!(desk.writes().await, []);
}

async fn gone_already(desk: Desk) {
    let invoice = open(&desk).await;
    desk.read(&invoice, "status").await;
    let command = json!({"remove": {"resource": desk.account, "id": native_id(&invoice)}});
    desk.house.control(command).await;
    let told = desk
        .act(
            "deleteInvoices",
            json!({"invoiceIds": [invoice]}),
            "results { outcome }",
        )
        .await;
    assert_eq!(told["outcome"], json!("APPLIED"), "{told:#}");
    desk.gone(&invoice).await;
}
