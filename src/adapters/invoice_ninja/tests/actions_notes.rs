//! Notes.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    adapters::invoice_ninja::{
        activity::activity,
        tests::{
            actions::{
                done, invoice, is_applied, native_id, on, planned, provider, refused, texts, why,
            },
            script::{answer, ok},
        },
    },
    clock,
    domain::Activity,
    error::ErrorKind,
    provider::action::{Action, Evidence, NewNote, Outcome, What},
};

const ID: &str = "Rf5Gh6Jk7L";

fn note(text: &str) -> Action {
    let note = NewNote {
        text: text.to_owned(),
        ..NewNote::default()
    };
    on(&invoice(json!({})), What::AddNote(note))
}

fn told(notes: &[(&str, Timestamp)]) -> Activity {
    let rows: Vec<Value> = notes
        .iter()
        .enumerate()
        .map(|(place, (text, at))| {
            json!({"activity_type_id": 141, "hashed_id": format!("N0te{place}"), "notes": text, "created_at": at.as_second()})
        })
        .collect();
    activity(&json!({"data": rows}).to_string()).unwrap()
}

#[tokio::test]
async fn a_note_names_its_invoice_in_the_plural() {
    let action = note("Gebeld, \"ü\"");
    assert_eq!(
        planned(&action),
        (
            "POST /activities/notes".to_owned(),
            json!({"entity": "invoices", "entity_id": ID, "notes": "Gebeld, \"ü\""})
        )
    );
    let receipt = done(
        &action,
        ok(&json!({"data": {"id": "N0te5", "activity_type_id": "141"}})),
    )
    .await;
    assert!(is_applied(&receipt));
    assert_eq!(receipt.created, Some(native_id("N0te5")));
    assert_eq!(texts(&receipt.touched.unseen), [ID]);
}

#[tokio::test]
async fn a_note_asks_nobody_and_has_words() {
    let mut asking = note(" ");
    asking.what = What::AddNote(NewNote {
        text: " ".to_owned(),
        todo: Some(false),
        assignee_id: Some(native_id("Us3rabcdef")),
    });
    assert_eq!(
        refused(&asking),
        [
            (ErrorKind::InvalidInput, "text".to_owned()),
            (ErrorKind::Unsupported, "todo".to_owned()),
            (ErrorKind::Unsupported, "assigneeId".to_owned()),
        ]
    );
    let wrong = json!({"errors": {"notes": ["The notes field is required."]}});
    let receipt = done(&note("x"), answer(422, &wrong.to_string())).await;
    let message = "invoice ninja refused notes: the notes field is required";
    assert_eq!(
        why(&receipt),
        (
            ErrorKind::InvalidInput,
            "text".to_owned(),
            message.to_owned()
        )
    );
    let receipt = done(&note("x"), answer(500, "")).await;
    assert!(matches!(receipt.outcomes[..], [Outcome::Lost(_)]));
}

#[test]
fn a_note_is_found_again_by_its_words_and_its_moment() {
    let action = note("gebeld  met Mia");
    let provider = provider();
    let traces = provider.traces(&action);
    let now = invoice(json!({}));
    let judged = |activity: Option<&Activity>| provider.evidence(&action, &traces, &now, activity);
    let at = |minutes: i64| clock::now() - SignedDuration::from_mins(minutes);
    let found = Evidence::Done(Some(native_id("N0te1")));
    let notes = told(&[
        ("iets anders", at(0)),
        ("gebeld met Mia", at(0)),
        ("gebeld met Mia", at(60)),
    ]);
    assert_eq!(judged(Some(&notes)), found);
    assert_eq!(
        judged(Some(&told(&[("gebeld met Mia", at(60))]))),
        Evidence::NotDone
    );
    // It may be an earlier one, or the vendor's clock may be behind.
    assert_eq!(
        judged(Some(&told(&[("gebeld met Mia", at(2))]))),
        Evidence::Unclear
    );
    assert_eq!(judged(None), Evidence::Unclear);
}
