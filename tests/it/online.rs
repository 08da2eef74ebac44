//! `check --online`: what a person learns of the accounts, at the price of one call each.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    house::{FIVE, Resident, UNKNOWN_TOKEN},
    http::process::{Folder, command},
    vendors::{Vendors, listen},
};

/// What ended, and what it said.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
    took: Duration,
}

impl Ended {
    /// The line of an account, from its address on.
    fn of(&self, account: &str) -> &str {
        let mut lines = self.out.lines();
        let line = lines.find(|line| line.starts_with(&format!("  {account} ")));
        let line = line.unwrap_or_else(|| panic!("{account}: {}{}", self.out, self.err));
        &line[line.find("http").expect("an address")..]
    }
}

/// A config of one account of each provider, with what is different about it.
fn config(vendors: &Vendors, change: impl Fn(&Resident, &mut String)) -> String {
    let mut text = "[limits]\ndeadline = \"2s\"\n".to_owned();
    for resident in &FIVE {
        let Resident {
            id,
            path,
            provider,
            settings,
            ..
        } = resident;
        let mut account = String::new();
        writeln!(
            account,
            "[[accounts]]\nid = \"{id}\"\nprovider = \"{provider}\"\ntoken = \"sandbox\"\n\
             base_url = \"http://{}{path}\"\n{settings}",
            vendors.address
        )
        .unwrap();
        change(resident, &mut account);
        text.push_str(&account);
    }
    text
}

fn as_it_is(_: &Resident, _: &mut String) {}

async fn check(name: &str, config: &str, options: &[&str]) -> Ended {
    let folder = Folder::new(name);
    let mut command = command(&folder.write("gateway.toml", config), None);
    command.arg("check").args(options);
    let started = Instant::now();
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = output.await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
        took: started.elapsed(),
    }
}

async fn online(name: &str, config: &str) -> Ended {
    check(name, config, &["--online"]).await
}

async fn calls(vendors: &Vendors) -> Value {
    json!(vendors.calls().await)
}

/// One cheap call for each account.
fn once() -> Value {
    json!({
        "GET /moneybird/api/v2/{administration_id}/sales_invoices": 1,
        "GET /moneybird/api/v2/{administration_id}/external_sales_invoices": 1,
        "GET /invoice-ninja/api/v1/ping": 1,
        "GET /dashdoc/api/v4/invoices/": 1,
        "GET /i3d/v3/account/invoice/unpaid": 1,
    })
}

#[tokio::test]
async fn each_account_that_can_be_used_costs_one_call_and_without_the_option_none() {
    let vendors = Vendors::open(None, true).await;
    let config = config(&vendors, as_it_is);
    let ended = check("offline", &config, &[]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(calls(&vendors).await, json!({}));

    let ended = online("online", &config).await;
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    for resident in &FIVE {
        assert!(ended.of(resident.id).contains("  ok in "), "{}", ended.out);
    }
    assert_eq!(calls(&vendors).await, once());
}

#[tokio::test]
async fn a_wrong_token_is_found_at_every_vendor_and_shown_nowhere() {
    let vendors = Vendors::open(None, true).await;
    let stranger = |_: &Resident, account: &mut String| {
        *account = account.replace("\"sandbox\"", &format!("\"{UNKNOWN_TOKEN}\""));
    };
    let ended = online("stranger", &config(&vendors, stranger)).await;
    assert_eq!(ended.code, Some(1));
    for resident in &FIVE {
        let told = ended.of(resident.id);
        assert!(told.contains("  PROVIDER_AUTH: "), "{told}");
        assert!(told.contains("check") && told.contains("token"), "{told}");
    }
    assert!(ended.err.contains("5 of 5 accounts"), "{}", ended.err);
    assert!(!format!("{}{}", ended.out, ended.err).contains(UNKNOWN_TOKEN));
    assert_eq!(calls(&vendors).await, once());
}

#[tokio::test]
async fn a_wrong_administration_is_told_apart_from_the_rest() {
    let vendors = Vendors::open(None, true).await;
    let elsewhere = |resident: &Resident, account: &mut String| {
        if resident.id == "moneybird" {
            *account = account.replace("\"123\"", "\"404\"");
        }
    };
    let ended = online("administration", &config(&vendors, elsewhere)).await;
    assert_eq!(ended.code, Some(1));
    let told = ended.of("moneybird");
    assert!(
        told.contains("  PROVIDER_AUTH: ") && told.contains("administration_id"),
        "{told}"
    );
    assert!(ended.of("moneybird-external").contains("  ok in "));
    assert!(ended.err.contains("1 of 5 accounts"), "{}", ended.err);
    assert_eq!(calls(&vendors).await, once());
}

#[tokio::test]
async fn whatever_else_a_vendor_answers_is_told_and_not_asked_again() {
    let vendors = Vendors::open(None, true).await;
    let config = config(&vendors, as_it_is);
    for (name, answer, code, advice) in [
        ("page", json!({"html": 200}), "BAD_ANSWER", "check base_url"),
        ("proxy", json!({"html": 502}), "UNAVAILABLE", "try again"),
        ("lost", json!({"status": 404}), "", "check"),
        (
            "inside",
            json!("error_inside"),
            "BAD_ANSWER",
            "check base_url",
        ),
        ("torn", json!("torn"), "BAD_ANSWER", "broke off"),
        (
            "empty",
            json!({"empty": 200}),
            "BAD_ANSWER",
            "check base_url",
        ),
        (
            "limit",
            json!({"rate_limited": {}}),
            "RATE_LIMITED",
            "try again in",
        ),
    ] {
        for resource in FIVE.map(|resident| resident.provider) {
            vendors.fault(resource, &answer).await;
        }
        vendors.forget_calls().await;
        let ended = online(name, &config).await;
        assert_eq!(ended.code, Some(1), "{name}");
        for resident in &FIVE {
            let told = ended.of(resident.id);
            assert!(
                told.contains(&format!("  {code}")) && told.contains(advice),
                "{name}: {told}"
            );
            assert!(!told.contains("ok in"), "{name}: {told}");
        }
        assert_eq!(calls(&vendors).await, once(), "{name}");
        vendors.heal().await;
    }
}

#[tokio::test]
async fn those_who_never_answer_are_waited_for_side_by_side_and_nobody_is_held_up() {
    let vendors = Vendors::open(None, true).await;
    let (gone, dead) = listen().await;
    drop(gone);
    let unreachable = |resident: &Resident, account: &mut String| {
        if resident.id == "i3d" {
            let here = vendors.address.to_string();
            *account = account.replace(&here, &dead.to_string());
        }
    };
    for resource in ["moneybird", "moneybird-external", "invoice-ninja"] {
        vendors.fault(resource, &json!("hang")).await;
    }
    let ended = online("hanging", &config(&vendors, unreachable)).await;
    assert_eq!(ended.code, Some(1));
    for account in ["moneybird", "moneybird-external", "invoice-ninja"] {
        assert!(ended.of(account).contains("  TIMEOUT: "), "{}", ended.out);
    }
    assert!(ended.of("i3d").contains("  UNAVAILABLE: "), "{}", ended.out);
    assert!(ended.of("dashdoc").contains("  ok in "), "{}", ended.out);
    assert!(ended.err.contains("4 of 5 accounts"), "{}", ended.err);
    assert!(ended.took < Duration::from_secs(5), "{:?}", ended.took);
}

#[tokio::test]
async fn the_budget_that_accounts_share_is_kept() {
    let vendors = Vendors::open(None, true).await;
    let scarce = |resident: &Resident, account: &mut String| {
        if resident.id.starts_with("moneybird") {
            account.push_str("quota_calls = 1\n");
        }
    };
    let ended = online("scarce", &config(&vendors, scarce)).await;
    assert_eq!(ended.code, Some(1));
    let told = ["moneybird", "moneybird-external"].map(|account| ended.of(account));
    let having = |what: &str| told.iter().filter(|line| line.contains(what)).count();
    assert_eq!(
        (having("  ok in "), having("  RATE_LIMITED: ")),
        (1, 1),
        "{}",
        ended.out
    );
    assert_eq!(vendors.log().await.len(), 4);
}
