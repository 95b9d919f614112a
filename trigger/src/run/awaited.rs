//! What a run can wait for beside a time.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::spec::Intersection;

/// What a wait is for.
#[derive(Clone, Debug)]
pub enum Awaited {
    /// An event.
    Event(AwaitedEvent),
    /// The first request to a URL that [`RunOps::url`](super::RunOps::url) made.
    Request {
        /// What stands in the URL.
        token: String,
    },
}

/// An event that a run waits for.
#[derive(Clone, Debug)]
pub struct AwaitedEvent {
    /// The key of the source that it comes through; empty for the app's own events.
    pub source: String,
    /// Its name, or one of them.
    pub names: Vec<String>,
    /// What its payload must match.
    pub filter: Intersection,
}

/// An event that a run has waited for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReceivedEvent<P> {
    /// The id that its sender gave it, or a generated one.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it carries.
    pub payload: P,
}

/// A URL that a run hands out for one request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestUrl {
    /// The URL.
    pub url: String,
    /// What in it nobody can guess.
    pub token: String,
}

/// The request that a run has waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedRequest {
    /// The method, such as `POST`.
    pub method: String,
    /// The query, without its question mark; empty when there is none.
    pub query: String,
    /// The headers, without those that are credentials.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: RequestBody,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestBody {
    /// Text.
    Text(String),
    /// Bytes that are no text, in base64.
    Base64(String),
}

impl ReceivedRequest {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        match &self.body {
            RequestBody::Text(text) => Ok(text),
            RequestBody::Base64(_) => Err(Error::permanent("the body of the request is no text")),
        }
    }

    /// The body, read as JSON.
    ///
    /// # Errors
    ///
    /// When it is not JSON of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(self.text()?)
            .map_err(|error| Error::permanent(format!("the body of the request: {error}")))
    }
}
