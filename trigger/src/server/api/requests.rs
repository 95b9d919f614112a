//! What requests carry.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;
use crate::id::{DeliveryId, RunId};
use crate::record::{DeliveryQuery, RunQuery, RunSummary};
use crate::run::RunStatus;
use crate::time::Timestamp;

/// The most that one page lists.
const PAGE: usize = 200;

/// Extractors whose refusals are problems.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub(super) struct Json<T>(pub(super) T);

#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub(super) struct Query<T>(pub(super) T);

#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub(super) struct Path<T>(pub(super) T);

/// A body that may be left out.
pub(super) struct MaybeJson<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for MaybeJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|refused| Problem::new(refused.status(), refused.body_text()))?;
        if body.is_empty() {
            return Ok(Self(T::default()));
        }
        let value = serde_json::from_slice(&body);
        let value = value.map_err(|error| {
            let detail = format!("the body is not what is expected: {error}");
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
        });
        value.map(Self)
    }
}

/// The key under which a request has its effect once.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Option<String> {
    let key = headers.get("idempotency-key")?.to_str().ok()?;
    Some(key.to_owned())
}

/// An event to send.
#[derive(Deserialize, ToSchema)]
pub(super) struct NewEvent {
    /// The event's name.
    pub(super) name: String,
    /// What it carries.
    #[schema(value_type = serde_json::Value)]
    pub(super) payload: Box<RawValue>,
    /// Tells a repeated event from a new one; the header `Idempotency-Key` does the same.
    pub(super) id: Option<String>,
}

/// What a job is started with.
#[derive(Deserialize, ToSchema)]
pub(super) struct Invocation {
    /// The payload.
    #[schema(value_type = serde_json::Value)]
    pub(super) payload: Box<RawValue>,
}

/// Why a run is stopped.
#[derive(Default, Deserialize, ToSchema)]
pub(super) struct Cancellation {
    /// Kept with the run.
    reason: Option<String>,
}

impl Cancellation {
    pub(super) fn reason(self) -> String {
        self.reason
            .unwrap_or_else(|| "cancelled by the API".to_owned())
    }
}

/// What a run is repeated on.
#[derive(Default, Deserialize, ToSchema)]
pub(super) struct Replay {
    /// Another payload; the same one without it.
    #[schema(value_type = Option<serde_json::Value>)]
    pub(super) payload: Option<Box<RawValue>>,
}

/// How a delivery is processed anew.
#[derive(Default, Deserialize, ToSchema)]
pub(super) struct DeliveryReplay {
    /// Whether jobs that have a run of one of its events get another one.
    #[serde(default)]
    pub(super) again: bool,
}

/// A run that was started.
#[derive(Serialize, ToSchema)]
pub(super) struct Started {
    /// Its id.
    pub(super) run: RunId,
}

/// A run that was changed.
#[derive(Serialize, ToSchema)]
pub(super) struct Stands {
    /// Where it stands now.
    pub(super) status: RunStatus,
}

/// Runs, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct RunPage {
    /// The runs.
    pub(super) runs: Vec<RunSummary>,
    /// What `after` is for the next page; `null` on the last one.
    pub(super) next: Option<RunId>,
}

/// Which runs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RunFilter {
    /// Only runs of this status.
    status: Option<RunStatus>,
    /// Only runs of this job.
    job: Option<String>,
    /// Only runs created at this time or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Only runs created before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// Only runs in whose event, properties or payload this text stands.
    text: Option<String>,
    /// Only runs older than this one.
    after: Option<RunId>,
    /// How many at the most: 50 by default, 200 at the most.
    limit: Option<usize>,
}

impl From<RunFilter> for RunQuery {
    fn from(filter: RunFilter) -> Self {
        let default = Self::default();
        Self {
            status: filter.status,
            job: filter.job,
            from: filter.from,
            until: filter.until,
            text: filter.text,
            after: filter.after,
            limit: filter.limit.unwrap_or(default.limit).clamp(1, PAGE),
        }
    }
}

/// Which runs to change at once.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Selection {
    /// Only runs of this status.
    status: Option<RunStatus>,
    /// Only runs of this job.
    job: Option<String>,
    /// Only runs created at this time or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Only runs created before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// Only runs in whose event, properties or payload this text stands.
    text: Option<String>,
    /// All runs, where nothing else says which.
    all: Option<bool>,
}

impl Selection {
    /// The runs; `None` when it does not say which.
    pub(super) fn query(self) -> Option<RunQuery> {
        let Self {
            status,
            job,
            from,
            until,
            text,
            all,
        } = self;
        let says = status.is_some() || job.is_some() || text.is_some();
        let says = says || from.is_some() || until.is_some() || all == Some(true);
        says.then(|| RunQuery {
            status,
            job,
            from,
            until,
            text,
            ..RunQuery::default()
        })
    }
}

/// Which deliveries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DeliveryFilter {
    /// Only deliveries to this source.
    source: Option<String>,
    /// Only deliveries older than this one.
    after: Option<DeliveryId>,
    /// How many at the most: 50 by default, 200 at the most.
    limit: Option<usize>,
}

impl From<DeliveryFilter> for DeliveryQuery {
    fn from(filter: DeliveryFilter) -> Self {
        let default = Self::default();
        Self {
            source: filter.source,
            after: filter.after,
            limit: filter.limit.unwrap_or(default.limit).clamp(1, PAGE),
        }
    }
}
