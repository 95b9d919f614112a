//! What to list, and what to change at once.

use crate::id::{DeliveryId, RunId};
use crate::run::RunStatus;
use crate::time::Timestamp;

/// How many are listed where nothing else is said.
const LISTED: usize = 50;

/// How many runs, counted from the newest that matches otherwise, are searched for a text: a
/// search reads payloads, so it must end, and soon enough for a page that waits for it.
pub(crate) const SEARCHED: u16 = 2_000;

/// Which runs to list, or to change at once. The default is all of them; each field that is set
/// leaves some out.
///
/// ```
/// use trigger::RunStatus;
/// use trigger::client::RunQuery;
///
/// let failed = RunQuery {
///     status: Some(RunStatus::Failed),
///     job: Some("charge".to_owned()),
///     ..RunQuery::default()
/// };
/// # drop(failed);
/// ```
#[derive(Clone, Debug)]
pub struct RunQuery {
    /// Only runs of this status.
    pub status: Option<RunStatus>,
    /// Only runs of this job.
    pub job: Option<String>,
    /// Only runs that were created at this time or later.
    pub from: Option<Timestamp>,
    /// Only runs that were created before this time.
    pub until: Option<Timestamp>,
    /// Only runs in whose event, properties or payload this text stands, among the newest 2,000
    /// that match otherwise, and in the first 64 KiB of their payloads. `after` or `until` looks
    /// further back.
    pub text: Option<String>,
    /// Only runs older than this one: the last run of one page gives the next page.
    pub after: Option<RunId>,
    /// How many to list at the most; 50 by default. A change covers all that match.
    pub limit: usize,
}

impl Default for RunQuery {
    fn default() -> Self {
        Self {
            status: None,
            job: None,
            from: None,
            until: None,
            text: None,
            after: None,
            limit: LISTED,
        }
    }
}

/// Which deliveries to list. The default is all of them.
#[derive(Clone, Debug)]
pub struct DeliveryQuery {
    /// Only deliveries to the source of this key.
    pub source: Option<String>,
    /// Only deliveries older than this one: the last of one page gives the next page.
    pub after: Option<DeliveryId>,
    /// How many to list at the most; 50 by default.
    pub limit: usize,
}

impl Default for DeliveryQuery {
    fn default() -> Self {
        Self {
            source: None,
            after: None,
            limit: LISTED,
        }
    }
}
