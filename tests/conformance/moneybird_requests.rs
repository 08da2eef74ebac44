//! Moneybird's published requests, against those that the adapter makes of the same wishes.
//!
//! A wish is what a client would ask for to get the sample's request: its values come from the sample, and the request
//! that the adapter plans for it must have the sample's verb, path, keys and values.

use std::sync::Arc;

use async_graphql::MaybeUndefined;
use async_trait::async_trait;
use invoice_gateway::{
    adapters::moneybird::{build_external, build_sales, decode_external, decode_sales},
    domain::{Currency, Decimal, Invoice, NativeId, ProviderId, decimal_from_text},
    error::{Error, ErrorKind, Result as GatewayResult},
    native::{MoneybirdSendingInput, fields},
    provider::{
        Provider,
        action::{
            Action, Change, Delivery, InvoiceChanges, LineChanges, NativeInput, NewInvoice,
            NewLine, NewPayment, Planned, Sending, What,
        },
    },
    transport::{Request, Response, Transport},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use crate::moneybird::settings;

type Outcome = Result<(), String>;

/// The invoice that all samples are about.
const ID: &str = "17";

/// Makes the request of a sample named `VERB__path__request__Example.json`, and compares the two.
pub(crate) fn equals(file: &str, body: &str) -> Outcome {
    let name = file.strip_prefix("moneybird/").unwrap_or(file);
    let mut parts = name.split("__");
    let (verb, path) = parts
        .next()
        .zip(parts.next())
        .ok_or("its name tells no path")?;
    let body: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let is_external = path.starts_with("external_");
    let action = action(path, is_external, &body)?;
    let planned = provider(is_external)?
        .plan(&action)
        .map_err(|refusals| format!("{refusals:?}"))?;
    let [planned] = planned.as_slice() else {
        return Err(format!("{} requests instead of one", planned.len()));
    };
    compare(planned, verb, path, &body)
}

fn compare(planned: &Planned, verb: &str, path: &str, body: &Value) -> Outcome {
    let pieces = path.split('.').map(|piece| match piece.starts_with('_') {
        true => ID,
        false => piece,
    });
    let path = format!("/123/{}.json", pieces.collect::<Vec<_>>().join("/"));
    if planned.method != verb || planned.path != path {
        return Err(format!("is {} {}", planned.method, planned.path));
    }
    let own = planned.body.as_deref().unwrap_or("null");
    let own: Value = serde_json::from_str(own).map_err(|error| error.to_string())?;
    is_same(&own, body, "body")
}

/// Values compare as text: the samples have ids and amounts as numbers, which the vendor takes as text, too.
fn is_same(own: &Value, theirs: &Value, place: &str) -> Outcome {
    match (own, theirs) {
        (Value::Object(own), Value::Object(theirs)) => {
            for key in own.keys().chain(theirs.keys()) {
                let value = |of: &serde_json::Map<String, Value>| of.get(key).cloned();
                let (Some(own), Some(theirs)) = (value(own), value(theirs)) else {
                    return Err(format!("{place}.{key} is only on one side"));
                };
                is_same(&own, &theirs, &format!("{place}.{key}"))?;
            }
            Ok(())
        }
        (Value::Array(own), Value::Array(theirs)) if own.len() == theirs.len() => {
            let mut pairs = own.iter().zip(theirs).enumerate();
            pairs.try_for_each(|(index, (own, theirs))| {
                is_same(own, theirs, &format!("{place}.{index}"))
            })
        }
        // A moment is taken for its day.
        _ if place.ends_with("payment_date") && text(theirs).starts_with(&text(own)) => Ok(()),
        _ if text(own) == text(theirs) => Ok(()),
        _ => Err(format!("{place} is {own} instead of {theirs}")),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn action(path: &str, is_external: bool, body: &Value) -> Result<Action, String> {
    let last = path.rsplit('.').next().unwrap_or_default();
    let mut native = None;
    let what = match last {
        "mark_as_dubious" => What::MarkDubious(date(&body["dubious_date"])),
        "mark_as_uncollectible" => What::MarkUncollectible(date(&body["uncollectible_date"])),
        "resume" => What::ResumeInvoice,
        "duplicate_creditinvoice" => What::CreditInvoice,
        "register_payment_creditinvoice" => What::SettleCreditInvoice,
        "payments" => What::CreatePayment(payment(&body["payment"])?),
        "send_invoice" => {
            let wrapped = &body["sales_invoice_sending"];
            native = sending_native(wrapped);
            match date(&wrapped["invoice_date"]) {
                Some(day) => What::ScheduleInvoice(day, sending(wrapped)),
                None => What::SendInvoice(sending(wrapped)),
            }
        }
        "_id" => What::UpdateInvoice(Box::new(changes(&body[wrapper(is_external)]))),
        "sales_invoices" => What::CreateInvoice(Box::new(new(&body[wrapper(is_external)]))),
        other => return Err(format!("nobody makes a request to {other}")),
    };
    let targets = match path.contains('.') {
        true => vec![target(is_external, body)?],
        false => Vec::new(),
    };
    Ok(Action {
        targets,
        what,
        native,
        keyed: false,
    })
}

fn wrapper(is_external: bool) -> &'static str {
    if is_external {
        "external_sales_invoice"
    } else {
        "sales_invoice"
    }
}

/// An invoice that has the lines which the sample names.
fn target(is_external: bool, body: &Value) -> Result<Arc<Invoice>, String> {
    let lines = body[wrapper(is_external)]["details_attributes"].as_array();
    let known = lines
        .into_iter()
        .flatten()
        .filter(|line| line.get("id").is_some());
    let known: Vec<Value> = known
        .map(|line| json!({ "id": text(&line["id"]) }))
        .collect();
    let document = json!({"id": ID, "state": "open", "currency": "EUR", "details": known});
    let decode = if is_external {
        decode_external
    } else {
        decode_sales
    };
    decode(&document.to_string(), &TimeZone::UTC, Timestamp::UNIX_EPOCH)
        .map(Arc::new)
        .map_err(|error| format!("{error:?}"))
}

fn payment(body: &Value) -> Result<NewPayment, String> {
    Ok(NewPayment {
        amount: amount(&body["price"]).ok_or("a payment has a price")?,
        date: date(&body["payment_date"]).ok_or("a payment has a day")?,
        reference: given(&body["transaction_identifier"]),
        key: None,
    })
}

fn sending(body: &Value) -> Sending {
    Sending {
        delivery: match body["delivery_method"].as_str() {
            Some("Email") => Some(Delivery::Email),
            Some("Peppol") => Some(Delivery::Peppol),
            _ => None,
        },
        email_address: given(&body["email_address"]),
        subject: None,
        message: given(&body["email_message"]),
    }
}

fn sending_native(body: &Value) -> Option<NativeInput> {
    let switch = |key: &str| match body[key].as_bool() {
        Some(value) => MaybeUndefined::Value(value),
        None => MaybeUndefined::Undefined,
    };
    let input = MoneybirdSendingInput {
        deliver_ubl: switch("deliver_ubl"),
        mergeable: switch("mergeable"),
    };
    let fields = fields(&input);
    (!fields.is_empty()).then_some(NativeInput {
        provider: ProviderId::Moneybird,
        fields,
    })
}

fn new(body: &Value) -> NewInvoice {
    NewInvoice {
        customer_id: id(&body["contact_id"]),
        reference: given(&body["reference"]),
        currency: body["currency"].as_str().and_then(Currency::new),
        line_items: lines(body),
        ..NewInvoice::default()
    }
}

fn changes(body: &Value) -> InvoiceChanges {
    let set = |value: Option<String>| value.map_or(Change::Keep, Change::Set);
    let removed = body["details_attributes"].as_array().into_iter().flatten();
    let removed = removed.filter(|line| line["_destroy"] == true);
    let lines = LineChanges::Edit {
        add: lines(body),
        update: Vec::new(),
        remove: removed.filter_map(|line| id(&line["id"])).collect(),
    };
    InvoiceChanges {
        reference: set(given(&body["reference"])),
        line_items: body.get("details_attributes").map(|_| lines),
        ..InvoiceChanges::default()
    }
}

/// The lines that are new.
fn lines(body: &Value) -> Vec<NewLine> {
    let lines = body["details_attributes"].as_array().into_iter().flatten();
    lines
        .filter(|line| line.get("id").is_none())
        .map(|line| NewLine {
            description: given(&line["description"]),
            quantity: amount(&line["amount"]),
            unit_price: amount(&line["price"]),
            tax_rate_id: id(&line["tax_rate_id"]),
            ..NewLine::default()
        })
        .collect()
}

fn given(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn id(value: &Value) -> Option<NativeId> {
    (!value.is_null()).then(|| NativeId::new(&text(value)))
}

fn amount(value: &Value) -> Option<Decimal> {
    decimal_from_text(&text(value))
}

fn date(value: &Value) -> Option<Date> {
    value.as_str()?.get(..10)?.parse().ok()
}

fn provider(is_external: bool) -> Result<Arc<dyn Provider>, String> {
    let transport = Arc::new(Nobody);
    if is_external {
        build_external(&settings(ProviderId::MoneybirdExternal), transport)
    } else {
        build_sales(&settings(ProviderId::Moneybird), transport)
    }
}

/// Planning asks nobody.
#[derive(Debug)]
struct Nobody;

#[async_trait]
impl Transport for Nobody {
    async fn send(&self, _request: Request) -> GatewayResult<Response> {
        Err(Error::new(ErrorKind::Internal, "nobody is to be asked"))
    }
}

#[test]
fn a_difference_is_noticed() {
    let dubious = "moneybird/PATCH__sales_invoices._id.mark_as_dubious__request__.json";
    assert_eq!(equals(dubious, "{}"), Ok(()));
    assert_eq!(equals(dubious, r#"{"dubious_date":"2026-01-31"}"#), Ok(()));
    for (file, body) in [
        (dubious, r#"{"dubious_on":"2026-01-31"}"#),
        (dubious, r#"{"sales_invoice":{}}"#),
        (&*dubious.replace("PATCH", "POST"), "{}"),
        (&*dubious.replace("_id.mark", "_id.attachments.mark"), "{}"),
    ] {
        assert!(equals(file, body).is_err(), "{file} {body}");
    }
}
