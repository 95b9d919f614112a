//! `POST /sources/{source key}` and `/requests/{token}`: from the socket to the engine, with every size and time bounded.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request as HttpRequest, State};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{any, get, post};
use http::{HeaderMap, StatusCode, header};

use crate::engine::Engine;
use crate::source::{Request, Response, SourceKey};
use crate::time::Clock;

/// What a sender may take of this process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The size of a body, in bytes.
    pub(crate) body: usize,
    /// How long a body may take to arrive.
    pub(crate) time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            time: Duration::from_secs(10),
        }
    }
}

#[derive(Clone)]
struct Ingress {
    engine: Arc<dyn Engine>,
    clock: Clock,
    limits: Limits,
}

/// The routes that providers reach.
pub(crate) fn router(engine: Arc<dyn Engine>, clock: Clock, limits: Limits) -> Router {
    Router::new()
        .route("/sources/{key}", post(receive))
        .route("/endpoints/{id}", any(receive_at_endpoint))
        .route("/requests/{token}", any(receive_awaited))
        .route("/health", get(|| async { "ok" }))
        .with_state(Ingress {
            engine,
            clock,
            limits,
        })
}

async fn receive(
    State(ingress): State<Ingress>,
    Path(key): Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    match bounded(&ingress, request).await {
        Ok(request) => http_response(ingress.engine.receive(&key, request).await),
        Err(refusal) => refusal.into_response(),
    }
}

/// A request to an endpoint, which says itself which methods it answers.
async fn receive_at_endpoint(
    State(ingress): State<Ingress>,
    Path(id): Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    let key = SourceKey::of_endpoint(&id);
    receive(State(ingress), Path(key.to_string()), request).await
}

/// A request to a URL that a run has handed out.
async fn receive_awaited(
    State(ingress): State<Ingress>,
    Path(token): Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    match bounded(&ingress, request).await {
        Ok(request) => http_response(ingress.engine.receive_awaited(&token, request).await),
        Err(refusal) => refusal.into_response(),
    }
}

/// Takes a request off the socket, within the limits.
async fn bounded(ingress: &Ingress, request: HttpRequest) -> Result<Request, (StatusCode, String)> {
    let (parts, body) = request.into_parts();
    if let Some(encoding) = parts.headers.get(header::CONTENT_ENCODING)
        && encoding != "identity"
    {
        let refusal = "send the body without a content encoding: signatures are made over it";
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal.to_owned()));
    }
    Ok(Request {
        method: parts.method,
        uri: parts.uri.to_string(),
        body: read(&parts.headers, body, ingress.limits).await?,
        headers: parts.headers,
        received_at: ingress.clock.now(),
    })
}

/// Reads a body within the limits. One that announces too much is refused before it is read.
async fn read(
    headers: &HeaderMap,
    body: Body,
    limits: Limits,
) -> Result<bytes::Bytes, (StatusCode, String)> {
    let too_large = || {
        let most = limits.body;
        (
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the body is larger than {most} bytes"),
        )
    };
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limits.body) {
        return Err(too_large());
    }
    match tokio::time::timeout(limits.time, to_bytes(body, limits.body)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) if is_too_large(&error) => Err(too_large()),
        Ok(Err(_)) => Err((
            StatusCode::BAD_REQUEST,
            "the body could not be read".to_owned(),
        )),
        Err(_) => Err((
            StatusCode::REQUEST_TIMEOUT,
            format!("the body took longer than {:?}", limits.time),
        )),
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        source = error.source();
    }
    false
}

fn http_response(response: Response) -> HttpResponse {
    let mut answer = HttpResponse::new(Body::from(response.body));
    *answer.status_mut() = response.status;
    *answer.headers_mut() = response.headers;
    answer
}
