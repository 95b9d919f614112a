//! A stand-in for GitHub: the webhooks of a repository and an organisation, their issues and what
//! hangs on them, over a real socket; and deliveries as GitHub signs them.
//!
//! ```ignore
//! let github = GitHubApi::start();
//! // The app is given `GitHub::new(github_api::TOKEN).base(github.base())`, or a process is given
//! // the variables of `github.env()`.
//! let [hook] = &github.hooks("acme/site")[..] else { panic!() };
//! let sent = Delivery::of("issues", &github_api::example("issue_opened"));
//! assert_eq!(sent.post(&hook.url, &hook.secret)?.status, 200);
//! assert_eq!(github.count("POST", "/repos/acme/site/hooks"), 1);
//! ```

mod delivery;
mod hooks;
mod server;
mod things;

use std::sync::Arc;

use axum::Router;
use serde_json::Value;

use super::stand_in::{Failure, Serving, Vacant};
use server::Shared;

pub use super::stand_in::Answer;
pub use delivery::{Delivery, example};
pub use hooks::Hook;

/// The token that the stand-in accepts.
pub const TOKEN: &str = "github_pat_Tr1gg3rC4n4ry";

/// The places that there are: a repository, and the organisation that it belongs to.
pub const PLACES: [&str; 3] = ["acme/site", "acme/docs", "acme"];

/// A request that arrived, whatever it was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The query.
    pub query: String,
    /// The body; `null` if there is none.
    pub body: Value,
}

/// The stand-in; it stops when it is dropped.
pub struct GitHubApi {
    shared: Arc<Shared>,
    serving: Serving,
}

/// A stand-in that is not there yet: its address refuses connections.
pub struct Down(Vacant);

impl Down {
    /// The variables with which `GitHub::from_env()` will find the stand-in.
    pub fn env(&self) -> [(&'static str, String); 2] {
        env(self.0.base())
    }

    /// Starts the stand-in at its address.
    pub fn up(self) -> GitHubApi {
        let shared = Arc::new(Shared::at(self.0.base()));
        let router = Router::new()
            .fallback(server::answer)
            .with_state(Arc::clone(&shared));
        let serving = self.0.serve(router);
        GitHubApi { shared, serving }
    }
}

fn env(base: String) -> [(&'static str, String); 2] {
    [("GITHUB_TOKEN", TOKEN.to_owned()), ("GITHUB_API_URL", base)]
}

impl GitHubApi {
    /// Starts the stand-in on a free port of the loopback address.
    pub fn start() -> Self {
        Self::down().up()
    }

    /// A stand-in that is not there yet: its address refuses connections.
    pub fn down() -> Down {
        Down(Vacant::new())
    }

    /// Where the API is: `http://127.0.0.1:…`.
    pub fn base(&self) -> String {
        self.serving.base()
    }

    /// The variables with which `GitHub::from_env()` finds the stand-in.
    pub fn env(&self) -> [(&'static str, String); 2] {
        env(self.base())
    }

    /// The webhooks of a place, oldest first.
    pub fn hooks(&self, place: &str) -> Vec<Hook> {
        self.shared.lock().hooks.of(place)
    }

    /// Adds a webhook behind the app's back, whatever the rules.
    pub fn add_hook(&self, place: &str, url: &str, events: &[&str]) -> Hook {
        let events = events.iter().map(|event| (*event).to_owned()).collect();
        let mut inner = self.shared.lock();
        inner.hooks.add(place, url, events, "somebody's").clone()
    }

    /// Deletes a webhook behind the app's back.
    pub fn delete_hook(&self, id: i64) {
        self.shared.lock().hooks.all.retain(|hook| hook.id != id);
    }

    /// Changes a webhook behind the app's back.
    pub fn change_hook(&self, id: i64, change: impl FnOnce(&mut Hook)) {
        let mut inner = self.shared.lock();
        let hook = inner.hooks.all.iter_mut().find(|hook| hook.id == id);
        change(hook.expect("the webhook is there"));
    }

    /// What was created at a collection's path, such as `/repos/acme/site/issues`.
    pub fn things(&self, collection: &str) -> Vec<Value> {
        self.shared.lock().things.of(collection)
    }

    /// Creates something behind the app's back.
    pub fn add_thing(&self, collection: &str, thing: Value) -> Value {
        self.shared.lock().things.add(collection, thing)
    }

    /// The requests that arrived, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }

    /// How many requests of a method and a path arrived, also those that were refused.
    pub fn count(&self, method: &str, path: &str) -> usize {
        let requests = self.requests().into_iter();
        requests
            .filter(|request| request.method == method && request.path == path)
            .count()
    }

    /// Answers the next `count` requests with a status and headers, such as `Retry-After`, without
    /// doing what they ask.
    pub fn fail_next(&self, count: usize, status: u16, headers: &[(&str, &str)]) {
        let failure = Failure::new(status, headers);
        let mut inner = self.shared.lock();
        inner.failures.extend(std::iter::repeat_n(failure, count));
    }

    /// Calls `hook` for each webhook that is created over HTTP, after it exists and before the
    /// creation is answered. It may block, kill a process, or look at this stand-in.
    pub fn after_creating(&self, hook: impl FnMut(&Hook) -> Answer + Send + 'static) {
        *self.shared.hook() = Some(Box::new(hook));
    }
}
