//! What every action has in common, and the tools with which the tests of actions ask for one.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Map, Value, json};

use crate::{
    adapters::moneybird::{
        decode_external, decode_sales,
        tests::script::{Script, answer, call, external, sales},
    },
    domain::{Decimal, Invoice, NativeId, ProviderId},
    error::ErrorKind,
    provider::{
        Provider,
        action::{Action, NativeInput, Outcome, Planned, Receipt, Refusal, What},
    },
    transport::{Request, Response},
};

const SALES: &str = include_str!("../../../../tests/fixtures/moneybird/sales_invoice.json");
const EXTERNAL: &str =
    include_str!("../../../../tests/fixtures/moneybird/external_sales_invoice.json");

/// The vendor's document of a sales invoice with some fields replaced.
pub(super) fn document(fields: Value) -> Value {
    with(SALES, fields)
}

/// The same of an external one.
pub(super) fn external_document(fields: Value) -> Value {
    with(EXTERNAL, fields)
}

fn with(document: &str, fields: Value) -> Value {
    let mut document: Value = serde_json::from_str(document).unwrap();
    let fields = fields.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(fields);
    document
}

/// A sales invoice with some of the vendor's fields replaced.
pub(super) fn invoice(fields: Value) -> Arc<Invoice> {
    let document = document(fields).to_string();
    Arc::new(decode_sales(&document, &TimeZone::UTC, Timestamp::UNIX_EPOCH).unwrap())
}

/// An external one.
pub(super) fn external_invoice(fields: Value) -> Arc<Invoice> {
    let document = external_document(fields).to_string();
    Arc::new(decode_external(&document, &TimeZone::UTC, Timestamp::UNIX_EPOCH).unwrap())
}

/// An action on one invoice.
pub(super) fn on(target: &Arc<Invoice>, what: What) -> Action {
    Action {
        targets: vec![Arc::clone(target)],
        what,
        native: None,
        keyed: false,
    }
}

/// The same with native fields.
pub(super) fn with_native(mut action: Action, fields: Value) -> Action {
    let provider = match action.target().map(|target| target.provider) {
        Some(provider) => provider,
        None => ProviderId::Moneybird,
    };
    action.native = Some(native(provider, fields));
    action
}

pub(super) fn native(provider: ProviderId, fields: Value) -> NativeInput {
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    NativeInput { provider, fields }
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

pub(super) fn always(status: u16, body: &str) -> Arc<Script> {
    let response = answer(status, body);
    Script::new(move |_| response.clone())
}

fn adapter(script: &Arc<Script>, action: &Action) -> Arc<dyn Provider> {
    match action.target().map(|target| target.provider) {
        Some(ProviderId::MoneybirdExternal) => external(script),
        _ => sales(script),
    }
}

/// What an action would send, as `VERB path` and the body.
pub(super) fn plan(action: &Action) -> Result<Vec<Planned>, Vec<Refusal>> {
    adapter(&always(500, ""), action).plan(action)
}

/// The one request of an action, as `VERB path` and the body.
pub(super) fn planned(action: &Action) -> (String, Value) {
    let planned = plan(action).unwrap();
    assert_eq!(planned.len(), 1);
    line(&planned[0])
}

pub(super) fn line(planned: &Planned) -> (String, Value) {
    let body = planned.body.as_deref();
    let body = body.map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
    (format!("{} {}", planned.method, planned.path), body)
}

/// Why an action cannot be asked for: kind and path of the input of each reason.
pub(super) fn refused(action: &Action) -> Vec<(ErrorKind, String)> {
    plan(action).unwrap_err().iter().map(reason).collect()
}

pub(super) fn reason(refusal: &Refusal) -> (ErrorKind, String) {
    (refusal.error.kind(), refusal.field.join("."))
}

/// Does an action at a vendor that always answers the same; also checks that what was sent is what was planned.
pub(super) async fn done(action: &Action, response: Response) -> Receipt {
    let script = Script::new(move |_| response.clone());
    let adapter = adapter(&script, action);
    let receipt = adapter.perform(&call(), action).await;
    let sent: Vec<_> = script.take().iter().map(sent).collect();
    let planned: Vec<_> = adapter.plan(action).unwrap().iter().map(line).collect();
    assert_eq!(sent, planned);
    assert_eq!(receipt.outcomes.len(), action.targets.len().max(1));
    receipt
}

fn sent(request: &Request) -> (String, Value) {
    assert!(!request.idempotent, "a write is not repeated");
    assert!(request.headers["authorization"].is_sensitive());
    let path = request.url.path().strip_prefix("/api/v2").unwrap();
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
    (format!("{} {path}", request.method), body)
}

pub(super) fn is_applied(receipt: &Receipt) -> bool {
    let mut outcomes = receipt.outcomes.iter();
    outcomes.all(|outcome| matches!(outcome, Outcome::Applied))
}

/// The reasons of the first target's refusal.
pub(super) fn reasons(receipt: &Receipt) -> &[Refusal] {
    match &receipt.outcomes[0] {
        Outcome::Refused(refusals) => refusals,
        other => panic!("not refused: {other:?}"),
    }
}

pub(super) fn texts(ids: &[NativeId]) -> Vec<&str> {
    ids.iter().map(NativeId::as_str).collect()
}
