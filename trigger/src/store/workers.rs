//! The processes that execute runs: who is alive, and what the dead have left behind.

use std::time::Duration;

use rusqlite::{Connection, params};

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

/// What a worker says of itself, so that it is not taken for gone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Renewal {
    pub(crate) worker: WorkerId,
    /// Where it is woken.
    pub(crate) port: u16,
    pub(crate) now: Timestamp,
    /// How long it holds that the worker is alive.
    pub(crate) holds: Duration,
    /// A worker holds a run in memory that waits for less.
    pub(crate) in_memory: Duration,
}

/// What a worker finds when it says that it is alive.
#[derive(Debug)]
pub(crate) struct Renewed {
    /// The workers that have ended.
    pub(crate) ended: Vec<WorkerId>,
    /// How many runs had nobody who executes them, and are queued again.
    pub(crate) runs: usize,
    /// Whether workers that are gone have left anything.
    pub(crate) has_taken_over: bool,
    /// A number that another one follows when another process has written.
    pub(crate) data_version: i64,
}

impl Store {
    /// Says that a worker is alive, and takes over what others have left: those of which `has_ended`
    /// says so, and those that have not said in time that they are alive.
    pub(crate) async fn renew(
        &self,
        renewal: Renewal,
        has_ended: impl Fn(WorkerId) -> bool + Send + 'static,
    ) -> Result<Renewed, StoreError> {
        let Renewal {
            worker: me,
            port,
            now,
            holds,
            in_memory,
        } = renewal;
        let renew = move |sql: &Transaction<'_>| {
            sql.write(
                "INSERT INTO workers (id, port, alive_until) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until",
                params![me, port, micros(add(now, holds))],
            )?;
            let peers = peers(sql, me)?.into_iter().map(|peer| peer.id);
            let ended: Vec<_> = peers.filter(|peer| has_ended(*peer)).collect();
            let before = sql.total_changes();
            let runs = bury(sql, &ended, me, in_memory, now)?;
            Ok(Renewed {
                ended,
                runs,
                has_taken_over: sql.total_changes() != before,
                data_version: sql.query_row("PRAGMA data_version", [], |row| row.get(0))?,
            })
        };
        self.writer.run(renew, |_| ()).await
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
        self.read(move |sql| peers(sql, me)).await
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
        let bury = move |sql: &Transaction<'_>| bury(sql, &gone, me, in_memory, now);
        self.writer.run(bury, |_| ()).await
    }
}

fn peers(sql: &Connection, me: WorkerId) -> Result<Vec<Peer>, StoreError> {
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
}

fn bury(
    sql: &Transaction<'_>,
    gone: &[WorkerId],
    me: WorkerId,
    in_memory: Duration,
    now: Timestamp,
) -> Result<usize, StoreError> {
    for worker in gone {
        sql.execute("DELETE FROM workers WHERE id = ?1", [worker])?;
    }
    sql.write(
        "DELETE FROM workers WHERE alive_until < ?1 AND id <> ?2",
        params![micros(now), me],
    )?;
    polls::give_back_of_gone(sql, me, now)?;
    let orphans: Vec<i64> = sql
        .prepare_cached(
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
    Ok(sql.row(
        "SELECT count(*) FROM tasks WHERE run = ?1 AND status = 'completed'",
        [run],
        |row| row.get(0),
    )?)
}
