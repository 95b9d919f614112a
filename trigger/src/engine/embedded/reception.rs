//! What comes in: deliveries of sources, the app's own events, and requests that runs wait for.

use std::borrow::Cow;
use std::slice;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::value::RawValue;
use tracing::{Instrument as _, Span};

use super::reserve::Reserved;
use super::{Core, generated_id, measure};
use crate::engine::sources::{Entry, answer};
use crate::engine::{Answer, Publish};
use crate::error::Result;
use crate::record::SentRecord;
use crate::run::{AccountId, ReceivedRequest, RequestBody};
use crate::source::{
    Attributes, Handled, Incoming, Rejected, Request, SourceKey, check_depth, recorded,
};
use crate::store::{
    Arrived, Delivery, Metadata, NewEvent, PayloadPlace, Receipt, Recorded, StoreError, verdict,
};
use crate::telemetry::UNKNOWN_SOURCE;
use crate::time::Timestamp;

/// What was found in a request.
pub(super) struct Found<'r> {
    pub(super) key: &'r SourceKey,
    pub(super) request: &'r Request,
    pub(super) entry: Option<&'r Entry>,
    pub(super) events: Vec<Incoming<'r>>,
}

/// What a source has made of a request.
pub(super) struct Processed {
    /// The events, with the runs that they start.
    pub(super) events: Vec<NewEvent>,
    /// Why it is rejected.
    pub(super) rejected: Option<String>,
    pub(super) response: Answer,
    /// What the source keeps for its next delivery.
    pub(super) metadata: Option<Metadata>,
    pub(super) entry: Option<Arc<Entry>>,
}

/// What follows once that is recorded.
pub(super) struct Answered {
    response: Answer,
    metadata: Option<Metadata>,
    entry: Option<Arc<Entry>>,
}

impl Processed {
    /// The delivery to record, and what follows then.
    pub(super) fn delivery(self, source: SourceKey, request: Request) -> (Delivery, Answered) {
        let Self {
            events,
            rejected,
            response,
            metadata,
            entry,
        } = self;
        let delivery = Delivery {
            source,
            received_at: request.received_at,
            method: request.method,
            headers: request.headers,
            uri: request.uri,
            body: request.body,
            rejected,
            status: response.status.as_u16(),
            events,
            metadata: metadata.clone(),
            replay: None,
        };
        let answered = Answered {
            response,
            metadata,
            entry,
        };
        (delivery, answered)
    }
}

impl Answered {
    /// The answer. The source goes on with what it keeps.
    pub(super) fn settled(self) -> Answer {
        if let (Some(entry), Some(Metadata { version, value })) = (self.entry, self.metadata) {
            let version = version + 1;
            entry.keep_metadata(Metadata { version, value });
        }
        self.response
    }
}

impl Core {
    /// Hands a request to the source that it was sent to, and keeps what it says.
    pub(super) async fn receive(self: &Arc<Self>, source: &str, request: Request) -> Answer {
        let key = SourceKey::from_stored(source);
        let arrived_at = request.received_at;
        let mut reserved = self.reserve();
        reserved.source = Some(key.clone());
        let processed = self.process(&key, &request, arrived_at, &mut reserved);
        let (recording, answered, again) = match processed.await {
            Ok(Some(processed)) => self.keep(processed, key, request, reserved),
            Ok(None) => {
                self.note_delivery(UNKNOWN_SOURCE, "rejected", arrived_at);
                return answer(StatusCode::NOT_FOUND, "the app has no such source");
            }
            Err(error) => return error.into(),
        };
        match recording.await {
            Ok(_) => answered.settled(),
            Err(StoreError::Stale) if again.is_some() => {
                let key = SourceKey::from_stored(source);
                match (self.sources.reload(&key).await, again) {
                    (Ok(_), Some(again)) => Box::pin(self.receive(source, again)).await,
                    (Err(error), _) => error.into(),
                    (Ok(_), None) => StoreError::Stale.into(),
                }
            }
            Err(error) => {
                self.note_delivery(source, "unrecorded", arrived_at);
                error.into()
            }
        }
    }

    /// Keeps a request with what a source has made of it. What follows then is returned beside, and
    /// the request again if another delivery may be the first to replace what this one was handled
    /// with.
    fn keep(
        &self,
        processed: Processed,
        key: SourceKey,
        request: Request,
        reserved: Reserved,
    ) -> (
        impl Future<Output = Result<Arrived, StoreError>> + Send,
        Answered,
        Option<Request>,
    ) {
        let is_rejected = processed.rejected.is_some();
        let arrived_at = request.received_at;
        let span = self.delivery_span(&key, &request, !is_rejected);
        let again = processed.metadata.is_some().then(|| request.clone());
        let (delivery, answered) = processed.delivery(key, request);
        // A sender that hangs up is counted, too.
        let committed = move |arrived: &mut Arrived| {
            reserved.note_delivery(verdict(is_rejected, &arrived.events), arrived_at);
            reserved.launch(&mut arrived.events);
        };
        (self.record(span, delivery, committed), answered, again)
    }

    /// Has a request verified and read, and finds the runs that its events start. `None` if the app
    /// has no such source.
    pub(super) async fn process(
        &self,
        key: &SourceKey,
        request: &Request,
        now: Timestamp,
        reserved: &mut Reserved,
    ) -> Result<Option<Processed>> {
        let mut entry = self.sources.find(key).await?;
        let Some((mut handled, mut given)) = self.handle(key, entry.as_deref(), request) else {
            return Ok(None);
        };
        if entry.is_some() && handled.as_ref().is_err_and(is_of_another_secret) {
            // Another process may have registered it since.
            entry = self.sources.reload(key).await?;
            if let Some(again) = self.handle(key, entry.as_deref(), request) {
                (handled, given) = again;
            }
        }
        let handled = match handled {
            Ok(handled) => handled,
            Err(rejected) => {
                return Ok(Some(Processed {
                    events: Vec::new(),
                    rejected: Some(rejected.reason.clone()),
                    response: self.endpoints.refusal(key, rejected),
                    metadata: None,
                    entry,
                }));
            }
        };
        let version = given.version;
        let metadata = handled.metadata.map(|value| Metadata { version, value });
        let response = handled.response;
        let found = Found {
            key,
            request,
            entry: entry.as_deref(),
            events: handled.events,
        };
        Ok(Some(Processed {
            events: self.events_of(found, now, reserved),
            rejected: None,
            response: response.unwrap_or_else(|| answer(StatusCode::OK, "")),
            metadata,
            entry,
        }))
    }

    /// Keeps a delivery within its span, and tells the span what became of it.
    pub(super) fn record(
        &self,
        span: Span,
        delivery: Delivery,
        committed: impl FnOnce(&mut Arrived) + Send + 'static,
    ) -> impl Future<Output = Result<Arrived, StoreError>> + Send {
        let (is_rejected, status) = (delivery.rejected.is_some(), delivery.status);
        let recording = span.in_scope(|| self.store.record_delivery(delivery, committed));
        let told = async move {
            let arrived = recording.await?;
            measure::tell_delivered(&arrived, is_rejected, status);
            Ok(arrived)
        };
        told.instrument(span)
    }

    /// Has a request verified and read by the source, or by the endpoint of the key; `None` if the
    /// app has neither. What a source keeps for its next delivery is given too.
    fn handle<'r>(
        &self,
        key: &SourceKey,
        source: Option<&Entry>,
        request: &'r Request,
    ) -> Option<(Result<Handled<'r>, Rejected>, Arc<Metadata>)> {
        let (handled, given) = match source {
            Some(entry) => entry.handle(request),
            None => (self.endpoints.handle(key, request)?, Arc::default()),
        };
        let readable = |handled: Handled<'r>| {
            let mut events = handled.events.iter();
            events.try_for_each(|event| {
                check_depth(&event.payload)?;
                check_depth(event.context.raw())
            })?;
            // What a reader skips it does not look at.
            let borrows = |event: &Incoming<'_>| matches!(event.payload, Cow::Borrowed(_));
            if handled.events.iter().any(borrows) && std::str::from_utf8(&request.body).is_err() {
                return Err(Rejected::bad_request("the body is not UTF-8"));
            }
            Ok(handled)
        };
        Some((handled.and_then(readable), given))
    }

    /// Keeps an event of the app, with the runs that it starts.
    pub(super) async fn publish(
        self: &Arc<Self>,
        event: Publish,
    ) -> Result<SentRecord, StoreError> {
        self.publish_for(None, event).await
    }

    /// Keeps an event of the app, which may be of an account, with the runs that it starts.
    pub(super) async fn publish_for(
        self: &Arc<Self>,
        account: Option<AccountId>,
        event: Publish,
    ) -> Result<SentRecord, StoreError> {
        let mut reserved = self.reserve();
        let mut event = self.own_event(event, false, &mut reserved);
        event.context = AccountId::context_of(account.as_ref()).into();
        let (id, timestamp) = (event.id.clone(), event.received_at);
        let launch = move |recorded: &mut Recorded| reserved.launch(slice::from_mut(recorded));
        let recorded = self.store.record_event(event, launch).await?;
        // Another process of the app may be the one that executes.
        self.wake_peers().await?;
        let runs = match recorded.is_new {
            true => recorded.runs,
            false => self.store.runs_of_event(id.clone()).await?,
        };
        Ok(SentRecord {
            id,
            is_new: recorded.is_new,
            runs,
            timestamp,
        })
    }

    /// Hands a request to the run that waits for it.
    pub(super) async fn receive_awaited(self: &Arc<Self>, token: &str, request: Request) -> Answer {
        let now = request.received_at;
        let core = Arc::clone(self);
        let stir = move |receipt: &mut Receipt| {
            if let Receipt::Taken { stirred } = receipt {
                core.stir(*stirred);
            }
        };
        let store = &self.store;
        let received = received(request);
        match store
            .record_request(token.to_owned(), received, now, stir)
            .await
        {
            Ok(Receipt::Taken { .. }) => {
                if let Err(error) = self.wake_peers().await {
                    tracing::warn!(%error, "the other processes could not be woken");
                }
                answer(StatusCode::OK, "")
            }
            Ok(Receipt::Used) => answer(StatusCode::GONE, "the request was made already"),
            Ok(Receipt::Unknown) => answer(StatusCode::NOT_FOUND, "no run waits for this"),
            Err(error) => error.into(),
        }
    }

    /// An event of the app with the runs that it starts.
    pub(super) fn own_event(
        &self,
        event: Publish,
        is_test: bool,
        reserved: &mut Reserved,
    ) -> NewEvent {
        let now = self.clock.now();
        NewEvent {
            id: event.id.unwrap_or_else(generated_id),
            source: None,
            runs: self
                .registry
                .runs_of(&None, &event.name, &event.payload, |job| {
                    reserved.taker(job)
                }),
            name: event.name,
            happened_at: now,
            received_at: now,
            context: Attributes::default(),
            is_test,
            payload: PayloadPlace::Own(event.payload),
        }
    }

    /// The events that were found in a request and those that are passed on to dynamic triggers, with
    /// the runs that they start.
    pub(super) fn events_of(
        &self,
        found: Found<'_>,
        now: Timestamp,
        reserved: &mut Reserved,
    ) -> Vec<NewEvent> {
        let triggers = found.entry.map(|entry| &entry.triggers[..]);
        let triggers = triggers.unwrap_or_default();
        let mut events = Vec::new();
        for event in found.events {
            let payload = event.payload.clone();
            let event = self.found_event(found.key, found.request, event, now, reserved);
            let passed = self.passed_on(&event, &payload, triggers, reserved);
            events.push(event);
            events.extend(passed);
        }
        events
    }

    /// An event that was found in a request, with the runs that it starts.
    fn found_event(
        &self,
        source: &SourceKey,
        request: &Request,
        event: Incoming<'_>,
        now: Timestamp,
        reserved: &mut Reserved,
    ) -> NewEvent {
        let source = Some(source.clone());
        NewEvent {
            id: event.id.unwrap_or_else(generated_id),
            runs: self
                .registry
                .runs_of(&source, &event.name, &event.payload, |job| {
                    reserved.taker(job)
                }),
            source,
            name: event.name,
            happened_at: event.timestamp.unwrap_or(request.received_at),
            received_at: now,
            context: event.context,
            is_test: false,
            payload: place(&request.body, event.payload),
        }
    }
}

/// Whether a request was rejected for what another process may know better: the source's secret.
fn is_of_another_secret(rejected: &Rejected) -> bool {
    let of_secret = [StatusCode::UNAUTHORIZED, StatusCode::SERVICE_UNAVAILABLE];
    of_secret.contains(&rejected.status)
}

/// Where in the body a payload stands, if it borrows from it.
fn place(body: &Bytes, payload: std::borrow::Cow<'_, RawValue>) -> PayloadPlace {
    let text = payload.get();
    let at = (text.as_ptr() as usize).wrapping_sub(body.as_ptr() as usize);
    match body.get(at..at.saturating_add(text.len())) {
        Some(part) if part.as_ptr() == text.as_ptr() => PayloadPlace::InBody {
            at,
            len: text.len(),
        },
        _ => PayloadPlace::Own(payload.into_owned()),
    }
}

/// A request as the run that waits for it is given it.
fn received(request: Request) -> ReceivedRequest {
    let query = request.uri.split_once('?').map(|(_, query)| query);
    ReceivedRequest {
        method: request.method.to_string(),
        query: query.unwrap_or_default().to_owned(),
        headers: recorded_headers(&request.headers),
        body: match String::from_utf8(request.body.to_vec()) {
            Ok(text) => RequestBody::Text(text),
            Err(_) => RequestBody::Base64(BASE64_STANDARD.encode(&request.body)),
        },
    }
}

fn recorded_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| (name.to_string(), recorded(name, value).into_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_payload_within_its_body_is_not_copied() {
        let body = Bytes::from_static(br#"{"data":{"object":{"id":1}}}"#);
        let object: &RawValue = {
            #[derive(Deserialize)]
            struct Envelope<'a> {
                #[serde(borrow)]
                data: Data<'a>,
            }
            #[derive(Deserialize)]
            struct Data<'a> {
                #[serde(borrow)]
                object: &'a RawValue,
            }
            let envelope: Envelope<'_> = serde_json::from_slice(&body).unwrap();
            envelope.data.object
        };
        let in_body = place(&body, std::borrow::Cow::Borrowed(object));
        assert!(matches!(in_body, PayloadPlace::InBody { at: 18, len: 8 }));
        let own: Box<RawValue> = serde_json::from_str("1").unwrap();
        let value: Value = serde_json::from_str(own.get()).unwrap();
        assert_eq!(value, json!(1));
        assert!(matches!(
            place(&body, std::borrow::Cow::Owned(own)),
            PayloadPlace::Own(_)
        ));
    }
}
