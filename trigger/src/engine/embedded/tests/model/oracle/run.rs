//! A run as the oracle knows it: what became of each place of its script, and of itself.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use super::super::super::add;
use super::super::account::{RunAccount, TaskAccount};
use super::super::script::Script;
use super::RunFuture;
use crate::Retry;
use crate::record::TaskStatus;
use crate::run::RunStatus;
use crate::time::Timestamp;

/// Why something failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) root: String,
    /// What it says of trying again.
    pub(super) retry: Retry,
}

impl Failure {
    pub(super) fn permanent(root: &str) -> Self {
        Self {
            root: root.to_owned(),
            retry: Retry::Never,
        }
    }

    /// After how long what has failed is tried again, if it is and nothing else is said.
    pub(super) fn again(&self, usually: Duration) -> Option<Duration> {
        match self.retry {
            Retry::Never => None,
            Retry::After(asked) => Some(asked),
            Retry::Policy => Some(usually),
        }
    }
}

/// What is known of a place in a run's script.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Ended {
        result: Result<Value, Failure>,
        attempts: u32,
    },
    /// It waits for a time.
    Until(Timestamp),
    /// It waits for a signal.
    Signal {
        channel: u8,
        until: Option<Timestamp>,
    },
    /// It waits for runs.
    Runs { runs: Vec<usize>, is_all: bool },
    /// It is tried again later.
    Retrying { attempts: u32 },
}

pub(super) struct Run {
    pub(super) job: &'static str,
    pub(super) label: String,
    pub(super) script: Script,
    /// The event that started it.
    pub(super) event: usize,
    pub(super) parent: Option<(usize, String)>,
    pub(super) status: RunStatus,
    pub(super) result: Option<Result<Vec<Value>, Failure>>,
    pub(super) known: BTreeMap<String, Known>,
    /// The signals that it has taken.
    pub(super) taken: BTreeSet<usize>,
    pub(super) executed: BTreeMap<(String, u32), u32>,
    pub(super) future: Option<RunFuture>,
    pub(super) failures: u32,
    pub(super) began_at: Timestamp,
    pub(super) again_at: Option<Timestamp>,
    pub(super) ended_at: Option<Timestamp>,
}

pub(super) fn shown(result: Result<Value, Failure>) -> Value {
    result.unwrap_or_else(|failure| json!({ "failed": failure.root }))
}

impl Run {
    /// When it has taken longer than its job allows.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let limit = Duration::from_secs(547 * 60);
        (self.job == "hurries").then(|| add(self.began_at, limit))
    }

    pub(super) fn outcome(&self) -> Option<Result<Value, Failure>> {
        self.ended_at?;
        match &self.result {
            Some(Ok(output)) => Some(Ok(json!(output))),
            Some(Err(failure)) => Some(Err(failure.clone())),
            None => None,
        }
    }

    pub(super) fn ended(&mut self, at: &str, result: Result<Value, Failure>, attempts: u32) {
        let ended = Known::Ended { result, attempts };
        self.known.insert(at.to_owned(), ended);
    }

    pub(super) fn forget(&mut self, what: impl Fn(&Known) -> bool) {
        self.known.retain(|_, known| !what(known));
    }

    pub(super) fn account(&self) -> RunAccount {
        let listens = self.job.starts_with("hears");
        let result = self.result.as_ref();
        RunAccount {
            status: self.status,
            output: result
                .and_then(|result| result.as_ref().ok())
                .filter(|_| !listens)
                .map(|output| json!(output)),
            error: result.and_then(|result| Some(result.as_ref().err()?.root.clone())),
            ended_at: self.ended_at,
            tasks: self.known.iter().filter_map(task).collect(),
            executed: self.executed.clone(),
        }
    }
}

fn task((at, known): (&String, &Known)) -> Option<(String, TaskAccount)> {
    // Who has won a race is no task, and what becomes of a lost wait is nobody's business.
    if at.ends_with(['*', '~']) {
        return None;
    }
    let (status, attempts, value) = match known {
        Known::Ended { result, attempts } => match result {
            Ok(value) => (TaskStatus::Completed, *attempts, Some(value.clone())),
            Err(failure) => (TaskStatus::Failed, *attempts, Some(json!(failure.root))),
        },
        Known::Until(_) | Known::Signal { .. } | Known::Runs { .. } => {
            (TaskStatus::Waiting, 1, None)
        }
        Known::Retrying { attempts } => (TaskStatus::Retrying, *attempts, None),
    };
    let account = TaskAccount {
        status,
        attempts,
        value,
    };
    Some((at.clone(), account))
}
