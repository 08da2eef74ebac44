//! What is told again, and what that costs.

use std::sync::Arc;

use super::house::House;
use crate::{
    act::{ActOutcome, Wish},
    domain::NativeId,
    provider::action::What,
};

/// Something with these invoices, under a key.
fn wish(house: &House, what: What, ids: &[&str]) -> Wish {
    let mut wish = house.payment("R", Some("k"));
    wish.account = Arc::clone(&house.account);
    wish.what = what;
    wish.targets = ids.iter().map(|id| NativeId::new(id)).collect();
    wish
}

fn reads(house: &House) -> usize {
    house.double.with(|state| state.reads)
}

#[tokio::test]
async fn many_invoices_are_told_again_by_one_read_of_those_that_are_not_held() {
    let mut house = House::new([]);
    house.double.with(|state| {
        let books = ["3", "4", "5"].map(|id| (id.to_owned(), Vec::new()));
        state.books.extend(books);
    });
    let ids = ["1", "2", "3", "4", "5", "1"];
    let first = house.pass(wish(&house, What::ArchiveInvoices, &ids)).await;
    assert_eq!(first.outcome, ActOutcome::Applied);
    let before = reads(&house);
    house.pass(wish(&house, What::ArchiveInvoices, &ids)).await;
    assert_eq!(reads(&house), before, "all of them are held");
    house.restart_empty();
    let again = house.pass(wish(&house, What::ArchiveInvoices, &ids)).await;
    assert_eq!(reads(&house), before + 1);
    let shown = |result: &crate::act::ResultOf| result.entry.as_ref().unwrap().invoice.id.clone();
    let shown: Vec<NativeId> = again.results.iter().map(shown).collect();
    assert_eq!(shown, ids.map(NativeId::new));
}

#[tokio::test]
async fn nobody_is_asked_again_for_what_was_deleted() {
    let mut house = House::new([]);
    let ids = ["1", "2"];
    house.pass(wish(&house, What::DeleteInvoices, &ids)).await;
    house.restart_empty();
    let before = reads(&house);
    let again = house.pass(wish(&house, What::DeleteInvoices, &ids)).await;
    assert_eq!(again.outcome, ActOutcome::Applied);
    assert!(again.results.iter().all(|result| result.entry.is_none()));
    assert_eq!(reads(&house), before);
}

#[tokio::test]
async fn the_other_invoices_that_a_payment_was_of_are_shown_again() {
    let mut house = House::new([]);
    house.pass(house.payment("R", None)).await;
    let what = || What::DeletePayment(NativeId::new("1-0"));
    let first = house.pass(wish(&house, what(), &["1"])).await;
    house.restart_empty();
    let before = reads(&house);
    let again = house.pass(wish(&house, what(), &["1"])).await;
    for told in [&first, &again] {
        assert_eq!(told.outcome, ActOutcome::Applied);
        let others: Vec<&str> = told
            .others
            .iter()
            .map(|entry| entry.invoice.id.as_str())
            .collect();
        assert_eq!(others, ["2", "3"]);
    }
    assert_eq!(reads(&house), before + 1, "one read for all of them");
}
