//! One key over several accounts: it stands for all of the input, and each account remembers its own part.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, global_id, native_id},
    promise,
};

pub(crate) fn trials() -> Vec<Trial> {
    let account = "moneybird";
    vec![
        promise(
            account,
            "a_key_over_accounts_is_for_one_list_of_ids",
            one_list,
        ),
        promise(account, "a_key_over_accounts_tells_each_again", each_again),
    ]
}

const DELETE: &str = "deleteInvoices";
const RESULTS: &str = "results { id outcome userErrors { code field } }";

/// A draft of each of two accounts.
async fn drafts(desk: &Desk) -> [String; 2] {
    let draft = json!({"state": "draft"});
    let here = desk.add(draft).await;
    let there = desk
        .house
        .add("moneybird-external", json!({"state": "open"}))
        .await;
    [here, global_id("moneybird-external", &there)]
}

fn input(ids: &[&String], key: &str) -> Value {
    json!({"invoiceIds": ids, "idempotencyKey": key})
}

async fn one_list(desk: Desk) {
    let [one, two] = drafts(&desk).await;
    let [three, four] = drafts(&desk).await;
    desk.done(DELETE, input(&[&one], "alone"), RESULTS).await;
    desk.done(DELETE, input(&[&two, &three], "both"), RESULTS)
        .await;
    for (ids, key) in [
        (vec![&one, &four], "alone"),
        (vec![&four], "alone"),
        (vec![&two], "both"),
        (vec![&four], "both"),
        (vec![&two, &three, &four], "both"),
    ] {
        let told = desk.act(DELETE, input(&ids, key), RESULTS).await;
        assert_eq!(told["outcome"], json!("REFUSED"), "{told:#}");
        for result in told["results"].as_array().expect("a list") {
            let error = &result["userErrors"][0];
            assert_eq!(error["code"], json!("CONFLICT"), "{told:#}");
            assert_eq!(error["field"], json!(["input", "idempotencyKey"]));
        }
        assert_eq!(desk.heard().await, [], "nobody hears of it");
    }
    let single = json!({"invoiceId": four, "text": "T", "idempotencyKey": "alone"});
    let told = desk.act("addNote", single, "").await;
    assert_eq!(told["userErrors"][0]["code"], json!("CONFLICT"), "{told:#}");
    let books = desk.house.books("moneybird-external").await;
    let is_four = |row: &&Value| row["id"] == json!(native_id(&four));
    assert_eq!(books.iter().filter(is_four).count(), 1, "it is still there");
}

async fn each_again(desk: Desk) {
    let [one, two] = drafts(&desk).await;
    // What is no id at all is refused by itself and stands in nobody's way.
    let nobody = "nobody".to_owned();
    let ids = [&two, &nobody, &one];
    let word = "k".repeat(255);
    let first = desk.act(DELETE, input(&ids, &word), RESULTS).await;
    let outcomes = |told: &Value| -> Vec<Value> {
        let results = told["results"].as_array().expect("a list");
        results.iter().map(|row| row["outcome"].clone()).collect()
    };
    assert_eq!(
        outcomes(&first),
        [json!("APPLIED"), json!("REFUSED"), json!("APPLIED")],
        "{first:#}"
    );
    assert_eq!(desk.writes().await.len(), 2);
    let again = desk.act(DELETE, input(&ids, &word), RESULTS).await;
    assert_eq!(again, first);
    assert_eq!(desk.heard().await, [], "it is told from memory");
}
