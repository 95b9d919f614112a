//! Forgetting: what has been over for long enough is removed, a little at a time.
//!
//! Rows are numbered as they come, so what is old is at the beginning of its table and no index is
//! needed to find it. A sweep walks over the old rows: it looks at some of them beside the writer,
//! and hands the writer those that may go. Each step removes a bounded number of rows in a commit
//! that it shares with whatever else is to be written, so nobody waits for a sweep.

use std::time::Duration;

use rusqlite::{Connection, params};

use super::row::{Columns, integer, micros};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::time::Timestamp;

/// How many rows a step looks at, and how many it removes.
const LOOKED_AT: usize = 256;
const REMOVED: usize = 512;

/// How many pages a step gives back to the file system.
const PAGES: i64 = 256;

/// Free pages that are kept for what comes next: that many, or a part of the file.
const SPARE: i64 = 1024;
const SPARE_PART: i64 = 4;

/// How long an event's id is remembered at the least: longer than providers try to deliver it.
const REMEMBERED: Duration = Duration::from_secs(7 * 24 * 3600);

/// What may be forgotten: what was over before these times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Horizon {
    /// For runs, and for deliveries that brought no new event.
    over: Timestamp,
    /// For events and the deliveries that brought them.
    remembered: Timestamp,
}

impl Horizon {
    /// What is kept for a time is forgotten after it.
    pub(crate) fn new(now: Timestamp, retention: Duration) -> Self {
        let before = |by| now.saturating_sub(by).unwrap_or(Timestamp::MIN);
        Self {
            over: before(retention),
            remembered: before(retention.max(REMEMBERED)),
        }
    }
}

/// Where a sweep has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    table: Table,
    /// The last row that was dealt with.
    after: i64,
}

impl Place {
    /// Where every sweep begins.
    pub(crate) const START: Self = Self::beginning(Table::Runs);

    const fn beginning(table: Table) -> Self {
        Self {
            table,
            after: i64::MIN,
        }
    }
}

/// In the order in which rows stop being referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Runs,
    Events,
    Deliveries,
}

/// What a step of a sweep has done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Swept {
    /// How many rows it removed.
    pub(crate) removed: usize,
    /// Where the sweep goes on; `None` at its end.
    pub(crate) next: Option<Place>,
}

impl Table {
    fn next(self) -> Option<Place> {
        match self {
            Self::Runs => Some(Place::beginning(Self::Events)),
            Self::Events => Some(Place::beginning(Self::Deliveries)),
            Self::Deliveries => None,
        }
    }

    fn horizon(self, horizon: Horizon) -> i64 {
        micros(match self {
            Self::Runs | Self::Deliveries => horizon.over,
            Self::Events => horizon.remembered,
        })
    }

    /// What belongs to a row, to be removed in parts before it.
    fn belongings(self) -> &'static [&'static str] {
        match self {
            Self::Runs => &[
                "DELETE FROM lines WHERE (run, task, attempt, line) IN (
                     SELECT run, task, attempt, line FROM lines WHERE run = ?1 LIMIT ?2)",
                "DELETE FROM tasks WHERE rowid IN (
                     SELECT rowid FROM tasks WHERE run = ?1 LIMIT ?2)",
                "DELETE FROM awaited_events WHERE (source, name, field, value, run, task) IN (
                     SELECT source, name, field, value, run, task FROM awaited_events
                     WHERE run = ?1 LIMIT ?2)",
                "DELETE FROM requests WHERE token IN (
                     SELECT token FROM requests WHERE run = ?1 LIMIT ?2)",
                "DELETE FROM state WHERE (scope, name) IN (
                     SELECT scope, name FROM state
                     WHERE scope = (SELECT json_array('run', 'run_' || lower(hex(id)))
                                    FROM runs WHERE seq = ?1)
                     LIMIT ?2)",
            ],
            Self::Events | Self::Deliveries => &[],
        }
    }

    fn removal(self) -> &'static str {
        match self {
            Self::Runs => "DELETE FROM runs WHERE seq = ?1",
            Self::Events => "DELETE FROM events WHERE seq = ?1",
            Self::Deliveries => "DELETE FROM deliveries WHERE seq = ?1",
        }
    }

    /// The rows after one, in order: whether each is old, and whether it may go.
    fn looked_at(self) -> &'static str {
        match self {
            // A run that is waited for is needed by the run that waits.
            Self::Runs => {
                "SELECT seq, created_at < ?2 AS is_old,
                        coalesce(finished_at < ?2, 0) AND NOT EXISTS (
                            SELECT 1 FROM runs AS parents
                            WHERE parents.seq = runs.parent AND parents.finished_at IS NULL)
                        AS is_over
                 FROM runs WHERE seq > ?1 ORDER BY seq LIMIT ?3"
            }
            Self::Events => {
                "SELECT seq, received_at < ?2 AS is_old,
                        received_at < ?2
                        AND NOT EXISTS (SELECT 1 FROM runs WHERE event = events.seq) AS is_over
                 FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?3"
            }
            // A delivery holds the payloads of its events.
            Self::Deliveries => {
                "SELECT seq, received_at < ?2 AS is_old,
                        received_at < ?2
                        AND NOT EXISTS (
                            SELECT 1 FROM events
                            WHERE seq >= first_event AND seq < first_event + event_count
                              AND delivery = deliveries.seq)
                        AS is_over
                 FROM deliveries WHERE seq > ?1 ORDER BY seq LIMIT ?3"
            }
        }
    }
}

/// Some rows of a table.
struct Looked {
    /// Those that may go.
    over: Vec<i64>,
    /// The last one that was looked at, unless there is nothing old from here on.
    last: Option<i64>,
}

impl Store {
    /// Removes some of what is over, and says where to go on.
    pub(crate) async fn forget(&self, horizon: Horizon, place: Place) -> Result<Swept, StoreError> {
        let Place { table, after } = place;
        let looked = self
            .read(move |sql| look(sql, table, horizon, after, LOOKED_AT))
            .await?;
        let next = match looked.last {
            Some(after) => Some(Place { table, after }),
            None => table.next(),
        };
        if looked.over.is_empty() {
            return Ok(Swept { removed: 0, next });
        }
        let remove = move |sql: &Transaction<'_>| {
            let mut removed = 0;
            for &row in &looked.over {
                let before = Place {
                    table,
                    after: row - 1,
                };
                // It may have been taken up again since it was looked at.
                if !look(sql, table, horizon, row - 1, 1)?.over.contains(&row) {
                    continue;
                }
                removed += remove(sql, table, row, REMOVED.saturating_sub(removed))?;
                if removed >= REMOVED {
                    // What is left of this row, and those after it, go in the next step.
                    let next = Some(before);
                    return Ok(Swept { removed, next });
                }
            }
            Ok(Swept { removed, next })
        };
        self.writer.run(remove, |_| ()).await
    }

    /// Forgets the counts of the hours that are over, and the spans of no run. Each sweep finds the
    /// few that have become so since the one before it.
    pub(crate) async fn forget_counts(&self, horizon: Horizon) -> Result<(), StoreError> {
        let before = micros(horizon.over);
        let forget = move |sql: &Transaction<'_>| {
            for counts in [
                "DELETE FROM ended_runs WHERE hour < ?1",
                "DELETE FROM arrived_deliveries WHERE hour < ?1",
                // What is left of the spans of runs that are gone.
                "DELETE FROM run_spans WHERE last_at < ?1 AND NOT EXISTS (
                     SELECT 1 FROM runs WHERE seq >= span << 10 AND seq < (span + 1) << 10)",
            ] {
                sql.prepare_cached(counts)?.execute([before])?;
            }
            Ok(())
        };
        self.writer.run(forget, |_| ()).await
    }

    /// Gives some free pages back to the file system where there are many, and says whether there
    /// are more. Some are kept: what comes next would only have to ask for them again.
    pub(crate) async fn give_back(&self) -> Result<bool, StoreError> {
        let give = |sql: &Transaction<'_>| {
            let excess = |sql: &Connection| -> Result<i64, StoreError> {
                let free: i64 = sql.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
                let all: i64 = sql.pragma_query_value(None, "page_count", |row| row.get(0))?;
                Ok(free - SPARE.max(all / SPARE_PART))
            };
            let pages = excess(sql)?.min(PAGES);
            if pages <= 0 {
                return Ok(false);
            }
            sql.execute_batch(&format!("PRAGMA incremental_vacuum({pages})"))?;
            Ok(excess(sql)? > 0)
        };
        self.writer.run(give, |_| ()).await
    }
}

fn look(
    sql: &Connection,
    table: Table,
    horizon: Horizon,
    after: i64,
    limit: usize,
) -> Result<Looked, StoreError> {
    let mut select = sql.prepare_cached(table.looked_at())?;
    let mut rows = select.query(params![after, table.horizon(horizon), integer(limit)])?;
    let (mut over, mut last, mut any_old) = (Vec::new(), None, false);
    while let Some(row) = rows.next()? {
        let seq = row.column("seq")?;
        if row.column("is_over")? {
            over.push(seq);
        }
        any_old |= row.column::<bool>("is_old")?;
        last = Some(seq);
    }
    // Where nothing is old, nothing that came later is.
    let last = last.filter(|_| any_old);
    Ok(Looked { over, last })
}

/// Removes a row and what belongs to it, or as many of that as it may. Says how many rows went;
/// where that is all it may remove, there may be more.
fn remove(
    sql: &Transaction<'_>,
    table: Table,
    row: i64,
    at_most: usize,
) -> Result<usize, StoreError> {
    let mut removed = 0;
    for delete in table.belongings() {
        let left = integer(at_most - removed);
        removed += sql.prepare_cached(delete)?.execute(params![row, left])?;
        if removed == at_most {
            return Ok(removed);
        }
    }
    Ok(removed + sql.prepare_cached(table.removal())?.execute([row])?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::DeliveryQuery;
    use crate::store::migrations::migrate;
    use crate::store::tests::store;

    #[tokio::test]
    async fn a_delivery_is_not_forgotten_before_the_last_of_its_events() {
        let (store, _folder) = store();
        let kept = store.arrive(&["a", "b"]).await;
        let gone = store.arrive(&["c"]).await;
        let forget = |sql: &Transaction<'_>| {
            Ok(sql.execute_batch("DELETE FROM events WHERE id IN ('a', 'c')")?)
        };
        store.writer.run(forget, |_| ()).await.unwrap();
        let horizon = Horizon::new(
            Timestamp::from_second(7200).unwrap(),
            Duration::from_secs(3600),
        );
        let mut place = Some(Place::START);
        while let Some(from) = place {
            place = store.forget(horizon, from).await.unwrap().next;
        }
        assert!(store.delivery(kept).await.unwrap().is_some());
        assert!(store.delivery(gone).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_listing_goes_on_behind_a_delivery_that_is_forgotten_meanwhile() {
        let (store, _folder) = store();
        let older = store.arrive(&["a"]).await;
        let forgotten = store.arrive(&["b"]).await;
        store.arrive(&["c"]).await;
        let forget = |sql: &Transaction<'_>| {
            Ok(sql.execute_batch(
                "DELETE FROM events WHERE id = 'b'; DELETE FROM deliveries WHERE seq = 2;",
            )?)
        };
        store.writer.run(forget, |_| ()).await.unwrap();
        let query = DeliveryQuery {
            after: Some(forgotten),
            ..DeliveryQuery::default()
        };
        let listed = store.deliveries(query).await.unwrap();
        let listed: Vec<_> = listed.iter().map(|delivery| delivery.id).collect();
        assert_eq!(listed, [older]);
    }

    #[tokio::test]
    async fn the_counts_of_old_hours_and_the_spans_of_no_run_are_forgotten_and_the_others_stay() {
        let store = Store::in_memory().unwrap();
        let count = |sql: &Transaction<'_>| {
            sql.execute_batch(
                "INSERT INTO ended_runs VALUES (0, 'a', 'completed', 5, 1);
                 INSERT INTO ended_runs VALUES (7200000000, 'a', 'completed', 5, 1);
                 INSERT INTO arrived_deliveries VALUES (0, 's', 'accepted', 1);
                 INSERT INTO run_spans VALUES (0, 0, 1048575), (1, 0, 1048575),
                                              (2, 7200000000, 7201048575);
                 INSERT INTO events (seq, source, id, name, happened_at, received_at, context,
                                     is_test)
                 VALUES (1, '', 'e', 'n', 0, 0, 'null', 0);
                 INSERT INTO runs (seq, id, job, version, event, status, properties, created_at)
                 VALUES (1500, x'00', 'a', '1.0.0', 1, 'queued', '[]', 0);",
            )?;
            Ok(())
        };
        store.writer.run(count, |_| ()).await.unwrap();
        let now = Timestamp::from_second(7200).unwrap();
        let horizon = Horizon::new(now, Duration::from_secs(3600));
        store.forget_counts(horizon).await.unwrap();
        let left = |sql: &Connection| {
            Ok(sql.query_row(
                "SELECT (SELECT count(*) FROM ended_runs),
                        (SELECT count(*) FROM arrived_deliveries),
                        (SELECT json_group_array(span) FROM run_spans)",
                [],
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get(2)?)),
            )?)
        };
        // A span is there for as long as a run of it is.
        let left: (_, _, String) = store.read(left).await.unwrap();
        assert_eq!(left, (1, 0, "[1,2]".to_owned()));
    }

    #[test]
    fn nothing_that_is_forgotten_is_looked_for_in_a_whole_table() {
        let mut sql = Connection::open_in_memory().unwrap();
        migrate(&mut sql).unwrap();
        for table in [Table::Runs, Table::Events, Table::Deliveries] {
            let belongings = table.belongings().iter().copied();
            let all = belongings.chain([table.looked_at(), table.removal()]);
            for statement in all {
                let mut explain = sql
                    .prepare(&format!("EXPLAIN QUERY PLAN {statement}"))
                    .unwrap();
                let given = vec![rusqlite::types::Null; explain.parameter_count()];
                let plan = explain.query_map(rusqlite::params_from_iter(given), |row| {
                    row.get::<_, String>("detail")
                });
                let plan: Vec<_> = plan.unwrap().map(Result::unwrap).collect();
                let scans = plan.iter().any(|step| step.starts_with("SCAN"));
                assert!(!scans && !plan.is_empty(), "{statement}: {plan:?}");
            }
        }
    }
}
