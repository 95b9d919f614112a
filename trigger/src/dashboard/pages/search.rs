//! `/search`: an id leads to what it names, and anything else to the runs in which it stands.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::App;
use super::super::ask::{Ask, Problem};
use super::super::parts::{encode, event_path};
use crate::id::{DeliveryId, RunId};

#[derive(Debug, Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    q: String,
}

pub(super) async fn find(
    ask: Ask,
    State(app): State<App>,
    Query(sought): Query<Sought>,
) -> Response {
    ask.act(async { place_of(&app, sought.q.trim()).await })
        .await
}

/// Where what a text names is shown.
async fn place_of(app: &App, text: &str) -> Result<String, Problem> {
    if text.is_empty() {
        return Ok("/runs".to_owned());
    }
    if let Ok(run) = text.parse::<RunId>() {
        return Ok(format!("/runs/{run}"));
    }
    if let Ok(delivery) = text.parse::<DeliveryId>() {
        return Ok(format!("/deliveries/{delivery}"));
    }
    if app.engine.job(text).is_some() {
        return Ok(format!("/jobs/{}", encode(text)));
    }
    if app.client.sources().iter().any(|source| source.key == text) {
        return Ok(format!("/sources/{}", encode(text)));
    }
    if let Some(event) = app.engine.event(text.to_owned(), None).await? {
        return Ok(event_path(&event.listed.event));
    }
    Ok(format!("/runs?q={}", encode(text)))
}
