//! What an event started, and what it did not.

use std::fmt;

use serde_json::value::RawValue;

use super::story::brief;
use super::{Run, Running};
use crate::job::Job;
use crate::source::SourceKey;

/// What an event started: the runs, and the jobs that left it out with their reasons.
///
/// By the time that it is returned, everything that the event brought about has come to rest.
#[must_use = "what an event started is not looked at: assert something, or `let _ =`"]
#[derive(Debug)]
pub struct Started {
    name: String,
    payload: Box<RawValue>,
    runs: Vec<Run>,
    left_out: Vec<LeftOut>,
    /// What starts the jobs of the app, for an event that no job listens to.
    listens: Vec<String>,
}

/// A job that listens to an event and was not started by it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The job's id.
    pub job: String,
    /// Why: the condition of its filter that does not hold with what it read, or that the job is
    /// not enabled, or the source that it listens to.
    pub why: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` left it out: {}", self.job, self.why)
    }
}

impl Started {
    pub(super) fn new(
        app: &Running,
        source: Option<SourceKey>,
        name: &str,
        payload: Box<RawValue>,
        runs: Vec<Run>,
    ) -> Self {
        let jobs = app.app.engine.registry().jobs();
        let started: Vec<_> = runs.iter().map(Run::job).collect();
        let others: Vec<_> = jobs
            .filter(|job| !started.iter().any(|started| started == job.def.meta.id))
            .collect();
        let left_out = others.iter().filter_map(|job| {
            let why = job
                .left_out(source.as_ref(), name, payload.get())?
                .to_string();
            Some(LeftOut {
                job: job.def.meta.id.to_owned(),
                why,
            })
        });
        Self {
            name: name.to_owned(),
            left_out: left_out.collect(),
            listens: others
                .iter()
                .map(|job| format!("`{}` to {}", job.def.meta.id, job.binding))
                .collect(),
            payload,
            runs,
        }
    }

    /// The runs, one of each job that wanted the event.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The jobs that listen to the event and left it out.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// The one run.
    ///
    /// # Panics
    ///
    /// When there is none, with the reasons, and when there are several.
    #[track_caller]
    pub fn run(&self) -> Run {
        match &self.runs[..] {
            [run] => run.clone(),
            [] => panic!("{}", self.told("started no run")),
            runs => {
                let jobs: Vec<_> = runs.iter().map(Run::job).collect();
                let jobs = jobs.join(">()`, `.run_of::<");
                panic!(
                    "{}",
                    self.told(&format!("started several runs: take `.run_of::<{jobs}>()`"))
                )
            }
        }
    }

    /// The run of a job: `app.send(event).await.run_of::<announce>()`.
    ///
    /// # Panics
    ///
    /// When the event did not start the job, with the reason.
    #[track_caller]
    pub fn run_of<J: Job>(&self) -> Run {
        let id = J::META.id;
        let run = self.runs.iter().find(|run| run.job() == id);
        match run {
            Some(run) => run.clone(),
            None => panic!("{}", self.told(&format!("did not start `{id}`"))),
        }
    }

    /// Asserts that the event started nothing.
    #[track_caller]
    pub fn assert_nothing_ran(&self) {
        if !self.runs.is_empty() {
            panic!("{}", self.told("was to start nothing, and started a run"));
        }
    }

    /// Asserts that a job left the event out, and that the reason has these words:
    /// `started.assert_left_out::<announce>("price.active")`.
    #[track_caller]
    pub fn assert_left_out<J: Job>(&self, why: &str) {
        let id = J::META.id;
        let left_out = self.left_out.iter().find(|left_out| left_out.job == id);
        if !left_out.is_some_and(|left_out| left_out.why.contains(why)) {
            let what = format!("was to be left out by `{id}` for `{why}`");
            panic!("{}", self.told(&what));
        }
    }

    /// The event's story.
    fn told(&self, what: &str) -> String {
        let carried = brief(&self.payload);
        let mut told = format!("`{}` {what}\n  it carried {carried}", self.name);
        for left_out in &self.left_out {
            told = format!("{told}\n  {left_out}");
        }
        if self.runs.is_empty() && self.left_out.is_empty() {
            told = match self.listens.is_empty() {
                true => format!("{told}\n  the app has no job"),
                false => format!(
                    "{told}\n  no job listens to it: {}",
                    self.listens.join(", ")
                ),
            };
        }
        for run in &self.runs {
            told = format!("{told}\n\n{}", run.story());
        }
        told
    }
}
