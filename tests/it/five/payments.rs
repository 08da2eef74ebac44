//! The payments of five accounts in one list: newest day first, each invoice's own share.

use std::cmp::Reverse;

use invoice_gateway::domain::Decimal;
use jiff::{Span, Timestamp};
use serde_json::{Value, json};

use super::{
    books::money,
    papers::{I3d, Paper, Receipt, papers},
    walk::{PAYMENTS, Walk},
};
use crate::{
    house::{FIVE, House},
    vendors::today,
};

type Payment<'p> = (&'p Paper, &'p Receipt);

const FIELDS: &str = "amount { amount currency } date reference createdAt synthetic";

/// The payments of what is not deleted, in the order of the list.
fn payments(papers: &[Paper]) -> Vec<Payment<'_>> {
    let live = papers.iter().filter(|paper| !paper.deleted);
    let each = |paper| -> Vec<Payment<'_>> {
        let paper: &Paper = paper;
        paper
            .payments
            .iter()
            .map(|receipt| (paper, receipt))
            .collect()
    };
    let mut payments: Vec<Payment<'_>> = live.flat_map(each).collect();
    payments.sort_by(|left, right| key(left).cmp(&key(right)));
    payments
}

fn key<'p>((paper, receipt): &Payment<'p>) -> impl Ord + use<'p> {
    let day = receipt.date;
    (
        day.is_none(),
        Reverse(day),
        paper.account,
        &paper.id,
        &receipt.id,
    )
}

fn compare(rows: &[Value], payments: &[Payment<'_>], what: &Value) {
    assert_eq!(rows.len(), payments.len(), "{what}");
    for (row, (paper, receipt)) in rows.iter().zip(payments) {
        let text = |key: &str| row[key].as_str().map(str::to_owned);
        assert_eq!(
            row["invoice"]["account"]["id"], paper.account,
            "{row:#} {receipt:?}"
        );
        assert_eq!(row["invoice"]["nativeId"], *paper.id, "{row:#} {receipt:?}");
        assert_eq!(row["synthetic"], receipt.id.is_none(), "{row:#}");
        if let Some(id) = &receipt.id {
            assert_eq!(row["nativeId"], **id, "{row:#}");
        }
        assert_eq!(
            money(&row["amount"], receipt.currency_on(paper).as_ref()),
            receipt.amount,
            "{row:#} {receipt:?}"
        );
        assert_eq!(
            text("date"),
            receipt.date.map(|day| day.to_string()),
            "{row:#}"
        );
        assert_eq!(text("reference"), receipt.reference, "{row:#}");
        let made: Option<Timestamp> = text("createdAt").map(|at| at.parse().unwrap());
        assert_eq!(made, receipt.created_at, "{row:#}");
    }
}

#[tokio::test]
async fn all_payments_are_listed_newest_day_first_in_both_directions() {
    let house = House::five().await;
    house.load().await;
    let papers = papers(&house, I3d::Listed).await;
    let payments = payments(&papers);
    for resident in &FIVE {
        let of_account = payments
            .iter()
            .filter(|(paper, _)| paper.account == resident.id);
        assert!(of_account.count() > 10, "{}", resident.id);
    }
    for (sizes, backwards) in [(&[250][..], false), (&[13, 7], false), (&[31, 1], true)] {
        let walk = Walk {
            list: &PAYMENTS,
            sizes,
            backwards,
            fields: FIELDS,
            ..Walk::default()
        };
        compare(&walk.rows(&house).await, &payments, &json!(sizes));
    }
    let count = house
        .data("{ payments(first: 1) { totalCount } }", json!({}))
        .await;
    assert_eq!(count["payments"]["totalCount"], payments.len());
    // Only a part of these is this invoice's.
    let shared = papers
        .iter()
        .flat_map(|paper| &paper.payments)
        .filter_map(|receipt| receipt.id.as_ref());
    let mut shared: Vec<&String> = shared.collect();
    let all = shared.len();
    shared.sort_unstable();
    shared.dedup();
    assert!(shared.len() < all, "no payment is of several invoices");
}

#[tokio::test]
async fn every_filter_of_payments_means_the_same_for_five_vendors() {
    let house = House::five().await;
    house.load().await;
    let papers = papers(&house, I3d::Listed).await;
    let payments = payments(&papers);
    let from = today().checked_sub(Span::new().days(120)).unwrap();
    let to = today().checked_sub(Span::new().days(10)).unwrap();
    let made = Timestamp::now()
        .checked_sub(Span::new().hours(24 * 90))
        .unwrap();
    let references: Vec<&String> = payments
        .iter()
        .filter_map(|(_, receipt)| receipt.reference.as_ref())
        .step_by(9)
        .collect();
    let least: Decimal = "100.10".parse().unwrap();
    type Wants<'w> = Box<dyn Fn(&Payment<'_>) -> bool + 'w>;
    let cases: Vec<(Value, Wants<'_>)> = vec![
        (
            json!({"accounts": ["dashdoc", "moneybird"]}),
            Box::new(|(paper, _)| ["dashdoc", "moneybird"].contains(&paper.account)),
        ),
        (
            json!({"providers": ["I3D", "INVOICE_NINJA"]}),
            Box::new(|(paper, _)| ["I3D", "INVOICE_NINJA"].contains(&paper.provider)),
        ),
        (
            json!({"date": {"from": from, "to": to}}),
            Box::new(|(_, receipt)| {
                receipt.date >= Some(from) && receipt.date.is_some_and(|day| day <= to)
            }),
        ),
        (
            json!({"date": {"to": from}}),
            Box::new(|(_, receipt)| receipt.date.is_some_and(|day| day <= from)),
        ),
        (
            json!({"amount": {"from": "100.10"}}),
            Box::new(|(_, receipt)| receipt.amount >= Some(least)),
        ),
        (
            json!({"amount": {"to": "0"}}),
            Box::new(|(_, receipt)| receipt.amount.is_some_and(|amount| amount <= Decimal::ZERO)),
        ),
        (
            json!({"currency": ["USD", "CHF", "JPY"]}),
            Box::new(|(paper, receipt)| {
                receipt.amount.is_some()
                    && ["USD", "CHF", "JPY"]
                        .map(Some)
                        .contains(&receipt.currency_on(paper).as_deref())
            }),
        ),
        (
            json!({"reference": references}),
            Box::new(|(_, receipt)| {
                receipt
                    .reference
                    .as_ref()
                    .is_some_and(|text| references.contains(&text))
            }),
        ),
        (
            json!({"createdSince": made}),
            Box::new(|(_, receipt)| receipt.created_at >= Some(made)),
        ),
        (
            json!({"createdSince": made, "currency": ["EUR"], "amount": {"from": "0"}}),
            Box::new(|(paper, receipt)| {
                receipt.created_at >= Some(made)
                    && receipt.currency_on(paper).as_deref() == Some("EUR")
                    && receipt.amount >= Some(Decimal::ZERO)
            }),
        ),
    ];
    let query = "{ __type(name: \"PaymentFilter\") { inputFields { name } } }";
    let fields = house.data(query, json!({})).await["__type"]["inputFields"].clone();
    for field in fields.as_array().unwrap() {
        let name = field["name"].as_str().unwrap();
        assert!(
            cases.iter().any(|(filter, _)| filter.get(name).is_some()),
            "no case has {name}"
        );
    }
    for (filter, wants) in &cases {
        let wanted: Vec<Payment<'_>> = payments
            .iter()
            .filter(|payment| wants(payment))
            .copied()
            .collect();
        assert!(
            !wanted.is_empty() && wanted.len() < payments.len(),
            "{filter}"
        );
        let walk = Walk {
            list: &PAYMENTS,
            sizes: &[49],
            filter: filter.clone(),
            fields: FIELDS,
            ..Walk::default()
        };
        compare(&walk.rows(&house).await, &wanted, filter);
    }
}

#[tokio::test]
async fn a_payment_keeps_its_currency_when_the_customer_gets_another() {
    let house = House::five().await;
    let before = papers(&house, I3d::Listed).await;
    let moved = before.iter().find(|paper| {
        let is_of_client = paper.account == "invoice-ninja" && !paper.payments.is_empty();
        is_of_client && paper.currency.as_deref() == Some("EUR")
    });
    let moved = moved.expect("a paid invoice in euro");
    let client = moved.customer.as_ref().and_then(|party| party.id.as_ref());
    let set = json!({"settings": {"currency_id": "17"}});
    let edit = json!({"resource": "invoice-ninja-clients", "id": client, "set": set});
    house.control(json!({"edit": edit})).await;
    house.load().await;
    let papers = papers(&house, I3d::Listed).await;
    let after = papers.iter().find(|paper| paper.id == moved.id).unwrap();
    assert_eq!(after.currency.as_deref(), Some("CHF"));
    let walk = Walk {
        list: &PAYMENTS,
        fields: FIELDS,
        ..Walk::default()
    };
    let rows = walk.rows(&house).await;
    compare(&rows, &payments(&papers), &json!("all"));
    let row = rows
        .iter()
        .find(|row| row["invoice"]["nativeId"] == *moved.id);
    assert_eq!(row.unwrap()["amount"]["currency"], "EUR");
}

#[tokio::test]
async fn a_payment_that_failed_is_not_listed() {
    let house = House::five().await;
    let before = papers(&house, I3d::Listed).await;
    let paid = before
        .iter()
        .filter(|paper| paper.account == "invoice-ninja");
    let paid: Vec<&String> = paid
        .flat_map(|paper| &paper.payments)
        .filter_map(|receipt| receipt.id.as_ref())
        .collect();
    for (id, status) in [(paid[0], "2"), (paid[paid.len() - 1], "3")] {
        let set = json!({"status_id": status});
        let edit = json!({"resource": "invoice-ninja-payments", "id": id, "set": set});
        house.control(json!({"edit": edit})).await;
    }
    house.load().await;
    let after = papers(&house, I3d::Listed).await;
    assert!(payments(&after).len() < payments(&before).len());
    let walk = Walk {
        list: &PAYMENTS,
        fields: "amount { amount currency } date reference createdAt synthetic
            native { ... on InvoiceNinjaPayment { id } }",
        ..Walk::default()
    };
    let rows = walk.rows(&house).await;
    compare(&rows, &payments(&after), &json!("all"));
    for row in &rows {
        let own = &row["native"]["id"];
        assert!(own.is_null() || *own == row["nativeId"], "{row:#}");
    }
}
