//! The spans, their targets and their fields.
//!
//! A field's value is an id, a number or a word of this library. Where a text comes from somewhere
//! else, as a task's key may, it is one that the database shows to everybody, too.

use std::fmt::Display;

use tracing::Span;
use tracing::field::Empty;

use crate::id::{DeliveryId, RunId};

/// The targets, for filters such as `trigger::run=debug`.
pub(crate) const DELIVERY: &str = "trigger::delivery";
const RUN: &str = "trigger::run";
const TASK: &str = "trigger::task";

/// A request to a source, from its arrival to its answer.
pub(crate) fn delivery(source: &str) -> Span {
    tracing::info_span!(
        target: DELIVERY,
        "delivery",
        source,
        delivery = Empty,
        verdict = Empty,
        status = Empty,
        events = Empty,
        runs = Empty,
    )
}

/// What became of the delivery whose span is entered.
pub(crate) fn delivered(
    delivery: DeliveryId,
    verdict: &'static str,
    status: u16,
    events: usize,
    runs: usize,
) {
    tracing::record_all!(Span::current(), %delivery, verdict, status, events, runs);
    tracing::debug!(target: DELIVERY, verdict, status, events, runs, "answered");
}

/// What identifies one execution of a run.
pub(crate) struct Execution<'a> {
    pub(crate) run: RunId,
    pub(crate) job: &'a str,
    /// The program's; none if it does not have the job.
    pub(crate) version: Option<&'a str>,
    /// One more than the times that the run has failed and was retried.
    pub(crate) attempt: u32,
    /// The source of its event; none for the app's own.
    pub(crate) source: Option<&'a str>,
}

/// One execution of a run: from the moment at which a worker takes it to the one at which it rests.
/// It has no parent in this process, because a run outlives what started it.
pub(crate) fn run(execution: &Execution<'_>) -> Span {
    let Execution {
        run,
        job,
        version,
        attempt,
        source,
    } = execution;
    tracing::info_span!(
        target: RUN,
        parent: None,
        "run",
        %run,
        job,
        version,
        attempt,
        source,
        status = Empty,
    )
}

/// Where the run whose span is entered stands after this execution.
pub(crate) fn rested(status: &'static str) {
    Span::current().record("status", status);
    tracing::debug!(target: RUN, status, "rested");
}

/// One attempt at a task. No field is called `name`: where a log is written as JSON, that is the
/// span's own.
pub(crate) fn task(task: &str, path: &impl Display, attempt: u32) -> Span {
    tracing::info_span!(target: TASK, "task", task, %path, attempt)
}

/// An attempt at a task has failed; its span is entered.
pub(crate) fn task_failed() {
    tracing::debug!(target: TASK, "failed");
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    /// What must not be made into text.
    struct Silent;

    impl fmt::Display for Silent {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("it was formatted")
        }
    }

    #[test]
    fn a_span_that_nobody_listens_to_formats_nothing() {
        let nobody = tracing::subscriber::NoSubscriber::default();
        let span = tracing::subscriber::with_default(nobody, || task("post", &Silent, 1));
        assert!(span.is_none());
    }
}
