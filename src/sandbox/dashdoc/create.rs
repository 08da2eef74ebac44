//! `POST /invoices/`: a draft without transports and without lines.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::sandbox::clock;
use crate::sandbox::dashdoc::body;
use crate::sandbox::dashdoc::company::ISSUER;
use crate::sandbox::dashdoc::errors::{Refusal, json_response};
use crate::sandbox::dashdoc::host::Dashdoc;
use crate::sandbox::dashdoc::invoice::{File, Invoice, Text};
use crate::sandbox::dashdoc::language::Language;
use crate::sandbox::dashdoc::ledger::Ledger;
use crate::sandbox::dashdoc::mistakes::{Mistake, NO_FIELD};
use crate::sandbox::dashdoc::routes::Answer;

/// The currencies that are taken. Which ones the vendor takes is not known.
const CURRENCIES: [&str; 8] = ["EUR", "GBP", "CHF", "PLN", "USD", "CZK", "DKK", "SEK"];

const UNKNOWN_COMPANY: Mistake = Mistake {
    code: "company_does_not_exist_or_not_visible",
    french: "Cette entreprise n'existe pas ou n'est pas visible.",
    english: "This company does not exist or is not visible.",
};
const OWN_COMPANY: Mistake = Mistake {
    code: "invalid_customer_to_invoice",
    french: "Cette entreprise ne peut être le client d'une facture.",
    english: "This company cannot be the customer of an invoice.",
};
const BLOCKED_COMPANY: Mistake = Mistake {
    code: "non_invoiceable_customer_to_invoice",
    french: "Ce client n'est pas facturable.",
    english: "This customer cannot be invoiced.",
};

/// Answers the uid alone: what else the answer holds is not documented.
pub(super) async fn create(
    State(dashdoc): State<Arc<Dashdoc>>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let language = Language::of(&headers);
    let (customer, currency) = read(&body::json(&headers, &body)?, language)?;
    let mut ledger = dashdoc.ledger_mut();
    check(&ledger, customer, language)?;
    let row = draft(&mut ledger, customer, currency);
    let answer = json!({"uid": row.uid}).to_string();
    ledger.put(row);
    Ok(json_response(StatusCode::CREATED, answer.into_bytes()))
}

/// Reads the body as the vendor's newer routes do: every mistake is a sentence that belongs to no field.
fn read(input: &Value, language: Language) -> Result<(u64, &'static str), Refusal> {
    let mut mistakes = Vec::new();
    let mut wrong = |text: &str| mistakes.push(text.to_owned());
    let customer = match input.get("customer_to_invoice_id") {
        None => {
            wrong("customer_to_invoice_id: Field required");
            None
        }
        Some(value) => {
            let number = value.as_u64();
            if number.is_none() {
                wrong("customer_to_invoice_id: Input should be a valid integer");
            }
            number
        }
    };
    let currency = match input.get("currency") {
        None => Some("EUR"),
        Some(value) => {
            let mut known = CURRENCIES.into_iter();
            let currency = known.find(|known| value == known);
            if currency.is_none() {
                let known = CURRENCIES.join("', '");
                wrong(&format!("currency: Input should be '{known}'"));
            }
            currency
        }
    };
    if let (Some(customer), Some(currency)) = (customer, currency) {
        return Ok((customer, currency));
    }
    let codes = vec!["invalid_input"; mistakes.len()];
    let body = json!({NO_FIELD: {"detail": mistakes, "code": codes}});
    Err(Refusal::wrong_body(language, body))
}

fn check(ledger: &Ledger, customer: u64, language: Language) -> Result<(), Refusal> {
    let companies = ledger.companies();
    let pk = u32::try_from(customer).ok();
    let mistake = match pk.and_then(|pk| companies.get(&pk)) {
        None => UNKNOWN_COMPANY,
        Some(company) if company.pk == ISSUER => OWN_COMPANY,
        Some(company) if company.is_blocked => BLOCKED_COMPANY,
        Some(_) => return Ok(()),
    };
    Err(mistake.alone(language, "customer_to_invoice_id"))
}

fn draft(ledger: &mut Ledger, customer: u64, currency: &'static str) -> Invoice {
    let now = clock::now_ms() * 1_000;
    Invoice {
        uid: ledger.uid(),
        status: Text::Borrowed("draft"),
        document_number: None,
        due_date: None,
        invoicing_date: None,
        created: now,
        updated: now,
        finalized_at: None,
        total_price: 0,
        total_tax_amount: Some(0),
        currency: Text::Borrowed(currency),
        file: File::Missing,
        remote_id: Text::Borrowed(""),
        debtor_reference: Text::Borrowed(""),
        debtor: u32::try_from(customer).expect("only known companies get here"),
        has_template: false,
        groups: Vec::new(),
        lines: Vec::new(),
        credit_notes: Vec::new(),
        attachments: Vec::new(),
        paid_at: None,
        payment_method: None,
        payment_notes: Text::Borrowed(""),
        is_dashdoc: true,
        omit: Vec::new(),
    }
}
