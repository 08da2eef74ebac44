//! Moneybird's two kinds of documents.

use invoice_gateway::domain::Decimal;
use serde_json::Value;

use super::{Customer, Paper, Receipt, date, decimal, moment, rows, text, texts};

/// Reads a sales invoice.
pub(super) fn sales(document: &Value) -> Paper {
    let shared = shared(document);
    let paper = Paper {
        number: text(document, "/invoice_id"),
        issue_date: date(document, "/invoice_date"),
        is_credit: shared.is_credit || text(document, "/original_sales_invoice_id").is_some(),
        workflow: text(document, "/workflow_id"),
        recurring: text(document, "/recurring_sales_invoice_id"),
        ..shared
    };
    paper.with_the_sign_of_its_kind()
}

/// Reads an external sales invoice.
pub(super) fn external(document: &Value) -> Paper {
    Paper {
        number: text(document, "/reference"),
        issue_date: date(document, "/date"),
        ..shared(document)
    }
}

fn shared(document: &Value) -> Paper {
    let total = decimal(document, "/total_price_incl_tax");
    let receipt = |payment: &Value| Receipt {
        id: text(payment, "/id"),
        amount: decimal(payment, "/price"),
        currency: None,
        date: date(payment, "/payment_date"),
        reference: text(payment, "/transaction_identifier"),
        created_at: moment(payment, "/created_at"),
    };
    Paper {
        id: text(document, "/id").unwrap(),
        reference: text(document, "/reference"),
        description: text(document, "/details/0/description"),
        native_status: text(document, "/state").unwrap(),
        status: status(document),
        is_credit: total < Some(Decimal::ZERO),
        due_date: date(document, "/due_date"),
        created_at: moment(document, "/created_at"),
        updated_at: moment(document, "/updated_at"),
        currency: text(document, "/currency"),
        subtotal: decimal(document, "/total_price_excl_tax"),
        total,
        paid: decimal(document, "/total_paid"),
        balance: decimal(document, "/total_unpaid"),
        customer: customer(document),
        lines: texts(document, "/details", "/description"),
        payments: rows(document, "/payments").iter().map(receipt).collect(),
        files: rows(document, "/attachments").len(),
        ..Paper::default()
    }
}

fn status(document: &Value) -> &'static str {
    let is_some = |pointer: &str| decimal(document, pointer) != Some(Decimal::ZERO);
    match document["state"].as_str().unwrap() {
        "new" | "draft" => "DRAFT",
        "scheduled" => "SCHEDULED",
        "open" | "late" | "reminded" if is_some("/total_paid") && is_some("/total_unpaid") => {
            "PARTIALLY_PAID"
        }
        "open" | "late" | "reminded" => "OPEN",
        "pending_payment" => "PENDING_PAYMENT",
        "paid" => "PAID",
        "uncollectible" => "UNCOLLECTIBLE",
        other => panic!("the page knows no state {other:?}"),
    }
}

fn customer(document: &Value) -> Option<Customer> {
    let contact = document
        .get("contact")
        .filter(|contact| contact.is_object())?;
    let at = |pointer: &str| text(contact, pointer);
    let person: Vec<String> = [at("/firstname"), at("/lastname")]
        .into_iter()
        .flatten()
        .collect();
    let person = Some(person.join(" ")).filter(|name| !name.is_empty());
    Some(Customer {
        id: at("/id"),
        name: at("/company_name").or(person),
        email: at("/send_invoices_to_email").or_else(|| at("/email")),
        number: at("/customer_id"),
        deleted: contact["archived"] == true,
    })
}
