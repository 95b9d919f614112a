//! `GET /metrics`, on an address of its own: what operators read is not for senders of webhooks.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};

use crate::engine::Embedded;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The route that Prometheus reads.
pub(crate) fn metrics_router(engine: Arc<Embedded>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(engine)
}

async fn metrics(State(engine): State<Arc<Embedded>>) -> Response {
    match engine.metrics().await {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "metrics could not be read");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database cannot be read",
            )
                .into_response()
        }
    }
}
