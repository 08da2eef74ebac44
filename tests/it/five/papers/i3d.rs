//! i3D.net's documents: invoices to pay, in hundredths of every currency. The books have both faces of each.

use invoice_gateway::domain::Decimal;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::{Customer, I3d, Paper, Receipt, day, decimal, seconds, text, texts};

/// Reads an invoice: its row of the list, and as much of its details as is wanted.
pub(super) fn read(document: &Value, faces: I3d, zone: &TimeZone) -> Paper {
    let at = |key: &str| format!("/list/{key}");
    let created_at = seconds(document, &at("creationDate")).unwrap();
    let hundredths = |key: &str| Some(decimal(document, &at(key))? / Decimal::ONE_HUNDRED);
    let (paid, balance) = (hundredths("totalPaidAmount"), hundredths("remainingAmount"));
    let is_some = |amount: Option<Decimal>| amount.is_some_and(|amount| !amount.is_zero());
    let native_status = text(document, &at("paymentStatus")).unwrap();
    let status = match native_status.as_str() {
        "1" => "PAID",
        "0" if is_some(paid) && is_some(balance) => "PARTIALLY_PAID",
        "0" => "OPEN",
        other => panic!("the page knows no status {other:?}"),
    };
    // Unpaid ones have zero or less there.
    let paid_at = seconds(document, &at("paymentDate")).filter(|at| at.as_second() > 0);
    let receipt = Receipt {
        amount: paid,
        date: paid_at.map(|at| day(at, zone)),
        ..Receipt::default()
    };
    let has_receipt = is_some(paid) || status == "PAID";
    let due = seconds(document, &at("dueDate"));
    let paper = Paper {
        id: text(document, &at("id")).unwrap(),
        number: text(document, &at("invoiceNumber")),
        description: text(document, &at("description")),
        native_status,
        status,
        is_credit: document["list"]["isCredit"] == 1,
        is_payable: true,
        issue_date: Some(day(created_at, zone)),
        due_date: due.map(|due| day(due, zone)),
        created_at: Some(created_at),
        currency: text(document, &at("currency")),
        subtotal: hundredths("amountExclVAT"),
        total: hundredths("amountIncVAT"),
        paid,
        balance,
        payments: has_receipt.then_some(receipt).into_iter().collect(),
        ..Paper::default()
    };
    match faces {
        I3d::Listed => paper,
        I3d::Whole => with_details(paper, &document["details"]),
    }
    .with_the_sign_of_its_kind()
}

fn with_details(paper: Paper, details: &Value) -> Paper {
    let client = |key: &str| text(details, &format!("/clientDetails/{key}"));
    Paper {
        customer: Some(Customer {
            name: client("companyName").or_else(|| client("fullName")),
            email: client("email"),
            number: text(details, "/clientNumber"),
            ..Customer::default()
        }),
        lines: texts(details, "/items", "/description"),
        ..paper
    }
}
