//! What the gateway measures of itself, in the words of Prometheus.
//!
//! ```text
//! rooms -> counters and histograms, kept as handles -> recorder -\
//! rooms -> gauges, written down when somebody looks -> sheet -----> page
//! ```
//!
//! Every metric is in one [`catalogue`](METRICS) with its labels. What happened is counted where it happens, once for the
//! whole process; what is so now is asked of whoever knows when somebody looks, so that it is never out of date and ends
//! with what it is of. It knows no room and serves no route.
//!
//! Invariant: a label's values come from a closed set (our own words, the vendors' operations, configured accounts), so that
//! nobody who asks can make more series.

mod catalogue;
mod family;
mod process;
mod recorder;
mod sheet;

pub(crate) use catalogue::{
    ACTIONS, ACTIONS_IN_FLIGHT, ACTIONS_WAITING, ATTEMPT_DURATION, ATTEMPTS, CONFIG_REFUSED,
    CONFIG_RELOADS, CONNECTIONS, HTTP_DURATION, HTTP_REQUESTS, OPERATION_DURATION, OPERATIONS,
    OPERATIONS_IN_FLIGHT, QUOTA_LEFT, QUOTA_REFUSALS, READS, REFRESH_DURATION, REFRESHES, REFUSALS,
    RETRIES, SNAPSHOT_AGE, SNAPSHOT_INVOICES, SNAPSHOT_STATE, SNAPSHOT_UNREADABLE,
    TRANSFERS_IN_FLIGHT,
};
pub use catalogue::{Kind, METRICS, Metric};
pub(crate) use family::Family;
pub(crate) use metrics::{Counter, Histogram};
pub(crate) use recorder::keep_up;
pub use sheet::Sheet;
