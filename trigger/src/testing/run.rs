//! One run under test: where it stands, and assertions.

use std::fmt;

use serde::de::DeserializeOwned;

use super::{RanTask, Running, story};
use crate::error::Error;
use crate::id::RunId;
use crate::record::RunRecord;
use crate::run::{Level, RunStatus, TaskKey};

/// One run. What it is asked, it answers as things stand now, also after time has advanced.
///
/// An assertion that does not hold panics with the run's whole story.
#[derive(Clone)]
pub struct Run {
    app: Running,
    id: RunId,
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.story())
    }
}

impl Run {
    pub(super) fn new(app: Running, id: RunId) -> Self {
        Self { app, id }
    }

    /// Its id.
    pub fn id(&self) -> RunId {
        self.id
    }

    /// Its job's id.
    pub fn job(&self) -> String {
        self.app.app.summary(self.id).job
    }

    /// Where it stands.
    pub fn status(&self) -> RunStatus {
        self.app.app.summary(self.id).status
    }

    /// Everything that is kept of it.
    pub fn record(&self) -> RunRecord {
        self.app.app.record(self.id)
    }

    /// Why it failed.
    pub fn error(&self) -> Option<Error> {
        self.record().error
    }

    /// What it returned: `run.output::<u64>()`.
    ///
    /// # Panics
    ///
    /// When it has not completed, or returned another type.
    #[track_caller]
    pub fn output<T: DeserializeOwned>(&self) -> T {
        self.assert_completed();
        let output = self.record().output.unwrap_or_default();
        match serde_json::from_value(output) {
            Ok(output) => output,
            Err(error) => {
                let wanted = std::any::type_name::<T>();
                self.fail(&format!("was to return a `{wanted}`, but: {error}"))
            }
        }
    }

    /// The run's whole story, as a failed assertion shows it.
    pub fn story(&self) -> String {
        self.app.app.story(&self.record())
    }

    /// Asserts where it stands.
    #[track_caller]
    pub fn assert_status(&self, expected: RunStatus) -> &Self {
        let status = self.status();
        if status != expected {
            self.fail(&format!("was to be {expected}, and is {status}"));
        }
        self
    }

    /// Asserts that it returned a value.
    #[track_caller]
    pub fn assert_completed(&self) -> &Self {
        self.assert_status(RunStatus::Completed)
    }

    /// Asserts that it waits for a time: its own, that of a task's next attempt, or its own next
    /// start after a failure.
    #[track_caller]
    pub fn assert_waiting(&self) -> &Self {
        self.assert_status(RunStatus::Waiting)
    }

    /// Asserts that it failed with an error that has these words.
    #[track_caller]
    pub fn assert_failed(&self, why: &str) -> &Self {
        self.assert_status(RunStatus::Failed);
        self.assert_error(why)
    }

    /// Asserts that it, or its last start, failed with an error that has these words.
    #[track_caller]
    pub fn assert_error(&self, why: &str) -> &Self {
        let error = self.error().map(|error| format!("{error:#}"));
        if !error.is_some_and(|error| error.contains(why)) {
            self.fail(&format!("was to fail with `{why}`"));
        }
        self
    }

    /// Its task under a key, at any depth: `run.task("charge")`, `run.task(("ship", 2))`. Waits and
    /// sent events are tasks too.
    ///
    /// # Panics
    ///
    /// When there is none yet, or several in different tasks.
    #[track_caller]
    pub fn task(&self, key: impl Into<TaskKey>) -> RanTask {
        let key = key.into();
        let tasks = self.tasks(key.clone());
        match tasks.len() {
            1 => tasks.into_iter().next().unwrap_or_else(|| self.fail("")),
            0 => self.fail(&format!("was to have a task `{key}`")),
            n => self.fail(&format!(
                "has {n} tasks `{key}`: take them from `.tasks(…)`"
            )),
        }
    }

    /// Its tasks under a key, at any depth, in order. A plain key has its indexed uses too.
    pub fn tasks(&self, key: impl Into<TaskKey>) -> Vec<RanTask> {
        let key = key.into();
        let tasks = self.record().tasks.into_iter();
        let tasks = tasks.filter(|task| {
            let last = task.path.keys().last();
            last.is_some_and(|used| super::fakes::is_use_of(used, &key))
        });
        tasks.map(|task| RanTask::new(self.clone(), task)).collect()
    }

    /// Asserts that it has no task under a key.
    #[track_caller]
    pub fn assert_no_task(&self, key: impl Into<TaskKey>) -> &Self {
        let key = key.into();
        if !self.tasks(key.clone()).is_empty() {
            self.fail(&format!("was to have no task `{key}`"));
        }
        self
    }

    /// Asserts that it recorded a line of a level with this message, once or more.
    #[track_caller]
    pub fn assert_logged(&self, level: Level, message: &str) -> &Self {
        let log = self.record().log;
        let mut lines = log.iter().map(|record| &record.line);
        if !lines.any(|line| line.level == level && line.message == message) {
            self.fail(&format!("was to log `{level} {message}`"));
        }
        self
    }

    /// Its lines in order, each as a failed assertion shows it: `info  charged {"cents":7}`.
    pub fn log(&self) -> Vec<String> {
        let log = self.record().log;
        log.iter().map(|record| story::text(&record.line)).collect()
    }

    #[track_caller]
    pub(super) fn fail(&self, what: &str) -> ! {
        let (story, unasked) = (self.story(), self.app.app.unasked());
        panic!("the run of `{}` {what}\n\n{story}{unasked}", self.job());
    }
}
