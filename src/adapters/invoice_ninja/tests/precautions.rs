//! What the feed of invoices alone would miss: clients, payments, currencies, and what nothing tells.

use std::sync::Arc;

use serde_json::json;

use crate::adapters::invoice_ninja::tests::{
    script::{Held, STATICS, Script, answer, call, client, company, exact, hash, id, ninja},
    world::{World, ago, cold},
};

const INCLUDE: &str = "include=client.group_settings%2Cpayments";

#[tokio::test]
async fn a_renamed_client_is_noticed_though_its_invoices_did_not_change() {
    let world = World::with(1..=3, ago(1000));
    let vendor = world.vendor();
    let provider = ninja(&vendor);
    let held = Held::default();
    let next = cold(&provider, &held).await;
    vendor.take();
    world.rename_client("Ten", ago(0));
    let next = provider.changes(&call(), Some(&next), &held).await.unwrap();
    let lines = vendor.lines();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        lines[2],
        format!(
            "GET /api/v1/invoices?client_id=Cl1entaaaa&sort=id%7Casc&per_page=250&page=1&{INCLUDE}"
        )
    );
    let name = |number| {
        held.told_of(number, |invoice| {
            invoice.customer.as_ref().unwrap().name.clone()
        })
    };
    assert_eq!(name(3).unwrap().as_deref(), Some("Ten"));
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    assert_eq!(vendor.lines().len(), 2, "once is enough");
}

#[tokio::test]
async fn a_client_whose_balance_alone_changed_costs_nothing_more() {
    let world = World::with(1..=3, ago(1000));
    let vendor = world.vendor();
    let provider = ninja(&vendor);
    let held = Held::default();
    let next = cold(&provider, &held).await;
    vendor.take();
    let mut paid = client("Nine", ago(0));
    paid["balance"] = json!(99.5);
    *world.clients.lock().unwrap() = vec![paid];
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    assert_eq!(vendor.lines().len(), 2);
}

#[tokio::test]
async fn a_payment_that_changed_alone_is_noticed_when_asked_to_be_exact() {
    let world = World::with(1..=3, ago(1000));
    let vendor = world.vendor();
    let provider = ninja(&vendor);
    let held = Held::default();
    let next = cold(&provider, &held).await;
    vendor.take();
    *world.payments.lock().unwrap() = vec![
        json!({"id": "Pay1aaaaaa", "updated_at": ago(0).as_second(),
        "paymentables": [{"invoice_id": hash(2), "amount": 1}, {"invoice_id": hash(77), "amount": 1}]}),
    ];
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    assert_eq!(vendor.lines().len(), 2, "not due yet");
    provider
        .changes(&exact(), Some(&next), &held)
        .await
        .unwrap();
    let lines = vendor.lines();
    assert!(lines[2].starts_with("GET /api/v1/payments?updated_at="));
    assert_eq!(
        lines[3..],
        [format!("GET /api/v1/invoices/{}?{INCLUDE}", hash(2))]
    );
}

#[tokio::test]
async fn everything_is_read_again_within_a_day_and_what_is_gone_is_asked_for_first() {
    let world = World::with(1..=600, ago(100_000));
    let vendor = world.vendor();
    let provider = ninja(&vendor);
    let held = Held::default();
    let mut next = cold(&provider, &held).await;
    vendor.take();
    // Forgotten altogether, and edited in a way that nothing tells.
    world
        .invoices
        .lock()
        .unwrap()
        .retain(|row| row["id"] != hash(5));
    world.invoices.lock().unwrap()[10]["number"] = json!("silent");
    next.listed_at = Some(ago(7 * 3600));
    let unchanged = provider.changes(&call(), Some(&next), &held).await.unwrap();
    assert_eq!(vendor.lines().len(), 2, "not due yet");
    let mut due = unchanged;
    due.listed_at = Some(ago(9 * 3600));
    let after = provider.changes(&call(), Some(&due), &held).await.unwrap();
    let lines = vendor.lines();
    assert_eq!(
        lines[2..],
        [format!(
            "GET /api/v1/invoices?sort=id%7Casc&per_page=250&page=1&{INCLUDE}"
        )],
        "one page at a time"
    );
    assert_eq!(
        held.told_of(12, |invoice| invoice.number.clone())
            .unwrap()
            .as_deref(),
        Some("silent")
    );
    assert_eq!(after.listed_at, due.listed_at);
    provider
        .changes(&call(), Some(&after), &held)
        .await
        .unwrap();
    assert_eq!(
        vendor.lines().len(),
        2,
        "the next page is due in some hours"
    );
    assert_eq!(held.count(), 600);
}

#[tokio::test]
async fn a_sweep_to_the_end_finds_what_is_gone() {
    let world = World::with(1..=20, ago(100_000));
    let vendor = world.vendor();
    let provider = ninja(&vendor);
    let held = Held::default();
    let mut next = cold(&provider, &held).await;
    vendor.take();
    world
        .invoices
        .lock()
        .unwrap()
        .retain(|row| row["id"] != hash(5));
    next.listed_at = Some(ago(9 * 3600));
    let after = provider.changes(&call(), Some(&next), &held).await.unwrap();
    assert_eq!(
        vendor.lines()[3],
        format!("GET /api/v1/invoices/{}?{INCLUDE}", hash(5))
    );
    assert!(held.count() == 19 && held.told_of(5, |_| ()).is_none());
    assert!(after.listed_at > next.listed_at);
}

#[tokio::test]
async fn a_new_currency_of_the_company_reads_everything_again() {
    let world = World::with(1..=3, ago(1000));
    for invoice in world.invoices.lock().unwrap().iter_mut() {
        invoice["client"]["settings"] = json!([]);
    }
    let provider = ninja(&world.vendor());
    let held = Held::default();
    let mut next = cold(&provider, &held).await;
    let code = || held.told_of(1, |invoice| invoice.currency.unwrap().code().to_owned());
    assert_eq!(code().as_deref(), Some("USD"));
    next.marks.insert("currency", "3".to_owned());
    held.take();
    provider.changes(&call(), Some(&next), &held).await.unwrap();
    assert_eq!(held.take(), ["expect 3", "put 3"]);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_spoils_no_other() {
    let world = World::with(1..=3, ago(1000));
    world.edit(2, ago(900), |row| row["payments"] = json!("none"));
    world
        .invoices
        .lock()
        .unwrap()
        .push(json!({"number": "nobody's"}));
    let held = Held::default();
    ninja(&world.vendor())
        .changes(&call(), None, &held)
        .await
        .unwrap();
    assert_eq!(
        (held.count(), held.take()),
        (2, vec!["expect 4".to_owned(), "put 3".to_owned()])
    );
}

#[tokio::test]
async fn a_currency_that_the_tables_lack_stays_unknown_and_is_not_asked_for_over_and_over() {
    let world = World::with(1..=3, ago(1000));
    world.edit(2, ago(900), |row| {
        row["client"]["settings"]["currency_id"] = json!("4711")
    });
    let copy = Arc::clone(&world);
    let vendor = Script::bare(move |request| match request.url.path() {
        "/api/v1/statics" => answer(200, STATICS),
        "/api/v1/companies/current" => company("1"),
        _ => copy.answer(request),
    });
    let provider = ninja(&vendor);
    let held = Held::default();
    cold(&provider, &held).await;
    provider.invoices(&call(), &[id(2)]).await;
    let statics = |request: &&crate::transport::Request| request.url.path().ends_with("/statics");
    assert_eq!(vendor.take().iter().filter(statics).count(), 1);
    assert_eq!(held.told_of(2, |invoice| invoice.total), Some(None));
    assert!(held.told_of(1, |invoice| invoice.total).unwrap().is_some());
}
