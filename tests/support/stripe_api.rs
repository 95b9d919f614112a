//! A stand-in for Stripe: its API over a real socket, and deliveries to the webhook endpoints that
//! are there.
//!
//! ```ignore
//! let stripe = StripeApi::start();
//! // The app is given `Stripe::new(stripe_api::KEY).base(stripe.base())`, or a process is given the
//! // variables of `stripe.env()`.
//! let sent = stripe.deliver(&stripe_api::event("price.created", stripe_api::price("price_1"))).await;
//! assert_eq!(sent[0].answer.status, 200);
//! assert_eq!(stripe.count(Kind::Create), 1);
//! ```

mod account;
mod delivery;
mod form;
mod objects;
mod server;

use std::sync::Arc;

use axum::Router;
use serde_json::Value;

use super::http;
use super::stand_in::{Failure, Serving, Vacant};
use server::Shared;

pub use super::stand_in::Answer;

pub use account::Endpoint;
pub use delivery::{event, now, post, post_raw, price, signature};
pub use form::Form;

/// The API key that the stand-in accepts.
pub const KEY: &str = "sk_test_Tr1gg3rC4n4ry";

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `POST /v1/webhook_endpoints`
    Create,
    /// `POST /v1/webhook_endpoints/:id`
    Update,
    /// `DELETE /v1/webhook_endpoints/:id`
    Delete,
    /// `GET /v1/webhook_endpoints`, once for each page
    List,
    /// `GET /v1/webhook_endpoints/:id`
    Retrieve,
    /// Anything else.
    Other,
}

/// A request that arrived, whatever it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What it asks for.
    pub kind: Kind,
    /// The method.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The body of a `POST`, the query of anything else; [`Form::parse`] reads it.
    pub form: String,
    /// The `Idempotency-Key`.
    pub idempotency_key: Option<String>,
    /// The `Stripe-Account`: for which connected account it is made.
    pub account: Option<String>,
}

/// What came of an event at one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// What its URL answered.
    pub answer: http::Answer,
}

/// The stand-in; it stops when it is dropped.
pub struct StripeApi {
    shared: Arc<Shared>,
    serving: Serving,
}

/// A stand-in that is not there yet: its address refuses connections.
pub struct Down(Vacant);

impl Down {
    /// The variables with which `Stripe::from_env()` will find the stand-in.
    pub fn env(&self) -> [(&'static str, String); 2] {
        env(self.0.base())
    }

    /// Starts the stand-in at its address.
    pub fn up(self) -> StripeApi {
        let shared = Arc::new(Shared::default());
        let router = Router::new()
            .fallback(server::answer)
            .with_state(Arc::clone(&shared));
        let serving = self.0.serve(router);
        StripeApi { shared, serving }
    }
}

fn env(base: String) -> [(&'static str, String); 2] {
    [
        ("STRIPE_API_KEY", KEY.to_owned()),
        ("STRIPE_API_BASE", base),
    ]
}

impl StripeApi {
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

    /// The variables with which `Stripe::from_env()` finds the stand-in.
    pub fn env(&self) -> [(&'static str, String); 2] {
        env(self.base())
    }

    /// The endpoints that are there, oldest first.
    pub fn endpoints(&self) -> Vec<Endpoint> {
        self.shared.lock().account.endpoints.clone()
    }

    /// Adds an endpoint behind the app's back, whatever the limits.
    pub fn add_endpoint(&self, url: &str, enabled_events: &[&str]) -> Endpoint {
        let events = enabled_events
            .iter()
            .map(|event| (*event).to_owned())
            .collect();
        self.shared.lock().account.add(url, events).clone()
    }

    /// Deletes an endpoint behind the app's back.
    pub fn delete_endpoint(&self, id: &str) {
        self.change(|endpoints| endpoints.retain(|endpoint| endpoint.id != id));
    }

    /// Changes the endpoints behind the app's back.
    pub fn change(&self, change: impl FnOnce(&mut Vec<Endpoint>)) {
        change(&mut self.shared.lock().account.endpoints);
    }

    /// The objects of a collection, such as `customers`, oldest first.
    pub fn objects(&self, collection: &str) -> Vec<Value> {
        self.shared.lock().objects.all(collection)
    }

    /// Adds objects to a collection behind the app's back.
    pub fn add_objects(&self, collection: &'static str, objects: impl IntoIterator<Item = Value>) {
        let mut inner = self.shared.lock();
        for object in objects {
            inner.objects.add(collection, object);
        }
    }

    /// The requests that arrived, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }

    /// How many requests of a kind arrived, also those that were refused.
    pub fn count(&self, kind: Kind) -> usize {
        let inner = self.shared.lock();
        inner
            .requests
            .iter()
            .filter(|request| request.kind == kind)
            .count()
    }

    /// Answers the next `count` requests with a status, without doing what they ask.
    pub fn fail_next(&self, count: usize, status: u16) {
        self.fail_next_with(count, status, &[]);
    }

    /// The same with headers, such as `Retry-After`.
    pub fn fail_next_with(&self, count: usize, status: u16, headers: &[(&str, &str)]) {
        let failure = Failure::new(status, headers);
        self.shared
            .lock()
            .failures
            .extend(std::iter::repeat_n(failure, count));
    }

    /// Whether a request under an idempotency key that is known is answered as the first one was,
    /// as Stripe does for 24 hours. It is, unless this says otherwise: after that, each is executed.
    pub fn honour_idempotency_keys(&self, honour: bool) {
        self.shared.lock().forgets_keys = !honour;
    }

    /// Calls `hook` for each endpoint that is created over HTTP, after it exists and before the
    /// creation is answered. The hook may block, kill a process, or look at this stand-in.
    pub fn after_creating(&self, hook: impl FnMut(&Endpoint) -> Answer + Send + 'static) {
        let mut current = self
            .shared
            .hook
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        *current = Some(Box::new(hook));
    }

    /// Sends an event to every endpoint that wants it, signed with that endpoint's secret, once and
    /// without retries. An event with an `account` goes to endpoints of connected accounts.
    ///
    /// # Panics
    ///
    /// When an endpoint's URL does not answer.
    pub async fn deliver(&self, event: &Value) -> Vec<Delivered> {
        let kind = event["type"].as_str().unwrap_or_default();
        let mut endpoints = self.endpoints();
        endpoints.retain(|endpoint| endpoint.sends(kind, event["account"].is_string()));
        let event = event.clone();
        let deliver = move |endpoint: Endpoint| {
            let answer = post(&endpoint.url, &endpoint.secret, &event);
            let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", endpoint.url));
            Delivered { endpoint, answer }
        };
        let delivered =
            tokio::task::spawn_blocking(move || endpoints.into_iter().map(deliver).collect());
        delivered.await.expect("every endpoint answers")
    }
}
