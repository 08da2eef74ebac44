//! Invoice Ninja's samples. What a sample is, its name tells.

use async_graphql::SimpleObject;
use invoice_gateway::{
    adapters::invoice_ninja::{Tables, decode_invoice, refusal},
    domain::{Invoice, ProviderId, Raw, decimal_from_text},
    error::ErrorKind,
    native::{
        InvoiceNinjaActivity, InvoiceNinjaActivityRecord, InvoiceNinjaClient, InvoiceNinjaDocument,
        InvoiceNinjaInvitation, InvoiceNinjaInvoice, InvoiceNinjaPayment, InvoiceNinjaPaymentable,
        NativeActivity, decode,
    },
};
use jiff::{Timestamp, tz::TimeZone};
use reqwest::{StatusCode, header::HeaderMap};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::lossless::compare;

type Outcome = Result<(), String>;

const STATICS: &str = include_str!("../fixtures/invoice_ninja/statics.json");
const COMPANY: &str = include_str!("../fixtures/invoice_ninja/company.json");

/// Everything that a sample can be, to be shown by GraphQL.
#[derive(Debug, Default, SimpleObject)]
struct Shown {
    invoice: Option<InvoiceNinjaInvoice>,
    invitation: Option<InvoiceNinjaInvitation>,
    payment: Option<InvoiceNinjaPayment>,
    paymentable: Option<InvoiceNinjaPaymentable>,
    client: Option<InvoiceNinjaClient>,
    document: Option<InvoiceNinjaDocument>,
    activity: Option<InvoiceNinjaActivity>,
    record: Option<InvoiceNinjaActivityRecord>,
}

/// Reads a sample the way the gateway does, and checks that nothing of it is lost.
pub(crate) async fn decodes(file: &str, body: &str) -> Outcome {
    let name = file.rsplit('/').next().unwrap_or_default();
    let name = name.trim_end_matches(".json");
    if let Some(rest) = name.strip_prefix("error_") {
        let status = rest
            .split('_')
            .next()
            .and_then(|status| status.parse().ok());
        return is_refused(status.ok_or("its name tells no status")?, name, body);
    }
    let whole: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    // The document of the API leaves the envelope out.
    let data = whole.get("data").unwrap_or(&whole);
    let rows = data
        .as_array()
        .map_or(std::slice::from_ref(data), Vec::as_slice);
    match name {
        "openapi_schema_example_AuthenticationError" => return is_refused(401, name, body),
        "openapi_schema_example_RateLimiterError" => return is_refused(429, name, body),
        "statics_currencies_2020" => return are_currencies(&whole),
        "activities_entity_response" => are_split(rows, body)?,
        _ => {}
    }
    for row in rows {
        match name.trim_start_matches("openapi_schema_example_") {
            "clients_list_docs_2021" => {
                show(row, "client", |client| Shown { client, ..none() }).await?
            }
            "activities_entity_response" => {
                show(row, "activity", |activity| Shown { activity, ..none() }).await?
            }
            "activity_note_response" | "Activity" => {
                show(row, "record", |record| Shown { record, ..none() }).await?
            }
            "document_item" => {
                show(row, "document", |document| Shown { document, ..none() }).await?
            }
            "InvoiceInvitation" => {
                show(row, "invitation", |invitation| Shown {
                    invitation,
                    ..none()
                })
                .await?
            }
            "Paymentable" => {
                show(row, "paymentable", |paymentable| Shown {
                    paymentable,
                    ..none()
                })
                .await?
            }
            name if name.starts_with("payment_") => {
                show(row, "payment", |payment| Shown { payment, ..none() }).await?
            }
            _ => invoice(row).await?,
        }
    }
    Ok(())
}

/// Checks the project's own documents, which have children of every kind, the way the samples are checked.
pub(crate) async fn own_documents() -> Vec<String> {
    let invoice_text = include_str!("../fixtures/invoice_ninja/invoice.json");
    let mut document: Value = serde_json::from_str(invoice_text).expect("a fixture is JSON");
    let fields = document.as_object_mut().expect("a fixture is an object");
    fields.remove("a_field_of_next_year");
    let activities = include_str!("../fixtures/invoice_ninja/activities.json");
    let mut failures = Vec::new();
    failures.extend(invoice(&document).await.err());
    let outcome = decodes("activities_entity_response.json", activities).await;
    failures.extend(outcome.err());
    failures
}

fn none() -> Shown {
    Shown::default()
}

/// Shows a document by GraphQL and compares.
async fn show<T: DeserializeOwned>(
    document: &Value,
    field: &str,
    shown: impl FnOnce(Option<T>) -> Shown,
) -> Outcome {
    let native = decode(&document.to_string()).map_err(said)?;
    compare(shown(Some(native)), field, document).await
}

fn is_refused(status: u16, name: &str, body: &str) -> Outcome {
    let one = name.contains("not_found");
    let expected = match status {
        400 if one => ErrorKind::NotFound,
        400 | 422 => ErrorKind::InvalidInput,
        401 | 403 => ErrorKind::ProviderAuth,
        404 => ErrorKind::BadAnswer,
        429 => ErrorKind::RateLimited,
        500 => ErrorKind::Unavailable,
        other => return Err(format!("nobody said what {other} means")),
    };
    let status = StatusCode::from_u16(status).map_err(|error| error.to_string())?;
    let error = refusal(status, &HeaderMap::new(), body.as_bytes(), one);
    if error.kind() != expected {
        return Err(format!("is {:?} instead of {expected:?}", error.kind()));
    }
    let detail = error.detail().unwrap_or_default();
    if detail.len() < 14 || detail.contains("://") {
        return Err(format!("the log does not learn why: {detail:?}"));
    }
    Ok(())
}

fn are_currencies(rows: &Value) -> Outcome {
    let statics = json!({ "currencies": rows }).to_string();
    let tables = Tables::read(&statics, "{}").map_err(said)?;
    for row in rows.as_array().ok_or("not a list")? {
        let invoice = json!({"id": "x", "client": {"settings": {"currency_id": row["id"]}}});
        let invoice = read(&invoice, &tables)?;
        if row["code"].as_str() != invoice.currency.as_ref().map(|code| code.code()) {
            return Err(format!("{} is {:?}", row["code"], invoice.currency));
        }
    }
    Ok(())
}

fn are_split(rows: &[Value], body: &str) -> Outcome {
    let native =
        NativeActivity::decode(ProviderId::InvoiceNinja, &Raw::new(body, "")).map_err(said)?;
    let notes = rows
        .iter()
        .filter(|row| row["activity_type_id"] == 141)
        .count();
    if (native.notes.len(), native.events.len()) == (notes, rows.len() - notes) {
        Ok(())
    } else {
        Err("notes and events are not told apart".to_owned())
    }
}

async fn invoice(document: &Value) -> Outcome {
    let tables = Tables::read(STATICS, COMPANY).map_err(said)?;
    is_mapped(document, &read(document, &tables)?)?;
    show(document, "invoice", |invoice| Shown { invoice, ..none() }).await
}

fn read(document: &Value, tables: &Tables) -> Result<Invoice, String> {
    let now = Timestamp::UNIX_EPOCH;
    decode_invoice(&document.to_string(), tables, &TimeZone::UTC, now).map_err(said)
}

/// Checks what must be true of every invoice, whatever it holds. Without its client there is no currency, so no money.
fn is_mapped(document: &Value, invoice: &Invoice) -> Outcome {
    let told = |key: &str| document[key].as_array().map(Vec::len);
    let amount = decimal_from_text(&document["amount"].to_string());
    let checks = [
        ("id", document["id"] == *invoice.id.as_str()),
        ("status", document["status_id"] == *invoice.native_status),
        (
            "total",
            document["client"].is_null() || amount == invoice.total.map(|money| money.amount),
        ),
        (
            "money",
            document["client"].is_null() == invoice.total.is_none(),
        ),
        (
            "version",
            invoice.version.as_deref() == Some(&document["updated_at"].to_string()),
        ),
        (
            "deleted",
            document["is_deleted"].as_bool() == invoice.deleted,
        ),
        (
            "lines",
            told("line_items") == invoice.line_items.as_ref().map(Vec::len),
        ),
        (
            "payments",
            told("payments") == invoice.payments.as_ref().map(Vec::len),
        ),
        (
            "attachments",
            told("documents") == invoice.attachments.as_ref().map(Vec::len),
        ),
        ("customer", invoice.customer.is_some()),
    ];
    match checks.iter().find(|(_, holds)| !holds) {
        Some((what, _)) => Err(format!("{what} of the invoice is not the document's")),
        None => Ok(()),
    }
}

fn said(error: invoice_gateway::error::Error) -> String {
    format!("{error:?}")
}
