//! `POST /sources/{source key}` and `/requests/{token}`: from the socket to the engine, with every size and time bounded.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request as HttpRequest, State};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{any, get, post};
use bytes::{Bytes, BytesMut};
use http::uri::PathAndQuery;
use http::{HeaderMap, StatusCode, Uri, header};
use http_body_util::BodyExt as _;
use tokio::runtime::Handle;

use super::limits::{Admitted, Gate, Limits, Refusal};
use crate::engine::Engine;
use crate::source::{Request, Response, SourceKey};
use crate::time::Clock;

#[derive(Clone)]
struct Ingress {
    engine: Arc<dyn Engine>,
    clock: Clock,
    limits: Limits,
    gate: Arc<Gate>,
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
            gate: Arc::new(Gate::new(&limits)),
        })
}

async fn receive(
    State(ingress): State<Ingress>,
    Path(key): Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    ingress
        .deliver(key, request)
        .await
        .unwrap_or_else(Refusal::into_response)
}

/// A request to an endpoint, which says itself which methods it answers.
async fn receive_at_endpoint(
    State(ingress): State<Ingress>,
    Path(id): Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    let key = SourceKey::of_endpoint(&id).to_string();
    ingress
        .deliver(key, request)
        .await
        .unwrap_or_else(Refusal::into_response)
}

/// A request to a URL that a run has handed out.
async fn receive_awaited(
    State(ingress): State<Ingress>,
    Path(token): Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    let answered = async {
        let (request, admitted) = ingress.take(request).await?;
        let engine = Arc::clone(&ingress.engine);
        let answer = async move { engine.receive_awaited(&token, request).await };
        to_its_end(answer, admitted).await
    };
    answered.await.unwrap_or_else(Refusal::into_response)
}

impl Ingress {
    /// Hands a request to the source of a key.
    async fn deliver(&self, key: String, request: HttpRequest) -> Result<HttpResponse, Refusal> {
        let engine = Arc::clone(&self.engine);
        if !engine.has_source(&key).await {
            // Nothing is read for nobody.
            let nothing = self.request(request.into_parts().0, Bytes::new());
            return Ok(http_response(engine.receive(&key, nothing).await));
        }
        self.gate.count(&key)?;
        let (request, admitted) = self.take(request).await?;
        let answer = async move { engine.receive(&key, request).await };
        to_its_end(answer, admitted).await
    }

    /// Takes a request off the socket, within the limits.
    async fn take(&self, request: HttpRequest) -> Result<(Request, Admitted), Refusal> {
        let (parts, body) = request.into_parts();
        if let Some(encoding) = parts.headers.get(header::CONTENT_ENCODING)
            && encoding != "identity"
        {
            return Err(Refusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "send the body without a content encoding: signatures are made over it",
            ));
        }
        let mut admitted = self.gate.admit()?;
        let read = read(&parts.headers, body, self.limits.body, &mut admitted);
        let body = match tokio::time::timeout(self.limits.body_time, read).await {
            Ok(read) => read?,
            Err(_) => {
                let reason = format!("the body took longer than {:?}", self.limits.body_time);
                return Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, reason));
            }
        };
        Ok((self.request(parts, body), admitted))
    }

    fn request(&self, parts: http::request::Parts, body: Bytes) -> Request {
        Request {
            method: parts.method,
            uri: path_and_query(&parts.uri).to_owned(),
            headers: parts.headers,
            body,
            received_at: self.clock.now(),
        }
    }
}

/// Has what was received whole dealt with whole, also for a sender that hangs up: what it takes is
/// in flight until then.
async fn to_its_end(
    answer: impl Future<Output = Response> + Send + 'static,
    admitted: Admitted,
) -> Result<HttpResponse, Refusal> {
    let answer = async move {
        let answer = answer.await;
        drop(admitted);
        answer
    };
    let answered = ToItsEnd(Some(Box::pin(answer))).await;
    answered.map(http_response).ok_or_else(|| {
        let reason = "the request could not be dealt with";
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, reason)
    })
}

/// An answer that is found where it is awaited, and that becomes a task of its own when that ends
/// before it does: few senders hang up, and only they cost a task. `None` when finding it panicked.
struct ToItsEnd(Option<Pin<Box<dyn Future<Output = Response> + Send>>>);

impl Future for ToItsEnd {
    type Output = Option<Response>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(answer) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let poll = || answer.as_mut().poll(context);
        let answered = match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(answer)) => Some(answer),
            Err(_) => None,
        };
        self.0 = None;
        Poll::Ready(answered)
    }
}

impl Drop for ToItsEnd {
    fn drop(&mut self) {
        // Without a runtime the process is about to end.
        if let (Some(answer), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(answer);
        }
    }
}

/// Reads a body within its limit. One that announces too much is refused before it is read.
async fn read(
    headers: &HeaderMap,
    mut body: Body,
    limit: usize,
    admitted: &mut Admitted,
) -> Result<Bytes, Refusal> {
    let too_large = || {
        let reason = format!("the body is larger than {limit} bytes");
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, reason)
    };
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut read = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame
            .map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "the body could not be read"))?;
        let Ok(part) = frame.into_data() else {
            continue;
        };
        if read.len() + part.len() > limit {
            return Err(too_large());
        }
        admitted.hold(part.len())?;
        if announced == Some(part.len()) {
            // It came in one part, and need not be copied.
            return Ok(part);
        }
        read.extend_from_slice(&part);
    }
    Ok(read.freeze())
}

/// What a request asks for: of a URI whose host it names, too.
fn path_and_query(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", PathAndQuery::as_str)
}

fn http_response(response: Response) -> HttpResponse {
    let mut answer = HttpResponse::new(Body::from(response.body));
    *answer.status_mut() = response.status;
    *answer.headers_mut() = response.headers;
    answer
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;
    use crate::server::limits::Gate;

    fn admitted() -> Admitted {
        let gate = Gate::new(&Limits::default());
        gate.admit().expect("there is room")
    }

    #[tokio::test]
    async fn what_a_sender_that_hangs_up_has_sent_is_dealt_with_to_its_end() {
        let (go, wait) = oneshot::channel();
        let (say, dealt_with) = oneshot::channel();
        let answer = async move {
            let _ = wait.await;
            let _ = say.send(());
            Response {
                status: StatusCode::OK,
                headers: HeaderMap::new(),
                body: Bytes::new(),
            }
        };
        let mut asked = Box::pin(to_its_end(answer, admitted()));
        let mut context = Context::from_waker(std::task::Waker::noop());
        assert!(asked.as_mut().poll(&mut context).is_pending());
        drop(asked);
        go.send(()).expect("it still waits");
        dealt_with.await.expect("it was dealt with");
    }

    #[test]
    fn of_a_uri_that_names_its_host_the_path_and_the_query_are_kept() {
        let kept = |uri: &str| path_and_query(&uri.parse().expect("a URI")).to_owned();
        assert_eq!(kept("/sources/s?a=%20b"), "/sources/s?a=%20b");
        assert_eq!(kept("http://app.example/sources/s?a"), "/sources/s?a");
        assert_eq!(kept("http://app.example"), "/");
        assert_eq!(kept("app.example:443"), "/");
    }

    #[tokio::test]
    async fn a_panic_is_answered_and_ends_no_connection() {
        let answer = async { panic!("out of order") };
        let refused = to_its_end(answer, admitted()).await;
        let status = refused.expect_err("a refusal").into_response().status();
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    }
}
