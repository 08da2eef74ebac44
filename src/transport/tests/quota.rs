//! The quota, in paused time.

use std::{sync::Arc, time::Duration};

use proptest::prelude::*;
use tokio::time::{Instant, advance};

use super::{
    read,
    script::{Script, Step},
};
use crate::{
    domain::AccountId,
    error::{ErrorKind, Retry},
    precedence,
    transport::{Quota, Quotas, Transport, quota::QuotaTransport},
};

const WINDOW: Duration = Duration::from_secs(300);
const SPAN: Duration = Duration::from_secs(302);

fn quota(calls: u32) -> Arc<Quota> {
    Arc::new(Quota::new(calls, WINDOW))
}

fn take(quota: &Arc<Quota>) -> Result<(), Duration> {
    quota.try_take().map(drop)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test(start_paused = true)]
async fn of_151_calls_the_last_waits_until_the_first_has_left_the_window() {
    let quota = quota(150);
    for _ in 0..150 {
        take(&quota).unwrap();
        advance(seconds(1)).await;
    }
    assert_eq!((quota.left(), take(&quota)), (0, Err(seconds(152))));
    advance(seconds(152) - Duration::from_millis(1)).await;
    assert_eq!(take(&quota), Err(Duration::from_millis(1)));
    advance(Duration::from_millis(1)).await;
    assert_eq!((quota.left(), take(&quota)), (1, Ok(())));
    assert_eq!(
        take(&quota),
        Err(seconds(1)),
        "the next leaves a second later"
    );
}

#[tokio::test(start_paused = true)]
async fn calls_at_the_edge_of_a_window_are_not_doubled() {
    let quota = quota(150);
    take(&quota).unwrap();
    advance(seconds(299)).await;
    for _ in 0..149 {
        take(&quota).unwrap();
    }
    advance(seconds(3)).await;
    assert_eq!(take(&quota), Ok(()), "the first one left");
    assert_eq!(take(&quota), Err(seconds(299)), "the 149 did not");
}

#[tokio::test(start_paused = true)]
async fn a_slow_call_weighs_until_a_window_after_its_end() {
    let quota = quota(1);
    let slot = quota.try_take().unwrap();
    advance(seconds(9)).await;
    assert_eq!(take(&quota), Err(SPAN));
    drop(slot);
    advance(SPAN - seconds(1)).await;
    assert_eq!(take(&quota), Err(seconds(1)));
    advance(seconds(1)).await;
    assert_eq!(take(&quota), Ok(()));
}

#[test]
fn threads_at_once_get_no_more_than_there_is() {
    let quota = quota(150);
    let granted: usize = std::thread::scope(|scope| {
        let takers: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| (0..100).filter(|_| take(&quota).is_ok()).count()))
            .collect();
        takers.into_iter().map(|taker| taker.join().unwrap()).sum()
    });
    assert_eq!(granted, 150);
}

#[tokio::test(start_paused = true)]
async fn out_of_budget_is_an_error_at_once_and_reaches_nobody() {
    let vendor = Arc::new(Script::new(&[Step::Status(200)]));
    let transport = QuotaTransport::new(vendor.transport(), quota(1));
    transport.send(read()).await.unwrap();
    advance(Duration::from_millis(1500)).await;
    let before = Instant::now();
    let error = transport.send(read()).await.unwrap_err();
    assert_eq!(Instant::now(), before);
    assert_eq!(vendor.calls(), 1);
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.operation(), Some("list things"));
    assert_eq!(error.retry(), Retry::After(Duration::from_millis(300_500)));
    assert_eq!(
        error.message(),
        "the provider's quota is used up: ask again after `retryAfter` seconds"
    );
}

#[tokio::test(start_paused = true)]
async fn what_reads_leave_is_there_for_writes() {
    for (calls, kept) in [(1, 0), (9, 0), (10, 1), (60, 6), (150, 15), (10_000, 15)] {
        let vendor = Arc::new(Script::new(&[Step::Status(200)]));
        let quota = quota(calls);
        let transport = QuotaTransport::new(vendor.transport(), Arc::clone(&quota));
        let reads = calls - kept;
        for _ in 0..reads {
            transport.send(read()).await.unwrap();
        }
        let error = transport.send(read()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert_eq!(
            error.retry(),
            Retry::After(SPAN),
            "when the first read left"
        );
        assert_eq!(quota.left(), kept);
        for _ in 0..kept {
            precedence::of_write(transport.send(read())).await.unwrap();
        }
        let error = precedence::of_write(transport.send(read()))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert_eq!(vendor.calls(), calls as usize);
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_closes_its_account_for_as_long_as_the_vendor_says_and_no_neighbour() {
    for (step, closed) in [
        (Step::Later(429, "40"), seconds(40)),
        (Step::Later(429, "nonsense"), seconds(10)),
        (Step::Status(429), seconds(10)),
    ] {
        let vendor = Arc::new(Script::new(&[step, Step::Status(200)]));
        let quota = quota(150);
        let transport = QuotaTransport::new(vendor.transport(), Arc::clone(&quota));
        let neighbour = QuotaTransport::new(vendor.transport(), Arc::clone(&quota));
        assert_eq!(transport.send(read()).await.unwrap().status, 429);
        let error = transport.send(read()).await.unwrap_err();
        assert_eq!(error.retry(), Retry::After(closed), "{step:?}");
        assert_eq!((quota.left(), vendor.calls()), (149, 1));
        neighbour.send(read()).await.unwrap();
        advance(closed).await;
        transport.send(read()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_calls_for_an_account_next_keeps_to_what_the_vendor_said_of_it() {
    let vendor = Arc::new(Script::new(&[Step::Later(429, "40"), Step::Status(200)]));
    let quota = quota(150);
    let of = |account: &str| {
        let account = AccountId::new(account);
        QuotaTransport::new(vendor.transport(), Arc::clone(&quota)).of(&account)
    };
    assert_eq!(of("acme").send(read()).await.unwrap().status, 429);
    let error = of("acme").send(read()).await.unwrap_err();
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(40)));
    assert_eq!(of("studio").send(read()).await.unwrap().status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_later_429_never_shortens_the_closing() {
    let transport = QuotaTransport::new(Arc::new(Script::new(&[Step::Status(200)])), quota(150));
    transport.close_for(seconds(40));
    transport.close_for(seconds(5));
    assert_eq!(transport.closed(), seconds(40));
}

#[tokio::test(start_paused = true)]
async fn attempts_that_failed_or_were_cancelled_have_counted() {
    let vendor = Script::new(&[Step::Fails(ErrorKind::Unavailable), Step::Hangs]);
    let quota = quota(150);
    let transport = QuotaTransport::new(Arc::new(vendor), Arc::clone(&quota));
    transport.send(read()).await.unwrap_err();
    assert_eq!(quota.left(), 149);
    tokio::time::timeout(seconds(1), transport.send(read()))
        .await
        .unwrap_err();
    assert_eq!(quota.left(), 148);
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_deadline_has_passed_costs_nothing() {
    let vendor = Arc::new(Script::new(&[Step::Status(200)]));
    let quota = quota(150);
    let transport = QuotaTransport::new(vendor.transport(), Arc::clone(&quota));
    let mut late = read();
    late.deadline = Instant::now();
    let error = transport.send(late).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!((quota.left(), vendor.calls()), (150, 0));
}

#[test]
fn accounts_of_a_domain_share_one_quota() {
    let quotas = Quotas::default();
    let first = quotas.open("moneybird", "moneybird.example", 150, WINDOW);
    let same = quotas.open("moneybird", "Moneybird.example", 100, seconds(200));
    let other_host = quotas.open("moneybird", "localhost", 150, WINDOW);
    let other_name = quotas.open("reports", "moneybird.example", 50, WINDOW);
    assert!(Arc::ptr_eq(&first, &same));
    assert!(!Arc::ptr_eq(&first, &other_host) && !Arc::ptr_eq(&first, &other_name));
    assert_eq!(
        (same.left(), other_host.left(), other_name.left()),
        (150, 150, 50)
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_spent_counts_whatever_is_allowed_from_now_on() {
    let quota = quota(150);
    for _ in 0..100 {
        take(&quota).unwrap();
    }
    quota.allow(200, WINDOW);
    assert_eq!(quota.left(), 100);
    quota.allow(60, WINDOW);
    assert_eq!(quota.left(), 0);
    assert!(take(&quota).is_err());
    advance(WINDOW + seconds(3)).await;
    assert_eq!(quota.left(), 60);
}

#[test]
fn refreshes_of_all_accounts_together_take_their_share_only() {
    let quota = quota(150);
    let each = |accounts, calls| quota.interval_for(accounts, calls, 0.6).as_secs_f64();
    // 90 calls in 302 seconds.
    assert!((each(1, 1) - 302.0 / 90.0).abs() < 1e-6);
    assert!((each(4, 2) - 8.0 * 302.0 / 90.0).abs() < 1e-6);
    assert_eq!(quota.interval_for(0, 2, 0.6), Duration::ZERO);
    for odd in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(quota.interval_for(u32::MAX, u32::MAX, odd) > seconds(300));
    }
}

#[test]
fn a_quota_of_nothing_still_allows_one_call() {
    assert_eq!(quota(0).left(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Each step is a pause, a number of calls tried, and how long they take. The vendor may count a call at its start
    /// or at its end: at the worst, an old one as late and a new one as early as can be.
    #[test]
    fn no_window_ever_holds_more_calls_than_allowed(
        steps in prop::collection::vec((0u64..40_000, 1usize..60, 0u64..10_000), 1..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let (counted, refused) = runtime.block_on(async {
            let quota = quota(150);
            let (mut counted, mut refused) = (Vec::new(), 0);
            for (pause, tries, taking) in steps {
                advance(Duration::from_millis(pause)).await;
                let started = Instant::now();
                let slots: Vec<_> = (0..tries).filter_map(|_| quota.try_take().ok()).collect();
                refused += tries - slots.len();
                advance(Duration::from_millis(taking)).await;
                counted.extend(slots.iter().map(|_| (started, Instant::now())));
            }
            (counted, refused)
        });
        for pair in counted.windows(151) {
            let (oldest, newest) = (pair[0], pair[150]);
            prop_assert!(newest.0 - oldest.1 > WINDOW, "{refused} were refused");
        }
    }
}
