//! The HTTP API under `/api/v1`: what [`Client`] does, for other programs.
//!
//! Whoever has the token may do everything, so without one (`TRIGGER_API_TOKEN`) there is no API:
//! not even for the loopback address, because that is where a proxy's requests come from.

mod bulk;
mod problem;
mod requests;
mod routes;
mod sources;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;

use crate::client::Client;
use problem::Problem;

/// The routes of the API, and their description at `/api/openapi.json`. Without a token all of
/// them say how to set one.
pub(crate) fn router(client: Client, token: Option<SecretString>) -> Router {
    let token = Arc::new(token);
    Router::new()
        .merge(described().0.with_state(client))
        // A megabyte that is hardly ever asked for: it is made anew each time.
        .route("/api/openapi.json", get(async || axum::Json(openapi())))
        .layer(middleware::from_fn_with_state(token, authorized))
}

/// The description of the API.
pub(crate) fn openapi() -> OpenApi {
    let (_, mut document) = described();
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("token", bearer);
    document
}

/// The routes, each with its description: one that has none cannot be added.
fn described() -> (Router<Client>, OpenApi) {
    let empty = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Trigger")
                .version(env!("CARGO_PKG_VERSION"))
                .build(),
        )
        .build();
    OpenApiRouter::with_openapi(empty)
        .nest("/api/v1", routes::all())
        .split_for_parts()
}

/// Lets a request through that has the token.
async fn authorized(
    State(token): State<Arc<Option<SecretString>>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(token) = &*token else {
        return Problem::off().into_response();
    };
    let given = request.headers().get(header::AUTHORIZATION);
    let given = given.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match given {
        Some(given) if same(given, token.expose_secret()) => next.run(request).await,
        _ => Problem::unauthorized().into_response(),
    }
}

/// Whether two texts are the same, in a time that says nothing about either.
fn same(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|text| Sha256::digest(text.as_bytes()));
    one.ct_eq(&other).into()
}
