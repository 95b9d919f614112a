//! Changes of every run that matches, however many there are.

use axum::extract::State;
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::Problem;
use super::requests::{Cancellation, MaybeJson, Query, Selection};
use super::routes::Answer;
use crate::client::Client;
use crate::record::{Changed, RunQuery};

pub(super) fn all() -> OpenApiRouter<Client> {
    OpenApiRouter::new()
        .routes(routes!(cancel_all))
        .routes(routes!(retry_all))
        .routes(routes!(replay_all))
        .routes(routes!(move_all))
}

/// Stops every run that matches and has not ended.
#[utoipa::path(
    post, path = "/runs/cancel", params(Selection), request_body = Cancellation,
    security(("token" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = Problem))
)]
async fn cancel_all(
    State(client): State<Client>,
    Query(selection): Query<Selection>,
    MaybeJson(body): MaybeJson<Cancellation>,
) -> Answer<Changed> {
    let query = selected(selection)?;
    Ok(axum::Json(client.cancel_all(query, body.reason()).await?))
}

/// Has every run that matches and failed, timed out or was cancelled go on.
#[utoipa::path(
    post, path = "/runs/retry", params(Selection), security(("token" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = Problem))
)]
async fn retry_all(
    State(client): State<Client>,
    Query(selection): Query<Selection>,
) -> Answer<Changed> {
    Ok(axum::Json(client.retry_all(selected(selection)?).await?))
}

/// Repeats every run that matches.
#[utoipa::path(
    post, path = "/runs/replay", params(Selection), security(("token" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = Problem))
)]
async fn replay_all(
    State(client): State<Client>,
    Query(selection): Query<Selection>,
) -> Answer<Changed> {
    Ok(axum::Json(client.replay_all(selected(selection)?).await?))
}

/// Has every run that matches and has not ended go on with the version that the app has.
#[utoipa::path(
    post, path = "/runs/move", params(Selection), security(("token" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = Problem))
)]
async fn move_all(
    State(client): State<Client>,
    Query(selection): Query<Selection>,
) -> Answer<Changed> {
    let query = selected(selection)?;
    Ok(axum::Json(client.move_all_to_current(query).await?))
}

/// What a request selects: nothing by mistake.
fn selected(selection: Selection) -> Result<RunQuery, Problem> {
    selection.query().ok_or_else(|| {
        let detail =
            "say which runs, with `status`, `job`, `from`, `until` or `text`, or `all=true`";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    })
}
