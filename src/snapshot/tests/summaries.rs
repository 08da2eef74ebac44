use jiff::ToSpan;

use super::double::{accounts, invoice};
use crate::{
    clock,
    domain::{Currency, InvoiceKind, InvoiceStatus, Money, decimal_from_text},
    snapshot::{Filter, Freshness, Group, Sum, SummaryKey},
};

fn text(sum: Sum) -> String {
    sum.exact().unwrap().to_string()
}

#[tokio::test(start_paused = true)]
async fn currencies_and_kinds_are_never_added_up() {
    let (accounts, [provider]) = accounts(["a"]);
    provider.put(invoice("1", "2026-01-01"));
    provider.put(invoice("2", "2026-01-01"));
    let mut yen = invoice("3", "2026-01-01");
    let currency = Currency::new("JPY").unwrap();
    (yen.currency, yen.total) = (
        Some(currency),
        Some(Money::new(decimal_from_text("5000").unwrap(), currency)),
    );
    provider.put(yen);
    let mut credit = invoice("4", "2026-01-01");
    credit.kind = InvoiceKind::CreditNote;
    provider.put(credit);
    let summary = accounts
        .summary(&Filter::default(), &[], Freshness::ByAge)
        .await
        .unwrap();
    let totals: Vec<String> = summary
        .groups
        .iter()
        .map(|group| {
            format!(
                "{} {} {}",
                group.keys.currency.unwrap().code(),
                group.count,
                group.total.exact().unwrap()
            )
        })
        .collect();
    assert_eq!(totals, ["EUR 2 200.00", "EUR 1 100.00", "JPY 1 5000"]);
    assert!(summary.complete);
}

#[tokio::test(start_paused = true)]
async fn a_day_before_the_due_date_counts_where_money_is_asked_for_by_then() {
    let (accounts, [provider]) = accounts(["a"]);
    let today = clock::today(&jiff::tz::TimeZone::UTC);
    let day = |late: i32| Some(today.checked_sub(late.days()).unwrap());
    for (id, due, payable_by) in [("1", -30, 40), ("2", 40, -1), ("3", -30, 0)] {
        let mut one = invoice(id, "2020-01-01");
        (one.due_date, one.payable_by) = (day(due), day(payable_by));
        one.status = InvoiceStatus::Open;
        provider.put(one);
    }
    let filter = |overdue| Filter {
        overdue: Some(overdue),
        upcoming: Some(!overdue),
        ..Filter::default()
    };
    for (overdue, count) in [(true, 1), (false, 2)] {
        let summary = accounts
            .summary(&filter(overdue), &[], Freshness::ByAge)
            .await
            .unwrap();
        let group = &summary.groups[0];
        assert_eq!(group.count, count);
        let (late, undue) = (group.ageing.days_31_to_60, group.ageing.current);
        let (late, undue) = (late.exact().unwrap(), undue.exact().unwrap());
        let (all, part) = if overdue {
            (late, undue)
        } else {
            (undue, late)
        };
        assert_eq!((Some(all), part.is_zero()), (group.balance.exact(), true));
        assert_eq!(group.overdue.exact(), Some(late));
    }
}

#[tokio::test(start_paused = true)]
async fn only_outstanding_invoices_are_balance_and_age_by_their_due_date() {
    let (accounts, [provider]) = accounts(["a"]);
    let today = clock::today(&jiff::tz::TimeZone::UTC);
    let due = |days: i32| Some(today.checked_sub(days.days()).unwrap());
    let cases = [
        ("1", InvoiceStatus::Open, due(-1)),
        ("2", InvoiceStatus::Open, due(0)),
        ("3", InvoiceStatus::PartiallyPaid, due(1)),
        ("4", InvoiceStatus::PendingPayment, due(31)),
        ("5", InvoiceStatus::Open, due(400)),
        ("6", InvoiceStatus::Draft, due(5)),
        ("7", InvoiceStatus::Uncollectible, due(5)),
        ("8", InvoiceStatus::Open, None),
    ];
    for (id, status, due_date) in cases {
        let mut one = invoice(id, "2020-01-01");
        (one.status, one.due_date) = (status, due_date);
        provider.put(one);
    }
    let summary = accounts
        .summary(&Filter::default(), &[], Freshness::ByAge)
        .await
        .unwrap();
    let group = &summary.groups[0];
    let texts = [group.total, group.balance, group.overdue].map(text);
    assert_eq!(texts, ["800.00", "600.00", "300.00"]);
    let ageing = &group.ageing;
    let buckets = [
        ageing.current,
        ageing.days_1_to_30,
        ageing.days_31_to_60,
        ageing.days_61_to_90,
        ageing.over_90_days,
    ];
    assert_eq!(
        buckets.map(text),
        ["300.00", "100.00", "100.00", "0", "100.00"]
    );

    let by_status = accounts
        .summary(&Filter::default(), &[SummaryKey::Status], Freshness::ByAge)
        .await
        .unwrap();
    let counts: usize = by_status.groups.iter().map(|group| group.count).sum();
    assert_eq!((by_status.groups.len(), counts), (5, 8));
}

/// The one group of invoices of these totals, all of them open.
async fn group_of(totals: &[&str]) -> Group {
    let (accounts, [provider]) = accounts(["a"]);
    for (number, total) in totals.iter().enumerate() {
        let mut one = invoice(&number.to_string(), "2020-01-01");
        let amount = decimal_from_text(total).unwrap();
        let money = Some(Money::new(amount, Currency::new("JPY").unwrap()));
        one.status = InvoiceStatus::Open;
        (one.currency, one.total, one.balance) = (Currency::new("JPY"), money, money);
        provider.put(one);
    }
    let everything = Filter::default();
    let summary = accounts.summary(&everything, &[], Freshness::ByAge).await;
    summary.unwrap().groups.remove(0)
}

#[tokio::test(start_paused = true)]
async fn a_sum_that_no_number_holds_is_told_by_none() {
    const LARGEST: &str = "79228162514264337593543950335";
    for (totals, expected) in [
        (&[LARGEST][..], Some(LARGEST)),
        (&[LARGEST, "1"], None),
        (&[LARGEST, LARGEST], None),
        // There is no room left for decimals, so they would be lost.
        (&[LARGEST, "0.1"], None),
        (
            &["7922816251426433759354395033", "0.4"],
            Some("7922816251426433759354395033.4"),
        ),
        (&["7922816251426433759354395033", "0.45"], None),
        (&["0.1", "0.25"], Some("0.35")),
    ] {
        let group = group_of(totals).await;
        let sum = group.total.exact().map(|sum| sum.normalize().to_string());
        assert_eq!(sum.as_deref(), expected, "{totals:?}");
        let balance = group.balance.exact();
        assert_eq!(
            balance.map(|sum| sum.normalize().to_string()).as_deref(),
            expected
        );
        assert_eq!(group.count, totals.len());
    }
}
