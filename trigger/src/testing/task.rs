//! One task of a run under test.

use std::fmt;

use serde::de::DeserializeOwned;

use super::Run;
use crate::record::{TaskRecord, TaskStatus};

/// One task of a run, as it stood when it was asked for.
#[derive(Clone)]
pub struct RanTask {
    run: Run,
    record: TaskRecord,
}

impl fmt::Debug for RanTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.record.fmt(f)
    }
}

impl RanTask {
    pub(super) fn new(run: Run, record: TaskRecord) -> Self {
        Self { run, record }
    }

    /// Everything that is kept of it.
    pub fn record(&self) -> &TaskRecord {
        &self.record
    }

    /// How many attempts there were.
    pub fn attempts(&self) -> u32 {
        self.record.attempts
    }

    /// What it returned.
    ///
    /// # Panics
    ///
    /// When it has not completed, returned another type, or its output is a secret.
    #[track_caller]
    pub fn output<T: DeserializeOwned>(&self) -> T {
        self.assert_completed();
        if self.record.sealed {
            self.fail("has an output that is a secret, and is not shown to tests either");
        }
        let output = self.record.output.clone().unwrap_or_default();
        match serde_json::from_value(output) {
            Ok(output) => output,
            Err(error) => {
                let wanted = std::any::type_name::<T>();
                self.fail(&format!("was to return a `{wanted}`, but: {error}"))
            }
        }
    }

    /// Asserts where it stands.
    #[track_caller]
    pub fn assert_status(&self, expected: TaskStatus) -> &Self {
        let status = self.record.status;
        if status != expected {
            self.fail(&format!(
                "was to be {}, and is {}",
                expected.as_str(),
                status.as_str()
            ));
        }
        self
    }

    /// Asserts that it returned a value.
    #[track_caller]
    pub fn assert_completed(&self) -> &Self {
        self.assert_status(TaskStatus::Completed)
    }

    /// Asserts that it returned a value at its first attempt.
    #[track_caller]
    pub fn assert_ran_once(&self) -> &Self {
        self.assert_completed().assert_attempts(1)
    }

    /// Asserts how many attempts there were.
    #[track_caller]
    pub fn assert_attempts(&self, expected: u32) -> &Self {
        let attempts = self.record.attempts;
        if attempts != expected {
            self.fail(&format!(
                "was to be attempted {expected} times, and was {attempts} times"
            ));
        }
        self
    }

    /// Asserts that it failed for good, with an error that has these words.
    #[track_caller]
    pub fn assert_failed(&self, why: &str) -> &Self {
        self.assert_status(TaskStatus::Failed);
        let error = self.record.error.as_ref();
        if !error.is_some_and(|error| format!("{error:#}").contains(why)) {
            self.fail(&format!("was to fail with `{why}`"));
        }
        self
    }

    #[track_caller]
    fn fail(&self, what: &str) -> ! {
        self.run
            .fail(&format!("has a task `{}` that {what}", self.record.path))
    }
}
