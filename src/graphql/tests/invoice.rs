//! One invoice.

use std::sync::Arc;

use serde_json::json;

use super::double::{Double, Gateway, id, invoice};
use crate::{
    domain::{
        Discount, Invoice, InvoiceStatus, LineItem, NativeId, Payment, Raw, decimal_from_text,
    },
    graphql::types::Document,
    loaders::Loaders,
    snapshot::{Accounts, Allowance},
};

async fn show(told: Invoice, selection: &str) -> serde_json::Value {
    let asked = id("acme", told.id.as_str());
    let double = Arc::new(Double::with(vec![told]));
    let gateway = Gateway::over([("acme", &double)]);
    gateway
        .ask(format!("{{ invoice(id: \"{asked}\") {{ {selection} }} }}"))
        .await
}

#[tokio::test]
async fn what_the_provider_does_not_say_is_null_and_what_is_empty_is_empty() {
    let mut told = invoice("1");
    told.payments = Some(Vec::new());
    let answer = show(told, "payments { id } notes { id } lineItems { nativeId } customer { name } discount { amount { amount } } archived").await;
    assert_eq!(
        answer,
        json!({"data": {"invoice": {
            "payments": [], "notes": null, "lineItems": null, "customer": null, "discount": null, "archived": null
        }}})
    );
}

#[tokio::test]
async fn amounts_are_exact_strings_with_their_currency() {
    let mut told = invoice("1");
    told.discount = Some(Discount::Percentage(decimal_from_text("12.5").unwrap()));
    let answer = show(
        told,
        "total { amount currency } discount { percentage amount { amount } } tax { amount }",
    )
    .await;
    assert_eq!(
        answer["data"]["invoice"],
        json!({
            "total": {"amount": "100.00", "currency": "EUR"},
            "discount": {"percentage": "12.5", "amount": null},
            "tax": null,
        })
    );
}

#[tokio::test]
async fn overdue_goes_by_what_is_outstanding_and_due_before_today() {
    let mut told = invoice("1");
    told.due_date = Some("2020-01-01".parse().unwrap());
    let late = show(told.clone(), "overdue").await;
    assert_eq!(late["data"]["invoice"]["overdue"], true);
    told.status = InvoiceStatus::Paid;
    let paid = show(told.clone(), "overdue").await;
    assert_eq!(paid["data"]["invoice"]["overdue"], false);
    told.status = InvoiceStatus::Open;
    told.due_date = Some("9999-01-01".parse().unwrap());
    let early = show(told, "overdue").await;
    assert_eq!(early["data"]["invoice"]["overdue"], false);
}

#[tokio::test]
async fn native_is_the_providers_own_document_down_to_the_children() {
    let mut told = invoice("1");
    told.line_items = Some(vec![line("10"), line("11")]);
    told.raw = Raw::new(
        r#"{"id":"1","state":"late","details":[{"id":"10","amount":"1 x"},{"id":"11","amount":"2 x"}]}"#,
        "",
    );
    let answer = show(
        told,
        "
        native { __typename ... on MoneybirdSalesInvoice { id state } }
        lineItems { nativeId native { ... on MoneybirdDetail { amount } } }
    ",
    )
    .await;
    assert_eq!(
        answer,
        json!({"data": {"invoice": {
            "native": {"__typename": "MoneybirdSalesInvoice", "id": "1", "state": "late"},
            "lineItems": [
                {"nativeId": "10", "native": {"amount": "1 x"}},
                {"nativeId": "11", "native": {"amount": "2 x"}},
            ],
        }}})
    );
}

#[tokio::test]
async fn an_unreadable_document_breaks_native_alone() {
    let mut told = invoice("1");
    told.raw = Raw::new("<html>", "");
    let answer = show(told, "number native { __typename } total { amount }").await;
    assert_eq!(
        answer["data"]["invoice"],
        json!({"number": "N-1", "native": null, "total": {"amount": "100.00"}})
    );
    assert_eq!(answer["errors"][0]["path"], json!(["invoice", "native"]));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_ANSWER");
    assert_eq!(answer["errors"][0]["extensions"]["account"], "acme");
}

#[tokio::test]
async fn a_document_is_decoded_once_however_many_ask() {
    let mut told = invoice("1");
    told.raw = Raw::new(r#"{"details":[{"id":"10"},{"id":"11"}]}"#, "");
    let double = Arc::new(Double::with(vec![told]));
    let account = double_account(&double);
    let entry = Loaders::new(Arc::new(Allowance::new(1)))
        .invoice(&account, &NativeId::new("1"))
        .await;
    let document = Document::new(entry.unwrap());
    let invoice = document.native_invoice().unwrap();
    let line = document.native_line_item(1).unwrap().unwrap();
    assert!(std::ptr::eq(invoice, document.native_invoice().unwrap()));
    assert!(std::ptr::eq(
        line,
        document.native_line_item(1).unwrap().unwrap()
    ));
    assert!(document.native_line_item(2).is_none());
}

fn double_account(double: &Arc<Double>) -> Arc<crate::snapshot::Account> {
    let gateway = Gateway::over([("acme", double)]);
    let accounts: &Accounts = gateway.accounts();
    Arc::clone(accounts.get("acme").unwrap())
}

#[tokio::test]
async fn a_synthetic_payment_has_no_native_form() {
    let mut told = invoice("1");
    told.raw = Raw::new(r#"{"payments":[{"id":"99"}]}"#, "");
    told.payments = Some(vec![Payment {
        id: NativeId::new("1-paid"),
        amount: told.total,
        base_amount: None,
        date: Some("2026-02-01".parse().unwrap()),
        reference: None,
        method: None,
        synthetic: true,
        allocations: None,
        created_at: None,
        updated_at: None,
    }]);
    let answer = show(told, "payments { synthetic date native { __typename } allocations { amount { amount } refunded { amount } invoice { nativeId } } }").await;
    assert_eq!(
        answer["data"]["invoice"]["payments"],
        json!([{
            "synthetic": true, "date": "2026-02-01", "native": null,
            "allocations": [{"amount": {"amount": "100.00"}, "refunded": null, "invoice": {"nativeId": "1"}}],
        }])
    );
}

#[tokio::test]
async fn keys_come_in_the_order_they_were_asked() {
    let double = Arc::new(Double::with(vec![invoice("1")]));
    let gateway = Gateway::over([("acme", &double)]);
    let text = gateway.text(&format!(
        "{{ z: accounts {{ id }} invoice(id: \"{}\") {{ status creditOf {{ id }} number id: nativeId }} a: providers {{ batchSize id }} }}",
        id("acme", "1")
    )).await;
    assert_eq!(
        text,
        r#"{"z":[{"id":"acme"}],"invoice":{"status":"OPEN","creditOf":null,"number":"N-1","id":"1"},"a":[{"batchSize":100,"id":"MONEYBIRD"},{"batchSize":100,"id":"MONEYBIRD_EXTERNAL"}]}"#
    );
}

#[tokio::test]
async fn credits_are_found_where_the_provider_links_them() {
    let mut credit = invoice("2");
    credit.credit_of = Some(NativeId::new("1"));
    let sales = Arc::new(Double::with(vec![invoice("1"), credit]));
    let external = Arc::new(Double::with(vec![invoice("1")]).external());
    let gateway = Gateway::over([("acme", &sales), ("other", &external)]);
    let data = gateway.data(format!(
        "{{ a: invoice(id: \"{}\") {{ credits {{ nativeId creditOf {{ nativeId }} }} }} b: invoice(id: \"{}\") {{ credits {{ id }} }} }}",
        id("acme", "1"), id("other", "1")
    )).await;
    assert_eq!(
        data["a"]["credits"],
        json!([{"nativeId": "2", "creditOf": {"nativeId": "1"}}])
    );
    assert_eq!(data["b"]["credits"], json!(null));
}

fn line(id: &str) -> LineItem {
    LineItem {
        id: Some(NativeId::new(id)),
        description: None,
        quantity: None,
        quantity_text: None,
        unit_price: None,
        subtotal: None,
        tax_percentage: None,
        tax_rate_id: None,
        product_id: None,
        period_start: None,
        period_end: None,
    }
}
