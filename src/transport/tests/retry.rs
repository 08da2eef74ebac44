//! Retries, in paused time.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, advance};

use super::{
    read,
    script::{Script, Step},
};
use crate::{
    domain::{AccountId, ProviderId},
    error::{ErrorKind, Result, Retry},
    transport::{
        Quota, Response, Transport, TransportSettings, quota::QuotaTransport,
        retry::RetryTransport, stack,
    },
};

fn over(vendor: &Arc<Script>) -> RetryTransport {
    let account = AccountId::new("acme");
    RetryTransport::new(vendor.transport(), account, &TransportSettings::default())
}

/// Asks a vendor that answers like that; tells the outcome, the calls and how long it took.
async fn ask(steps: &[Step]) -> (Result<Response>, usize, Duration) {
    let vendor = Arc::new(Script::new(steps));
    let started = Instant::now();
    let outcome = over(&vendor).send(read()).await;
    (outcome, vendor.calls(), started.elapsed())
}

#[tokio::test(start_paused = true)]
async fn passing_faults_are_repeated_until_it_goes_well() {
    for status in [408, 429, 500, 502, 503, 504] {
        let (outcome, calls, _) = ask(&[Step::Status(status), Step::Status(200)]).await;
        assert_eq!((outcome.unwrap().status.as_u16(), calls), (200, 2));
    }
    for kind in [ErrorKind::Timeout, ErrorKind::Unavailable] {
        let steps = [Step::Fails(kind), Step::Fails(kind), Step::Status(200)];
        let (outcome, calls, _) = ask(&steps).await;
        assert_eq!((outcome.unwrap().status.as_u16(), calls), (200, 3));
    }
}

#[tokio::test(start_paused = true)]
async fn what_three_attempts_did_not_mend_is_told_as_it_is() {
    let (outcome, calls, took) = ask(&[Step::Status(503)]).await;
    assert_eq!((outcome.unwrap().status.as_u16(), calls), (503, 3));
    assert!(took <= Duration::from_millis(200 + 400 + 2), "{took:?}");
    let (outcome, calls, _) = ask(&[Step::Fails(ErrorKind::Unavailable)]).await;
    assert_eq!(
        (outcome.unwrap_err().kind(), calls),
        (ErrorKind::Unavailable, 3)
    );
}

#[tokio::test(start_paused = true)]
async fn answers_that_stay_the_same_are_not_repeated() {
    for status in [200, 204, 302, 304, 400, 401, 403, 404, 409, 422, 501] {
        let (outcome, calls, took) = ask(&[Step::Status(status)]).await;
        assert_eq!((outcome.unwrap().status.as_u16(), calls), (status, 1));
        assert_eq!(took, Duration::ZERO);
    }
    for kind in [
        ErrorKind::RateLimited,
        ErrorKind::BadAnswer,
        ErrorKind::Internal,
    ] {
        let (outcome, calls, _) = ask(&[Step::Fails(kind)]).await;
        assert_eq!((outcome.unwrap_err().kind(), calls), (kind, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_is_never_repeated() {
    for step in [
        Step::Fails(ErrorKind::Timeout),
        Step::Status(503),
        Step::Torn,
    ] {
        let vendor = Arc::new(Script::new(&[step]));
        let mut write = read();
        write.idempotent = false;
        let _ = over(&vendor).send(write).await;
        assert_eq!(vendor.calls(), 1, "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_breaks_off_is_asked_for_once_more() {
    let (outcome, calls, _) = ask(&[Step::Torn, Step::Status(200)]).await;
    assert_eq!((outcome.unwrap().status.as_u16(), calls), (200, 2));
    let (outcome, calls, _) = ask(&[Step::Torn]).await;
    assert_eq!(
        (outcome.unwrap_err().kind(), calls),
        (ErrorKind::BadAnswer, 2)
    );
}

#[tokio::test(start_paused = true)]
async fn pauses_differ_and_stay_under_a_ceiling_that_doubles() {
    let mut pauses = Vec::new();
    for _ in 0..200 {
        let vendor = Arc::new(Script::new(&[Step::Status(503)]));
        over(&vendor).send(read()).await.unwrap();
        let asked = vendor.asked();
        // The timer's own grain is a millisecond.
        assert!(asked[1] - asked[0] <= Duration::from_millis(201));
        assert!(asked[2] - asked[1] <= Duration::from_millis(401));
        pauses.push((asked[1] - asked[0]).as_millis());
    }
    assert!(pauses.iter().any(|pause| *pause < 60), "{pauses:?}");
    assert!(pauses.iter().any(|pause| *pause > 140), "{pauses:?}");
}

#[tokio::test(start_paused = true)]
async fn the_vendors_retry_after_is_waited_for_if_it_fits() {
    for status in [429, 503] {
        let (outcome, calls, took) = ask(&[Step::Later(status, "7"), Step::Status(200)]).await;
        assert_eq!((outcome.unwrap().status.as_u16(), calls), (200, 2));
        let allowed = Duration::from_secs(7)..Duration::from_millis(7_302);
        assert!(allowed.contains(&took), "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_beyond_the_deadline_is_not_waited_for() {
    let (outcome, calls, took) = ask(&[Step::Later(429, "60")]).await;
    assert_eq!((outcome.unwrap().status.as_u16(), calls), (429, 1));
    assert_eq!(took, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_repeated_once_the_deadline_has_passed() {
    let vendor = Arc::new(Script::new(&[Step::Hangs]));
    let transport = stack(
        vendor.transport(),
        ProviderId::Moneybird,
        &AccountId::new("acme"),
        &TransportSettings::default(),
        None,
    );
    let started = Instant::now();
    let mut request = read();
    request.deadline = started + Duration::from_secs(15);
    let error = transport.send(request).await.unwrap_err();
    assert_eq!((error.kind(), vendor.calls()), (ErrorKind::Timeout, 2));
    assert_eq!(started.elapsed().as_secs(), 15);
}

#[tokio::test(start_paused = true)]
async fn a_dead_vendor_is_not_hammered_and_a_healed_one_is_trusted_again() {
    let vendor = Arc::new(Script::new(&[Step::Fails(ErrorKind::Unavailable)]));
    let transport = over(&vendor);
    let failure_costs = async || {
        vendor.play(&[Step::Fails(ErrorKind::Unavailable)]);
        let before = vendor.calls();
        transport.send(read()).await.unwrap_err();
        vendor.calls() - before
    };
    for _ in 0..5 {
        assert_eq!(failure_costs().await, 3);
    }
    assert_eq!(failure_costs().await, 1, "ten retries are spent");
    vendor.play(&[Step::Status(200)]);
    for _ in 0..9 {
        transport.send(read()).await.unwrap();
    }
    assert_eq!(failure_costs().await, 1, "nine tenths are earned");
    vendor.play(&[Step::Status(404)]);
    transport.send(read()).await.unwrap();
    assert_eq!(failure_costs().await, 2, "one retry is earned");
}

#[tokio::test(start_paused = true)]
async fn every_attempt_pays_and_an_empty_quota_ends_the_call() {
    let vendor = Arc::new(Script::new(&[Step::Status(500)]));
    let quota = Arc::new(Quota::new(5, Duration::from_secs(300)));
    let settings = TransportSettings::default();
    let account = AccountId::new("acme");
    let transport = stack(
        vendor.transport(),
        ProviderId::Moneybird,
        &account,
        &settings,
        Some(Arc::clone(&quota)),
    );
    assert_eq!(transport.send(read()).await.unwrap().status, 500);
    assert_eq!((vendor.calls(), quota.left()), (3, 2));
    let error = transport.send(read()).await.unwrap_err();
    assert_eq!((vendor.calls(), quota.left()), (5, 0));
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(matches!(error.retry(), Retry::After(wait) if wait > Duration::from_secs(300)));
    advance(Duration::from_secs(310)).await;
    assert_eq!(quota.left(), 5);
}

#[tokio::test(start_paused = true)]
async fn after_a_429_the_retry_finds_the_quota_open_again() {
    let vendor = Arc::new(Script::new(&[Step::Later(429, "3"), Step::Status(200)]));
    let quota = Arc::new(Quota::new(150, Duration::from_secs(300)));
    let limited = Arc::new(QuotaTransport::new(vendor.transport(), quota));
    let account = AccountId::new("acme");
    let transport = RetryTransport::new(limited, account, &TransportSettings::default());
    assert_eq!(transport.send(read()).await.unwrap().status, 200);
    assert_eq!(vendor.calls(), 2);
}
