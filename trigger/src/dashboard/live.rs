//! One stream a page, which says that the page has changed and nothing more.
//!
//! What a page shows is its twin in JSON, so whether it has changed is known without knowing which
//! page it is: when something was committed, the twin is made again and compared. That is done once
//! for all who look at a page, and for nobody's sake not at all. A page that is hidden closes its
//! stream.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError, Weak};
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
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tower::ServiceExt as _;

use super::App;
use super::ask::{Format, print_of};
use crate::engine::Changes;
use crate::store::StoreError;

/// How soon a change is looked at: what happens at once is looked at once.
const SOON: Duration = Duration::from_millis(100);

/// How far apart two looks are at the least while a page goes on changing, because each has every
/// viewer fetch the page; and how many times as long as the look took.
const APART: Duration = Duration::from_millis(500);
const SHARE: u32 = 20;

#[derive(Clone)]
struct Live {
    pages: Router,
    app: App,
    looked_at: Arc<Mutex<HashMap<String, Weak<LookedAt>>>>,
}

pub(super) fn routes(pages: Router, app: App) -> Router {
    Router::new().route("/live", get(live)).with_state(Live {
        pages,
        app,
        looked_at: Arc::default(),
    })
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
    let looked_at = match live.look_at(page) {
        Ok(looked_at) => looked_at,
        Err(error) => return (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    };
    let viewer = Viewer {
        prints: looked_at.prints.clone(),
        stop: live.app.stop.clone(),
        is_new: true,
        _page: looked_at,
    };
    let events = stream::unfold(viewer, |mut viewer| async move {
        let event = viewer.next().await?;
        Some((Ok::<_, Infallible>(event), viewer))
    });
    Sse::new(events)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
        .into_response()
}

/// A page that somebody looks at, as long as somebody does.
struct LookedAt {
    /// What tells the page from what it was before; empty before the first look.
    prints: watch::Receiver<String>,
    looking: AbortHandle,
}

impl Drop for LookedAt {
    fn drop(&mut self) {
        self.looking.abort();
    }
}

impl Live {
    /// Has a page looked at, with those who look at it already.
    fn look_at(&self, page: Uri) -> Result<Arc<LookedAt>, StoreError> {
        let mut looked_at = self
            .looked_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let address = page.to_string();
        if let Some(known) = looked_at.get(&address).and_then(Weak::upgrade) {
            return Ok(known);
        }
        looked_at.retain(|_, known| known.strong_count() > 0);
        let (tell, prints) = watch::channel(String::new());
        let changes = self.app.engine.changes()?;
        let looking = tokio::spawn(look_on(self.pages.clone(), page, changes, tell));
        let new = Arc::new(LookedAt {
            prints,
            looking: looking.abort_handle(),
        });
        looked_at.insert(address, Arc::downgrade(&new));
        Ok(new)
    }
}

/// Looks at a page whenever something may have changed.
async fn look_on(
    pages: Router,
    page: Uri,
    mut changes: Box<dyn Changes>,
    tell: watch::Sender<String>,
) {
    loop {
        let begun = Instant::now();
        let now = look(pages.clone(), page.clone()).await;
        let apart = APART.max(begun.elapsed() * SHARE);
        tell.send_if_modified(|before| {
            let is_new = *before != now;
            *before = now;
            is_new
        });
        changes.next().await;
        let rest = SOON.max(apart.saturating_sub(begun.elapsed()));
        tokio::time::sleep(rest).await;
    }
}

/// Somebody who looks at a page.
struct Viewer {
    prints: watch::Receiver<String>,
    stop: watch::Receiver<bool>,
    is_new: bool,
    _page: Arc<LookedAt>,
}

impl Viewer {
    /// The next thing to say: at first that the stream is open, with what the page is then, so that
    /// a page which was made before can tell whether it missed something. `None` when the process is
    /// about to end.
    async fn next(&mut self) -> Option<Event> {
        let name = if self.is_new { "open" } else { "changed" };
        let heard = async {
            if self.is_new {
                self.prints.mark_changed();
            }
            loop {
                self.prints.changed().await.ok()?;
                let print = self.prints.borrow_and_update().clone();
                if !print.is_empty() {
                    return Some(print);
                }
            }
        };
        let print = tokio::select! {
            print = heard => print?,
            _ = self.stop.wait_for(|stop| *stop) => return None,
        };
        self.is_new = false;
        Some(Event::default().event(name).data(print))
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
