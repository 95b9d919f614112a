//! One stream a page, which says that the page has changed and nothing more.
//!
//! What a page shows is its twin in JSON, so whether it has changed is known without knowing which
//! page it is: when something was committed, the twin is made again and compared. A page that is
//! hidden closes its stream, and one that is not shown costs nothing.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use http::{StatusCode, Uri};
use serde::Deserialize;
use tower::ServiceExt as _;

use super::App;
use super::ask::{Format, print_of};
use crate::engine::Changes;

/// How long the server rests between two looks at a page, at the least; and how many times as long
/// as the look took.
const REST: Duration = Duration::from_millis(100);
const SHARE: u32 = 10;

#[derive(Clone)]
struct Live {
    pages: Router,
    app: App,
}

pub(super) fn routes(pages: Router, app: App) -> Router {
    Router::new()
        .route("/live", get(live))
        .with_state(Live { pages, app })
}

#[derive(Deserialize)]
struct Watched {
    /// The page's path and query.
    page: String,
}

async fn live(State(live): State<Live>, Query(watched): Query<Watched>) -> Response {
    let Ok(page) = watched.page.parse::<Uri>() else {
        return (StatusCode::BAD_REQUEST, "`page` is a path").into_response();
    };
    let changes = match live.app.engine.changes() {
        Ok(changes) => changes,
        Err(error) => return (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    };
    let watch = Watch {
        pages: live.pages,
        page,
        changes,
        seen: None,
        rest: REST,
    };
    let stop = live.app.stop.clone();
    let events = stream::unfold((watch, stop), |(mut watch, mut stop)| async move {
        let event = tokio::select! {
            event = watch.next() => event,
            _ = stop.wait_for(|stop| *stop) => return None,
        };
        Some((Ok::<_, Infallible>(event), (watch, stop)))
    });
    Sse::new(events)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
        .into_response()
}

/// A page that somebody looks at.
struct Watch {
    pages: Router,
    page: Uri,
    changes: Box<dyn Changes>,
    /// What it was when it was last looked at.
    seen: Option<String>,
    /// How long to wait before the next look.
    rest: Duration,
}

impl Watch {
    /// The next thing to say: at first that the stream is open, with what the page is then, so that
    /// a page which was made before can tell whether it missed something.
    async fn next(&mut self) -> Event {
        loop {
            if self.seen.is_some() {
                self.changes.next().await;
                // What happens at once is looked at once.
                tokio::time::sleep(self.rest).await;
            }
            let begun = Instant::now();
            let now = look(self.pages.clone(), self.page.clone()).await;
            self.rest = REST.max(begun.elapsed() * SHARE);
            let before = self.seen.replace(now.clone());
            if before.as_ref() != Some(&now) {
                let name = if before.is_none() { "open" } else { "changed" };
                return Event::default().event(name).data(now);
            }
        }
    }
}

/// What tells a page from what it was before.
async fn look(pages: Router, page: Uri) -> String {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = page;
    request.extensions_mut().insert(Format::Json);
    let response = match pages.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let status = response.status();
    match to_bytes(response.into_body(), usize::MAX).await {
        Ok(body) => print_of(status, &body),
        Err(_) => String::new(),
    }
}
