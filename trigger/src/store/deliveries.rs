//! What arrives: a delivery, its events and their runs, in one commit.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method};
use rusqlite::params;
use serde_json::value::RawValue;

use super::claim::{Claimed, Origin, Payload};
use super::replays::{self, Replay};
use super::row::{as_stored, integer, micros};
use super::runs::{Created, insert_run};
use super::slots::Slot;
use super::sources::{Metadata, keep_metadata};
use super::transaction::Transaction;
use super::{Parent, Store, StoreError, arrivals};
use crate::error::Error;
use crate::id::{DeliveryId, RunId, WorkerId};
use crate::record::DeliveryVerdict;
use crate::source::{Attributes, SourceKey, recorded};
use crate::spec::Properties;
use crate::telemetry::trace;
use crate::time::Timestamp;

/// How many rejected deliveries are kept, and how much of each, in bytes: what strangers can make
/// the database hold is bounded.
const REJECTED: i64 = 1000;
const REJECTED_BODY: usize = 16 * 1024;
const REJECTED_HEADERS: usize = 8 * 1024;
const REJECTED_URI: usize = 1024;

/// A request to a source, as it is recorded.
pub(crate) struct Delivery {
    pub(crate) source: SourceKey,
    pub(crate) received_at: Timestamp,
    pub(crate) method: Method,
    pub(crate) uri: String,
    /// As they came: what proves who sent it is not recorded.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Why it was rejected; `None` when it was accepted.
    pub(crate) rejected: Option<String>,
    pub(crate) status: u16,
    pub(crate) events: Vec<NewEvent>,
    /// What the source keeps for the next one, in place of the version that it was given.
    pub(crate) metadata: Option<Metadata>,
    /// That it repeats an earlier one.
    pub(crate) replay: Option<Replay>,
}

/// An event and the runs it starts, unless it is known already.
#[derive(Clone, Debug)]
pub(crate) struct NewEvent {
    pub(crate) id: String,
    pub(crate) source: Option<SourceKey>,
    pub(crate) name: String,
    pub(crate) happened_at: Timestamp,
    pub(crate) received_at: Timestamp,
    pub(crate) context: Attributes,
    pub(crate) is_test: bool,
    pub(crate) payload: PayloadPlace,
    pub(crate) runs: Vec<NewRun>,
}

/// Where an event's payload is.
#[derive(Clone, Debug)]
pub(crate) enum PayloadPlace {
    /// A part of the delivery's body, so that its bytes are stored once.
    InBody { at: usize, len: usize },
    /// With the event.
    Own(Box<RawValue>),
}

/// A run that an event starts.
#[derive(Clone, Debug)]
pub(crate) struct NewRun {
    pub(crate) id: RunId,
    pub(crate) job: &'static str,
    pub(crate) version: &'static str,
    pub(crate) properties: Properties,
    /// Why its payload is not what the job takes; such a run is recorded and never executes.
    pub(crate) invalid: Option<Error>,
    /// Who takes it at once, if nothing keeps it from starting; otherwise it is queued.
    pub(crate) taker: Option<Taker>,
    /// The concurrency limit that it falls under.
    pub(crate) slot: Option<Slot>,
    /// The task that invokes it; `None` when an event starts it.
    pub(crate) parent: Option<Parent>,
    /// What it is given: the payload of its event, by itself.
    pub(crate) payload: Arc<RawValue>,
}

/// A worker with a place for a new run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taker {
    pub(crate) worker: WorkerId,
    /// Whether it is the only place that the job has there. Then the run need not wait until those
    /// of other jobs have had their turn.
    pub(crate) is_first: bool,
}

/// What became of a delivery.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) id: DeliveryId,
    /// The events that were found in it.
    pub(crate) events: Vec<Recorded>,
}

/// What became of an event.
#[derive(Debug)]
pub(crate) struct Recorded {
    /// Whether it is new.
    pub(crate) is_new: bool,
    /// The runs that it started.
    pub(crate) runs: Vec<RunId>,
    /// The jobs of those of them that never execute, because the payload is not what they take.
    pub(crate) invalid: Vec<&'static str>,
    /// Those of them that were taken at once.
    pub(crate) claimed: Vec<Claimed>,
    /// The runs that it has stirred, because they await it.
    pub(crate) stirred: Vec<i64>,
}

impl Recorded {
    /// An event, or a run, that is known and so far changes nothing.
    pub(super) fn known() -> Self {
        Self {
            is_new: false,
            runs: Vec::new(),
            invalid: Vec::new(),
            claimed: Vec::new(),
            stirred: Vec::new(),
        }
    }

    fn changed_nothing(&self) -> bool {
        !self.is_new && self.runs.is_empty()
    }
}

impl Store {
    /// Records a delivery with its events and runs. `committed` is called once they are durable,
    /// even if the caller is gone by then. What is returned holds none of the delivery, so it is small
    /// wherever it is moved.
    pub(crate) fn record_delivery(
        &self,
        delivery: Delivery,
        committed: impl FnOnce(&mut Arrived) + Send + 'static,
    ) -> impl Future<Output = Result<Arrived, StoreError>> + Send {
        let (kept, id) = (Part::of(&delivery), DeliveryId::new());
        let record = move |sql: &Transaction<'_>| match &kept {
            Ok(kept) => insert_delivery(sql, id, &delivery, kept),
            Err(error) => Err(StoreError::Corrupt(error.to_string())),
        };
        self.writer.run(record, committed)
    }

    /// Records an event that came without a delivery, with its runs.
    pub(crate) async fn record_event(
        &self,
        event: NewEvent,
        committed: impl FnOnce(&mut Recorded) + Send + 'static,
    ) -> Result<Recorded, StoreError> {
        let record = move |sql: &Transaction<'_>| insert_event(sql, &event, None);
        self.writer.run(record, committed).await
    }
}

fn insert_delivery(
    sql: &Transaction<'_>,
    id: DeliveryId,
    delivery: &Delivery,
    kept: &Part,
) -> Result<Arrived, StoreError> {
    let (seq, first_event): (i64, i64) = sql.row(
        "SELECT coalesce((SELECT max(seq) FROM deliveries), 0) + 1,
                coalesce((SELECT max(seq) FROM events), 0) + 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let id = id.numbered(seq);
    let replay_of = match delivery.replay {
        Some(replay) => replays::number(sql, replay.of)?,
        None => None,
    };
    sql.write(
        "INSERT INTO deliveries (seq, id, source, received_at, method, uri, headers, body,
                                 body_size, verdict, reason, status, is_cut, first_event,
                                 event_count, replay_of, sent_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        params![
            seq,
            id,
            delivery.source.as_str(),
            micros(delivery.received_at),
            delivery.method.as_str(),
            &delivery.uri[..kept.uri],
            kept.headers,
            &delivery.body[..kept.body],
            integer(delivery.body.len()),
            match delivery.rejected {
                Some(_) => DeliveryVerdict::Rejected.as_str(),
                None => DeliveryVerdict::Accepted.as_str(),
            },
            delivery.rejected,
            delivery.status,
            kept.is_cut,
            first_event,
            integer(delivery.events.len()),
            replay_of,
            delivery.replay.map(|replay| micros(replay.sent_at)),
        ],
    )?;
    if let Some(metadata) = &delivery.metadata {
        keep_metadata(sql, &delivery.source, metadata)?;
    }
    if delivery.rejected.is_some() {
        forget_old_rejections(sql)?;
    }
    let events: Vec<Recorded> = delivery
        .events
        .iter()
        .map(|event| match delivery.replay {
            Some(replay) => replays::insert_event(sql, event, seq, replay),
            None => insert_event(sql, event, Some(seq)),
        })
        .collect::<Result<_, _>>()?;
    let verdict = verdict(delivery.rejected.is_some(), &events);
    if delivery.replay.is_none() {
        let source = delivery.source.as_str();
        sql.counts().arrived(source, verdict, delivery.received_at);
    }
    if verdict == DeliveryVerdict::Duplicate {
        sql.write(
            "UPDATE deliveries SET verdict = ?2 WHERE seq = ?1",
            params![seq, DeliveryVerdict::Duplicate.as_str()],
        )?;
    }
    Ok(Arrived { id, events })
}

/// What is kept of a delivery: all, unless it was rejected. Whoever records it makes it ready, not
/// the one thread that writes.
struct Part {
    /// How much of the URI, in bytes.
    uri: usize,
    /// The headers, as JSON.
    headers: String,
    /// How much of the body, in bytes.
    body: usize,
    is_cut: bool,
}

impl Part {
    fn of(delivery: &Delivery) -> serde_json::Result<Self> {
        let Delivery {
            uri, headers, body, ..
        } = delivery;
        if delivery.rejected.is_none() {
            return Ok(Self {
                uri: uri.len(),
                headers: recorded_headers(headers, headers.len())?,
                body: body.len(),
                is_cut: false,
            });
        }
        let mut room = REJECTED_HEADERS;
        let fits = headers.iter().take_while(|(name, value)| {
            let rest = room.checked_sub(name.as_str().len() + recorded(name, value).len());
            room = rest.unwrap_or_default();
            rest.is_some()
        });
        let fitting = fits.count();
        Ok(Self {
            // A URI on the wire is ASCII.
            uri: uri.get(..REJECTED_URI).map_or(uri.len(), str::len),
            headers: recorded_headers(headers, fitting)?,
            body: body.len().min(REJECTED_BODY),
            is_cut: uri.len() > REJECTED_URI
                || body.len() > REJECTED_BODY
                || headers.len() > fitting,
        })
    }
}

/// The first headers, as JSON: `[[name, value], …]`.
fn recorded_headers(headers: &HeaderMap, count: usize) -> serde_json::Result<String> {
    let headers = headers.iter().take(count);
    let recorded = headers.map(|(name, value)| (name.as_str(), recorded(name, value)));
    serde_json::to_string(&recorded.collect::<Vec<_>>())
}

/// What became of a delivery, by what became of its events.
pub(crate) fn verdict(is_rejected: bool, events: &[Recorded]) -> DeliveryVerdict {
    if is_rejected {
        DeliveryVerdict::Rejected
    } else if !events.is_empty() && events.iter().all(Recorded::changed_nothing) {
        DeliveryVerdict::Duplicate
    } else {
        DeliveryVerdict::Accepted
    }
}

fn forget_old_rejections(sql: &Transaction<'_>) -> Result<(), StoreError> {
    sql.write(
        "DELETE FROM deliveries WHERE verdict = 'rejected' AND seq <= (
             SELECT seq FROM deliveries WHERE verdict = 'rejected'
             ORDER BY seq DESC LIMIT 1 OFFSET ?1)",
        [REJECTED],
    )?;
    Ok(())
}

impl NewEvent {
    /// What a run of the event is made from: what would be read back from its row.
    fn origin(&self, run: &NewRun, trace: Option<String>) -> Result<Origin, StoreError> {
        Ok(Origin {
            id: run.id,
            is_test: self.is_test,
            created_at: as_stored(self.received_at)?,
            event_id: self.id.clone(),
            event_name: self.name.clone(),
            happened_at: as_stored(self.happened_at)?,
            source: self.source.as_ref().map(|key| key.as_str().to_owned()),
            context: self.context.clone(),
            trace,
            payload: Payload::AsItCame(Arc::clone(&run.payload)),
        })
    }
}

/// Records an event, which may have come with a delivery, and its runs; an event whose source and
/// id are known changes nothing.
pub(super) fn insert_event(
    sql: &Transaction<'_>,
    event: &NewEvent,
    delivery: Option<i64>,
) -> Result<Recorded, StoreError> {
    let (payload, at, len) = match &event.payload {
        PayloadPlace::Own(payload) => (Some(payload.get().as_bytes()), None, None),
        PayloadPlace::InBody { at, len } => (None, Some(integer(*at)), Some(integer(*len))),
    };
    let trace = trace::current();
    let inserted = sql.write(
        "INSERT INTO events (source, id, name, happened_at, received_at, context, is_test,
                             delivery, payload, payload_at, payload_len, trace)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (source, id) DO NOTHING",
        params![
            event.source.as_ref().map_or("", SourceKey::as_str),
            event.id,
            event.name,
            micros(event.happened_at),
            micros(event.received_at),
            event.context.as_json(),
            event.is_test,
            delivery,
            payload,
            at,
            len,
            trace,
        ],
    )?;
    let mut recorded = Recorded {
        is_new: inserted == 1,
        ..Recorded::known()
    };
    if recorded.is_new {
        let seq = sql.last_insert_rowid();
        for run in &event.runs {
            recorded.runs.push(run.id);
            recorded
                .invalid
                .extend(run.invalid.as_ref().map(|_| run.job));
            let origin = || event.origin(run, trace.clone());
            match insert_run(sql, run, seq, None, event.received_at)? {
                Created::Taken(fence) => {
                    recorded
                        .claimed
                        .push(Claimed::at_once(fence, run.job, origin()?));
                }
                Created::Queued(number) => sql.fresh().keep(number, origin()?),
                Created::Ended => (),
            }
        }
        let source = event.source.as_ref().map_or("", SourceKey::as_str);
        let at = micros(event.received_at);
        recorded.stirred = arrivals::arrived(sql, source, &event.name, seq, at)?;
    }
    Ok(recorded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{event, store};

    async fn events_of(store: &Store, delivery: DeliveryId) -> Vec<String> {
        let record = store.delivery_record(delivery).await.unwrap();
        record.events.into_iter().map(|event| event.id).collect()
    }

    #[tokio::test]
    async fn a_delivery_has_the_events_that_were_new_with_it_and_no_others() {
        let (store, _folder) = store();
        store.add(event("own", "job", 0)).await;
        let first = store.arrive(&["a", "b"]).await;
        let nothing = store.arrive(&[]).await;
        let second = store.arrive(&["b", "c", "own"]).await;
        let third = store.arrive(&["d"]).await;
        assert_eq!(events_of(&store, first).await, ["a", "b"]);
        assert!(events_of(&store, nothing).await.is_empty());
        assert_eq!(events_of(&store, second).await, ["c"]);
        assert_eq!(events_of(&store, third).await, ["d"]);
    }

    #[tokio::test]
    async fn an_id_that_only_ends_as_a_deliverys_finds_none() {
        let (store, _folder) = store();
        let id = store.arrive(&["a"]).await;
        let other = DeliveryId::new().numbered(id.row());
        assert!(store.delivery(id).await.unwrap().is_some());
        assert!(store.delivery(other).await.unwrap().is_none());
        let record = store.delivery_record(other).await;
        assert!(matches!(record, Err(StoreError::NoDelivery(_))));
    }
}
