//! The dashboard: what the app does, for people, in a browser.
//!
//! Every page is rendered here, whole; a page that changes is told so by one stream, fetches itself
//! again and takes over what differs ([`live`]). A page is a value that can be written as JSON, and
//! is, under its own path with `.json` ([`ask`]). Who may see it is [`access`]'s business.

mod access;
mod ask;
mod assets;
mod bulk;
mod chart;
mod excerpt;
mod icons;
mod layout;
mod live;
mod pages;
mod parts;
mod waterfall;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware;
use axum::response::Response;
use axum::routing::get;
use tokio::sync::watch;
use tower::ServiceExt as _;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

pub(crate) use access::Access;

use crate::client::Client;
use crate::engine::Inspect;
use ask::Format;

/// What the pages are made from.
pub(crate) struct Dashboard {
    pub(crate) engine: Arc<dyn Inspect>,
    pub(crate) client: Client,
    /// Where other programs reach the ingress, such as `http://127.0.0.1:3040`.
    pub(crate) ingress: String,
    /// How the program is started, for commands that a person copies.
    pub(crate) program: String,
    pub(crate) database: String,
    pub(crate) public_url: Option<String>,
    /// Whether the process is about to end: streams end then, and keep nobody waiting.
    pub(crate) stop: watch::Receiver<bool>,
    bulk: bulk::Changing,
}

impl Dashboard {
    pub(crate) fn new(
        engine: Arc<dyn Inspect>,
        client: Client,
        ingress: String,
        stop: watch::Receiver<bool>,
    ) -> Self {
        Self {
            stop,
            engine,
            client,
            ingress,
            program: "app".to_owned(),
            database: String::new(),
            public_url: None,
            bulk: bulk::Changing::default(),
        }
    }
}

type App = Arc<Dashboard>;

/// The description of the pages' twins in JSON.
pub(crate) fn openapi() -> OpenApi {
    pages::Twins::openapi()
}

/// The pages, each with its twin in JSON.
pub(crate) fn router(dashboard: Dashboard, access: Access) -> Router {
    let app = Arc::new(dashboard);
    let pages = pages::routes().with_state(Arc::clone(&app));
    // Which format is asked for is part of the path, so it is known before there is a route.
    let twins = pages.clone();
    let live = live::routes(pages.clone(), app);
    let inner = Router::new()
        .merge(live)
        .merge(assets::routes())
        .route("/openapi.json", get(|| async { axum::Json(openapi()) }))
        .fallback(move |request| dispatch(twins.clone(), request));
    inner
        .layer(middleware::from_fn(assets::compressed))
        .layer(middleware::from_fn_with_state(
            Arc::new(access),
            access::guard,
        ))
        .layer(middleware::from_fn(access::headers))
}

/// Hands `/path.json` on as `/path`, asked for as JSON.
async fn dispatch(pages: Router, asked: Request) -> Response {
    let (parts, body) = asked.into_parts();
    // Anew, because the parameters of a route that refused its method would count as a page's own.
    let mut request = Request::new(body);
    *request.method_mut() = parts.method;
    *request.headers_mut() = parts.headers;
    match ask::without_json(&parts.uri) {
        Some(uri) => {
            *request.uri_mut() = uri;
            request.extensions_mut().insert(Format::Json);
        }
        None => *request.uri_mut() = parts.uri,
    }
    match pages.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
