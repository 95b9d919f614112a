//! What a story came to: the same words for what the engine did and for what it should have done.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::record::TaskStatus;
use crate::run::RunStatus;
use crate::time::Timestamp;

/// A run's job, its label, and which of the runs of these it is.
pub(super) type Name = (String, String, usize);

/// What became of each run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Account(pub(super) BTreeMap<Name, RunAccount>);

#[derive(Clone, Debug, PartialEq)]
pub(super) struct RunAccount {
    pub(super) status: RunStatus,
    pub(super) output: Option<Value>,
    /// Where its error began.
    pub(super) error: Option<String>,
    pub(super) ended_at: Option<Timestamp>,
    pub(super) tasks: BTreeMap<String, TaskAccount>,
    /// How often each attempt of each place executed.
    pub(super) executed: BTreeMap<(String, u32), u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct TaskAccount {
    pub(super) status: TaskStatus,
    pub(super) attempts: u32,
    /// What it returned, or where its error began.
    pub(super) value: Option<Value>,
}

impl Account {
    /// What the engine's account says beside what it should; empty when nothing.
    pub(super) fn differences(&self, expected: &Self, crashes: u32) -> Vec<String> {
        let mut differences = Vec::new();
        for name in self.0.keys().filter(|name| !expected.0.contains_key(*name)) {
            differences.push(format!("{name:?}: should not be there"));
        }
        for (name, expected) in &expected.0 {
            match self.0.get(name) {
                Some(run) => differences.extend(run.differences(name, expected, crashes)),
                None => differences.push(format!("{name:?}: is missing")),
            }
        }
        differences
    }
}

impl RunAccount {
    fn differences(&self, name: &Name, expected: &Self, crashes: u32) -> Vec<String> {
        let mut differences = Vec::new();
        let mut compare = |what: &str, is: String, should: String| {
            if is != should {
                differences.push(format!("{name:?}: {what} is {is}, should be {should}"));
            }
        };
        let both = |of: fn(&Self) -> String| (of(self), of(expected));
        let (is, should) = both(|run| run.status.to_string());
        compare("its status", is, should);
        let (is, should) = both(|run| format!("{:?}", run.output));
        compare("its output", is, should);
        let (is, should) = both(|run| format!("{:?}", run.error));
        compare("its error", is, should);
        let (is, should) = both(|run| format!("{:?}", run.ended_at));
        compare("its end", is, should);
        let mut places: Vec<_> = self.tasks.keys().chain(expected.tasks.keys()).collect();
        places.sort();
        places.dedup();
        for at in places {
            let of = |run: &Self| format!("{:?}", run.tasks.get(at));
            compare(at, of(self), of(expected));
        }
        let mut attempts: Vec<_> = self
            .executed
            .keys()
            .chain(expected.executed.keys())
            .collect();
        attempts.sort();
        attempts.dedup();
        for attempt in attempts {
            let is = self.executed.get(attempt).copied().unwrap_or_default();
            let should = expected.executed.get(attempt).copied().unwrap_or_default();
            // What was not kept when a process ended is executed again.
            if is < should || is > should + crashes {
                differences.push(format!(
                    "{name:?}: {attempt:?} was executed {is} times, should be {should}"
                ));
            }
        }
        differences
    }
}
