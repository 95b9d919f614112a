//! The routes, each with its description.

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bulk;
use super::problem::Problem;
use super::requests::{
    Cancellation, DeliveryFilter, DeliveryReplay, Invocation, Json, MaybeJson, NewEvent, Path,
    Query, Replay, RunFilter, RunPage, Stands, Started, idempotency_key,
};
use crate::client::Client;
use crate::id::{DeliveryId, RunId};
use crate::record::{DeliveryRecord, JobRecord, ReplayRecord, RunQuery, RunRecord, SentRecord};

pub(super) type Answer<T> = Result<axum::Json<T>, Problem>;

pub(super) fn all() -> OpenApiRouter<Client> {
    OpenApiRouter::new()
        .routes(routes!(send_event))
        .routes(routes!(jobs))
        .routes(routes!(invoke))
        .routes(routes!(runs))
        .routes(routes!(run))
        .routes(routes!(cancel))
        .routes(routes!(retry))
        .routes(routes!(replay))
        .routes(routes!(move_to_current))
        .merge(bulk::all())
        .routes(routes!(deliveries))
        .routes(routes!(replay_delivery))
        .merge(super::sources::all())
}

/// Sends an event of the app, and starts the jobs that it triggers.
#[utoipa::path(
    post, path = "/events", request_body = NewEvent, security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "the event's id")),
    responses((status = 200, body = SentRecord), (status = "4XX", body = Problem))
)]
async fn send_event(
    State(client): State<Client>,
    headers: HeaderMap,
    Json(event): Json<NewEvent>,
) -> Answer<SentRecord> {
    let id = event.id.or_else(|| idempotency_key(&headers));
    let sent = client.send_raw(event.name, event.payload, id).await?;
    Ok(axum::Json(sent))
}

/// Lists the app's jobs.
#[utoipa::path(
    get, path = "/jobs", security(("token" = [])),
    responses((status = 200, body = Vec<JobRecord>), (status = "4XX", body = Problem))
)]
async fn jobs(State(client): State<Client>) -> Answer<Vec<JobRecord>> {
    Ok(axum::Json(client.jobs().await?))
}

/// Starts a run of a job that has `trigger = invoke`.
#[utoipa::path(
    post, path = "/jobs/{id}/invoke", request_body = Invocation, security(("token" = [])),
    params(
        ("id" = String, Path, description = "the job's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "starts the job once"),
    ),
    responses((status = 201, body = Started), (status = "4XX", body = Problem))
)]
async fn invoke(
    State(client): State<Client>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(Invocation { payload }): Json<Invocation>,
) -> Result<(StatusCode, axum::Json<Started>), Problem> {
    let key = idempotency_key(&headers);
    let run = client.invoke_raw(&id, payload, key).await?;
    Ok((StatusCode::CREATED, axum::Json(Started { run })))
}

/// Lists runs, newest first.
#[utoipa::path(
    get, path = "/runs", params(RunFilter), security(("token" = [])),
    responses((status = 200, body = RunPage), (status = "4XX", body = Problem))
)]
async fn runs(State(client): State<Client>, Query(filter): Query<RunFilter>) -> Answer<RunPage> {
    let query = RunQuery::from(filter);
    let limit = query.limit;
    let runs = client.runs(query).await?;
    let next = runs.last().filter(|_| runs.len() == limit);
    let next = next.map(|last| last.id);
    Ok(axum::Json(RunPage { runs, next }))
}

/// A run with its tasks and lines.
#[utoipa::path(
    get, path = "/runs/{id}", params(("id" = RunId, Path)), security(("token" = [])),
    responses((status = 200, body = RunRecord), (status = "4XX", body = Problem))
)]
async fn run(State(client): State<Client>, Path(id): Path<RunId>) -> Answer<RunRecord> {
    Ok(axum::Json(client.run(id).await?))
}

/// Stops a run at its next await.
#[utoipa::path(
    post, path = "/runs/{id}/cancel", params(("id" = RunId, Path)), request_body = Cancellation,
    security(("token" = [])),
    responses((status = 200, body = Stands), (status = "4XX", body = Problem))
)]
async fn cancel(
    State(client): State<Client>,
    Path(id): Path<RunId>,
    MaybeJson(body): MaybeJson<Cancellation>,
) -> Answer<Stands> {
    let status = client.cancel(id, body.reason()).await?;
    Ok(axum::Json(Stands { status }))
}

/// Has a run go on from where it failed.
#[utoipa::path(
    post, path = "/runs/{id}/retry", params(("id" = RunId, Path)), security(("token" = [])),
    responses((status = 200, body = Stands), (status = "4XX", body = Problem))
)]
async fn retry(State(client): State<Client>, Path(id): Path<RunId>) -> Answer<Stands> {
    let status = client.retry(id).await?;
    Ok(axum::Json(Stands { status }))
}

/// Starts a new run that repeats another one.
#[utoipa::path(
    post, path = "/runs/{id}/replay", request_body = Replay, security(("token" = [])),
    params(
        ("id" = RunId, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "repeats the run once"),
    ),
    responses((status = 201, body = Started), (status = "4XX", body = Problem))
)]
async fn replay(
    State(client): State<Client>,
    Path(id): Path<RunId>,
    headers: HeaderMap,
    MaybeJson(body): MaybeJson<Replay>,
) -> Result<(StatusCode, axum::Json<Started>), Problem> {
    let key = idempotency_key(&headers);
    let run = client.replay_raw(id, body.payload, key).await?;
    Ok((StatusCode::CREATED, axum::Json(Started { run })))
}

/// Has a run of another version of its job go on with the one that the app has.
#[utoipa::path(
    post, path = "/runs/{id}/move", params(("id" = RunId, Path)), security(("token" = [])),
    responses((status = 200, body = Stands), (status = "4XX", body = Problem))
)]
async fn move_to_current(State(client): State<Client>, Path(id): Path<RunId>) -> Answer<Stands> {
    let status = client.move_to_current(id).await?;
    Ok(axum::Json(Stands { status }))
}

/// Lists what arrived at the sources, newest first.
#[utoipa::path(
    get, path = "/deliveries", params(DeliveryFilter), security(("token" = [])),
    responses((status = 200, body = Vec<DeliveryRecord>), (status = "4XX", body = Problem))
)]
async fn deliveries(
    State(client): State<Client>,
    Query(filter): Query<DeliveryFilter>,
) -> Answer<Vec<DeliveryRecord>> {
    Ok(axum::Json(client.deliveries(filter.into()).await?))
}

/// Processes a delivery anew, as another one that repeats it.
#[utoipa::path(
    post, path = "/deliveries/{id}/replay", request_body = DeliveryReplay,
    params(("id" = DeliveryId, Path)), security(("token" = [])),
    responses((status = 201, body = ReplayRecord), (status = "4XX", body = Problem))
)]
async fn replay_delivery(
    State(client): State<Client>,
    Path(id): Path<DeliveryId>,
    MaybeJson(body): MaybeJson<DeliveryReplay>,
) -> Result<(StatusCode, axum::Json<ReplayRecord>), Problem> {
    let replay = match body.again {
        true => client.replay_delivery_again(id).await?,
        false => client.replay_delivery(id).await?,
    };
    Ok((StatusCode::CREATED, axum::Json(replay)))
}
