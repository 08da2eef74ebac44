//! A gateway that is killed between the intent and the answer, again and again: after a restart, the same key does it once.
//!
//! The vendor carries the request out or not, by chance, at once or late, and never answers; the gateway is killed with
//! SIGKILL while it waits. A new process over the same `state_dir` gets the same mutation with the same key, until it
//! tells what became of it: then exactly one payment or invoice exists, and the answer names it. What comes late comes
//! after the kill, and mostly after the new process has looked for it in vain.

mod process;
mod vendor;

use std::time::{Duration, Instant};

use process::Gateway;
use serde_json::{Value, json};
use vendor::Vendor;

/// How many gateways are killed in turn at the same time.
const LANES: usize = 5;
/// How often each of them is killed.
const KILLS: usize = 20;

const PAY: &str = "mutation ($input: CreatePaymentInput!) { createPayment(input: $input) {
    outcome payment { nativeId reference } userErrors { code message retryAfter } } }";
const CREATE: &str = "mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) {
    outcome invoice { nativeId reference } userErrors { code message retryAfter } } }";

/// A mutation under a key, and how to count in the vendor's books what it made.
struct Act {
    mutation: &'static str,
    path: &'static str,
    input: Value,
    reference: String,
}

impl Act {
    /// A payment of a new invoice, or a new invoice.
    async fn new(vendor: &Vendor, round: usize) -> Self {
        let reference = format!("KILLED-{round}");
        if round % 2 == 1 {
            let contact = vendor.a_contact().await;
            let lines = json!([{"description": "Chair", "unitPrice": "12.50"}]);
            let input = json!({"accountId": "acme", "customerId": contact, "reference": reference,
                "lineItems": lines, "idempotencyKey": format!("key-{round}")});
            return Self {
                mutation: CREATE,
                path: "/sales_invoices.json",
                input,
                reference,
            };
        }
        let invoice = vendor.add_open_invoice().await;
        let input = json!({"invoiceId": vendor::global_id("acme", &invoice), "amount": "10.00",
            "date": "2026-05-01", "reference": reference, "idempotencyKey": format!("key-{round}")});
        Self {
            mutation: PAY,
            path: "/payments.json",
            input,
            reference,
        }
    }

    fn body(&self) -> Value {
        json!({"query": self.mutation, "variables": {"input": self.input}})
    }
}

/// What happened in a round.
#[derive(Default)]
struct Tally {
    /// Whether the vendor carried the first request out.
    carried_out: usize,
    /// Whether it did so after it was looked for.
    late: usize,
    /// How often nobody could tell yet.
    unknown: usize,
}

/// How late the vendor is in a round, and whether a mutation has the time to wait for that.
fn circumstances(round: usize) -> (Duration, &'static str) {
    let late_ms = match (round / 2 % 5, round % 7) {
        (0, _) => 0,
        // From before the new process looks until long after.
        (step, shift) => 300 * step + 41 * shift,
    };
    let deadline = if round % 8 < 6 { "10s" } else { "2s" };
    (Duration::from_millis(late_ms as u64), deadline)
}

/// Kills a gateway in the middle of one mutation, and lets the next one end it.
async fn round(vendor: &Vendor, place: &str, round: usize) -> Tally {
    let act = Act::new(vendor, round).await;
    let (late, deadline) = circumstances(round);
    vendor.lose_answers_to(act.path, round as u64, late).await;
    let doomed = Gateway::start(place, vendor, "10s").await;
    let sending = doomed.send(act.body());
    let killing = async {
        vendor.wait_for_post(act.path).await;
        doomed.kill();
    };
    let (lost, ()) = tokio::join!(sending, killing);
    assert!(lost.is_none(), "it answered before it was killed");
    let early = vendor.count(&act.reference).await;
    vendor.answer_again().await;

    let next = Gateway::start(place, vendor, deadline).await;
    let (answer, unknown) = until_it_is_known(&next, &act).await;
    let told = told(&answer);
    assert_eq!(told["outcome"], json!("APPLIED"), "{answer:#}");
    let made = [&told["payment"], &told["invoice"]];
    assert!(
        made.iter()
            .any(|made| made["reference"] == json!(act.reference)),
        "{answer:#}"
    );
    assert_eq!(vendor.count(&act.reference).await, 1, "round {round}");
    let posts = vendor.posts(act.path).await;
    assert!(posts <= 2, "it was sent {posts} times");
    let again = next.send(act.body()).await.expect("it was not killed");
    assert_eq!(again, answer, "the same key tells the same again");
    assert_eq!(vendor.count(&act.reference).await, 1, "round {round}");
    next.kill();
    let carried_out = usize::from(posts == 1);
    Tally {
        carried_out,
        late: carried_out.saturating_sub(early),
        unknown,
    }
}

fn told(answer: &Value) -> &Value {
    let data = answer["data"].as_object().expect("data");
    data.values().next().expect("a mutation")
}

/// Sends it until it is told what became of it, which takes no longer than the vendor may be late.
async fn until_it_is_known(gateway: &Gateway, act: &Act) -> (Value, usize) {
    let patience = Instant::now() + Duration::from_secs(60);
    let mut unknown = 0;
    loop {
        let answer = gateway.send(act.body()).await.expect("it was not killed");
        if told(&answer)["outcome"] != json!("UNKNOWN") {
            return (answer, unknown);
        }
        assert!(Instant::now() < patience, "it is never known: {answer:#}");
        unknown += 1;
        let seconds = told(&answer)["userErrors"][0]["retryAfter"].as_u64();
        // Sooner than it says: asking early must do no harm.
        let pause = Duration::from_secs(seconds.unwrap_or(1)) / 2;
        tokio::time::sleep(pause.max(Duration::from_millis(100))).await;
    }
}

async fn lane(lane: usize) -> Tally {
    let vendor = Vendor::start().await;
    let place = std::env::temp_dir().join(format!(
        "invoice-gateway-killed-{}-{lane}",
        std::process::id()
    ));
    let place = place.to_str().unwrap().to_owned();
    let mut tally = Tally::default();
    for kill in 0..KILLS {
        tally.add(&round(&vendor, &place, lane * KILLS + kill).await);
    }
    std::fs::remove_dir_all(&place).unwrap();
    tally
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.carried_out += other.carried_out;
        self.late += other.late;
        self.unknown += other.unknown;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_a_hundred_times_it_does_everything_once() {
    let lanes = (0..LANES).map(|number| tokio::spawn(lane(number)));
    let mut tally = Tally::default();
    for lane in futures_util::future::join_all(lanes).await {
        tally.add(&lane.unwrap());
    }
    let kills = LANES * KILLS;
    let Tally {
        carried_out,
        late,
        unknown,
    } = tally;
    println!(
        "{kills} kills: the vendor had done {carried_out}, {late} of them late; {unknown} times nobody could tell yet"
    );
    assert!(
        (kills / 5..kills * 4 / 5).contains(&carried_out),
        "chance must bring both: {carried_out} of {kills}"
    );
    assert!(late >= kills / 10, "too few came late: {late}");
    assert!(unknown > 0, "everybody had the time to wait");
}
