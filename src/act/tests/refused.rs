//! What is refused, and what that costs.

use super::house::House;
use crate::{
    act::ActOutcome,
    domain::{NativeId, ProviderId},
    error::ErrorKind,
    provider::action::{NativeInput, What},
};

#[tokio::test]
async fn what_is_not_offered_or_makes_no_sense_reaches_nobody() {
    let house = House::new([]);
    let mut unsupported = house.payment("R", None);
    unsupported.what = What::PauseInvoice;
    let mut foreign = house.payment("R", None);
    foreign.native = Some(NativeInput {
        provider: ProviderId::Dashdoc,
        fields: serde_json::Map::new(),
    });
    let mut nameless = house.payment("R", Some(""));
    nameless.dry_run = false;
    for (wish, kind) in [
        (unsupported, ErrorKind::Unsupported),
        (foreign, ErrorKind::InvalidInput),
        (nameless, ErrorKind::InvalidInput),
    ] {
        let done = house.pass(wish).await;
        assert_eq!(done.outcome, ActOutcome::Refused);
        assert_eq!(done.refusals[0].error.kind(), kind);
    }
    let asked = house.double.with(|state| state.reads + state.writes);
    assert_eq!(asked, 0);
}

#[tokio::test]
async fn a_state_that_forbids_it_is_read_again_before_it_counts() {
    let house = House::new([]);
    house.double.with(|state| state.paid.push("1".to_owned()));
    let refused = house.pass(house.payment("R", None)).await;
    assert_eq!(refused.outcome, ActOutcome::Refused);
    let reason = refused.all_refusals().next().unwrap();
    assert_eq!(reason.error.kind(), ErrorKind::Conflict);
    assert_eq!(reason.field, ["invoiceId"]);
    // Somebody opened it again at the vendor: what is held is old.
    house.double.with(|state| state.paid.clear());
    let done = house.pass(house.payment("R", None)).await;
    assert_eq!(done.outcome, ActOutcome::Applied);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn a_version_that_moved_on_is_a_conflict() {
    let house = House::new([]);
    let mut wish = house.payment("R", None);
    wish.expected_version = Some("0".to_owned());
    assert_eq!(house.pass(wish.clone()).await.outcome, ActOutcome::Applied);
    let late = house.pass(wish).await;
    let reason = late.all_refusals().next().unwrap();
    assert_eq!(reason.error.kind(), ErrorKind::Conflict);
    assert_eq!(reason.field, ["expectedVersion"]);
    assert_eq!(house.double.payments("1"), ["R"]);
}

#[tokio::test]
async fn a_plan_sends_nothing_and_uses_no_key() {
    let house = House::new([]);
    let mut plan = house.payment("R", Some("k"));
    plan.dry_run = true;
    let planned = house.pass(plan).await;
    assert_eq!(planned.outcome, ActOutcome::Planned);
    assert_eq!(planned.planned[0].path, "/payments");
    assert_eq!(house.double.with(|state| state.writes), 0);
    let done = house.pass(house.payment("S", Some("k"))).await;
    assert_eq!(done.outcome, ActOutcome::Applied);
}

#[tokio::test]
async fn the_writer_reads_his_own_write_without_asking_again() {
    let house = House::new([]);
    house.pass(house.payment("R", None)).await;
    let reads = house.double.with(|state| state.reads);
    let held = house.account.held(&NativeId::new("1")).unwrap();
    let payments = held.invoice.payments.as_ref().unwrap();
    assert_eq!(payments.len(), 1);
    assert_eq!(house.double.with(|state| state.reads), reads);
}

#[tokio::test]
async fn of_several_each_has_a_result_of_its_own_and_what_is_gone_is_not_shown() {
    let house = House::new([]);
    let mut wish = house.payment("R", None);
    wish.what = What::DeleteInvoices;
    wish.targets = ["1", "9", "2"].map(NativeId::new).into();
    let done = house.pass(wish).await;
    let outcomes: Vec<_> = done.results.iter().map(|result| result.outcome).collect();
    use ActOutcome::{Applied, Refused};
    assert_eq!(outcomes, [Applied, Refused, Applied]);
    let missing = &done.results[1].refusals[0];
    assert_eq!(missing.error.kind(), ErrorKind::NotFound);
    assert_eq!(missing.field, ["invoiceIds", "1"]);
    assert!(done.results.iter().all(|result| result.entry.is_none()));
    assert!(house.account.held(&NativeId::new("1")).is_none());
}

#[tokio::test]
async fn writers_of_one_invoice_take_turns() {
    let house = House::new([]);
    let references: Vec<String> = (0..20).map(|number| format!("R{number:02}")).collect();
    let wishes = references
        .iter()
        .map(|reference| house.pass(house.payment(reference, None)));
    let done = futures_util::future::join_all(wishes).await;
    let mut made: Vec<_> = done
        .iter()
        .map(|done| done.created.clone().unwrap())
        .collect();
    made.sort_unstable();
    made.dedup();
    assert_eq!(made.len(), 20, "each was told its own payment");
    assert_eq!(house.double.payments("1").len(), 20);
}
