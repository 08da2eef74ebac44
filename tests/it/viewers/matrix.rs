//! Every viewer, every field of the roots, every kind of node, every account: what is not seen does not exist.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    ALL, BLIND, Guest, LEFT, METER, Question, READER, RIGHT, ask, ask_with, full_house,
    questions::{fields, kinds_of_nodes, mutation, queries},
    sees,
    subjects::{KINDS, Subject},
};
use crate::house::{FIVE, House};

/// A question about an account, and the same about one that nobody configured.
struct Case {
    what: String,
    seen: Question,
    nowhere: Question,
    /// Whether whoever sees the account is told something else.
    tells: bool,
}

fn cases(subject: &Subject, nowhere: &Subject, of: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for field in fields(of) {
        let (seen, others) = match of {
            "Query" => (queries(&field, subject), queries(&field, nowhere)),
            _ => (
                vec![mutation(&field, subject)],
                vec![mutation(&field, nowhere)],
            ),
        };
        for (seen, nowhere) in seen.into_iter().zip(others) {
            let what = format!("{field} of {}: {}", subject.account, seen.variables);
            // An id that is not an invoice's is told from one by itself.
            let tells = field != "invoice" || seen.variables["id"] == json!(subject.invoice);
            cases.push(Case {
                what,
                seen,
                nowhere,
                tells,
            });
        }
    }
    assert!(cases.len() > 10);
    cases
}

/// Asks about every account with both subjects of it.
async fn subjects(house: &House) -> Vec<(Subject, Subject)> {
    let mut subjects = Vec::new();
    for resident in FIVE {
        let subject = Subject::of(house, resident.id).await;
        let nowhere = subject.nowhere();
        subjects.push((subject, nowhere));
    }
    subjects
}

/// Holds what a guest is told of an account that they do not see against what they are told of one that is not there.
async fn hides(house: &House, guest: Guest, subject: (&Subject, &Subject), case: &Case) {
    house.forget_calls().await;
    let told = ask(house, guest, &case.seen).await;
    let expected = ask(house, guest, &case.nowhere).await;
    let calls = house.calls().await;
    assert!(calls.is_empty(), "{} {}: {calls:?}", guest.name, case.what);
    let names = subject.0.names(subject.1);
    assert_eq!(
        told.renamed(&names),
        expected,
        "{} {}",
        guest.name,
        case.what
    );
    assert_eq!(told.status, 200, "{told:?}");
}

#[tokio::test]
async fn an_account_that_is_not_seen_answers_every_query_as_one_that_is_not_there() {
    let house = full_house().await;
    for (subject, nowhere) in subjects(&house).await {
        for case in cases(&subject, &nowhere, "Query") {
            for guest in [ALL, LEFT, RIGHT, READER] {
                if !sees(guest, &subject.account) {
                    hides(&house, guest, (&subject, &nowhere), &case).await;
                    continue;
                }
                let told = ask(&house, guest, &case.seen).await;
                let other = ask(&house, guest, &case.nowhere).await;
                let told = told.renamed(&subject.names(&nowhere));
                assert_eq!(
                    told.body != other.body,
                    case.tells,
                    "{} {}",
                    guest.name,
                    case.what
                );
            }
        }
    }
}

#[tokio::test]
async fn an_account_that_is_not_seen_answers_every_mutation_as_one_that_is_not_there() {
    let house = full_house().await;
    for (subject, nowhere) in subjects(&house).await {
        for case in cases(&subject, &nowhere, "Mutation") {
            for guest in [LEFT, RIGHT] {
                if !sees(guest, &subject.account) {
                    hides(&house, guest, (&subject, &nowhere), &case).await;
                    continue;
                }
                let told = ask(&house, guest, &case.seen).await;
                let other = ask(&house, guest, &case.nowhere).await;
                let told = told.renamed(&subject.names(&nowhere));
                assert_ne!(told.body, other.body, "{} {}", guest.name, case.what);
            }
        }
    }
}

#[tokio::test]
async fn whoever_may_not_write_is_refused_every_mutation_of_every_account_alike() {
    let house = full_house().await;
    for (subject, nowhere) in subjects(&house).await {
        for case in cases(&subject, &nowhere, "Mutation") {
            hides(&house, READER, (&subject, &nowhere), &case).await;
            let told = ask(&house, READER, &case.seen).await.json();
            assert!(told.get("errors").is_none(), "{}: {told}", case.what);
            let payload = told["data"].as_object().unwrap().values().next().unwrap();
            assert_eq!(
                payload["outcome"],
                json!("REFUSED"),
                "{}: {told}",
                case.what
            );
            let errors = payload["userErrors"].as_array().unwrap();
            assert!(!errors.is_empty(), "{}: {told}", case.what);
            for error in errors {
                assert_eq!(error["code"], json!("FORBIDDEN"), "{}: {told}", case.what);
                assert_eq!(
                    error["message"],
                    json!("this client may only read: it lacks the scope \"write\"")
                );
            }
        }
    }
}

#[tokio::test]
async fn whoever_is_not_known_or_may_not_read_is_told_the_same_of_everything() {
    let house = full_house().await;
    let (subject, nowhere) = subjects(&house).await.swap_remove(0);
    let bearer = |guest: Guest| format!("Bearer {}", guest.key());
    let mut answers = BTreeSet::new();
    house.forget_calls().await;
    for of in ["Query", "Mutation"] {
        for case in cases(&subject, &nowhere, of) {
            for (authorization, status) in [
                (None, 401),
                (Some("Bearer k3y-of-nobody".to_owned()), 401),
                (Some(bearer(BLIND)), 403),
                (Some(bearer(METER)), 403),
            ] {
                for question in [&case.seen, &case.nowhere] {
                    let told = ask_with(&house, authorization.as_deref(), question).await;
                    assert_eq!(told.status, status, "{}: {told:?}", case.what);
                    answers.insert(told.body);
                }
            }
        }
    }
    assert_eq!(
        answers.len(),
        3,
        "no key, a wrong key, no scope: {answers:#?}"
    );
    assert!(house.calls().await.is_empty());
}

#[test]
fn every_kind_of_node_is_asked_for() {
    let known: BTreeSet<String> = KINDS.iter().map(|kind| (*kind).to_owned()).collect();
    assert_eq!(kinds_of_nodes().into_iter().collect::<BTreeSet<_>>(), known);
}
