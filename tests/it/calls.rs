//! How many upstream calls each provider costs, asked through the endpoint and counted by the vendor.
//!
//! ```text
//! UPDATE_README=1 cargo test --test it calls::     rewrites the table in benches/README.md
//! ```

mod world;

use std::fmt::{self, Write};

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::{
    calls::world::{Gateway, INVOICES, Vendor, World, global},
    docs,
};

/// What something cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    /// So many calls.
    Calls(u64),
    /// None, because it would take so many.
    Refused(u64),
}
use Count::{Calls, Refused};

/// What was measured, and how many calls each cost.
type Counts = Vec<(String, Count)>;

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Calls(calls) => write!(formatter, "{calls}"),
            Refused(calls) => write!(formatter, "refused: {calls}"),
        }
    }
}

/// A provider, and what was measured of it.
#[derive(Debug)]
struct Row {
    vendor: Vendor,
    counts: OnceCell<Counts>,
}

const fn row(slug: &'static str, path: &'static str, field: &'static str) -> Row {
    Row {
        vendor: Vendor { slug, path, field },
        counts: OnceCell::const_new(),
    }
}

static ROWS: [Row; 5] = [
    row("moneybird", "/moneybird/api/v2", "reference"),
    row("moneybird-external", "/moneybird/api/v2", "reference"),
    row("invoice-ninja", "/invoice-ninja", "po_number"),
    row("dashdoc", "/dashdoc/api/v4", "remote_id"),
    row("i3d", "/i3d", "description"),
];

/// Every read waits for the refresh that its age asks for.
const AGED: &str = "[cache]\nrefresh = \"1ms\"\nmax_age = \"1ms\"\nmax_wait = \"1m\"\n";
/// Nothing is too old, and the first load is waited for.
const YOUNG: &str = "[cache]\nrefresh = \"1h\"\nmax_age = \"1h\"\nmax_wait = \"1m\"\n";

const LIST: &str = "{ invoices { nodes { number total { amount } } totalCount complete } }";
const LIVE: &str = "{ invoices(freshness: LIVE) { totalCount complete } }";
const CHILDREN: &str =
    "{ invoices { nodes { lineItems { description } payments { amount { amount } }
    notes { text } attachments { filename } timeline { action } } } }";
const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Invoice { nativeId number total { amount } } } }";

async fn list(gateway: &Gateway, query: &str) {
    let invoices = gateway.data(query, json!({})).await["invoices"].clone();
    assert_eq!(invoices["complete"], true);
    // A vendor that keeps deleted ones has some.
    let total = invoices["totalCount"].as_u64().unwrap();
    assert!((250..=INVOICES as u64).contains(&total), "{total}");
}

/// What a whole page asks once the account is known.
async fn lists(vendor: &'static Vendor, counts: &mut Counts) {
    let mut world = World::new(vendor).await;
    let gateway = world.gateway(YOUNG).await;
    let mut note = |what: &str, calls| counts.push((what.to_owned(), Calls(calls)));
    list(&gateway, LIST).await;
    note("cold list", world.calls().await);
    list(&gateway, LIST).await;
    note("warm list", world.calls().await);
    let page = gateway.data(CHILDREN, json!({})).await;
    assert_eq!(page["invoices"]["nodes"].as_array().unwrap().len(), 50);
    note("50 invoices with children", world.calls().await);
    gateway.data(CHILDREN, json!({})).await;
    note("the same again", world.calls().await);
    let ids = global(&world.ids().await[..250]);
    gateway.data(NODES, json!({"ids": ids})).await;
    note("250 ids, after a list", world.calls().await);
}

/// What it costs to notice that so many of the newest invoices changed, by age and `LIVE`.
async fn refreshes(vendor: &'static Vendor, changed: usize) -> (u64, u64) {
    let mut world = World::new(vendor).await;
    let (aged, young) = (world.gateway(AGED).await, world.gateway(YOUNG).await);
    list(&aged, LIST).await;
    list(&young, LIST).await;
    world.edit(&world.ids().await[..changed]).await;
    world.calls().await;
    list(&aged, LIST).await;
    let by_age = world.calls().await;
    list(&young, LIVE).await;
    (by_age, world.calls().await)
}

/// What it costs a gateway that knows nothing to read so many by id.
async fn by_id(world: &mut World, limits: &str, count: usize) -> Count {
    let gateway = world.gateway(limits).await;
    let ids = world.ids().await[..count].to_vec();
    world.calls().await;
    let answer = gateway.ask(NODES, json!({"ids": global(&ids)})).await;
    let calls = world.calls().await;
    let nodes = answer["data"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), count);
    let Some(errors) = answer.get("errors") else {
        let told = nodes.iter().map(|node| &node["nativeId"]);
        assert!(told.eq(&ids), "each id has its own answer");
        return Calls(calls);
    };
    assert_eq!(calls, 0, "it is refused before the first call");
    Refused(refusal(errors, count))
}

/// How many calls a refusal says that it would take.
fn refusal(errors: &Value, count: usize) -> u64 {
    let errors = errors.as_array().unwrap();
    assert_eq!(errors.len(), count);
    for error in errors {
        assert_eq!(error["extensions"]["code"], "LIMIT_EXCEEDED", "{error}");
        assert_eq!(error["extensions"]["account"], "books", "{error}");
        assert_eq!(error["message"], errors[0]["message"]);
    }
    let message = errors[0]["message"].as_str().unwrap();
    assert!(
        message.contains("has 200 of 200 left") && message.ends_with("raise limits.cost"),
        "{message}"
    );
    let (_, takes) = message.split_once(" takes ").unwrap();
    takes.split_once(' ').unwrap().0.parse().unwrap()
}

async fn measure(vendor: &'static Vendor) -> Counts {
    let mut counts = Counts::new();
    lists(vendor, &mut counts).await;
    let mut live = Counts::new();
    for changed in [0, 1, 100, 101, 250] {
        let (by_age, exact) = refreshes(vendor, changed).await;
        counts.push((format!("refresh, {changed} changed"), Calls(by_age)));
        live.push((format!("`LIVE`, {changed} changed"), Calls(exact)));
    }
    counts.append(&mut live);
    let mut world = World::new(vendor).await;
    for count in [0, 1, 100, 101, 250] {
        let cost = by_id(&mut world, "", count).await;
        let s = if count == 1 { "" } else { "s" };
        counts.push((format!("{count} id{s}, cold"), cost));
    }
    let cost = by_id(&mut world, "[limits]\ncost = 1000\n", 250).await;
    counts.push(("250 ids, cold, `limits.cost` raised".to_owned(), cost));
    counts
}

async fn measured(row: &'static Row) -> &'static Counts {
    row.counts.get_or_init(|| measure(&row.vendor)).await
}

/// Holds what was measured against what is expected, in the order of measuring: a list cold and warm, its children twice,
/// 250 ids after it; refreshes by age, then `LIVE`, after 0, 1, 100, 101 and 250 changes; 0, 1, 100, 101 and 250 ids cold,
/// and 250 with a higher limit.
async fn costs(slug: &str, expected: [&[Count]; 4]) {
    let row = ROWS.iter().find(|row| row.vendor.slug == slug).unwrap();
    let counts = measured(row).await;
    let expected = expected.concat();
    assert_eq!(counts.len(), expected.len());
    for ((what, count), expected) in counts.iter().zip(expected) {
        assert_eq!(*count, expected, "{slug}: {what}");
    }
}

/// The ids and versions, and a call for each hundred. By age the changes themselves are one call, up to a page of them.
#[tokio::test]
async fn moneybird() {
    let lists = [4, 0, 0, 0, 0].map(Calls);
    let by_age = [1, 1, 1 + 1, 1 + 1 + 1, 1 + 1 + 2].map(Calls);
    let live = [1, 1 + 1, 1 + 1, 1 + 2, 1 + 3].map(Calls);
    let ids = [0, 1, 1, 2, 3, 3].map(Calls);
    costs("moneybird", [&lists, &by_age, &live, &ids]).await;
}

/// The ids and versions, and a call for each hundred.
#[tokio::test]
async fn moneybird_external() {
    let lists = [4, 0, 0, 0, 0].map(Calls);
    let changes = [1, 1 + 1, 1 + 1, 1 + 2, 1 + 3].map(Calls);
    let ids = [0, 1, 1, 2, 3, 3].map(Calls);
    costs("moneybird-external", [&lists, &changes, &changes, &ids]).await;
}

/// The server's tables and the company first, then 250 to a page. What changed is a page of a hundred, then a longer one,
/// and the clients; `LIVE` the payments too. Each id is a call, and the notes and events of each invoice.
#[tokio::test]
async fn invoice_ninja() {
    let lists = [2 + 2, 0, 50, 0, 0].map(Calls);
    let by_age = [1 + 1, 1 + 1, 1 + 1, 2 + 1, 2 + 1].map(Calls);
    let live = [3, 3, 3, 4, 4].map(Calls);
    let ids = [
        Calls(0),
        Calls(2 + 1),
        Calls(2 + 100),
        Calls(2 + 101),
        Refused(2 + 250),
        Calls(2 + 250),
    ];
    costs("invoice-ninja", [&lists, &by_age, &live, &ids]).await;
}

/// Twenty to a page, as many as the vendor gives. By age as many pages as have changes, one that has none, and what became
/// final lately; `LIVE` all of them. Each id is a call.
#[tokio::test]
async fn dashdoc() {
    let lists = [15, 0, 0, 0, 0].map(Calls);
    let by_age = [1 + 1, 2 + 1, 6 + 1, 7 + 1, 14 + 1].map(Calls);
    let live = [15; 5].map(Calls);
    let ids = [
        Calls(0),
        Calls(1),
        Calls(100),
        Calls(101),
        Refused(250),
        Calls(250),
    ];
    costs("dashdoc", [&lists, &by_age, &live, &ids]).await;
}

/// A hundred to a page, of which two share a row. By age as many pages as have changes, one that has none, and the unpaid
/// ones, unless that was the whole list; `LIVE` all of them. Each id is a call for its details, and the pages that have
/// the rest of it; a refusal counts the most pages that are searched.
#[tokio::test]
async fn i3d() {
    let lists = [4, 0, 50, 0, 0].map(Calls);
    let by_age = [1 + 1, 2 + 1, 2 + 1, 3 + 1, 4].map(Calls);
    let live = [4; 5].map(Calls);
    let ids = [
        Calls(0),
        Calls(1 + 1),
        Calls(100 + 1),
        Calls(101 + 2),
        Refused(250 + 10),
        Calls(250 + 3),
    ];
    costs("i3d", [&lists, &by_age, &live, &ids]).await;
}

#[tokio::test]
async fn a_page_that_would_take_too_many_calls_is_told_without_what_costs_them() {
    for (slug, field) in [
        ("invoice-ninja", "notes { text }"),
        ("i3d", "lineItems { description }"),
    ] {
        let row = ROWS.iter().find(|row| row.vendor.slug == slug).unwrap();
        let mut world = World::new(&row.vendor).await;
        let gateway = world.gateway(YOUNG).await;
        list(&gateway, LIST).await;
        world.calls().await;
        let page = |rows: u32| {
            format!("{{ invoices(first: {rows}) {{ nodes {{ id apart: {field} }} }} }}")
        };
        let answer = gateway.ask(&page(250), json!({})).await;
        assert_eq!(refusal(&answer["errors"], 250), 250);
        let nodes = answer["data"]["invoices"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 250);
        assert!(
            nodes
                .iter()
                .all(|node| node["id"].is_string() && node["apart"].is_null())
        );
        assert_eq!(world.calls().await, 0);
        // Fewer are asked for, and what they brought is free.
        gateway.data(&page(200), json!({})).await;
        assert_eq!(world.calls().await, 200);
        gateway.data(&page(250), json!({})).await;
        assert_eq!(world.calls().await, 50);
    }
}

#[tokio::test]
async fn the_table_says_what_was_measured() {
    let mut columns = Vec::new();
    for row in &ROWS {
        columns.push((row.vendor.slug, measured(row).await));
    }
    docs::check(
        "benches/README.md",
        "calls::",
        &[("calls", table(&columns))],
    );
}

/// One column for each provider.
fn table(columns: &[(&str, &Counts)]) -> String {
    let mut text = "| upstream calls |".to_owned();
    for (slug, _) in columns {
        write!(text, " {slug} |").unwrap();
    }
    writeln!(text, "\n|---|{}", "---:|".repeat(columns.len())).unwrap();
    for (place, (what, _)) in columns[0].1.iter().enumerate() {
        write!(text, "| {what} |").unwrap();
        for (_, counts) in columns {
            assert_eq!(counts[place].0, *what);
            write!(text, " {} |", counts[place].1).unwrap();
        }
        text.push('\n');
    }
    text
}
