//! The app's endpoints: how each verifies what is sent to it, and what it finds in it.

use std::collections::BTreeMap;

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::registry::asked;
use super::sources::Answer;
use super::{Feeds, sources};
use crate::error::{Error, Result};
use crate::record::{SourceRecord, SourceState};
use crate::source::signature::{Scheme, Secrets};
use crate::source::{
    Endpoint, Handled, Incoming, Rejected, Request, Said, SourceKey, Verification,
};

/// The app's endpoints.
pub(crate) struct EndpointBook(BTreeMap<SourceKey, Entry>);

struct Entry {
    endpoint: Endpoint,
    /// Where it is reached; `None` while no public URL is set.
    url: Option<String>,
    guard: Guard,
}

/// What stands between a sender and an endpoint.
enum Guard {
    /// Nothing, because its definition says so.
    Open,
    /// A signature.
    Signature(Scheme, Secrets),
    /// Everything, because this variable is not set.
    Closed(&'static str),
}

impl EndpointBook {
    /// The endpoints that start jobs, with their secrets from the environment.
    pub(crate) fn open(feeds: &Feeds, public_url: Option<&str>) -> Self {
        let entry = |(key, endpoint): (&SourceKey, &Endpoint)| {
            let id = endpoint.meta.id;
            let entry = Entry {
                endpoint: *endpoint,
                url: public_url
                    .map(|base| format!("{}/endpoints/{id}", base.trim_end_matches('/'))),
                guard: Guard::of(endpoint),
            };
            (key.clone(), entry)
        };
        Self(feeds.endpoints().map(entry).collect())
    }

    /// Whether there is an endpoint of this key.
    pub(crate) fn has(&self, key: &SourceKey) -> bool {
        self.0.contains_key(key)
    }

    /// The endpoints as a person sees them.
    pub(crate) fn records(&self) -> impl Iterator<Item = SourceRecord> {
        self.0.iter().map(|(key, entry)| SourceRecord {
            url: entry.url.clone(),
            ..SourceRecord::of_feed(key, entry.endpoint.meta.id, entry.guard.state())
        })
    }

    /// Verifies a request and finds the event in it. `None` when the app has no such endpoint.
    ///
    /// # Errors
    ///
    /// A rejection, or a 503 while the endpoint has no secret.
    pub(crate) fn handle<'r>(
        &self,
        key: &SourceKey,
        request: &'r Request,
    ) -> Option<Result<Handled<'r>, Rejected>> {
        Some(self.0.get(key)?.handle(request))
    }

    /// Writes an event into a request as its sender would, signed with the endpoint's secret.
    ///
    /// # Errors
    ///
    /// Why that cannot be done.
    pub(crate) fn imitate(
        &self,
        key: &SourceKey,
        event: &Incoming<'_>,
        mut request: Request,
    ) -> Result<Request> {
        let entry = self.0.get(key);
        let Entry {
            endpoint, guard, ..
        } = entry.ok_or_else(|| Error::permanent("the app has no such endpoint"))?;
        request.uri = format!("/endpoints/{}", endpoint.meta.id);
        request.write_payload(&event.payload, endpoint.meta)?;
        match guard {
            Guard::Open => {}
            Guard::Signature(scheme, secrets) => {
                scheme.complete(event, &mut request)?;
                scheme.sign(&mut request, secrets)?;
            }
            Guard::Closed(variable) => {
                let message = format!("set {variable} to the secret that the sender has");
                return Err(Error::permanent(message));
            }
        }
        Ok(request)
    }

    /// What is answered when a request is rejected.
    pub(crate) fn refusal(&self, key: &SourceKey, rejected: Rejected) -> Answer {
        let is_of_method = rejected.status == StatusCode::METHOD_NOT_ALLOWED;
        let mut answer = sources::Answer::from(rejected);
        let methods = self.0.get(key).filter(|_| is_of_method);
        let methods = methods.map(|entry| entry.endpoint.meta.methods.join(", "));
        if let Some(Ok(methods)) = methods.map(|methods| HeaderValue::from_str(&methods)) {
            answer.headers.insert(header::ALLOW, methods);
        }
        answer
    }
}

impl Entry {
    fn handle<'r>(&self, request: &'r Request) -> Result<Handled<'r>, Rejected> {
        let meta = self.endpoint.meta;
        if !meta.methods.contains(&request.method.as_str()) {
            let methods = meta.methods.join(" or ");
            return Err(Rejected {
                status: StatusCode::METHOD_NOT_ALLOWED,
                reason: format!("the endpoint answers {methods}, not {}", request.method),
            });
        }
        self.guard.verify(request)?;
        let payload = request.payload(meta.whole)?;
        // What the user's code makes of it must not stop the delivery.
        let said = asked(|| (self.endpoint.read)(payload.get()));
        let Said { event_id, response } = said.unwrap_or_default();
        let event = Incoming {
            id: event_id,
            name: meta.id.to_owned(),
            payload,
            timestamp: None,
            context: json!({ "method": request.method.as_str(), "uri": request.uri }).into(),
        };
        Ok(Handled {
            events: vec![event],
            response: Some(response),
            metadata: None,
        })
    }
}

impl Guard {
    fn of(endpoint: &Endpoint) -> Self {
        let Some(Verification { scheme, secret }) = endpoint.meta.verify else {
            return Self::Open;
        };
        match Secrets::from_env(secret) {
            secrets if secrets.is_empty() => Self::Closed(secret),
            secrets => Self::Signature(scheme, secrets),
        }
    }

    fn state(&self) -> SourceState {
        match self {
            Self::Open => SourceState::Unverified,
            Self::Signature(..) => SourceState::Manual,
            Self::Closed(variable) => SourceState::Inactive {
                hint: format!("set {variable} to the secret that the sender has"),
            },
        }
    }

    fn verify(&self, request: &Request) -> Result<(), Rejected> {
        match self {
            Self::Open => Ok(()),
            Self::Signature(scheme, secrets) => scheme.verify(request, secrets),
            // The sender may try again later, which it would not after a 4xx.
            Self::Closed(_) => Err(Rejected {
                status: StatusCode::SERVICE_UNAVAILABLE,
                reason: "the endpoint has no secret yet".to_owned(),
            }),
        }
    }
}
