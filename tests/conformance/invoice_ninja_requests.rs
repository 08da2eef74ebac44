//! Invoice Ninja's published requests, against those that the adapter makes of the same wishes.
//!
//! A wish is what a client would ask for to get the sample's request: its values come from the sample, and the request
//! that the adapter plans for it must have the sample's keys and values. What its server ignores is not asked for, and
//! what the adapter always says on top is listed here.

use std::{fs::File, sync::Arc};

use async_trait::async_trait;
use invoice_gateway::{
    adapters::invoice_ninja::{Tables, build, decode_invoice},
    domain::{Decimal, Invoice, NativeId, ProviderId, decimal_from_text},
    error::{Error, ErrorKind, Result as GatewayResult},
    provider::{
        AccountSettings,
        action::{
            Action, NativeInput, NewDiscount, NewInvoice, NewLine, NewNote, NewPayment, Planned,
            Refund, Upload, What,
        },
    },
    transport::{Request, Response, Transport},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Map, Value, json};

use crate::moneybird::settings;

type Outcome = Result<(), String>;
type Fields = Map<String, Value>;

/// What the server ignores in a request, or computes itself, or takes for recurring invoices alone.
const IGNORED: &[&str] = &[
    "status_id",
    "is_deleted",
    "frequency_id",
    "remaining_cycles",
    "custom_surcharge_tax1",
    "custom_surcharge_tax2",
    "custom_surcharge_tax3",
    "custom_surcharge_tax4",
    "line_items.line_total",
    "line_items.gross_line_total",
    "line_items.tax_amount",
    "invitations.id",
    "invitations.link",
    "invitations.sent_date",
    "invitations.viewed_date",
    "invitations.opened_date",
    "invitations.updated_at",
    "invitations.archived_at",
    "invitations.email_error",
    "invitations.email_status",
];
/// What the adapter says whether it is asked or not: left out, the company's setting may send a letter.
const ALWAYS: &[(&str, &str)] = &[("email_receipt", "false")];

/// Makes the request of a sample, and compares the two.
pub(crate) fn equals(file: &str, body: &str) -> Outcome {
    let name = file.rsplit('/').next().unwrap_or_default();
    if name == "upload_curl.txt" {
        return is_upload(body);
    }
    let theirs: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let theirs = theirs.as_object().ok_or("the sample is no object")?;
    let (path, action) = match name {
        "invoice_create_request_codesample.json"
        | "openapi_schema_example_InvoiceRequest.json"
        | "invoice_create_request.json" => ("/invoices", new_invoice(theirs)?),
        "payment_create_request_codesample.json"
        | "openapi_schema_example_PaymentRequest.json"
        | "payment_with_credit_request.json" => ("/payments", payment(theirs)?),
        "payment_refund_request.json" => ("/payments/refund", refund(theirs)?),
        "activities_notes_request.json" => ("/activities/notes", note(theirs)?),
        _ => return Err("nobody knows what this request is for".to_owned()),
    };
    let planned = plan(&action)?;
    if planned.method != "POST" || planned.path.split('?').next() != Some(path) {
        return Err(format!("is {} {}", planned.method, planned.path));
    }
    let own: Value = serde_json::from_str(planned.body.as_deref().unwrap_or("null"))
        .map_err(|error| error.to_string())?;
    is_same(&own, &Value::Object(theirs.clone()), "")
}

/// The upload is told as a command line: a verb, an address and the parts of a form.
fn is_upload(command: &str) -> Outcome {
    let words: Vec<&str> = command.split_whitespace().collect();
    let after = |flag: &str| -> Vec<&str> {
        let pairs = words.windows(2).filter(|pair| pair[0] == flag);
        pairs.map(|pair| pair[1].trim_matches('\'')).collect()
    };
    let url = words.iter().find(|word| word.contains("://"));
    let path = url
        .and_then(|url| url.split_once("/api/v1"))
        .ok_or("no address")?
        .1;
    let file = File::open(env!("CARGO_MANIFEST_DIR")).map_err(|error| error.to_string())?;
    let upload = Upload {
        filename: "filename.png".to_owned(),
        content_type: "image/png".to_owned(),
        size_bytes: 1,
        sha256: String::new(),
        content: Arc::new(file),
    };
    let target = invoice("Rf5Gh6Jk7L", "Cl4pT7xY9w")?;
    let planned = plan(&action(
        vec![target],
        What::AddAttachment(upload),
        Fields::new(),
    ))?;
    let own: Fields = serde_json::from_str(planned.body.as_deref().unwrap_or("{}"))
        .map_err(|error| error.to_string())?;
    let parts: Vec<(&str, &str)> = after("-F")
        .into_iter()
        .filter_map(|part| part.split_once('='))
        .collect();
    let is_part = |(name, value): &(&str, &str)| match value.strip_prefix('@') {
        Some(file) => own.get(*name).is_some_and(|part| part["filename"] == file),
        None => own.get(*name).is_some_and(|part| part == value),
    };
    let path = path.replace("<invoice_id>", "Rf5Gh6Jk7L");
    if after("-X") == [planned.method.as_str()]
        && planned.path.split('?').next() == Some(path.as_str())
        && parts.len() == own.len()
        && parts.iter().all(is_part)
    {
        return Ok(());
    }
    Err(format!(
        "is {} {} with {own:?}",
        planned.method, planned.path
    ))
}

fn new_invoice(theirs: &Fields) -> Result<Action, String> {
    let mut rest = theirs.clone();
    rest.retain(|key, _| !IGNORED.contains(&key.as_str()));
    let mut text = |key: &str| rest.remove(key).map(|value| plain(&value));
    let mut wanted = NewInvoice {
        customer_id: text("client_id").map(|id| NativeId::new(&id)),
        number: text("number"),
        reference: text("po_number"),
        issue_date: text("date").and_then(|day| day.parse().ok()),
        due_date: text("due_date").and_then(|day| day.parse().ok()),
        public_note: text("public_notes"),
        private_note: text("private_notes"),
        ..NewInvoice::default()
    };
    let flag = |value: Value| value == true || value == 1;
    wanted.prices_include_tax = rest.remove("uses_inclusive_taxes").map(flag);
    let is_amount = rest.remove("is_amount_discount").is_some_and(flag);
    if let Some(discount) = rest.remove("discount") {
        let discount = number(&discount)?;
        wanted.discount = Some(match is_amount {
            true => NewDiscount::Amount(discount),
            false => NewDiscount::Percentage(discount),
        });
    }
    let lines = rest.remove("line_items");
    let lines = lines.as_ref().and_then(Value::as_array).ok_or("no lines")?;
    wanted.line_items = lines.iter().map(line).collect::<Result<_, _>>()?;
    if let Some(Value::Array(invitations)) = rest.get_mut("invitations") {
        for invitation in invitations.iter_mut().filter_map(Value::as_object_mut) {
            invitation.retain(|key, _| !IGNORED.contains(&format!("invitations.{key}").as_str()));
        }
    }
    Ok(action(
        Vec::new(),
        What::CreateInvoice(Box::new(wanted)),
        rest,
    ))
}

fn line(line: &Value) -> Result<NewLine, String> {
    let mut rest = line.as_object().ok_or("a line is no object")?.clone();
    rest.retain(|key, _| !IGNORED.contains(&format!("line_items.{key}").as_str()));
    let mut take = |key: &str| rest.remove(key);
    let (quantity, price, rate) = (take("quantity"), take("cost"), take("tax_rate1"));
    let text = |value: Option<Value>| value.map(|value| plain(&value));
    let exact = |value: Option<Value>| value.map(|value| number(&value)).transpose();
    Ok(NewLine {
        description: text(take("notes")),
        quantity: exact(quantity)?,
        unit_price: exact(price)?,
        tax_name: text(take("tax_name1")),
        tax_percentage: exact(rate)?,
        product_id: text(take("product_key")).map(|key| NativeId::new(&key)),
        tax_rate_id: None,
        native: Some(native(rest)),
    })
}

fn payment(theirs: &Fields) -> Result<Action, String> {
    let mut rest = theirs.clone();
    let client = rest.remove("client_id").ok_or("no client")?;
    let shares = rest.remove("invoices").ok_or("no invoices")?;
    let amount = number(&shares[0]["amount"])?;
    if rest
        .get("amount")
        .is_some_and(|whole| number(whole) == Ok(amount))
    {
        rest.remove("amount");
    }
    let wanted = NewPayment {
        amount,
        date: day(&rest.remove("date").ok_or("no date")?)?,
        reference: rest
            .remove("transaction_reference")
            .map(|text| plain(&text)),
        key: None,
    };
    let target = invoice(&plain(&shares[0]["invoice_id"]), &plain(&client))?;
    Ok(action(vec![target], What::CreatePayment(wanted), rest))
}

fn refund(theirs: &Fields) -> Result<Action, String> {
    // The samples' ids are those of the vendor's documentation: some are shorter than its server's.
    let share = &theirs["invoices"][0];
    let wanted = Refund {
        payment: NativeId::new(&plain(&theirs["id"])),
        amount: Some(number(&theirs["amount"])?),
        date: day(&theirs["date"])?,
    };
    let target = invoice(&plain(&share["invoice_id"]), "Cl4pT7xY9w")?;
    let mut rest = theirs.clone();
    rest.retain(|key, _| key == "gateway_refund");
    Ok(action(vec![target], What::RefundPayment(wanted), rest))
}

fn note(theirs: &Fields) -> Result<Action, String> {
    let note = NewNote {
        text: plain(&theirs["notes"]),
        ..NewNote::default()
    };
    let target = invoice(&plain(&theirs["entity_id"]), "Cl4pT7xY9w")?;
    Ok(action(vec![target], What::AddNote(note), Fields::new()))
}

fn action(targets: Vec<Arc<Invoice>>, what: What, rest: Fields) -> Action {
    Action {
        targets,
        what,
        native: Some(native(rest)),
        keyed: false,
    }
}

fn native(fields: Fields) -> NativeInput {
    NativeInput {
        provider: ProviderId::InvoiceNinja,
        fields,
    }
}

fn invoice(id: &str, client: &str) -> Result<Arc<Invoice>, String> {
    let document = json!({"id": id, "client_id": client, "status_id": "2", "amount": 1});
    let tables = Tables::read("{}", "{}").map_err(said)?;
    let (text, now) = (document.to_string(), Timestamp::UNIX_EPOCH);
    decode_invoice(&text, &tables, &TimeZone::UTC, now)
        .map(Arc::new)
        .map_err(said)
}

fn plan(action: &Action) -> Result<Planned, String> {
    let settings = AccountSettings {
        administration_id: None,
        ..settings(ProviderId::InvoiceNinja)
    };
    let planned = build(&settings, Arc::new(Nobody))?.plan(action);
    let planned = planned.map_err(|refusals| format!("{refusals:?}"))?;
    match <[Planned; 1]>::try_from(planned) {
        Ok([planned]) => Ok(planned),
        Err(planned) => Err(format!("{} requests instead of one", planned.len())),
    }
}

/// Values compare as what they mean to the server: a number as text, one as yes, a day with slashes.
fn is_same(own: &Value, theirs: &Value, place: &str) -> Outcome {
    match (own, theirs) {
        (Value::Object(own), Value::Object(theirs)) => {
            for key in own.keys().chain(theirs.keys()) {
                let place = match place.is_empty() {
                    true => key.clone(),
                    false => format!("{place}.{key}"),
                };
                match (own.get(key), theirs.get(key)) {
                    (Some(own), Some(theirs)) => is_same(own, theirs, &place)?,
                    (None, Some(_)) if IGNORED.contains(&place.as_str()) => {}
                    (Some(Value::String(own)), None) if ALWAYS.contains(&(&place, own)) => {}
                    _ => return Err(format!("{place} is only on one side")),
                }
            }
            Ok(())
        }
        (Value::Array(own), Value::Array(theirs)) if own.len() == theirs.len() => {
            let mut pairs = own.iter().zip(theirs);
            pairs.try_for_each(|(own, theirs)| is_same(own, theirs, place))
        }
        _ if meant(own) == meant(theirs) => Ok(()),
        _ => Err(format!("{place} is {own} instead of {theirs}")),
    }
}

fn meant(value: &Value) -> String {
    let text = match value {
        Value::Bool(flag) => u8::from(*flag).to_string(),
        other => plain(other),
    };
    match decimal_from_text(&text) {
        Some(number) => number.normalize().to_string(),
        None => text.replace('/', "-"),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn number(value: &Value) -> Result<Decimal, String> {
    decimal_from_text(&plain(value)).ok_or_else(|| format!("{value} is no number"))
}

fn day(value: &Value) -> Result<Date, String> {
    let text = plain(value).replace('/', "-");
    text.parse().map_err(|_| format!("{value} is no day"))
}

fn said(error: Error) -> String {
    format!("{error:?}")
}

/// Nothing is sent here.
#[derive(Debug)]
struct Nobody;

#[async_trait]
impl Transport for Nobody {
    async fn send(&self, _: Request) -> GatewayResult<Response> {
        Err(Error::new(ErrorKind::Unavailable, "nothing is sent here"))
    }
}
