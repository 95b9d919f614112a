//! Events as people look at them.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};

use super::query::{event, run_summaries};
use super::row::{Columns, integer};
use super::{Store, StoreError};
use crate::record::{EventListed, EventQuery, EventRecord};

/// How many rows, from the newest, are looked at for those that match.
pub(super) const LOOKED_AT: i64 = 10_000;

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
