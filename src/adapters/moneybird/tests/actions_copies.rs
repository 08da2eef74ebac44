//! Copies: the content of an invoice without what became of it.

use jiff::{ToSpan, tz::TimeZone};
use serde_json::json;

use crate::{
    adapters::moneybird::tests::actions::{external_invoice, invoice, on, planned},
    clock,
    provider::action::What,
};

#[test]
fn a_copy_has_the_content_and_nothing_of_what_became_of_it() {
    let action = on(&invoice(json!({})), What::CloneInvoice);
    assert_eq!(
        planned(&action),
        (
            "POST /123/sales_invoices.json".to_owned(),
            json!({"sales_invoice": {
                "contact_id": "512330000000000003", "workflow_id": "512310000000000001",
                "document_style_id": "512310000000000002", "reference": "Order 77 / juillet \"été\" 🥐",
                "currency": "EUR", "prices_are_incl_tax": false, "discount": "10.0", "first_due_interval": 14,
                "payment_conditions": "Pay {document.total_price} in time.",
                "details_attributes": [
                    {
                        "description": "Broodbezorging **maart**", "amount": "2,5 uur", "price": "33.33",
                        "period": "20260301..20260331", "row_order": 0, "tax_rate_id": "512300000000000021",
                        "ledger_account_id": "512300000000000080", "product_id": "512300000000000090"
                    },
                    {
                        "description": "Fust", "amount": "1,5", "price": "-0.01", "row_order": 1,
                        "tax_rate_id": "512300000000000021", "ledger_account_id": "512300000000000080"
                    }
                ],
                "custom_fields_attributes": [{"id": "512320000000000002", "value": "12"}]
            }})
        )
    );
}

#[test]
fn a_copy_of_an_external_invoice_is_of_today() {
    let dates = json!({"date": "2026-02-14", "due_date": "2026-02-28"});
    let action = on(&external_invoice(dates), What::CloneInvoice);
    let (line, body) = planned(&action);
    assert_eq!(line, "POST /123/external_sales_invoices.json");
    let body = &body["external_sales_invoice"];
    let today = clock::today(&TimeZone::UTC);
    let due = today.checked_add(14.days()).unwrap();
    assert_eq!(body["date"], today.to_string());
    assert_eq!(body["due_date"], due.to_string());
    assert_eq!(body["reference"], "WEB-9001");
    assert!(body.get("invoice_date").is_none() && body.get("first_due_interval").is_none());
}
