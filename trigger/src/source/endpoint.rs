//! Endpoints that a person configures at a sender: what is posted to them, verified and decoded, is
//! an event.

use std::fmt;
use std::marker::PhantomData;

use super::bound::{Feed, Origin};
use super::signature::Scheme;
use super::{NoParams, Response, SourceBinding};
use crate::spec::EventSpec;

/// An endpoint, written with [`#[http_endpoint]`](macro@crate::http_endpoint). Its payload is the
/// decoded body, or an [`HttpRequest`](super::HttpRequest).
pub trait HttpEndpoint: EventSpec {
    /// Its path, its methods, and how it verifies what arrives.
    const ENDPOINT: EndpointMeta;

    /// What tells a repeated request from a new one; without it every request is a new event.
    fn event_id(payload: &Self::Payload) -> Option<String> {
        let _ = payload;
        None
    }

    /// What the sender is answered once the event is recorded; an empty 200 unless it expects
    /// something.
    fn respond(payload: &Self::Payload) -> Response {
        let _ = payload;
        Response::default()
    }
}

/// An endpoint's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointMeta {
    /// What names it, and the last part of its URL.
    pub id: &'static str,
    /// The methods that it answers.
    pub methods: &'static [&'static str],
    /// How it verifies what arrives; `None` takes whatever arrives.
    pub verify: Option<Verification>,
    /// Whether its payload is the whole request, an [`HttpRequest`](super::HttpRequest), rather
    /// than the body.
    pub whole: bool,
}

impl EndpointMeta {
    /// An endpoint that takes whatever is posted to it.
    pub const fn new(id: &'static str) -> Self {
        Self {
            id,
            methods: &["POST"],
            verify: None,
            whole: false,
        }
    }

    /// With other methods.
    #[must_use]
    pub const fn methods(mut self, methods: &'static [&'static str]) -> Self {
        self.methods = methods;
        self
    }

    /// With the whole request as its payload.
    #[must_use]
    pub const fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// With a signature that everything must have, under the secret in an environment variable.
    #[must_use]
    pub const fn verify(mut self, scheme: Scheme, secret: &'static str) -> Self {
        self.verify = Some(Verification { scheme, secret });
        self
    }
}

impl fmt::Display for EndpointMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.methods.join(" or "), self.id)
    }
}

/// How an endpoint verifies what arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How the sender signs.
    pub scheme: Scheme,
    /// The environment variable that holds the secret; while it is being replaced, the variable of
    /// the same name and `_OLD` holds the old one. See [`Secrets::from_env`].
    ///
    /// [`Secrets::from_env`]: super::signature::Secrets::from_env
    pub secret: &'static str,
}

/// The origin of what is posted to an endpoint.
#[derive(Debug)]
pub struct Posted<E>(PhantomData<E>);

impl<E: HttpEndpoint> Origin for Posted<E> {
    type Params = NoParams;

    fn bind(NoParams {}: NoParams) -> Option<SourceBinding> {
        None
    }

    fn feed() -> Feed {
        Feed::Endpoint(Endpoint::of::<E>())
    }
}

/// An [`HttpEndpoint`], its type erased: what the engine works with.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// Its definition.
    pub meta: EndpointMeta,
    /// The handle's type, which tells two endpoints of one id apart.
    pub type_name: &'static str,
    /// What it says of a payload; nothing special of one that it cannot read.
    pub read: fn(&str) -> Said,
}

/// What an endpoint says of a payload.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What tells a repeated request from a new one.
    pub event_id: Option<String>,
    /// What the sender is answered.
    pub response: Response,
}

impl Endpoint {
    /// The endpoint of a handle.
    pub fn of<E: HttpEndpoint>() -> Self {
        Self {
            meta: E::ENDPOINT,
            type_name: std::any::type_name::<E>(),
            read: |payload| match serde_json::from_str(payload) {
                Ok(payload) => Said {
                    event_id: E::event_id(&payload),
                    response: E::respond(&payload),
                },
                Err(_) => Said::default(),
            },
        }
    }
}
