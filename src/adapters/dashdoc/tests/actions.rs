//! Which request each action is, and what of the input is refused; with the tools with which actions are asked for.

use std::{fs::File, sync::Arc};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use reqwest::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use crate::{
    adapters::{
        dashdoc::{DASHDOC, decode_invoice, tests::vendor::provider},
        tests::script::{Script, call},
    },
    clock,
    domain::{Currency, Decimal, Invoice, NativeId, ProviderId},
    error::ErrorKind,
    provider::action::{
        Action, ActionKind, Change, InvoiceChanges, LineChanges, NativeInput, NewDiscount,
        NewInvoice, NewLine, Obstacle, ObstacleKind, Outcome, Planned, Receipt, Refusal,
        Settlement, Upload, What,
    },
    transport::{Request, Response},
};

const INVOICE: &str = include_str!("../../../../tests/fixtures/dashdoc/invoice.json");
pub(super) const UID: &str = "0b9e6f5c-31aa-4f0e-9d52-8a7c5d1e0042";

/// The vendor's document of an invoice with some fields replaced.
pub(super) fn document(fields: Value) -> Value {
    let mut document: Value = serde_json::from_str(INVOICE).unwrap();
    let fields = fields.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(fields);
    document
}

/// An invoice with some of the vendor's fields replaced.
pub(super) fn invoice(fields: Value) -> Arc<Invoice> {
    let document = document(fields).to_string();
    let zone = TimeZone::get("Europe/Paris").unwrap();
    Arc::new(decode_invoice(&document, &zone, Timestamp::UNIX_EPOCH).unwrap())
}

pub(super) fn on(target: &Arc<Invoice>, what: What) -> Action {
    Action {
        targets: vec![Arc::clone(target)],
        ..alone(what)
    }
}

pub(super) fn alone(what: What) -> Action {
    Action {
        targets: Vec::new(),
        what,
        native: None,
        keyed: false,
    }
}

pub(super) fn with_native(mut action: Action, fields: Value) -> Action {
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    let provider = ProviderId::Dashdoc;
    action.native = Some(NativeInput { provider, fields });
    action
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn company(id: &str) -> NewInvoice {
    NewInvoice {
        customer_id: Some(NativeId::new(id)),
        ..NewInvoice::default()
    }
}

pub(super) fn create(wanted: NewInvoice) -> Action {
    alone(What::CreateInvoice(Box::new(wanted)))
}

pub(super) fn update(target: &Arc<Invoice>, changes: InvoiceChanges) -> Action {
    on(target, What::UpdateInvoice(Box::new(changes)))
}

pub(super) fn pay(target: &Arc<Invoice>, date: Option<&str>) -> Action {
    let settlement = Settlement {
        date: date.map(day),
        reference: None,
    };
    on(target, What::MarkPaid(settlement))
}

pub(super) fn attach(target: &Arc<Invoice>) -> Action {
    let upload = Upload {
        filename: "facture n° 7.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size_bytes: 12,
        sha256: "00".to_owned(),
        content: Arc::new(File::open("/dev/null").unwrap()),
    };
    on(target, What::AddAttachment(upload))
}

pub(super) fn plan(action: &Action) -> Result<Vec<Planned>, Vec<Refusal>> {
    provider(&Script::always(500, "")).plan(action)
}

/// The one request of an action, as `VERB path` and the body.
fn planned(action: &Action) -> (String, Value) {
    let planned = plan(action).unwrap();
    assert_eq!(planned.len(), 1);
    line(&planned[0])
}

fn line(planned: &Planned) -> (String, Value) {
    let body = planned.body.as_deref();
    let body = body.map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
    (format!("{} {}", planned.method, planned.path), body)
}

/// Why an action cannot be asked for: kind and path of the input of each reason.
fn refused(action: &Action) -> Vec<(ErrorKind, String)> {
    plan(action).unwrap_err().iter().map(reason).collect()
}

pub(super) fn reason(refusal: &Refusal) -> (ErrorKind, String) {
    (refusal.error.kind(), refusal.field.join("."))
}

/// Does an action at a vendor that always answers the same; also checks that what was sent is what was planned.
pub(super) async fn done(action: &Action, response: Response) -> Receipt {
    let script = Script::new(move |_| response.clone());
    let adapter = provider(&script);
    let receipt = adapter.perform(&call(), action).await;
    let sent: Vec<_> = script.take().iter().map(sent).collect();
    let planned: Vec<_> = adapter.plan(action).unwrap().iter().map(line).collect();
    assert_eq!(sent, planned);
    assert_eq!(receipt.outcomes.len(), 1);
    receipt
}

/// A write as it was sent, as `VERB path` and the body.
pub(super) fn sent(request: &Request) -> (String, Value) {
    assert!(!request.idempotent, "a write is not repeated");
    assert!(request.headers["authorization"].is_sensitive());
    let path = request.url.path().strip_prefix("/api/v4").unwrap();
    let body = match &request.form {
        Some(form) => {
            assert!(
                !request.headers.contains_key(CONTENT_TYPE),
                "has no boundary"
            );
            let file = &form.file;
            let part = json!({"filename": file.filename, "contentType": file.content_type, "bytes": file.size_bytes});
            let fields = form.fields.iter().map(|(name, text)| (*name, json!(text)));
            let parts: Map<String, Value> = fields
                .chain([(file.part, part)])
                .map(|(name, part)| (name.to_owned(), part))
                .collect();
            Value::Object(parts)
        }
        None => {
            assert_eq!(request.headers[CONTENT_TYPE], "application/json");
            serde_json::from_slice(&request.body).unwrap()
        }
    };
    (format!("{} {path}", request.method), body)
}

pub(super) fn is_applied(receipt: &Receipt) -> bool {
    matches!(receipt.outcomes[..], [Outcome::Applied])
}

pub(super) fn reasons(receipt: &Receipt) -> &[Refusal] {
    match &receipt.outcomes[0] {
        Outcome::Refused(refusals) => refusals,
        other => panic!("not refused: {other:?}"),
    }
}

fn set(text: &str) -> Change<String> {
    Change::Set(text.to_owned())
}

#[test]
fn a_new_invoice_is_a_company_and_a_currency() {
    let wanted = company("4711");
    let path = "POST /invoices/".to_owned();
    let body = json!({"customer_to_invoice_id": 4711});
    assert_eq!(planned(&create(wanted.clone())), (path.clone(), body));
    let wanted = NewInvoice {
        currency: Currency::new("CHF"),
        ..wanted
    };
    let body = json!({"customer_to_invoice_id": 4711, "currency": "CHF"});
    let keyed = Action {
        keyed: true,
        ..create(wanted)
    };
    assert_eq!(planned(&keyed), (path, body));
}

#[test]
fn what_a_new_invoice_cannot_have_is_refused_by_its_path() {
    for id in ["", "x", "-1", "007", "1.0", "18446744073709551616"] {
        let expected = [(ErrorKind::InvalidInput, "customerId".to_owned())];
        assert_eq!(refused(&create(company(id))), expected);
    }
    let text = || Some("x".to_owned());
    let all = NewInvoice {
        customer_id: None,
        number: text(),
        reference: text(),
        issue_date: Some(day("2026-05-01")),
        due_date: Some(day("2026-05-31")),
        currency: None,
        prices_include_tax: Some(true),
        discount: Some(NewDiscount::Percentage(Decimal::ONE)),
        public_note: text(),
        private_note: text(),
        line_items: vec![NewLine::default()],
    };
    let refusals = refused(&create(all));
    assert_eq!(refusals[0].0, ErrorKind::InvalidInput);
    let (kinds, paths): (Vec<_>, Vec<_>) = refusals.into_iter().unzip();
    assert_eq!(
        paths,
        [
            "customerId",
            "number",
            "reference",
            "issueDate",
            "dueDate",
            "pricesIncludeTax",
            "discount",
            "publicNote",
            "privateNote",
            "lineItems"
        ]
    );
    let unsupported = |kind: &ErrorKind| *kind == ErrorKind::Unsupported;
    assert!(kinds[1..].iter().all(unsupported));
}

#[test]
fn a_change_is_a_patch_of_what_changes() {
    let draft = invoice(json!({"status": "draft"}));
    let changes = InvoiceChanges {
        number: set("F-7"),
        issue_date: Change::Set(day("2026-06-01")),
        description: set("PO 9"),
        ..InvoiceChanges::default()
    };
    let body = json!({
        "document_number": "F-7", "invoicing_date": "2026-06-01", "debtor_reference": "PO 9",
    });
    let path = format!("PATCH /invoices/{UID}/");
    assert_eq!(planned(&update(&draft, changes)), (path.clone(), body));
    let changes = InvoiceChanges {
        number: set(&"é".repeat(64)),
        ..InvoiceChanges::default()
    };
    let body = json!({"document_number": "é".repeat(64)});
    assert_eq!(planned(&update(&invoice(json!({})), changes)), (path, body));
}

#[test]
fn what_cannot_be_changed_is_refused_by_its_path() {
    let draft = invoice(json!({"status": "draft"}));
    let one = |changes| refused(&update(&draft, changes));
    let nothing = [(ErrorKind::InvalidInput, "changes".to_owned())];
    assert_eq!(one(InvoiceChanges::default()), nothing);
    let cleared = InvoiceChanges {
        number: Change::Clear,
        issue_date: Change::Clear,
        description: set(" "),
        ..InvoiceChanges::default()
    };
    let unsupported = |path: &str| (ErrorKind::Unsupported, format!("changes.{path}"));
    let paths = ["number", "issueDate", "description"];
    assert_eq!(one(cleared), paths.map(unsupported));
    let others = InvoiceChanges {
        customer_id: Change::Set(NativeId::new("1")),
        reference: set("x"),
        due_date: Change::Clear,
        currency: Change::Clear,
        prices_include_tax: Change::Set(true),
        discount: Change::Clear,
        public_note: set("x"),
        private_note: Change::Clear,
        line_items: Some(LineChanges::ReplaceAll(Vec::new())),
        ..InvoiceChanges::default()
    };
    let paths = [
        "customerId",
        "reference",
        "dueDate",
        "currency",
        "pricesIncludeTax",
        "discount",
        "publicNote",
        "privateNote",
        "lineItems",
    ];
    assert_eq!(one(others), paths.map(unsupported));
    let long = InvoiceChanges {
        number: set(&"é".repeat(65)),
        ..InvoiceChanges::default()
    };
    let invalid = (ErrorKind::InvalidInput, "changes.number".to_owned());
    assert_eq!(one(long), [invalid]);
}

#[test]
fn the_customers_reference_changes_only_on_drafts() {
    for status in ["final", "paid"] {
        let changes = InvoiceChanges {
            description: set("PO 9"),
            ..InvoiceChanges::default()
        };
        let target = invoice(json!({"status": status}));
        let expected = (ErrorKind::Conflict, "changes.description".to_owned());
        assert_eq!(refused(&update(&target, changes)), [expected]);
    }
}

#[test]
fn paying_tells_the_day_and_what_only_the_vendor_knows() {
    let target = invoice(json!({"status": "final"}));
    let path = format!("POST /invoices/{UID}/mark-paid/");
    let (line, body) = planned(&pay(&target, Some("2026-05-19")));
    assert_eq!((line, body), (path, json!({"paid_at": "2026-05-19"})));
    let today = clock::today(&TimeZone::UTC).to_string();
    let action = with_native(
        pay(&target, None),
        json!({"payment_method_uid": "m-1", "payment_notes": "reçu"}),
    );
    let body = json!({"paid_at": today, "payment_method_uid": "m-1", "payment_notes": "reçu"});
    assert_eq!(planned(&action).1, body);
    let nulls = with_native(
        pay(&target, Some("2026-05-19")),
        json!({"payment_method_uid": null, "payment_notes": null}),
    );
    assert_eq!(planned(&nulls).1, json!({"paid_at": "2026-05-19"}));
    let referenced = on(
        &target,
        What::MarkPaid(Settlement {
            date: None,
            reference: Some("x".to_owned()),
        }),
    );
    let action = with_native(referenced, json!({"replace_file": true}));
    let expected = ["reference", "native.dashdoc.replaceFile"];
    let unsupported = |path: &str| (ErrorKind::Unsupported, path.to_owned());
    assert_eq!(refused(&action), expected.map(unsupported));
}

#[test]
fn a_file_is_a_form_and_replaces_another_only_when_that_is_asked() {
    let (taken, free) = (invoice(json!({})), invoice(json!({"file": null})));
    let blank = invoice(json!({"file": ""}));
    let line = format!("PATCH /invoices/{UID}/");
    let part =
        json!({"filename": "facture n° 7.pdf", "contentType": "application/pdf", "bytes": 12});
    let expected = (line, json!({ "file": part }));
    let replace = |target| with_native(attach(target), json!({"replace_file": true}));
    for action in [
        replace(&taken),
        replace(&free),
        attach(&free),
        attach(&blank),
    ] {
        assert_eq!(planned(&action), expected);
    }
    let conflict = (ErrorKind::Conflict, "native.dashdoc.replaceFile".to_owned());
    for fields in [
        json!({}),
        json!({"replace_file": false}),
        json!({"replace_file": null}),
    ] {
        let action = with_native(attach(&taken), fields);
        assert_eq!(refused(&action), std::slice::from_ref(&conflict));
    }
}

#[test]
fn only_what_is_final_is_paid_and_nothing_else_is_in_the_way() {
    let adapter = provider(&Script::always(500, ""));
    for status in ["draft", "final", "paid", "shredded"] {
        let invoice = invoice(json!({"status": status}));
        for kind in DASHDOC.actions {
            let obstacle = adapter.obstacle(*kind, &invoice);
            let stands = *kind == ActionKind::MarkPaid && status != "final";
            assert_eq!(obstacle.is_some(), stands, "{status} {kind:?}");
            let of_state = |obstacle: &Obstacle| obstacle.kind == ObstacleKind::WrongState;
            assert!(obstacle.as_ref().is_none_or(of_state));
        }
    }
}

#[tokio::test]
async fn what_is_not_offered_is_refused_without_a_call() {
    let script = Script::always(200, "{}");
    let adapter = provider(&script);
    let target = invoice(json!({}));
    for what in [What::DeleteInvoices, What::CreditInvoice, What::MarkSent] {
        let action = on(&target, what);
        let expected = (ErrorKind::Unsupported, String::new());
        assert_eq!(refused(&action), std::slice::from_ref(&expected));
        let receipt = adapter.perform(&call(), &action).await;
        assert_eq!(reason(&reasons(&receipt)[0]), expected);
    }
    assert!(script.take().is_empty());
}
