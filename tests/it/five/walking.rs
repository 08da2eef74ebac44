//! Walks while the books are edited: what stays is seen once, in true order, whatever comes and goes around it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::{
    books::{FIELDS, compare},
    order::newest_first,
    papers::{I3d, Paper, papers},
    walk::{Walk, name, names},
    wishes::{add, gone, redated, resident, reworded},
};
use crate::house::{FIVE, House};

/// What happened to the books during a walk.
#[derive(Debug, Default)]
struct Diary {
    /// What was added so far and not taken away.
    added: Vec<String>,
    /// What was taken away before the walk came to it.
    gone_unseen: BTreeSet<String>,
    /// What was taken away after the walk had seen it.
    gone_seen: BTreeSet<String>,
    /// What was seen so far.
    seen: BTreeSet<String>,
    /// What got another date, so that it may be seen twice or never.
    moved: BTreeSet<String>,
}

impl Diary {
    /// Edits the books of one account after a page: adds before, behind and right beside the place of the walk, rewords,
    /// and takes away the very row that the walk stands at, one that it has not reached, and one that was added.
    async fn edit(
        &mut self,
        house: &House,
        stayed: &[String],
        step: usize,
        page: &[Value],
        backwards: bool,
    ) {
        self.seen.extend(names(page));
        let place = if backwards {
            &page[0]
        } else {
            &page[page.len() - 1]
        };
        let here: Option<Date> = place["issueDate"].as_str().map(|day| day.parse().unwrap());
        let owner = &FIVE[step % FIVE.len()];
        let days = [date(2099, 1, 1), date(1999, 1, 1)].into_iter().chain(here);
        for (nth, day) in days.enumerate() {
            let mark = format!("walk {step} {nth}");
            self.added.push(add(house, owner, day, &mark).await);
        }
        let ahead: Vec<&String> = match backwards {
            false => stayed.iter().filter(|row| !self.is_past(row)).collect(),
            true => stayed
                .iter()
                .rev()
                .filter(|row| !self.is_past(row))
                .collect(),
        };
        let mut commands = Vec::new();
        if let Some(row) = self.added.get(3).filter(|_| step % 4 == 1) {
            let (account, id) = row.split_once(' ').unwrap();
            commands.push(redated(resident(account), id, date(2098, 12, 31)));
            self.moved.insert(row.clone());
        }
        if let Some(row) = ahead.get(ahead.len() / 2) {
            let (account, id) = row.split_once(' ').unwrap();
            commands.push(reworded(resident(account), id, &format!("reworded {step}")));
        }
        let unseen = ahead
            .get(ahead.len() / 3)
            .filter(|_| step.is_multiple_of(3));
        if let Some(row) = unseen {
            self.gone_unseen.insert((*row).clone());
        }
        let behind = step.is_multiple_of(2).then(|| name(place));
        self.gone_seen.extend(behind.clone());
        let old = (self.added.len() > 12).then(|| self.added.remove(1));
        for row in unseen
            .map(|row| (*row).clone())
            .into_iter()
            .chain(behind)
            .chain(old)
        {
            let (account, id) = row.split_once(' ').unwrap();
            commands.push(gone(resident(account), id));
            self.added.retain(|added| *added != row);
        }
        house.control(json!(commands)).await;
    }

    fn is_past(&self, row: &str) -> bool {
        self.seen.contains(row) || self.gone_unseen.contains(row)
    }
}

#[tokio::test]
async fn forwards_and_backwards_equal_the_books_in_pages_of_any_size() {
    let house = House::five().await;
    house.load().await;
    let papers = papers(&house, I3d::Listed).await;
    let expected = newest_first(papers.iter().filter(|paper| !paper.deleted));
    assert!(expected.len() >= 300, "{}", expected.len());
    let sizes: [&'static [usize]; 6] = [&[1], &[3], &[7, 11, 5], &[49], &[250], &[99, 1]];
    for sizes in sizes {
        for backwards in [false, true] {
            let walk = Walk {
                sizes,
                backwards,
                ..Walk::default()
            };
            let rows = names(&walk.rows(&house).await);
            assert_eq!(rows, expected, "{sizes:?}, backwards: {backwards}");
        }
    }
    let count = house
        .data("{ invoices(first: 1) { totalCount complete } }", json!({}))
        .await;
    let expected = json!({"totalCount": expected.len(), "complete": true});
    assert_eq!(count["invoices"], expected);
}

async fn walk_under_edits(backwards: bool) {
    let house = House::five().await;
    let before = papers(&house, I3d::Listed).await;
    let stayed = newest_first(before.iter().filter(|paper| !paper.deleted));
    let walk = Walk {
        sizes: &[13, 27, 7, 31],
        backwards,
        freshness: "LIVE",
        fields: "issueDate",
        ..Walk::default()
    };
    let mut diary = Diary::default();
    let rows = walk
        .rows_while(&house, async |step, page| {
            diary.edit(&house, &stayed, step, page, backwards).await;
        })
        .await;
    let seen = names(&rows);
    let firm: Vec<&String> = seen
        .iter()
        .filter(|row| !diary.moved.contains(*row))
        .collect();
    let distinct: BTreeSet<&String> = firm.iter().copied().collect();
    assert_eq!(distinct.len(), firm.len(), "a row was repeated");
    let is_sorted = rows.is_sorted_by_key(|row| {
        let day = row["issueDate"].as_str().map(str::to_owned);
        let account_and_id = (
            row["account"]["id"].to_string(),
            row["nativeId"].to_string(),
        );
        (day.is_none(), std::cmp::Reverse(day), account_and_id)
    });
    assert!(is_sorted, "{seen:#?}");
    assert!(
        diary.gone_seen.len() >= 4 && diary.gone_unseen.len() >= 4,
        "{diary:#?}"
    );
    for row in &diary.gone_unseen {
        assert!(
            !distinct.contains(row),
            "{row} was gone before the walk came to it"
        );
    }
    let original: BTreeSet<&String> = stayed.iter().collect();
    let seen_of_stayed: Vec<&String> = seen.iter().filter(|row| original.contains(row)).collect();
    let must: Vec<&String> = stayed
        .iter()
        .filter(|row| !diary.gone_unseen.contains(*row))
        .collect();
    let missed: Vec<&&String> = must
        .iter()
        .filter(|row| !seen_of_stayed.contains(row))
        .collect();
    let too_many: Vec<&&String> = seen_of_stayed
        .iter()
        .filter(|row| !must.contains(row))
        .collect();
    assert!(
        missed.is_empty() && too_many.is_empty(),
        "missed {missed:?}, too many {too_many:?}, {diary:#?}"
    );
    assert_eq!(seen_of_stayed, must);
    // A walk over quiet books sees exactly what there is now, row by row and word for word.
    let after = papers(&house, I3d::Whole).await;
    let by_name: BTreeMap<String, &Paper> =
        after.iter().map(|paper| (paper.name(), paper)).collect();
    let expected = newest_first(after.iter().filter(|paper| !paper.deleted));
    for backwards in [false, true] {
        let walk = Walk {
            backwards,
            sizes: &[101],
            freshness: "LIVE",
            fields: FIELDS,
            ..Walk::default()
        };
        let rows = walk.rows(&house).await;
        assert_eq!(names(&rows), expected);
        rows.iter()
            .for_each(|row| compare(row, by_name[&name(row)]));
    }
}

#[tokio::test]
async fn forwards_nothing_that_stays_is_skipped_or_repeated_while_five_books_are_edited() {
    walk_under_edits(false).await;
}

#[tokio::test]
async fn backwards_nothing_that_stays_is_skipped_or_repeated_while_five_books_are_edited() {
    walk_under_edits(true).await;
}
