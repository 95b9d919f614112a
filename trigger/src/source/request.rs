//! What a provider sends, and what a source makes of it.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Attributes;
use crate::error::{Error, Result};
use crate::time::Timestamp;

/// A request as it arrived: nothing decoded, nothing normalised.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path and the query.
    pub uri: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The exact bytes of the body, which signatures are made over.
    pub body: Bytes,
    /// When it arrived.
    pub received_at: Timestamp,
}

impl Request {
    /// A header's value.
    ///
    /// # Errors
    ///
    /// A rejection that names the header, when it is missing, not text, or there more than once.
    pub fn header(&self, name: &str) -> Result<&str, Rejected> {
        let mut values = self.headers.get_all(name).iter();
        let Some(value) = values.next() else {
            return Err(Rejected::bad_request(format!(
                "the header `{name}` is missing"
            )));
        };
        if values.next().is_some() {
            return Err(Rejected::bad_request(format!(
                "the header `{name}` is there more than once"
            )));
        }
        value
            .to_str()
            .map_err(|_| Rejected::bad_request(format!("the header `{name}` is not text")))
    }
}

impl Request {
    /// Gives it a header, in place of what it has under that name.
    ///
    /// # Errors
    ///
    /// When the value cannot be one.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) -> Result<()> {
        let value = HeaderValue::from_str(value).map_err(Error::new)?;
        let name = HeaderName::try_from(name).map_err(Error::new)?;
        self.headers.insert(name, value);
        Ok(())
    }

    /// Gives it a body of JSON.
    pub(crate) fn set_json(&mut self, json: String) -> Result<()> {
        self.body = Bytes::from(json);
        self.set_header(CONTENT_TYPE.as_str(), "application/json")
    }
}

/// What a source made of an accepted request.
#[derive(Debug, Default)]
pub struct Handled<'r> {
    /// The events found in it.
    pub events: Vec<Incoming<'r>>,
    /// What the provider is answered; an empty 200 unless it expects something.
    pub response: Option<Response>,
    /// What to keep for the next request, such as where a sequence stands; `None` keeps what is
    /// kept. It is committed with the events. A request that arrives at the same time is handled
    /// again after it, so that none works with what another one has replaced.
    pub metadata: Option<Value>,
}

impl<'r> Handled<'r> {
    /// One event, answered with an empty 200.
    pub fn event(event: Incoming<'r>) -> Self {
        Self {
            events: vec![event],
            ..Self::default()
        }
    }

    /// With an answer of its own.
    #[must_use]
    pub fn response(mut self, response: Response) -> Self {
        self.response = Some(response);
        self
    }

    /// With what to keep for the next request.
    #[must_use]
    pub fn metadata(mut self, metadata: Value) -> Self {
        self.metadata = Some(metadata);
        self
    }
}

/// An event found in a request. Its payload borrows from the request's body where it can, so that
/// it is neither copied nor stored twice.
#[derive(Clone, Debug)]
pub struct Incoming<'r> {
    /// The provider's id for it, which tells a repeated delivery from a new event. Generated when
    /// the provider has none.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// What it carries.
    pub payload: Cow<'r, RawValue>,
    /// When it happened; when it arrived, if the provider does not say.
    pub timestamp: Option<Timestamp>,
    /// What the provider says about it beside the payload.
    pub context: Attributes,
}

/// What a sender is answered: an empty 200 by default.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Response {
    /// An answer without a body.
    ///
    /// ```
    /// use http::StatusCode;
    /// use trigger::source::Response;
    ///
    /// assert_eq!(Response::empty(StatusCode::ACCEPTED).status, 202);
    /// ```
    pub fn empty(status: StatusCode) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// A 200 with plain text, such as a challenge that is given back.
    pub fn text(text: impl Into<String>) -> Self {
        Self::default().with_body("text/plain; charset=utf-8", Bytes::from(text.into()))
    }

    /// A 200 with JSON. A value that cannot be written as JSON is answered with an empty 500.
    ///
    /// ```
    /// use trigger::source::Response;
    ///
    /// let response = Response::json(&serde_json::json!({ "ok": true }));
    /// assert_eq!(response.body, r#"{"ok":true}"#);
    /// assert_eq!(response.headers["content-type"], "application/json");
    /// ```
    pub fn json(body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => Self::default().with_body("application/json", body.into()),
            Err(_) => Self::empty(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// With another status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    fn with_body(mut self, content_type: &'static str, body: Bytes) -> Self {
        let content_type = HeaderValue::from_static(content_type);
        self.headers.insert(CONTENT_TYPE, content_type);
        self.body = body;
        self
    }
}

/// Why a request is not accepted. The reason is recorded and sent back, so it never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Rejected {
    /// What is answered: a 4xx.
    pub status: StatusCode,
    /// Why, in one sentence.
    pub reason: String,
}

impl Rejected {
    /// The request is not from who it should be from: 401.
    pub fn unauthorized(reason: impl Into<String>) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            reason: reason.into(),
        }
    }

    /// The request is not what the source understands: 400.
    pub fn bad_request(reason: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            reason: reason.into(),
        }
    }
}
