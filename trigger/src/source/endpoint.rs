//! Endpoints that a person configures at a sender: what is posted to them, verified and decoded, is
//! an event.

use std::fmt;
use std::marker::PhantomData;

use super::bound::{Feed, Origin};
use super::signature::Scheme;
use super::{NoParams, SourceBinding};
use crate::spec::EventSpec;

/// An endpoint, written with [`#[http_endpoint]`](macro@crate::http_endpoint). Its payload is the
/// decoded body.
pub trait HttpEndpoint: EventSpec {
    /// Its path, its method, and how it verifies what arrives.
    const ENDPOINT: EndpointMeta;
}

/// An endpoint's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointMeta {
    /// What names it, and the last part of its URL.
    pub id: &'static str,
    /// The method that it answers.
    pub method: &'static str,
    /// How it verifies what arrives; `None` takes whatever arrives.
    pub verify: Option<Verification>,
}

impl EndpointMeta {
    /// An endpoint that takes whatever is posted to it.
    pub const fn new(id: &'static str) -> Self {
        Self {
            id,
            method: "POST",
            verify: None,
        }
    }

    /// With another method.
    #[must_use]
    pub const fn method(mut self, method: &'static str) -> Self {
        self.method = method;
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
        write!(f, "{} {}", self.method, self.id)
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
        Feed::Endpoint(E::ENDPOINT)
    }
}
