//! The examples that GraphiQL opens with, run as its page runs them.

mod page;

use serde_json::{Map, Value, json};

use crate::{house::House, vendors::today};
use page::{Example, FILE, KEY, candidates, examples};

const READING: &str = "OneInvoice";

/// The variables of all examples, by their names.
async fn filled(house: &House, examples: &[Example], dry_run: bool) -> Map<String, Value> {
    let invoices = candidates(house, examples).await;
    let filled = |example: &Example| {
        (
            example.name.clone(),
            json!(example.filled(&invoices, dry_run)),
        )
    };
    examples.iter().map(filled).collect()
}

async fn run(house: &House, example: &Example, variables: &Map<String, Value>) -> Value {
    let variables = variables[&example.name].as_object().unwrap();
    example.run(house, variables).await
}

/// Runs one; gives what its only field answers.
async fn field(house: &House, example: &Example, variables: &Map<String, Value>) -> Value {
    let answer = run(house, example, variables).await;
    assert!(
        answer.get("errors").is_none(),
        "{}: {answer:#}",
        example.name
    );
    let fields = answer["data"].as_object().unwrap();
    fields.values().next().unwrap().clone()
}

fn named<'e>(examples: &'e [Example], name: &str) -> &'e Example {
    let found = examples.iter().find(|example| example.name == name);
    found.unwrap_or_else(|| panic!("there is no example {name}"))
}

#[tokio::test]
async fn every_example_answers_and_the_last_one_shows_an_error() {
    let house = House::five().await;
    house.load().await;
    let examples = examples();
    let names: Vec<_> = examples.iter().map(|example| &*example.name).collect();
    assert_eq!(
        names,
        [
            "Invoices",
            READING,
            "Summary",
            "Pay",
            "AddNote",
            "AttachFile",
            "SendInvoice",
            "AnError"
        ]
    );
    let variables = filled(&house, &examples, false).await;
    for example in &examples {
        let answer = run(&house, example, &variables).await;
        let fails = example.name == "AnError";
        assert_eq!(answer.get("errors").is_some(), fails, "{answer:#}");
        assert!(answer.get("data").is_some(), "{answer:#}");
    }
}

#[tokio::test]
async fn what_the_examples_write_is_read_afterwards_on_the_one_invoice_that_all_are_about() {
    let house = House::five().await;
    house.load().await;
    let examples = examples();
    let variables = filled(&house, &examples, false).await;
    let reading = named(&examples, READING);
    let about = &variables[READING]["invoice"];
    let before = field(&house, reading, &variables).await;
    assert_ne!(before["status"], "PAID");
    for example in examples.iter().filter(|example| example.writes()) {
        assert_eq!(&variables[&example.name]["invoice"], about);
        let payload = field(&house, example, &variables).await;
        assert_eq!(
            payload["outcome"], "APPLIED",
            "{}: {payload:#}",
            example.name
        );
        assert_eq!(payload["userErrors"], json!([]));
    }

    let after = field(&house, reading, &variables).await;
    let shown = |list: &str, key: &str, value: &Value| {
        let has = |invoice: &Value| {
            invoice[list]
                .as_array()
                .unwrap()
                .iter()
                .any(|it| it[key] == *value)
        };
        assert!(!has(&before) && has(&after), "{list}: {after:#}");
    };
    shown("payments", "reference", &json!(format!("{KEY}-Pay")));
    shown("notes", "text", &variables["AddNote"]["text"]);
    shown("attachments", "filename", &json!(FILE));
    assert_eq!(after["status"], "PAID");
    let sent_at = |invoice: &Value| invoice["sentAt"].as_str().unwrap_or_default().to_owned();
    assert!(
        !sent_at(&before).starts_with(&today().to_string()),
        "{before:#}"
    );
    assert!(
        sent_at(&after).starts_with(&today().to_string()),
        "{after:#}"
    );
}

#[tokio::test]
async fn an_example_that_runs_twice_pays_and_sends_once() {
    let house = House::five().await;
    house.load().await;
    let examples = examples();
    let variables = filled(&house, &examples, false).await;
    for name in ["Pay", "SendInvoice"] {
        let example = named(&examples, name);
        let first = field(&house, example, &variables).await;
        house.forget_calls().await;
        assert_eq!(
            field(&house, example, &variables).await["outcome"],
            "APPLIED"
        );
        let calls = house.calls().await;
        assert!(
            calls.keys().all(|route| route.starts_with("GET ")),
            "{first:#} {calls:?}"
        );
    }
}

#[tokio::test]
async fn a_dry_run_writes_nowhere_and_is_what_the_texts_alone_mean() {
    let house = House::five().await;
    house.load().await;
    let examples = examples();
    let mut variables = filled(&house, &examples, true).await;
    house.forget_calls().await;
    for is_said in [true, false] {
        for example in examples.iter().filter(|example| example.writes()) {
            if !is_said {
                let variables = variables[&example.name].as_object_mut().unwrap();
                assert_eq!(variables.remove("dryRun"), Some(json!(true)));
            }
            let payload = field(&house, example, &variables).await;
            assert_eq!(
                payload["outcome"], "PLANNED",
                "{}: {payload:#}",
                example.name
            );
            assert!(payload["request"]["method"].is_string(), "{payload:#}");
        }
    }
    let calls = house.calls().await;
    assert!(
        calls.keys().all(|route| route.starts_with("GET ")),
        "{calls:?}"
    );
}

#[tokio::test]
async fn opening_the_page_asks_no_provider_for_more_than_the_lists() {
    let house = House::five().await;
    house.load().await;
    house.forget_calls().await;
    candidates(&house, &examples()).await;
    assert_eq!(house.calls().await, [].into());
}
