//! What is known about runs, deliveries and sources: what the command line prints and `--json`
//! writes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::id::{DeliveryId, RunId};
use crate::run::{LogLine, RunStatus, Status, StepKind, TaskPath};
use crate::spec::{Params, Properties};
use crate::time::Timestamp;

/// A run, without its tasks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunSummary {
    /// The run's id.
    pub id: RunId,
    /// The run that invoked it, if one did.
    pub parent: Option<RunId>,
    /// The job's id.
    pub job: String,
    /// The job's version when the run was created.
    pub version: String,
    /// Where it stands.
    pub status: RunStatus,
    /// Whether a person started it to try the job.
    pub is_test: bool,
    /// The event that started it.
    pub event: EventSummary,
    /// What a person wants to see of it at a glance.
    pub properties: Properties,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it first executed.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// When it goes on, while it waits.
    pub wake_at: Option<Timestamp>,
}

/// An event, without its payload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventSummary {
    /// The id that its sender gave it, or a generated one.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The key of the source that it came through; `None` for the app's own events.
    pub source: Option<String>,
}

/// A run with everything that is kept of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunRecord {
    /// The run.
    #[serde(flatten)]
    pub summary: RunSummary,
    /// What the event carries.
    pub payload: Value,
    /// What the job returned.
    pub output: Option<Value>,
    /// Why it failed.
    pub error: Option<Error>,
    /// Its tasks in the order in which they started.
    pub tasks: Vec<TaskRecord>,
    /// What it said of itself, in order: the last one of a label stands, the others are history.
    pub statuses: Vec<StatusRecord>,
    /// The lines it recorded, in order.
    pub log: Vec<LogRecord>,
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskStatus {
    /// Its result is kept.
    Completed,
    /// Its last attempt failed.
    Failed,
    /// An attempt failed and the next one has its time.
    Retrying,
    /// It waits, for a time or for something else.
    Waiting,
}

impl TaskStatus {
    /// The status as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Retrying => "retrying",
            Self::Waiting => "waiting",
        }
    }
}

/// A task of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TaskRecord {
    /// The keys from the run down to it.
    pub path: TaskPath,
    /// Which operation of `io` it is.
    pub kind: StepKind,
    /// What a person calls it.
    pub name: String,
    /// The name of its icon.
    pub icon: String,
    /// What it was called with, without secrets.
    pub params: Params,
    /// What a person wants to see of its call at a glance.
    pub properties: Properties,
    /// Where it stands.
    pub status: TaskStatus,
    /// How many attempts there were.
    pub attempts: u32,
    /// What it returned, without secrets; `null` when all of it is one.
    pub output: Option<Value>,
    /// Whether its output holds a secret.
    pub sealed: bool,
    /// Why its last attempt failed.
    pub error: Option<Error>,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// When it goes on, while it waits or is to be tried again.
    pub wake_at: Option<Timestamp>,
}

/// What a run said of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusRecord {
    /// When.
    pub at: Timestamp,
    /// What it said.
    #[serde(flatten)]
    pub status: Status,
}

/// A line that a run recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogRecord {
    /// The task that recorded it; empty for the job's own function.
    pub task: TaskPath,
    /// When.
    pub at: Timestamp,
    /// What it says.
    #[serde(flatten)]
    pub line: LogLine,
}

/// What became of a request to a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryVerdict {
    /// It was verified and its events were new.
    Accepted,
    /// It was verified and its events were known.
    Duplicate,
    /// It was refused.
    Rejected,
}

impl DeliveryVerdict {
    /// The verdict as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Duplicate => "duplicate",
            Self::Rejected => "rejected",
        }
    }
}

/// A request that arrived at a source.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliveryRecord {
    /// Its id.
    pub id: DeliveryId,
    /// The source's key.
    pub source: String,
    /// When it arrived.
    pub received_at: Timestamp,
    /// The method.
    pub method: String,
    /// The path and the query.
    pub uri: String,
    /// The size of its body, in bytes.
    pub body_size: u32,
    /// What became of it.
    pub verdict: DeliveryVerdict,
    /// Why it was refused.
    pub reason: Option<String>,
    /// What was answered.
    pub status: u16,
    /// The events found in it.
    pub events: Vec<EventSummary>,
}

/// A source as the app sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceRecord {
    /// Its key.
    pub key: String,
    /// The integration it belongs to.
    pub integration: String,
    /// Whether it accepts deliveries, and if not, why.
    #[serde(flatten)]
    pub state: SourceState,
    /// Where the provider sends to; `None` while no public URL is set.
    pub url: Option<String>,
    /// What jobs want.
    pub desired: Vec<String>,
    /// What is registered.
    pub registered: Vec<String>,
}

/// Whether a source accepts deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SourceState {
    /// A person registered it; the configured secret verifies.
    Manual,
    /// It registered itself.
    Registered,
    /// Its registration is under way.
    Registering,
    /// Its registration failed.
    Failed {
        /// Why.
        reason: String,
    },
    /// It cannot register; the rest of the app works.
    Inactive {
        /// What to set.
        hint: String,
    },
}

impl SourceState {
    /// Whether the source is one that registers itself, however far that has got.
    pub(crate) fn registers_itself(&self) -> bool {
        match self {
            Self::Registered | Self::Registering | Self::Failed { .. } => true,
            Self::Manual | Self::Inactive { .. } => false,
        }
    }
}
