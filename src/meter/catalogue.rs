//! All metrics: name, labels, and what they tell.

/// What a metric is to Prometheus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows, until the process ends.
    Counter,
    /// It is what it is now.
    Gauge,
    /// It tells how many took how long.
    Histogram,
}

/// One metric.
#[derive(Debug)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The names of its labels, in order.
    pub labels: &'static [&'static str],
    /// What it tells, in a sentence.
    pub help: &'static str,
}

macro_rules! metrics {
    ($($constant:ident = $kind:ident $name:literal [$($label:literal),*] $help:literal;)+) => {
        $(pub(crate) static $constant: Metric = Metric {
            name: concat!("invoice_gateway_", $name),
            kind: Kind::$kind,
            labels: &[$($label),*],
            help: $help,
        };)+

        /// All of them, in the order in which they are told.
        pub static METRICS: &[&Metric] = &[$(&$constant),+];
    };
}

metrics! {
    HTTP_REQUESTS = Counter "http_requests_total" ["route", "status"]
        "Requests by route and class of status; `gone` is a client that left before its answer.";
    HTTP_DURATION = Histogram "http_request_duration_seconds" ["route"]
        "Time until an answer begins.";
    CONNECTIONS = Gauge "connections_open" []
        "Connections of clients.";
    OPERATIONS = Counter "graphql_operations_total" ["type", "outcome"]
        "Operations by outcome: `ok`, the code of the first error, or `gone`; the type is `none` where none was found.";
    OPERATION_DURATION = Histogram "graphql_operation_duration_seconds" ["type"]
        "Time of an operation.";
    REFUSALS = Counter "graphql_refusals_total" ["code"]
        "Requests to /graphql that were turned away as a whole, after their `Host`, origin and `Accept`.";
    OPERATIONS_IN_FLIGHT = Gauge "graphql_operations_in_flight" []
        "Operations under way.";
    TRANSFERS_IN_FLIGHT = Gauge "transfers_in_flight" []
        "Uploads and downloads under way.";
    ACTIONS = Counter "actions_total" ["action", "outcome"]
        "Actions that ended, as the audit has them.";
    ACTIONS_IN_FLIGHT = Gauge "actions_in_flight" []
        "Actions under way, those that wait included.";
    ACTIONS_WAITING = Gauge "actions_waiting" []
        "Actions that wait for another one with the same invoice or key.";
    ATTEMPTS = Counter "upstream_attempts_total" ["provider", "account", "operation", "outcome"]
        "Requests that were sent to a provider, by the class of its status, `429`, the code of what failed, or `gone`.";
    ATTEMPT_DURATION = Histogram "upstream_attempt_duration_seconds" ["provider", "operation"]
        "Time of such a request, for a file until it begins to come.";
    RETRIES = Counter "upstream_retries_total" ["provider", "account"]
        "Requests among them that repeat one that failed.";
    QUOTA_REFUSALS = Counter "quota_refusals_total" ["provider", "account"]
        "Calls that were not made, because the quota is used up.";
    QUOTA_LEFT = Gauge "quota_left_calls" ["provider", "account"]
        "Calls that the quota allows now, a tenth for writes alone; accounts that share a quota tell the same.";
    READS = Counter "reads_total" ["provider", "account", "read", "outcome"]
        "Reads of a snapshot, by what was read and how it was served.";
    SNAPSHOT_STATE = Gauge "snapshot_state" ["provider", "account", "state"]
        "1 for the state that the snapshot is in, 0 for the others.";
    SNAPSHOT_AGE = Gauge "snapshot_age_seconds" ["provider", "account"]
        "Time since all that is held was known to be right; missing before the first time.";
    SNAPSHOT_INVOICES = Gauge "snapshot_invoices" ["provider", "account"]
        "Invoices that are held.";
    SNAPSHOT_UNREADABLE = Gauge "snapshot_unreadable_invoices" ["provider", "account"]
        "Invoices that the provider told and that could not be understood.";
    REFRESHES = Counter "refreshes_total" ["provider", "account", "kind", "outcome"]
        "Refreshes that ended, of the `whole` account or of its `changes`: `ok`, or the code of what failed.";
    REFRESH_DURATION = Histogram "refresh_duration_seconds" ["provider", "kind"]
        "Time of a refresh.";
    CONFIG_RELOADS = Counter "config_reloads_total" ["outcome"]
        "Times that the config was read again, by what came of it: `changed`, `unchanged` or `refused`.";
    CONFIG_REFUSED = Gauge "config_refused" []
        "1 while the config as it was last read cannot be used, so that the one before is in force; else 0.";
    BUILD = Gauge "build_info" ["version"]
        "Always 1.";
    PROCESS_START = Gauge "process_start_time_seconds" []
        "When the process began to measure, in seconds since 1970.";
    PROCESS_MEMORY = Gauge "process_resident_memory_bytes" []
        "Memory of the process, on Linux.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_they_are() {
        let mut names: Vec<_> = METRICS.iter().map(|metric| metric.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), METRICS.len());
        for metric in METRICS {
            let name = metric.name;
            let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
            assert!(name.bytes().all(is_plain), "{name}");
            assert_eq!(
                name.ends_with("_total"),
                metric.kind == Kind::Counter,
                "{name}"
            );
            if metric.kind == Kind::Histogram {
                assert!(name.ends_with("_seconds"), "{name}");
            }
            assert!(metric.help.ends_with('.') && !metric.help.contains(['\n', '\\', '|']));
        }
    }
}
