//! What the benches share: the simulator in a process of its own, pages to ask for, and how time and memory are measured.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use invoice_gateway::{
    domain::{Currency, InvoiceStatus},
    snapshot::{Accounts, Filter, Freshness, Listing, Order, OrderField, PageArguments, Range},
};

/// How often each case is tried.
const ROUNDS: usize = 200;

/// The simulator in its own process, ended with this one.
pub(crate) struct Simulator(Child, pub(crate) String);

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Simulator {
    pub(crate) fn start(invoices: usize) -> Self {
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

/// How many invoices to measure with: what the command line says, else a hundred thousand.
pub(crate) fn invoices() -> usize {
    // The harness of cargo passes `--bench`.
    let mut words = std::env::args().skip(1);
    words.find_map(|word| word.parse().ok()).unwrap_or(100_000)
}

/// Runs what asks, and what refreshes behind it.
pub(crate) fn run(measure: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().build().expect("a runtime starts");
    runtime.block_on(measure);
}

/// A page of 50.
pub(crate) fn listing(filter: Filter, order: Order, count: bool) -> Listing {
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

/// Pages to ask for, by name.
pub(crate) fn cases() -> Vec<(&'static str, Listing)> {
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
            "changed since 2020 (most match), newest first",
            listing(since.clone(), newest, false),
        ),
        (
            "changed since 2020 (most match), counted",
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

/// Begins a table.
pub(crate) fn heading(what: &str) {
    println!(
        "\n{what:<58} {:>10} {:>10} {:>8}",
        "median", "p90", "matches"
    );
}

/// Tries something many times and shows how long it took; it tells how many matched, if it counts them.
pub(crate) async fn time(name: &str, ask: impl AsyncFn() -> Option<usize>) {
    let mut times: Vec<Duration> = Vec::with_capacity(ROUNDS);
    let mut matches = None;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        matches = ask().await;
        times.push(start.elapsed());
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

/// Times a page.
pub(crate) async fn time_page(accounts: &Accounts, name: &str, listing: &Listing) {
    let ask = async || {
        let page = accounts.invoices(listing).await;
        page.expect("the page is made").total
    };
    time(name, ask).await;
}

/// Shows what is held of so many invoices, where this was held before.
pub(crate) async fn show_memory(accounts: &Accounts, before: usize, invoices: usize) {
    let held = resident_bytes().saturating_sub(before);
    let (text, packed) = document_bytes(accounts).await;
    println!(
        "memory {} MB, {} bytes an invoice; its document is {text} bytes of text, held packed in {packed}",
        held >> 20,
        held / invoices
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
pub(crate) fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: usize = statm
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(0);
    pages * 4096
}
