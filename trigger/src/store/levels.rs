//! How the database stands, for metrics. Each number comes from an index, so that reading it costs
//! what is open and never what is over.

use rusqlite::Connection;

use super::row::micros;
use super::{Store, StoreError};
use crate::telemetry::OpenRuns;
use crate::time::Timestamp;

const QUEUED: &str = "SELECT count(*) FROM runs WHERE status = 'queued'";
const HELD: &str = "SELECT count(*) FROM runs WHERE status = 'queued' AND held = 1";
const EXECUTING: &str = "SELECT count(*) FROM runs WHERE status = 'executing'";
const WAITING: &str = "SELECT count(*) FROM runs WHERE status = 'waiting'";

impl Store {
    /// How many runs there are that have not ended.
    pub(crate) async fn open_runs(&self) -> Result<OpenRuns, StoreError> {
        self.read(|sql| {
            let held = count(sql, HELD)?;
            Ok(OpenRuns {
                queued: count(sql, QUEUED)?.saturating_sub(held),
                held,
                executing: count(sql, EXECUTING)?,
                waiting: count(sql, WAITING)?,
            })
        })
        .await
    }

    /// How many workers are alive.
    pub(crate) async fn workers(&self, now: Timestamp) -> Result<i64, StoreError> {
        self.read(move |sql| {
            Ok(sql
                .prepare_cached("SELECT count(*) FROM workers WHERE alive_until >= ?1")?
                .query_row([micros(now)], |row| row.get(0))?)
        })
        .await
    }

    /// The size of the write-ahead log, in bytes; 0 where there is none.
    pub(crate) fn wal_size(&self) -> u64 {
        let size = self.readers.as_ref().and_then(|readers| {
            let mut wal = readers.path.as_os_str().to_owned();
            wal.push("-wal");
            std::fs::metadata(wal).ok()
        });
        size.map_or(0, |file| file.len())
    }

    /// How many writes have been handed in and not been begun.
    pub(crate) fn queued_writes(&self) -> usize {
        self.writer.queued()
    }
}

fn count(sql: &Connection, query: &str) -> Result<i64, StoreError> {
    Ok(sql.prepare_cached(query)?.query_row([], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_number_comes_from_an_index_of_what_is_open() {
        let store = Store::in_memory().unwrap();
        for query in [QUEUED, HELD, EXECUTING, WAITING] {
            let plan = move |sql: &Connection| {
                let mut explain = sql.prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
                Ok(explain.query_row([], |row| row.get::<_, String>("detail"))?)
            };
            let plan = store.read(plan).await.unwrap();
            assert!(plan.contains(" INDEX runs_"), "{query}: {plan}");
            assert!(!plan.contains("runs_of_job"), "{query}: {plan}");
        }
    }
}
