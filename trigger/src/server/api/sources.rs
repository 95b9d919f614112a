//! The routes of the sources, each with its description.

use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::Problem;
use super::requests::{MaybeJson, Path, Started};
use crate::client::{Client, ClientError};
use crate::id::RunId;
use crate::record::{CheckRecord, SourceRecord};

type Answer<T> = Result<axum::Json<T>, Problem>;

pub(super) fn all() -> OpenApiRouter<Client> {
    OpenApiRouter::new()
        .routes(routes!(sources))
        .routes(routes!(source))
        .routes(routes!(check_all))
        .routes(routes!(check))
        .routes(routes!(register))
        .routes(routes!(prune))
}

/// What becomes of what another file of this database has registered.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Other {
    /// The app has moved here, and its registration with it.
    TakeOver,
    /// This is a copy: that registration is left alone.
    Leave,
}

/// How a source is registered anew.
#[derive(Default, Deserialize, ToSchema)]
struct Registering {
    /// What becomes of what another file of this database has registered, if one has.
    other: Option<Other>,
}

/// How a source is pruned.
#[derive(Default, Deserialize, ToSchema)]
struct Pruning {
    /// Whether it is only forgotten; what is at the provider stays.
    #[serde(default)]
    forget: bool,
}

/// A source that is pruned.
#[derive(Serialize, ToSchema)]
struct Pruned {
    /// The run that removes it at its provider; `null` if it was only forgotten.
    run: Option<RunId>,
}

/// Lists the app's sources.
#[utoipa::path(
    get, path = "/sources", security(("token" = [])),
    responses((status = 200, body = Vec<SourceRecord>), (status = "4XX", body = Problem))
)]
async fn sources(State(client): State<Client>) -> axum::Json<Vec<SourceRecord>> {
    axum::Json(client.sources())
}

/// A source.
#[utoipa::path(
    get, path = "/sources/{key}", security(("token" = [])),
    params(("key" = String, Path, description = "the source's key")),
    responses((status = 200, body = SourceRecord), (status = "4XX", body = Problem))
)]
async fn source(State(client): State<Client>, Path(key): Path<String>) -> Answer<SourceRecord> {
    let found = client.source(&key);
    Ok(axum::Json(found.ok_or(ClientError::NoSource(key))?))
}

/// Asks providers whether they still have what was registered; what has drifted is registered anew.
#[utoipa::path(
    post, path = "/sources/check", security(("token" = [])),
    responses((status = 200, body = Vec<CheckRecord>), (status = "4XX", body = Problem))
)]
async fn check_all(State(client): State<Client>) -> Answer<Vec<CheckRecord>> {
    Ok(axum::Json(client.check_sources(None).await?))
}

/// Asks the provider of one source the same.
#[utoipa::path(
    post, path = "/sources/{key}/check", security(("token" = [])),
    params(("key" = String, Path, description = "the source's key")),
    responses((status = 200, body = Vec<CheckRecord>), (status = "4XX", body = Problem))
)]
async fn check(State(client): State<Client>, Path(key): Path<String>) -> Answer<Vec<CheckRecord>> {
    Ok(axum::Json(client.check_sources(Some(&key)).await?))
}

/// Has a source registered anew.
#[utoipa::path(
    post, path = "/sources/{key}/register", request_body = Registering, security(("token" = [])),
    params(("key" = String, Path, description = "the source's key")),
    responses((status = 201, body = Started), (status = "4XX", body = Problem))
)]
async fn register(
    State(client): State<Client>,
    Path(key): Path<String>,
    MaybeJson(body): MaybeJson<Registering>,
) -> Result<(StatusCode, axum::Json<Started>), Problem> {
    let run = match body.other {
        None => client.register_source(&key).await?,
        Some(Other::TakeOver) => client.take_over_source(&key).await?,
        Some(Other::Leave) => client.register_source_anew(&key).await?,
    };
    Ok((StatusCode::CREATED, axum::Json(Started { run })))
}

/// Removes at its provider a source that nothing wants any more.
#[utoipa::path(
    post, path = "/sources/{key}/prune", request_body = Pruning, security(("token" = [])),
    params(("key" = String, Path, description = "the source's key")),
    responses((status = 200, body = Pruned), (status = "4XX", body = Problem))
)]
async fn prune(
    State(client): State<Client>,
    Path(key): Path<String>,
    MaybeJson(body): MaybeJson<Pruning>,
) -> Answer<Pruned> {
    let run = match body.forget {
        true => {
            client.forget_source(&key).await?;
            None
        }
        false => Some(client.prune_source(&key).await?),
    };
    Ok(axum::Json(Pruned { run }))
}
