//! What the environment says of proxies, which is nothing to the gateway.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::json;

use crate::{
    http::process::{Folder, Process},
    vendors::{Vendors, listen},
};

#[tokio::test]
async fn a_proxy_that_the_environment_names_hears_nothing() {
    let (proxy, address) = listen().await;
    let heard = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&heard);
    let listening = tokio::spawn(async move {
        while let Ok(connection) = proxy.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            drop(connection);
        }
    });
    let vendors = Vendors::open(Some(8), false).await;
    let account = |id: &str, url: &str| {
        format!(
            "[[accounts]]\nid = \"{id}\"\nprovider = \"moneybird\"\nadministration_id = \"123\"\ntoken = \"sandbox\"\n\
             base_url = \"{url}/moneybird/api/v2\"\n"
        )
    };
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n{}{}",
        account("plain", &format!("http://{}", vendors.address)),
        // Nobody is there; a proxy would be asked for a tunnel.
        account("secure", "https://127.0.0.1:1"),
    );
    let folder = Folder::new("proxy");
    let config = folder.write("gateway.toml", &text);
    let names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
    let mut environment = "export NO_PROXY= no_proxy=".to_owned();
    for name in names
        .iter()
        .flat_map(|name| [(*name).to_owned(), name.to_lowercase()])
    {
        environment += &format!(" {name}=http://{address}");
    }
    let process = Process::start(&config, Some(&environment)).await;
    let list = "{ invoices(first: 1, freshness: LIVE) { nodes { id } accounts { account { id } error { code } } } }";
    let told = process.ask(list, &json!({})).await;
    let list = &told["data"]["invoices"];
    assert_eq!(list["nodes"].as_array().map(Vec::len), Some(1), "{told}");
    let failed = json!([
        {"account": {"id": "plain"}, "error": null},
        {"account": {"id": "secure"}, "error": {"code": "UNAVAILABLE"}},
    ]);
    assert_eq!(list["accounts"], failed, "{told}");
    assert_eq!(heard.load(Ordering::Relaxed), 0);
    listening.abort();
}
