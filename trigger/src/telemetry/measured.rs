//! What is measured, and the handle by which it is.

use std::time::Duration;

/// The label of deliveries to a source that the app does not have: what strangers write into a URL
/// does not become a label.
pub(crate) const UNKNOWN_SOURCE: &str = "unknown";

/// Something that is counted or timed. Its labels are ids that the program was built with and words
/// of its own, so that their number is bounded.
#[derive(Debug)]
#[cfg_attr(not(feature = "metrics"), expect(dead_code))]
pub(crate) enum Measured<'a> {
    /// A request to a source was answered.
    Delivery {
        source: &'a str,
        verdict: &'static str,
        /// From the end of its body to the commit.
        took: Duration,
    },
    /// Events that were not known before are durable.
    Events { source: &'a str, number: usize },
    /// A run executes for the first time.
    RunStarted {
        job: &'a str,
        /// Since it was created.
        queued: Duration,
    },
    /// A run has ended.
    RunEnded {
        job: &'a str,
        status: &'static str,
        /// Since it first executed; `None` if it never did.
        took: Option<Duration>,
    },
    /// An attempt at a task has ended.
    TaskAttempt { job: &'a str, failed: bool },
    /// A task that failed is to be tried again.
    TaskRetry { job: &'a str },
    /// A schedule has ticked.
    Tick {
        job: &'a str,
        /// After the time for which it was due.
        late: Duration,
    },
    /// A group of writes was committed.
    Commit { commands: usize, took: Duration },
    /// This worker has said that it is alive, or could not.
    Heartbeat { failed: bool },
}

/// Where measurements go: nowhere, until somebody asks for them. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Telemetry {
    #[cfg(feature = "metrics")]
    meters: std::sync::Arc<std::sync::OnceLock<super::meters::Meters>>,
}

impl Telemetry {
    /// Measures from now on, for `Telemetry::text`.
    #[cfg(feature = "metrics")]
    pub(crate) fn begin(&self) {
        self.meters.get_or_init(super::meters::Meters::default);
    }

    /// Records a measurement, if somebody wants to know.
    pub(crate) fn measure<'a>(&self, measured: impl FnOnce() -> Measured<'a>) {
        #[cfg(feature = "metrics")]
        if let Some(meters) = self.meters.get() {
            meters.record(measured());
        }
        #[cfg(not(feature = "metrics"))]
        let _ = measured;
    }

    /// Everything that was measured, and how things stand now, as OpenMetrics text; empty if
    /// nothing is measured.
    #[cfg(feature = "metrics")]
    pub(crate) fn text(&self, levels: super::Levels) -> Result<String, std::fmt::Error> {
        match self.meters.get() {
            Some(meters) => meters.text(levels),
            None => Ok(String::new()),
        }
    }
}
