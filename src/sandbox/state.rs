//! What the simulators of one address share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::sandbox::fault::Faults;
use crate::sandbox::options::Options;
use crate::sandbox::requests::RequestLog;
use crate::sandbox::vendor::Vendor;

/// The state that all simulators of one address share.
#[derive(Debug)]
pub(crate) struct Sandbox {
    pub(crate) vendors: Vec<Arc<dyn Vendor>>,
    pub(crate) log: RequestLog,
    pub(crate) faults: Faults,
    latency_ms: AtomicU64,
}

impl Sandbox {
    /// Starts with these vendors and with the faults and latency of the options.
    pub(crate) fn new(vendors: Vec<Arc<dyn Vendor>>, options: Options) -> Self {
        let latency_ms = u64::try_from(options.latency.as_millis()).unwrap_or(u64::MAX);
        Self {
            vendors,
            log: RequestLog::default(),
            faults: Faults::new(options.faults),
            latency_ms: AtomicU64::new(latency_ms),
        }
    }

    /// Makes every later answer wait this long.
    pub(crate) fn set_latency_ms(&self, latency_ms: u64) {
        self.latency_ms.store(latency_ms, Ordering::Relaxed);
    }

    /// How long every answer waits.
    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms.load(Ordering::Relaxed))
    }

    /// Finds the vendor under whose mount a path lies.
    pub(crate) fn vendor_of(&self, path: &str) -> Option<&Arc<dyn Vendor>> {
        self.vendors.iter().find(|vendor| {
            path.strip_prefix(vendor.mount())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// The path that the client asked for, before a format suffix was taken off.
#[derive(Debug, Clone)]
pub(crate) struct AskedPath(pub(crate) String);
