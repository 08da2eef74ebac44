use proptest::prelude::*;

use super::double::{Double, accounts, ids, invoice, listing};
use crate::{
    domain::{Currency, Invoice, InvoiceStatus, Money, decimal_from_text},
    error::ErrorKind,
    snapshot::{Accounts, Filter, Listing, Order, OrderField, PageArguments, Range},
};

const FIELDS: [OrderField; 6] = [
    OrderField::IssueDate,
    OrderField::DueDate,
    OrderField::CreatedAt,
    OrderField::UpdatedAt,
    OrderField::Total,
    OrderField::Number,
];

/// Invoices with many ties and missing values.
fn varied(number: usize) -> Invoice {
    let mut one = invoice(
        &format!("{number:03}"),
        &format!("2026-01-{:02}", number % 7 + 1),
    );
    if number.is_multiple_of(5) {
        one.issue_date = None;
        one.number = None;
        one.total = None;
    } else {
        one.number = Some(format!("N-{}", number % 4).into());
        one.due_date = format!("2026-02-{:02}", number % 3 + 1).parse().ok();
        one.created_at = format!("2026-01-01T00:00:{:02}Z", number % 11).parse().ok();
        one.updated_at = one.created_at;
        let amount = decimal_from_text(&format!("{}.5", number % 6)).unwrap();
        one.total = Some(Money::new(amount, Currency::new("EUR").unwrap()));
    }
    one
}

fn in_euro(order: Order, page: PageArguments) -> Listing {
    let filter = Filter {
        currency: Some(vec![Currency::new("EUR").unwrap()]),
        ..Filter::default()
    };
    Listing {
        filter,
        order,
        page,
        ..listing()
    }
}

async fn walk(accounts: &Accounts, order: Order, size: i32, backwards: bool) -> Vec<String> {
    let (mut cursor, mut pages) = (None, Vec::new());
    loop {
        let page = if backwards {
            PageArguments {
                last: Some(size),
                before: cursor.clone(),
                ..PageArguments::default()
            }
        } else {
            PageArguments {
                first: Some(size),
                after: cursor.clone(),
                ..PageArguments::default()
            }
        };
        let found = accounts.invoices(&in_euro(order, page)).await.unwrap();
        let rows: Vec<String> = found
            .rows
            .iter()
            .map(|(entry, _)| format!("{}/{}", entry.account.id, entry.invoice.id))
            .collect();
        let (edge, more) = if backwards {
            (found.rows.first(), found.has_previous)
        } else {
            (found.rows.last(), found.has_next)
        };
        cursor = edge.map(|(_, cursor)| cursor.clone());
        pages.push(rows);
        if !more {
            break;
        }
    }
    if backwards {
        pages.reverse();
    }
    pages.concat()
}

fn fill(doubles: &[Double; 2]) {
    for number in 0..60 {
        doubles[number % 2].put(varied(number));
    }
}

#[tokio::test(start_paused = true)]
async fn every_order_walks_the_same_way_forward_and_backward_and_misses_nothing() {
    let (accounts, doubles) = accounts(["a", "b"]);
    fill(&doubles);
    for field in FIELDS {
        for descending in [false, true] {
            let order = Order { field, descending };
            let forward = walk(&accounts, order, 7, false).await;
            let backward = walk(&accounts, order, 9, true).await;
            assert_eq!(forward, backward, "{order:?}");
            let mut distinct = forward.clone();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), 60, "{order:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn ties_go_by_account_and_id_and_missing_values_come_last_both_ways() {
    let (accounts, [first, second]) = accounts(["a", "b"]);
    first.put(invoice("2", "2026-01-01"));
    first.put(invoice("1", "2026-01-01"));
    first.put(invoice("9", "none"));
    second.put(invoice("1", "2026-01-01"));
    second.put(invoice("0", "2026-01-02"));
    assert_eq!(
        ids(&accounts, &listing()).await,
        ["b/0", "a/1", "a/2", "b/1", "a/9"]
    );
    let ascending = Listing {
        order: Order {
            descending: false,
            ..Order::NEWEST
        },
        ..listing()
    };
    assert_eq!(
        ids(&accounts, &ascending).await,
        ["a/1", "a/2", "b/1", "b/0", "a/9"]
    );
}

#[tokio::test(start_paused = true)]
async fn pages_say_truly_whether_there_is_more_on_either_side() {
    let (accounts, [provider]) = accounts(["a"]);
    for day in 1..=4 {
        provider.put(invoice(&day.to_string(), &format!("2026-01-0{day}")));
    }
    let page = |first, after| PageArguments {
        first,
        after,
        ..PageArguments::default()
    };
    let whole = accounts
        .invoices(&Listing {
            page: page(Some(4), None),
            ..listing()
        })
        .await
        .unwrap();
    assert_eq!(
        (whole.has_next, whole.has_previous, whole.total),
        (false, false, Some(4))
    );
    let second = Some(whole.rows[1].1.clone());
    let rest = accounts
        .invoices(&Listing {
            page: page(Some(1), second.clone()),
            ..listing()
        })
        .await
        .unwrap();
    assert_eq!(
        (rest.has_next, rest.has_previous, rest.rows.len()),
        (true, true, 1)
    );
    let middle = PageArguments {
        after: Some(whole.rows[0].1.clone()),
        before: Some(whole.rows[3].1.clone()),
        ..PageArguments::default()
    };
    assert_eq!(
        ids(
            &accounts,
            &Listing {
                page: middle,
                ..listing()
            }
        )
        .await,
        ["a/3", "a/2"]
    );
    let back = PageArguments {
        last: Some(1),
        before: second,
        ..PageArguments::default()
    };
    let back = accounts
        .invoices(&Listing {
            page: back,
            ..listing()
        })
        .await
        .unwrap();
    assert_eq!((back.has_next, back.has_previous), (true, false));
}

#[tokio::test(start_paused = true)]
async fn bad_arguments_are_invalid_input_and_ask_nobody() {
    let (accounts, [provider]) = accounts(["a"]);
    let bad = [
        PageArguments {
            first: Some(0),
            ..PageArguments::default()
        },
        PageArguments {
            first: Some(-1),
            ..PageArguments::default()
        },
        PageArguments {
            first: Some(251),
            ..PageArguments::default()
        },
        PageArguments {
            last: Some(i32::MAX),
            ..PageArguments::default()
        },
        PageArguments {
            first: Some(1),
            last: Some(1),
            ..PageArguments::default()
        },
        PageArguments {
            after: Some("x".repeat(100_000)),
            ..PageArguments::default()
        },
        PageArguments {
            before: Some("AAAA".to_owned()),
            ..PageArguments::default()
        },
    ];
    for page in bad {
        let error = accounts
            .invoices(&Listing { page, ..listing() })
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    let by_total = Listing {
        order: Order {
            field: OrderField::Total,
            descending: true,
        },
        ..listing()
    };
    assert_eq!(
        accounts.invoices(&by_total).await.unwrap_err().kind(),
        ErrorKind::InvalidInput
    );
    let filter = Filter {
        accounts: Some(vec![crate::domain::AccountId::new("nobody")]),
        ..Filter::default()
    };
    assert_eq!(
        accounts
            .invoices(&Listing {
                filter,
                ..listing()
            })
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::InvalidInput
    );
    assert_eq!(provider.with(|state| state.refreshes), 0);
}

#[tokio::test(start_paused = true)]
async fn filters_let_through_what_they_say() {
    let (accounts, [provider]) = accounts(["a"]);
    let mut paid = invoice("1", "2026-01-01");
    paid.status = InvoiceStatus::Paid;
    provider.put(paid);
    let mut deleted = invoice("2", "2026-01-02");
    deleted.deleted = Some(true);
    provider.put(deleted);
    let mut late = invoice("3", "2020-01-01");
    late.due_date = "2020-02-01".parse().ok();
    late.description = Some("Zwölf ROLLEN Draht".into());
    provider.put(late);
    let with = |filter| Listing {
        filter,
        ..listing()
    };
    let all = Filter::default();
    assert_eq!(ids(&accounts, &with(all.clone())).await, ["a/1", "a/3"]);
    assert_eq!(
        ids(
            &accounts,
            &with(Filter {
                deleted: Some(true),
                ..all.clone()
            })
        )
        .await,
        ["a/2"]
    );
    assert_eq!(
        ids(
            &accounts,
            &with(Filter {
                overdue: Some(true),
                ..all.clone()
            })
        )
        .await,
        ["a/3"]
    );
    assert_eq!(
        ids(
            &accounts,
            &with(Filter {
                overdue: Some(false),
                ..all.clone()
            })
        )
        .await,
        ["a/1"]
    );
    assert_eq!(
        ids(
            &accounts,
            &with(Filter {
                payable: Some(true),
                ..all.clone()
            })
        )
        .await,
        ["a/3"]
    );
    assert_eq!(
        ids(
            &accounts,
            &with(Filter {
                upcoming: Some(true),
                ..all.clone()
            })
        )
        .await,
        Vec::<String>::new()
    );
    let words = vec!["zwölf".to_owned(), "draht".to_owned()];
    assert_eq!(
        ids(
            &accounts,
            &with(Filter {
                search: words,
                ..all.clone()
            })
        )
        .await,
        ["a/3"]
    );
    let from = Range {
        from: "2025-01-01".parse().ok(),
        to: None,
    };
    assert_eq!(
        ids(
            &accounts,
            &with(Filter {
                issue_date: from,
                ..all
            })
        )
        .await,
        ["a/1"]
    );
}

#[derive(Clone, Debug)]
enum Edit {
    Put(usize, usize),
    Remove(usize),
}

fn edits() -> impl Strategy<Value = Vec<Vec<Edit>>> {
    let put = (0..40_usize, 0..40_usize).prop_map(|(id, day)| Edit::Put(id, day));
    let edit = prop_oneof![put, (0..40_usize).prop_map(Edit::Remove)];
    prop::collection::vec(prop::collection::vec(edit, 0..12), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// An order that is mended after each batch of edits is the same as one sorted from scratch.
    #[test]
    fn a_mended_order_equals_a_sorted_one(batches in edits()) {
        use crate::snapshot::{books::Books, row::Row};
        let now = tokio::time::Instant::now();
        let mut mended = Books::default();
        let mut plain = std::collections::BTreeMap::new();
        for batch in batches {
            for edit in batch {
                match edit {
                    Edit::Put(id, day) => {
                        let mut one = varied(day);
                        one.id = crate::domain::NativeId::new(&format!("{id:03}"));
                        let row = Row::new(std::sync::Arc::new(one), now);
                        plain.insert(id, row.clone());
                        mended.put(row);
                    }
                    Edit::Remove(id) => {
                        plain.remove(&id);
                        mended.remove(&crate::domain::NativeId::new(&format!("{id:03}")));
                    }
                }
            }
            let mut fresh = Books::default();
            plain.values().cloned().for_each(|row| fresh.put(row));
            for field in FIELDS {
                for descending in [false, true] {
                    let order = Order { field, descending };
                    let list = |books: &Books| -> Vec<String> {
                        books.in_order(order).iter().map(|slot| books.at(*slot).invoice.id.to_string()).collect()
                    };
                    prop_assert_eq!(list(&mended), list(&fresh), "{:?}", order);
                }
            }
        }
    }
}
