//! Deliveries that are processed anew, from what is kept of them.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::value::RawValue;

use super::claim::taken;
use super::deliveries::{NewEvent, Recorded};
use super::row::Columns;
use super::runs::insert_run;
use super::transaction::Transaction;
use super::{Store, StoreError, deliveries, query};
use crate::id::DeliveryId;
use crate::record::DeliveryRecord;
use crate::source::{Attributes, Request, SourceKey, is_credential};
use crate::time::Timestamp;

/// The events of a delivery: those that were found in it, or in the ones that it repeats.
pub(super) const EVENTS: &str = "
    WITH RECURSIVE repeated (seq) AS (
        SELECT ?1
        UNION ALL
        SELECT replay_of FROM deliveries JOIN repeated USING (seq) WHERE replay_of IS NOT NULL)
    SELECT events.id AS event_id, name, events.source, happened_at, context,
           coalesce(payload, substr(body, payload_at + 1, payload_len)) AS payload
    FROM repeated JOIN deliveries ON deliveries.seq = repeated.seq
                  JOIN events NOT INDEXED ON events.delivery = repeated.seq
    WHERE events.seq >= first_event AND events.seq < first_event + event_count
    ORDER BY events.seq";

/// A delivery, by the number in its id and by its id.
pub(super) const DELIVERY: &str = "SELECT * FROM deliveries WHERE seq = ?1 AND id = ?2";

pub(super) const REPLAYS: &str = "SELECT id FROM deliveries WHERE replay_of = ?1 ORDER BY seq";

/// That a delivery repeats an earlier one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Replay {
    pub(crate) of: DeliveryId,
    /// When the first of them arrived.
    pub(crate) sent_at: Timestamp,
    /// Whether jobs that have a run of its events get another one.
    pub(crate) again: bool,
}

/// What is kept of a delivery.
#[derive(Debug)]
pub(crate) struct KeptDelivery {
    pub(crate) source: SourceKey,
    /// The request as it first arrived, without what is not recorded of it.
    pub(crate) request: Request,
    /// The source's events that are known to be in it.
    pub(crate) events: Vec<KeptEvent>,
}

/// An event of a delivery, as it is kept.
#[derive(Debug)]
pub(crate) struct KeptEvent {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) happened_at: Timestamp,
    pub(crate) context: Attributes,
    pub(crate) payload: Box<RawValue>,
}

impl Store {
    /// What is kept of a delivery, to be processed anew.
    ///
    /// # Errors
    ///
    /// When there is no such delivery, or only a part of it is kept.
    pub(crate) async fn kept_delivery(&self, id: DeliveryId) -> Result<KeptDelivery, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(DELIVERY)?;
            let mut rows = select.query(params![id.row(), id])?;
            let row = rows.next()?.ok_or(StoreError::NoDelivery(id))?;
            if row.column("is_cut")? {
                return Err(StoreError::CutDelivery(id));
            }
            let source: String = row.column("source")?;
            let sent_at = match row.maybe_time("sent_at")? {
                Some(first) => first,
                None => row.time("received_at")?,
            };
            let request = Request {
                method: method(&row.column::<String>("method")?)?,
                uri: row.column("uri")?,
                headers: headers(row.json("headers")?)?,
                body: row.column::<Vec<u8>>("body")?.into(),
                received_at: sent_at,
            };
            Ok(KeptDelivery {
                events: kept_events(sql, row.column("seq")?, &source)?,
                source: SourceKey::from_stored(source),
                request,
            })
        })
        .await
    }

    /// A delivery.
    pub(crate) async fn delivery_record(
        &self,
        id: DeliveryId,
    ) -> Result<DeliveryRecord, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(DELIVERY)?;
            let mut rows = select.query(params![id.row(), id])?;
            let row = rows.next()?.ok_or(StoreError::NoDelivery(id))?;
            query::delivery(sql, row)
        })
        .await
    }
}

fn kept_events(sql: &Connection, seq: i64, source: &str) -> Result<Vec<KeptEvent>, StoreError> {
    let mut select = sql.prepare_cached(EVENTS)?;
    let mut rows = select.query([seq])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        // What was passed on to dynamic triggers is passed on anew.
        if row.column::<String>("source")? == source {
            events.push(KeptEvent {
                id: row.column("event_id")?,
                name: row.column("name")?,
                happened_at: row.time("happened_at")?,
                context: row.json::<Box<RawValue>>("context")?.into(),
                payload: row.json("payload")?,
            });
        }
    }
    Ok(events)
}

fn method(name: &str) -> Result<Method, StoreError> {
    let unknown = |_| StoreError::Corrupt(format!("`{name}` is no method"));
    Method::from_bytes(name.as_bytes()).map_err(unknown)
}

fn headers(recorded: Vec<(String, String)>) -> Result<HeaderMap, StoreError> {
    let recorded = recorded.iter().filter(|(name, _)| !is_credential(name));
    let header = |(name, value): &(String, String)| {
        let unreadable = || StoreError::Corrupt(format!("the header `{name}` is none"));
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| unreadable())?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unreadable())?;
        Ok((name, value))
    };
    recorded.map(header).collect()
}

/// The number of a delivery.
pub(super) fn number(sql: &Connection, delivery: DeliveryId) -> Result<Option<i64>, StoreError> {
    let number = sql
        .prepare_cached("SELECT seq FROM deliveries WHERE seq = ?1 AND id = ?2")?
        .query_row(params![delivery.row(), delivery], |row| row.get(0));
    Ok(number.optional()?)
}

/// The delivery that another one repeats.
pub(super) fn repeated(sql: &Connection, seq: i64) -> Result<Option<DeliveryId>, StoreError> {
    let repeated = sql
        .prepare_cached(
            "SELECT id FROM deliveries
             WHERE seq = (SELECT replay_of FROM deliveries WHERE seq = ?1)",
        )?
        .query_row([seq], |row| row.get(0));
    Ok(repeated.optional()?)
}

/// The deliveries that repeat one.
pub(super) fn of(sql: &Connection, seq: i64) -> Result<Vec<DeliveryId>, StoreError> {
    let mut select = sql.prepare_cached(REPLAYS)?;
    let replays = select.query_map([seq], |row| row.get(0))?;
    Ok(replays.collect::<Result<_, _>>()?)
}

/// Records an event of a delivery that repeats another one. A known event gets the runs of the jobs
/// that have none of it, or of all if it is to be so.
pub(super) fn insert_event(
    sql: &Transaction<'_>,
    event: &NewEvent,
    delivery: i64,
    replay: Replay,
) -> Result<Recorded, StoreError> {
    let mut recorded = deliveries::insert_event(sql, event, Some(delivery))?;
    if recorded.is_new {
        return Ok(recorded);
    }
    let source = event.source.as_ref().map_or("", SourceKey::as_str);
    let seq: i64 = sql.row(
        "SELECT seq FROM events WHERE source = ?1 AND id = ?2",
        params![source, event.id],
        |row| row.get(0),
    )?;
    for run in &event.runs {
        let earlier: Option<i64> = sql.row(
            "SELECT max(seq) FROM runs WHERE event = ?1 AND job = ?2",
            params![seq, run.job],
            |row| row.get(0),
        )?;
        if earlier.is_some() && !replay.again {
            continue;
        }
        recorded.runs.push(run.id);
        let invalid = run.invalid.as_ref().map(|_| run.job);
        recorded.invalid.extend(invalid);
        if let Some(fence) = insert_run(sql, run, seq, earlier, event.received_at)?.taken() {
            recorded.claimed.push(taken(sql, fence)?);
        }
    }
    Ok(recorded)
}
