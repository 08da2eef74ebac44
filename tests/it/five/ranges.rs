//! The filters by a range of days, moments or amounts.

use invoice_gateway::domain::Decimal;
use jiff::{Span, Timestamp, civil::Date};
use serde_json::json;

use super::{cases::Cases, papers::Paper};

pub(super) fn days(cases: &mut Cases, papers: &[Paper], today: Date) {
    let ago = |days: i64| today.checked_sub(Span::new().days(days)).unwrap();
    let within = |day: Option<Date>, from: Option<Date>, to: Option<Date>| {
        day.is_some_and(|day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))
    };
    let (early, late) = (ago(200), ago(20));
    // Both ends count: they are days that papers have.
    let issued = papers
        .iter()
        .filter_map(|paper| paper.issue_date)
        .filter(|day| *day >= early);
    let first = issued.min().expect("a day");
    for (from, to) in [
        (Some(first), Some(late)),
        (Some(late), None),
        (None, Some(first)),
    ] {
        cases.add(
            json!({"issueDate": {"from": from, "to": to}}),
            move |paper| within(paper.issue_date, from, to),
        );
    }
    for (from, to) in [
        (Some(ago(60)), Some(today)),
        (Some(today), None),
        (None, Some(ago(1))),
        (Some(today), Some(today)),
    ] {
        cases.add(json!({"dueDate": {"from": from, "to": to}}), move |paper| {
            within(paper.due_date, from, to)
        });
    }
    let mut made: Vec<Timestamp> = papers.iter().filter_map(|paper| paper.created_at).collect();
    made.sort_unstable();
    let mut changed: Vec<Timestamp> = papers.iter().filter_map(|paper| paper.updated_at).collect();
    changed.sort_unstable();
    let mut finals: Vec<Timestamp> = papers
        .iter()
        .filter_map(|paper| paper.finalized_at)
        .collect();
    finals.sort_unstable();
    for share in [2, 5] {
        let since = made[made.len() / share];
        cases.add(json!({"createdSince": since}), move |paper| {
            paper.created_at >= Some(since)
        });
        let since = changed[changed.len() / share];
        cases.add(json!({"updatedSince": since}), move |paper| {
            paper.updated_at >= Some(since)
        });
        let since = finals[finals.len() / share];
        cases.add(json!({"finalizedSince": since}), move |paper| {
            paper.finalized_at >= Some(since)
        });
    }
}

pub(super) fn amounts(cases: &mut Cases) {
    let decimal = |text: &str| -> Decimal { text.parse().unwrap() };
    for (from, to) in [
        (Some("0.01"), Some("500")),
        (Some("1000.5"), None),
        (None, Some("-0.01")),
        (Some("0"), Some("0")),
    ] {
        let ends = (from.map(decimal), to.map(decimal));
        let within = move |amount: Option<Decimal>| {
            amount.is_some_and(|amount| {
                ends.0.is_none_or(|from| from <= amount) && ends.1.is_none_or(|to| amount <= to)
            })
        };
        cases.add(json!({"balance": {"from": from, "to": to}}), move |paper| {
            within(paper.balance)
        });
        if from != to {
            cases.add(json!({"total": {"from": from, "to": to}}), move |paper| {
                within(paper.total)
            });
        }
    }
}
