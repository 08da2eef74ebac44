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
    judge, none_is_wrong, planted,
    relay::Manner,
    told_by_the_log,
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

    /// Visits it once, so that visits are known to be counted.
    async fn greet(&self) {
        let control = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await;
        drop(control);
        while self.visits.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
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
            format!("http://[::ffff:7f00:1]:{port}/"),
            format!("http://[0:0:0:0:0:ffff:7f00:0001]:{port}/"),
            format!("http://[::127.0.0.1]:{port}/"),
            format!("http://[64:ff9b::7f00:1]:{port}/"),
            format!("http://[2002:7f00:1::]:{port}/"),
            format!("http://[::1]:{port}/"),
            format!("http://[::]:{port}/"),
            format!("http://0.0.0.0:{port}/"),
            format!("http://017700000001:{port}/"),
            format!("http://0177.0.0.1:{port}/"),
            format!("http://0177.0.0.01:{port}/"),
            format!("http://0x7f.0x0.0x0.0x1:{port}/"),
            format!("http://0X7F000001:{port}/"),
            format!("http://127.0.1:{port}/"),
            format!("http://127.255.255.254:{port}/"),
            format!("http://127.0.0.1.:{port}/"),
            format!("http://\u{ff11}\u{ff12}\u{ff17}.0.0.1:{port}/"),
            format!("http://127\u{3002}0\u{3002}0\u{3002}1:{port}/"),
            format!("http://%31%32%37.0.0.1:{port}/"),
            format!("http://localhost.:{port}/"),
            format!("http://LOCALHOST:{port}/"),
            format!("http://api.localhost:{port}/"),
            format!("http://localhost.localdomain:{port}/"),
            format!("https://storage.moneybird.com.localhost:{port}/"),
            // Names of services that lead to whatever address a name says. Nobody looks them up: they are not known.
            format!("http://127.0.0.1.nip.io:{port}/"),
            format!("https://127-0-0-1.sslip.io:{port}/"),
            format!("https://storage.moneybird.com.127.0.0.1.nip.io:{port}/"),
            format!("https://xmoneybird.com:{port}/"),
            format!("https://moneybird.com.:{port}/"),
            format!("https://moneybird.com:{port}/"),
            format!("http://user:password@127.0.0.1:{port}/"),
            format!("http://:@127.0.0.1:{port}/"),
            format!("http://localhost#@moneybird.com:{port}/"),
            format!("http://127.0.0.1:{port}?@moneybird.com/"),
            format!("http:/127.0.0.1:{port}/"),
            format!("http:127.0.0.1:{port}/"),
            format!("\\\\127.0.0.1:{port}\\"),
            format!("///127.0.0.1:{port}/"),
            format!(" http://127.0.0.1:{port}/ "),
            format!("\thttp://127.0.0.1:{port}/"),
            format!("ht\ttp://127.0.0.1:{port}/"),
            format!("ws://127.0.0.1:{port}/"),
            format!("ftp://127.0.0.1:{port}/"),
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
    stranger.greet().await;
    let leaks = judge::leaks(&world.relay.address.to_string(), &world.place);
    let mut asked = 0;
    for way in stranger.ways() {
        asked += leads_nowhere(&world, &stranger, &way, &known, &paper, &leaks).await;
    }
    none_is_wrong(&told_by_the_log(&world));
    world.relay.behave(Manner::Honest);
    world.load().await;
    println!("{asked} requests over {} ways", stranger.ways().len());
}

/// Lets a vendor point to a place in every way that it can, and sees that nobody goes there.
async fn leads_nowhere(
    world: &World,
    stranger: &Stranger,
    way: &str,
    known: &Known,
    paper: &str,
    leaks: &[String],
) -> usize {
    let mut asked = 0;
    for manner in [Manner::Redirect, Manner::Chain, Manner::Links] {
        let manner = manner(way.to_owned());
        world.relay.behave(manner.clone());
        for bytes in requests(known, paper) {
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
    asked
}

/// The names, other than `localhost`, that this machine itself leads to an address of its own.
fn own_names() -> Vec<String> {
    let hosts = std::fs::read_to_string("/etc/hosts").unwrap_or_default();
    let lines = hosts.lines().filter_map(|line| line.split('#').next());
    let mut names: Vec<String> = lines
        .filter_map(|line| line.split_once(char::is_whitespace))
        .filter(|(address, _)| {
            let address = address.parse::<std::net::IpAddr>();
            address.is_ok_and(|address| address.is_loopback())
        })
        .flat_map(|(_, names)| names.split_whitespace().map(str::to_ascii_lowercase))
        .filter(|name| name != "localhost")
        .filter(|name| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
            name.bytes().all(is_plain)
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A name of the config is trusted as a name: where it leads to this network, whoever answers for it made it so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trusted_name_that_leads_to_this_network_is_not_followed() {
    let names = own_names();
    if names.is_empty() {
        println!("this machine has no name of its own to be led to");
        return;
    }
    let world = World::open(Plan {
        refresh: "1ms",
        account: format!("file_hosts = {names:?}\n"),
        ..Plan::new("names")
    })
    .await;
    world.load().await;
    let known = Known::of(&world).await;
    let paper = dashdoc(&world).await;
    let stranger = Stranger::open().await;
    stranger.greet().await;
    let leaks = judge::leaks(&world.relay.address.to_string(), &world.place);
    let mut asked = 0;
    for name in &names {
        for scheme in ["http", "https"] {
            let way = format!("{scheme}://{name}:{}/", stranger.port);
            // It is the address that is refused, and not the name.
            world.relay.behave(Manner::Redirect(way.clone()));
            let sent = Wire::of(get(planted::READER, &known.link));
            let told = world.send(&sent).await.text();
            assert!(told.contains("an address that is not public"), "{told}");
            asked += leads_nowhere(&world, &stranger, &way, &known, &paper, &leaks).await;
        }
    }
    none_is_wrong(&told_by_the_log(&world));
    println!("{asked} requests over {names:?}");
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
