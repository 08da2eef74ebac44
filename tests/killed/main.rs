//! A gateway that is killed between the intent and the answer, again and again: after a restart, the same key does it once.
//!
//! The vendor carries the request out or not, by chance, and never answers; the gateway is killed with SIGKILL while it
//! waits. A new process over the same `state_dir` gets the same mutation with the same key: then exactly one payment or
//! invoice exists, and the answer names it.

mod process;
mod vendor;

use process::Gateway;
use serde_json::{Value, json};
use vendor::Vendor;

/// How many gateways are killed in turn at the same time.
const LANES: usize = 5;
/// How often each of them is killed.
const KILLS: usize = 20;

const PAY: &str = "mutation ($input: CreatePaymentInput!) { createPayment(input: $input) {
    outcome payment { nativeId reference } userErrors { code message } } }";
const CREATE: &str = "mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) {
    outcome invoice { nativeId reference } userErrors { code message } } }";

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

/// Kills a gateway in the middle of one mutation, and lets the next one end it.
async fn round(vendor: &Vendor, place: &str, round: usize) -> bool {
    let act = Act::new(vendor, round).await;
    vendor.lose_answers_to(act.path, round as u64).await;
    let doomed = Gateway::start(place, vendor).await;
    let sending = doomed.send(act.body());
    let killing = async {
        vendor.wait_for_post(act.path).await;
        doomed.kill();
    };
    let (lost, ()) = tokio::join!(sending, killing);
    assert!(lost.is_none(), "it answered before it was killed");
    let carried_out = vendor.count(&act.reference).await == 1;
    vendor.answer_again().await;

    let next = Gateway::start(place, vendor).await;
    let answer = next.send(act.body()).await.expect("it was not killed");
    let told = answer["data"].as_object().unwrap().values().next().unwrap();
    assert_eq!(told["outcome"], json!("APPLIED"), "{answer:#}");
    let made = [&told["payment"], &told["invoice"]];
    assert!(
        made.iter()
            .any(|made| made["reference"] == json!(act.reference)),
        "{answer:#}"
    );
    assert_eq!(vendor.count(&act.reference).await, 1, "round {round}");
    let again = next.send(act.body()).await.expect("it was not killed");
    assert_eq!(again, answer, "the same key tells the same again");
    assert_eq!(vendor.count(&act.reference).await, 1, "round {round}");
    next.kill();
    carried_out
}

async fn lane(lane: usize) -> usize {
    let vendor = Vendor::start().await;
    let place = std::env::temp_dir().join(format!(
        "invoice-gateway-killed-{}-{lane}",
        std::process::id()
    ));
    let place = place.to_str().unwrap().to_owned();
    let mut carried_out = 0;
    for kill in 0..KILLS {
        carried_out += usize::from(round(&vendor, &place, lane * KILLS + kill).await);
    }
    std::fs::remove_dir_all(&place).unwrap();
    carried_out
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_a_hundred_times_it_does_everything_once() {
    let lanes = (0..LANES).map(|number| tokio::spawn(lane(number)));
    let mut carried_out = 0;
    for lane in futures_util::future::join_all(lanes).await {
        carried_out += lane.unwrap();
    }
    println!(
        "{} kills, {carried_out} after the vendor had done it",
        LANES * KILLS
    );
    let kills = LANES * KILLS;
    assert!(
        (kills / 5..kills * 4 / 5).contains(&carried_out),
        "chance must bring both: {carried_out} of {kills}"
    );
}
