//! Many at once: afterwards the gateway holds what the books hold, nothing is lost and nothing is there twice.

mod locked;
mod manner;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{
    desk::{Desk, native_id},
    house::{House, Plan},
    promise,
};
use manner::Manner;

pub(crate) fn trials() -> Vec<Trial> {
    let of = |account| {
        vec![
            promise(account, "writers_of_one_invoice_lose_nothing", one_invoice),
            promise(
                account,
                "writers_of_two_gateways_lose_nothing",
                two_gateways,
            ),
            promise(account, "the_same_key_at_once_pays_once", same_key_at_once),
            promise(
                account,
                "a_write_during_a_refresh_is_not_undone_by_it",
                during_a_refresh,
            ),
            promise(
                account,
                "what_a_rate_limit_refused_is_done_once_later",
                rate_limited,
            ),
        ]
    };
    let accounts = [
        "moneybird",
        "moneybird-external",
        "invoice-ninja",
        "dashdoc",
    ];
    let trials = accounts.into_iter().flat_map(of);
    trials.chain(locked::trials()).collect()
}

/// The nth write, under a key of its own.
async fn write(house: &House, account: &'static str, invoice: &str, nth: usize) -> Value {
    let (mutation, kind, mut input, selection) = Manner::of(account).write(nth);
    let query = format!(
        "mutation ($input: {kind}!) {{ told: {mutation}(input: $input) {{
            outcome userErrors {{ code message }} {selection}
        }} }}"
    );
    input["invoiceId"] = json!(invoice);
    input["idempotencyKey"] = json!(format!("key-{nth}"));
    // What was written may not be readable at once, which is told beside what became of the write.
    let answer = house.ask(&query, json!({"input": input})).await;
    let told = answer["data"]["told"].clone();
    assert!(told["outcome"].is_string(), "{answer:#}");
    told
}

fn is_applied(told: &Value) {
    assert_eq!(told["outcome"], json!("APPLIED"), "{told:#}");
}

/// All that a gateway knows of the account.
async fn known(house: &House, account: &'static str, freshness: &str) -> Value {
    let nodes = Manner::of(account).nodes();
    let query = format!(
        "query ($account: ID!, $freshness: Freshness!) {{
            invoices(first: 250, filter: {{accounts: [$account]}}, freshness: $freshness) {{
                complete totalCount nodes {{ id version {nodes} }}
            }}
        }}"
    );
    let variables = json!({"account": account, "freshness": freshness});
    let data = house.data(&query, variables).await;
    assert_eq!(data["invoices"]["complete"], json!(true), "{data:#}");
    data["invoices"].clone()
}

/// Sees that what a gateway holds, unasked, is what one that knows nothing yet is told.
async fn holds_the_books(desk: &Desk, house: &House) {
    let held = known(house, desk.account, "CACHE_ONLY").await;
    let stranger = House::over(Arc::clone(&desk.house.vendors), &Plan::five()).await;
    let told = known(&stranger, desk.account, "LIVE").await;
    for (held, told) in both(&held, &told) {
        assert_eq!(held, told);
    }
    assert_eq!(held["totalCount"], told["totalCount"]);
}

fn both<'a>(one: &'a Value, other: &'a Value) -> impl Iterator<Item = (&'a Value, &'a Value)> {
    let nodes = |all: &'a Value| all["nodes"].as_array().expect("a list").iter();
    nodes(one).zip(nodes(other))
}

async fn refresh(house: &House, account: &str) -> Value {
    let query = "mutation ($id: ID!) { refreshAccount(input: {accountId: $id}) { outcome userErrors { code } } }";
    house.data(query, json!({"id": account})).await["refreshAccount"].clone()
}

async fn one_invoice(desk: Desk) {
    let manner = Manner::of(desk.account);
    let invoice = manner.large(&desk).await;
    desk.house.load().await;
    let all = manner.at_once();
    let writes = (0..all).map(|nth| write(&desk.house, desk.account, &invoice, nth));
    let told = join_all(writes).await;
    told.iter().for_each(is_applied);
    for (nth, told) in told.iter().enumerate() {
        assert!(
            manner.is_its_own(told, nth),
            "each is told its own: {told:#}"
        );
    }
    manner.has_each_once(&desk.book(&invoice).await, 0..all);
    holds_the_books(&desk, &desk.house).await;
}

async fn two_gateways(desk: Desk) {
    let manner = Manner::of(desk.account);
    let invoice = manner.large(&desk).await;
    let other = House::over(Arc::clone(&desk.house.vendors), &Plan::five()).await;
    desk.house.load().await;
    other.load().await;
    let all = manner.at_once() / 2;
    let writes = (0..all).map(|nth| {
        let house = if nth % 4 < 2 { &desk.house } else { &other };
        write(house, desk.account, &invoice, nth)
    });
    join_all(writes).await.iter().for_each(is_applied);
    manner.has_each_once(&desk.book(&invoice).await, 0..all);
    for house in [&desk.house, &other] {
        assert_eq!(
            refresh(house, desk.account).await["outcome"],
            json!("APPLIED")
        );
        holds_the_books(&desk, house).await;
    }
}

async fn same_key_at_once(desk: Desk) {
    let manner = Manner::of(desk.account);
    let invoice = manner.large(&desk).await;
    desk.house.forget_calls().await;
    let writes = (0..10).map(|_| write(&desk.house, desk.account, &invoice, 0));
    let told = join_all(writes).await;
    told.iter().for_each(is_applied);
    assert!(told.iter().all(|one| *one == told[0]), "{told:#?}");
    assert_eq!(desk.writes().await.len(), 1, "it was sent once");
    manner.has_each_once(&desk.book(&invoice).await, 0..1);
}

/// How late the answers to reads arrive.
const LATE: Duration = Duration::from_millis(1500);

/// What every reader must find once the writer was told that it was done.
#[derive(Clone, Debug, Default)]
struct Told {
    /// Which writes of the large invoice.
    written: Vec<usize>,
    /// Ids of invoices that were made.
    made: Vec<String>,
    /// Ids of invoices that were deleted.
    gone: Vec<String>,
}

async fn during_a_refresh(desk: Desk) {
    let manner = Manner::of(desk.account);
    let invoice = manner.large(&desk).await;
    let told = Mutex::new(Told::default());
    for (round, (method, path)) in manner.reads().into_iter().enumerate() {
        let doomed = manner.large(&desk).await;
        desk.house.load().await;
        // Both change behind the gateway, so that the refresh reads them.
        let ids = [native_id(&invoice), native_id(&doomed)];
        let set = manner.change(round);
        let edit = json!({"resource": desk.account, "ids": ids, "set": set});
        desk.house.control(json!({"edit": edit})).await;
        let fault = json!({
            "resource": desk.account, "method": method, "path": path, "times": 1,
            "answer": {"late_ms": LATE.as_millis() as u64},
        });
        desk.house.control(json!({"fault": {"add": fault}})).await;
        late_refresh(&desk, &invoice, &doomed, &told).await;
    }
    let written = told.lock().expect("nobody panicked").written.clone();
    manner.has_each_once(&desk.book(&invoice).await, written.into_iter());
    holds_the_books(&desk, &desk.house).await;
}

/// Writes in the midst of a late answer: that was made before the write and arrives after it.
async fn late_refresh(desk: &Desk, invoice: &str, doomed: &str, told: &Mutex<Told>) {
    let over = AtomicBool::new(false);
    let refreshing = async {
        let refreshed = refresh(&desk.house, desk.account).await;
        over.store(true, Ordering::Relaxed);
        assert_eq!(refreshed["outcome"], json!("APPLIED"));
    };
    let writing = async {
        sleep(LATE / 5).await;
        write_all(desk, invoice, doomed, told).await;
        let is_over = over.load(Ordering::Relaxed);
        assert!(
            !is_over,
            "too slow a machine: the writes came after the refresh"
        );
    };
    let watching = async {
        while !over.load(Ordering::Relaxed) {
            let told = told.lock().expect("nobody panicked").clone();
            is_seen(desk, invoice, &told).await;
            sleep(LATE / 20).await;
        }
    };
    tokio::join!(refreshing, writing, watching);
    let told = told.lock().expect("nobody panicked").clone();
    is_seen(desk, invoice, &told).await;
}

/// Writes, makes an invoice and, where the vendor lets it, deletes another, and says so.
async fn write_all(desk: &Desk, invoice: &str, doomed: &str, told: &Mutex<Told>) {
    let manner = Manner::of(desk.account);
    let round = told.lock().expect("nobody panicked").written.len();
    let mut input = manner.new_invoice(&desk.book(invoice).await, round);
    input["accountId"] = json!(desk.account);
    let create = "mutation ($input: CreateInvoiceInput!) { told: createInvoice(input: $input) { outcome invoice { id } } }";
    let delete = "mutation ($input: InvoicesActionInput!) { told: deleteInvoices(input: $input) { outcome } }";
    let deleting = async {
        if manner.deletes() {
            let input = json!({"input": {"invoiceIds": [doomed]}});
            is_applied(&desk.house.data(delete, input).await["told"]);
        }
    };
    let (written, made, ()) = tokio::join!(
        write(&desk.house, desk.account, invoice, 2 * round),
        desk.house.data(create, json!({"input": input})),
        deleting,
    );
    is_applied(&written);
    is_applied(&made["told"]);
    let mut told = told.lock().expect("nobody panicked");
    told.written.push(2 * round);
    let made = made["told"]["invoice"]["id"].as_str().expect("an id");
    told.made.push(made.to_owned());
    if manner.deletes() {
        told.gone.push(doomed.to_owned());
    }
}

/// Sees that the gateway, which asks nobody, knows of all that was told to be done.
async fn is_seen(desk: &Desk, invoice: &str, told: &Told) {
    let held = known(&desk.house, desk.account, "CACHE_ONLY").await;
    let nodes = held["nodes"].as_array().expect("a list");
    let find = |id: &str| nodes.iter().find(|node| node["id"] == json!(id));
    let now = find(invoice).expect("it is held");
    for nth in &told.written {
        assert!(
            Manner::of(desk.account).shows(now, *nth),
            "{nth} in {now:#}"
        );
    }
    assert!(
        told.made.iter().all(|id| find(id).is_some()),
        "{told:?} in {held:#}"
    );
    assert!(
        told.gone.iter().all(|id| find(id).is_none()),
        "{told:?} in {held:#}"
    );
}

/// The vendor allows fewer calls than the writers need: what it refused was not done, and is done when it is asked again.
async fn rate_limited(desk: Desk) {
    let manner = Manner::of(desk.account);
    let invoice = manner.large(&desk).await;
    desk.house.load().await;
    desk.house.control(manner.limit()).await;
    let all = manner.at_once().min(12);
    let mut open: Vec<usize> = (0..all).collect();
    let (mut refused, until) = (0, Instant::now() + Duration::from_secs(60));
    while !open.is_empty() {
        assert!(Instant::now() < until, "{open:?} are still refused");
        let writes = open.iter();
        let writes = writes.map(|nth| write(&desk.house, desk.account, &invoice, *nth));
        let told = join_all(writes).await;
        let mut rest = Vec::new();
        for (nth, told) in open.into_iter().zip(told) {
            if told["outcome"] == json!("APPLIED") {
                continue;
            }
            assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
            assert_eq!(
                told["userErrors"][0]["code"],
                json!("RATE_LIMITED"),
                "{told:#}"
            );
            refused += 1;
            rest.push(nth);
        }
        open = rest;
        sleep(Duration::from_millis(100)).await;
    }
    assert!(refused > 0, "the vendor refused nothing");
    manner.has_each_once(&desk.book(&invoice).await, 0..all);
    desk.house.control(json!({"rate_limit": false})).await;
    // What could not be read again because of the limit is read by the next refresh.
    while refresh(&desk.house, desk.account).await["outcome"] != json!("APPLIED") {
        assert!(Instant::now() < until, "it is still not refreshed");
        sleep(Duration::from_millis(100)).await;
    }
    holds_the_books(&desk, &desk.house).await;
}
