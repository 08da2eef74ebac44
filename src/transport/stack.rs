//! The order of the layers, with its reasons.

use std::{sync::Arc, time::Duration};

use crate::{
    domain::{AccountId, ProviderId},
    transport::{
        Transport,
        measure::{MeasureTransport, Measures},
        quota::{Quota, QuotaTransport},
        retry::RetryTransport,
        timeout::TimeoutTransport,
        trace::TraceTransport,
    },
};

/// How the calls of one account are bounded and repeated.
#[derive(Clone, Debug)]
pub struct TransportSettings {
    /// How long one attempt may take: 10 s, as the slowest vendors take some seconds for a hundred documents.
    pub attempt_timeout: Duration,
    /// How long it may take until a file begins to come: 30 s, as some vendors draw a PDF while one waits.
    pub open_timeout: Duration,
    /// How long a file may stand still in the middle: 30 s, as that is no slow line any more.
    pub piece_timeout: Duration,
    /// How often a read is repeated at most: 2, as what fails three times in a row is not a passing fault.
    pub retries: u32,
    /// The ceiling of the random pause before the first retry: 200 ms. It doubles with each.
    pub first_retry_delay: Duration,
    /// What that ceiling never passes: 2 s, as somebody waits.
    pub longest_retry_delay: Duration,
    /// How many retries an account may spend in a row: 10. Each call that goes well earns a tenth of one back.
    pub retry_tokens: u32,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            attempt_timeout: Duration::from_secs(10),
            open_timeout: Duration::from_secs(30),
            piece_timeout: Duration::from_secs(30),
            retries: 2,
            first_retry_delay: Duration::from_millis(200),
            longest_retry_delay: Duration::from_secs(2),
            retry_tokens: 10,
        }
    }
}

/// Stacks the layers for one account on the client that all accounts share.
#[must_use]
pub fn stack(
    client: Arc<dyn Transport>,
    provider: ProviderId,
    account: &AccountId,
    settings: &TransportSettings,
    quota: Option<Arc<Quota>>,
) -> Arc<dyn Transport> {
    // Innermost, so that it bounds one attempt and no pause between attempts.
    let mut transport: Arc<dyn Transport> = Arc::new(TimeoutTransport::new(client, settings));
    // Outside the time limit, so that it knows what ran out of time; inside the quota, so that it counts what is sent.
    let measures = Measures::new(provider, account);
    let (retries, refusals) = (measures.retries(), measures.refusals());
    transport = Arc::new(MeasureTransport::new(transport, measures));
    // Outside the time limit, so that an attempt which ran out of time has counted; shared with the whole domain.
    if let Some(quota) = quota {
        transport = Arc::new(
            QuotaTransport::new(transport, quota)
                .of(account)
                .counting(refusals),
        );
    }
    // Outside the quota, so that each attempt pays, and a quota that is used up ends the call.
    let retry = RetryTransport::new(transport, account.clone(), settings);
    transport = Arc::new(retry.counting(retries));
    // Outermost, so that its one event tells what the adapter gets.
    Arc::new(TraceTransport::new(transport, account.clone()))
}
