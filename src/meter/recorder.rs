//! What counts: one recorder for the whole process, however many gateways are in it.

use std::{convert::Infallible, sync::OnceLock, time::Duration};

use jiff::Timestamp;
use metrics::{Counter, Histogram, Key, KeyName, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusRecorder};
use tokio::time::sleep;

use super::catalogue::{Kind, METRICS, Metric, REFRESH_DURATION};
use crate::clock;

/// How often what histograms were told is added up: until then each time is kept by itself.
const UPKEEP: Duration = Duration::from_secs(5);

/// Up to how many seconds something took: from half of what a query takes that is answered from memory to longer than
/// anybody waits.
const SECONDS: [f64; 15] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];
/// The same for a refresh, which may load a whole account.
const REFRESH_SECONDS: [f64; 11] = [
    0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0,
];

const METADATA: Metadata<'static> = Metadata::new("meter", Level::INFO, None);

struct Recording {
    recorder: PrometheusRecorder,
    started: Timestamp,
}

fn recording() -> &'static Recording {
    static RECORDING: OnceLock<Recording> = OnceLock::new();
    RECORDING.get_or_init(|| {
        let refreshes = Matcher::Full(REFRESH_DURATION.name.to_owned());
        let builder = PrometheusBuilder::new().set_buckets(&SECONDS);
        let builder =
            builder.and_then(|builder| builder.set_buckets_for_metric(refreshes, &REFRESH_SECONDS));
        let recorder = builder.expect("there are buckets").build_recorder();
        for metric in METRICS {
            let (name, help) = (KeyName::from_const_str(metric.name), metric.help.into());
            match metric.kind {
                Kind::Counter => recorder.describe_counter(name, None, help),
                Kind::Histogram => recorder.describe_histogram(name, None, help),
                // They are written down when somebody looks.
                Kind::Gauge => {}
            }
        }
        let started = clock::now();
        Recording { recorder, started }
    })
}

/// When the process began to measure.
pub(super) fn started() -> Timestamp {
    recording().started
}

/// Everything that was counted, as text.
pub(super) fn render() -> String {
    recording().recorder.handle().render()
}

/// Adds up what histograms were told, for as long as it is polled: what nobody looks at must not grow.
pub(crate) async fn keep_up() -> Infallible {
    loop {
        sleep(UPKEEP).await;
        recording().recorder.handle().run_upkeep();
    }
}

impl Metric {
    /// The counter with these values of its labels. It is worth keeping: finding it again takes longer than counting.
    pub(crate) fn counter(&self, values: &[&str]) -> Counter {
        let key = self.key(Kind::Counter, values);
        recording().recorder.register_counter(&key, &METADATA)
    }

    /// The histogram with these values of its labels, of seconds. It is worth keeping, too.
    pub(crate) fn histogram(&self, values: &[&str]) -> Histogram {
        let key = self.key(Kind::Histogram, values);
        recording().recorder.register_histogram(&key, &METADATA)
    }

    fn key(&self, kind: Kind, values: &[&str]) -> Key {
        debug_assert_eq!(self.kind, kind, "{}", self.name);
        debug_assert_eq!(self.labels.len(), values.len(), "{}", self.name);
        let labels = self.labels.iter().zip(values);
        let labels = labels.map(|(name, value)| Label::new(*name, (*value).to_owned()));
        Key::from_parts(self.name, labels.collect::<Vec<_>>())
    }
}
