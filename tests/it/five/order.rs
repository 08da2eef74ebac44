//! The orders of the list, as everybody may know them: by a value, missing ones last; then by account; then by id.

use std::cmp::Ordering;

use invoice_gateway::domain::Decimal;
use serde_json::{Value, json};

use super::{
    papers::{I3d, Paper, papers},
    walk::{Walk, names},
};
use crate::house::House;

/// By what a list can be sorted.
const FIELDS: [&str; 6] = [
    "ISSUE_DATE",
    "DUE_DATE",
    "CREATED_AT",
    "UPDATED_AT",
    "TOTAL",
    "NUMBER",
];

/// The names of papers in an order.
pub(super) fn sorted(mut papers: Vec<&Paper>, field: &str, descending: bool) -> Vec<String> {
    papers.sort_by(|left, right| {
        let by_value = match field {
            "ISSUE_DATE" => compare(left.issue_date, right.issue_date, descending),
            "DUE_DATE" => compare(left.due_date, right.due_date, descending),
            "CREATED_AT" => compare(left.created_at, right.created_at, descending),
            "UPDATED_AT" => compare(left.updated_at, right.updated_at, descending),
            "TOTAL" => compare(amount(left), amount(right), descending),
            "NUMBER" => compare(left.number.as_ref(), right.number.as_ref(), descending),
            other => panic!("nobody sorts by {other}"),
        };
        let by_place = (left.account, &left.id).cmp(&(right.account, &right.id));
        by_value.then(by_place)
    });
    papers.into_iter().map(Paper::name).collect()
}

/// The names of papers as they are listed when nobody asks for an order.
pub(super) fn newest_first<'p>(papers: impl IntoIterator<Item = &'p Paper>) -> Vec<String> {
    sorted(papers.into_iter().collect(), "ISSUE_DATE", true)
}

fn amount(paper: &Paper) -> Option<Decimal> {
    paper.total
}

fn compare<T: Ord>(left: Option<T>, right: Option<T>, descending: bool) -> Ordering {
    match (left, right) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(left), Some(right)) if descending => right.cmp(&left),
        (Some(left), Some(right)) => left.cmp(&right),
    }
}

#[tokio::test]
async fn every_order_is_true_over_five_accounts_in_both_directions() {
    let house = House::five().await;
    house.load().await;
    let papers = papers(&house, I3d::Listed).await;
    let mut sizes: [&'static [usize]; 5] = [&[7], &[13, 1], &[31], &[3, 101], &[249]];
    for field in FIELDS {
        for descending in [true, false] {
            let in_euros = field == "TOTAL";
            let filter = match in_euros {
                true => json!({"currency": ["EUR"]}),
                false => Value::Null,
            };
            let is_listed = |paper: &&Paper| {
                !paper.deleted && (!in_euros || paper.currency.as_deref() == Some("EUR"))
            };
            let listed: Vec<&Paper> = papers.iter().filter(is_listed).collect();
            let expected = sorted(listed, field, descending);
            let direction = if descending { "DESC" } else { "ASC" };
            for backwards in [false, true] {
                sizes.rotate_left(1);
                let walk = Walk {
                    sizes: sizes[0],
                    backwards,
                    filter: filter.clone(),
                    order: json!({"field": field, "direction": direction}),
                    ..Walk::default()
                };
                let rows = names(&walk.rows(&house).await);
                assert_eq!(
                    rows, expected,
                    "{field} {direction}, backwards: {backwards}"
                );
            }
        }
    }
}

#[tokio::test]
async fn what_has_no_value_is_last_both_ways_and_ties_are_by_account_and_id() {
    let house = House::five().await;
    house.load().await;
    let papers = papers(&house, I3d::Listed).await;
    let live = || papers.iter().filter(|paper| !paper.deleted);
    // What the test above proves is worth something only if the books have these cases.
    let undated = live().filter(|paper| paper.issue_date.is_none()).count();
    let unnumbered = live().filter(|paper| paper.number.is_none()).count();
    let undue = live().filter(|paper| paper.due_date.is_none()).count();
    let unchanged = live().filter(|paper| paper.updated_at.is_none()).count();
    assert!(
        undated >= 3 && unnumbered >= 3 && undue >= 3,
        "{undated} {unnumbered} {undue}"
    );
    assert!(unchanged >= 60, "{unchanged}");
    let untold =
        live().filter(|paper| paper.currency.as_deref() == Some("EUR") && paper.total.is_none());
    assert!(untold.count() >= 3);
    let mut days: Vec<_> = live().filter_map(|paper| paper.issue_date).collect();
    days.sort_unstable();
    assert!(
        days.windows(2).any(|pair| pair[0] == pair[1]),
        "no two of the same day"
    );
    for (field, missing) in [
        ("ISSUE_DATE", undated),
        ("NUMBER", unnumbered),
        ("UPDATED_AT", unchanged),
    ] {
        for direction in ["ASC", "DESC"] {
            let walk = Walk {
                order: json!({"field": field, "direction": direction}),
                fields: "issueDate number updatedAt",
                ..Walk::default()
            };
            let key = match field {
                "ISSUE_DATE" => "issueDate",
                "NUMBER" => "number",
                _ => "updatedAt",
            };
            let rows = walk.rows(&house).await;
            let (with, without) = rows.split_at(rows.len() - missing);
            assert!(
                with.iter().all(|row| !row[key].is_null()),
                "{field} {direction}"
            );
            assert!(
                without.iter().all(|row| row[key].is_null()),
                "{field} {direction}"
            );
        }
    }
}
