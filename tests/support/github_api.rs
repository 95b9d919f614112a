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

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use serde_json::Value;
use tokio::net::TcpSocket;
use tokio::sync::oneshot;

use server::{Failure, Shared};

pub use super::stripe_api::Answer;
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

/// The stand-in. It has a thread and a runtime of its own, so that nothing a test does can hold it
/// up; it stops when it is dropped.
pub struct GitHubApi {
    address: SocketAddr,
    shared: Arc<Shared>,
    _stop: oneshot::Sender<()>,
}

/// A stand-in that is not there yet.
pub struct Down {
    address: SocketAddr,
    /// Bound and not listening, which keeps the port and refuses connections.
    socket: TcpSocket,
}

impl Down {
    /// The variables with which `GitHub::from_env()` will find the stand-in.
    pub fn env(&self) -> [(&'static str, String); 2] {
        env(self.address)
    }

    /// Starts the stand-in at its address.
    pub fn up(self) -> GitHubApi {
        let Self { address, socket } = self;
        let shared = Arc::new(Shared::at(base(address)));
        let router = Router::new()
            .fallback(server::answer)
            .with_state(Arc::clone(&shared));
        let (_stop, stopped) = oneshot::channel::<()>();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let listener = {
            let _runtime = runtime.enter();
            socket.listen(1024).expect("a listener")
        };
        std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    served = async { axum::serve(listener, router).await } => served.expect("it serves"),
                    _ = stopped => {}
                }
            });
            // A hook may still block a thread.
            runtime.shutdown_background();
        });
        GitHubApi {
            address,
            shared,
            _stop,
        }
    }
}

fn base(address: SocketAddr) -> String {
    format!("http://{address}")
}

fn env(address: SocketAddr) -> [(&'static str, String); 2] {
    [
        ("GITHUB_TOKEN", TOKEN.to_owned()),
        ("GITHUB_API_URL", base(address)),
    ]
}

impl GitHubApi {
    /// Starts the stand-in on a free port of the loopback address.
    pub fn start() -> Self {
        Self::down().up()
    }

    /// A stand-in that is not there yet: its address refuses connections.
    pub fn down() -> Down {
        let socket = TcpSocket::new_v4().expect("a socket");
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        socket.bind(any_port).expect("a port");
        Down {
            address: socket.local_addr().expect("its address"),
            socket,
        }
    }

    /// Where the API is: `http://127.0.0.1:…`.
    pub fn base(&self) -> String {
        base(self.address)
    }

    /// The variables with which `GitHub::from_env()` finds the stand-in.
    pub fn env(&self) -> [(&'static str, String); 2] {
        env(self.address)
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
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let failure = Failure {
            status,
            headers: headers.iter().map(owned).collect(),
        };
        let mut inner = self.shared.lock();
        inner.failures.extend(std::iter::repeat_n(failure, count));
    }

    /// Calls `hook` for each webhook that is created over HTTP, after it exists and before the
    /// creation is answered. It may block, kill a process, or look at this stand-in.
    pub fn after_creating(&self, hook: impl FnMut(&Hook) -> Answer + Send + 'static) {
        *self.shared.hook() = Some(Box::new(hook));
    }
}
