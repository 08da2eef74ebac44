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

mod harness;

use std::time::Instant;

use invoice_gateway::{
    config::Config,
    gateway,
    snapshot::{Filter, Freshness, Listing, Order},
};

use crate::harness::{
    Simulator, cases, heading, invoices, listing, resident_bytes, run, show_memory, time_page,
};

/// The program's own allocator: memory is measured as it is used.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let invoices = invoices();
    let simulator = Simulator::start(invoices);
    run(measure(&simulator.1, invoices));
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
    show_memory(&accounts, before, invoices).await;
    heading("page of 50");
    for (name, listing) in cases() {
        time_page(&accounts, name, &listing).await;
    }
}
