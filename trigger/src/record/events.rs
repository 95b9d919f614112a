//! Events as they are listed and looked at.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{EventSummary, RunSummary};
use crate::id::DeliveryId;
use crate::time::Timestamp;

/// Which events to list.
#[derive(Clone, Debug)]
pub(crate) struct EventQuery {
    /// Only events of this name, among the newest 10,000.
    pub(crate) name: Option<String>,
    /// Only events older than the one at this place.
    pub(crate) after: Option<i64>,
    pub(crate) limit: usize,
}

/// An event in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct EventListed {
    /// The event.
    #[serde(flatten)]
    pub(crate) event: EventSummary,
    /// Its place among the events: what `after` is for those that came before it.
    pub(crate) place: i64,
    /// When it arrived.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) received_at: Timestamp,
    /// Whether a person sent it to try a job.
    pub(crate) is_test: bool,
    /// What it came with.
    pub(crate) delivery: Option<DeliveryId>,
    /// How many runs it started.
    pub(crate) runs: u32,
}

/// An event, what it carries and what it started.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct EventRecord {
    /// The event.
    #[serde(flatten)]
    pub(crate) listed: EventListed,
    /// When it happened, as its sender says.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) happened_at: Timestamp,
    /// What its source knows of it.
    pub(crate) context: Value,
    /// What it carries.
    pub(crate) payload: Value,
    /// The runs that it started.
    pub(crate) runs: Vec<RunSummary>,
    /// The jobs that listen to its name and did not start, as they judge it now.
    pub(crate) left_out: Vec<LeftOut>,
}

/// Why an event starts no run of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct LeftOut {
    /// The job's id.
    pub(crate) job: String,
    /// Why, in a sentence.
    pub(crate) why: String,
    /// The condition that does not hold, as it is written.
    pub(crate) condition: Option<String>,
    /// What the condition read, with its values.
    #[schema(value_type = Vec<Vec<String>>)]
    pub(crate) values: Vec<(String, String)>,
}
