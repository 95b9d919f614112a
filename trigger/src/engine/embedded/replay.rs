//! Deliveries that are processed anew, from what is kept of them.
//!
//! Events that were found in a delivery are known to be from its sender: they start what they would
//! start now. Where none were found it is verified again, by the secrets that the source has now and
//! as of the time at which it first arrived.

use std::borrow::Cow;
use std::sync::Arc;

use http::StatusCode;

use super::Core;
use super::reception::{Found, Processed};
use super::reserve::Reserved;
use crate::engine::sources::answer;
use crate::error::{Error, Result};
use crate::id::DeliveryId;
use crate::record::ReplayRecord;
use crate::source::Incoming;
use crate::store::{Arrived, KeptDelivery, KeptEvent, Replay, StoreError};
use crate::time::Timestamp;

impl Core {
    /// Processes a delivery anew, as another one. Jobs that have a run of one of its events get
    /// another one only if they are to have it `again`.
    pub(super) async fn replay_delivery(
        self: &Arc<Self>,
        id: DeliveryId,
        again: bool,
    ) -> Result<ReplayRecord, StoreError> {
        loop {
            let kept = self.store.kept_delivery(id).await?;
            let source = kept.source.clone();
            let replay = Replay {
                of: id,
                sent_at: kept.request.received_at,
                again,
            };
            match self.replay_kept(kept, replay).await {
                // A delivery has replaced what this one was handled with.
                Err(StoreError::Stale) => self.sources.reload(&source).await.map_err(unusable)?,
                replayed => return replayed,
            };
        }
    }

    async fn replay_kept(
        self: &Arc<Self>,
        kept: KeptDelivery,
        replay: Replay,
    ) -> Result<ReplayRecord, StoreError> {
        let now = self.clock.now();
        let mut reserved = self.reserve();
        reserved.source = Some(kept.source.clone());
        let processed = if kept.events.is_empty() {
            let processed = self.process(&kept.source, &kept.request, now, &mut reserved);
            let processed = processed.await.map_err(unusable)?;
            processed.ok_or_else(|| StoreError::NoSource(kept.source.to_string()))?
        } else {
            let known = self.known_events(&kept, now, &mut reserved);
            known.await.map_err(unusable)?
        };
        let is_verified = processed.rejected.is_none();
        let span = self.delivery_span(&kept.source, &kept.request, is_verified);
        let (mut delivery, answered) = processed.delivery(kept.source, kept.request);
        delivery.received_at = now;
        delivery.replay = Some(replay);
        let committed = move |arrived: &mut Arrived| reserved.launch(&mut arrived.events);
        let Arrived { id, events } = self.record(span, delivery, committed).await?;
        answered.settled();
        self.wake_peers().await?;
        Ok(ReplayRecord {
            delivery: self.store.delivery_record(id).await?,
            runs: events.into_iter().flat_map(|event| event.runs).collect(),
        })
    }

    /// The events that are known to be in a delivery, with the runs that they start now.
    async fn known_events(
        &self,
        kept: &KeptDelivery,
        now: Timestamp,
        reserved: &mut Reserved,
    ) -> Result<Processed> {
        let entry = self.sources.find(&kept.source).await?;
        let found = Found {
            key: &kept.source,
            request: &kept.request,
            entry: entry.as_deref(),
            events: kept.events.iter().map(incoming).collect(),
        };
        Ok(Processed {
            events: self.events_of(found, now, reserved),
            rejected: None,
            response: answer(StatusCode::OK, ""),
            metadata: None,
            entry,
        })
    }
}

/// An event as it was found.
fn incoming(event: &KeptEvent) -> Incoming<'_> {
    Incoming {
        id: Some(event.id.clone()),
        name: event.name.clone(),
        payload: Cow::Borrowed(&event.payload),
        timestamp: Some(event.happened_at),
        context: event.context.clone(),
    }
}

fn unusable(error: Error) -> StoreError {
    StoreError::Corrupt(format!("{error:#}"))
}
