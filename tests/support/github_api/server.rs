//! The API over HTTP: what GitHub asks of every request, whatever it is about.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use serde_json::Value;

use super::super::stand_in::{Failure, json, with_header};
use super::hooks::{Hook, Hooks};
use super::things::Things;
use super::{Answer, PLACES, Request, TOKEN};

/// A status and a body; the body is `null` if there is none.
pub(super) type Answered = Result<(u16, Value), (u16, Value)>;

/// A refusal as GitHub writes it.
pub(super) fn refuse(status: u16, message: &str) -> (u16, Value) {
    let documentation = "https://docs.github.com/rest";
    (
        status,
        serde_json::json!({ "message": message, "documentation_url": documentation }),
    )
}

/// What a test asked to happen after the creation of a webhook.
type AfterCreating = Box<dyn FnMut(&Hook) -> Answer + Send>;

/// The server's state.
pub(super) struct Shared {
    base: String,
    inner: Mutex<Inner>,
    /// Apart from the rest, so that it can look at the webhooks and the requests.
    after_creating: Mutex<Option<AfterCreating>>,
}

#[derive(Default)]
pub(super) struct Inner {
    pub(super) hooks: Hooks,
    pub(super) things: Things,
    pub(super) requests: Vec<Request>,
    pub(super) failures: VecDeque<Failure>,
}

impl Shared {
    pub(super) fn at(base: String) -> Self {
        Self {
            base,
            inner: Mutex::default(),
            after_creating: Mutex::default(),
        }
    }

    /// The state, even after a test's assertion failed while it was held.
    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn hook(&self) -> MutexGuard<'_, Option<AfterCreating>> {
        let hook = self.after_creating.lock();
        hook.unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let failure = {
        let mut inner = shared.lock();
        inner.requests.push(Request {
            method: method.to_string(),
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            body: body.clone(),
        });
        inner.failures.pop_front()
    };
    if let Some(failure) = failure {
        return failure.on(refused(failure.status, "A failure that the test asked for"));
    }
    if let Err((status, error)) = check(&method, &headers, &body) {
        return respond(status, &error);
    }
    let path: Vec<_> = uri.path().split('/').skip(1).collect();
    let (place, rest) = match &path[..] {
        ["repos", owner, name, rest @ ..] => (format!("{owner}/{name}"), rest),
        ["orgs", org, rest @ ..] => ((*org).to_owned(), rest),
        _ => return refused(404, "Not Found"),
    };
    if !PLACES.contains(&place.to_lowercase().as_str()) {
        return refused(404, "Not Found");
    }
    match (method.as_str(), rest) {
        ("POST", ["hooks"]) => create(&shared, &place, &body).await,
        ("GET", ["hooks"]) => {
            let hooks = shared.lock().hooks.list(&place);
            page(&shared.base, &uri, hooks)
        }
        ("GET", ["repos"]) => {
            let full_names = PLACES.into_iter().filter(|place| place.contains('/'));
            let repositories = full_names.map(|full| serde_json::json!({ "full_name": full }));
            page(&shared.base, &uri, repositories.collect())
        }
        ("GET", ["issues"] | ["pulls"]) => {
            let things = shared.lock().things.of(uri.path());
            page(&shared.base, &uri, things)
        }
        ("GET", ["issues", number, "comments"]) => {
            let collection = format!("/repos/{place}/issues/comments");
            let mut comments = shared.lock().things.of(&collection);
            comments.retain(|comment| comment["issue"] == **number);
            page(&shared.base, &uri, comments)
        }
        (_, ["hooks", id, rest @ ..]) => {
            let id = id.parse().unwrap_or(0);
            let mut inner = shared.lock();
            let hooks = &mut inner.hooks;
            answered(match (method.as_str(), rest) {
                ("GET", []) => hooks.get(&place, id),
                ("PATCH", []) => hooks.update(&place, id, &body),
                ("PATCH", ["config"]) => hooks.configure(&place, id, &body),
                ("DELETE", []) => hooks.delete(&place, id),
                ("POST", ["pings"]) => hooks.get(&place, id).map(|_| (204, Value::Null)),
                _ => Err(refuse(404, "Not Found")),
            })
        }
        (method, rest) => {
            let repository = format!("/repos/{place}");
            answered(
                shared
                    .lock()
                    .things
                    .answer(method, &repository, rest, &body),
            )
        }
    }
}

/// Creates a webhook and lets the test intervene, on a thread where it may block.
async fn create(shared: &Arc<Shared>, place: &str, body: &Value) -> Response {
    let created = shared.lock().hooks.create(place, body);
    let (hook, json) = match created {
        Ok(created) => created,
        Err((status, error)) => return respond(status, &error),
    };
    let asked = {
        let shared = Arc::clone(shared);
        tokio::task::spawn_blocking(move || {
            let mut after = shared.hook();
            after.as_mut().map_or(Answer::Send, |after| after(&hook))
        })
    };
    match asked.await.unwrap_or(Answer::Fail(500)) {
        Answer::Send => respond(201, &json),
        Answer::Never => std::future::pending().await,
        Answer::Fail(status) => refused(status, "A failure that the test asked for"),
    }
}

/// What GitHub asks of every request: the token, a name, what it is to answer in, and (here,
/// because the library must send it) the version.
fn check(method: &Method, headers: &HeaderMap, body: &Value) -> Result<(), (u16, Value)> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return Err(refuse(401, "Bad credentials"));
    }
    if text("user-agent").is_none_or(str::is_empty) {
        return Err(refuse(403, "Request forbidden by administrative rules"));
    }
    if text("accept") != Some("application/vnd.github+json")
        || text("x-github-api-version") != Some("2022-11-28")
    {
        return Err(refuse(400, "The test wants a version"));
    }
    let is_json = text("content-type") == Some("application/json");
    if !body.is_null() && !is_json && *method != Method::GET {
        return Err(refuse(415, "Unsupported Media Type"));
    }
    Ok(())
}

/// A page of a list, and where the others are.
fn page(base: &str, uri: &Uri, all: Vec<Value>) -> Response {
    let query = uri.query().unwrap_or_default();
    let pairs: Vec<_> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .collect();
    let number = |name: &str, default: usize| {
        let pair = pairs.iter().find(|(known, _)| *known == name);
        pair.and_then(|(_, value)| value.parse().ok())
            .unwrap_or(default)
    };
    let (size, page) = (
        number("per_page", 30).clamp(1, 100),
        number("page", 1).max(1),
    );
    let things: Vec<_> = all
        .iter()
        .skip((page - 1) * size)
        .take(size)
        .cloned()
        .collect();
    let response = respond(200, &serde_json::json!(things));
    if page * size >= all.len() {
        return response;
    }
    let kept = pairs.iter().filter(|(name, _)| *name != "page");
    let kept: Vec<_> = kept
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let link = |number: usize, relation: &str| {
        let query = [&kept[..], &[format!("page={number}")]].concat().join("&");
        format!("<{base}{}?{query}>; rel=\"{relation}\"", uri.path())
    };
    let last = all.len().div_ceil(size);
    let links = format!("{}, {}", link(page + 1, "next"), link(last, "last"));
    with_header(response, "link", &links)
}

fn answered(answered: Answered) -> Response {
    let (Ok((status, body)) | Err((status, body))) = answered;
    respond(status, &body)
}

fn refused(status: u16, message: &str) -> Response {
    let (status, body) = refuse(status, message);
    respond(status, &body)
}

fn respond(status: u16, body: &Value) -> Response {
    with_header(json(status, body), "x-github-request-id", "AB12:1")
}
