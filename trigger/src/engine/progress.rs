//! What happens in this process, as it happens: for the command line and for tests.

use crate::id::RunId;
use crate::record::TaskStatus;
use crate::run::{LogLine, RunStatus, TaskPath};

/// Something that happened to a run.
#[derive(Clone, Debug)]
pub(crate) enum Progress {
    /// A run executes, for the first time or again.
    Executing { run: RunId, job: String },
    /// A task's attempt came to an end, or a wait began.
    Task {
        run: RunId,
        path: TaskPath,
        name: String,
        status: TaskStatus,
        attempts: u32,
        detail: Option<String>,
    },
    /// A run recorded a line.
    Line {
        run: RunId,
        task: TaskPath,
        line: LogLine,
    },
    /// A run was put away or ended.
    Rested {
        run: RunId,
        job: String,
        status: RunStatus,
    },
}

impl Progress {
    /// The run that it happened to.
    pub(crate) fn run(&self) -> RunId {
        match self {
            Self::Executing { run, .. }
            | Self::Task { run, .. }
            | Self::Line { run, .. }
            | Self::Rested { run, .. } => *run,
        }
    }
}
