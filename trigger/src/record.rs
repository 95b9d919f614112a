//! What is known about runs, deliveries and sources: what the command line prints and `--json`
//! writes.

mod events;
mod query;
#[cfg(feature = "dashboard")]
mod seen;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::Error;
use crate::id::{DeliveryId, RunId};
use crate::run::{Level, LogLine, RunStatus, Status, StepKind, TaskPath, WaitsFor};
use crate::source::SourceKey;
use crate::spec::{Missed, Params, Properties};
use crate::time::Timestamp;

pub(crate) use events::{EventListed, EventQuery, EventRecord, LeftOut};
pub(crate) use query::SEARCHED;
pub use query::{DeliveryQuery, RunQuery};
#[cfg(feature = "dashboard")]
pub(crate) use seen::{
    ArrivedDeliveries, DeliveryContent, EndedRuns, ExampleRecord, IntegrationRecord, Open,
};

/// A run, without its tasks.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
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
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it first executed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    /// What it waits for, while it waits.
    pub waits_for: Option<WaitsFor>,
    /// When it goes on, while it waits, at the latest; `None` when that is not known.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub wake_at: Option<Timestamp>,
    /// The run that it repeats.
    pub replay_of: Option<RunId>,
}

/// A schedule, and when it ticks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScheduleRecord {
    /// What names it: the id of its job, or the id of a dynamic schedule, a slash, and the key under
    /// which it was registered.
    pub key: String,
    /// The ids of the jobs that it starts.
    pub starts: Vec<String>,
    /// When it ticks, as it is written.
    pub timing: String,
    /// When it ticks, in words.
    pub words: String,
    /// The name of its time zone; an interval has none.
    pub zone: Option<String>,
    /// What becomes of ticks that were missed.
    pub missed: Missed,
    /// What it was registered with.
    pub params: Option<Value>,
    /// When the tick was due that started the newest run.
    pub last_at: Option<Timestamp>,
    /// When the next ticks are due, up to five, as if it were not paused.
    pub next: Vec<Timestamp>,
    /// Since when it is paused.
    pub paused_at: Option<Timestamp>,
}

/// An event, without its payload.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EventSummary {
    /// The id that its sender gave it, or a generated one.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The key of the source that it came through; `None` for the app's own events.
    pub source: Option<String>,
}

/// A run with everything that is kept of it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RunRecord {
    /// The run.
    #[serde(flatten)]
    pub summary: RunSummary,
    /// What the event carries.
    pub payload: Value,
    /// What the job returned.
    pub output: Option<Value>,
    /// Why it failed, or was cancelled.
    pub error: Option<Error>,
    /// The runs that repeat it.
    pub replays: Vec<RunId>,
    /// Its tasks in the order in which they started.
    pub tasks: Vec<TaskRecord>,
    /// What it said of itself, in order: the last one of a label stands, the others are history.
    pub statuses: Vec<StatusRecord>,
    /// The lines it recorded, in order.
    pub log: Vec<LogRecord>,
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TaskRecord {
    /// The keys from the run down to it.
    #[schema(value_type = Vec<Value>)]
    pub path: TaskPath,
    /// Which operation of `io` it is.
    pub kind: StepKind,
    /// What a person calls it.
    pub name: String,
    /// The name of its icon.
    pub icon: String,
    /// What it was called with, without secrets.
    #[schema(value_type = Object)]
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
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    /// When it goes on, while it waits or is to be tried again.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub wake_at: Option<Timestamp>,
}

/// What a run said of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StatusRecord {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What it said.
    #[serde(flatten)]
    pub status: Status,
}

/// A line that a run recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LogRecord {
    /// The task that recorded it; empty for the job's own function.
    #[schema(value_type = Vec<Value>)]
    pub task: TaskPath,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What it says.
    #[serde(flatten)]
    pub line: LogLine,
}

/// What became of a request to a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeliveryRecord {
    /// Its id.
    pub id: DeliveryId,
    /// The source's key.
    pub source: String,
    /// When it arrived.
    #[schema(value_type = String, format = DateTime)]
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
    /// What was answered; of a replay, what would have been.
    pub status: u16,
    /// The events found in it.
    pub events: Vec<EventSummary>,
    /// The delivery that it repeats.
    pub replay_of: Option<DeliveryId>,
    /// The deliveries that repeat it.
    pub replays: Vec<DeliveryId>,
}

/// What came of delivering an event as its provider would.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DeliveredRecord {
    /// The delivery.
    #[serde(flatten)]
    pub(crate) delivery: DeliveryRecord,
    /// The runs that it started.
    pub(crate) runs: Vec<RunId>,
}

/// What came of processing a delivery anew.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReplayRecord {
    /// The replay, which is a delivery of its own.
    #[serde(flatten)]
    pub delivery: DeliveryRecord,
    /// The runs that it started.
    pub runs: Vec<RunId>,
}

/// An event that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SentRecord {
    /// The event's id.
    pub id: String,
    /// Whether the id was new. If not, nothing has changed.
    pub is_new: bool,
    /// The runs that it started, now or when it was new.
    pub runs: Vec<RunId>,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    pub timestamp: Timestamp,
}

/// What became of a change of many runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changed {
    /// The runs that were changed; of a replay, the new ones.
    pub runs: Vec<RunId>,
    /// How many matched and were left as they are, because it makes no sense where they stand.
    pub skipped: usize,
}

/// A job of the app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobRecord {
    /// Its id.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// The version of its code.
    pub version: String,
    /// The function's documentation.
    pub description: String,
    /// What starts it, in words; `invoke` when nothing but a call does.
    pub trigger: String,
    /// The names of the events that start it.
    pub events: Vec<String>,
    /// The source text of its filter.
    pub filter: Option<String>,
    /// Whether it is started at all.
    pub enabled: bool,
    /// Since when it is paused: its runs are queued and do not start.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub paused_at: Option<Timestamp>,
    /// What it asks of the engine beside its trigger.
    pub options: JobOptionsRecord,
    /// The ids of the integrations that it takes.
    pub integrations: Vec<String>,
    /// Where it is written: `file:line`.
    pub place: String,
}

/// What a job asks of the engine beside its trigger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobOptionsRecord {
    /// How many of its runs execute at once.
    pub concurrency: Option<u32>,
    /// The name of the limit that several jobs share.
    pub concurrency_group: Option<String>,
    /// How long a run may take, in seconds.
    pub timeout: Option<f64>,
    /// How many attempts there are in all.
    pub attempts: u32,
    /// The least important lines that are recorded.
    pub log_level: Level,
    /// The job that a completed run starts.
    pub on_success: Option<String>,
    /// The job that a failed run starts.
    pub on_failure: Option<String>,
}

/// A source as the app sees it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SourceRecord {
    /// Its key.
    pub key: String,
    /// The integration it belongs to; an endpoint belongs to none.
    pub integration: Option<String>,
    /// The account that it is of, if a dynamic trigger says so.
    pub account: Option<String>,
    /// Whether it accepts deliveries, and if not, why.
    #[serde(flatten)]
    pub state: SourceState,
    /// Where the provider sends to; `None` while no public URL is set.
    pub url: Option<String>,
    /// What jobs want.
    pub desired: Vec<String>,
    /// What is registered.
    pub registered: Vec<String>,
    /// The options beside the events.
    pub options: Vec<OptionRecord>,
    /// The dynamic triggers whose events come through it: the kind, a slash, and the key.
    pub triggers: Vec<String>,
    /// When the provider was last asked whether it has what was registered.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked_at: Option<Timestamp>,
}

impl SourceRecord {
    /// The record of a source that nothing is registered for: an endpoint, or one that is asked.
    pub(crate) fn of_feed(key: &SourceKey, id: &str, state: SourceState) -> Self {
        Self {
            key: key.to_string(),
            integration: None,
            account: None,
            state,
            url: None,
            desired: vec![id.to_owned()],
            registered: Vec::new(),
            options: Vec::new(),
            triggers: Vec::new(),
            checked_at: None,
        }
    }
}

/// An option of a source beside its events.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct OptionRecord {
    /// Its name.
    pub name: String,
    /// What jobs want.
    pub desired: Vec<String>,
    /// What jobs want and is not registered yet.
    pub missing: Vec<String>,
    /// What is registered and no job wants any more.
    pub orphaned: Vec<String>,
}

/// What came of asking a provider whether it still has what a source has registered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CheckRecord {
    /// The source's key.
    pub source: String,
    /// What was found.
    #[serde(flatten)]
    pub finding: CheckFinding,
    /// The run that registers anew what has drifted.
    pub run: Option<RunId>,
}

/// What a provider has of what was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum CheckFinding {
    /// What was registered.
    AsRegistered,
    /// Something else: somebody has changed or deleted it.
    Drifted {
        /// What was found instead.
        found: String,
    },
    /// The provider could not be asked.
    Unreachable {
        /// Why.
        reason: String,
    },
    /// The source is not one that has registered itself.
    NotRegistered,
    /// The source cannot tell, or was registered anew just then.
    Unknown,
}

/// Whether a source accepts deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
    /// Somebody has changed or deleted at the provider what it had registered; it is registered
    /// anew.
    Drifted {
        /// What was found.
        found: String,
    },
    /// It cannot register; the rest of the app works.
    Inactive {
        /// What to set.
        hint: String,
    },
    /// No job and no dynamic trigger wants it any more, and it is still registered. What arrives is
    /// verified and kept; `sources prune` removes it.
    Unwanted {
        /// Why it could not be removed.
        error: Option<String>,
    },
    /// It is an endpoint that takes whatever is sent to it.
    Unverified,
    /// It is asked what is new.
    Polling(PollRecord),
}

/// How it stands with a source that is asked what is new.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PollRecord {
    /// When it was last answered.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub answered_at: Option<Timestamp>,
    /// When it is asked next; `None` where the app has not served yet.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_at: Option<Timestamp>,
    /// Whether a process is asking it right now.
    pub is_asked: bool,
    /// How often it has failed since it was last answered.
    pub failures: u32,
    /// Why it failed the last time, if it has since it was last answered.
    pub error: Option<String>,
    /// Where the next question begins.
    pub cursor: Option<String>,
}

impl SourceState {
    /// Whether it is registered, by itself or by hand.
    #[cfg(feature = "metrics")]
    pub(crate) fn is_registered(&self) -> bool {
        matches!(self, Self::Manual | Self::Registered)
    }
}
