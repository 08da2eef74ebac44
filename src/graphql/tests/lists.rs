//! Lists, sums and lookups over several accounts.

use std::sync::Arc;

use serde_json::json;

use super::double::{Double, Gateway, id, invoice};
use crate::{
    domain::{Decimal, Invoice, Money, NativeId, Party, Payment},
    error::{Error, ErrorKind},
};

fn issued(id: &str, date: &str) -> Invoice {
    Invoice {
        issue_date: Some(date.parse().unwrap()),
        ..invoice(id)
    }
}

fn two() -> (Arc<Double>, Arc<Double>) {
    let sales = vec![issued("1", "2026-03-01"), issued("2", "2026-01-01")];
    let external = vec![issued("3", "2026-02-01")];
    (
        Arc::new(Double::with(sales)),
        Arc::new(Double::with(external).external()),
    )
}

#[tokio::test]
async fn accounts_are_mixed_in_true_order_and_walked_by_cursor() {
    let (sales, external) = two();
    let gateway = Gateway::over([("acme", &sales), ("other", &external)]);
    let data = gateway.data("{ invoices(first: 2) { nodes { nativeId } edges { cursor node { nativeId } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }").await;
    let page = &data["invoices"];
    assert_eq!(page["nodes"], json!([{"nativeId": "1"}, {"nativeId": "3"}]));
    assert_eq!(page["edges"][1]["node"]["nativeId"], "3");
    assert_eq!(page["edges"][1]["cursor"], page["pageInfo"]["endCursor"]);
    assert_eq!(page["edges"][0]["cursor"], page["pageInfo"]["startCursor"]);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let next = gateway.data(format!(
        "{{ invoices(first: 2, after: {}) {{ nodes {{ nativeId }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}", page["pageInfo"]["endCursor"]
    )).await;
    assert_eq!(
        next["invoices"],
        json!({"nodes": [{"nativeId": "2"}], "pageInfo": {"hasNextPage": false, "hasPreviousPage": true}})
    );
}

#[tokio::test]
async fn the_count_is_found_through_aliases_and_fragments() {
    let (sales, external) = two();
    let gateway = Gateway::over([("acme", &sales), ("other", &external)]);
    for (selection, fragment) in [
        ("totalCount", ""),
        ("many: totalCount", ""),
        ("... { totalCount }", ""),
        (
            "...Count",
            "fragment Count on InvoiceConnection { totalCount }",
        ),
        ("totalCount @include(if: true)", ""),
    ] {
        let query = format!("{{ invoices(first: 1) {{ nodes {{ id }} {selection} }} }} {fragment}");
        let data = gateway.data(query).await;
        let count = data["invoices"]
            .get("totalCount")
            .or(data["invoices"].get("many"));
        assert_eq!(count, Some(&json!(3)), "{selection}");
    }
}

#[tokio::test]
async fn a_failing_account_is_told_and_the_other_answers_in_full() {
    let (sales, _) = two();
    let failure = Error::new(
        ErrorKind::ProviderAuth,
        "the provider refused the token: check it",
    )
    .during("GET /invoices");
    let ill = Arc::new(Double::failing(failure).external());
    let gateway = Gateway::over([("acme", &sales), ("ill", &ill)]);
    let data = gateway.data("{ invoices { totalCount complete nodes { nativeId } accounts { account { id } state error { code message operation retryable retryAfter } } } }").await;
    assert_eq!(
        data["invoices"],
        json!({
            "totalCount": null,
            "complete": false,
            "nodes": [{"nativeId": "1"}, {"nativeId": "2"}],
            "accounts": [
                {"account": {"id": "acme"}, "state": "FRESH", "error": null},
                {"account": {"id": "ill"}, "state": "FAILED", "error": {
                    "code": "PROVIDER_AUTH", "message": "the provider refused the token: check it", "operation": "GET /invoices", "retryable": false, "retryAfter": null
                }},
            ],
        })
    );
}

#[tokio::test]
async fn a_page_with_everything_below_it_costs_no_more_than_the_page() {
    let (sales, external) = two();
    let gateway = Gateway::over([("acme", &sales), ("other", &external)]);
    gateway.data("{ invoices { nodes { id payments { id } notes { id } attachments { id } customer { name } lineItems { nativeId } timeline { at } } } }").await;
    assert_eq!((sales.calls(), external.calls()), (1, 1));
    gateway
        .data(format!(
            "{{ nodes(ids: [\"{}\"]) {{ id }} }}",
            id("acme", "1")
        ))
        .await;
    assert_eq!(sales.calls(), 1);
}

#[tokio::test]
async fn payments_of_all_invoices_are_one_list() {
    let mut first = invoice("1");
    first.payments = Some(vec![paid("10", "2026-01-01"), paid("11", "2026-03-01")]);
    let mut second = invoice("2");
    second.payments = Some(vec![paid("20", "2026-02-01")]);
    let double = Arc::new(Double::with(vec![first, second]));
    let gateway = Gateway::over([("acme", &double)]);
    let data = gateway
        .data("{ payments { totalCount nodes { nativeId date invoice { nativeId } } } }")
        .await;
    assert_eq!(
        data["payments"],
        json!({"totalCount": 3, "nodes": [
            {"nativeId": "11", "date": "2026-03-01", "invoice": {"nativeId": "1"}},
            {"nativeId": "20", "date": "2026-02-01", "invoice": {"nativeId": "2"}},
            {"nativeId": "10", "date": "2026-01-01", "invoice": {"nativeId": "1"}},
        ]})
    );
    let data = gateway
        .data("{ payments(filter: {date: {to: \"2026-01-31\"}}) { nodes { nativeId } } }")
        .await;
    assert_eq!(data["payments"]["nodes"], json!([{"nativeId": "10"}]));
}

#[tokio::test]
async fn customers_are_each_told_once() {
    let named = |id: &str, name: &str| Invoice {
        customer: Some(Arc::new(Party {
            id: Some(NativeId::new(name)),
            name: Some(name.into()),
            ..Party::default()
        })),
        ..invoice(id)
    };
    let double = Arc::new(Double::with(vec![
        named("1", "Beta"),
        named("2", "Alpha"),
        named("3", "Beta"),
    ]));
    let gateway = Gateway::over([("acme", &double)]);
    let data = gateway.data("{ customers { nodes { name account { id } address { city } } } found: customers(search: \"BET\") { nodes { nativeId } } }").await;
    assert_eq!(
        data["customers"]["nodes"],
        json!([
            {"name": "Alpha", "account": {"id": "acme"}, "address": null},
            {"name": "Beta", "account": {"id": "acme"}, "address": null},
        ])
    );
    assert_eq!(data["found"]["nodes"], json!([{"nativeId": "Beta"}]));
}

#[tokio::test]
async fn sums_are_money_with_their_currency() {
    let (sales, external) = two();
    let gateway = Gateway::over([("acme", &sales), ("other", &external)]);
    let data = gateway.data("{ invoiceSummary(groupBy: [ACCOUNT, PROVIDER]) { complete groups {
        keys { currency direction kind account { id } provider { id } status }
        count total { amount currency } balance { amount } overdue { amount } ageing { current { amount } over90Days { amount } }
    } } }").await;
    let summary = &data["invoiceSummary"];
    assert_eq!(summary["complete"], true);
    let first = &summary["groups"][0];
    assert_eq!(
        first["keys"],
        json!({
            "currency": "EUR", "direction": "RECEIVABLE", "kind": "INVOICE",
            "account": {"id": "acme"}, "provider": {"id": "MONEYBIRD"}, "status": null,
        })
    );
    assert_eq!(first["count"], 2);
    assert_eq!(
        first["total"],
        json!({"amount": "200.00", "currency": "EUR"})
    );
    assert_eq!(summary["groups"][1]["keys"]["account"]["id"], "other");
}

#[tokio::test]
async fn a_sum_that_is_too_large_is_an_error_and_breaks_alone() {
    let large = ["1", "2"].map(|id| {
        let mut one = issued(id, "2026-01-01");
        one.total = one.currency.map(|of| Money::new(Decimal::MAX, of));
        one
    });
    let sales = Arc::new(Double::with(large.into()));
    let gateway = Gateway::over([("acme", &sales)]);
    let answer = gateway
        .ask("{ invoiceSummary { groups { count total { amount } paid { amount } ageing { current { amount } } } } }")
        .await;
    let group = &answer["data"]["invoiceSummary"]["groups"][0];
    assert_eq!(
        (&group["count"], &group["total"]),
        (&json!(2), &json!(null))
    );
    assert!(
        group["paid"]["amount"].is_string() && group["ageing"]["current"]["amount"].is_string()
    );
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{answer:#}");
    assert_eq!(errors[0]["extensions"]["code"], json!("LIMIT_EXCEEDED"));
    assert_eq!(
        errors[0]["path"],
        json!(["invoiceSummary", "groups", 0, "total"])
    );
}

#[tokio::test]
async fn versions_name_every_invoice_once() {
    let (sales, _) = two();
    let gateway = Gateway::over([("acme", &sales)]);
    let data = gateway.data("{ invoiceVersions(account: \"acme\") { account { id } complete items { id nativeId version } } }").await;
    assert_eq!(
        data["invoiceVersions"],
        json!({"account": {"id": "acme"}, "complete": true, "items": [
            {"id": id("acme", "1"), "nativeId": "1", "version": "1"},
            {"id": id("acme", "2"), "nativeId": "2", "version": "1"},
        ]})
    );
}

#[tokio::test]
async fn a_lookup_says_null_only_when_it_is_certain() {
    let (sales, _) = two();
    let ill = Arc::new(Double::failing(Error::new(
        ErrorKind::Timeout,
        "it is slow",
    )));
    let gateway = Gateway::over([("acme", &sales), ("ill", &ill)]);
    let answer = gateway
        .ask(
            "{
        found: invoiceByNumber(account: \"acme\", number: \"N-2\") { nativeId }
        none: invoiceByReference(account: \"acme\", reference: \"nothing\") { nativeId }
        unknown: invoiceByNumber(account: \"ill\", number: \"N-2\") { nativeId }
    }",
        )
        .await;
    assert_eq!(
        answer["data"],
        json!({"found": {"nativeId": "2"}, "none": null, "unknown": null})
    );
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["path"], json!(["unknown"]));
    assert_eq!(errors[0]["extensions"]["code"], "TIMEOUT");
}

#[tokio::test]
async fn accounts_and_providers_are_told_without_asking_anybody() {
    let (sales, external) = two();
    let gateway = Gateway::over([("acme", &sales), ("other", &external)]);
    let data = gateway.data("{
        accounts { id name providerId timeZone sync { state done total error { code } unreadable } }
        account(id: \"other\") { provider { id accounts { id } } }
        providers { id name reads { payments timeline } batchSize quota { calls windowSeconds } quirks }
    }").await;
    assert_eq!(
        data["accounts"][0],
        json!({
            "id": "acme", "name": "The account acme", "providerId": "MONEYBIRD", "timeZone": "Europe/Amsterdam",
            "sync": {"state": "SKIPPED", "done": 0, "total": null, "error": null, "unreadable": 0},
        })
    );
    assert_eq!(
        data["account"]["provider"],
        json!({"id": "MONEYBIRD_EXTERNAL", "accounts": [{"id": "other"}]})
    );
    assert_eq!(
        data["providers"][0],
        json!({
            "id": "MONEYBIRD", "name": "Sales in memory", "reads": {"payments": "INCLUDED", "timeline": "NOT_TOLD"},
            "batchSize": 100, "quota": {"calls": 150, "windowSeconds": 300}, "quirks": ["it forgets everything when the test ends"],
        })
    );
    assert_eq!((sales.calls(), external.calls()), (0, 0));
}

fn paid(id: &str, date: &str) -> Payment {
    Payment {
        id: NativeId::new(id),
        amount: None,
        base_amount: None,
        date: Some(date.parse().unwrap()),
        reference: None,
        method: None,
        synthetic: false,
        allocations: None,
        created_at: None,
        updated_at: None,
    }
}
