//! Invoices of which a list tells only a part.

use std::sync::Arc;

use serde_json::json;

use super::double::{Double, Gateway, invoice};
use crate::domain::{Invoice, LineItem, Party};

fn part(number: usize) -> Invoice {
    Invoice {
        partial: true,
        ..invoice(&number.to_string())
    }
}

fn whole(number: usize) -> Invoice {
    let line = LineItem {
        id: None,
        description: Some(format!("line of {number}").into()),
        quantity: None,
        quantity_text: None,
        unit_price: None,
        subtotal: None,
        tax_percentage: None,
        tax_rate_id: None,
        product_id: None,
        period_start: None,
        period_end: None,
    };
    Invoice {
        line_items: Some(vec![line]),
        supplier: Some(Arc::new(Party {
            name: Some("Supplier".into()),
            ..Party::default()
        })),
        ..invoice(&number.to_string())
    }
}

fn gateway(listed: usize, told: usize) -> (Arc<Double>, Gateway) {
    let double = Double::with((0..told).map(whole).collect());
    let double = Arc::new(double.listing((0..listed).map(part).collect()));
    let gateway = Gateway::over([("acme", &double)]);
    (double, gateway)
}

#[tokio::test]
async fn what_the_list_tells_costs_nothing_more() {
    let (double, gateway) = gateway(50, 50);
    gateway
        .data("{ invoices { nodes { nativeId number total { amount } status } } }")
        .await;
    assert_eq!(double.calls(), 1);
}

#[tokio::test]
async fn what_only_the_whole_tells_is_asked_for_once_for_a_page_and_then_held() {
    let (double, gateway) = gateway(50, 50);
    let query = "{ invoices(first: 50, orderBy: {field: NUMBER, direction: ASC}) { nodes {
        nativeId lineItems { description } supplier { name } taxLines { name } customFields { name }
        native { __typename }
    } } }";
    for _ in 0..2 {
        let data = gateway.data(query).await;
        let first = &data["invoices"]["nodes"][0];
        assert_eq!(
            *first,
            json!({
                "nativeId": "0", "lineItems": [{"description": "line of 0"}],
                "supplier": {"name": "Supplier"}, "taxLines": null, "customFields": null,
                "native": {"__typename": "MoneybirdSalesInvoice"},
            })
        );
        assert_eq!(double.batches(), [50]);
    }
}

#[tokio::test]
async fn when_the_whole_cannot_be_read_only_its_fields_fail() {
    let (_, gateway) = gateway(2, 1);
    let query = "{ invoices(orderBy: {field: NUMBER, direction: ASC}) { nodes { nativeId lineItems { description } } } }";
    let answer = gateway.ask(query).await;
    let nodes = &answer["data"]["invoices"]["nodes"];
    assert_eq!(nodes[0]["lineItems"][0]["description"], "line of 0");
    assert_eq!(nodes[1], json!({"nativeId": "1", "lineItems": null}));
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1);
    assert_eq!(
        errors[0]["path"],
        json!(["invoices", "nodes", 1, "lineItems"])
    );
    assert_eq!(errors[0]["extensions"]["code"], "NOT_FOUND");
}
