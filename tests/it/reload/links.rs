//! Files of before: links that were given, and lists of documents.

use std::fs;

use serde_json::json;

use super::{OLD_AGE, Running, account};
use crate::vendors::Vendors;

const DOCUMENTS: &str = "{ invoices(first: 1, freshness: LIVE) { nodes { documents { url } } } }";

async fn a_link(running: &Running) -> String {
    let (_, answer) = running.ask("", DOCUMENTS).await;
    let url = &answer["data"]["invoices"]["nodes"][0]["documents"][0]["url"];
    url.as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

#[tokio::test]
async fn a_link_is_good_until_another_key_is_configured() {
    let vendors = Vendors::open(Some(64), false).await;
    let sales = account(&vendors, "sales", "moneybird", "");
    let running = Running::start(&format!("{OLD_AGE}{sales}")).await;
    let link = a_link(&running).await;
    assert_eq!(running.open(&link).await, 200);
    let changes = running.reload(&format!("{OLD_AGE}{sales}[files]\nlink_life = \"1m\"\n"));
    assert_eq!(changes.to_string(), "files");
    assert_eq!(
        running.open(&link).await,
        200,
        "no key was configured, and none is"
    );
    let key = "[files]\nsigning_key = \"0123456789abcdef\"\n";
    running.reload(&format!("{OLD_AGE}{sales}{key}"));
    assert_eq!(running.open(&link).await, 404);
    let link = a_link(&running).await;
    running.reload(&format!("{OLD_AGE}{sales}{key}[limits]\ndepth = 14\n"));
    assert_eq!(running.open(&link).await, 200);
    // Whose account is gone has no file.
    let other = account(&vendors, "trucks", "dashdoc", "");
    running.reload(&format!("{OLD_AGE}{other}{key}"));
    assert_eq!(running.open(&link).await, 404);
}

#[tokio::test]
async fn a_list_of_documents_is_read_again_though_its_name_is_the_same() {
    let vendors = Vendors::open(Some(64), false).await;
    let sales = account(&vendors, "sales", "moneybird", "");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("documents.json");
    let config =
        format!("[server]\npersisted_documents = {path:?}\npersisted_only = true\n{sales}");
    fs::write(&path, r#"{"one": "{ accounts { id } }"}"#).unwrap();
    let running = Running::start(&config).await;
    let by_name =
        async |name: &str| running.send("", &json!({ "documentId": name })).await.0 == 200;
    assert_eq!((by_name("one").await, by_name("two").await), (true, false));
    fs::write(&path, r#"{"two": "{ providers { id } }"}"#).unwrap();
    let changes = running.reload(&config);
    assert_eq!(changes.to_string(), "server.persisted_documents");
    assert_eq!((by_name("one").await, by_name("two").await), (false, true));
}
