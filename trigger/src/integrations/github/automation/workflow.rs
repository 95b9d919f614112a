//! What GitHub Actions runs.

use super::super::objects::objects;
use super::super::shared::user::User;
use crate::integrations::tolerant::open_enums;
use crate::time::Timestamp;

objects! {
    /// A run of a workflow.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/actions/workflow-runs).
    pub struct WorkflowRun: node, page, times {
        /// Who it runs for.
        pub actor: User,
        /// What it came to; `None` while it goes on.
        pub conclusion: Option<Conclusion>,
        /// What the run is called: the title of its commit or pull request.
        pub display_title: String,
        /// The event that started it, such as `push`.
        pub event: String,
        /// Its branch.
        pub head_branch: Option<String>,
        /// Its commit.
        pub head_sha: String,
        /// What the workflow is called.
        pub name: Option<String>,
        /// The workflow's file.
        pub path: String,
        /// How often it was started, counted from 1.
        pub run_attempt: i64,
        /// Which run of the workflow it is, counted from 1.
        pub run_number: i64,
        /// When it was started.
        pub run_started_at: Option<Timestamp>,
        /// How far it is.
        pub status: CheckStatus,
        /// The workflow's id.
        pub workflow_id: i64,
    }

    /// A workflow.
    pub struct Workflow: node, page, times {
        /// What it is called.
        pub name: String,
        /// Its file.
        pub path: String,
        /// Whether it is `active`.
        pub state: String,
    }

    /// A job of a workflow's run.
    ///
    /// See [GitHub's reference](https://docs.github.com/en/rest/actions/workflow-jobs).
    pub struct WorkflowJob: node, page {
        /// When it ended.
        pub completed_at: Option<Timestamp>,
        /// What it came to; `None` while it goes on.
        pub conclusion: Option<Conclusion>,
        /// When it was created.
        pub created_at: Option<Timestamp>,
        /// Its branch.
        pub head_branch: Option<String>,
        /// Its commit.
        pub head_sha: String,
        /// What machine it wants.
        pub labels: Vec<String>,
        /// What it is called.
        pub name: String,
        /// The run's id.
        pub run_id: i64,
        /// The machine that runs it.
        pub runner_name: Option<String>,
        /// When it was started.
        pub started_at: Option<Timestamp>,
        /// How far it is.
        pub status: CheckStatus,
        /// Its steps.
        pub steps: Vec<WorkflowStep>,
        /// What the workflow is called.
        pub workflow_name: Option<String>,
    }

    /// A step of a job.
    pub struct WorkflowStep {
        /// When it ended.
        pub completed_at: Option<Timestamp>,
        /// What it came to; `None` while it goes on.
        pub conclusion: Option<Conclusion>,
        /// What it is called.
        pub name: String,
        /// Which step it is, counted from 1.
        pub number: i64,
        /// When it was started.
        pub started_at: Option<Timestamp>,
        /// How far it is.
        pub status: CheckStatus,
    }
}

open_enums! {
    /// How far a run, a job or a check is.
    pub enum CheckStatus {
        Completed = "completed",
        InProgress = "in_progress",
        Pending = "pending",
        Queued = "queued",
        Requested = "requested",
        Waiting = "waiting",
    }

    /// What a run, a job or a check came to.
    pub enum Conclusion {
        ActionRequired = "action_required",
        Cancelled = "cancelled",
        Failure = "failure",
        Neutral = "neutral",
        Skipped = "skipped",
        Stale = "stale",
        StartupFailure = "startup_failure",
        Success = "success",
        TimedOut = "timed_out",
    }
}
