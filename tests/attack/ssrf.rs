//! A vendor that lies about where things are: nothing that an answer points to is asked, unless the config knows it.
//!
//! What a host that the config names gets, and that it does not get the token, is asserted in `tests/it/files/redirects.rs`;
//! which addresses are public, beside the code that tells.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpListener, task::JoinHandle};

use crate::{
    attack::{get, post},
    families::Known,
    judge, planted,
    relay::Manner,
    wire::Wire,
    world::{Plan, World},
};

/// Somebody on this machine whom nobody may be led to.
struct Stranger {
    port: u16,
    visits: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Stranger {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let visits = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&visits);
        let task = tokio::spawn(async move {
            while let Ok((mut visitor, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = visitor
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]")
                    .await;
            }
        });
        Self { port, visits, task }
    }

    /// Every way to point at it, and at others who are never to be asked.
    fn ways(&self) -> Vec<String> {
        let port = self.port;
        vec![
            format!("http://127.0.0.1:{port}/"),
            format!("http://localhost:{port}/"),
            format!("http://127.1:{port}/"),
            format!("http://2130706433:{port}/"),
            format!("http://0x7f000001:{port}/"),
            format!("http://0:{port}/"),
            format!("http://[::ffff:127.0.0.1]:{port}/"),
            format!("https://127.0.0.1:{port}/"),
            format!("//127.0.0.1:{port}/"),
            format!("http://moneybird.com@127.0.0.1:{port}/"),
            format!("http://127.0.0.1:{port}\\@moneybird.com/"),
            "http://169.254.169.254/latest/meta-data/".to_owned(),
            "http://[fd00:ec2::254]/latest/meta-data/".to_owned(),
            "file:///etc/passwd".to_owned(),
            "gopher://127.0.0.1:6379/_INFO".to_owned(),
            "data:application/pdf,%25PDF".to_owned(),
            "javascript:alert(1)".to_owned(),
            "http://".to_owned(),
        ]
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_that_points_elsewhere_leads_nobody_there() {
    let world = World::open(Plan {
        refresh: "1ms",
        ..Plan::new("ssrf")
    })
    .await;
    world.load().await;
    let known = Known::of(&world).await;
    let paper = dashdoc(&world).await;
    let stranger = Stranger::open().await;
    let control = tokio::net::TcpStream::connect(("127.0.0.1", stranger.port)).await;
    drop(control);
    while stranger.visits.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    let leaks = judge::leaks(&world.relay.address.to_string(), &world.place);
    let mut asked = 0;
    for way in stranger.ways() {
        for manner in [
            Manner::Redirect(way.clone()),
            Manner::Chain(way.clone()),
            Manner::Links(way.clone()),
        ] {
            world.relay.behave(manner.clone());
            for bytes in requests(&known, &paper) {
                let answer = world.send(&Wire::of(bytes)).await;
                let text = answer.text();
                assert!(answer.status.is_some() && !answer.hung, "{manner:?}");
                assert!(!text.contains("INTERNAL"), "{manner:?}: {text}");
                let leak = leaks.iter().find(|leak| text.contains(*leak));
                assert!(leak.is_none(), "{manner:?} tells {leak:?}: {text}");
                let visits = stranger.visits.load(Ordering::SeqCst);
                assert_eq!(visits, 1, "{manner:?} led there: {text}");
                asked += 1;
            }
        }
    }
    assert!(!world.process.log().contains("panicked"));
    world.relay.behave(Manner::Honest);
    world.load().await;
    println!("{asked} requests over {} ways", stranger.ways().len());
}

/// A link to a document of Dashdoc, which names the place of each file in its answers.
async fn dashdoc(world: &World) -> String {
    let query = "{ invoices(first: 250, filter: {accounts: [\"dashdoc\"]}) { nodes { documents { url } } } }";
    let told = world.data(planted::READER, query, json!({})).await;
    let invoices = told["invoices"]["nodes"].as_array().unwrap();
    let mut links = invoices
        .iter()
        .filter_map(|one| one["documents"][0]["url"].as_str());
    links.next_back().unwrap().to_owned()
}

/// Reads, a write and files.
fn requests(known: &Known, paper: &str) -> Vec<Vec<u8>> {
    let lists = "{ invoices(first: 3, freshness: LIVE) { nodes { id } accounts { state error { code } } } }";
    let notes =
        "query ($id: ID!) { invoice(id: $id) { number notes { text } timeline { __typename } } }";
    let write = "mutation ($id: ID!) { addNote(input: {invoiceId: $id, text: \"a\"}) { outcome userErrors { code } } }";
    let ask = |query: &str| {
        let body = json!({"query": query, "variables": {"id": known.invoice}});
        post(planted::WRITER, body.to_string())
    };
    let files = [&known.link, paper].map(|link| get(planted::READER, link));
    [lists, notes, write]
        .map(ask)
        .into_iter()
        .chain(files)
        .collect()
}
