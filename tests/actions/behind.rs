//! What somebody else does behind the gateway while it writes: it is neither hidden by the write nor by what is held.

use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{
    dashdoc,
    desk::{Desk, native_id},
    invoice_ninja, moneybird, promise,
};

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for account in [
        "moneybird",
        "moneybird-external",
        "invoice-ninja",
        "dashdoc",
    ] {
        trials.extend([
            promise(
                account,
                "what_others_write_in_the_same_second_is_seen_after_a_refresh",
                same_second,
            ),
            promise(
                account,
                "a_state_that_changed_behind_is_shown_with_the_refusal",
                state_changed,
            ),
        ]);
    }
    for account in ["moneybird", "invoice-ninja"] {
        let name = "a_refusal_of_the_input_reads_nothing_again";
        trials.push(promise(account, name, input_refused));
    }
    trials
}

/// How late the answer to the write arrives: long after the second in which it was done is over.
const LATE: Duration = Duration::from_millis(4000);

/// What differs between the vendors.
struct Manner {
    /// What the gateway writes, and how a client and the vendor's books show it.
    change: Value,
    seen: (&'static str, Value),
    booked: (&'static str, &'static str),
    /// What somebody else writes, and how a client sees it.
    other: Value,
    other_seen: (&'static str, Value),
    /// The time of the last change in the books, and how the simulators are told it.
    changed: (&'static str, &'static str),
}

fn manner(account: &str) -> Manner {
    let day = "2026-06-01";
    let issue = json!({ "issueDate": day });
    let due = ("dueDate", json!("2027-02-03"));
    match account {
        "dashdoc" => Manner {
            change: issue,
            seen: ("issueDate", json!(day)),
            booked: ("invoicing_date", day),
            other: json!({"document_number": "THEIRS-1"}),
            other_seen: ("number", json!("THEIRS-1")),
            changed: ("updated", "updated"),
        },
        "invoice-ninja" => Manner {
            change: issue,
            seen: ("issueDate", json!(day)),
            booked: ("date", day),
            other: json!({"due_date": "2027-02-03"}),
            other_seen: due,
            changed: ("updated_at", "updated_at"),
        },
        _ => Manner {
            change: json!({"reference": "OURS-1"}),
            seen: ("reference", json!("OURS-1")),
            booked: ("reference", "OURS-1"),
            other: json!({"due_date": "2027-02-03"}),
            other_seen: due,
            changed: ("updated_at", "updated_at"),
        },
    }
}

async fn added(desk: &Desk) -> String {
    match desk.account {
        "dashdoc" => dashdoc::added(desk, json!({"status": "draft"})).await,
        "invoice-ninja" => invoice_ninja::added(desk, json!({"status_id": "2"})).await,
        _ => moneybird::open(desk).await,
    }
}

async fn edit(desk: &Desk, invoice: &str, set: Value) {
    let edit = json!({"resource": desk.account, "id": native_id(invoice), "set": set});
    desk.house.control(json!({ "edit": edit })).await;
}

async fn same_second(desk: Desk) {
    let (invoice, manner) = (added(&desk).await, manner(desk.account));
    desk.house.load().await;
    let late = |method: &str| {
        json!({
            "resource": desk.account, "method": method, "path": native_id(&invoice), "times": 1,
            "answer": {"late_ms": LATE.as_millis() as u64},
        })
    };
    for method in ["PATCH", "PUT"] {
        let fault = json!({"fault": {"add": late(method)}});
        desk.house.control(fault).await;
    }
    let selection = format!("{} {}", manner.seen.0, manner.other_seen.0);
    let writing = async {
        let input = json!({"invoiceId": invoice, "changes": manner.change});
        let selection = format!("invoice {{ {selection} }}");
        desk.done("updateInvoice", input, &selection).await
    };
    let others = async {
        let until = Instant::now() + LATE;
        let mut book = desk.book(&invoice).await;
        while book[manner.booked.0] != json!(manner.booked.1) {
            assert!(
                Instant::now() < until,
                "the write is not in the books: {book:#}"
            );
            sleep(Duration::from_millis(20)).await;
            book = desk.book(&invoice).await;
        }
        let mut set = manner.other.clone();
        set[manner.changed.1] = book[manner.changed.0].clone();
        edit(&desk, &invoice, set).await;
    };
    let (told, ()) = tokio::join!(writing, others);
    let (own, other) = (&manner.seen, &manner.other_seen);
    assert_eq!(told["invoice"][own.0], own.1, "the writer reads it at once");
    let calls = desk.heard().await;
    assert_eq!(
        calls.len(),
        1,
        "a write makes no other call at once: {calls:#?}"
    );
    let refresh = "mutation ($id: ID!) { refreshAccount(input: {accountId: $id}) { outcome } }";
    let refreshed = desk.house.data(refresh, json!({"id": desk.account})).await;
    assert_eq!(refreshed["refreshAccount"]["outcome"], json!("APPLIED"));
    let now = desk.later(&invoice, &selection).await;
    assert_eq!(now[own.0], own.1);
    assert_eq!(now[other.0], other.1, "what somebody else wrote is seen");
}

/// What the held state allows and the vendor's no longer does.
async fn state_changed(desk: Desk) {
    let invoice = added(&desk).await;
    desk.read(&invoice, "status").await;
    let (set, mutation, mut input, status) = match desk.account {
        "dashdoc" => (
            json!({"status": "final"}),
            "updateInvoice",
            json!({"changes": {"description": "PO 9"}}),
            "OPEN",
        ),
        "invoice-ninja" => (
            json!({"status_id": "4"}),
            "createPayment",
            json!({"amount": "10", "date": "2026-05-03"}),
            "PAID",
        ),
        _ => (json!({"state": "paid"}), "markDubious", json!({}), "PAID"),
    };
    edit(&desk, &invoice, set).await;
    input["invoiceId"] = json!(invoice);
    let told = desk.act(mutation, input, "invoice { status }").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    assert_eq!(told["userErrors"][0]["code"], json!("CONFLICT"), "{told:#}");
    assert_eq!(told["invoice"]["status"], json!(status), "{told:#}");
    let heard = desk.heard().await;
    let reads = heard.len() - desk.writes().await.len();
    assert_eq!(reads, 1, "it is read again once: {heard:#?}");
    assert_eq!(
        desk.later(&invoice, "status").await["status"],
        json!(status)
    );
}

/// What the vendor finds wrong with the input says nothing of the invoice.
async fn input_refused(desk: Desk) {
    let invoice = added(&desk).await;
    desk.read(&invoice, "status").await;
    let input = json!({"invoiceId": invoice, "changes": {"customerId": "404"}});
    let told = desk.act("updateInvoice", input, "").await;
    assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
    assert_eq!(
        told["userErrors"][0]["field"],
        json!(["input", "changes", "customerId"]),
        "{told:#}"
    );
    let heard = desk.heard().await;
    assert!(heard.len() <= 1, "{heard:#?}");
}
