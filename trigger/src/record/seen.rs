//! What the dashboard shows beside what everything else does: the bytes of deliveries, and counts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DeliveryRecord, DeliveryVerdict};
use crate::run::RunStatus;
use crate::time::Timestamp;

/// A delivery as it arrived.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct DeliveryContent {
    /// The delivery.
    #[serde(flatten)]
    pub(crate) delivery: DeliveryRecord,
    /// Its headers, in order; of a signature only its form.
    #[schema(value_type = Vec<Vec<String>>)]
    pub(crate) headers: Vec<(String, String)>,
    /// Its body; `null` where that is not text.
    pub(crate) text: Option<String>,
    /// Its body in hexadecimal digits, where that is not text.
    pub(crate) hex: Option<String>,
    /// Whether only the beginning of the body was kept.
    pub(crate) is_cut: bool,
}

/// How many runs there are that have not ended. More than 10,000 of a kind are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Open {
    /// Those that can start.
    pub(crate) queued: u32,
    /// Those that execute.
    pub(crate) executing: u32,
    /// Those that wait.
    pub(crate) waiting: u32,
}

/// How many runs of a job ended in an hour, with a status and after about the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct EndedRuns {
    /// When the hour began.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) hour: Timestamp,
    /// The job's id.
    pub(crate) job: String,
    /// The status.
    pub(crate) status: RunStatus,
    /// They took less than this, in milliseconds; 0 when they never executed.
    pub(crate) under_ms: u64,
    /// How many.
    pub(crate) runs: u64,
}

/// How many deliveries of a source arrived in an hour, with a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ArrivedDeliveries {
    /// When the hour began.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) hour: Timestamp,
    /// The source's key.
    pub(crate) source: String,
    /// The verdict.
    pub(crate) verdict: DeliveryVerdict,
    /// How many.
    pub(crate) deliveries: u64,
}

/// A payload that a job can be tried with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ExampleRecord {
    /// What names it.
    pub(crate) id: String,
    /// What a person calls it.
    pub(crate) name: String,
    /// The payload, as JSON that a person can read.
    pub(crate) payload: String,
}

/// An integration that the app was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct IntegrationRecord {
    /// Its id.
    pub(crate) id: String,
    /// What a person calls it.
    pub(crate) name: String,
    /// The name of its icon.
    pub(crate) icon: String,
    /// The ids of the jobs that take it.
    pub(crate) jobs: Vec<String>,
    /// The keys of the sources that register with it.
    pub(crate) sources: Vec<String>,
}
