//! Time and memory of a filtered, sorted page over many cached invoices.
//!
//! What it measures: loading one account of 100,000 invoices over real HTTP from the simulator (another process), the
//! memory that this process holds afterwards, and how long one page of 50 takes then, for several filters and orders,
//! first page and deep page, with and without counting all that match.
//!
//! What it leaves out: GraphQL, JSON and HTTP towards clients; quotas (they are lifted); several accounts.
//!
//! How to run it: `cargo bench --bench snapshot`, or `cargo bench --bench snapshot -- 20000` for another number.
//! Read ratios, not absolute times: machines differ.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use invoice_gateway::{
    config::Config,
    domain::{Currency, InvoiceStatus},
    gateway,
    snapshot::{Accounts, Filter, Freshness, Listing, Order, OrderField, PageArguments, Range},
};

const ROUNDS: usize = 200;

/// The program's own allocator: memory is measured as it is used.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The simulator in its own process, ended with this one.
struct Simulator(Child, String);

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Simulator {
    fn start(invoices: usize) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_invoice-gateway"))
            .args(["sandbox", "--listen", "127.0.0.1:0", "--no-rate-limit"])
            .args(["--invoices", &invoices.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the simulator starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let address = loop {
            let line = lines
                .next()
                .expect("it says where it listens")
                .expect("its output is text");
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split(['/', ' ']).next().unwrap_or_default().to_owned();
            }
        };
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self(child, address)
    }
}

fn main() {
    // The harness of cargo passes `--bench`.
    let invoices = std::env::args()
        .skip(1)
        .find_map(|word| word.parse().ok())
        .unwrap_or(100_000);
    let simulator = Simulator::start(invoices);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    runtime.block_on(measure(&simulator.1, invoices));
}

async fn measure(address: &str, invoices: usize) {
    let text = format!(
        "[[accounts]]\nid = \"bench\"\nprovider = \"moneybird\"\nadministration_id = \"123\"\ntoken = \"sandbox\"\n\
         base_url = \"http://{address}/moneybird/api/v2\"\nquota_calls = 1000000\n\
         [cache]\nrefresh = \"12h\"\nmax_age = \"24h\"\nstale_for = \"48h\"\n[limits]\ndeadline = \"10m\"\n"
    );
    let config = Config::parse(&text, "bench.toml", |_: &str| None).expect("the config is right");
    let accounts = gateway::accounts(&config).expect("the account works");
    let before = resident_bytes();
    let start = Instant::now();
    let first = Listing {
        freshness: Freshness::Live,
        ..listing(Filter::default(), Order::NEWEST, true)
    };
    let page = accounts.invoices(&first).await.expect("the list is read");
    assert_eq!(
        (page.complete, page.total),
        (true, Some(invoices)),
        "{:?}",
        page.accounts
    );
    println!(
        "{invoices} invoices loaded in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    let held = resident_bytes().saturating_sub(before);
    let (text, packed) = document_bytes(&accounts).await;
    println!(
        "memory {} MB, {} bytes an invoice; its document is {text} bytes of text, held packed in {packed}\n",
        held >> 20,
        held / invoices
    );
    println!(
        "{:<58} {:>10} {:>10} {:>8}",
        "page of 50", "median", "p90", "matches"
    );
    for (name, listing) in cases() {
        report(&accounts, name, &listing).await;
    }
}

fn listing(filter: Filter, order: Order, count: bool) -> Listing {
    let page = PageArguments {
        first: Some(50),
        ..PageArguments::default()
    };
    Listing {
        filter,
        order,
        page,
        freshness: Freshness::ByAge,
        count,
    }
}

fn cases() -> Vec<(&'static str, Listing)> {
    let all = Filter::default;
    let newest = Order::NEWEST;
    let by_total = Order {
        field: OrderField::Total,
        descending: true,
    };
    let euro = || Filter {
        currency: Currency::new("EUR").map(|euro| vec![euro]),
        ..all()
    };
    let since = Filter {
        updated_since: "2020-01-01T00:00:00Z".parse().ok(),
        ..all()
    };
    let open = Filter {
        status: Some(vec![InvoiceStatus::Open, InvoiceStatus::PartiallyPaid]),
        ..euro()
    };
    let late = Filter {
        overdue: Some(true),
        ..euro()
    };
    let rare = Filter {
        number: Some(vec!["1900-0001".to_owned()]),
        ..all()
    };
    let ages_ago = Range {
        from: None,
        to: "1990-01-01".parse().ok(),
    };
    let words = Filter {
        search: vec!["nowhere to be found".to_owned()],
        ..all()
    };
    vec![
        ("all, newest first", listing(all(), newest, false)),
        ("all, newest first, counted", listing(all(), newest, true)),
        (
            "changed since 2020 (all match), newest first",
            listing(since.clone(), newest, false),
        ),
        (
            "changed since 2020 (all match), counted",
            listing(since, newest, true),
        ),
        (
            "open, euro, largest first",
            listing(open.clone(), by_total, false),
        ),
        (
            "open, euro, largest first, counted",
            listing(open, by_total, true),
        ),
        (
            "overdue, euro, largest first, counted",
            listing(late, by_total, true),
        ),
        (
            "none match: issued before 1990, counted",
            listing(
                Filter {
                    issue_date: ages_ago,
                    ..all()
                },
                newest,
                true,
            ),
        ),
        ("none match: number, counted", listing(rare, newest, true)),
        ("none match: search, counted", listing(words, newest, true)),
    ]
}

async fn report(accounts: &Accounts, name: &str, listing: &Listing) {
    let mut times: Vec<Duration> = Vec::with_capacity(ROUNDS);
    let mut matches = None;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let page = accounts.invoices(listing).await.expect("the page is made");
        times.push(start.elapsed());
        matches = page.total;
    }
    times.sort();
    let show = |time: Duration| format!("{:.3} ms", time.as_secs_f64() * 1e3);
    let matches = matches.map_or("-".to_owned(), |count| count.to_string());
    println!(
        "{name:<58} {:>10} {:>10} {matches:>8}",
        show(times[ROUNDS / 2]),
        show(times[ROUNDS * 9 / 10])
    );
}

/// The mean length of the vendor's documents as text, and packed as they are held.
async fn document_bytes(accounts: &Accounts) -> (usize, usize) {
    let (mut text, mut packed, mut count, mut after) = (0, 0, 0, None);
    loop {
        let page = PageArguments {
            first: Some(250),
            after,
            ..PageArguments::default()
        };
        let listing = Listing {
            page,
            ..listing(Filter::default(), Order::NEWEST, false)
        };
        let page = accounts.invoices(&listing).await.expect("the page is made");
        for (entry, _) in &page.rows {
            text += entry.invoice.raw.json().len();
            packed += entry.invoice.raw.packed_bytes();
            count += 1;
        }
        if !page.has_next {
            return (text / count, packed / count);
        }
        after = page.rows.last().map(|(_, cursor)| cursor.clone());
    }
}

/// Memory that this process holds, from the kernel's own count.
fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: usize = statm
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(0);
    pages * 4096
}
