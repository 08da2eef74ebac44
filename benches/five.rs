//! Time and memory of pages, sums and searches over five accounts, one of each provider.
//!
//! What it measures: loading 100,000 invoices, a fifth of them at each vendor, over real HTTP from the simulators (another
//! process), all accounts side by side; the memory that this process holds afterwards; and how long it takes then to make
//! one page of 50 over all five, for several filters and orders, first and deep; sums, split in several ways; searches that
//! match much, little and nothing; a page of payments, a page of customers.
//!
//! What it leaves out: GraphQL, JSON and HTTP towards clients; quotas (they are lifted); the vendors' own time, of which the
//! simulators take little; refreshes.
//!
//! How to run it: `cargo bench --bench five`, or `cargo bench --bench five -- 20000` for another number.
//! Read ratios, not absolute times: machines differ.

mod harness;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use invoice_gateway::{
    config::Config,
    gateway,
    snapshot::{
        Accounts, Filter, Freshness, Listing, Order, PageArguments, PaymentFilter, SummaryKey,
    },
};

use crate::harness::{
    Simulator, cases, heading, invoices, listing, resident_bytes, run, show_memory, time, time_page,
};

/// The program's own allocator: memory is measured as it is used.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The providers, and where each is below the simulators' address.
const PROVIDERS: [(&str, &str); 5] = [
    ("moneybird", "/moneybird/api/v2"),
    ("moneybird-external", "/moneybird/api/v2"),
    ("invoice-ninja", "/invoice-ninja"),
    ("dashdoc", "/dashdoc/api/v4"),
    ("i3d", "/i3d"),
];

fn main() {
    let each = invoices() / PROVIDERS.len();
    let simulator = Simulator::start(each);
    run(measure(&simulator.1, each));
}

async fn measure(address: &str, each: usize) {
    let all = each * PROVIDERS.len();
    let config = Config::parse(&config(address), "bench.toml", |_: &str| None);
    let config = config.expect("the config is right");
    let accounts = gateway::accounts(&config).expect("the accounts work");
    let before = resident_bytes();
    load(&accounts, all).await;
    show_memory(&accounts, before, all).await;
    let deep = Listing {
        page: PageArguments {
            first: Some(50),
            after: Some(halfway(&accounts, all / 2).await),
            ..PageArguments::default()
        },
        ..everything(Filter::default())
    };
    heading("page of 50 over five accounts");
    time_page(&accounts, "all, newest first, halfway down", &deep).await;
    for (name, listing) in cases() {
        time_page(&accounts, name, &listing).await;
    }
    searches(&accounts, &deep).await;
    summaries(&accounts).await;
    others(&accounts).await;
}

fn config(address: &str) -> String {
    let account = |(slug, path): &(&str, &str)| {
        let administration = match slug.starts_with("moneybird") {
            true => "administration_id = \"123\"\n",
            false => "",
        };
        format!(
            "[[accounts]]\nid = \"{slug}\"\nprovider = \"{slug}\"\ntoken = \"sandbox\"\n{administration}\
             base_url = \"http://{address}{path}\"\nquota_calls = 1000000\n"
        )
    };
    let accounts: String = PROVIDERS.iter().map(account).collect();
    accounts
        + "[cache]\nrefresh = \"12h\"\nmax_age = \"24h\"\nstale_for = \"48h\"\n[limits]\ndeadline = \"10m\"\n"
}

/// What a filter lets through, newest first, counted.
fn everything(filter: Filter) -> Listing {
    listing(filter, Order::NEWEST, true)
}

/// Loads all accounts side by side, and shows when each was there.
async fn load(accounts: &Accounts, all: usize) {
    let start = Instant::now();
    let live = Listing {
        freshness: Freshness::Live,
        ..everything(Filter::default())
    };
    let mut arrived: BTreeMap<String, Duration> = BTreeMap::new();
    let loading = accounts.invoices(&live);
    tokio::pin!(loading);
    let page = loop {
        let page = tokio::time::timeout(Duration::from_millis(10), &mut loading).await;
        for state in accounts
            .states()
            .iter()
            .filter(|state| state.fetched_at.is_some())
        {
            let id = state.account.id.to_string();
            arrived.entry(id).or_insert_with(|| start.elapsed());
        }
        if let Ok(page) = page {
            break page.expect("the list is read");
        }
    };
    assert!(page.complete, "{:?}", page.accounts);
    println!(
        "{all} invoices loaded in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    for (account, time) in arrived {
        println!("  {account:<20} {:>6.1} s", time.as_secs_f64());
    }
}

/// The cursor after so many rows.
async fn halfway(accounts: &Accounts, rows: usize) -> String {
    let mut after = None;
    for _ in 0..rows.div_ceil(250) {
        let page = PageArguments {
            first: Some(250),
            after,
            ..PageArguments::default()
        };
        let listing = Listing {
            page,
            count: false,
            ..everything(Filter::default())
        };
        let page = accounts.invoices(&listing).await.expect("the page is made");
        after = page.rows.last().map(|(_, cursor)| cursor.clone());
    }
    after.expect("there are rows")
}

/// Searches for words of an invoice from the middle.
async fn searches(accounts: &Accounts, deep: &Listing) {
    let page = accounts.invoices(deep).await.expect("the page is made");
    let mut named = page.rows.iter().map(|(entry, _)| &entry.invoice);
    let invoice = named
        .find(|invoice| invoice.number.is_some() && invoice.customer.is_some())
        .expect("some have both");
    let number = invoice.number.as_deref().unwrap_or_default().to_lowercase();
    let customer = invoice
        .customer
        .as_ref()
        .and_then(|party| party.name.as_deref());
    let customer = customer.unwrap_or_default().to_lowercase();
    heading("search, page of 50");
    for (name, text) in [
        ("a letter that most have", "e".to_owned()),
        ("a customer", customer),
        ("a number", number),
        ("two words that nobody has", "nowhere found".to_owned()),
    ] {
        let search = text.split_whitespace().map(str::to_owned).collect();
        let filter = Filter {
            search,
            ..Filter::default()
        };
        time_page(accounts, name, &everything(filter)).await;
    }
}

async fn summaries(accounts: &Accounts) {
    use SummaryKey::{Account, Customer, IssueMonth, Status};
    heading("summary (groups as matches)");
    let late = Filter {
        overdue: Some(true),
        ..Filter::default()
    };
    for (name, filter, split) in [
        ("all", Filter::default(), &[][..]),
        (
            "all, by account and status",
            Filter::default(),
            &[Account, Status],
        ),
        ("all, by month of issue", Filter::default(), &[IssueMonth]),
        ("all, by customer", Filter::default(), &[Customer]),
        ("overdue, by customer", late, &[Customer]),
    ] {
        let ask = async || {
            let summary = accounts.summary(&filter, split, Freshness::ByAge).await;
            Some(summary.expect("the sums are made").groups.len())
        };
        time(name, ask).await;
    }
}

async fn others(accounts: &Accounts) {
    heading("other lists, page of 50");
    let page = PageArguments::default();
    let payments = async || {
        let filter = PaymentFilter::default();
        let page = accounts.payments(&filter, &page, Freshness::ByAge).await;
        page.expect("the page is made").total
    };
    time("payments, newest first", payments).await;
    let customers = async || {
        let page = accounts.customers(None, &[], &page, Freshness::ByAge).await;
        page.expect("the page is made").total
    };
    time("customers, by name", customers).await;
}
