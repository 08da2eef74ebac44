use jiff::ToSpan;

use super::double::{accounts, invoice};
use crate::{
    clock,
    domain::{Currency, InvoiceKind, InvoiceStatus, Money, decimal_from_text},
    snapshot::{Filter, Freshness, SummaryKey},
};

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
                group.total
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
        let (all, part) = if overdue {
            (late, undue)
        } else {
            (undue, late)
        };
        assert_eq!((all, part.is_zero()), (group.balance, true));
        assert_eq!(group.overdue, late);
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
    let texts = [group.total, group.balance, group.overdue].map(|amount| amount.to_string());
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
        buckets.map(|amount| amount.to_string()),
        ["300.00", "100.00", "100.00", "0", "100.00"]
    );

    let by_status = accounts
        .summary(&Filter::default(), &[SummaryKey::Status], Freshness::ByAge)
        .await
        .unwrap();
    let counts: usize = by_status.groups.iter().map(|group| group.count).sum();
    assert_eq!((by_status.groups.len(), counts), (5, 8));
}
