//! Which actions want their invoices as they are now.

use super::house::House;
use crate::{
    act::Wish,
    domain::{NativeId, decimal_from_text},
    provider::action::{Refund, Reminder, Sending, Settlement, What},
};

/// How often the provider is asked before it is sent, when the invoice is held.
async fn reads_before(house: &House, mut wish: Wish) -> usize {
    house.pass(house.payment("first", None)).await;
    let before = house.double.with(|state| state.reads);
    wish.dry_run = true;
    house.pass(wish).await;
    house.double.with(|state| state.reads) - before
}

#[tokio::test]
async fn what_is_held_is_enough_for_a_payment_that_nobody_asks_for_again() {
    let house = House::new([]);
    assert_eq!(reads_before(&house, house.payment("R", None)).await, 0);
}

#[tokio::test]
async fn what_is_compared_with_the_state_before_is_read_first() {
    let house = House::new([]);
    assert_eq!(reads_before(&house, house.payment("R", Some("k"))).await, 1);
}

#[tokio::test]
async fn what_acts_on_amounts_or_lines_as_they_are_reads_them_first() {
    let refund = |amount: Option<&str>| {
        What::RefundPayment(Refund {
            payment: NativeId::new("1-0"),
            amount: amount.and_then(decimal_from_text),
            date: "2026-05-01".parse().expect("a day"),
        })
    };
    let paid = What::MarkPaid(Settlement {
        date: None,
        reference: None,
    });
    for (what, reads) in [
        (paid, 1),
        (What::CloneInvoice, 1),
        (What::SendReminders(Reminder::default()), 1),
        (What::SendInvoice(Sending::default()), 1),
        (refund(None), 1),
        (refund(Some("5")), 0),
    ] {
        let house = House::new([]);
        let told = format!("{what:?}");
        let wish = Wish {
            what,
            ..house.payment("R", None)
        };
        assert_eq!(reads_before(&house, wish).await, reads, "{told}");
    }
}
