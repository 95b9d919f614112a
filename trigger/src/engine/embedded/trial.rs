//! Jobs that are tried through verification: an event is written as its provider would, signed with
//! the source's own secret, and taken in as every delivery is.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::value::RawValue;

use super::{Core, Embedded, generated_id};
use crate::engine::RegisteredJob;
use crate::error::{Error, Result};
use crate::id::RunId;
use crate::job::Binding;
use crate::record::DeliveredRecord;
use crate::source::{Attributes, Feed, Incoming, Request, SourceKey};
use crate::store::{Arrived, StoreError};

impl Embedded {
    /// The source to which an event with this payload can be delivered as its provider would.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    #[cfg(feature = "dashboard")]
    pub(crate) async fn try_imitation(&self, job: &str, payload: &RawValue) -> Result<SourceKey> {
        let (key, _) = self.core.imitation(job, payload).await?;
        Ok(key)
    }

    /// Delivers an event to a job's source as its provider would, marked as a test.
    ///
    /// # Errors
    ///
    /// Why that cannot be done, or when the delivery cannot be recorded.
    pub(crate) async fn deliver_trial(
        &self,
        job: &str,
        payload: &RawValue,
    ) -> Result<DeliveredRecord> {
        self.core.deliver_trial(job, payload).await
    }

    /// Executes runs in this process and to their end, one after the other; waits are waited for
    /// here.
    pub(crate) async fn see_all_through(&self, runs: &[RunId]) -> Result<(), StoreError> {
        let core = &self.core;
        core.renew_lease().await?;
        let execute = async {
            for run in runs {
                core.see_through(*run).await?;
            }
            Ok(())
        };
        tokio::select! {
            seen = execute => seen,
            // Only an error ends it, and then the runs' own writes say so.
            _ = core.heartbeat() => Ok(()),
        }
    }
}

impl Core {
    async fn deliver_trial(
        self: &Arc<Self>,
        job: &str,
        payload: &RawValue,
    ) -> Result<DeliveredRecord> {
        let (key, request) = self.imitation(job, payload).await?;
        let now = request.received_at;
        let mut reserved = self.reserve();
        reserved.source = Some(key.clone());
        let processed = self.process(&key, &request, now, &mut reserved).await?;
        let mut processed = processed.ok_or_else(|| StoreError::NoSource(key.to_string()))?;
        for event in &mut processed.events {
            event.is_test = true;
        }
        let span = self.delivery_span(&key, &request, processed.rejected.is_none());
        let (delivery, answered) = processed.delivery(key, request);
        let committed = move |arrived: &mut Arrived| reserved.launch(&mut arrived.events);
        let Arrived { id, events } = self.record(span, delivery, committed).await?;
        answered.settled();
        self.wake_peers().await?;
        Ok(DeliveredRecord {
            delivery: self.store.delivery_record(id).await?,
            runs: events.into_iter().flat_map(|event| event.runs).collect(),
        })
    }

    /// The request with which a job's provider would deliver an event, and the source it goes to.
    async fn imitation(&self, job: &str, payload: &RawValue) -> Result<(SourceKey, Request)> {
        let job = self.registry.job(job);
        let job = job.ok_or_else(|| Error::permanent("the app has no such job"))?;
        let events = job.binding.events();
        let bound = job.event_of(payload.get()).or(events.first());
        let place = bound.and_then(|bound| Some((bound, bound.source_key()?)));
        let (bound, key) = place.ok_or_else(|| nobody_delivers(job))?;
        let now = self.clock.now();
        let event = Incoming {
            id: Some(generated_id()),
            name: bound
                .event
                .names
                .first()
                .copied()
                .unwrap_or_default()
                .to_owned(),
            payload: Cow::Borrowed(payload),
            timestamp: Some(now),
            context: Attributes::default(),
        };
        let request = Request {
            method: Method::POST,
            uri: format!("/sources/{key}"),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            received_at: now,
        };
        let request = if self.endpoints.has(&key) {
            self.endpoints.imitate(&key, &event, request)?
        } else {
            let entry = self.sources.find(&key).await?;
            let entry = entry.ok_or_else(|| nobody_delivers(job))?;
            entry.imitate(&event, request)?
        };
        Ok((key, request))
    }
}

fn nobody_delivers(job: &RegisteredJob) -> Error {
    let why = match &job.binding {
        Binding::Schedule(_) => "the clock starts it",
        Binding::Invoke => "it is called",
        Binding::Events(events) => match events.first().map(|bound| &bound.feed) {
            Some(Feed::Polling(_)) => "its API is asked for what is new",
            Some(Feed::Schedules(_)) => "the clock starts it",
            Some(Feed::Triggers(_)) => "its sources are registered while the app runs",
            _ => "the app sends its events itself",
        },
    };
    Error::permanent(format!("nothing is delivered to this job: {why}"))
}
