//! Invoice Ninja's documents. They name no currency: it is the client's, else its group's, else the company's.

use std::collections::HashMap;

use invoice_gateway::domain::Decimal;
use reqwest::Method;
use serde_json::Value;

use super::{Customer, Paper, Receipt, date, decimal, rows, seconds, text, texts};
use crate::vendors::Vendors;

const API: &str = "/invoice-ninja/api/v1";
const TOKEN: (&str, &str) = ("x-api-token", "sandbox");

/// The server's currencies by their numbers, and the company's own.
#[derive(Debug)]
pub(super) struct Currencies {
    codes: HashMap<String, String>,
    company: String,
}

impl Currencies {
    /// Asks the vendor's API, as anybody can.
    pub(super) async fn ask(vendors: &Vendors) -> Self {
        let (statics, company) = (format!("{API}/statics"), format!("{API}/companies/current"));
        let statics = vendors.ask(Method::GET, &statics, TOKEN).await;
        let company = vendors.ask(Method::POST, &company, TOKEN).await;
        let code = |row: &Value| (text(row, "/id").unwrap(), text(row, "/code").unwrap());
        Self {
            codes: rows(&statics, "/currencies").iter().map(code).collect(),
            company: text(&company, "/data/settings/currency_id").unwrap(),
        }
    }

    fn of(&self, document: &Value) -> Option<String> {
        let id = text(document, "/client/settings/currency_id")
            .or_else(|| text(document, "/client/group_settings/settings/currency_id"))
            .unwrap_or_else(|| self.company.clone());
        self.codes.get(&id).cloned()
    }

    /// A payment tells its own.
    fn of_payment(&self, payment: &Value) -> Option<String> {
        let id = text(payment, "/currency_id").unwrap();
        self.codes.get(&id).cloned()
    }
}

/// Reads an invoice with its client and payments.
pub(super) fn read(document: &Value, currencies: &Currencies) -> Paper {
    let id = text(document, "/id").unwrap();
    let native_status = text(document, "/status_id").unwrap();
    let is_deleted = document["is_deleted"] == true;
    let amount = decimal(document, "/amount");
    let (status, balance) = match native_status.as_str() {
        // The vendor says zero until it is sent.
        "1" => ("DRAFT", amount),
        "2" => ("OPEN", decimal(document, "/balance")),
        "3" => ("PARTIALLY_PAID", decimal(document, "/balance")),
        "4" => ("PAID", decimal(document, "/balance")),
        "5" => ("CANCELLED", decimal(document, "/balance")),
        "6" => ("REVERSED", decimal(document, "/balance")),
        other => panic!("the page knows no status {other:?}"),
    };
    let tax = decimal(document, "/total_taxes");
    let has_deposit = decimal(document, "/partial") > Some(Decimal::ZERO);
    let payments = rows(document, "/payments");
    Paper {
        number: text(document, "/number"),
        reference: text(document, "/po_number"),
        description: text(document, "/public_notes"),
        private_note: text(document, "/private_notes"),
        native_status,
        status,
        is_credit: amount < Some(Decimal::ZERO),
        archived: !is_deleted && seconds(document, "/archived_at").is_some(),
        deleted: is_deleted,
        issue_date: date(document, "/date"),
        due_date: date(document, "/due_date"),
        deposit_due: date(document, "/partial_due_date").filter(|_| has_deposit),
        created_at: seconds(document, "/created_at"),
        updated_at: seconds(document, "/updated_at"),
        currency: currencies.of(document),
        subtotal: amount.zip(tax).map(|(amount, tax)| amount - tax),
        total: amount,
        paid: decimal(document, "/paid_to_date"),
        balance,
        customer: Some(customer(&document["client"])),
        lines: texts(document, "/line_items", "/notes"),
        payments: payments
            .iter()
            .filter(|payment| !came_to_nothing(payment))
            .map(|payment| receipt(payment, &id, currencies))
            .collect(),
        files: rows(document, "/documents").len(),
        recurring: text(document, "/recurring_id"),
        id,
        ..Paper::default()
    }
}

/// Whether it was cancelled or failed.
fn came_to_nothing(payment: &Value) -> bool {
    ["2", "3"].contains(&payment["status_id"].as_str().unwrap())
}

/// A payment can be of several invoices: what counts is the share, less what was given back of it.
fn receipt(payment: &Value, invoice: &str, currencies: &Currencies) -> Receipt {
    let shares = rows(payment, "/paymentables").iter();
    let shares = shares.filter(|share| text(share, "/invoice_id").as_deref() == Some(invoice));
    let share = |share: &Value| {
        decimal(share, "/amount").unwrap() - decimal(share, "/refunded").unwrap_or_default()
    };
    Receipt {
        id: text(payment, "/id"),
        amount: Some(shares.map(share).sum()),
        currency: currencies.of_payment(payment),
        date: date(payment, "/date"),
        reference: text(payment, "/transaction_reference"),
        created_at: seconds(payment, "/created_at"),
    }
}

fn customer(client: &Value) -> Customer {
    let contacts = rows(client, "/contacts");
    let primary = contacts
        .iter()
        .find(|contact| contact["is_primary"] == true);
    let contact = primary.or_else(|| contacts.first());
    Customer {
        id: text(client, "/id"),
        name: text(client, "/display_name").or_else(|| text(client, "/name")),
        email: contact.and_then(|contact| text(contact, "/email")),
        number: text(client, "/number"),
        deleted: client["is_deleted"] == true || seconds(client, "/archived_at").is_some(),
    }
}
