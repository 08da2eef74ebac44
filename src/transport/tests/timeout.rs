//! Time limits, in paused time.

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use super::{
    read,
    script::{Script, Step},
};
use crate::{
    error::{Error, ErrorKind},
    transport::{Transport, TransportSettings, timeout::TimeoutTransport},
};

/// Asks a vendor that hangs, and tells after how long which error came.
async fn hang(deadline: Duration) -> (Error, Duration) {
    let vendor = Arc::new(Script::new(&[Step::Hangs]));
    let transport = TimeoutTransport::new(vendor, &TransportSettings::default());
    let started = Instant::now();
    let mut request = read();
    request.deadline = started + deadline;
    let error = transport.send(request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.operation(), Some("list things"));
    assert!(error.may_be_under_way());
    (error, started.elapsed())
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_after_its_time() {
    let (error, took) = hang(Duration::from_secs(60)).await;
    assert_eq!(took, Duration::from_secs(10));
    assert_eq!(error.detail(), Some("no answer within 10s"));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_at_the_deadline_if_that_is_sooner() {
    let (error, took) = hang(Duration::from_secs(3)).await;
    assert_eq!(took, Duration::from_secs(3));
    assert_eq!(
        error.detail(),
        Some("the deadline of the operation has passed")
    );
}

#[tokio::test(start_paused = true)]
async fn past_the_deadline_nothing_is_sent() {
    let vendor = Arc::new(Script::new(&[Step::Status(200)]));
    let transport = TimeoutTransport::new(vendor.transport(), &TransportSettings::default());
    let mut request = read();
    request.deadline = Instant::now();
    let error = transport.send(request).await.unwrap_err();
    assert_eq!((error.kind(), vendor.calls()), (ErrorKind::Timeout, 0));
    assert!(!error.may_be_under_way());
}
