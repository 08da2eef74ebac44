//! Many at once: afterwards the gateway holds what the books hold, nothing is lost and nothing is there twice.

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
    moneybird::added,
    promise,
};

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
    let mut trials = of("moneybird");
    trials.extend(of("moneybird-external"));
    trials
}

/// An invoice of a million, so that no payment here settles it.
async fn large(desk: &Desk) -> String {
    let line = json!({"description": "Ship", "price": "1000000", "amount": "1", "tax_rate": "0"});
    added(desk, json!({"state": "open", "details": [line]})).await
}

/// The nth payment or note.
async fn write(house: &House, invoice: &str, nth: usize) -> Value {
    let selection = "outcome userErrors { code message }";
    let (query, input) = if nth.is_multiple_of(2) {
        let query = format!(
            "mutation ($input: CreatePaymentInput!) {{ told: createPayment(input: $input) {{ {selection} payment {{ reference }} }} }}"
        );
        let reference = format!("T-{nth}");
        let input = json!({"amount": format!("{}.01", nth + 1), "date": "2026-05-01", "reference": reference});
        (query, input)
    } else {
        let query = format!(
            "mutation ($input: AddNoteInput!) {{ told: addNote(input: $input) {{ {selection} note {{ text }} }} }}"
        );
        (query, json!({"text": format!("Note {nth}")}))
    };
    let mut input = input;
    input["invoiceId"] = json!(invoice);
    input["idempotencyKey"] = json!(format!("key-{nth}"));
    house.data(&query, json!({"input": input})).await["told"].clone()
}

fn is_applied(told: &Value) {
    assert_eq!(told["outcome"], json!("APPLIED"), "{told:#}");
}

/// Sees that an invoice has these payments and notes, each once.
fn has_each_once(book: &Value, written: impl Iterator<Item = usize> + Clone) {
    let texts = |list: &str, key: &str| {
        let items = book[list].as_array().expect("a list").iter();
        let mut texts: Vec<String> = items
            .map(|item| item[key].as_str().expect("a text").to_owned())
            .collect();
        texts.sort_unstable();
        texts
    };
    let wanted = |rest: usize, word: &str| {
        let written = written.clone().filter(|nth| nth % 2 == rest);
        let mut texts: Vec<String> = written.map(|nth| format!("{word}{nth}")).collect();
        texts.sort_unstable();
        texts
    };
    assert_eq!(texts("payments", "transaction_identifier"), wanted(0, "T-"));
    assert_eq!(texts("notes", "note"), wanted(1, "Note "));
}

/// All that a gateway knows of the account.
async fn known(house: &House, account: &str, freshness: &str) -> Value {
    let query = "query ($account: ID!, $freshness: Freshness!, $after: String) {
        invoices(first: 250, after: $after, filter: {accounts: [$account]}, freshness: $freshness) {
            complete totalCount
            nodes {
                id version number reference status total { amount currency } balance { amount }
                payments { id amount { amount } reference } notes { id text }
                lineItems { nativeId description } timeline { action }
            }
        }
    }";
    let variables = json!({"account": account, "freshness": freshness});
    let data = house.data(query, variables).await;
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
    let invoice = large(&desk).await;
    desk.house.load().await;
    let writes = (0..40).map(|nth| write(&desk.house, &invoice, nth));
    let told = join_all(writes).await;
    told.iter().for_each(is_applied);
    for (nth, told) in told.iter().enumerate().step_by(2) {
        assert_eq!(
            told["payment"]["reference"],
            json!(format!("T-{nth}")),
            "each is told its own"
        );
    }
    has_each_once(&desk.book(&invoice).await, 0..40);
    holds_the_books(&desk, &desk.house).await;
}

async fn two_gateways(desk: Desk) {
    let invoice = large(&desk).await;
    let other = House::over(Arc::clone(&desk.house.vendors), &Plan::five()).await;
    desk.house.load().await;
    other.load().await;
    let writes = (0..20).map(|nth| {
        let house = if nth % 4 < 2 { &desk.house } else { &other };
        write(house, &invoice, nth)
    });
    join_all(writes).await.iter().for_each(is_applied);
    has_each_once(&desk.book(&invoice).await, 0..20);
    for house in [&desk.house, &other] {
        assert_eq!(
            refresh(house, desk.account).await["outcome"],
            json!("APPLIED")
        );
        holds_the_books(&desk, house).await;
    }
}

async fn same_key_at_once(desk: Desk) {
    let invoice = large(&desk).await;
    let writes = (0..10).map(|_| write(&desk.house, &invoice, 0));
    let told = join_all(writes).await;
    told.iter().for_each(is_applied);
    assert!(told.iter().all(|one| *one == told[0]), "{told:#?}");
    has_each_once(&desk.book(&invoice).await, 0..1);
}

/// How late the answers to reads arrive.
const LATE: Duration = Duration::from_millis(1500);

/// What every reader must find once the writer was told that it was done.
#[derive(Clone, Debug, Default)]
struct Told {
    /// References of payments of the large invoice.
    paid: Vec<String>,
    /// Ids of invoices that were made.
    made: Vec<String>,
    /// Ids of invoices that were deleted.
    gone: Vec<String>,
}

async fn during_a_refresh(desk: Desk) {
    let invoice = large(&desk).await;
    let told = Mutex::new(Told::default());
    // First the ids that there are come late, then the invoices by their ids.
    for (nth, (method, path)) in [("GET", "/synchronization"), ("POST", "/synchronization")]
        .into_iter()
        .enumerate()
    {
        let doomed = added(&desk, json!({"state": "open"})).await;
        desk.house.load().await;
        // Both change behind the gateway, so that the refresh reads them.
        let ids = [native_id(&invoice), native_id(&doomed)];
        let set = json!({"due_date": format!("2027-01-0{}", nth + 1)});
        let edit = json!({"resource": desk.account, "ids": ids, "set": set});
        desk.house.control(json!({"edit": edit})).await;
        let fault = json!({
            "resource": desk.account, "method": method, "path": path, "times": 1,
            "answer": {"late_ms": LATE.as_millis() as u64},
        });
        desk.house.control(json!({"fault": {"add": fault}})).await;
        late_refresh(&desk, &invoice, &doomed, &told).await;
    }
    has_each_once(&desk.book(&invoice).await, [0, 2].into_iter());
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

/// Pays, makes an invoice and deletes another, and says so.
async fn write_all(desk: &Desk, invoice: &str, doomed: &str, told: &Mutex<Told>) {
    let nth = told.lock().expect("nobody panicked").paid.len();
    let customer = desk.book(invoice).await["contact_id"].clone();
    let input = json!({"accountId": desk.account, "customerId": customer, "reference": format!("New {nth}")});
    let create = "mutation ($input: CreateInvoiceInput!) { told: createInvoice(input: $input) { outcome invoice { id } } }";
    let delete = "mutation ($input: InvoicesActionInput!) { told: deleteInvoices(input: $input) { outcome } }";
    let (paid, made, deleted) = tokio::join!(
        write(&desk.house, invoice, 2 * nth),
        desk.house.data(create, json!({"input": input})),
        desk.house
            .data(delete, json!({"input": {"invoiceIds": [doomed]}})),
    );
    is_applied(&paid);
    is_applied(&made["told"]);
    is_applied(&deleted["told"]);
    let mut told = told.lock().expect("nobody panicked");
    told.paid.push(format!("T-{}", 2 * nth));
    let made = made["told"]["invoice"]["id"].as_str().expect("an id");
    told.made.push(made.to_owned());
    told.gone.push(doomed.to_owned());
}

/// Sees that the gateway, which asks nobody, knows of all that was told to be done.
async fn is_seen(desk: &Desk, invoice: &str, told: &Told) {
    let held = known(&desk.house, desk.account, "CACHE_ONLY").await;
    let nodes = held["nodes"].as_array().expect("a list");
    let find = |id: &str| nodes.iter().find(|node| node["id"] == json!(id));
    let payments = find(invoice).expect("it is held")["payments"].to_string();
    for reference in &told.paid {
        assert!(
            payments.contains(&format!("\"{reference}\"")),
            "{reference} in {payments}"
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
    let invoice = large(&desk).await;
    desk.house.load().await;
    // Each write reads before and after it: the third finds no room between the two, and only reads are repeated.
    let limit = json!({"on": true, "limit": 7, "window_seconds": 2, "used": 0});
    desk.house.control(json!({"rate_limit": limit})).await;
    let mut open: Vec<usize> = (0..12).collect();
    let (mut refused, until) = (0, Instant::now() + Duration::from_secs(60));
    while !open.is_empty() {
        assert!(Instant::now() < until, "{open:?} are still refused");
        let told = join_all(open.iter().map(|nth| write(&desk.house, &invoice, *nth))).await;
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
    has_each_once(&desk.book(&invoice).await, 0..12);
    desk.house.control(json!({"rate_limit": false})).await;
    // What could not be read again because of the limit is read by the next refresh.
    while refresh(&desk.house, desk.account).await["outcome"] != json!("APPLIED") {
        assert!(Instant::now() < until, "it is still not refreshed");
        sleep(Duration::from_millis(100)).await;
    }
    holds_the_books(&desk, &desk.house).await;
}
