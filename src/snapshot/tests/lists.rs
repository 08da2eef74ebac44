use std::sync::Arc;

use super::double::{accounts, invoice};
use crate::{
    domain::{Currency, Money, NativeId, Party, Payment, decimal_from_text},
    snapshot::{Accounts, Freshness, PageArguments, PaymentFilter},
};

fn payment(id: &str, date: &str) -> Payment {
    Payment {
        id: NativeId::new(id),
        amount: Some(Money::new(
            decimal_from_text("5").unwrap(),
            Currency::new("EUR").unwrap(),
        )),
        base_amount: None,
        date: date.parse().ok(),
        reference: None,
        method: None,
        synthetic: false,
        allocations: None,
        created_at: None,
        updated_at: None,
    }
}

async fn payment_ids(accounts: &Accounts, page: &PageArguments) -> (Vec<String>, Option<String>) {
    let page = accounts
        .payments(&PaymentFilter::default(), page, Freshness::ByAge)
        .await
        .unwrap();
    let ids = page.rows.iter().map(|((entry, index), _)| {
        entry.invoice.payments.as_ref().unwrap()[*index]
            .id
            .to_string()
    });
    (
        ids.collect(),
        page.rows
            .last()
            .filter(|_| page.has_next)
            .map(|(_, cursor)| cursor.clone()),
    )
}

#[tokio::test(start_paused = true)]
async fn payments_are_listed_newest_first_across_invoices_and_accounts() {
    let (accounts, [first, second]) = accounts(["a", "b"]);
    let mut one = invoice("1", "2026-01-01");
    one.payments = Some(vec![
        payment("p1", "2026-01-05"),
        payment("p2", "2026-01-03"),
        payment("p9", "none"),
    ]);
    first.put(one);
    let mut two = invoice("1", "2026-01-01");
    two.payments = Some(vec![payment("p3", "2026-01-04")]);
    second.put(two);
    let two_rows = PageArguments {
        first: Some(2),
        ..PageArguments::default()
    };
    let (ids, cursor) = payment_ids(&accounts, &two_rows).await;
    assert_eq!(ids, ["p1", "p3"]);
    let (ids, cursor) = payment_ids(
        &accounts,
        &PageArguments {
            after: cursor,
            ..two_rows
        },
    )
    .await;
    assert_eq!(
        (ids, cursor),
        (vec!["p2".to_owned(), "p9".to_owned()], None)
    );
}

#[tokio::test(start_paused = true)]
async fn customers_are_listed_once_by_name_as_the_latest_invoice_has_them() {
    let (accounts, [provider]) = accounts(["a"]);
    let party = |id: &str, name: &str| {
        Some(Arc::new(Party {
            id: Some(NativeId::new(id)),
            name: Some(name.into()),
            ..Party::default()
        }))
    };
    for (id, changed, customer) in [
        ("1", "2026-01-01T00:00:00Z", party("7", "Oud BV")),
        ("2", "2026-01-02T00:00:00Z", party("7", "Nieuw BV")),
        ("3", "2026-01-01T00:00:00Z", party("8", "Alfa")),
    ] {
        let mut one = invoice(id, "2026-01-01");
        (one.customer, one.updated_at) = (customer, changed.parse().ok());
        provider.put(one);
    }
    let everything = PageArguments::default();
    let all = accounts
        .customers(None, &[], &everything, Freshness::ByAge)
        .await
        .unwrap();
    let names: Vec<_> = all
        .rows
        .iter()
        .map(|((_, party), _)| party.name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["Alfa", "Nieuw BV"]);
    let after = PageArguments {
        after: Some(all.rows[0].1.clone()),
        ..PageArguments::default()
    };
    let rest = accounts
        .customers(None, &[], &after, Freshness::ByAge)
        .await
        .unwrap();
    assert_eq!(
        (rest.rows.len(), rest.has_previous, rest.total),
        (1, true, Some(2))
    );
    let found = accounts
        .customers(
            Some("a"),
            &["nieuw".to_owned()],
            &everything,
            Freshness::ByAge,
        )
        .await
        .unwrap();
    assert_eq!(found.rows.len(), 1);
}
