//! What the engine says of its work to operators: each place where something is measured or told
//! to a span calls one function of these.

use tracing::Span;

use super::Core;
use super::execution::Execution;
use super::reserve::Reserved;
use super::session::Session;
use crate::engine::OwnJob;
use crate::record::DeliveryVerdict;
use crate::run::{RunStatus, Step};
use crate::source::{Request, SourceKey};
use crate::store::{Arrived, Claimed, Recorded, StoreError, verdict};
use crate::telemetry::{Measured, spans, trace};
use crate::time::{Timestamp, until};

/// The source of the app's own events.
const APP: &str = "app";

impl Core {
    /// The span of a delivery. One that was verified goes on with the trace that its sender began.
    pub(super) fn delivery_span(
        &self,
        key: &SourceKey,
        request: &Request,
        is_verified: bool,
    ) -> Span {
        let span = spans::delivery(key.as_str());
        if is_verified {
            trace::follow(&span, trace::of_request(&request.headers));
        }
        span
    }

    /// Counts a request that was answered, to a source that the app has or an unknown one.
    pub(super) fn note_delivery(&self, source: &str, verdict: &'static str, arrived_at: Timestamp) {
        self.telemetry.measure(|| Measured::Delivery {
            source,
            verdict,
            took: until(arrived_at, self.clock.now()),
        });
    }

    /// The span of one execution of a run.
    pub(super) fn run_span(&self, claimed: &Claimed) -> Span {
        let job = self.registry.job(&claimed.job);
        let span = spans::run(&spans::Execution {
            run: claimed.origin.id,
            job: &claimed.job,
            version: job.map(|job| job.def.meta.version),
            attempt: claimed.failures.saturating_add(1),
            source: claimed.origin.source.as_deref(),
        });
        trace::follow(&span, claimed.origin.trace.as_deref());
        span
    }

    /// Counts an execution that begins.
    pub(super) fn note_started(&self, claimed: &Claimed) {
        if claimed.fence.epoch == 1 {
            self.telemetry.measure(|| Measured::RunStarted {
                job: self.label(&claimed.job),
                queued: until(claimed.origin.created_at, self.clock.now()),
            });
        }
    }

    /// Counts a run that has ended, and tells the execution's span where the run stands.
    pub(super) fn note_rested(&self, execution: &Execution, status: RunStatus) {
        if matches!(status, RunStatus::Failed | RunStatus::TimedOut) {
            trace::fail();
        }
        spans::rested(status.as_str());
        if status.is_finished() {
            self.telemetry.measure(|| Measured::RunEnded {
                job: self.label(&execution.job),
                status: status.as_str(),
                took: Some(until(execution.started_at, self.clock.now())),
            });
        }
    }

    /// Counts a tick that was fired.
    pub(super) fn note_tick(&self, job: &str, due_at: Timestamp) {
        self.telemetry.measure(|| Measured::Tick {
            job: self.label(job),
            late: until(due_at, self.clock.now()),
        });
    }

    /// Counts a heartbeat.
    pub(super) fn note_heartbeat<T>(&self, renewed: &Result<T, StoreError>) {
        self.telemetry.measure(|| Measured::Heartbeat {
            failed: renewed.is_err(),
        });
    }

    /// A job's id as a label: one that this program has.
    fn label<'j>(&self, job: &'j str) -> &'j str {
        if OwnJob::named(job).is_some() || self.registry.job(job).is_some() {
            job
        } else {
            "unknown"
        }
    }
}

impl Reserved {
    /// Counts the delivery from which those events come; it is durable.
    pub(super) fn note_delivery(&self, verdict: DeliveryVerdict, arrived_at: Timestamp) {
        let (source, verdict) = (self.source(), verdict.as_str());
        self.core.note_delivery(source, verdict, arrived_at);
    }

    fn source(&self) -> &str {
        self.source.as_ref().map_or(APP, SourceKey::as_str)
    }

    /// Counts events that are durable, and those of their runs that have ended as they began.
    pub(super) fn note_recorded(&self, recorded: &[Recorded]) {
        let telemetry = &self.core.telemetry;
        let number = recorded.iter().filter(|event| event.is_new).count();
        if number > 0 {
            telemetry.measure(|| Measured::Events {
                source: self.source(),
                number,
            });
        }
        for job in recorded.iter().flat_map(|event| &event.invalid) {
            telemetry.measure(|| Measured::RunEnded {
                job,
                status: RunStatus::InvalidPayload.as_str(),
                took: None,
            });
        }
    }
}

impl Session {
    /// The span of an attempt at a task.
    pub(super) fn task_span(&self, step: &Step, attempt: u32) -> Span {
        spans::task(&step.name, &step.path, attempt)
    }

    /// Counts an attempt at a task; its span is entered.
    pub(super) fn note_attempt(&self, failed: bool) {
        if failed {
            trace::fail();
            spans::task_failed();
        }
        self.core.telemetry.measure(|| Measured::TaskAttempt {
            job: self.core.label(&self.job),
            failed,
        });
    }

    /// Counts a failed attempt that another one follows.
    pub(super) fn note_retry(&self) {
        self.core.telemetry.measure(|| Measured::TaskRetry {
            job: self.core.label(&self.job),
        });
    }
}

/// Tells the span of a delivery what became of it.
pub(super) fn tell_delivered(arrived: &Arrived, is_rejected: bool, status: u16) {
    let Arrived { id, events } = arrived;
    let verdict = verdict(is_rejected, events).as_str();
    let runs = events.iter().map(|event| event.runs.len()).sum();
    spans::delivered(*id, verdict, status, events.len(), runs);
}

#[cfg(feature = "metrics")]
impl super::Embedded {
    /// Measures from now on, for [`Embedded::metrics`](super::Embedded::metrics).
    pub(crate) fn begin_metrics(&self) {
        self.core.telemetry.begin();
    }

    /// The metrics as they stand now, as OpenMetrics text.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub(crate) async fn metrics(&self) -> Result<String, StoreError> {
        let core = &self.core;
        let now = core.clock.now();
        let levels = crate::telemetry::Levels {
            runs: core.store.open_runs().await?,
            workers: core.store.workers(now).await?,
            slots: core.places.size(),
            slots_used: core.places.used(),
            writes: core.store.queued_writes(),
            wal: core.store.wal_size(),
            sources: core
                .sources
                .records()
                .into_iter()
                .map(|source| (source.key, source.state.is_registered()))
                .collect(),
        };
        let text = core.telemetry.text(levels);
        text.map_err(|error| StoreError::Corrupt(error.to_string()))
    }
}
