//! Events and the tasks that wait for them.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use serde_json::value::RawValue;

use super::row::{Columns, json};
use super::transaction::Transaction;
use super::{StoreError, awaits};
use crate::run::{AwaitedEvent, ReceivedEvent};
use crate::spec::Intersection;

/// How many events of a name a new wait looks back at: what came since its run began and before
/// the wait did.
const LOOK_BACK: i64 = 1000;

pub(super) const EARLIER: &str = "SELECT seq FROM events
     WHERE source = ?1 AND name = ?2
       AND seq > (SELECT event FROM runs WHERE seq = ?3)
       AND seq NOT IN (SELECT event FROM tasks WHERE run = ?3 AND event IS NOT NULL)
     ORDER BY seq LIMIT ?4";

pub(super) const WAITING: &str = "SELECT run, task, filter FROM awaited_events
     WHERE source = ?1 AND name = ?2 AND field = ?3 AND value = ?4";

pub(super) const FIRST_FIELD: &str =
    "SELECT field FROM awaited_events WHERE source = ?1 AND name = ?2 ORDER BY field LIMIT 1";

pub(super) const NEXT_FIELD: &str =
    "SELECT field FROM awaited_events WHERE source = ?1 AND name = ?2 AND field > ?3
     ORDER BY field LIMIT 1";

/// An event that has arrived.
struct Arrival {
    seq: i64,
    event: ReceivedEvent<Box<RawValue>>,
    payload: Value,
}

impl Arrival {
    fn output(&self) -> Result<Vec<u8>, StoreError> {
        Ok(json(&self.event)?.into_bytes())
    }
}

/// How many names of events one group remembers that nobody waits for.
const REMEMBERED: usize = 16;

/// Events that nobody waits for, as far as a group's commands have asked: a flood of events of a few
/// names asks once a group for each.
#[derive(Debug, Default)]
pub(super) struct Unawaited(Vec<(String, String)>);

impl Unawaited {
    fn has(&self, source: &str, name: &str) -> bool {
        let mut known = self.0.iter();
        known.any(|known| (&*known.0, &*known.1) == (source, name))
    }

    fn keep(&mut self, source: &str, name: &str) {
        if self.0.len() == REMEMBERED {
            self.forget();
        }
        self.0.push((source.to_owned(), name.to_owned()));
    }

    /// Forgets them, as when somebody begins to wait.
    fn forget(&mut self) {
        self.0.clear();
    }
}

/// Has a task wait for an event, unless one has come since its run began that the run has not
/// taken yet.
pub(super) fn expect(
    sql: &Transaction<'_>,
    run: i64,
    task: &str,
    awaited: &AwaitedEvent,
    at: i64,
) -> Result<Option<i64>, StoreError> {
    for name in &awaited.names {
        let mut earlier = sql.prepare_cached(EARLIER)?;
        let earlier: Vec<i64> = earlier
            .query_map(params![awaited.source, name, run, LOOK_BACK], |row| {
                row.get(0)
            })?
            .collect::<Result<_, _>>()?;
        for seq in earlier {
            let arrival = read(sql, seq)?;
            if awaited.filter.matches(&arrival.payload) {
                return give(sql, run, task, &arrival, at);
            }
        }
    }
    let (field, value) = awaited.filter.pin().unwrap_or_default();
    sql.unawaited().forget();
    for name in &awaited.names {
        sql.write(
            "INSERT INTO awaited_events (source, name, field, value, run, task, filter)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            params![
                awaited.source,
                name,
                field,
                value,
                run,
                task,
                json(&awaited.filter)?,
            ],
        )?;
    }
    Ok(None)
}

/// Gives a new event to the tasks that wait for it. Returns the runs that were stirred.
pub(super) fn arrived(
    sql: &Transaction<'_>,
    source: &str,
    name: &str,
    seq: i64,
    at: i64,
) -> Result<Vec<i64>, StoreError> {
    let mut stirred = Vec::new();
    if sql.unawaited().has(source, name) {
        return Ok(stirred);
    }
    let mut field = first_field(sql, source, name, None)?;
    if field.is_none() {
        sql.unawaited().keep(source, name);
        return Ok(stirred);
    }
    let arrival = read(sql, seq)?;
    while let Some(pointer) = field {
        for value in Intersection::pinned_values(&pointer, &arrival.payload) {
            let mut select = sql.prepare_cached(WAITING)?;
            let mut rows = select.query(params![source, name, pointer, value])?;
            let mut waiting: Vec<(i64, String)> = Vec::new();
            while let Some(row) = rows.next()? {
                let filter: Intersection = row.json("filter")?;
                if filter.matches(&arrival.payload) {
                    waiting.push((row.column("run")?, row.column("task")?));
                }
            }
            for (run, task) in waiting {
                stirred.extend(give(sql, run, &task, &arrival, at)?);
            }
        }
        field = first_field(sql, source, name, Some(&pointer))?;
    }
    Ok(stirred)
}

/// The first field after another that filters of waiting tasks ask for.
fn first_field(
    sql: &Transaction<'_>,
    source: &str,
    name: &str,
    after: Option<&str>,
) -> Result<Option<String>, StoreError> {
    let found = match after {
        None => sql.row(FIRST_FIELD, params![source, name], |row| row.get(0)),
        Some(after) => sql.row(NEXT_FIELD, params![source, name, after], |row| row.get(0)),
    };
    Ok(found.optional()?)
}

fn give(
    sql: &Transaction<'_>,
    run: i64,
    task: &str,
    arrival: &Arrival,
    at: i64,
) -> Result<Option<i64>, StoreError> {
    let stirred = awaits::resolve(sql, run, task, Ok(arrival.output()?), at)?;
    sql.write(
        "UPDATE tasks SET event = ?3 WHERE run = ?1 AND path = ?2",
        params![run, task, arrival.seq],
    )?;
    Ok(stirred)
}

fn read(sql: &Connection, seq: i64) -> Result<Arrival, StoreError> {
    let mut select = sql.prepare_cached(
        "SELECT events.id, name, coalesce(payload, substr(body, payload_at + 1, payload_len))
                AS payload
         FROM events LEFT JOIN deliveries ON deliveries.seq = events.delivery
         WHERE events.seq = ?1",
    )?;
    let mut rows = select.query([seq])?;
    let row = rows
        .next()?
        .ok_or_else(|| StoreError::Corrupt("an event is gone".to_owned()))?;
    Ok(Arrival {
        seq,
        payload: row.json("payload")?,
        event: ReceivedEvent {
            id: row.column("id")?,
            name: row.column("name")?,
            payload: row.json("payload")?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::deliveries::insert_event;
    use crate::store::tests::{event, store};

    #[tokio::test]
    async fn whoever_begins_to_wait_is_told_of_what_comes_next_in_the_same_commit() {
        let (store, _folder) = store();
        let group = |sql: &Transaction<'_>| {
            let awaited = AwaitedEvent {
                source: String::new(),
                names: vec!["tested".to_owned()],
                filter: Intersection::default(),
            };
            let nobody = insert_event(sql, &event("1", "job", 1), None)?;
            sql.execute_batch(
                r#"INSERT INTO tasks (run, path, kind, name, icon, params, properties, status,
                                      attempts, sealed, started_at, place)
                   VALUES (1, '["told"]', 'wait_for_event', '', '', '', '', 'waiting', 1, 0, 0, '')"#,
            )?;
            expect(sql, 1, r#"["told"]"#, &awaited, 0)?;
            let somebody = insert_event(sql, &event("2", "job", 0), None)?;
            Ok((nobody.stirred, somebody.stirred))
        };
        let stirred = store.writer.run(group, |_| ()).await.unwrap();
        assert_eq!(stirred, (vec![], vec![1]));
    }
}
