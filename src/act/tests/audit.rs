//! What actions leave in the log.

use serde_json::json;
use tracing::Instrument;

use super::{double::Fortune, house::House, log::Log};
use crate::{act::ActOutcome, domain::NativeId, error::ErrorKind, provider::action::What};

#[tokio::test]
async fn an_action_leaves_a_line_before_it_is_sent_and_one_at_its_end() {
    let (log, _guard) = Log::start();
    let house = House::new([]);
    let request = tracing::info_span!("request", request_id = "q1");
    let wish = house.payment("planted", Some("secret"));
    let done = house.pass(wish).instrument(request).await;
    let text = log.text();
    let lines = log.take();
    let [begun, ended] = lines.as_slice() else {
        panic!("{text}");
    };
    for line in [begun, ended] {
        let fields = &line["fields"];
        assert_eq!(fields["client"], json!("somebody"));
        assert_eq!(fields["account"], json!("a"));
        assert_eq!(fields["action"], json!("createPayment"));
        assert_eq!(fields["invoices"], json!("1"));
        assert_eq!(line["span"]["request_id"], json!("q1"));
    }
    assert_eq!(begun["fields"]["message"], json!("begun"));
    let fields = &ended["fields"];
    assert_eq!(fields["message"], json!("ended"));
    assert_eq!(fields["outcome"], json!("APPLIED"));
    assert_eq!(fields["codes"], json!(""));
    assert_eq!(fields["created"], json!(done.created.unwrap().to_string()));
    assert!(fields["duration_ms"].is_u64(), "{fields}");
    assert!(
        !text.contains("planted") && !text.contains("secret"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_not_sent_leaves_its_end_alone() {
    let (log, _guard) = Log::start();
    let house = House::new([]);
    let mut unsupported = house.payment("R", None);
    unsupported.what = What::PauseInvoice;
    house.pass(unsupported).await;
    let mut planned = house.payment("R", None);
    planned.dry_run = true;
    house.pass(planned).await;
    house.pass(house.payment("R", Some("k"))).await;
    house.pass(house.payment("R", Some("k"))).await;
    house.pass(house.payment("S", Some("k"))).await;
    house.pass_parts(vec![house.payment("S", Some("k"))]).await;
    assert_eq!(
        log.told(),
        [
            "ended pauseInvoice a 1 REFUSED UNSUPPORTED",
            "ended createPayment a 1 PLANNED",
            "begun createPayment a 1",
            "ended createPayment a 1 APPLIED",
            "ended createPayment a 1 APPLIED",
            "ended createPayment a 1 REFUSED CONFLICT",
            "ended createPayment a 1 REFUSED CONFLICT",
        ]
    );
}

#[tokio::test]
async fn of_many_it_is_told_for_which_it_ended_otherwise() {
    let (log, _guard) = Log::start();
    let house = House::new([]);
    let mut wish = house.payment("R", None);
    wish.what = What::DeleteInvoices;
    wish.targets = ["1", "9", "2"].map(NativeId::new).into();
    house.pass(wish).await;
    let ended = &log.take()[1]["fields"];
    assert_eq!(ended["invoices"], json!("1 9 2"));
    assert_eq!(ended["outcome"], json!("APPLIED"));
    assert_eq!(ended["except"], json!("9"));
    assert_eq!(ended["codes"], json!("NOT_FOUND"));
}

#[tokio::test]
async fn the_payment_that_was_deleted_is_named() {
    let (log, _guard) = Log::start();
    let house = House::new([]);
    house.pass(house.payment("R", None)).await;
    let mut wish = house.payment("R", None);
    wish.what = What::DeletePayment(NativeId::new("1-0"));
    house.pass(wish).await;
    for line in &log.take()[2..] {
        assert_eq!(line["fields"]["action"], json!("deletePayment"));
        assert_eq!(line["fields"]["child"], json!("1-0"));
    }
}

#[tokio::test]
async fn whoever_falls_over_leaves_both_lines() {
    let (log, _guard) = Log::start();
    let house = House::new([Fortune::Panic]);
    let done = house.pass(house.payment("R", None)).await;
    assert_eq!(done.outcome, ActOutcome::Unknown);
    assert_eq!(done.refusals[0].error.kind(), ErrorKind::Internal);
    assert_eq!(
        log.told(),
        [
            "begun createPayment a 1",
            "ended createPayment a 1 UNKNOWN INTERNAL"
        ]
    );
}

#[tokio::test]
async fn an_id_that_somebody_made_up_is_told_in_part() {
    let (log, _guard) = Log::start();
    let house = House::new([]);
    let mut wish = house.payment("R", None);
    wish.targets = vec![NativeId::new(&"9".repeat(400))];
    house.pass(wish).await;
    let told = log.told();
    assert_eq!(
        told,
        [format!(
            "ended createPayment a {} REFUSED NOT_FOUND",
            "9".repeat(64)
        )]
    );
}
