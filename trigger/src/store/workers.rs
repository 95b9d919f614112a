//! The processes that execute runs: who is alive, and what the dead have left behind.

use rusqlite::{Savepoint, params};

use super::row::{Columns, micros};
use super::{Store, StoreError, pauses};
use crate::id::WorkerId;
use crate::time::Timestamp;

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
        let keep = move |sql: &Savepoint<'_>| {
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
    /// runs that nobody owns any more back into the queue. Says how many there were.
    pub(crate) async fn bury(
        &self,
        gone: Vec<WorkerId>,
        me: WorkerId,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let bury = move |sql: &Savepoint<'_>| {
            for worker in &gone {
                sql.execute("DELETE FROM workers WHERE id = ?1", [worker])?;
            }
            sql.execute(
                "DELETE FROM workers WHERE alive_until < ?1 AND id <> ?2",
                params![micros(now), me],
            )?;
            let left = sql.execute(
                "UPDATE runs SET status = 'queued', owner = NULL
                 WHERE status = 'executing' AND owner <> ?1
                   AND owner NOT IN (SELECT id FROM workers)",
                [me],
            )?;
            pauses::hold_back(sql)?;
            Ok(left)
        };
        self.writer.run(bury, |_| ()).await
    }
}
