//! What vendors answer to writes: whatever comes, an action has an outcome, and what the answers show is sound.

use std::{sync::Arc, time::Duration};

use async_graphql::{Request, Variables};
use invoice_gateway::{
    act::Door,
    domain::{AccountId, GlobalId, Invoice, NativeId, ProviderId},
    error::ErrorKind,
    provider::{
        Call, Provider,
        action::{Action, ActionKind, NativeInput, Outcome, Receipt, Refusal},
    },
    store::Store,
};
use serde_json::{Value, json};

use super::{
    documents::check_error,
    vendor::{Manner, Vendor},
    wishes,
    world::{accounts, check, check_message, execute, has_token, provider, wait},
};

/// How often a vendor may be asked for one action: what it takes, and looking what became of it.
const MOST_CALLS: usize = 200;
/// Whether a client asks, through the door of all writes, and not the adapter alone.
const BY_CLIENT: u8 = 1;
/// Whether reads are answered with what the vendor answers to writes, too.
const ALL_ANSWERS: u8 = 2;
/// Whether the action must be recognised later.
const KEYED: u8 = 4;

pub(super) fn moneybird(bytes: &[u8]) {
    action(ProviderId::Moneybird, "512340000000000017", bytes);
}

pub(super) fn moneybird_external(bytes: &[u8]) {
    action(ProviderId::MoneybirdExternal, "512350000000000001", bytes);
}

pub(super) fn invoice_ninja(bytes: &[u8]) {
    action(ProviderId::InvoiceNinja, "Rf5Gh6Jk7L", bytes);
}

pub(super) fn dashdoc(bytes: &[u8]) {
    let id = "0b9e6f5c-31aa-4f0e-9d52-8a7c5d1e0042";
    action(ProviderId::Dashdoc, id, bytes);
}

/// The first byte says what is to be done, the second by whom and with what manner of vendor, the others are the answers.
fn action(id: ProviderId, known: &str, bytes: &[u8]) {
    let [choice, flags, answers @ ..] = bytes else {
        return;
    };
    if has_token(answers) {
        return;
    }
    let manner = match flags & ALL_ANSWERS {
        0 => Manner::Written,
        _ => Manner::Raw,
    };
    let (choice, known) = (usize::from(*choice), NativeId::new(known));
    let vendor = Vendor::new(id, manner, answers);
    wait(async {
        if flags & BY_CLIENT == 0 {
            let honest = Vendor::new(id, Manner::Written, b"");
            let invoice = held(&*provider(id, &honest), &known).await;
            let adapter = provider(id, &vendor);
            perform(&*adapter, invoice, choice, flags & KEYED != 0).await;
        } else {
            ask(id, &vendor, &known, choice).await;
        }
    });
    let calls = vendor.calls();
    assert!(calls <= MOST_CALLS + answers.len(), "asked {calls} times");
}

fn call() -> Call {
    Call::within(Duration::from_secs(60))
}

/// The invoice as an honest vendor shows it.
async fn held(adapter: &dyn Provider, known: &NativeId) -> Arc<Invoice> {
    let batch = adapter.invoices(&call(), std::slice::from_ref(known)).await;
    let invoice = batch.get(known).cloned().expect("it was asked for");
    invoice.expect("the fixture is good")
}

/// Has the adapter do something, and looks at what came of it.
async fn perform(adapter: &dyn Provider, invoice: Arc<Invoice>, choice: usize, keyed: bool) {
    let provider = adapter.info().id;
    let mut all = wishes::of(&invoice);
    let what = all.swap_remove(choice % all.len());
    let is_for_account = what.kind().is_for_account();
    let targets = match is_for_account {
        true => vec![],
        false => vec![Arc::clone(&invoice)],
    };
    // Dashdoc keeps one file of an invoice.
    let native = match (provider, what.kind()) {
        (ProviderId::Dashdoc, ActionKind::AddAttachment) => json!({"replace_file": true}),
        _ => Value::Null,
    };
    let native = native.as_object().map(|fields| NativeInput {
        provider,
        fields: fields.clone(),
    });
    let action = Action {
        targets,
        what,
        native,
        keyed,
    };
    if let Err(refusals) = adapter.plan(&action) {
        assert!(!refusals.is_empty(), "refused without a reason");
        return refusals.iter().for_each(check_refusal);
    }
    let traces = adapter.traces(&action);
    let receipt = adapter.perform(&call(), &action).await;
    check_receipt(&receipt, action.targets.len());
    let activity = adapter.activity(&call(), &invoice.id).await.ok();
    let shown = receipt.touched.shown.iter().chain([&invoice]);
    for now in shown {
        let id = GlobalId::invoice(&AccountId::new("acme"), &now.id);
        assert!(GlobalId::decode(&id.encode()).is_some(), "{:?}", now.id);
        let _ = adapter.evidence(&action, &traces, now, None);
        let _ = adapter.evidence(&action, &traces, now, activity.as_ref());
    }
}

fn check_receipt(receipt: &Receipt, targets: usize) {
    assert_eq!(receipt.outcomes.len(), targets.max(1), "one for each");
    for outcome in &receipt.outcomes {
        match outcome {
            Outcome::Applied => {}
            Outcome::Busy(wait) => assert!(!wait.is_zero(), "busy for no time"),
            Outcome::Lost(error) => check_error(error),
            Outcome::Refused(refusals) => {
                assert!(!refusals.is_empty(), "refused without a reason");
                refusals.iter().for_each(check_refusal);
            }
        }
    }
}

fn check_refusal(refusal: &Refusal) {
    check_error(&refusal.error);
}

/// Asks as a client does, once and once more: of an idempotency key that is the same request.
async fn ask(id: ProviderId, vendor: &Arc<Vendor>, known: &NativeId, choice: usize) {
    let mutation = wishes::MUTATIONS[choice % wishes::MUTATIONS.len()];
    let declared = if mutation.contains("$id") {
        "($id: ID!)"
    } else {
        ""
    };
    let query = format!(
        "mutation {declared} {{ told: {mutation} {{ outcome userErrors {{ code message field }} }} }}"
    );
    let invoice = GlobalId::invoice(&AccountId::new("acme"), known).encode();
    let accounts = accounts(id, vendor);
    // What another input left under way must not be known to this one.
    let door = Door::new(Store::in_memory(), Duration::from_secs(60));
    for _ in 0..2 {
        let request = Request::new(&query)
            .variables(Variables::from_json(json!({ "id": invoice })))
            .data(Arc::clone(&door));
        let response = execute(request, &accounts).await;
        check(&response);
        assert!(response.errors.is_empty(), "{:?}", response.errors);
        let told = response.data.into_json().expect("an answer is JSON");
        check_payload(&told["told"]);
    }
}

/// Checks what a mutation tells: an outcome, and errors only where it is not that all went well.
fn check_payload(payload: &Value) {
    let outcome = payload["outcome"].as_str().expect("there is an outcome");
    let errors = payload["userErrors"].as_array().expect("a list");
    assert!(errors.is_empty() || outcome != "APPLIED", "{payload}");
    for error in errors {
        let kind = error["code"].as_str().and_then(ErrorKind::from_code);
        assert!(
            kind.is_some_and(|kind| kind != ErrorKind::Internal),
            "{payload}"
        );
        check_message(error["message"].as_str().expect("a text"));
    }
}
