//! The processes that execute runs: who is alive, and what the dead have left behind.

use std::time::Duration;

use rusqlite::params;

use super::row::{Columns, micros};
use super::state::{Outcome, Stored};
use super::transaction::Transaction;
use super::{Store, StoreError, polls};
use crate::id::WorkerId;
use crate::run::Transition;
use crate::time::{Timestamp, add};

pub(super) const EXECUTED_BY: &str = "SELECT seq FROM runs INDEXED BY runs_of_status
     WHERE status = 'executing' AND owner = ?1";

/// How long a wait has to be for its run to be put away; for a shorter one it stays in memory.
pub(crate) const IN_MEMORY: Duration = Duration::from_secs(1);

/// Another process that executes runs of this database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    pub(crate) id: WorkerId,
    /// Where it is woken.
    pub(crate) port: u16,
}

impl Store {
    /// Says that a worker is alive.
    pub(crate) async fn keep_alive(
        &self,
        worker: WorkerId,
        port: u16,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let keep = move |sql: &Transaction<'_>| {
            sql.prepare_cached(
                "INSERT INTO workers (id, port, alive_until) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until",
            )?
            .execute(params![worker, port, micros(until)])?;
            Ok(())
        };
        self.writer.run(keep, |_| ()).await
    }

    /// Until when a worker has said that it is alive.
    #[cfg(test)]
    pub(crate) async fn alive_until(
        &self,
        worker: WorkerId,
    ) -> Result<Option<Timestamp>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached("SELECT alive_until FROM workers WHERE id = ?1")?;
            let mut rows = select.query([worker])?;
            rows.next()?.map(|row| row.time("alive_until")).transpose()
        })
        .await
    }

    /// The runs that a worker executes.
    pub(crate) async fn executed_by(&self, worker: WorkerId) -> Result<Vec<i64>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(EXECUTED_BY)?;
            let runs = select.query_map([worker], |row| row.get(0))?;
            Ok(runs.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The other workers.
    pub(crate) async fn peers(&self, me: WorkerId) -> Result<Vec<Peer>, StoreError> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached("SELECT id, port FROM workers WHERE id <> ?1")?;
            let mut rows = select.query([me])?;
            let mut peers = Vec::new();
            while let Some(row) = rows.next()? {
                peers.push(Peer {
                    id: row.column("id")?,
                    port: row.column("port")?,
                });
            }
            Ok(peers)
        })
        .await
    }

    /// Forgets workers that are gone, those named and those whose lease has run out, and puts the
    /// runs that nobody owns any more back into the queue. A worker holds a run in memory that waits
    /// for less than `in_memory`. Says how many runs there were.
    pub(crate) async fn bury(
        &self,
        gone: Vec<WorkerId>,
        me: WorkerId,
        in_memory: Duration,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let bury = move |sql: &Transaction<'_>| {
            for worker in &gone {
                sql.execute("DELETE FROM workers WHERE id = ?1", [worker])?;
            }
            sql.execute(
                "DELETE FROM workers WHERE alive_until < ?1 AND id <> ?2",
                params![micros(now), me],
            )?;
            polls::give_back_of_gone(sql, me, now)?;
            let orphans: Vec<i64> = sql
                .prepare(
                    "SELECT seq FROM runs INDEXED BY runs_of_status
                     WHERE status = 'executing' AND owner <> ?1
                       AND owner NOT IN (SELECT id FROM workers)
                     ORDER BY seq",
                )?
                .query_map([me], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for &run in &orphans {
                let finished_tasks = finished_tasks(sql, run)?;
                let rested = rested(sql, run, now, add(now, in_memory))?;
                let left = Transition::Orphan {
                    finished_tasks,
                    rested,
                };
                Stored::load(sql, run)?.apply(sql, left, Outcome::Same, now)?;
            }
            Ok(orphans.len())
        };
        self.writer.run(bury, |_| ()).await
    }
}

/// Whether a run waited in memory when its worker ended, and would still: a task of it waits for a
/// time that is so near that the run was not put away for it. For a moment this hides what another
/// task beside it does to its process, and no longer.
fn rested(
    sql: &Transaction<'_>,
    run: i64,
    now: Timestamp,
    near: Timestamp,
) -> Result<bool, StoreError> {
    Ok(sql
        .prepare_cached(
            "SELECT 1 FROM tasks WHERE run = ?1 AND status IN ('waiting', 'retrying')
                                   AND wake_at > ?2 AND wake_at < ?3",
        )?
        .exists(params![run, micros(now), micros(near)])?)
}

fn finished_tasks(sql: &Transaction<'_>, run: i64) -> Result<u32, StoreError> {
    Ok(sql
        .prepare_cached("SELECT count(*) FROM tasks WHERE run = ?1 AND status = 'completed'")?
        .query_row([run], |row| row.get(0))?)
}
