//! Configs that cannot be used, and what only a start can change.

use serde_json::json;

use super::{OLD_AGE, Running, account, guest, parse};
use crate::vendors::Vendors;

const ACCOUNTS: &str = "{ accounts { id } }";

#[tokio::test]
async fn a_config_that_cannot_be_used_changes_nothing_and_all_is_told() {
    let vendors = Vendors::open(Some(64), false).await;
    let sales = account(&vendors, "sales", "moneybird", "");
    let page = guest("page", "key", "");
    let running = Running::start(&format!("{OLD_AGE}{sales}{page}")).await;
    // Moneybird cannot be asked without an administration.
    let broken = account(&vendors, "broken", "moneybird", "").replace("administration_id", "name");
    let files = "[server]\npersisted_documents = \"/nowhere/documents.json\"\n\
                 [tls]\ncert = \"/nowhere/cert.pem\"\nkey = \"/nowhere/key.pem\"\n\
                 [jwt]\njwks_file = \"/nowhere/keys.json\"\nissuer = \"i\"\naudience = \"a\"\n";
    let trucks = account(&vendors, "trucks", "dashdoc", "");
    let next = format!("{files}{trucks}{broken}{}", guest("other", "key2", ""));
    let problems = running.gateway.reload(parse(&next)).unwrap_err().join("\n");
    for told in [
        "account \"broken\"",
        "/nowhere/documents.json",
        "/nowhere/cert.pem",
        "/nowhere/keys.json",
    ] {
        assert!(problems.contains(told), "{problems}");
    }
    assert!(!problems.contains("sandbox"), "{problems}");
    let (status, answer) = running.ask("key", ACCOUNTS).await;
    assert_eq!(
        (status, &answer["data"]["accounts"]),
        (200, &json!([{"id": "sales"}]))
    );
    assert_eq!(running.ask("key2", ACCOUNTS).await.0, 401);
    let again = format!("{OLD_AGE}{sales}{page}");
    assert_eq!(running.reload(&again).to_string(), "nothing");
}

#[tokio::test]
async fn a_deadline_that_has_to_stay_does_so_for_changed_accounts_too() {
    // It takes connections, and says nothing.
    let (silent, address) = crate::vendors::listen().await;
    let with = |name: &str, deadline: &str| {
        format!(
            "[limits]\ndeadline = \"{deadline}\"\n[[accounts]]\nid = \"sales\"\nname = \"{name}\"\nprovider = \"dashdoc\"\n\
             token = \"t\"\nbase_url = \"http://{address}\"\n"
        )
    };
    let running = Running::start(&with("Sales", "1s")).await;
    let changes = running.reload(&with("Trucks", "40s"));
    assert_eq!(changes.to_string(), "accounts: changed sales");
    assert_eq!(changes.fixed(), ["limits.deadline"]);
    // The account gives up in time for the answer, and is told in it.
    let state = running.state("LIVE").await;
    assert_eq!(state["accounts"][0]["error"]["code"], "TIMEOUT");
    drop(silent);
}

#[tokio::test]
async fn what_only_a_start_can_change_is_told_and_stays() {
    let vendors = Vendors::open(Some(64), false).await;
    let sales = account(&vendors, "sales", "moneybird", "");
    let running = Running::start(&format!("{OLD_AGE}{sales}")).await;
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let next = format!(
        "[server]\nlisten = \"127.0.0.1:9\"\n{OLD_AGE}state_dir = {state:?}\n\
         [limits]\nsettle = \"5s\"\ndeadline = \"40s\"\nconnections = 7\n[telemetry]\nlog = \"debug\"\n{sales}"
    );
    for _ in 0..2 {
        let changes = running.reload(&next);
        assert!(changes.is_nothing(), "{changes}");
        let fixed = [
            "server.listen",
            "cache.state_dir",
            "limits.settle",
            "limits.deadline",
            "limits.connections",
            "telemetry.log",
        ];
        assert_eq!(changes.fixed(), fixed);
    }
    assert!(!state.exists());
    // The rest of it is in force all the same.
    let changes = running.reload(&next.replace("connections", "depth = 1\nconnections"));
    assert_eq!(changes.to_string(), "limits");
    assert_eq!(running.ask("", "{ accounts { id } }").await.0, 400);
}

#[tokio::test]
async fn whoever_measures_sees_that_a_config_was_refused() {
    let vendors = Vendors::open(Some(64), false).await;
    let sales = account(&vendors, "sales", "moneybird", "");
    let running = Running::start(&sales).await;
    let is_refused = async |count: u8| {
        let (_, page) = running.get("/metrics").await;
        page.contains(&format!("\ninvoice_gateway_config_refused {count}\n"))
    };
    assert!(is_refused(0).await);
    let bad = parse(&sales.replace("administration_id", "name"));
    running.gateway.reload(bad).unwrap_err();
    assert!(is_refused(1).await);
    assert!(running.reload(&sales).is_nothing());
    assert!(is_refused(0).await);
}
