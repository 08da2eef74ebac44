//! Clients and limits that change: from the next request on, and without a fresh start for who asked too often.

use std::sync::Arc;

use invoice_gateway::{adapters::ADAPTERS, auth::KeyHash, gateway::Gateway};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{OLD_AGE, Running, account, guest, parse, secret};
use crate::vendors::Vendors;

const ACCOUNTS: &str = "{ accounts { id } }";

fn code(answer: &Value) -> Option<&str> {
    answer["errors"][0]["extensions"]["code"].as_str()
}

async fn two_accounts() -> (Arc<Vendors>, String) {
    let vendors = Vendors::open(Some(64), false).await;
    let accounts = [
        account(&vendors, "sales", "moneybird", ""),
        account(&vendors, "trucks", "dashdoc", ""),
    ];
    (vendors, accounts.concat())
}

#[tokio::test]
async fn a_key_is_rotated_from_one_request_to_the_next() {
    let (_vendors, accounts) = two_accounts().await;
    let running = Running::start(&format!("{accounts}{}", guest("page", "old", ""))).await;
    assert_eq!(running.ask("old", ACCOUNTS).await.0, 200);
    assert_eq!(running.ask("new", ACCOUNTS).await.0, 401);
    let both = format!(
        "[[clients]]\nname = \"page\"\nkey_sha256 = [\"{}\", \"{}\"]\n",
        KeyHash::of(&secret("old")),
        KeyHash::of(&secret("new"))
    );
    let changes = running.reload(&format!("{accounts}{both}"));
    assert_eq!(changes.to_string(), "clients: changed page");
    assert_eq!(running.ask("old", ACCOUNTS).await.0, 200);
    assert_eq!(running.ask("new", ACCOUNTS).await.0, 200);
    running.reload(&format!("{accounts}{}", guest("page", "new", "")));
    assert_eq!(running.ask("old", ACCOUNTS).await.0, 401);
    assert_eq!(running.ask("new", ACCOUNTS).await.0, 200);
    let changes = running.reload(&format!("{accounts}{}", guest("other", "new2", "")));
    assert_eq!(changes.to_string(), "clients: added other, removed page");
    assert_eq!(running.ask("new", ACCOUNTS).await.0, 401);
}

#[tokio::test]
async fn a_scope_and_an_account_are_taken_from_a_client() {
    let (_vendors, accounts) = two_accounts().await;
    let with = |rights: &str| format!("{OLD_AGE}{accounts}{}", guest("page", "key", rights));
    let running = Running::start(&with("scopes = [\"read\", \"write\"]")).await;
    let both = json!([{"id": "sales"}, {"id": "trucks"}]);
    assert_eq!(
        running.ask("key", ACCOUNTS).await.1["data"]["accounts"],
        both
    );
    let list =
        "{ invoices(first: 1, freshness: LIVE, filter: {accounts: [\"sales\"]}) { nodes { id } } }";
    let listed = running.ask("key", list).await.1;
    let invoice = &listed["data"]["invoices"]["nodes"][0]["id"];
    let note = "mutation ($id: ID!) { addNote(input: {invoiceId: $id, text: \"n\"}) { outcome userErrors { code } } }";
    let note = json!({"query": note, "variables": {"id": invoice}});
    let written = running.send("key", &note).await.1;
    assert_eq!(
        written["data"]["addNote"]["outcome"],
        json!("APPLIED"),
        "{written}"
    );
    running.reload(&with("scopes = [\"read\"]"));
    let refused = running.send("key", &note).await.1;
    assert_eq!(
        refused["data"]["addNote"]["userErrors"][0]["code"],
        json!("FORBIDDEN"),
        "{refused}"
    );
    running.reload(&with("accounts = [\"trucks\"]"));
    let seen = running.ask("key", ACCOUNTS).await.1;
    assert_eq!(seen["data"]["accounts"], json!([{"id": "trucks"}]));
    running.reload(&with("scopes = [\"metrics\"]"));
    assert_eq!(running.ask("key", ACCOUNTS).await.0, 403);
}

#[tokio::test]
async fn a_limit_changes_and_who_asked_too_often_still_has() {
    let (_vendors, accounts) = two_accounts().await;
    let page = guest("page", "key", "");
    let running = Running::start(&format!(
        "{accounts}{page}[limits]\nrate = 3\nattempts = 2\n"
    ))
    .await;
    for _ in 0..3 {
        assert_eq!(running.ask("key", ACCOUNTS).await.0, 200);
    }
    assert_eq!(running.ask("wrong", ACCOUNTS).await.0, 401);
    assert_eq!(running.ask("wrong", ACCOUNTS).await.0, 401);
    for depth in ["depth = 14", "depth = 13", "depth = 12"] {
        let limits = format!("[limits]\nrate = 3\nattempts = 2\n{depth}\n");
        let changes = running.reload(&format!("{accounts}{page}{limits}"));
        assert_eq!(changes.to_string(), "limits");
        assert_eq!(running.ask("key", ACCOUNTS).await.0, 429);
        assert_eq!(running.ask("wrong", ACCOUNTS).await.0, 429);
    }
    running.reload(&format!("{accounts}{page}[limits]\ndepth = 1\n"));
    let refused = running.ask("key", ACCOUNTS).await.1;
    assert_eq!(code(&refused), Some("LIMIT_EXCEEDED"), "{refused}");
    running.reload(&format!("{accounts}{page}"));
    assert_eq!(running.ask("key", ACCOUNTS).await.0, 200);
}

#[tokio::test]
async fn a_document_that_a_client_stored_is_still_there() {
    let (_vendors, accounts) = two_accounts().await;
    let running = Running::start(&accounts).await;
    let hash: String = Sha256::digest(ACCOUNTS)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
    let stored = json!({"query": ACCOUNTS, "extensions": extensions});
    assert_eq!(running.send("", &stored).await.0, 200);
    running.reload(&format!("{accounts}[limits]\ndepth = 14\n"));
    let (status, answer) = running.send("", &json!({ "extensions": extensions })).await;
    assert_eq!((status, code(&answer)), (200, None), "{answer}");
}

#[tokio::test]
async fn where_others_can_come_nobody_is_let_in_without_a_key() {
    let (_vendors, accounts) = two_accounts().await;
    let known = format!("{accounts}{}", guest("page", "key", ""));
    let everywhere = "0.0.0.0:4000".parse().unwrap();
    let gateway = Gateway::open(ADAPTERS, parse(&known), everywhere)
        .await
        .unwrap();
    let refused = gateway.reload(parse(&accounts)).unwrap_err();
    assert!(
        refused[0].contains("nothing says who may call"),
        "{refused:?}"
    );
    assert_eq!(
        gateway.reload(parse(&known)).unwrap().to_string(),
        "nothing"
    );
}
