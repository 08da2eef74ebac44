//! Invoice Ninja refuses what looks like a request that came twice: the same action within a second, from the same
//! address, whoever asks for it and of whichever invoice. All who write through a gateway share its address.

use std::sync::Arc;

use futures_util::future::join_all;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::{holds_the_books, is_applied, refresh};
use crate::{
    desk::Desk,
    house::{House, Plan},
    invoice_ninja::{added, client},
    promise,
};

const ACCOUNT: &str = "invoice-ninja";

pub(super) fn trials() -> Vec<Trial> {
    vec![
        promise(
            ACCOUNT,
            "two_who_pay_two_invoices_in_the_same_second_both_do",
            two_payments,
        ),
        promise(
            ACCOUNT,
            "the_same_action_of_many_at_once_is_done_for_each_once",
            same_action,
        ),
    ]
}

async fn done(house: &House, mutation: &str, kind: &str, input: Value) -> Value {
    let query = format!(
        "mutation ($input: {kind}!) {{ told: {mutation}(input: $input) {{ outcome userErrors {{ code message }} }} }}"
    );
    house.data(&query, json!({ "input": input })).await["told"].clone()
}

async fn paid_once(desk: &Desk, invoices: &[String]) {
    for invoice in invoices {
        let book = desk.book(invoice).await;
        let payments = book["payments"].as_array().expect("a list");
        assert_eq!(payments.len(), 1, "{book:#}");
    }
}

/// Of one client, and of two.
async fn two_payments(desk: Desk) {
    let client = client(&desk).await;
    let of_client = json!({"status_id": "2", "client_id": client});
    let (first, second) = (
        added(&desk, of_client.clone()).await,
        added(&desk, of_client).await,
    );
    let other = added(&desk, json!({"status_id": "2"})).await;
    desk.house.load().await;
    let invoices = [first, second, other];
    // Each frontend counts its keys from one.
    let pay = |invoice: &String, key: &str| {
        let input = json!({"invoiceId": invoice, "amount": "10", "date": "2026-05-03", "idempotencyKey": key});
        done(&desk.house, "createPayment", "CreatePaymentInput", input)
    };
    let payments = invoices.iter().zip(["a-1", "b-1", "c-1"]);
    let told = join_all(payments.map(|(invoice, key)| pay(invoice, key))).await;
    told.iter().for_each(is_applied);
    paid_once(&desk, &invoices).await;
    // The same invoice twice at once, by two who know nothing of each other: both payments are there.
    let twice = [pay(&invoices[0], "a-2"), pay(&invoices[0], "b-2")];
    join_all(twice).await.iter().for_each(is_applied);
    let book = desk.book(&invoices[0]).await;
    assert_eq!(book["payments"].as_array().expect("a list").len(), 3);
    holds_the_books(&desk, &desk.house).await;
}

/// Through two gateways at one address.
async fn same_action(desk: Desk) {
    let mut invoices = Vec::new();
    for _ in 0..5 {
        invoices.push(added(&desk, json!({"status_id": "2"})).await);
    }
    let other = House::over(Arc::clone(&desk.house.vendors), &Plan::five()).await;
    desk.house.load().await;
    other.load().await;
    let houses = [&desk.house, &other];
    let marks = invoices.iter().enumerate().map(|(nth, invoice)| {
        let input = json!({"invoiceId": invoice, "idempotencyKey": format!("key-{nth}")});
        done(houses[nth % 2], "markPaid", "MarkPaidInput", input)
    });
    join_all(marks).await.iter().for_each(is_applied);
    paid_once(&desk, &invoices).await;
    for house in houses {
        assert_eq!(refresh(house, ACCOUNT).await["outcome"], json!("APPLIED"));
        holds_the_books(&desk, house).await;
    }
}
