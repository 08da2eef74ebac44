//! How long what was begun is waited for.

use tokio::time::Instant;

use super::{Double, File, VALID, outcome};
use crate::cli::shutdown::{Stopper, pair};

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_end_is_left_some_time_after_the_deadline_of_operations() {
    let rooms = Double {
        stubborn: true,
        ..Double::default()
    };
    let patient = File::new("patient", &format!("{VALID}[limits]\ndeadline = \"60s\"\n"));
    for (line, seconds) in [
        ("--listen 127.0.0.1:0".to_owned(), 20),
        (format!("--config {}", patient.path()), 70),
    ] {
        let started = Instant::now();
        let (ended, _) = outcome(&line, &rooms).await;
        assert_eq!(ended.unwrap_err().code(), 1);
        assert_eq!(started.elapsed().as_secs(), seconds);
    }
}

#[tokio::test]
async fn a_stopper_that_is_gone_says_stop() {
    let (stopper, stop): (Stopper, _) = pair();
    drop(stopper);
    stop.shutdown().await;
}
