//! What the dashboard reads beside what everything else does. Each statement walks an index or a
//! bounded number of rows, so that no page is slower for a long history.

use rusqlite::{Connection, named_params, params};
use serde_json::Value;

use super::events::LOOKED_AT;
use super::query::delivery;
use super::replays::DELIVERY;
use super::row::{Columns, integer, micros};
use super::{Store, StoreError};
use crate::id::{DeliveryId, RunId};
use crate::record::{
    ArrivedDeliveries, DeliveryContent, DeliveryRecord, DeliveryVerdict, EndedRuns, Open, RunQuery,
};
use crate::source::masked;
use crate::time::Timestamp;

/// How many are counted.
const COUNTED: i64 = 10_000;

impl Store {
    /// Lists deliveries of a source and a verdict, newest first, among the newest 10,000. Rejected
    /// ones are few and have an index, so that they are found however many came since.
    pub(crate) async fn arrived(
        &self,
        source: Option<String>,
        verdict: Option<DeliveryVerdict>,
        after: Option<DeliveryId>,
        limit: usize,
    ) -> Result<Vec<DeliveryRecord>, StoreError> {
        self.read(move |sql| {
            let looked_at = match verdict {
                Some(DeliveryVerdict::Rejected) => {
                    "INDEXED BY deliveries_rejected WHERE verdict = 'rejected' AND"
                }
                _ => "WHERE",
            };
            let mut select = sql.prepare_cached(&format!(
                "SELECT * FROM (
                     SELECT seq, id, source, received_at, method, uri, body_size, verdict, reason,
                            status
                     FROM deliveries {looked_at}
                           seq < :after
                     ORDER BY seq DESC LIMIT :most)
                 WHERE (:source IS NULL OR source = :source)
                   AND (:verdict IS NULL OR verdict = :verdict)
                 ORDER BY seq DESC LIMIT :limit"
            ))?;
            let mut rows = select.query(named_params! {
                ":after": after.map_or(i64::MAX, DeliveryId::row),
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
            let mut select = sql.prepare_cached(DELIVERY)?;
            let mut rows = select.query(params![id.row(), id])?;
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
        self.read(move |sql| Ok(super::matching::matching(sql, &query, None, most)?.len()))
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
