//! Accounts that come, change and go, counted by the calls that this costs.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{OLD_AGE, Running, account};
use crate::vendors::Vendors;

/// The ids of the accounts, and the code of what is wrong with each.
fn accounts(state: &Value) -> Vec<(String, Option<String>)> {
    let accounts = state["accounts"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    accounts
        .map(|it| {
            (
                text(&it["account"]["id"]).unwrap(),
                text(&it["error"]["code"]),
            )
        })
        .collect()
}

fn names(state: &Value) -> Vec<String> {
    accounts(state).into_iter().map(|(id, _)| id).collect()
}

#[tokio::test]
async fn accounts_come_and_go() {
    let vendors = Vendors::open(Some(64), false).await;
    let sales = account(&vendors, "sales", "moneybird", "");
    let external = account(&vendors, "external", "moneybird-external", "");
    let running = Running::start(&format!("{OLD_AGE}{sales}")).await;
    running.load().await;
    let before = running.state("CACHE_ONLY").await;
    assert_eq!(names(&before), ["sales"]);
    let changes = running.reload(&format!("{OLD_AGE}{sales}{external}"));
    assert_eq!(changes.to_string(), "accounts: added external");
    running.load().await;
    assert_eq!(
        names(&running.state("CACHE_ONLY").await),
        ["external", "sales"]
    );
    let changes = running.reload(&format!("{OLD_AGE}{external}"));
    assert_eq!(changes.to_string(), "accounts: removed sales");
    assert_eq!(names(&running.state("CACHE_ONLY").await), ["external"]);
    let gone = json!({"query": "query ($id: ID!) { node(id: $id) { id } }", "variables": before["nodes"][0]});
    let (_, answer) = running.send("", &gone).await;
    assert_eq!(answer["data"]["node"], Value::Null, "{answer}");
}

#[tokio::test]
async fn accounts_that_did_not_change_cost_no_call() {
    let vendors = Vendors::open(Some(64), false).await;
    let unchanged = [
        account(&vendors, "sales", "moneybird", ""),
        account(&vendors, "trucks", "dashdoc", ""),
        account(&vendors, "hosting", "i3d", ""),
    ]
    .concat();
    let running = Running::start(&format!("{OLD_AGE}{unchanged}")).await;
    running.load().await;
    let before = running.state("BY_AGE").await;
    vendors.forget_calls().await;
    // Another account shares the quota, limits and ages differ, and one account has another name.
    let external = account(&vendors, "external", "moneybird-external", "");
    let renamed = unchanged.replace("id = \"sales\"", "id = \"sales\"\nname = \"Sales\"");
    let young = OLD_AGE.replace("2h", "3h");
    for (config, told) in [
        (format!("{OLD_AGE}{unchanged}"), "nothing"),
        (
            format!(
                "{OLD_AGE}{unchanged}[limits]\ndepth = 14\nattempt_timeout = \"5s\"\nupstream_body = \"16MiB\"\n"
            ),
            "limits",
        ),
        (format!("{young}{unchanged}"), "cache, limits"),
        (format!("{young}{renamed}"), "accounts: changed sales"),
        (
            format!("{OLD_AGE}{unchanged}{external}"),
            "accounts: added external, changed sales; cache",
        ),
        (
            format!("{OLD_AGE}{unchanged}"),
            "accounts: removed external",
        ),
    ] {
        assert_eq!(running.reload(&config).to_string(), told);
        if !told.contains("added") {
            let after = running.state("BY_AGE").await;
            assert_eq!(after, before, "{told}");
        }
    }
    assert_eq!(
        vendors.calls().await.len(),
        0,
        "{:?}",
        vendors.calls().await
    );
}

#[tokio::test]
async fn what_was_read_by_another_token_or_elsewhere_is_not_shown() {
    let vendors = Vendors::open(Some(64), false).await;
    let others = Vendors::open(Some(70), false).await;
    let at = |vendors: &Arc<Vendors>, more: &str| {
        format!("{OLD_AGE}{}", account(vendors, "sales", "moneybird", more))
    };
    let running = Running::start(&at(&vendors, "")).await;
    running.load().await;
    for wrong in ["token = \"taken-back\"", "administration_id = \"999\""] {
        let changes = running.reload(&at(&vendors, wrong));
        assert_eq!(changes.to_string(), "accounts: changed sales");
        let state = running.state("BY_AGE").await;
        assert_eq!(state["nodes"], json!([]), "{wrong}: {state:#}");
        assert!(accounts(&state)[0].1.is_some(), "{wrong}: {state:#}");
        assert_eq!(
            running.state("CACHE_ONLY").await["nodes"],
            json!([]),
            "{wrong}"
        );
    }
    running.reload(&at(&others, ""));
    others.forget_calls().await;
    vendors.forget_calls().await;
    let state = running.state("BY_AGE").await;
    assert_eq!(state["complete"], json!(true), "{state:#}");
    assert!(vendors.calls().await.is_empty() && !others.calls().await.is_empty());
    running.reload(&at(&vendors, ""));
    assert_eq!(running.state("BY_AGE").await["complete"], json!(true));
    assert!(!vendors.calls().await.is_empty(), "it is read anew");
}

#[tokio::test]
async fn what_was_spent_of_a_quota_stays_spent() {
    let vendors = Vendors::open(Some(64), false).await;
    let with = |more: &str| {
        let sales = account(&vendors, "sales", "moneybird", more);
        format!("{OLD_AGE}{sales}")
    };
    let running = Running::start(&with("quota_calls = 4")).await;
    while accounts(&running.state("LIVE").await)[0].1.is_none() {}
    let spent: u64 = vendors.calls().await.values().sum();
    assert_eq!(spent, 4);
    for changed in [
        "quota_calls = 4\nname = \"Sales\"",
        "quota_calls = 4\ntime_zone = \"Europe/Amsterdam\"",
        "quota_calls = 3",
    ] {
        running.reload(&with(changed));
        let state = running.state("LIVE").await;
        let code = accounts(&state)[0].1.clone();
        assert_eq!(code.as_deref(), Some("RATE_LIMITED"), "{changed}");
        assert_eq!(
            vendors.calls().await.values().sum::<u64>(),
            spent,
            "{changed}"
        );
    }
    // Removed and back again.
    let other = account(&vendors, "trucks", "dashdoc", "");
    running.reload(&format!("{OLD_AGE}{other}"));
    running.reload(&with("quota_calls = 4"));
    let state = running.state("LIVE").await;
    assert_eq!(accounts(&state)[0].1.as_deref(), Some("RATE_LIMITED"));
    assert_eq!(vendors.calls().await.values().sum::<u64>(), spent);
    running.reload(&with("quota_calls = 6\nname = \"Sales\""));
    running.state("LIVE").await;
    assert!(vendors.calls().await.values().sum::<u64>() > spent);
}

#[tokio::test]
async fn what_was_begun_on_an_account_that_goes_is_finished() {
    let vendors = Vendors::open(Some(64), false).await;
    let sales = account(&vendors, "sales", "moneybird", "");
    let other = account(&vendors, "trucks", "dashdoc", "");
    let running = Running::start(&format!("{OLD_AGE}{sales}")).await;
    running.load().await;
    let invoice = running.state("CACHE_ONLY").await["nodes"][0]["id"].clone();
    vendors.control(json!({"latency_ms": 1000})).await;
    let note = "mutation ($id: ID!) { addNote(input: {invoiceId: $id, text: \"on its way\", idempotencyKey: \"k\"}) { outcome } }";
    let note = json!({"query": note, "variables": {"id": invoice}});
    let going = async {
        sleep(Duration::from_millis(300)).await;
        let changes = running.reload(&format!("{OLD_AGE}{other}"));
        assert_eq!(changes.to_string(), "accounts: added trucks, removed sales");
        let (_, answer) = running.ask("", "{ accounts { id } }").await;
        assert_eq!(answer["data"]["accounts"], json!([{"id": "trucks"}]));
    };
    let (written, read, ()) = tokio::join!(running.send("", &note), running.state("LIVE"), going);
    assert_eq!(
        written.1["data"]["addNote"]["outcome"],
        json!("APPLIED"),
        "{}",
        written.1
    );
    assert_eq!(
        (names(&read), &read["complete"]),
        (vec!["sales".to_owned()], &json!(true))
    );
    let books = json!(vendors.books("moneybird").await).to_string();
    assert_eq!(books.matches("on its way").count(), 1);
}
