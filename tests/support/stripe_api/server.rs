//! The API over HTTP: what Stripe asks of every request, whatever it is about.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use serde_json::Value;

use super::super::stand_in::{Failure, json, with_header};
use super::account::{Account, Endpoint, Refusal, refuse};
use super::form::Form;
use super::objects::Objects;
use super::{Answer, KEY, Kind, Request};

/// What a test asked to happen after the creation of an endpoint.
pub(super) type Hook = Box<dyn FnMut(&Endpoint) -> Answer + Send>;

/// The server's state.
#[derive(Default)]
pub(super) struct Shared {
    inner: Mutex<Inner>,
    /// Apart from the rest, so that a hook can look at the endpoints and the requests.
    pub(super) hook: Mutex<Option<Hook>>,
}

#[derive(Default)]
pub(super) struct Inner {
    pub(super) account: Account,
    pub(super) objects: Objects,
    pub(super) requests: Vec<Request>,
    pub(super) failures: VecDeque<Failure>,
    pub(super) forgets_keys: bool,
    /// By connected account and idempotency key: what was asked, and what was answered.
    answers: BTreeMap<Key, (String, Value)>,
}

/// A connected account, if there is one, and an idempotency key.
type Key = (Option<String>, String);

impl Shared {
    /// The state, even after a test's assertion failed while it was held.
    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// A request that passed the checks that all requests must pass.
struct Call<'a> {
    kind: Kind,
    id: &'a str,
    method: &'a Method,
    path: &'a str,
    account: Option<String>,
    form: Form,
}

pub(super) async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (kind, id) = route(&method, uri.path());
    let body = String::from_utf8_lossy(&body).into_owned();
    let account = text(&headers, "stripe-account").map(str::to_owned);
    let failure = {
        let mut inner = shared.lock();
        inner.requests.push(Request {
            kind,
            method: method.to_string(),
            path: uri.path().to_owned(),
            form: if method == Method::POST {
                body.clone()
            } else {
                query(&uri)
            },
            idempotency_key: text(&headers, "idempotency-key").map(str::to_owned),
            account: account.clone(),
        });
        inner.failures.pop_front()
    };
    if let Some(failure) = failure {
        let (status, error) = refuse(failure.status, "", "", "A failure that the test asked for.");
        return failure.on(json_response(status, &error));
    }
    let form = match check(&method, &uri, &headers, &body) {
        Ok(form) => form,
        Err((status, error)) => return json_response(status, &error),
    };
    let call = Call {
        kind,
        id,
        method: &method,
        path: uri.path(),
        account: account.clone(),
        form,
    };
    let asked = format!("{method} {} {body}", uri.path());
    let key = (method == Method::POST)
        .then(|| text(&headers, "idempotency-key"))
        .flatten()
        .map(|key| (account, key.to_owned()));
    match key.map(|key| (shared.lock().answers.get(&key).cloned(), key)) {
        Some((Some((earlier, answer)), _)) if earlier == asked => {
            with_header(json_response(200, &answer), "idempotent-replayed", "true")
        }
        Some((Some(_), _)) => {
            let message = "Keys for idempotent requests can only be used with the same parameters";
            let (status, mut error) = refuse(400, "", "", message);
            error["error"]["type"] = serde_json::json!("idempotency_error");
            json_response(status, &error)
        }
        Some((None, key)) => execute(&shared, call, Some((key, asked))).await,
        None => execute(&shared, call, None).await,
    }
}

/// Does what is asked, keeps the answer under the idempotency key, and lets the test intervene.
async fn execute(shared: &Arc<Shared>, call: Call<'_>, key: Option<(Key, String)>) -> Response {
    let Call {
        kind,
        id,
        method,
        path,
        account: connected,
        form,
    } = call;
    let mut created = None;
    let result = {
        let mut inner = shared.lock();
        let inner = &mut *inner;
        let account = &mut inner.account;
        let result: Result<Value, Refusal> = match kind {
            Kind::Create => account.create(&form).map(|endpoint| {
                let mut json = endpoint.json();
                json["secret"] = serde_json::json!(endpoint.secret);
                created = Some(endpoint);
                json
            }),
            Kind::Update => account.update(id, &form),
            Kind::Delete => account.delete(id),
            Kind::List => account.list(&form),
            Kind::Retrieve => account.retrieve(id),
            Kind::Other => inner.objects.answer(method, path, &form, connected),
        };
        if let (Ok(answer), Some((key, asked))) = (&result, key)
            && !inner.forgets_keys
        {
            inner.answers.insert(key, (asked, answer.clone()));
        }
        result
    };
    if let Some(endpoint) = created {
        match intervene(shared, endpoint).await {
            Answer::Send => {}
            Answer::Never => std::future::pending().await,
            Answer::Fail(status) => {
                let (_, error) = refuse(status, "", "", "A failure that the test asked for.");
                return json_response(status, &error);
            }
        }
    }
    match result {
        Ok(answer) => json_response(200, &answer),
        Err((status, error)) => json_response(status, &error),
    }
}

/// Asks the test's hook, on a thread where it may block.
async fn intervene(shared: &Arc<Shared>, endpoint: Endpoint) -> Answer {
    let shared = Arc::clone(shared);
    let asked = tokio::task::spawn_blocking(move || {
        let mut hook = shared
            .hook
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        hook.as_mut().map_or(Answer::Send, |hook| hook(&endpoint))
    });
    asked.await.unwrap_or(Answer::Fail(500))
}

fn route<'p>(method: &Method, path: &'p str) -> (Kind, &'p str) {
    let rest = path.strip_prefix("/v1/webhook_endpoints");
    match (
        method.as_str(),
        rest.map(|rest| rest.strip_prefix('/').unwrap_or(rest)),
    ) {
        ("POST", Some("")) => (Kind::Create, ""),
        ("GET", Some("")) => (Kind::List, ""),
        ("POST", Some(id)) => (Kind::Update, id),
        ("GET", Some(id)) => (Kind::Retrieve, id),
        ("DELETE", Some(id)) => (Kind::Delete, id),
        _ => (Kind::Other, ""),
    }
}

/// What Stripe asks of every request: the key, a form, and (here, because the library must send it)
/// the version.
fn check(method: &Method, uri: &Uri, headers: &HeaderMap, body: &str) -> Result<Form, Refusal> {
    if text(headers, "authorization") != Some(&format!("Bearer {KEY}")) {
        return Err(refuse(401, "", "", "Invalid API Key provided"));
    }
    if text(headers, "stripe-version").is_none_or(str::is_empty) {
        return Err(refuse(
            400,
            "",
            "",
            "The test wants a Stripe-Version header",
        ));
    }
    if method != Method::POST {
        return Ok(Form::parse(&query(uri)));
    }
    let content_type = text(headers, "content-type").unwrap_or_default();
    if !content_type.starts_with("application/x-www-form-urlencoded") {
        let message = format!("Request bodies must be forms, not `{content_type}`");
        return Err(refuse(415, "", "", &message));
    }
    Ok(Form::parse(body))
}

fn query(uri: &Uri) -> String {
    uri.query().unwrap_or_default().to_owned()
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn json_response(status: u16, body: &Value) -> Response {
    with_header(json(status, body), "request-id", "req_Tr1gg3r")
}
