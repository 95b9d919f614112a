//! What happens in this process, as it happens: for the command line and for tests.

use crate::id::RunId;
use crate::record::TaskStatus;
use crate::run::{LogLine, RunStatus, TaskPath};

/// Something that happened to a run.
#[derive(Clone, Debug)]
pub(crate) enum Progress {
    /// A task's attempt came to an end, or a wait began.
    Task {
        run: RunId,
        path: TaskPath,
        name: String,
        status: TaskStatus,
        attempts: u32,
        /// What it returned or why it failed.
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
