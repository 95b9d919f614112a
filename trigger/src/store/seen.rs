//! What the dashboard reads beside what everything else does. Each statement walks an index or a
//! bounded number of rows, so that no page is slower for a long history.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};
use serde_json::Value;

use super::query::{delivery, event, run_summaries};
use super::row::{Columns, integer, micros};
use super::{Store, StoreError};
use crate::id::{DeliveryId, RunId};
use crate::record::{
    ArrivedDeliveries, DeliveryContent, DeliveryRecord, DeliveryVerdict, EndedRuns, EventListed,
    EventQuery, EventRecord, Open, RunQuery,
};
use crate::source::masked;
use crate::time::Timestamp;

/// How many rows, from the newest, are looked at for those that match.
const LOOKED_AT: i64 = 10_000;

/// How many are counted.
const COUNTED: i64 = 10_000;

const LISTED: &str = "events.seq AS place, events.id AS event_id, events.name, events.source,
     events.received_at, events.is_test,
     (SELECT id FROM deliveries WHERE seq = events.delivery) AS delivery_id,
     (SELECT count(*) FROM runs WHERE event = events.seq) AS run_count";

impl Store {
    /// Lists events, newest first.
    pub(crate) async fn events(&self, query: EventQuery) -> Result<Vec<EventListed>, StoreError> {
        self.read(move |sql| {
            let select = format!(
                "SELECT {LISTED} FROM (
                     SELECT seq AS looked_at FROM events WHERE seq < :after
                     ORDER BY seq DESC LIMIT :most) JOIN events ON events.seq = looked_at
                 WHERE :name IS NULL OR events.name = :name
                 ORDER BY events.seq DESC LIMIT :limit"
            );
            let mut select = sql.prepare_cached(&select)?;
            let mut rows = select.query(named_params! {
                ":after": query.after.unwrap_or(i64::MAX),
                ":most": LOOKED_AT,
                ":name": query.name,
                ":limit": integer(query.limit),
            })?;
            let mut events = Vec::new();
            while let Some(row) = rows.next()? {
                events.push(listed(row)?);
            }
            Ok(events)
        })
        .await
    }

    /// An event by its id, from a source or whichever one has it. Nothing is said of the jobs that
    /// left it out: the store does not know them.
    pub(crate) async fn event(
        &self,
        id: String,
        source: Option<String>,
    ) -> Result<Option<EventRecord>, StoreError> {
        self.read(move |sql| {
            let sources = match source {
                Some(source) => vec![source],
                None => sources(sql)?,
            };
            let select = format!(
                "SELECT {LISTED}, happened_at, context,
                        coalesce(payload, substr(body, payload_at + 1, payload_len)) AS payload
                 FROM events LEFT JOIN deliveries ON deliveries.seq = events.delivery
                 WHERE events.source = ?1 AND events.id = ?2"
            );
            for source in sources {
                let mut select = sql.prepare_cached(&select)?;
                let mut rows = select.query(params![source, id])?;
                if let Some(row) = rows.next()? {
                    let listed = listed(row)?;
                    return Ok(Some(EventRecord {
                        runs: run_summaries(sql, "runs.event = ?1", [listed.place])?,
                        happened_at: row.time("happened_at")?,
                        context: row.json("context")?,
                        payload: row.json("payload")?,
                        left_out: Vec::new(),
                        listed,
                    }));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Lists deliveries of a source and a verdict, newest first, among the newest 10,000.
    pub(crate) async fn arrived(
        &self,
        source: Option<String>,
        verdict: Option<DeliveryVerdict>,
        after: Option<DeliveryId>,
        limit: usize,
    ) -> Result<Vec<DeliveryRecord>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT * FROM (
                     SELECT seq, id, source, received_at, method, uri, body_size, verdict, reason,
                            status
                     FROM deliveries
                     WHERE seq < coalesce((SELECT seq FROM deliveries WHERE id = :after),
                                          9223372036854775807)
                     ORDER BY seq DESC LIMIT :most)
                 WHERE (:source IS NULL OR source = :source)
                   AND (:verdict IS NULL OR verdict = :verdict)
                 ORDER BY seq DESC LIMIT :limit",
            )?;
            let mut rows = select.query(named_params! {
                ":after": after,
                ":most": LOOKED_AT,
                ":source": source,
                ":verdict": verdict.map(DeliveryVerdict::as_str),
                ":limit": integer(limit),
            })?;
            let mut deliveries = Vec::new();
            while let Some(row) = rows.next()? {
                deliveries.push(delivery(sql, row)?);
            }
            Ok(deliveries)
        })
        .await
    }

    /// A delivery as it arrived, but for what proves who sent it.
    pub(crate) async fn delivery(
        &self,
        id: DeliveryId,
    ) -> Result<Option<DeliveryContent>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached("SELECT * FROM deliveries WHERE id = ?1")?;
            let mut rows = select.query([id])?;
            let Some(row) = rows.next()? else {
                return Ok(None);
            };
            let delivery = delivery(sql, row)?;
            let body: Vec<u8> = row.column("body")?;
            let is_cut = u64::from(delivery.body_size) > integer(body.len()).unsigned_abs();
            let (text, hex) = match String::from_utf8(body) {
                Ok(text) => (Some(text), None),
                Err(bytes) => (None, Some(hex::encode(bytes.as_bytes()))),
            };
            let mut headers: Vec<(String, String)> = row.json("headers")?;
            for (name, value) in &mut headers {
                *value = masked(name, value).into_owned();
            }
            Ok(Some(DeliveryContent {
                delivery,
                headers,
                text,
                hex,
                is_cut,
            }))
        })
        .await
    }

    /// How many runs have not ended.
    pub(crate) async fn unended(&self) -> Result<Open, StoreError> {
        self.read(|sql| {
            let count = |status| -> Result<u32, StoreError> {
                Ok(sql
                    .prepare_cached(
                        "SELECT count(*) FROM (SELECT 1 FROM runs INDEXED BY runs_of_status
                                               WHERE status = ?1 LIMIT ?2)",
                    )?
                    .query_row(params![status, COUNTED], |row| row.get(0))?)
            };
            Ok(Open {
                queued: count("queued")?,
                executing: count("executing")?,
                waiting: count("waiting")?,
            })
        })
        .await
    }

    /// How many runs match a query, up to a number.
    pub(crate) async fn count_runs(
        &self,
        query: RunQuery,
        most: usize,
    ) -> Result<usize, StoreError> {
        self.read(move |sql| Ok(super::query::matching(sql, &query, None, most)?.len()))
            .await
    }

    /// The runs that ended since a time.
    pub(crate) async fn ended_runs(&self, since: Timestamp) -> Result<Vec<EndedRuns>, StoreError> {
        self.read(move |sql| {
            let mut select =
                sql.prepare_cached("SELECT * FROM ended_runs WHERE hour >= ?1 ORDER BY hour")?;
            let mut rows = select.query([micros(since)])?;
            let mut ended = Vec::new();
            while let Some(row) = rows.next()? {
                ended.push(EndedRuns {
                    hour: row.time("hour")?,
                    job: row.column("job")?,
                    status: row.named("status")?,
                    under_ms: row.column::<i64>("under_ms")?.unsigned_abs(),
                    runs: row.column::<i64>("runs")?.unsigned_abs(),
                });
            }
            Ok(ended)
        })
        .await
    }

    /// The deliveries that arrived since a time.
    pub(crate) async fn arrived_deliveries(
        &self,
        since: Timestamp,
    ) -> Result<Vec<ArrivedDeliveries>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT * FROM arrived_deliveries WHERE hour >= ?1 ORDER BY hour",
            )?;
            let mut rows = select.query([micros(since)])?;
            let mut arrived = Vec::new();
            while let Some(row) = rows.next()? {
                arrived.push(ArrivedDeliveries {
                    hour: row.time("hour")?,
                    source: row.column("source")?,
                    verdict: row.named("verdict")?,
                    deliveries: row.column::<i64>("deliveries")?.unsigned_abs(),
                });
            }
            Ok(arrived)
        })
        .await
    }

    /// The payloads of a job's newest runs, each with its run.
    pub(crate) async fn recent_payloads(
        &self,
        job: String,
        limit: usize,
    ) -> Result<Vec<(RunId, Timestamp, Value)>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT runs.id, runs.created_at,
                        coalesce(payload, substr(body, payload_at + 1, payload_len)) AS payload
                 FROM runs JOIN events ON events.seq = runs.event
                           LEFT JOIN deliveries ON deliveries.seq = events.delivery
                 WHERE runs.job = ?1 ORDER BY runs.seq DESC LIMIT ?2",
            )?;
            let mut rows = select.query(params![job, integer(limit)])?;
            let mut payloads = Vec::new();
            while let Some(row) = rows.next()? {
                payloads.push((
                    row.column("id")?,
                    row.time("created_at")?,
                    row.json("payload")?,
                ));
            }
            Ok(payloads)
        })
        .await
    }

    /// A number that changes whenever anybody has committed something. It costs a look at the
    /// database's file and no more.
    ///
    /// # Errors
    ///
    /// When the database cannot be opened.
    pub(crate) fn pulse(&self) -> Result<Pulse, StoreError> {
        let connection = self.readers.as_ref().map(|readers| readers.take());
        Ok(Pulse(connection.transpose()?))
    }
}

/// Feels whether something was committed, by this process or another one.
pub(crate) struct Pulse(Option<Connection>);

impl Pulse {
    /// What it is now; always the same for a database in memory, which no other process can change.
    pub(crate) fn beat(&self) -> Result<i64, StoreError> {
        match &self.0 {
            Some(sql) => Ok(sql.pragma_query_value(None, "data_version", |row| row.get(0))?),
            None => Ok(0),
        }
    }
}

/// The sources that events came through, found by stepping over the index.
fn sources(sql: &Connection) -> Result<Vec<String>, StoreError> {
    // The app's own events come first: their source is the empty text.
    let mut sources = vec![String::new()];
    loop {
        let next: Option<String> = sql
            .prepare_cached("SELECT source FROM events WHERE source > ?1 ORDER BY source LIMIT 1")?
            .query_row([sources.last()], |row| row.get(0))
            .optional()?;
        match next {
            Some(next) => sources.push(next),
            None => return Ok(sources),
        }
    }
}

fn listed(row: &Row<'_>) -> Result<EventListed, StoreError> {
    Ok(EventListed {
        event: event(row)?,
        place: row.column("place")?,
        received_at: row.time("received_at")?,
        is_test: row.column("is_test")?,
        delivery: row.column("delivery_id")?,
        runs: row.column("run_count")?,
    })
}
