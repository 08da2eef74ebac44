//! The tools with which the tests of actions ask for one.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Map, Value, json};

use crate::{
    adapters::invoice_ninja::{
        Tables, decode_invoice,
        tests::script::{COMPANY, STATICS, Script, answer, call, ninja},
    },
    domain::{Decimal, Invoice, NativeId, ProviderId},
    error::ErrorKind,
    provider::{
        Provider,
        action::{
            Action, ActionKind, Evidence, NativeInput, Obstacle, Outcome, Receipt, Refusal, What,
        },
    },
    transport::{Request, Response},
};

const INVOICE: &str = include_str!("../../../../tests/fixtures/invoice_ninja/invoice.json");

/// The vendor's document of an invoice with some fields replaced.
pub(super) fn document(fields: Value) -> Value {
    let mut document: Value = serde_json::from_str(INVOICE).unwrap();
    let fields = fields.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(fields);
    document
}

/// The invoice of such a document.
pub(super) fn invoice(fields: Value) -> Arc<Invoice> {
    read(&document(fields))
}

pub(super) fn read(document: &Value) -> Arc<Invoice> {
    let tables = Tables::read(STATICS, COMPANY).unwrap();
    let (text, zone) = (document.to_string(), TimeZone::UTC);
    Arc::new(decode_invoice(&text, &tables, &zone, Timestamp::UNIX_EPOCH).unwrap())
}

/// An action on one invoice.
pub(super) fn on(target: &Arc<Invoice>, what: What) -> Action {
    of(&[Arc::clone(target)], what)
}

pub(super) fn of(targets: &[Arc<Invoice>], what: What) -> Action {
    Action {
        targets: targets.to_vec(),
        what,
        native: None,
        keyed: false,
    }
}

/// The same with native fields.
pub(super) fn with_native(mut action: Action, fields: Value) -> Action {
    action.native = Some(native(fields));
    action
}

pub(super) fn native(fields: Value) -> NativeInput {
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    NativeInput {
        provider: ProviderId::InvoiceNinja,
        fields,
    }
}

pub(super) fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn native_id(text: &str) -> NativeId {
    NativeId::new(text)
}

pub(super) fn provider() -> Arc<dyn Provider> {
    ninja(&Script::bare(|_| answer(500, "")))
}

/// The one request of an action, as `VERB path` and the body.
pub(super) fn planned(action: &Action) -> (String, Value) {
    let planned = provider().plan(action).unwrap();
    let [planned] = planned.as_slice() else {
        panic!("more than one request")
    };
    let body = planned.body.as_deref();
    let body = body.map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
    (format!("{} {}", planned.method, planned.path), body)
}

/// The body of the one request of an action.
pub(super) fn body(action: &Action) -> Value {
    planned(action).1
}

/// Why an action cannot be asked for: kind and path of the input of each reason.
pub(super) fn refused(action: &Action) -> Vec<(ErrorKind, String)> {
    let refusals = provider().plan(action).unwrap_err();
    refusals.iter().map(reason).collect()
}

pub(super) fn reason(refusal: &Refusal) -> (ErrorKind, String) {
    (refusal.error.kind(), refusal.field.join("."))
}

/// Does an action at a vendor that answers it so; also checks that what was sent is what was planned.
pub(super) async fn done(action: &Action, response: Response) -> Receipt {
    done_by(action, move |_| response.clone()).await
}

pub(super) async fn done_by(
    action: &Action,
    answer: impl Fn(&Request) -> Response + Send + Sync + 'static,
) -> Receipt {
    let script = Script::new(answer);
    let receipt = ninja(&script).perform(&call(), action).await;
    let requests = script.take();
    let writes: Vec<_> = requests.iter().filter(|sent| !sent.idempotent).collect();
    let [write] = writes.as_slice() else {
        panic!("not one write: {writes:?}")
    };
    assert_eq!(sent(write), planned(action));
    assert_eq!(receipt.outcomes.len(), action.targets.len().max(1));
    receipt
}

fn sent(request: &Request) -> (String, Value) {
    assert!(request.headers["x-api-token"].is_sensitive());
    assert_eq!(request.headers["x-requested-with"], "XMLHttpRequest");
    let path = request.url.path().strip_prefix("/api/v1").unwrap();
    let query = request.url.query().map(|query| format!("?{query}"));
    let body = match &request.form {
        Some(form) => {
            let file = &form.file;
            let part = json!({"filename": file.filename, "contentType": file.content_type, "bytes": file.size_bytes});
            let fields = form.fields.iter().map(|(name, text)| (*name, json!(text)));
            let parts: Map<String, Value> = fields
                .chain([(file.part, part)])
                .map(|(name, part)| (name.to_owned(), part))
                .collect();
            Value::Object(parts)
        }
        None if request.body.is_empty() => Value::Null,
        None => serde_json::from_slice(&request.body).unwrap(),
    };
    let query = query.unwrap_or_default();
    (format!("{} {path}{query}", request.method), body)
}

pub(super) fn is_applied(receipt: &Receipt) -> bool {
    let mut outcomes = receipt.outcomes.iter();
    outcomes.all(|outcome| matches!(outcome, Outcome::Applied))
}

/// The reasons of a target's refusal.
pub(super) fn reasons(outcome: &Outcome) -> &[Refusal] {
    match outcome {
        Outcome::Refused(refusals) => refusals,
        other => panic!("not refused: {other:?}"),
    }
}

/// Kind, path and sentence of the only reason of the first target's refusal.
pub(super) fn why(receipt: &Receipt) -> (ErrorKind, String, String) {
    let [refusal] = reasons(&receipt.outcomes[0]) else {
        panic!("not one reason: {receipt:?}")
    };
    let (kind, field) = reason(refusal);
    (kind, field, refusal.error.message().to_owned())
}

pub(super) fn texts(ids: &[NativeId]) -> Vec<&str> {
    ids.iter().map(NativeId::as_str).collect()
}

/// What an invoice tells later of an action that was remembered with it as it was before.
pub(super) fn judged(action: &Action, now: &Invoice) -> Evidence {
    let provider = provider();
    provider.evidence(action, &provider.traces(action), now, None)
}

pub(super) fn obstacle(kind: ActionKind, fields: Value) -> Option<Obstacle> {
    provider().obstacle(kind, &invoice(fields))
}
