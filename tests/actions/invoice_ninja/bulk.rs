//! Many invoices at once, by a request that says yes to everything.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, global_id, native_id},
    invoice_ninja::{ACCOUNT, added, bulk, client, open, to_do},
    promise,
};

pub(super) fn promises() -> Vec<Trial> {
    vec![
        promise(ACCOUNT, "more_than_a_page_is_one_request", more_than_a_page),
        promise(
            ACCOUNT,
            "what_is_passed_over_in_silence_is_told",
            passed_over,
        ),
        promise(ACCOUNT, "an_invoice_that_is_gone_is_told_by_its_id", gone),
        promise(ACCOUNT, "the_lock_of_a_second_costs_a_wait", locked),
    ]
}

const RESULTS: &str = "results { id outcome userErrors { code message field } }";

async fn more_than_a_page(desk: Desk) {
    let client = client(&desk).await;
    let mut ids = Vec::new();
    for _ in 0..25 {
        ids.push(added(&desk, json!({"status_id": "2", "client_id": client})).await);
    }
    let told = desk
        .done("archiveInvoices", json!({"invoiceIds": ids}), RESULTS)
        .await;
    // Left out, the vendor would show the first twenty alone.
    let all: Vec<&String> = ids.iter().collect();
    desk.write()
        .await
        .must_be("POST", &bulk(25), to_do("archive", &all));
    let result = |id| json!({"id": id, "outcome": "APPLIED", "userErrors": []});
    let wanted: Vec<Value> = ids.iter().map(result).collect();
    assert_eq!(told["results"], json!(wanted));
    let last = desk.later(&ids[24], "archived").await;
    assert_eq!(last, json!({"archived": true}));
}

/// An invoice whose payments were deleted stays deleted, and the vendor says nothing of it.
async fn passed_over(desk: Desk) {
    let fields = json!({"status_id": "4", "payments": [{"amount": "100"}]});
    let stuck = added(&desk, fields).await;
    let payment = desk.book(&stuck).await["payments"][0]["id"].clone();
    for set in [json!({"is_deleted": true}), json!({"paid_to_date": "0"})] {
        let command = json!({"edit": {"resource": ACCOUNT, "id": native_id(&stuck), "set": set}});
        desk.house.control(command).await;
    }
    assert!(payment.is_string(), "it was paid");
    let fine = added(&desk, json!({"status_id": "2", "is_deleted": true})).await;
    let ids = [&stuck, &fine];
    let told = desk
        .act("restoreInvoices", json!({"invoiceIds": ids}), RESULTS)
        .await;
    desk.write()
        .await
        .must_be("POST", &bulk(2), to_do("restore", &ids));
    let results = &told["results"];
    assert_eq!(results[0]["id"], json!(stuck));
    assert_eq!(results[0]["outcome"], json!("REFUSED"), "{told:#}");
    let error = &results[0]["userErrors"][0];
    assert_eq!(error["code"], json!("CONFLICT"), "{told:#}");
    assert_eq!(error["field"], json!(["input", "invoiceIds", "0"]));
    assert_eq!(results[1]["outcome"], json!("APPLIED"), "{told:#}");
    let deleted = |is_deleted: bool| json!({"deleted": is_deleted});
    assert_eq!(desk.later(&stuck, "deleted").await, deleted(true));
    assert_eq!(desk.later(&fine, "deleted").await, deleted(false));
}

async fn gone(desk: Desk) {
    let (first, last) = (open(&desk).await, open(&desk).await);
    let nobody = global_id(ACCOUNT, "W4QbYKezqM999");
    let ids = [&first, &nobody, &last];
    let told = desk
        .act("archiveInvoices", json!({"invoiceIds": ids}), RESULTS)
        .await;
    desk.write()
        .await
        .must_be("POST", &bulk(2), to_do("archive", &[&first, &last]));
    let outcomes: Vec<&Value> = (0..3)
        .map(|place| &told["results"][place]["outcome"])
        .collect();
    assert_eq!(outcomes, ["APPLIED", "REFUSED", "APPLIED"], "{told:#}");
    let error = &told["results"][1]["userErrors"][0];
    assert_eq!(error["code"], json!("NOT_FOUND"));
    assert_eq!(error["field"], json!(["input", "invoiceIds", "1"]));
}

/// The vendor refuses the same action from the same address within a second, whichever invoices it is about.
async fn locked(desk: Desk) {
    for _ in 0..5 {
        if collided(&desk).await {
            return;
        }
    }
    panic!("no two requests came within a second");
}

/// Archives two invoices at once; tells whether one of the requests came too early.
async fn collided(desk: &Desk) -> bool {
    let (first, second) = (open(desk).await, open(desk).await);
    let input = |id: &String| json!({"input": {"invoiceIds": [id]}});
    let query = "mutation ($input: InvoicesActionInput!) { \
                 archiveInvoices(input: $input) { outcome userErrors { code message } } }";
    desk.house.forget_calls().await;
    let told = tokio::join!(
        desk.house.data(query, input(&first)),
        desk.house.data(query, input(&second)),
    );
    for told in [told.0, told.1] {
        assert_eq!(
            told["archiveInvoices"],
            json!({"outcome": "APPLIED", "userErrors": []})
        );
    }
    let writes = desk.writes().await;
    let of = |id: &String| {
        let wanted = to_do("archive", &[id]);
        writes.iter().filter(|sent| sent.body == wanted).count()
    };
    assert!(of(&first) >= 1 && of(&second) >= 1, "{writes:#?}");
    for id in [&first, &second] {
        assert_eq!(desk.later(id, "archived").await, json!({"archived": true}));
    }
    writes.len() > 2
}
