//! A stand-in for Slack's Web API, on the loopback.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, Uri};
use serde_json::{Value, json};

use crate::support::stand_in::{Serving, Vacant};

/// A request that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The method, such as `chat.postMessage`.
    pub method: String,
    /// The arguments.
    pub form: BTreeMap<String, String>,
    /// What it is authorised with.
    pub authorization: String,
}

/// What the next request is answered.
struct Canned {
    status: u16,
    retry_after: Option<&'static str>,
    body: Value,
}

#[derive(Default)]
struct Account {
    asked: Vec<Asked>,
    canned: VecDeque<Canned>,
    posted: u32,
}

/// Slack, until it is dropped.
pub struct SlackApi {
    account: Arc<Mutex<Account>>,
    base: String,
    _serving: Serving,
}

impl SlackApi {
    pub fn start() -> Self {
        let account = Arc::<Mutex<Account>>::default();
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&account));
        let serving = Vacant::new().serve(router);
        Self {
            account,
            base: format!("{}/api", serving.base()),
            _serving: serving,
        }
    }

    /// Where the API is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What arrived, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.account).asked.clone()
    }

    /// Answers the next request that no earlier call is for with this.
    pub fn next(&self, body: Value) {
        self.next_with(200, None, body);
    }

    /// The same with a status and a `Retry-After`.
    pub fn next_with(&self, status: u16, retry_after: Option<&'static str>, body: Value) {
        lock(&self.account).canned.push_back(Canned {
            status,
            retry_after,
            body,
        });
    }
}

fn lock(account: &Mutex<Account>) -> MutexGuard<'_, Account> {
    account.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    State(account): State<Arc<Mutex<Account>>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut account = lock(&account);
    let method = uri.path().trim_start_matches("/api/").to_owned();
    let form: BTreeMap<_, _> = form_urlencoded::parse(&body).into_owned().collect();
    let authorization = headers["authorization"].to_str().expect("text").to_owned();
    let usual = json!({ "ok": true, "channel": form.get("channel"), "ts": format!("{}.1", account.posted) });
    account.posted += 1;
    account.asked.push(Asked {
        method,
        form,
        authorization,
    });
    let canned = account.canned.pop_front().unwrap_or(Canned {
        status: 200,
        retry_after: None,
        body: usual,
    });
    let mut response = Response::builder().status(canned.status);
    if let Some(seconds) = canned.retry_after {
        response = response.header("retry-after", seconds);
    }
    let body = Body::from(canned.body.to_string());
    response.body(body).expect("a response")
}
